"""A check as a page for people and as schema.org ClaimReview objects for programs; neither uses the network.

The names of fields are those of https://schema.org/ClaimReview; a claim that is not decidable carries no rating value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from poleward.answers.checking.checked_claim import CheckedClaim
from poleward.errors import needs_extra
from poleward.pages import Document
from poleward.version import __version__

RATINGS = {"contradicted": 1, "mixed": 3, "supported": 5}
"""schema.org wants a number; the words beside it are what counts."""


def page_of(checked: Sequence[tuple[Document, Sequence[CheckedClaim]]]) -> str:
    """Return the claims of one or more documents as one HTML page; everything from outside is escaped."""
    with needs_extra("web"):
        from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("poleward.answers"), autoescape=select_autoescape(default=True), trim_blocks=True
    )
    pages = [
        {
            "title": document.title or document.source,
            "source": document.url or document.source,
            "published": _published(document),
            "claims": claims,
        }
        for document, claims in checked
    ]
    return environment.get_template("check.html.j2").render(pages=pages, version=__version__)


def _published(document: Document) -> str:
    first, last = document.published_earliest, document.published_latest
    if first is None and last is None:
        return "not known"
    return str(first) if first == last else f"{first or '..'} to {last or '..'}"


def claim_reviews(document: Document, claims: Sequence[CheckedClaim]) -> list[dict[str, Any]]:
    """Return a page's claims as schema.org ClaimReview objects, in its order."""
    appearance: dict[str, Any] = {"@type": "CreativeWork", "name": document.title or document.source}
    if document.url:
        appearance["url"] = document.url
    if document.published_earliest is not None and document.published_earliest == document.published_latest:
        appearance["datePublished"] = document.published_earliest.isoformat()
    return [_review(claim, appearance) for claim in claims]


def _review(claim: CheckedClaim, appearance: dict[str, Any]) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": claim.label}
    if claim.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[claim.verdict], "worstRating": 1, "bestRating": 5}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": " ".join(claim.exact.split()),
        "itemReviewed": {
            "@type": "Claim",
            "text": " ".join(claim.exact.split()),
            "appearance": appearance,
            "identifier": f"characters {claim.start_at}-{claim.end_at}",
        },
        "reviewRating": rating,
        "reviewBody": claim.why,
        "author": {"@type": "SoftwareApplication", "name": "poleward", "softwareVersion": __version__},
        "citation": [
            {"@type": "CreativeWork", "name": f"{r.date}: {r.what}", "identifier": r.ref, "publisher": r.source}
            for r in claim.records
        ],
    }
