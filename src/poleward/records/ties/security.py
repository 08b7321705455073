"""Readers of arms transfers, alliances, shared organisations and leaders' visits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from poleward.records.ties.model import Reading, Tie, status_of

_SIPRI = "SIPRI Arms Transfers Database"


def sipri_tiv(reading: Reading) -> Iterator[Tie]:
    """Read trend-indicator values by supplier, recipient and delivery year (millions)."""
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None:
            continue
        day = dt.date(year, 12, 31)
        recipient, supplier = reading.state(row, "iso3_recipient", day), reading.state(row, "iso3_supplier", day)
        value = reading.number(row, "tiv_mln")
        if recipient and supplier and value is not None:
            yield reading.yearly(
                year, state=recipient, partner=supplier, channel="arms", indicator="tiv", value=value,
                unit="TIV million", status=status_of(value), reporter=None, source=_SIPRI,
            )  # fmt: skip


def sipri_register(reading: Reading) -> Iterator[Tie]:
    """Read the lines of the trade register and add the delivered values by supplier, recipient and delivery year."""
    totals: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in reading.rows:
        year = reading.year(row, "delivery year")
        if year is None:
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
    "atop_defense": "defence", "atop_offense": "offence", "atop_neutral": "neutrality",
    "atop_nonagg": "non_aggression", "atop_consul": "consultation",
}  # fmt: skip


def atop(reading: Reading) -> Iterator[Tie]:
    """Read ATOP's obligations by dyad and year; 0 says that there was none, and the years after the last are unseen."""
    yield from _dyad_years(reading, _ATOP, "Alliance Treaty Obligations and Provisions (ATOP)", unit="yes/no")


def cow_igo(reading: Reading) -> Iterator[Tie]:
    """Read how many intergovernmental organisations the two states of a dyad share in a year."""
    columns = {"dyadigos": "shared_organisations"}
    yield from _dyad_years(reading, columns, "Correlates of War, Intergovernmental Organizations", unit="count")


_COW_ALLIANCE = {
    "defense": "cow_defence", "neutrality": "cow_neutrality", "nonaggression": "cow_non_aggression",
    "entente": "cow_entente",
}  # fmt: skip


def cow_alliances(reading: Reading) -> Iterator[Tie]:
    """Read the Correlates of War alliances by dyad and year."""
    yield from _dyad_years(reading, _COW_ALLIANCE, "Correlates of War, Formal Alliances", unit="yes/no")


def _dyad_years(reading: Reading, columns: dict[str, str], source: str, *, unit: str) -> Iterator[Tie]:
    """Read numbered states and a value per column; the tie is stored for both, whichever side the file names first."""
    seen: set[tuple[str, str, str, int]] = set()
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None:
            continue
        day = dt.date(year, 12, 31)
        one, two = (reading.state(row, c, day, number=True) for c in ("ccode1", "ccode2"))
        if one is None or two is None:
            continue
        for column, indicator in columns.items():
            value = reading.number(row, column)
            for state, partner in ((one, two), (two, one)):
                key = (state, partner, indicator, year)
                if value is None or key in seen:
                    continue
                seen.add(key)
                yield reading.yearly(
                    year, state=state, partner=partner, channel="treaties", indicator=indicator, value=value,
                    unit=unit, status=status_of(value), reporter=None, source=source,
                )  # fmt: skip


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
            unit="count", status="observed", reporter="CHN", source="Wang and Stone, Chinese leaders' travel",
        )  # fmt: skip
