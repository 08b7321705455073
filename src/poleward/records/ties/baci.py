"""CEPII's BACI: millions of rows by product, added up by exporter and importer before anything else is done.

The files number states as UN Comtrade does (mostly ISO 3166 numeric, with Comtrade's own numbers for some);
the distribution's 'country_codes' file beside the table says which state a number is, and is read from there.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from poleward.clock import today
from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import TableFile, read_rows
from poleward.records.numbers import Decimals, decimals_of, plain_number, plain_year
from poleward.records.repeats import without_repeats
from poleward.records.ties.tie import BOUNDS, YEAR_TO_COME, States, Tie, TieFile, out_of_bounds, status_of, to_table

COLUMNS = ("t", "i", "j", "k", "v", "q")
MAX_CODES = 2_000
"""Countries, or years: a bound on memory."""
MAX_ROWS = 100_000_000
"""A bound on memory."""


def country_codes(table: Path) -> dict[str, str]:
    """Return number to ISO3 from the 'country_codes…csv' beside a table, that of its own release if there are several.

    Raises
    ------
    UnusableInputError
        There is none, or it lacks its columns.
    """
    release = table.stem.rsplit("_", 1)[-1]
    found = sorted(table.parent.glob("country_codes*.csv"), key=lambda path: (release not in path.name, path.name))
    for path in found:
        try:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                rows = list(islice(csv.DictReader(stream), MAX_CODES))
        except (OSError, csv.Error):
            continue
        if rows and {"country_code", "country_iso3"} <= set(rows[0]):
            return {_plain_code(str(row["country_code"])): str(row["country_iso3"]).strip() for row in rows}
    raise UnusableInputError(
        "BACI's own list of state numbers is missing.",
        where=str(table.parent),
        todo="Put the distribution's country_codes file beside the table.",
    )


def read(file: TableFile, states: States, skips: Skips) -> pa.Table:
    """Return the total of each exporter, importer and year: exports of the one, imports of the other, in US dollars.

    A total of which a part is no number is left out and counted: it would be too low.
    """
    return to_table(_totals(file, states, skips))


def _totals(file: TableFile, states: States, skips: Skips) -> Iterator[Tie]:
    if file.lines > MAX_ROWS:
        raise UnusableInputError(f"more than {MAX_ROWS} rows.", where=str(file.path), todo="Split it by year.")
    iso3 = country_codes(file.path)
    rows = without_repeats(read_rows(file, ["t", "i", "j", "k", "v"], skips), ["t", "i", "j", "k"], skips, "v")
    (t, years), (i, origins), (j, destinations), (v, values) = (rows.codes(c) for c in ("t", "i", "j", "v"))
    if max(len(years), len(origins), len(destinations)) > MAX_CODES:
        raise UnusableInputError(
            f"more than {MAX_CODES} different years or states.",
            where=str(file.path),
            todo="Check that this is CEPII's BACI.",
        )
    decimals = decimals_of(values, file.separator)
    flows = np.array([_amount(value, decimals) for value in values])[v]
    wrong = ~np.isfinite(flows)
    if wrong.any():
        reason = f"v is not a number from zero to {BOUNDS['v'].high:,.0f}"
        skips.add(reason, rows.place(int(np.flatnonzero(wrong)[0])), n=int(wrong.sum()))
    shape = (len(years), len(origins), len(destinations))
    cells, cell = np.unique(np.ravel_multi_index((t, i, j), shape), return_inverse=True)
    total = np.bincount(cell, weights=np.where(wrong, 0.0, flows))
    broken = np.bincount(cell, weights=wrong) > 0
    reading = TieFile(file, [], states, skips)
    for index, amount, is_broken in zip(cells.tolist(), total.tolist(), broken.tolist(), strict=True):
        a, b, c = (int(part) for part in np.unravel_index(index, shape))
        year = plain_year(years[a])
        if year is None:
            skips.add("t is not a year", f"{file.name}: {years[a][:20]}")
            continue
        if year > today().year:
            skips.add(YEAR_TO_COME, f"{file.name}: {year}")
            continue
        day = dt.date(year, 12, 31)
        one, two = (
            states.state(code, on=day) if code else None
            for code in (iso3.get(_plain_code(origins[b])), iso3.get(_plain_code(destinations[c])))
        )
        if one is None or two is None or one == two:
            skips.add(
                "a number that the list of states does not have, or no state", f"{origins[b][:9]}-{destinations[c][:9]}"
            )
            continue
        if is_broken:
            skips.add("a total of which a part is missing", f"{file.name}: {one}-{two} {year}")
            continue
        value = 1000.0 * amount
        for state, partner, flow in ((one, two, "exports"), (two, one, "imports")):
            yield reading.yearly(
                year, state=state, partner=partner, channel="trade", indicator=flow, value=value, unit="USD",
                status=status_of(value), reporter=None, source="CEPII BACI",
            )  # fmt: skip


def _amount(text: str, decimals: Decimals) -> float:
    value = plain_number(text, decimals=decimals)
    return float("nan") if value is None or out_of_bounds(value, BOUNDS["v"]) else value


def _plain_code(text: str) -> str:
    """Return a number without zeros before it or decimals: the list and the table pad it differently."""
    return re.sub(r"[.,]0*$", "", text.strip()[:20]).lstrip("0")
