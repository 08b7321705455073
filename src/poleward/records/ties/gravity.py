"""CEPII's Gravity table: five million dyads and years, read column by column.

Its flows are in thousands of US dollars from an origin to a destination, from three publishers and, for two of them,
as either side reports it. A flow is stored for both partners: exports of the origin, imports of the destination.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.clock import today
from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import FileRows, TableFile, read_rows
from poleward.records.headers import plain_name
from poleward.records.numbers import FIRST_YEAR, MISSING, Bound, decimals_of, plain_number, plain_year
from poleward.records.ties.tie import SCHEMA, UNKNOWN_PARTNER, WITH_ITSELF, YEAR_TO_COME, States, out_of_bounds

COLUMNS = ("year", "iso3o", "iso3d")
FLOWS = {
    "tradeflow_baci": ("CEPII Gravity: BACI", None),
    "tradeflow_comtrade_o": ("CEPII Gravity: UN Comtrade", "o"),
    "tradeflow_comtrade_d": ("CEPII Gravity: UN Comtrade", "d"),
    "tradeflow_imf_o": ("CEPII Gravity: IMF", "o"),
    "tradeflow_imf_d": ("CEPII Gravity: IMF", "d"),
}
"""Column to its publisher and to who reports the flow: origin, destination, or reconciled (None)."""
FLOW = Bound(0, 1e10)
"""A flow in thousands of US dollars."""
MAX_ROWS = 20_000_000
"""A bound on memory."""
MAX_NAMES = 2_000
"""States and years of the published table number under 400 together."""

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


def read(file: TableFile, states: States, skips: Skips) -> pa.Table:
    """Return the flows as a table of `tie.SCHEMA`; rows without a year or two states are counted in `skips`.

    Raises
    ------
    UnusableInputError
        The file has no flows, or is not the published table.
    """
    flows = [column for column in FLOWS if plain_name(column) in file.columns]
    if not flows:
        raise UnusableInputError(
            "CEPII's Gravity table without its trade flows.",
            where=str(file.path),
            todo=f"Keep the columns {', '.join(FLOWS)}.",
        )
    if file.lines > MAX_ROWS:
        raise UnusableInputError(f"more than {MAX_ROWS} rows.", where=str(file.path), todo="Split it by year.")
    rows = read_rows(file, [*COLUMNS, *map(plain_name, flows)], skips)
    years = _years(rows, skips)
    codes, parties = _parties(rows, years, states, skips)
    usable = (years > 0) & (codes >= 0).all(axis=0)
    rows.leave_out(WITH_ITSELF, usable & (codes[0] == codes[1]), skips)
    usable &= codes[0] != codes[1]
    parts = []
    for column in flows:
        values = _values(rows, column, usable, skips)
        parts += _flow(file, codes, years, values, parties, *FLOWS[column])
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def _years(rows: FileRows, skips: Skips) -> Ints:
    """Return the year of each row, 0 where it is none."""
    code, texts = rows.codes("year")
    _refuse_many(texts, "year", rows)
    years: Ints = np.array([plain_year(text) or 0 for text in texts], dtype=np.int32)[code]
    rows.leave_out("year is not a year", years == 0, skips)
    to_come = years > today().year
    rows.leave_out(YEAR_TO_COME, to_come, skips)
    return np.where(to_come, 0, years).astype(np.int32)


def _parties(rows: FileRows, years: Ints, states: States, skips: Skips) -> tuple[Ints, list[str]]:
    """Return (2, rows) places in the list of states of origin and destination, -1 where unknown, and the list."""
    places: dict[str, int] = {}
    out = np.full((2, len(years)), -1, dtype=np.int32)
    for side, column in enumerate(("iso3o", "iso3d")):
        code, texts = rows.codes(column)
        _refuse_many(texts, column, rows)
        # A code may stand for one state in one year and for another later, so each pair is asked for once.
        pairs, inverse = np.unique(code.astype(np.int64) * 10_000 + years, return_inverse=True)
        found = np.full(len(pairs), -1, dtype=np.int32)
        for i, pair in enumerate(pairs.tolist()):
            text, year = texts[pair // 10_000], pair % 10_000
            known = year and text.strip().lower() not in MISSING
            state = states.state(text, on=dt.date(year, 12, 31)) if known else None
            if state is not None:
                found[i] = places.setdefault(state, len(places))
        out[side] = found[inverse]
        lost = (out[side] < 0) & (years > 0)
        for i in np.unique(code[lost]).tolist():
            rows.leave_out(f"{UNKNOWN_PARTNER}: {texts[i][:40] or 'empty'}", lost & (code == i), skips)
    return out, list(places)


def _values(rows: FileRows, column: str, usable: npt.NDArray[np.bool_], skips: Skips) -> Floats:
    """Return US dollars per row; NaN where there is no value, or no usable row."""
    code, texts = rows.codes(plain_name(column))
    decimals = decimals_of(texts, rows.file.separator)
    numbers = [plain_number(text, decimals=decimals) for text in texts]
    broken = np.array([n is not None and bool(out_of_bounds(n, FLOW)) for n in numbers], dtype=np.bool_)
    rows.leave_out(f"{column} is not a number from zero to {FLOW.high:,.0f}", broken[code] & usable, skips)
    plain = np.array(
        [np.nan if n is None or wrong else 1000.0 * n for n, wrong in zip(numbers, broken, strict=True)],
        dtype=np.float64,
    )
    return np.where(usable, plain[code], np.nan)


def _flow(
    file: TableFile, codes: Ints, years: Ints, values: Floats, parties: list[str], source: str, reporter: str | None
) -> list[pa.Table]:
    """Return one column's flows twice: as exports of the origin and as imports of the destination."""
    kept = np.flatnonzero(np.isfinite(values))
    if not len(kept):
        return []
    # The first value of a dyad and year counts: CEPII keeps two lines for states that split or joined in a year.
    key = (years[kept].astype(np.int64) * len(parties) + codes[0, kept]) * len(parties) + codes[1, kept]
    kept = kept[np.sort(np.unique(key, return_index=True)[1])]
    one, two = codes[0, kept], codes[1, kept]
    first = np.array([f"{y}-01-01" for y in range(FIRST_YEAR, 2102)], dtype="datetime64[D]")
    begin = first[years[kept] - FIRST_YEAR]
    end = first[years[kept] - FIRST_YEAR + 1] - np.timedelta64(1, "D")
    who = {"o": one, "d": two, None: None}[reporter]
    value = values[kept]
    columns: dict[str, Any] = {
        "date_earliest": pa.array(begin), "date_latest": pa.array(end), "value": pa.array(value),
        "status": _words(np.where(value == 0, 0, 1).astype(np.int32), ["zero", "observed"]),
        "reporter": pa.nulls(len(kept), pa.string()) if who is None else _words(who, parties),
    }  # fmt: skip
    same = {"channel": "trade", "unit": "USD", "source_id": file.source_id, "source": source}
    tables = []
    for state, partner, indicator in ((one, two, "exports"), (two, one, "imports")):
        mine = {**columns, "state": _words(state, parties), "partner": _words(partner, parties)}
        mine |= {name: _words(np.zeros(len(kept), np.int32), [word]) for name, word in same.items()}
        mine["indicator"] = _words(np.zeros(len(kept), np.int32), [indicator])
        tables.append(pa.table([mine[f.name] for f in SCHEMA], names=SCHEMA.names).cast(SCHEMA))
    return tables


def _words(code: Ints, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(code), pa.array(words, pa.string())).cast(pa.string())


def _refuse_many(texts: list[str], column: str, rows: FileRows) -> None:
    if len(texts) > MAX_NAMES:
        raise UnusableInputError(
            f"more than {MAX_NAMES} different values of {column}.",
            where=str(rows.file.path),
            todo="Check that this is CEPII's Gravity table.",
        )
