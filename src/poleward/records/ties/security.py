"""Readers of arms transfers, alliances, shared organisations and leaders' visits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from poleward.records.ties.model import UNKNOWN_PARTNER, Reading, Row, Tie, status_of

_SIPRI = "SIPRI Arms Transfers Database"
_TRAVEL = "CEIAS, Who Where When: international travel of the PRC leaders"


def sipri_tiv(reading: Reading) -> Iterator[Tie]:
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


def _is_no_state(reading: Reading, row: Row) -> bool:
    """Return whether SIPRI marks a side with an asterisk: rebels in a state (*), an organisation (**); counted.

    Arms for the rebels of a state are not that state's imports, though some tables give them its code.
    """
    for column in ("supplier", "recipient"):
        name = row.cells.get(column, "").strip()
        if name.endswith("*"):
            reading.skips.add(f"{UNKNOWN_PARTNER}: {name[:40]}", row.place)
            return True
    return False


def sipri_register(reading: Reading) -> Iterator[Tie]:
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


_ATOP = {
    "defence": ("atop_defense", "defense"), "offence": ("atop_offense", "offense"),
    "neutrality": ("atop_neutral", "neutral"), "non_aggression": ("atop_nonagg", "nonagg"),
    "consultation": ("atop_consul", "consul"),
}  # fmt: skip
"""Indicator to its column in peacesciencer's table and in ATOP's own."""
_ATOP_NAME = "Alliance Treaty Obligations and Provisions (ATOP)"


def atop(reading: Reading) -> Iterator[Tie]:
    """Read ATOP's obligations by dyad and year as the R package peacesciencer gives them; 0: there was none."""
    yield from _obligations(reading, ("ccode1", "ccode2"), {i: c[0] for i, c in _ATOP.items()}, _ATOP_NAME)


def atop_dyads(reading: Reading) -> Iterator[Tie]:
    """Read ATOP's own table of dyads and years ('mem1', 'mem2')."""
    yield from _obligations(reading, ("mem1", "mem2"), {i: c[1] for i, c in _ATOP.items()}, _ATOP_NAME)


def atop_directed(reading: Reading) -> Iterator[Tie]:
    """Read ATOP's own table of directed dyads and years ('stateA', 'stateB'); either side's obligation is a tie."""
    yield from _obligations(reading, ("statea", "stateb"), {i: c[1] for i, c in _ATOP.items()}, _ATOP_NAME)


_COW_ALLIANCE = {
    "cow_defence": "defense", "cow_neutrality": "neutrality", "cow_non_aggression": "nonaggression",
    "cow_entente": "entente",
}  # fmt: skip


def cow_alliances(reading: Reading) -> Iterator[Tie]:
    """Read the Correlates of War alliances: a row for each alliance of a dyad in a year, several of which may hold."""
    yield from _obligations(reading, ("ccode1", "ccode2"), _COW_ALLIANCE, "Correlates of War, Formal Alliances")


def _obligations(reading: Reading, states: tuple[str, str], columns: dict[str, str], source: str) -> Iterator[Tie]:
    """Read numbered states and a column of 0 and 1 per indicator; the tie is stored for both.

    Where rows speak of one dyad and year more than once (several alliances, both directions), one that says yes
    decides: an obligation of one treaty is not undone by its absence from another.
    """
    found: dict[tuple[str, str, str, int], float] = {}
    for one, two, year, row in _dyad_years(reading, states):
        for indicator, column in columns.items():
            value = reading.number(row, column)
            if value is not None and value not in (0, 1):
                reading.skips.add(f"{column} is neither 0 nor 1", row.place)
            elif value is not None:
                key = (min(one, two), max(one, two), indicator, year)
                found[key] = max(value, found.get(key, 0.0))
    for (one, two, indicator, year), value in found.items():
        for state, partner in ((one, two), (two, one)):
            yield reading.yearly(
                year, state=state, partner=partner, channel="treaties", indicator=indicator, value=value,
                unit="yes/no", status=status_of(value), reporter=None, source=source,
            )  # fmt: skip


def cow_igo(reading: Reading) -> Iterator[Tie]:
    """Read how many intergovernmental organisations the two states of a dyad share in a year."""
    for one, two, year, row in _dyad_years(reading, ("ccode1", "ccode2")):
        value = reading.number(row, "dyadigos")
        for state, partner in ((one, two), (two, one)):
            if value is not None:
                yield reading.yearly(
                    year, state=state, partner=partner, channel="treaties", indicator="shared_organisations",
                    value=value, unit="count", status=status_of(value), reporter=None,
                    source="Correlates of War, Intergovernmental Organizations",
                )  # fmt: skip


def _dyad_years(reading: Reading, columns: tuple[str, str]) -> Iterator[tuple[str, str, int, Row]]:
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


def chinese_visits(reading: Reading) -> Iterator[Tie]:
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
