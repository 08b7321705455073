"""Words of likelihood, periods, claims and reports."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.answers.check import check_claim, combine
from poleward.answers.checking.roll_calls import PageRollCalls
from poleward.archive import Archive
from poleward.channels.likelihood import likelihood, percent
from poleward.coding import VoteClaim
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.periods import parse_period
from poleward.publishing.report import report

from .conftest import SINCE, document, sign, statement

ORDER = [
    "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
]  # fmt: skip


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_gets_a_weaker_word(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert ORDER.index(likelihood(low)) <= ORDER.index(likelihood(high))


@pytest.mark.parametrize(("p", "word"), [(0.03, ORDER[0]), (0.5, ORDER[3]), (0.8, ORDER[5]), (0.96, ORDER[6])])
def test_words_are_those_of_icd_203(p: float, word: str) -> None:
    assert likelihood(p) == word


def test_percentages_never_claim_certainty() -> None:
    assert percent(1.0) == "over 99 %"
    assert percent(0.0) == "under 1 %"
    assert percent(0.873) == "87 %"


@given(st.dates(dt.date(1946, 1, 1), dt.date(2100, 1, 1)))
def test_a_day_lies_in_its_month_quarter_and_year(day: dt.date) -> None:
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    for period in (f"{day.year}", quarter, f"{day.year}-{day.month:02d}", day.isoformat(), f"{day}/{day}"):
        assert day in parse_period(period)


@given(st.text(max_size=12))
def test_what_is_no_period_is_explained(text: str) -> None:
    try:
        window = parse_period(text)
    except UnusableInputError:
        return
    assert window.first <= window.last


def claim(quantifier: str, allowed: set[str], *symbols: str, states: tuple[str, ...] = ("KAZ", "TKM")) -> VoteClaim:
    return VoteClaim(
        states=states, quantifier=quantifier, allowed=frozenset(allowed), date_earliest=None, date_latest=None,
        symbols=symbols, subject=(), label="a matter", start_at=0, end_at=1, exact="x", confidence=0.9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (claim("none", {"no", "abstain", "not_voting"}, "R00", "R01"), "supported"),
        (claim("each", {"yes"}, "R15"), "mixed"),
        (claim("each", {"yes"}, "R00"), "contradicted"),
        (claim("each", {"yes"}, "R00", "R15", states=("KAZ",)), "mixed"),
        (claim("some", {"yes"}, "R15"), "supported"),
        (claim("only", {"not_voting"}, "R15", states=("TKM",)), "supported"),
        (claim("only", {"yes"}, "R15", states=("KAZ",)), "contradicted"),
        (claim("each", {"yes"}, "R15", states=("UZB",)), "not decidable"),
        (claim("each", {"yes"}, "R99"), "not decidable"),
        (claim("each", {"yes"}), "not decidable"),
    ],
)
def test_a_claim_is_held_against_the_record(archive: Archive, made: VoteClaim, verdict: str) -> None:
    checked = check_claim(PageRollCalls(archive), made)
    assert checked.verdict == verdict
    assert checked.why


@given(st.lists(st.sampled_from(["supported", "contradicted", "mixed", "not decidable"]), min_size=1))
def test_the_order_of_roll_calls_does_not_change_a_verdict(verdicts: list[str]) -> None:
    assert combine(verdicts) == combine(verdicts[::-1])  # type: ignore[arg-type]


def test_a_report_is_one_file_that_runs_nothing(archive: Archive, poles: Config) -> None:
    hostile = '<script>alert(1)</script><img src="https://example.org/x.png">'
    archive.append("documents", [document("evil", source=hostile)])
    archive.append("statements", [statement("evil-1", "evil", dt.date(2022, 9, 9), "words", exact=hostile)])
    archive.append("signs", [sign("evil-1", -1)])
    page = report(archive, ["KAZ", "TKM"], ["moscow", "west"], SINCE, config=poles)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "<svg" in page
    assert not re.search(r'(?:src|href)="https?:', page.replace("http://www.w3.org/", ""))
    assert page == report(archive, ["KAZ", "TKM"], ["moscow", "west"], SINCE, config=poles)
