"""Floors of what `check` finds and decides on marked pages: our own everywhere, the shared ones where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from poleward.archive import Archive
from poleward.evaluation.claims import evaluate_claims
from poleward.intake.box import open_archive

OWN = Path(__file__).parent / "claims"
FOUND, DEV_FOUND, DEV_DECIDED = 0.95, 36, 18
# A parser's slip on another machine may lose a claim or two: floors are a little below what was measured here, 0.99, 40
# and 22. No verdict may be wrong.


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("record") / "a.duckdb", write=True, with_box=True) as archive:
        yield archive


def test_our_own_pages(record: Archive) -> None:
    scores = evaluate_claims(OWN, record)
    assert scores["n"] == 218
    assert scores["share_found"] >= FOUND
    assert scores["decided_right"] == scores["decided"] >= FOUND * scores["n"]


@pytest.mark.shared
def test_the_development_pages(shared: Path, record: Archive) -> None:
    scores = evaluate_claims(shared / "gold" / "pages", record)
    assert scores["n"] == 47
    assert scores["found"] >= DEV_FOUND
    assert scores["decided_right"] == scores["decided"] >= DEV_DECIDED
