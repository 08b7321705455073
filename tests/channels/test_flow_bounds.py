"""Shares of first partners: a figure where the pole is named, else a bound; a direction only where they part."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.archive import Archive
from poleward.channels import channel, flow_bounds
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding, NoPath
from poleward.channels.flow_bounds import Between, bounds_of, share_of_pole
from poleward.channels.question import Question
from poleward.channels.ties_record import PublishedTie
from poleward.channels.wording import told
from poleward.config import Pole, load
from poleward.intake.trade_shares import load_trade_shares
from poleward.periods import Window
from poleward.tables import ANY_OTHER

SINCE = dt.date(2022, 2, 24)
MOSCOW = Pole("moscow", "Moscow", ("RUS",))
PAIR = Pole("pair", "the pair", ("RUS", "BLR"))


def question(state: str = "SRB", pole: Pole = MOSCOW, since: dt.date = SINCE) -> Question:
    before = Window(dt.date(2014, 1, 1), since - dt.timedelta(days=1))
    return Question(state=state, state_name=state, pole=pole, before=before, after=Window(since, dt.date(2025, 12, 31)))


def tie(
    partner: str, year: int, value: float, indicator: str = "export_share", status: str = "observed"
) -> PublishedTie:
    day = dt.date(year, 1, 1)
    return PublishedTie(
        f"trade:SRB:{partner}:{indicator}:{day}:x", "trade", "SRB", partner, indicator, day, dt.date(year, 12, 31),
        value, "share", status, None, "World Factbook, 2026-05-17",
    )  # fmt: skip


def year(number: int, named: dict[str, float], most: float) -> list[PublishedTie]:
    """Both flows of a year, the same shares in each."""
    return [
        t
        for indicator in flow_bounds.INDICATORS
        for t in (
            *(tie(p, number, v, indicator) for p, v in named.items()),
            tie(ANY_OTHER, number, most, indicator, "at_most"),
        )
    ]


def test_a_named_partner_has_a_figure_up_to_rounding_and_every_other_a_bound() -> None:
    ties = [tie("CHN", 2022, 0.30), tie("RUS", 2022, 0.12), tie(ANY_OTHER, 2022, 0.04, status="at_most")]
    assert share_of_pole(ties, question().members) == Between(pytest.approx(0.115), pytest.approx(0.125))
    silent = [t for t in ties if t.partner != "RUS"]
    assert share_of_pole(silent, question().members) == Between(0.0, pytest.approx(0.04))
    assert share_of_pole(ties, question(pole=PAIR).members) == Between(pytest.approx(0.115), pytest.approx(0.165))


def test_what_the_named_leave_bounds_all_others_together() -> None:
    ties = [tie("CHN", 2022, 0.90), tie(ANY_OTHER, 2022, 0.10, status="at_most")]
    assert share_of_pole(ties, question(pole=PAIR).members).high == pytest.approx(1 - 0.895)


def test_two_bounds_give_no_direction() -> None:
    ties = [*year(2019, {"CHN": 0.5}, 0.20), *year(2023, {"CHN": 0.5}, 0.01)]
    found = bounds_of(ties, question(), 5)
    assert found is not None
    assert flow_bounds.direction(found, 0.02) == "not enough evidence"


@pytest.mark.parametrize(
    ("before", "since", "direction"),
    [
        ({"RUS": 0.13}, {}, "away"), ({}, {"RUS": 0.30}, "towards"), ({"RUS": 0.05}, {}, "not enough evidence"),
        ({"RUS": 0.30}, {"RUS": 0.20}, "away"), ({"RUS": 0.20}, {"RUS": 0.20}, "no change"),
    ],
)  # fmt: skip
def test_a_bound_and_a_figure_give_a_direction_only_where_they_do_not_meet(
    before: dict[str, float], since: dict[str, float], direction: str
) -> None:
    found = bounds_of([*year(2019, before, 0.045), *year(2023, since, 0.045)], question(), 5)
    assert found is not None
    assert flow_bounds.direction(found, 0.02) == direction


@pytest.mark.parametrize(("share", "years"), [(0.42, None), (0.13, ((2019,), (2023,)))])
def test_a_great_partner_that_is_named_no_more_is_not_observed_and_has_no_bound(
    share: float, years: tuple[tuple[int, ...], tuple[int, ...]] | None
) -> None:
    found = bounds_of([*year(2019, {"RUS": share}, 0.045), *year(2023, {"CHN": 0.3}, 0.045)], question(), 5)
    assert (found.years if found else None) == years


def test_a_year_with_one_flow_alone_does_not_count() -> None:
    ties = [*year(2019, {"RUS": 0.3}, 0.05), *(t for t in year(2023, {"RUS": 0.3}, 0.05) if t.indicator[0] == "e")]
    assert bounds_of(ties, question(), 5) is None


@given(
    st.lists(st.floats(0.0, 1.0), min_size=3, max_size=12),
    st.integers(1, 5),
    st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True),
)
def test_the_interval_holds_the_true_share(sizes: list[float], named: int, members: list[int]) -> None:
    total = sum(sizes)
    if not total:
        return
    codes = [f"P{i:02d}" for i in range(len(sizes))]
    true = {code: size / total for code, size in zip(codes, sizes, strict=True)}
    first = sorted(codes, key=lambda c: -true[c])[:named]
    printed = {c: round(true[c], 2) for c in first}
    least = min(printed.values()) + 0.005
    rest = max(0.0, 1.0 - sum(max(0.0, v - 0.005) for v in printed.values()))
    ties = [tie(c, 2022, v) for c, v in printed.items() if v > 0]
    ties += [tie(c, 2022, 0.005, status="at_most") for c, v in printed.items() if v == 0]
    ties.append(tie(ANY_OTHER, 2022, min(least, rest), status="at_most"))
    pole = Pole("p", "p", tuple(codes[i] for i in members if i < len(codes)) or ("P00",))
    found = share_of_pole(ties, question(pole=pole).members)
    assert found.low - 1e-9 <= sum(true[m] for m in pole.states) <= found.high + 1e-9


@pytest.fixture(scope="module")
def shares(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.open(tmp_path_factory.mktemp("bounds") / "a.duckdb", write=True)
    load_trade_shares(archive)
    return archive


def trade(archive: Archive, asked: Question) -> Finding:
    one = channel("trade")
    return told(one.finding(one.read(Reading(archive), asked)), asked)


def test_what_is_told_by_bounds_is_never_called_unobserved(shares: Archive) -> None:
    one, reading, asked = channel("trade"), Reading(shares), question("KAZ")
    record = one.read(reading, asked)
    assert one.finding(record).direction == "away"
    path = one.path(record)
    assert isinstance(path, NoPath)
    assert path.reason.startswith("of the shares bounds alone are published")


def test_a_finding_from_bounds_is_worded_as_bounds(shares: Archive) -> None:
    found = trade(shares, question("HUN"))
    assert found.direction == "not enough evidence"
    assert "exports was at most 5 % (2017-2019) and at most 4.5 % (2022-2023)" in found.sentence
    (estimate,) = found.estimates
    assert estimate.value is None, "a bound is no point"
    assert estimate.q05 is not None
    assert estimate.q95 is not None
    assert estimate.q05 < 0 < estimate.q95
    described = channel("trade").describe(shares, [e.ref for e in estimate.evidence], state="HUN", pole=MOSCOW)
    assert len(described) == len({e.ref for e in estimate.evidence}) > 0
    assert all(d.detail.startswith("at most") for d in described.values())


def test_a_finding_from_figures_has_a_direction(shares: Archive) -> None:
    found = trade(shares, question("KAZ"))
    assert found.direction == "away"
    assert "of its imports was about 36 % (2017-2019) and about 26 % (2022-2023)" in found.sentence


def test_nearly_every_member_answers_in_trade(shares: Archive) -> None:
    from poleward.actors import load_registry

    members = load_registry().members(dt.date(2025, 1, 1)) - {"RUS"}
    answered = {s for s in members if trade(shares, question(s)).estimates}
    assert len(answered) >= 189, sorted(members - answered)


def test_publishers_flows_come_first(shares: Archive, tmp_path: Path) -> None:
    rows = [
        {
            "state": "HUN", "partner": partner, "channel": "trade", "indicator": flow, "value": value, "unit": "USD",
            "date_earliest": dt.date(y, 1, 1), "date_latest": dt.date(y, 12, 31), "status": "observed",
            "reporter": None, "source_id": "own", "source": "own figures",
        }
        for y in (2019, 2023) for flow in ("exports", "imports") for partner, value in (("RUS", 10.0), ("WLD", 200.0))
    ]  # fmt: skip
    with Archive.open(tmp_path / "b.duckdb", write=True) as archive:
        load_trade_shares(archive)
        archive.append("ties", rows)
        found = trade(archive, question("HUN"))
    assert "source: own figures" in found.sentence
    assert found.estimates[0].value == pytest.approx(0.0, abs=0.005)


def test_memberships_hold_in_an_archive_that_has_none(shares: Archive) -> None:
    one = channel("treaties")
    asked = question("MLI", Pole("ecowas", "ECOWAS", ("NGA",), ("ECOWAS",)), dt.date(2025, 1, 1))
    found = told(one.finding(one.read(Reading(shares), asked)), asked)
    assert found.direction == "away"
    assert "left ECOWAS" in found.sentence
    (evidence,) = found.estimates[0].evidence
    assert evidence.ref in one.describe(shares, [evidence.ref], state="MLI", pole=asked.pole)


def test_what_was_joined_and_left_again_is_told_and_changes_nothing(shares: Archive) -> None:
    one = channel("treaties")
    asked = question("UZB", load().pole("moscow"), dt.date(2004, 1, 1))
    asked = replace(asked, before=Window(dt.date(1996, 1, 1), dt.date(2003, 12, 31)))
    record = one.read(Reading(shares), asked)
    found = told(one.finding(record), asked)
    assert found.direction == "no change"
    assert "UZB joined CSTO and left CSTO" in found.sentence
    assert (found.estimates[0].value, [e.contribution for e in found.estimates[0].evidence]) == (0.0, [0.0])
    path = one.path(record)
    assert not isinstance(path, NoPath)
    assert path.no_change > 0.9
    assert [b.direction for b in path.breaks if b.last >= path.since] == ["towards", "away"]


def test_a_membership_known_by_the_year_is_neither_joining_nor_staying_out(shares: Archive) -> None:
    one = channel("treaties")
    asked = question("KEN", Pole("au", "the AU", ("ETH",), ("AU",)), dt.date(1964, 6, 1))
    asked = replace(asked, after=Window(dt.date(1964, 6, 1), dt.date(1970, 1, 1)))
    found = told(one.finding(one.read(Reading(shares), asked)), asked)
    assert found.direction == "no change"
    assert "neither joined nor left" in found.sentence
    assert "is not known of AU" in found.unknown


def test_belarus_whose_trade_with_russia_is_published_no_more(shares: Archive) -> None:
    found = trade(shares, question("BLR"))
    assert found.direction == "not enough evidence"
    assert "no publisher has years both before and since" in found.sentence
