"""Readers of published bilateral trade; values become US dollars, partners that are no state are counted and left out.

Exports of a state to a partner and its imports from it are two indicators, each with who reports it: the two
partners' figures, and two publishers', stand side by side and are never added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from poleward.records.ties.model import Reading, Row, Tie, status_of

_FLOWS = {
    "x": "exports", "export": "exports", "exports": "exports", "2": "exports",
    "m": "imports", "import": "imports", "imports": "imports", "1": "imports",
    "rx": "re_exports", "re-export": "re_exports", "re-exports": "re_exports", "3": "re_exports",
    "rm": "re_imports", "re-import": "re_imports", "re-imports": "re_imports", "4": "re_imports",
}  # fmt: skip
_TOTAL = {"total", "totals", "all commodities", "ag0"}
_BLOCS = {"EU27": "EU", "EU28": "EU", "EU27_2020": "EU", "EU": "EU", "W00": "WLD", "WLD": "WLD"}
"""Partners that are no state: the European Union as one reporter, and the published total over all partners."""


def _trade(
    reading: Reading, row: Row, year: int, state: str, partner: str, flow: str, value: float | None, source: str
) -> Tie:
    return reading.yearly(
        year, state=state, partner=partner, channel="trade", indicator=flow, value=value, unit="USD",
        status=status_of(value), reporter=state, source=source,
    )  # fmt: skip


def _party(reading: Reading, row: Row, column: str, year: int) -> str | None:
    """Return a state, the code of a bloc that the publisher reports as one, or None."""
    bloc = _BLOCS.get(row[column].strip().upper())
    return bloc or reading.state(row, column, dt.date(year, 12, 31))


def long_table(reading: Reading) -> Iterator[Tie]:
    """Read a long table with a column for exports, one for imports and one that names the publisher."""
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None:
            continue
        state, partner = _party(reading, row, "iso3_reporter", year), _party(reading, row, "iso3_partner", year)
        if state is None or partner is None:
            continue
        for flow in ("exports", "imports"):
            value = reading.number(row, f"{flow}_usd")
            if value is not None:
                yield _trade(reading, row, year, state, partner, flow, value, row["source"].strip() or "not named")


def _flow(reading: Reading, row: Row, *columns: str) -> str | None:
    for column in columns:
        found = _FLOWS.get(row[column].strip().lower())
        if found:
            return found
    reading.skips.add("trade flow not known", row.place)
    return None


def _comtrade(
    reading: Reading, row: Row, year_column: str, flow: str | None, iso: tuple[str, str], value_column: str
) -> Tie | None:
    """Return the tie of one Comtrade row; None where a cell of it cannot be used, which is counted."""
    if flow is None:
        return None
    year = reading.year(row, year_column)
    if year is None:
        return None
    state, partner = _party(reading, row, iso[0], year), _party(reading, row, iso[1], year)
    value = reading.number(row, value_column)
    if state is None or partner is None or value is None:
        return None
    return _trade(reading, row, year, state, partner, flow, value, "UN Comtrade")


def _is_whole(reading: Reading, row: Row, commodity: str, period: str) -> bool:
    """Return whether a row covers a year and all commodities; others are counted as skipped."""
    if row[commodity].strip().lower() not in _TOTAL:
        reading.skips.add("a single commodity: totals are loaded", row.place)
        return False
    if len(row[period].strip()) > 4:
        reading.skips.add("a month: years are loaded", row.place)
        return False
    return True


def comtrade_legacy(reading: Reading) -> Iterator[Tie]:
    """Read UN Comtrade's legacy CSV ('Reporter ISO', 'Trade Flow', 'Trade Value (US$)')."""
    for row in reading.rows:
        if _is_whole(reading, row, "commodity code", "period"):
            flow = _flow(reading, row, "trade flow", "trade flow code")
            tie = _comtrade(reading, row, "year", flow, ("reporter iso", "partner iso"), "trade value (us$)")
            if tie:
                yield tie


