"""A page as bad as real ones are: what the reader makes of the seed article."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from poleward.pages import Document, find_dates, read_path

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict:
    return yaml.safe_load((shared / "gold" / "seed-article.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def seed(shared: Path) -> Document:
    return next(read_path(next((shared / "seeds").glob("*.txt"))))


def body(document: Document) -> str:
    return "\n".join(document.mended(span).text for span in document.paragraphs())


def test_no_boilerplate_line_survives(seed: Document, gold: dict) -> None:
    kept = body(seed)
    for line in gold["document"]["boilerplate"]:
        assert line in seed.text
        assert line not in kept


def test_all_evidence_survives(seed: Document, gold: dict) -> None:
    kept = body(seed)
    for item in gold["items"]:
        assert item["evidence"] in kept


def test_glued_words_are_mended(seed: Document, gold: dict) -> None:
    kept = body(seed)
    for glued in gold["document"]["glued_words"]:
        assert glued in seed.text
        assert glued not in kept
    assert "Kassym" not in kept  # names are left as they are written
    assert "Asia? Since" in kept
    assert "organizations. No one" in kept


def test_published_interval_is_inferred_and_says_how(seed: Document) -> None:
    assert (seed.published_earliest, seed.published_latest) == (dt.date(2022, 5, 1), dt.date(2022, 5, 31))
    assert seed.published_how.startswith("inferred from the text")


def test_language_title_and_subheads(seed: Document) -> None:
    assert seed.language == "en"
    assert seed.title == seed.text.split("\n")[0]
    headings = [seed.text[a.start_at : a.end_at] for a in seed.annotations if a.value == "section heading"]
    assert len(headings) == 2


def test_dates_of_the_acceptance_list(seed: Document, gold: dict) -> None:
    mentions = [(seed.text[m.start : m.end], m.earliest, m.latest) for m in find_dates(seed.text, seed.published, "en")]
    for item in gold["items"]:
        date = item.get("date")
        if isinstance(date, dt.date):
            assert any(first == last == date for _, first, last in mentions), item["id"]
        elif date:
            assert any(
                first and last and first <= date["to"] and last >= date["from"] for _, first, last in mentions
            ), item["id"]
