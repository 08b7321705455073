"""What a published table of ties becomes: rows of `tables.TIES`, and how far the source reaches."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from poleward.clock import today
from poleward.errors import Skips
from poleward.records.delimited import FileRows, TableFile
from poleward.records.numbers import MISSING, Bound, Decimals, plain_number, plain_year
from poleward.tables import TIES

YEAR_TO_COME = "a year that is still to come"
UNKNOWN_PARTNER = "partner or state not known"
WITH_ITSELF = "a state with itself (goods that came back)"
MAX_REASONS = 500
"""Different reasons that are counted apart: a bound on memory against a file of made-up names."""
_WHOLE = re.compile(r"(\d{1,4})([.,]0*)?", re.ASCII)
USD = Bound(0, 1e13)
"""A flow of a year in US dollars: all states together exported 2.5e13 in 2022."""
BOUNDS = {
    "exports_usd": USD, "imports_usd": USD, "trade value (us$)": USD, "primaryvalue": USD, "obs_value": USD,
    "value": USD, "v": Bound(0, 1e10), "tiv_mln": Bound(0, 1e5), "tiv delivery values": Bound(0, 1e5),
    "dyadigos": Bound(0, 1_000),
}  # fmt: skip
"""What the columns of values can hold; others are checked by `USD` (trade) or are 0 and 1 (treaties)."""
SCHEMA = pa.schema(
    [
        pa.field(c.name, {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "DATE": pa.date32()}[c.type], c.nullable)
        for c in TIES
    ]
)
"""The columns of `tables.TIES`."""


class States(Protocol):
    """What reading needs of the actors' registry."""

    def state(self, name_or_code: str | int, *, on: dt.date | None = None) -> str | None:
        """Return the ISO3 code of a name, code or Correlates of War number on a day; None: unknown."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One row of `tables.TIES`."""

    state: str
    partner: str
    channel: str
    indicator: str
    date_earliest: dt.date
    date_latest: dt.date | None
    value: float | None
    unit: str
    status: str
    reporter: str | None
    source_id: str
    source: str


@dataclass(frozen=True, slots=True)
class TieRecords:
    """The ties of one file (a table of `SCHEMA`), its layout, and what was left out."""

    file: TableFile
    layout: str
    ties: pa.Table
    skips: Skips = field(default_factory=Skips)

    @property
    def observed(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day that any value covers."""
        seen = self.ties.filter(pc.is_valid(self.ties["value"]))
        first, last = pc.min(seen["date_earliest"]).as_py(), pc.max(seen["date_earliest"]).as_py()
        end = pc.max(seen["date_latest"]).as_py()
        return first, max((day for day in (last, end) if day is not None), default=None)


def to_table(ties: Iterable[Tie]) -> pa.Table:
    """Return ties as a table of `SCHEMA`."""
    kept = list(ties)
    columns = [pa.array([getattr(tie, f.name) for tie in kept], type=f.type) for f in SCHEMA]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, with its place for messages."""

    cells: dict[str, str]
    rows: FileRows
    index: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def place(self) -> str:
        """Where the row is: file and line."""
        return self.rows.place(self.index)


Reader = Callable[["TieFile"], Iterator[Tie]]


@dataclass(slots=True)
class TieFile:
    """A file being read: its rows, who tells states, and where skipped rows are counted."""

    file: TableFile
    rows: Iterable[Row]
    states: States
    skips: Skips
    decimals: dict[str, Decimals] = field(default_factory=dict)
    """How each column writes decimals."""

    def number(self, row: Row, column: str) -> float | None:
        """Return a cell as a number; None where it is empty or, counted as skipped, no number or out of bounds."""
        decimals = self.decimals.get(column, "point")
        value = plain_number(row[column], decimals=decimals)
        if value is None:
            return None
        fault = out_of_bounds(value, BOUNDS.get(column, USD))
        if fault and decimals == "unsure" and plain_number(row[column]) == plain_number(row[column]):
            fault = "can be read two ways: a point before three digits parts decimals or thousands"
        if fault:
            self.skips.add(f"{column} {fault}", row.place)
            return None
        return value

    def lacks(self, row: Row, column: str) -> bool:
        """Return whether the publisher says that it has no value in a cell."""
        return row[column].strip().lower() in MISSING

    def year(self, row: Row, column: str) -> int | None:
        """Return a cell as a year; None, counted as skipped, where it is none."""
        value = plain_year(row[column])
        if value is None:
            self.skips.add(f"{column} is not a year", row.place)
        elif value > today().year:
            self.skips.add(YEAR_TO_COME, row.place)
            return None
        return value

    def state(self, row: Row, column: str, on: dt.date, *, number: bool = False) -> str | None:
        """Return the ISO3 code of a cell; None, counted as skipped, where no state is meant."""
        return self.named(row[column].strip(), row, on, number=number)

    def named(self, text: str, row: Row, on: dt.date, *, number: bool = False) -> str | None:
        """Return the ISO3 code of a text that belongs to a row; None, counted as skipped, where no state is meant."""
        whole = _WHOLE.fullmatch(text) if number else None
        given: str | int = int(whole[1]) if whole else text
        # R and pandas write NA where nothing is; no layout names states by two letters, of which Namibia has these.
        found = self.states.state(given, on=on) if text.lower() not in MISSING else None
        if found is None:
            reason = f"{UNKNOWN_PARTNER}: {text[:40] or 'empty'}"
            if reason not in self.skips.counts and len(self.skips.counts) > MAX_REASONS:
                reason = f"{UNKNOWN_PARTNER}: others"  # a hostile file must not fill the memory with names
            self.skips.add(reason, row.place)
        return found

    def yearly(self, year: int, **values: Any) -> Tie:
        """Return a tie that covers a year of this file's source."""
        return Tie(
            date_earliest=dt.date(year, 1, 1),
            date_latest=dt.date(year, 12, 31),
            source_id=self.file.source_id,
            **values,
        )


def out_of_bounds(value: float, bound: Bound) -> str:
    """Return what is wrong with a value, in words that follow its column; nothing where it can be."""
    if value != value:
        return "is not a number"
    if value < bound.low:
        return "is below zero" if bound.low == 0 else f"is below {bound.low:,.0f}"
    return f"is above {bound.high:,.0f}, which no value of its kind is" if value > bound.high else ""


def status_of(value: float | None) -> str:
    """Return the typed status of a published value: observed, zero, or not observed."""
    if value is None:
        return "not_observed"
    return "observed" if value else "zero"
