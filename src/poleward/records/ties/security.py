"""Readers of arms transfers, alliances, shared organisations and leaders' visits."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from poleward.clock import today
from poleward.errors import UnusableInputError
from poleward.records.ties.tie import UNKNOWN_PARTNER, Row, Tie, TieFile, status_of

_SIPRI = "SIPRI Arms Transfers Database"
_TRAVEL = "CEIAS, Who Where When: international travel of the PRC leaders"


def sipri_tiv(reading: TieFile) -> Iterator[Tie]:
    """Read trend-indicator values by supplier, recipient and delivery year (millions)."""
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None or _is_no_state(reading, row):
            continue
        day = dt.date(year, 12, 31)
        recipient, supplier = reading.state(row, "iso3_recipient", day), reading.state(row, "iso3_supplier", day)
        value = reading.number(row, "tiv_mln")
        if recipient and supplier and value is not None:
            yield reading.yearly(
                year, state=recipient, partner=supplier, channel="arms", indicator="tiv", value=value,
                unit="TIV million", status=status_of(value), reporter=None, source=_SIPRI,
            )  # fmt: skip


def _is_no_state(reading: TieFile, row: Row) -> bool:
    """Return whether SIPRI marks a side with an asterisk: rebels in a state (*), an organisation (**); counted.

    Arms for the rebels of a state are not that state's imports, though some tables give them its code.
    """
    for column in ("supplier", "recipient"):
        name = row.cells.get(column, "").strip()
        if name.endswith("*"):
            reading.skips.add(f"{UNKNOWN_PARTNER}: {name[:40]}", row.place)
            return True
    return False


REGISTER = (
    "sipri at database id", "designation", "description", "armament category", "order date", "order date is estimate",
    "numbers delivered", "numbers delivered is estimate", "delivery year is estimate", "status", "sipri estimate",
    "tiv deal unit", "local production",
)  # fmt: skip
"""The number of the deal, and what else its lines in the register are told apart by."""


def sipri_register(reading: TieFile) -> Iterator[Tie]:
    """Read the lines of the trade register and add the delivered values by supplier, recipient and delivery year."""
    totals: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in reading.rows:
        year = reading.year(row, "delivery year")
        if year is None or _is_no_state(reading, row):
            continue
        day = dt.date(year, 12, 31)
        recipient, supplier = reading.state(row, "recipient", day), reading.state(row, "supplier", day)
        value = reading.number(row, "tiv delivery values")
        if recipient and supplier and value is not None:
            totals[recipient, supplier, year] += value
    for (recipient, supplier, year), value in sorted(totals.items()):
        yield reading.yearly(
            year, state=recipient, partner=supplier, channel="arms", indicator="tiv_register", value=round(value, 6),
            unit="TIV million", status=status_of(value), reporter=None, source=f"{_SIPRI}: register",
        )  # fmt: skip


_TITLE = re.compile(
    r"TIV of arms (?P<flow>exports|imports) (?P<way>from|to|by|of|for) (?P<state>[^,\d][^\n]{0,80}?),? *\(?\d{4}", re.I
)
"""The line above SIPRI's table of values by year, which names the state whose exports or imports they are."""
UNDER_HALF = "written as 0: a value under half a million, which is no figure"


def sipri_values(reading: TieFile) -> Iterator[Tie]:
    """Read SIPRI's table of trend-indicator values with a column a year; the other side is named in the note above it.

    Raises
    ------
    UnusableInputError
        The note is not there.
    """
    title = next((m for line in reading.file.notes if (m := _TITLE.search(line))), None)
    if title is None:
        raise UnusableInputError(
            "SIPRI's table of values names one side in the note above it ('TIV of arms exports to …'), which is not"
            " there.",
            where=str(reading.file.path),
            todo="Save it with its notes.",
        )
    names_supplier = title["way"].lower() == "from" if title["flow"].lower() == "exports" else False
    column = "recipient" if names_supplier else "supplier"
    named = title["state"].strip(' "')
    for row in reading.rows:
        listed = row.cells.get(column) or row.cells.get("supplier") or row.cells.get("recipient") or ""
        if listed.strip().lower().startswith("total") or _is_no_state(reading, row):
            continue
        for year in (c for c in row.cells if c.isdecimal() and int(c) <= today().year):
            value = reading.number(row, year)
            if value is None:
                continue
            if value == 0:
                reading.skips.add(UNDER_HALF, row.place)
                continue
            day = dt.date(int(year), 12, 31)
            one, two = reading.named(named, row, day), reading.named(listed, row, day)
            if one and two:
                supplier, recipient = (one, two) if names_supplier else (two, one)
                yield reading.yearly(
                    int(year), state=recipient, partner=supplier, channel="arms", indicator="tiv", value=value,
                    unit="TIV million", status=status_of(value), reporter=None, source=_SIPRI,
                )  # fmt: skip


LAST_YEARS = {"ATOP": 2018, "COW alliances": 2012, "COW IGO": 2014}
"""The last year of each data set as published when this was written. Tables filled up beyond it write 0 there."""
AFTER_THE_LAST = "a 0 after the data set's last year: not observed"

_ATOP = {
    "defence": ("atop_defense", "defense"), "offence": ("atop_offense", "offense"),
    "neutrality": ("atop_neutral", "neutral"), "non_aggression": ("atop_nonagg", "nonagg"),
    "consultation": ("atop_consul", "consul"),
}  # fmt: skip
"""Indicator to its column in peacesciencer's table and in ATOP's own."""
_ATOP_NAME = "Alliance Treaty Obligations and Provisions (ATOP)"