def comtrade_api(reading: Reading) -> Iterator[Tie]:
    """Read the CSV of UN Comtrade's present interface ('reporterISO', 'flowCode', 'primaryValue')."""
    for row in reading.rows:
        if _is_whole(reading, row, "cmdcode", "period"):
            flow = _flow(reading, row, "flowcode")
            tie = _comtrade(reading, row, "refyear", flow, ("reporteriso", "partneriso"), "primaryvalue")
            if tie:
                yield tie


_DOTS = {"TXG_FOB_USD": "exports", "TMG_CIF_USD": "imports", "TMG_FOB_USD": "imports_fob"}


def imf_dots(reading: Reading) -> Iterator[Tie]:
    """Read the IMF's Direction of Trade Statistics bulk file (long, a row per indicator and period)."""
    for row in reading.rows:
        flow = _DOTS.get(row["indicator code"].strip())
        period = row["time period"].strip()
        if flow is None:
            reading.skips.add("an indicator that is no flow in US dollars", row.place)
            continue
        if len(period) != 4:
            reading.skips.add("a month or quarter: years are loaded", row.place)
            continue
        year = reading.year(row, "time period")
        if year is None:
            continue
        day = dt.date(year, 12, 31)
        state, partner = reading.state(row, "country name", day), reading.state(row, "counterpart country name", day)
        value = reading.number(row, "value")
        if state and partner and value is not None:
            yield _trade(reading, row, year, state, partner, flow, value, "IMF Direction of Trade Statistics")


def imf_imts(reading: Reading) -> Iterator[Tie]:
    """Read an SDMX-CSV of the IMF's International Trade in Goods by Partner Country (yearly, US dollars)."""
    flows = {"XG_FOB_USD": "exports", "MG_CIF_USD": "imports", "MG_FOB_USD": "imports_fob"}
    for row in reading.rows:
        flow = flows.get(row["indicator"].strip())
        if flow is None:
            reading.skips.add("an indicator that is no flow in US dollars", row.place)
            continue
        if row["frequency"].strip() != "A":
            reading.skips.add("a month or quarter: years are loaded", row.place)
            continue
        year = reading.year(row, "time_period")
        if year is None:
            continue
        state, partner = _party(reading, row, "country", year), _party(reading, row, "counterpart_country", year)
        value = reading.number(row, "obs_value")
        if state and partner and value is not None:
            yield _trade(reading, row, year, state, partner, flow, value, "IMF International Trade in Goods")


_GRAVITY = {
    "tradeflow_baci": ("CEPII Gravity: BACI", None),
    "tradeflow_comtrade_o": ("CEPII Gravity: UN Comtrade", "o"),
    "tradeflow_comtrade_d": ("CEPII Gravity: UN Comtrade", "d"),
    "tradeflow_imf_o": ("CEPII Gravity: IMF", "o"),
    "tradeflow_imf_d": ("CEPII Gravity: IMF", "d"),
}
"""Column to its publisher and to who reports the flow: origin, destination, or reconciled (None)."""


def cepii_gravity(reading: Reading) -> Iterator[Tie]:
    """Read CEPII's Gravity table; its flows are in thousands of US dollars from origin to destination.

    A flow is stored for both partners: exports of the origin and imports of the destination, by whoever reports it.
    """
    for row in reading.rows:
        year = reading.year(row, "year")
        if year is None:
            continue
        origin, destination = _party(reading, row, "iso3_o", year), _party(reading, row, "iso3_d", year)
        if origin is None or destination is None:
            continue
        for column, (source, reporter) in _GRAVITY.items():
            if column not in row.cells:
                continue
            value = reading.number(row, column)
            if value is None:
                continue
            who = {"o": origin, "d": destination, None: None}[reporter]
            for state, partner, flow in ((origin, destination, "exports"), (destination, origin, "imports")):
                yield reading.yearly(
                    year, state=state, partner=partner, channel="trade", indicator=flow, value=1000 * value,
                    unit="USD", status=status_of(value), reporter=who, source=source,
                )  # fmt: skip
