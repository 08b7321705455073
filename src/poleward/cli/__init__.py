"""The command line: one module per verb, imported only when the verb is used."""

from __future__ import annotations

import io
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from poleward.stopping import Interruption
from poleward.version import __version__

VERBS = {
    "demo": "demo",
    "read": "read",
    "watch": "watch",
    "load": "load",
    "fetch": "fetch",
    "update": "update",
    "ask": "ask",
    "drift": "drift",
    "why": "why",
    "check": "check",
    "votes": "votes",
    "export": "export",
    "report": "report",
    "publish": "publish",
    "serve": "serve",
    "mcp": "mcp",
    "positions": "positions",
    "panel": "panel",
    "agreement": "agreement",
    "shifts": "shifts",
    "evaluate": "evaluate",
    "train": "train",
    "judge": "judge",
    "cite": "cite",
    "snapshot": "snapshot",
    "verify": "verify",
}
"""Verb to module in `poleward.cli`; the command in the module has the verb's name."""

DEFAULT_ARCHIVE = Path("poleward.duckdb")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, so that every verb starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of the work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a verb, or None."""
        if name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"poleward.cli.{VERBS[name]}"), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--archive", type=click.Path(path_type=Path), default=None, help="Archive file [poleward.duckdb].")
@click.option("--config", type=click.Path(path_type=Path), default=None, help="A TOML file of further poles.")
@click.option(
    "--box/--no-box",
    "with_box",
    default=True,
    envvar="POLEWARD_BOX",
    help="Put the record that ships into the archive.",
)
@click.version_option(__version__, prog_name="poleward")
@click.pass_context
def cli(ctx: click.Context, archive: Path | None, config: Path | None, with_box: bool) -> None:
    """Answer: is a state moving towards or away from a pole, in what, how much, since when, how sure, who moved."""
    ctx.obj = {"archive": archive, "config": config, "box": with_box}


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line: results to standard output, notes to standard error, and an exit status.

    0 is done; 1 is nothing found, or a check that failed; 2 is unusable input; 70 is a fault of poleward itself; 130 is
    interrupted. `arguments` are those of the process unless given.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold bytes that are no text.
            stream.reconfigure(errors="backslashreplace")
    output = sys.stdout
    interruption = Interruption()
    if arguments is None:
        interruption.listen()
    try:
        found: Any = cli.main(arguments, standalone_mode=False)
        status = found if isinstance(found, int) else 0
        sys.stdout.flush()
    except BaseException as error:
        from poleward.cli.ending import reader_gone, status_of

        # Click exits with 1 where the reader of our output, such as head, has gone, and puts another output in place.
        if isinstance(error, SystemExit) and sys.stdout is not output:
            status = reader_gone()
        else:
            status = status_of(error, interrupted=interruption.asked)
    if arguments is None:
        # Nothing is left to interrupt, and Python would answer a second Ctrl-C with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)
