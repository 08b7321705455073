"""A pole of your own: from a file, or any state by its name."""

from pathlib import Path

import poleward as pw

project = pw.demo()
own = pw.open(project.path, config=Path(__file__).with_name("poles.toml"), box=False)
print(own.ask(["Azerbaijan", "Kazakhstan"], "Ankara", since="2020-11", baseline="2014"))
print(project.ask("Hungary", "Serbia", since="2022", baseline="2014"))
