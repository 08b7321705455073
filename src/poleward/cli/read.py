"""`poleward read`: pages to documents and statements."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, json_option, note, print_json, progress


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path))
@click.option("--feed", "feeds", multiple=True, type=click.Path(path_type=Path), help="An RSS or Atom file.")
@archive_option
@json_option
def read(pages: tuple[Path, ...], feeds: tuple[Path, ...], archive_path: Path | None, as_json: bool) -> None:
    """Read PAGES (HTML, text, JSON Lines of documents, feeds; files or folders) into the archive."""
    if not pages and not feeds:
        raise click.UsageError("name at least one page, folder or --feed.")
    from poleward.archive import Archive
    from poleward.intake.pages import page_files, read_pages

    files = page_files(pages)
    archive_file = archive_path_of(archive_path)
    total = len(files) + len(feeds)
    with Archive.open(archive_file, write=True) as archive, progress("pages", total) as advance:
        reports = [read_pages(archive, files, advance=advance)] if files else []
        if feeds:
            reports.append(read_pages(archive, feeds, layout="feed", advance=advance))
    for report in reports:
        for line in (*report.unusable, *report.skips.lines()):
            note(line)
    if as_json:
        print_json([{**asdict(r), "skips": dict(r.skips.counts)} for r in reports])
        return
    for r in reports:
        click.echo(
            f"{r.documents_added} documents and {r.statements_added} statements added from {r.files} files "
            f"({r.files_known} files and {r.documents_known} documents were known already); "
            f"{r.stories} stories in the archive."
        )
