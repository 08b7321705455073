"""`poleward check`: the claims of one article against the archive."""

from __future__ import annotations

import json
from pathlib import Path

import click

from poleward.cli.common import archive_option, config_path, json_option, note, open_archive, print_json


@click.command()
@click.argument("page", type=click.Path(path_type=Path))
@archive_option
@json_option
@click.option("--html", type=click.Path(path_type=Path), help="Write the claims as an HTML page too.")
@click.option("--claim-review", type=click.Path(path_type=Path), help="Write them as schema.org ClaimReview JSON too.")
def check(page: Path, archive_path: Path | None, as_json: bool, html: Path | None, claim_review: Path | None) -> int:
    """Check the claims of PAGE against the archive: votes, memberships, trade, dated events, the headline.

    The exit status is 1 where no claim was found or one is contradicted.
    """
    from poleward import config as configuration
    from poleward.answers.check import check as check_page
    from poleward.answers.checking.output import claim_reviews, page_of
    from poleward.coding import load_coder
    from poleward.errors import Skips
    from poleward.pages import read_path

    skips = Skips()
    documents = list(read_path(page, skips=skips))
    for line in skips.lines():
        note(line)
    coder, config = load_coder(), configuration.load(config_path())
    with open_archive(archive_path, answering=True) as archive:
        checked = [(document, check_page(archive, document, coder, config)) for document in documents]
    found = [claim for _, claims in checked for claim in claims]
    if html is not None:
        _write(html, page_of(checked))
    if claim_review is not None:
        reviews = [review for document, claims in checked for review in claim_reviews(document, claims)]
        _write(claim_review, json.dumps(reviews, ensure_ascii=False, indent=2) + "\n")
    if as_json:
        print_json({"page": str(page), "claims": [claim.to_json() for claim in found]})
    elif not found:
        note("No claim that a record can decide was found on this page.")
    else:
        for claim in found:
            click.echo(click.style(claim.label.upper(), bold=True) + f"  “{' '.join(claim.exact.split())}”")
            click.echo(f"    {claim.why}")
            if claim.leans:
                leans = ", ".join(f"{pole}: {lean}" for pole, lean in claim.leans.items())
                click.echo(f"    The record points: {leans}.")
    return int(not found or any(claim.verdict == "contradicted" for claim in found))


def _write(path: Path, text: str) -> None:
    from poleward.errors import UnusableInputError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(path)) from None
    note(f"wrote {path}")
