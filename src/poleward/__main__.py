"""`python -m poleward` is the command line."""

from poleward.cli import main

main()
