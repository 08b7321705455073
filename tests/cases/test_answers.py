"""What a question and a claim get where a publisher has no figure: not observed, and never a fall to zero."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poleward.answers.check import check
from poleward.archive import Archive
from poleward.channels import channel
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.channels.wording import told
from poleward.coding import load_coder
from poleward.config import Pole
from poleward.intake.ties import load_ties
from poleward.intake.trade_shares import load_trade_shares
from poleward.pages import read_path
from poleward.periods import Window

QUESTION = Question(
    state="BLR", state_name="Belarus", pole=Pole("moscow", "Moscow", ("RUS",)),
    before=Window(dt.date(2019, 1, 1), dt.date(2021, 12, 31)), after=Window(dt.date(2022, 1, 1), dt.date(2024, 12, 31)),
)  # fmt: skip


def loaded(tmp_path: Path, table: Path) -> Archive:
    archive = Archive.open(tmp_path / "a.duckdb", write=True)
    load_trade_shares(archive)
    load_ties(archive, [table], "trade")
    return archive


@pytest.mark.shared
@pytest.mark.parametrize("name", ["T08/long.csv", "T09/c.csv"])
def test_a_missing_pair_is_no_fall(shared: Path, tmp_path: Path, name: str) -> None:
    with loaded(tmp_path, shared / "cases" / name) as archive:
        trade = channel("trade")
        finding = trade.finding(trade.read(Reading(archive), QUESTION))
    assert finding is not None
    found = told(finding, QUESTION)
    assert found.direction == "not enough evidence"
    assert found.estimates == ()
    assert found.sentence.endswith(
        "observed in 2014-2021, but no publisher has years both before and since 2022-01-01."
    )


@pytest.mark.shared
def test_a_claim_about_a_missing_pair_is_not_decidable(shared: Path, tmp_path: Path) -> None:
    with loaded(tmp_path, shared / "cases" / "T08" / "long.csv") as archive:
        (page,) = read_path(shared / "cases" / "T08" / "claim.txt")
        found = check(archive, page, load_coder())
    assert [(c.exact[:22], c.verdict) for c in found] == [
        ("Russia accounted for 4", "not decidable"),
        ("Russia is the main tra", "supported"),
        ("share of Russia in the", "not decidable"),
    ]
    assert "48.0 % of Belarus's trade in 2021" in found[1].why
