"""Claims about roll calls: who, how, on what; 'not in favour' is not 'against'."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from poleward.coding import VoteClaim, load_coder
from poleward.coding.claims.vote_subjects import resolutions_of, subjects
from tests.coding.cases import document

APRIL = dt.date(2022, 4, 30)
ON = "the UN General Assembly resolution in March condemning the Russian invasion of Ukraine"


def claims(text: str, published: dt.date = APRIL) -> list[VoteClaim]:
    return load_coder().vote_claims(document(text, published))


@pytest.mark.parametrize(
    ("text", "states", "allowed"),
    [
        (f"Chad voted in favor of {ON}.", {"TCD"}, {"yes"}),
        (f"Eritrea voted against {ON}.", {"ERI"}, {"no"}),
        (f"Kenya did not vote against {ON}.", {"KEN"}, {"yes", "abstain", "not_voting"}),
        (f"India and China abstained on {ON}.", {"IND", "CHN"}, {"abstain"}),
        (f"Togo did not take part in the vote on {ON}.", {"TGO"}, {"not_voting"}),
        (f"Morocco did not vote for {ON}.", {"MAR"}, {"no", "abstain", "not_voting"}),
        (f"Mali refused to support {ON}.", {"MLI"}, {"no", "abstain", "not_voting"}),
        (f"Neither Cuba nor Iran supported {ON}.", {"CUB", "IRN"}, {"no", "abstain", "not_voting"}),
    ],
)
def test_who_voted_how(text: str, states: set[str], allowed: set[str]) -> None:
    (claim,) = claims(text)
    assert set(claim.states) == states
    assert claim.allowed == allowed
    assert claim.symbols == ("A/RES/ES-11/1", "A/RES/ES-11/2")
    assert (claim.date_earliest, claim.date_latest) == (dt.date(2022, 3, 1), dt.date(2022, 3, 31))
    assert text[claim.start_at : claim.end_at] == claim.exact


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (f"Four countries voted against {ON}: Mali, Cuba, North Korea and the Sudan.", {"MLI", "CUB", "PRK", "SDN"}),
        (f"Many members abstained on {ON}, including Peru and Chad, which was no surprise to Fiji.", {"PER", "TCD"}),
        (f"Four countries would vote against {ON}: Mali, Cuba, Peru and Chad.", set()),
        (f"Fiji voted against {ON}: Mali did not.", {"FJI"}),
    ],
)
def test_states_listed_behind_a_vote_are_those_who_cast_it(text: str, states: set[str]) -> None:
    assert {s for c in claims(text)[:1] for s in c.states} == states


def test_none_of_a_group_is_each_of_its_states() -> None:
    text = f"The Central Asian states kept silent. None of them voted in favor of {ON}."
    (claim,) = claims(text)
    assert (claim.quantifier, len(claim.states), claim.allowed) == ("none", 5, {"no", "abstain", "not_voting"})


def test_a_symbol_is_taken_as_written() -> None:
    (claim,) = claims("Peru voted for UN resolution ES-11/4.", dt.date(2022, 11, 1))
    assert claim.symbols == ("A/RES/ES-11/4",)


def test_a_resolution_that_came_later_cannot_be_meant() -> None:
    text = "The UN General Assembly vote on the annexation of Ukrainian regions"
    assert resolutions_of(text, None, dt.date(2022, 9, 1)) == (
        ("A/RES/68/262",), "attempted annexation of Ukrainian regions, and Crimea",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "The Latvian parliament voted for the budget.",
        "Poland will vote against the resolution in the Security Council.",
        "Fans voted in favor of a new song.",
        "Chad abstained from alcohol.",
        "Norway supported Iceland.",
    ],
)
def test_other_votes_are_no_claims(text: str) -> None:
    assert claims(text) == []


def test_a_claim_is_also_a_statement_that_counts_in_no_channel() -> None:
    (s,) = [s for s in load_coder().code(document(f"Eritrea voted against {ON}.", APRIL)) if s.actor == "ERI"]
    assert (s.kind, s.channel) == ("vote_claim", None)
    assert {(g.state, g.target, g.sign) for g in s.signs} >= {("ERI", "RUS", 1)}
    assert (s.date_earliest, s.date_latest) == (dt.date(2022, 3, 2), dt.date(2022, 3, 24))


@pytest.mark.shared
def test_symbols_and_dates_are_those_of_the_record(shared: Path) -> None:
    with (shared / "data" / "unga" / "unga_key_resolutions.csv").open(encoding="utf-8") as file:
        record = {row["resolution"]: row["date"] for row in csv.DictReader(file)}
    shipped = {symbol: day.isoformat() for s in subjects() for symbol, day in s.resolutions}
    assert shipped == {symbol: record[symbol] for symbol in shipped}
