"""`poleward check`: the claims of one article against the archive."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, json_option, note, print_json


@click.command()
@click.argument("page", type=click.Path(path_type=Path))
@archive_option
@json_option
def check(page: Path, archive_path: Path | None, as_json: bool) -> int:
    """Check the vote claims of PAGE against the roll calls of the archive.

    The exit status is 1 where no claim was found or one is contradicted.
    """
    from poleward.answers.check import check as check_page
    from poleward.archive import Archive
    from poleward.coding import load_coder
    from poleward.errors import Skips
    from poleward.pages import read_path

    skips = Skips()
    documents = list(read_path(page, skips=skips))
    for line in skips.lines():
        note(line)
    coder = load_coder()
    with Archive.open(archive_path_of(archive_path)) as archive:
        found = [checked for document in documents for checked in check_page(archive, document, coder)]
    if as_json:
        print_json({"page": str(page), "claims": [checked.to_json() for checked in found]})
    elif not found:
        note("No claim about a roll call was found on this page.")
    else:
        for checked in found:
            click.echo(click.style(checked.verdict.upper(), bold=True) + f"  “{' '.join(checked.claim.exact.split())}”")
            click.echo(f"    {checked.why}")
    return int(not found or any(checked.verdict == "contradicted" for checked in found))
