"""Readers of published bilateral trade; values become US dollars, partners that are no state are counted and left out.

Exports of a state to a partner and its imports from it are two indicators, each with who reports it: the two
partners' figures, and two publishers', stand side by side and are never added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from poleward.records.numbers import plain_year
from poleward.records.ties.tie import Row, Tie, TieFile, status_of

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
    reading: TieFile, row: Row, year: int, state: str, partner: str, flow: str, value: float | None, source: str
) -> Tie:
    return reading.yearly(
        year, state=state, partner=partner, channel="trade", indicator=flow, value=value, unit="USD",
        status=status_of(value), reporter=state, source=source,
    )  # fmt: skip


def _party(reading: TieFile, row: Row, column: str, year: int) -> str | None:
    """Return a state, the code of a bloc that the publisher reports as one, or None."""
    bloc = _BLOCS.get(row[column].strip().upper())
    return bloc or reading.state(row, column, dt.date(year, 12, 31))


def long_table(reading: TieFile) -> Iterator[Tie]:
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
            if value is not None or reading.lacks(row, f"{flow}_usd"):
                yield _trade(reading, row, year, state, partner, flow, value, row["source"].strip() or "not named")


def _flow(reading: TieFile, row: Row, *columns: str) -> str | None:
    for column in columns:
        found = _FLOWS.get(row[column].strip().lower())
        if found:
            return found
    reading.skips.add("trade flow not known", row.place)
    return None


def _comtrade(
    reading: TieFile, row: Row, year_column: str, flow: str | None, iso: tuple[str, str], value_column: str
) -> Tie | None:
    """Return the tie of one Comtrade row; None where a cell of it cannot be used, which is counted."""
    if flow is None:
        return None
    year = reading.year(row, year_column)
    if year is None:
        return None
    state, partner = _party(reading, row, iso[0], year), _party(reading, row, iso[1], year)
    value = reading.number(row, value_column)
    if state is None or partner is None or (value is None and not reading.lacks(row, value_column)):
        return None
    return _trade(reading, row, year, state, partner, flow, value, "UN Comtrade")


def _is_whole(reading: TieFile, row: Row, commodity: str, period: str) -> bool:
    """Return whether a row covers a year and all commodities; others are counted as skipped."""
    if row[commodity].strip().lower() not in _TOTAL:
        reading.skips.add("a single commodity: totals are loaded", row.place)
        return False
    if len(row[period].strip()) > 4 and plain_year(row[period]) is None:
        reading.skips.add("a month: years are loaded", row.place)
        return False
    return True


def comtrade_legacy(reading: TieFile) -> Iterator[Tie]:
    """Read UN Comtrade's legacy CSV ('Reporter ISO', 'Trade Flow', 'Trade Value (US$)')."""
    for row in reading.rows:
        if _is_whole(reading, row, "commodity code", "period"):
            flow = _flow(reading, row, "trade flow", "trade flow code")
            tie = _comtrade(reading, row, "year", flow, ("reporter iso", "partner iso"), "trade value (us$)")
            if tie:
                yield tie


COMTRADE_PARTS = {"partner2code": ("0",), "customscode": ("c00", "0"), "moscode": ("0",), "motcode": ("0",)}
"""Columns that divide a flow (second partner, customs, supply, transport), and their code for the whole."""


def _is_part(reading: TieFile, row: Row) -> bool:
    """Return whether a row is a part of a flow that another row gives as a whole; it is counted as skipped."""
    for column, whole in COMTRADE_PARTS.items():
        if row.cells.get(column, "").strip().lower() not in ("", *whole):
            reading.skips.add("a part of a flow (by customs procedure, transport or second partner)", row.place)
            return True
    return False


def comtrade_api(reading: TieFile) -> Iterator[Tie]:
    """Read the CSV of UN Comtrade's present interface ('reporterISO', 'flowCode', 'primaryValue')."""
    for row in reading.rows:
        if _is_whole(reading, row, "cmdcode", "period") and not _is_part(reading, row):
            flow = _flow(reading, row, "flowcode")
            tie = _comtrade(reading, row, "refyear", flow, ("reporteriso", "partneriso"), "primaryvalue")
            if tie:
                yield tie


