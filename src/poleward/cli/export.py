"""`poleward export`: a table of the archive as a file."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, config_path, note


@click.command()
@click.argument("table")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=".csv, .json, .jsonl or .parquet")
@archive_option
def export(table: str, output: Path, archive_path: Path | None) -> None:
    """Write TABLE (statements, votes, estimates, evidence…) to a file."""
    from poleward import config as configuration
    from poleward.answers.export import export as write
    from poleward.archive import Archive

    with Archive.open(archive_path_of(archive_path)) as archive:
        rows = write(archive, table, output, configuration.load(config_path()))
    note(f"wrote {rows} rows to {output}")
