"""What the box holds: the record of the Assembly, with its sources, and no one else's words."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib import resources
from typing import Any

import pytest

from poleward import box
from poleward.actors import load_registry


@pytest.fixture(scope="module")
def rolls() -> dict[str, dict[str, Any]]:
    return {r["roll_call_id"]: r for r in box.roll_calls().to_pylist()}


@pytest.fixture(scope="module")
def votes() -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for vote in box.votes().to_pylist():
        found.setdefault((vote["roll_call_id"], vote["state"]), []).append(vote)
    return found


def test_it_reaches_from_1946_to_december_2025(rolls: dict[str, dict[str, Any]]) -> None:
    days = [r["date"] for r in rolls.values()]
    assert (min(days), max(days)) == (date(1946, 1, 1), date(2025, 12, 18))
    assert len(rolls) > 6900
    years = Counter(d.year for d in days)
    assert set(range(1946, 2026)) - set(years) == {1964}, "the session of 1964 held one recorded vote, in 1965"


def test_known_votes(votes: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    known = {
        ("A/RES/ES-11/1", "KAZ"): "abstain", ("A/RES/ES-11/1", "UZB"): "not_voting", ("A/RES/ES-11/1", "BLR"): "no",
        ("A/RES/68/262", "ARM"): "no", ("A/RES/80/4", "USA"): "no", ("A/RES/ES-11/7", "USA"): "no",
        ("A/RES/3379(XXX)", "USA"): "no",
    }  # fmt: skip
    assert {cell: votes[cell][0]["vote"] for cell in known} == known


def test_totals_equal_the_official_ones(
    rolls: dict[str, dict[str, Any]], votes: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    for sides in votes.values():
        for vote in sides:
            if "undl" in vote["sources"]:
                counted[str(vote["roll_call_id"]), str(vote["vote"])] += 1
    official = [r for r in rolls.values() if r["yes"] is not None]
    assert len(official) == 2799
    for roll in official:
        for outcome in ("yes", "no", "abstain"):
            assert counted[str(roll["roll_call_id"]), outcome] == roll[outcome], roll["roll_call_id"]


def test_contradictions_ship_with_both_sides(votes: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    doubtful = [sides for sides in votes.values() if sides[0]["contradicted"]]
    assert doubtful
    for sides in doubtful:
        assert len(sides) > 1
        assert len({s["vote"] for s in sides}) == len(sides)
        assert all(s["contradicted"] for s in sides)
    assert all(len(sides) == 1 for sides in votes.values() if not sides[0]["contradicted"])


def test_every_vote_has_sources_and_every_state_is_known(
    votes: dict[tuple[str, str], list[dict[str, Any]]],
) -> None:
    registry = load_registry()
    assert {state for _, state in votes} <= set(registry.states)
    assert all(side["sources"] for sides in votes.values() for side in sides)


def test_every_member_of_2025_votes_in_it(
    rolls: dict[str, dict[str, Any]], votes: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    members = load_registry().members(date(2025, 12, 1))
    late = {i for i, r in rolls.items() if r["date"] >= date(2025, 1, 1)}
    assert len(members) == 193
    assert members == {state for roll, state in votes if roll in late}


def test_titles_are_short_subjects_of_ours(rolls: dict[str, dict[str, Any]]) -> None:
    titles = {str(r["title"]) for r in rolls.values()}
    assert len(titles) < 700, "a controlled list"
    assert max(len(t.split()) for t in titles) <= 9
    assert not any(t.isupper() and len(t.split()) > 1 for t in titles)
    assert rolls["A/RES/80/4"]["title"] == "US embargo against Cuba"
    assert rolls["A/RES/ES-11/1"]["title"] == "Aggression against Ukraine"


def test_recurring_resolutions_are_recognisable(rolls: dict[str, dict[str, Any]]) -> None:
    embargo = {r["bridge"] for r in rolls.values() if r["title"] == "US embargo against Cuba" and r["bridge"]}
    assert len(embargo) == 1
    late = [r for r in rolls.values() if r["date"] >= date(2025, 11, 1)]
    assert sum(r["bridge"] is not None for r in late) >= 60, "cut titles are joined to whole ones"


def test_the_assembly_alone_is_in_it(rolls: dict[str, dict[str, Any]]) -> None:
    kinds = {"resolution", "decision", "paragraph", "amendment", "draft", "motion"}
    assert {r["kind"] for r in rolls.values()} <= kinds
    assert {r["precision"] for r in rolls.values()} == {"day", "month"}
    assert all(r["precision"] == "day" for r in rolls.values() if r["date"] >= date(2003, 1, 1))


def test_it_adds_at_most_a_megabyte_and_a_half() -> None:
    files = resources.files("poleward.box").joinpath("data").iterdir()
    assert sum(len(f.read_bytes()) for f in files) <= 1_500_000
