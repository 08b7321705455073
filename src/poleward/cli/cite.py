"""`poleward cite`: what to cite for a number or for the whole archive."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, json_option, open_archive, print_json


@click.command()
@click.argument("estimate", required=False)
@click.option("--bibtex", "as_bibtex", is_flag=True, help="Print BibTeX.")
@click.option("--sources", "table", type=click.Path(path_type=Path), help="Your own further table of sources.")
@archive_option
@json_option
def cite(estimate: str | None, as_bibtex: bool, table: Path | None, archive_path: Path | None, as_json: bool) -> None:
    """Print what to cite for ESTIMATE (an id, or its beginning), or for all that the archive holds."""
    if as_bibtex and as_json:
        raise click.UsageError("choose --bibtex or --json.")
    from poleward.answers.cite import cite_archive, cite_estimate
    from poleward.fetching.sources import load_sources

    sources = load_sources(table)
    with open_archive(archive_path, answering=True) as archive:
        found = cite_estimate(archive, estimate, sources) if estimate else cite_archive(archive, sources)
    if as_json:
        print_json(found.to_json())
    elif as_bibtex:
        click.echo(found.bibtex())
    else:
        for line in found.lines():
            click.echo(line)
