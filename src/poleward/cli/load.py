"""`poleward load`: published files into the archive."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from poleward.cli.common import archive_option, json_option, note, open_archive, print_json
from poleward.tables import LOADS, STATEMENT_LOAD


@click.command()
@click.argument("kind", type=click.Choice((*LOADS, STATEMENT_LOAD)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--engine", "engine_name", type=click.Choice(["local", "spark"]), default="local", help="Where events are made."
)
@click.option("--master", default=None, help="Address of the Spark master [local[*]].")
@archive_option
@json_option
def load(
    kind: str,
    files: tuple[Path, ...],
    engine_name: str,
    master: str | None,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Load published FILES of a KIND in their native formats, recognised by their columns."""
    from poleward.engines import engine
    from poleward.intake.load import load as load_files

    with ExitStack() as held:
        archive = held.enter_context(open_archive(archive_path, write=True))
        on = engine(engine_name, master=master) if kind == "events" else None
        if on is not None:
            held.callback(on.close)
        report = load_files(archive, kind, files, engine=on, progress=note)
    if as_json:
        print_json(report.to_dict())
    else:
        for line in report.lines():
            click.echo(line)
    if getattr(report, "failed", None):
        # Some of several files could not be used: what was loaded stays, and the status says so.
        click.get_current_context().exit(2)
