"""`poleward load`: published files into the archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from poleward.cli.common import archive_option, archive_path_of, json_option, note, print_json

if TYPE_CHECKING:
    from poleward.archive import Archive


class Report(Protocol):
    """What every loading returns."""

    def lines(self) -> list[str]:
        """The report as lines fit to print."""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""


def _votes(archive: Archive, files: tuple[Path, ...]) -> Report:
    from poleward.intake.votes import load_votes

    return load_votes(archive, files, progress=note)


def _ties(kind: str) -> Callable[[Archive, tuple[Path, ...]], Report]:
    def load_kind(archive: Archive, files: tuple[Path, ...]) -> Report:
        from poleward.intake.ties import load_ties

        return load_ties(archive, files, kind, progress=note)

    return load_kind


def _events(archive: Archive, files: tuple[Path, ...]) -> Report:
    from poleward.engines import engine
    from poleward.intake.events import load_events

    options = click.get_current_context().params
    chosen = engine(options["engine_name"], master=options["master"])
    try:
        return load_events(archive, files, engine=chosen, progress=note)
    finally:
        chosen.close()


LOADERS: dict[str, Callable[[Archive, tuple[Path, ...]], Report]] = {
    "votes": _votes,
    "trade": _ties("trade"),
    "arms": _ties("arms"),
    "treaties": _ties("treaties"),
    "events": _events,
}


@click.command()
@click.argument("kind", type=click.Choice(list(LOADERS)))
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
    from poleward.archive import Archive

    with Archive.open(archive_path_of(archive_path), write=True) as archive:
        report = LOADERS[kind](archive, files)
    if as_json:
        print_json(report.to_dict())
    else:
        for line in report.lines():
            click.echo(line)
    if getattr(report, "failed", None):
        # Some of several files could not be used: what was loaded stays, and the status says so.
        click.get_current_context().exit(2)