def atop(reading: TieFile) -> Iterator[Tie]:
    """Read ATOP's obligations by dyad and year as the R package peacesciencer gives them; 0: there was none."""
    yield from _obligations(reading, ("ccode1", "ccode2"), {i: c[0] for i, c in _ATOP.items()}, _ATOP_NAME, "ATOP")


def atop_dyads(reading: TieFile) -> Iterator[Tie]:
    """Read ATOP's own table of dyads and years ('mem1', 'mem2')."""
    yield from _obligations(reading, ("mem1", "mem2"), {i: c[1] for i, c in _ATOP.items()}, _ATOP_NAME, "ATOP")


def atop_directed(reading: TieFile) -> Iterator[Tie]:
    """Read ATOP's own table of directed dyads and years ('stateA', 'stateB'); either side's obligation is a tie."""
    yield from _obligations(reading, ("statea", "stateb"), {i: c[1] for i, c in _ATOP.items()}, _ATOP_NAME, "ATOP")


_COW_ALLIANCE = {
    "cow_defence": "defense", "cow_neutrality": "neutrality", "cow_non_aggression": "nonaggression",
    "cow_entente": "entente",
}  # fmt: skip


def cow_alliances(reading: TieFile) -> Iterator[Tie]:
    """Read the Correlates of War alliances: a row for each alliance of a dyad in a year, several of which may hold."""
    name = "Correlates of War, Formal Alliances"
    yield from _obligations(reading, ("ccode1", "ccode2"), _COW_ALLIANCE, name, "COW alliances")


def _obligations(
    reading: TieFile, states: tuple[str, str], columns: dict[str, str], source: str, data_set: str
) -> Iterator[Tie]:
    """Read numbered states and a column of 0 and 1 per indicator; the tie is stored for both.

    Where rows speak of one dyad and year more than once (several alliances, both directions), one that says yes
    decides: an obligation of one treaty is not undone by its absence from another.
    """
    found: dict[tuple[str, str, str, int], float] = {}
    places: dict[int, list[str]] = defaultdict(list)
    for one, two, year, row in _dyad_years(reading, states):
        if year > LAST_YEARS[data_set]:
            places[year].append(row.place)
        for indicator, column in columns.items():
            value = reading.number(row, column)
            if value is not None and value not in (0, 1):
                reading.skips.add(f"{column} is neither 0 nor 1", row.place)
            elif value is not None:
                key = (min(one, two), max(one, two), indicator, year)
                found[key] = max(value, found.get(key, 0.0))
    unseen = _unseen(reading, places, {year for (*_, year), value in found.items() if value})
    for (one, two, indicator, year), value in found.items():
        if year in unseen:
            continue
        for state, partner in ((one, two), (two, one)):
            yield reading.yearly(
                year, state=state, partner=partner, channel="treaties", indicator=indicator, value=value,
                unit="yes/no", status=status_of(value), reporter=None, source=source,
            )  # fmt: skip


def _unseen(reading: TieFile, places: dict[int, list[str]], told: set[int]) -> set[int]:
    """Return the years after a data set's last one of which the whole file has zeros alone; their rows are counted.

    A newer version of the data set reaches further, and has something to tell of its last years.
    """
    unseen = set(places) - told
    for year in sorted(unseen):
        for place in places[year]:
            reading.skips.add(AFTER_THE_LAST, place)
    return unseen


def cow_igo(reading: TieFile) -> Iterator[Tie]:
    """Read how many intergovernmental organisations the two states of a dyad share in a year."""
    found: list[tuple[str, str, int, float]] = []
    places: dict[int, list[str]] = defaultdict(list)
    for one, two, year, row in _dyad_years(reading, ("ccode1", "ccode2")):
        value = reading.number(row, "dyadigos")
        if value is not None:
            found.append((one, two, year, value))
            if year > LAST_YEARS["COW IGO"]:
                places[year].append(row.place)
    unseen = _unseen(reading, places, {year for *_, year, value in found if value})
    for one, two, year, value in found:
        if year in unseen:
            continue
        for state, partner in ((one, two), (two, one)):
            yield reading.yearly(
                year, state=state, partner=partner, channel="treaties", indicator="shared_organisations",
                value=value, unit="count", status=status_of(value), reporter=None,
                source="Correlates of War, Intergovernmental Organizations",
            )  # fmt: skip


def _dyad_years(reading: TieFile, columns: tuple[str, str]) -> Iterator[tuple[str, str, int, Row]]:
    """Yield the two states, the year and the row, for rows that name two different states by number."""
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None:
            continue
        day = dt.date(year, 12, 31)
        one, two = (reading.state(row, c, day, number=True) for c in columns)
        if one is None or two is None:
            continue
        if one == two:
            reading.skips.add("both numbers stand for one state of today", row.place)
            continue
        yield one, two, year, row


def chinese_visits(reading: TieFile) -> Iterator[Tie]:
    """Read the travel of Chinese leaders and count visits by host and year; a year without one is unseen."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for row in reading.rows:
        year = reading.year(row, "year")
        host = reading.state(row, "country", dt.date(year, 12, 31)) if year else None
        if year and host:
            counts[host, year] += 1
    for (host, year), n in sorted(counts.items()):
        yield reading.yearly(
            year, state=host, partner="CHN", channel="treaties", indicator="leader_visits", value=float(n),
            unit="count", status="observed", reporter="CHN", source=_TRAVEL,
        )  # fmt: skip
