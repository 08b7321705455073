"""Heads of state and of government of every member: the table, its sources, and the names found in texts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from scripts import build_heads, check_heads, executives

from poleward.actors import Registry, load_registry
from poleward.actors.files import parse_interval, read_rows

ROLES = ("head of state", "head of government")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_every_member_has_a_head_on_every_first_of_july(registry: Registry) -> None:
    for year in range(2014, 2026):
        day = dt.date(year, 7, 1)
        without = {s for s in registry.members(day) if not any(registry.heads(s, role, day) for role in ROLES)}
        assert len(without) <= 3, (year, without)


@pytest.mark.parametrize(
    ("state", "role", "day", "surname"),
    [
        ("BRA", "head of state", "2022-12-31", "Bolsonaro"), ("BRA", "head of state", "2023-01-01", "Lula"),
        ("GBR", "head of government", "2022-09-20", "Truss"), ("FRA", "head of government", "2024-10-01", "Barnier"),
        ("SVK", "head of government", "2024-01-01", "Fico"), ("MLI", "head of state", "2022-07-01", "Goita"),
        ("CHN", "head of government", "2023-07-01", "Li"), ("KHM", "head of government", "2024-07-01", "Hun Manet"),
        ("TCD", "head of state", "2021-07-01", "Déby"), ("SYR", "head of state", "2024-07-01", "al-Assad"),
        ("THA", "head of state", "2020-07-01", "Wachiralongkon"), ("ARG", "head of state", "2024-07-01", "Milei"),
        ("KAZ", "head of state", "2022-07-01", "Tokayev"), ("USA", "head of state", "2024-07-01", "Biden"),
    ],
)  # fmt: skip
def test_who_held_the_office(registry: Registry, state: str, role: str, day: str, surname: str) -> None:
    assert [p.surname for p in registry.heads(state, role, dt.date.fromisoformat(day))] == [surname]


def test_what_the_sources_leave_open_is_both(registry: Registry) -> None:
    """A vintage has the one, the next the other since a later day; nothing says when the first one left."""
    day = dt.date(2018, 1, 1)
    assert [p.surname for p in registry.heads("BIH", "head of government", day)] == ["Zvizdic"]
    offices = [o for p in registry.people.persons for o in p.offices if o.actor == "BIH" and p.surname == "Zvizdic"]
    (office,) = offices
    assert not office.span.covers(day)
    assert office.possible.covers(day)


def test_one_office_is_held_by_one_person_for_certain() -> None:
    held: dict[tuple[str, str], list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    for row in read_rows("heads.tsv"):
        since, until = parse_interval(row["since"]), parse_interval(row["until"])
        assert since is not None
        assert row["role"] in ROLES
        held[row["state"], row["role"]].append((since[1], until[0] if until else dt.date.max, row["name"]))
    for office, spans in held.items():
        for one, two in pairwise(sorted(spans)):
            assert one[1] <= two[0], (office, one, two)


@pytest.mark.parametrize(
    ("text", "name", "surname", "since"),
    [
        ("President Luiz In&aacute;cio LULA da Silva (since 1 January 2023)", "Luiz Inácio Lula da Silva", "Lula",
         "2023-01-01"),
        ("Prime Minister KHADGA Prasad Sharma OLI (since 15 July 2024); note - x", "Khadga Prasad Sharma Oli",
         "Khadga", "2024-07-15"),
        ("King FELIPE VI (since 19 June 2014)", "Felipe VI", "Felipe", "2014-06-19"),
        ("President XI Jinping (since 14 March 2013); Vice President HAN Zheng", "Xi Jinping", "Xi", "2013-03-14"),
        ("President Recep Tayyip ERDOGAN (chief of state since 28 August 2014; head of government since 9 July 2018)",
         "Recep Tayyip Erdogan", "Erdogan", "2014-08-28"),
        ("Chairman, Presidential Council, Mohammed Al MENFI (since 5 February 2021)", "Mohammed Al Menfi", "Menfi",
         "2021-02-05"),
        ("President Brig. Gen. (Ret.) Teodoro Obiang NGUEMA MGASOGO (since 3 August 1979 when he seized power)",
         "Teodoro Obiang Nguema Mgasogo", "Nguema Mgasogo", "1979-08-03"),
    ],
)  # fmt: skip
def test_an_executives_text_is_read(text: str, name: str, surname: str, since: str) -> None:
    found = executives.holder(text, field="chief of state")
    assert found is not None
    assert found.since is not None
    assert (found.name, found.surname, found.since[0].isoformat()) == (name, surname, since)


@pytest.mark.parametrize(
    "text",
    [
        "President (vacant); note - the term expired on 25 May 2014", "", "vacant",
        "co-chiefs of state Captain Regent A. STEFANELLI and Captain Regent N. RENZI (for the period 1 October 2015)",
        "President-elect Ebrahim RAISI (since 18 June 2021)", "Prime Minister Sadyr JAPAROV",
        "on 13 November 2022, President HERZOG tasked Benjamin NETANYHU with forming a new government",
        "Vice President Mohammed JALLOW (since 23 February 2024)", "(" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_holder_gives_nobody(text: str) -> None:
    assert executives.holder(text, field="chief of state") is None


@pytest.mark.parametrize(
    ("text", "day", "code", "role"),
    [
        ("President Tchiani of Niger said the troops would leave.", "2024-03-01", "NER", "head of state"),
        ("Prime Minister Fico called the sanctions useless.", "2024-03-01", "SVK", "head of government"),
        ("President Lula da Silva of Brazil spoke.", "2023-06-01", "BRA", "head of state"),
        ("Brazil's President Luiz Inácio Lula da Silva spoke.", "2023-06-01", "BRA", "head of state"),
        ("Gabriel Boric condemned the invasion.", "2023-06-01", "CHL", "head of state"),
        ("President Boluarte of Peru resigned.", "2023-06-01", "PER", "head of state"),
        ("Prime Minister Paetongtarn Shinawatra of Thailand met him.", "2025-01-10", "THA", "head of government"),
        ("Hun Manet, the Cambodian prime minister, agreed.", "2025-01-10", "KHM", "head of government"),
    ],
)  # fmt: skip
def test_the_finder_knows_office_holders_of_every_state(
    registry: Registry, text: str, day: str, code: str, role: str
) -> None:
    people = [m for m in registry.find(text, on=dt.date.fromisoformat(day)) if m.kind == "person"]
    assert [(m.code, m.role) for m in people] == [(code, role)]


@pytest.mark.parametrize(
    "text",
    [
        "Keith Mitchell scored twice for the home side.", "Mr Brown of the council said so.",
        "The actor Timothy Harris was there.", "Friday was a long day in May.",
        "President Smith of the chess club spoke.",
        "Lee and Key met Tan at the mall.", "Philip Davis, a banker, left the firm.",
    ],
)  # fmt: skip
def test_a_namesake_is_no_head(registry: Registry, text: str) -> None:
    found = registry.find(text, on=dt.date(2023, 6, 1))
    assert not [m for m in found if m.kind == "person" and m.role in ROLES and m.code is not None]


@pytest.mark.shared
def test_the_table_is_what_the_script_makes(shared: Path) -> None:
    made = build_heads.text(build_heads.table(build_heads.without_people()))
    assert made.encode() == build_heads.TABLE.read_bytes()


@pytest.mark.shared
def test_heads_agree_with_the_published_lists(registry: Registry, shared: Path) -> None:
    """On each 1 July the head is the one whom REIGN and the Factbook have; where they differ it is not counted."""
    for year, (right, wrong) in check_heads.agreement(registry).items():
        assert right >= 185, (year, wrong)
