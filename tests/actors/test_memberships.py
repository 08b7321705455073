"""Dated memberships: the lists, what is certain and what is not, and agreement with the World Factbook."""

from __future__ import annotations

import datetime as dt
import doctest
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from scripts import check_memberships

import poleward.actors.registry
from poleward.actors import Membership, Registry, load_registry
from poleward.actors.files import parse_interval, read_rows


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("", None),
        ("1995-01-01", (dt.date(1995, 1, 1), dt.date(1995, 1, 1))),
        ("1975", (dt.date(1975, 1, 1), dt.date(1975, 12, 31))),
        ("2012-02", (dt.date(2012, 2, 1), dt.date(2012, 2, 29))),
        ("1964/1968-03", (dt.date(1964, 1, 1), dt.date(1968, 3, 31))),
        ("1961-09-01/2015-11-29", (dt.date(1961, 9, 1), dt.date(2015, 11, 29))),
    ],
)
def test_a_date_cell_is_a_day_or_an_interval(cell: str, days: tuple[dt.date, dt.date] | None) -> None:
    assert parse_interval(cell) == days


@pytest.mark.parametrize("cell", ["soon", "1975-13", "2011-02-30", "/"])
def test_another_text_is_no_date(cell: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|must be|out of range|not enough"):
        parse_interval(cell)


def test_there_are_sixty_lists_and_the_examples_run(registry: Registry) -> None:
    lists = {m.organisation for m in registry.memberships if m.organisation in registry.organisations}
    assert len(lists) >= 100
    named = "CSTO EAEU CIS SCO BRICS NATO EU OSCE COE OTS AU ECOWAS AES ASEAN LAS OIC GCC NON-ALIGNED G77 OAS MERCOSUR"
    assert set(named.split()) <= lists
    assert {"CARICOM", "PIF", "QUAD", "AUKUS", "OPEC", "OPEC+", "WTO", "OECD", "G7", "G20"} <= lists
    assert {"african-group", "asia-pacific-group", "eastern-european-group", "grulac", "weog"} <= lists
    tried = doctest.testmod(poleward.actors.registry)
    assert tried.attempted >= 3
    assert not tried.failed


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nato", "NATO"), ("ECOWAS", "ECOWAS"), ("ecowas", "ECOWAS"), ("Arab League", "LAS"), ("NAM", "NON-ALIGNED"),
        ("non-aligned movement", "NON-ALIGNED"), ("opec+", "OPEC+"), ("OPEC", "OPEC"), ("ОДКБ", "CSTO"),
        ("Otan", "NATO"), ("G-77", "G77"), ("visegrad", "V4"), ("the Commonwealth", "COMMONWEALTH"),
        ("Five Eyes", "FIVE-EYES"), ("weog", "weog"), ("Ruritania", None), ("", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_an_organisation_is_found_by_code_name_and_abbreviation(
    registry: Registry, name: str, code: str | None
) -> None:
    assert registry.organisation(name) == code


def test_no_organisation_has_a_states_code(registry: Registry) -> None:
    assert not set(registry.organisations) & set(registry.states)


@pytest.mark.parametrize(
    ("organisation", "day", "state", "held"),
    [
        ("ECOWAS", "2025-01-28", "MLI", True), ("ECOWAS", "2025-01-29", "MLI", False),
        ("COE", "2022-03-15", "RUS", True), ("COE", "2022-03-16", "RUS", False),
        ("OPEC", "2019-12-31", "ECU", True), ("OPEC", "2020-01-01", "ECU", False),
        ("OPEC", "1980-06-01", "ECU", True), ("OPEC", "2000-06-01", "ECU", False),
        ("OIC", "2015-06-01", "SYR", False), ("OIC", "2025-06-01", "SYR", True),
        ("BRICS", "2025-01-06", "IDN", True), ("BRICS", "2025-06-01", "SAU", False),
        ("COMMONWEALTH", "2017-01-01", "MDV", False), ("COMMONWEALTH", "2021-01-01", "MDV", True),
        ("MERCOSUR", "2018-01-01", "VEN", False), ("ICC", "2018-01-01", "BDI", False),
    ],
)  # fmt: skip
def test_joining_and_leaving(registry: Registry, organisation: str, day: str, state: str, held: bool) -> None:
    assert (state in registry.members_of(organisation, dt.date.fromisoformat(day))) is held


def test_what_is_known_by_the_year_counts_from_its_end_and_to_its_beginning(registry: Registry) -> None:
    (kenya,) = [m for m in registry.memberships if (m.organisation, m.state) == ("AU", "KEN")]
    assert kenya.span.since == dt.date(1964, 12, 31)
    assert kenya.possible.since == dt.date(1963, 1, 1)
    (mauritania,) = [m for m in registry.memberships if (m.organisation, m.state) == ("ECOWAS", "MRT")]
    assert mauritania.span.until < mauritania.possible.until


def test_every_member_has_one_regional_group_and_many_seats(registry: Registry) -> None:
    day = dt.date(2025, 7, 1)
    groups = ("african-group", "asia-pacific-group", "eastern-european-group", "grulac", "weog")
    members = [registry.members_of(group, day) for group in groups]
    assert sum(map(len, members)) == len(frozenset().union(*members))
    assert registry.members(day) - frozenset().union(*members) == {"USA", "KIR"}
    assert all(len(registry.memberships_of(state, day)) >= 3 for state in registry.members(day))


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("NATO", "2025-01-01", 32), ("EU", "2025-01-01", 27), ("COE", "2025-01-01", 46), ("OSCE", "2025-01-01", 57),
        ("AU", "2025-01-01", 55), ("OAS", "2023-01-01", 34), ("ASEAN", "2026-01-01", 11), ("OIC", "2026-01-01", 57),
        ("LAS", "2026-01-01", 22), ("COMMONWEALTH", "2025-01-01", 56), ("NON-ALIGNED", "2025-01-01", 121),
        ("G77", "2025-01-01", 134), ("OPEC", "2025-01-01", 12), ("OECD", "2025-01-01", 38), ("G20", "2025-01-01", 19),
        ("CELAC", "2025-01-01", 33), ("CARICOM", "2025-01-01", 14), ("SADC", "2025-01-01", 16),
        ("EAC", "2025-01-01", 8),
        ("SCHENGEN", "2025-06-01", 29), ("EUROZONE", "2026-06-01", 21), ("CPTPP", "2025-01-01", 12),
        ("RCEP", "2025-01-01", 15), ("CICA", "2025-01-01", 28), ("BRICS", "2025-06-01", 10), ("SCO", "2025-01-01", 10),
        ("G7", "2025-01-01", 7), ("WTO", "2025-01-01", 164), ("ICC", "2025-06-01", 124), ("AOSIS", "2025-01-01", 37),
    ],
)  # fmt: skip
def test_lists_have_as_many_members_as_the_organisations_say(
    registry: Registry, organisation: str, day: str, count: int
) -> None:
    """States only, and those that the registry has: not the European Union, Macao, the Cook Islands and Niue."""
    assert len(registry.members_of(organisation, dt.date.fromisoformat(day))) == count


def test_one_states_memberships_of_one_organisation_do_not_overlap(registry: Registry) -> None:
    held: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    for m in registry.memberships:
        held[m.organisation, m.state].append(m)
    for spells in held.values():
        ordered = sorted(spells, key=lambda m: m.span.since or dt.date.min)
        for one, two in pairwise(ordered):
            assert one.span.until is not None, one
            assert one.span.until <= (two.span.since or dt.date.min), (one, two)


def test_sources_say_where_a_list_stands() -> None:
    assert all(row["source"].startswith("http") for row in read_rows("memberships.tsv"))


@pytest.mark.shared
def test_memberships_agree_with_the_factbook_or_the_difference_is_explained(registry: Registry, shared: Path) -> None:
    path = shared / "data/factbook/factbook_vintages_2014_2026.jsonl.gz"
    found, compared = check_memberships.differences(registry, path)
    left, stale = check_memberships.unexplained(found)
    assert compared > 17_000
    assert (left, stale) == ([], [])
