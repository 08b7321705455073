"""`poleward export`: tables of the archive as a file."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, config_path, note, open_archive, output_option


@click.command()
@click.argument("tables", nargs=-1, required=True)
@output_option
@archive_option
def export(tables: tuple[str, ...], output: Path, archive_path: Path | None) -> None:
    """Write TABLES (statements, votes, estimates, evidence…) to a file; 'all' writes all to a .db or .xlsx."""
    from poleward import config as configuration
    from poleward.answers.export import export as write

    with open_archive(archive_path, answering=True) as archive:
        rows = write(archive, tables, output, configuration.load(config_path()))
    note(f"wrote {rows} rows to {output}")
