"""What a page has named earlier: the resolution, the body, and lists of who voted how."""

from __future__ import annotations

import datetime as dt

import pytest

from poleward.answers.checking.roll_calls import best_title
from poleward.coding import load_coder
from poleward.coding.page_claims import PageClaims, read_claims
from tests.coding.cases import document

JUNE = dt.date(2023, 6, 10)
NAMED = "The UN General Assembly adopted a resolution on river water in the Andes. "


def read(text: str) -> PageClaims:
    return read_claims(load_coder(), document(text, JUNE))


@pytest.mark.parametrize(
    ("said", "outcome", "states"),
    [
        ("Four countries voted against it: Peru, Chad, Laos and Fiji.", "no", {"PER", "TCD", "LAO", "FJI"}),
        ("There were 12 abstentions, including Kenya and Nepal.", "abstain", {"KEN", "NPL"}),
        ("It had nine votes against - including Togo and Cuba - and 20 abstentions.", "no", {"TGO", "CUB"}),
    ],
)
def test_a_list_tells_who_voted_how(said: str, outcome: str, states: set[str]) -> None:
    found = [c for c, _ in read(NAMED + said).votes if c.allowed == frozenset({outcome})]
    assert {s for c in found for s in c.states} == states


@pytest.mark.parametrize(
    "said",
    [
        "Four countries would vote against it: Peru, Chad, Laos and Fiji.",
        "Nobody voted against it, including Peru and Chad.",
        "Did nine vote against it, including Togo and Cuba?",
    ],
)
def test_what_is_expected_denied_or_asked_is_no_list(said: str) -> None:
    assert read(NAMED + said).votes == ()


def test_the_resolution_is_the_one_that_the_page_has_named() -> None:
    (claim,) = [c for c, _ in read(f"{NAMED}Talks went on all night. Ghana supported the resolution too.").votes]
    assert (claim.states, claim.allowed) == (("GHA",), frozenset({"yes"}))
    assert {"river", "water", "andes"} <= set(claim.about)
    other = "The parliament met in the evening. Ghana supported the resolution too."
    assert read(NAMED + other).votes == ()


@pytest.mark.parametrize(
    ("said", "outcome", "states", "quantifier"),
    [
        ("Ghana was among the 12 countries that abstained.", "abstain", {"GHA"}, "each"),
        ("Togo, Chad and Peru were among those voting against.", "no", {"TGO", "TCD", "PER"}, "each"),
        ("Togo and Chad joined Peru in voting against it.", "no", {"TGO", "TCD", "PER"}, "each"),
        ("Togo and Chad voted 'no'.", "no", {"TGO", "TCD"}, "each"),
        ("Fiji sat out the vote.", "not_voting", {"FJI"}, "each"),
        ("Togo and Chad were the only ones to vote against it.", "no", {"TGO", "TCD"}, "only"),
        ("The Ghanaian delegate cast a vote against it.", "no", {"GHA"}, "each"),
    ],
)
def test_fixed_forms(said: str, outcome: str, states: set[str], quantifier: str) -> None:
    found = [c for c, _ in read(NAMED + said).votes if c.allowed == frozenset({outcome})]
    assert {s for c in found for s in c.states} == states
    assert quantifier in {c.quantifier for c in found}


def test_others_are_not_all() -> None:
    assert read(f"{NAMED}India, China and 33 other countries abstained.").tallies == ()


@pytest.mark.parametrize("said", ["The vote was 93-24, with 58 abstentions.", "It passed by 93-24-58 in a late vote."])
def test_scores(said: str) -> None:
    (claim,) = read(NAMED + said).tallies
    assert [(t.outcome, t.n) for t in claim.totals] == [("yes", 93), ("no", 24), ("abstain", 58)]


def test_the_page_tells_which_resolution_is_meant() -> None:
    page = "The UN General Assembly adopted a resolution in March 2022 against the Russian invasion of Ukraine. "
    found = read(f"{page}Ghana supported it. Togo abstained.")
    assert [c.symbols for c, _ in found.votes if "TGO" in c.states] == [()]
    assert [c.symbols for c in found.matters] == [("A/RES/ES-11/1", "A/RES/ES-11/2")]


@pytest.mark.parametrize("said", ["The document had the support of 103 countries.", "It had 103 countries for it."])
def test_support_is_a_total(said: str) -> None:
    (claim,) = read(f"{NAMED}{said.replace('It had', 'The resolution had')}").tallies
    assert [(t.outcome, t.n, t.how) for t in claim.totals] == [("yes", 103, "exactly")]


def test_the_bloc_is_the_one_that_the_page_has_named() -> None:
    found = read(
        "Ministers of the CSTO met in May. Uzbekistan left the bloc in 1999, but returned in 2006."
    ).memberships
    assert [(r.kind, r.organisation, p.earliest and p.earliest.year) for r, p in found] == [
        ("leave", "CSTO", 1999),
        ("join", "CSTO", 2006),
    ]
    assert read("Uzbekistan left the bloc in 1999.").memberships == ()


@pytest.mark.parametrize(
    ("said", "kind", "states"),
    [
        ("The EAEU was founded in 2014 and consists of Armenia, Belarus and Russia.", "is", ("ARM", "BLR", "RUS")),
        ("In April 2023 Finland became the 31st member state of NATO.", "join", ("FIN",)),
        ("Malaysia and the Philippines are both members of ASEAN.", "is", ("MYS", "PHL")),
    ],
)
def test_forms_of_membership(said: str, kind: str, states: tuple[str, ...]) -> None:
    ((claim, place),) = read(said).memberships
    assert (claim.kind, claim.states) == (kind, states)
    assert claim.dated or place.earliest is None


def test_two_titles_that_do_as_well_name_none() -> None:
    titles = ["Rights of displaced persons", "Return of displaced persons", "Use of outer space"]
    assert best_title(["displaced", "persons"], titles) is None
    assert best_title(["return", "displaced", "persons", "rights", "outer"], titles) is None
    assert best_title(["outer", "space"], titles) == "Use of outer space"
