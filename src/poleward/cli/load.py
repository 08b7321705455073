"""`poleward load`: published files into the archive."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, json_option, note, print_json

KINDS = ("votes",)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@archive_option
@json_option
def load(kind: str, files: tuple[Path, ...], archive_path: Path | None, as_json: bool) -> None:
    """Load published FILES of a KIND (votes) in their native formats, recognised by their columns."""
    from poleward.archive import Archive
    from poleward.intake.votes import load_votes

    with Archive.open(archive_path_of(archive_path), write=True) as archive:
        report = load_votes(archive, files, progress=note)
    if as_json:
        print_json(report.to_dict())
        return
    for line in report.lines():
        click.echo(line)
