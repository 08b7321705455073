"""`check` on the development pages, held against the record that ships; floors rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from poleward.evaluation.claims import evaluate_claims
from poleward.intake import box

FOUND, RIGHT = 24, 16


@pytest.mark.shared
def test_claims_of_real_pages_are_found_and_no_verdict_is_wrong(shared: Path) -> None:
    with box.open_archive(None, write=False, with_box=True) as archive:
        scores = evaluate_claims(shared / "gold" / "pages", archive)
    assert scores["n"] == 47
    assert scores["found"] >= FOUND
    assert scores["right"] >= RIGHT
    assert scores["decided_right"] == scores["decided"]
