"""Floors of quality on labelled data, whose digests are pinned; floors only rise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from poleward.errors import UnusableInputError
from poleward.evaluation.dates import evaluate_dates
from poleward.evaluation.pages import evaluate_pages

pytestmark = pytest.mark.shared

PAGES = "boilerplate/article_extraction_benchmark_political.tar.gz"
PAGES_DIGEST = "28fdb2a03b83a387030fcb3556236aebe06de3834a860afe73e796a5bc16d7a0"
DATES = "dates/timeml_dev.tar.gz"
DATES_DIGEST = "7a6df49ca4ebe146d341ebbc022a40efa73603d0cb8b423135a77529c6a49361"


def labelled(shared: Path, name: str, digest: str) -> Path:
    path = shared / "data" / "labelled" / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, "the labelled file is not the one measured"
    return path


def test_bodies(shared: Path) -> None:
    scores = evaluate_pages(labelled(shared, PAGES, PAGES_DIGEST))
    assert scores["n"] == 49
    assert scores["f1"] >= 0.993
    assert scores["f1"] > max(scores["trafilatura_f1"], scores["trafilatura_precision_f1"])


def test_dates(shared: Path) -> None:
    scores = evaluate_dates(labelled(shared, DATES, DATES_DIGEST))
    assert scores["n"] == 241
    assert scores["accuracy"] >= 0.87
    assert scores["calendar_accuracy"] >= 0.875
    assert scores["n_failures"] == len(scores["failures"])


def test_other_files_are_refused(tmp_path: Path, shared: Path) -> None:
    wrong = tmp_path / "x.tar.gz"
    wrong.write_bytes(b"no tar file")
    for score in (evaluate_pages, evaluate_dates):
        with pytest.raises(UnusableInputError):
            score(wrong)
    with pytest.raises(UnusableInputError, match="no TimeML"):
        evaluate_dates(shared / "data" / "labelled" / PAGES)
