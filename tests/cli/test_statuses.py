"""The exit statuses that the docs name, each from a program that is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ENDS = {
    "done": (0, ""),
    "nothing found": (1, "raise NothingFoundError('there is nothing.')"),
    "a check that failed": (1, "return 1"),
    "input that cannot be used": (2, "raise UnusableInputError('no table.')"),
    "a machine that cannot be used": (2, "raise OSError(28, 'No space left on device', 'out.csv')"),
    "a fault of poleward itself": (70, "raise ZeroDivisionError('by nought')"),
    "interrupted": (130, "os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(600)"),
    "interrupted, and a library failed of it": (130, "stopped()"),
    "a reader of the output that goes away": (0, "print('x' * 1_000_000)"),
    "a reader that goes away while results are printed": (0, "[click.echo('x' * 1000) for _ in range(1000)]"),
}
"""Ending to its status, and the work of a verb that ends so."""
PROGRAM = """
import os, signal, sys
import click
from poleward import cli
from poleward.errors import NothingFoundError, UnusableInputError
signal.signal(signal.SIGINT, signal.default_int_handler)
def stopped():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            pass
    except KeyboardInterrupt:
        pass
    raise AttributeError('half a module')
@cli.cli.command('work')
def work():
    WORK
cli.LazyGroup.get_command = lambda *_: work
sys.argv = ['poleward', 'work']
cli.main()
"""


def test_the_statuses_are_those_of_the_docs() -> None:
    (said,) = re.findall(r"Exit statuses: (.*?)\n\n", (DOCS / "limits.md").read_text(encoding="utf-8"), re.DOTALL)
    assert {int(n) for n in re.findall(r"(?:^|; )(\d+) ", said)} == {status for status, _ in ENDS.values()}


@pytest.mark.parametrize("ending", ENDS)
def test_a_program_ends_with_its_status_and_without_a_traceback(tmp_path: Path, ending: str) -> None:
    status, work = ENDS[ending]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("WORK", work or "pass")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert process.stdout is not None
    if "reader" in ending:  # as `head -c 1`: more is to come than a pipe holds
        assert process.stdout.read(1) == "x"
        process.stdout.close()
    said = process.communicate()[1]
    assert process.returncode == status, said
    assert "Traceback" not in said
    assert bool(said) == (status not in (0, 1) or ending == "nothing found")
    assert [path.name in said for path in tmp_path.glob("poleward-fault-*.txt")] == [True] * (status == 70)
