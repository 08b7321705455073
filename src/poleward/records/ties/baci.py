"""CEPII's BACI: millions of rows by product, added up by exporter and importer before anything else is done.

The files number states as UN Comtrade does (mostly ISO 3166 numeric, with Comtrade's own numbers for some);
the distribution's 'country_codes' file beside the table says which state a number is, and is read from there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from poleward.errors import Skips, UnusableInputError
from poleward.records.delimited import TableFile, read_rows
from poleward.records.ties.model import FIRST_YEAR, LAST_YEAR, Reading, States, Tie, status_of

COLUMNS = ("t", "i", "j", "k", "v", "q")
MAX_CODES = 2_000


def country_codes(folder: Path) -> dict[str, str]:
    """Return number to ISO3 from the distribution's 'country_codes…csv' in a folder.

    Raises
    ------
    UnusableInputError
        There is none, or it lacks its columns.
    """
    for path in sorted(folder.glob("country_codes*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            rows = list(islice(csv.DictReader(stream), MAX_CODES))
        if rows and {"country_code", "country_iso3"} <= set(rows[0]):
            return {str(row["country_code"]).strip(): str(row["country_iso3"]).strip() for row in rows}
    raise UnusableInputError(
        "BACI's own list of state numbers is missing.",
        where=str(folder),
        todo="Put the distribution's country_codes file beside the table.",
    )


def read(file: TableFile, states: States, skips: Skips) -> Iterator[Tie]:
    """Yield the total of each exporter, importer and year: exports of the one, imports of the other, in US dollars."""
    iso3 = country_codes(file.path.parent)
    rows = read_rows(file, ["t", "i", "j", "v"], skips)
    (t, years), (i, origins), (j, destinations), (v, values) = (rows.codes(c) for c in ("t", "i", "j", "v"))
    amounts = np.array([_number(value) for value in values])
    flows = amounts[v]
    wrong = ~np.isfinite(flows)
    if wrong.any():
        skips.add("v is not a number", rows.place(int(np.flatnonzero(wrong)[0])), n=int(wrong.sum()))
    shape = (len(years), len(origins), len(destinations))
    cell = np.ravel_multi_index((t, i, j), shape)
    total = np.bincount(cell, weights=np.where(wrong, 0.0, flows), minlength=0)
    reading = Reading(file, [], states, skips)
    for index in np.flatnonzero(np.bincount(cell)):
        a, b, c = np.unravel_index(index, shape)
        year, origin, destination = years[a], iso3.get(origins[b]), iso3.get(destinations[c])
        if not year.isdigit() or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            skips.add("t is not a year", f"{file.name}: {year[:20]}")
            continue
        one = states.state(origin) if origin else None
        two = states.state(destination) if destination else None
        if one is None or two is None:
            skips.add("a number that the list of states does not have, or no state", f"{origins[b]}-{destinations[c]}")
            continue
        value = 1000.0 * float(total[index])
        for state, partner, flow in ((one, two, "exports"), (two, one, "imports")):
            yield reading.yearly(
                int(year), state=state, partner=partner, channel="trade", indicator=flow, value=value, unit="USD",
                status=status_of(value), reporter=None, source="CEPII BACI",
            )  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
