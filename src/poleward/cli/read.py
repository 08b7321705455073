"""`poleward read`: pages to documents and statements."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from poleward.cli.common import archive_option, json_option, note, open_archive, print_json, progress


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path))
@click.option("--feed", "feeds", multiple=True, type=click.Path(path_type=Path), help="An RSS or Atom file.")
@click.option(
    "--engine", "engine_name", type=click.Choice(["local", "spark"]), default="local", help="Where pages are coded."
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes on this machine.")
@click.option("--master", default=None, help="Address of the Spark master [local with --workers threads].")
@click.option(
    "--explain", "explained", type=click.Path(path_type=Path), help="Say what becomes of each sentence of this page."
)
@archive_option
@json_option
def read(
    pages: tuple[Path, ...],
    feeds: tuple[Path, ...],
    explained: Path | None,
    engine_name: str,
    workers: int,
    master: str | None,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Read PAGES (HTML, text, JSON Lines of documents, feeds; files or folders) into the archive."""
    if explained is not None:
        if pages or feeds:
            raise click.UsageError("--explain takes one page and stores nothing.")
        _explain(explained, as_json=as_json)
        return
    if not pages and not feeds:
        raise click.UsageError("name at least one page, folder or --feed.")
    from poleward.engines import engine
    from poleward.intake.pages import page_files, read_pages
    from poleward.pages import count_documents

    files = page_files(pages)
    total = sum(count_documents(path) for path in (*files, *feeds))
    with ExitStack() as held:
        archive = held.enter_context(open_archive(archive_path, write=True))
        on = engine(engine_name, master=master, workers=workers) if engine_name == "spark" or workers > 1 else None
        if on is not None:
            held.callback(on.close)
        advance = held.enter_context(progress("pages", total))
        reports = [read_pages(archive, files, engine=on, advance=advance)] if files else []
        if feeds:
            reports.append(read_pages(archive, feeds, layout="feed", engine=on, advance=advance))
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


def _explain(page: Path, *, as_json: bool) -> None:
    from poleward.coding import load_coder
    from poleward.coding.explain import explain
    from poleward.pages import read_path
    from poleward.pages.document import page_name

    coder = load_coder()
    documents = tuple(read_path(page))
    alone = len(documents) == 1
    told = ((page_name(d.source, d.url, d.title, alone=alone), explain(coder, d)) for d in documents)
    if as_json:
        print_json([{"page": name, **asdict(outcome)} for name, outcomes in told for outcome in outcomes])
        return
    for name, outcomes in told:
        if not alone:
            click.secho(name, underline=True)
        for o in outcomes:
            click.echo(f"{click.style(o.outcome.ljust(9), bold=True)} {' '.join(o.text.split())}\n          {o.reason}")