_DOTS = {"TXG_FOB_USD": "exports", "TMG_CIF_USD": "imports", "TMG_FOB_USD": "imports_fob"}
_DOTS_NAME = "IMF Direction of Trade Statistics"
DOTS_PANEL = {
    "goods, value of exports, free on board (fob), us dollars (txg_fob_usd)": "exports",
    "goods, value of imports, cost, insurance, freight (cif), us dollars (tmg_cif_usd)": "imports",
    "goods, value of imports, free on board (fob), us dollars (tmg_fob_usd)": "imports_fob",
}
"""Column of the panel form to what it measures."""


def imf_dots(reading: TieFile) -> Iterator[Tie]:
    """Read the IMF's Direction of Trade Statistics in the long form: a row per indicator and period."""
    for row in reading.rows:
        flow, year = _dots_flow(reading, row), _dots_year(reading, row)
        if flow is not None and year is not None:
            yield from _dots(reading, row, {(year, "value"): flow})


def imf_dots_panel(reading: TieFile) -> Iterator[Tie]:
    """Read the IMF's Direction of Trade Statistics in the panel form: a column per indicator."""
    for row in reading.rows:
        year = _dots_year(reading, row)
        if year is not None:
            yield from _dots(reading, row, {(year, c): flow for c, flow in DOTS_PANEL.items() if c in row.cells})


def imf_dots_wide(reading: TieFile) -> Iterator[Tie]:
    """Read the IMF's Direction of Trade Statistics in the wide form: a column per period."""
    for row in reading.rows:
        if row["attribute"].strip().lower() != "value":
            reading.skips.add("not a row of values", row.place)
            continue
        flow = _dots_flow(reading, row)
        if flow is not None:
            yield from _dots(reading, row, {(int(c), c): flow for c in row.cells if c.isdecimal()})


def _dots_flow(reading: TieFile, row: Row) -> str | None:
    flow = _DOTS.get(row["indicator code"].strip().upper())
    if flow is None:
        reading.skips.add("an indicator that is no flow in US dollars", row.place)
    return flow


def _dots_year(reading: TieFile, row: Row) -> int | None:
    if len(row["time period"].strip()) > 4 and plain_year(row["time period"]) is None:
        reading.skips.add("a month or quarter: years are loaded", row.place)
        return None
    return reading.year(row, "time period")


def _dots(reading: TieFile, row: Row, flows: dict[tuple[int, str], str]) -> Iterator[Tie]:
    """Yield the ties of one row; `flows` maps a year and a column to what the column measures."""
    values = {key: reading.number(row, key[1]) for key in flows}
    seen = {year for (year, _), value in values.items() if value is not None}
    if not seen:
        return
    day = dt.date(max(seen), 12, 31)
    state, partner = (_named_party(reading, row, c, day) for c in ("country name", "counterpart country name"))
    if state is None or partner is None:
        return
    for (year, column), flow in flows.items():
        value = values[year, column]
        if value is not None:
            yield _trade(reading, row, year, state, partner, flow, value, _DOTS_NAME)


def _named_party(reading: TieFile, row: Row, column: str, day: dt.date) -> str | None:
    """Return a state by the IMF's name for it ('Kazakhstan, Rep. of', 'China, P.R.: Mainland'), or the world."""
    name = row[column].strip()
    if name.lower() in _IMF_WHOLE:
        return _IMF_WHOLE[name.lower()]
    for form in _imf_forms(name):
        found = reading.states.state(form, on=day) if form else None
        if found is not None:
            return found
    return reading.state(row, column, day)


_IMF_WHOLE = {"world": "WLD", "all countries, excluding the io": "WLD", "china, p.r.: mainland": "CHN"}
_IMF_SHORT = {"Rep.": "Republic", "Dem.": "Democratic", "Fed.": "Federated"}
_NOT_BY_HALF = ("China", "Congo", "Korea")
"""Names that more than one state or territory shares; what follows the comma decides."""


def _imf_forms(name: str) -> list[str]:
    """Return the forms in which a state may be known: 'Korea, Rep. of' is also 'Republic of Korea'."""
    for short, long in _IMF_SHORT.items():
        name = name.replace(short, long)
    base, _, rest = name.partition(", ")
    forms = [name, f"{rest} {base}" if rest else ""]
    return forms if base in _NOT_BY_HALF else [*forms, base]


def imf_imts(reading: TieFile) -> Iterator[Tie]:
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
        if state and partner and (value is not None or reading.lacks(row, "obs_value")):
            yield _trade(reading, row, year, state, partner, flow, value, "IMF International Trade in Goods")
