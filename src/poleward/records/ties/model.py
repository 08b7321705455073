"""What a published table of ties becomes: rows of `tables.TIES`, and how far the source reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from poleward.errors import Skips
from poleward.records.delimited import TableFile

UNKNOWN_PARTNER = "partner or state not known"
FIRST_YEAR, LAST_YEAR = 1800, 2100


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
    """The ties of one file, its layout, and the days that it covers."""

    file: TableFile
    layout: str
    ties: tuple[Tie, ...]
    skips: Skips = field(default_factory=Skips)

    @property
    def observed(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day that any row covers."""
        days = [t.date_earliest for t in self.ties] + [t.date_latest for t in self.ties if t.date_latest]
        return (min(days), max(days)) if days else (None, None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, with its place for messages."""

    cells: dict[str, str]
    place: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


Reader = Callable[["Reading"], Iterator[Tie]]


@dataclass(slots=True)
class Reading:
    """A file being read: its rows, who tells states, and where skipped rows are counted."""

    file: TableFile
    rows: list[Row]
    states: States
    skips: Skips

    def number(self, row: Row, column: str) -> float | None:
        """Return a cell as a number; None where it is empty or, counted as skipped, no finite number."""
        text = row[column].replace(" ", "").replace("\u00a0", "")
        if text in ("", "NA", "NaN", "nan", "..", "null", "N/A", "-9", "-9.0"):
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value or value in (float("inf"), float("-inf")):
            self.skips.add(f"{column} is not a number", row.place)
            return None
        return value

    def year(self, row: Row, column: str) -> int | None:
        """Return a cell as a year; None, counted as skipped, where it is none."""
        text = row[column].strip()
        value = int(float(text)) if text.replace(".", "", 1).isdigit() else 0
        if not FIRST_YEAR <= value <= LAST_YEAR:
            self.skips.add(f"{column} is not a year", row.place)
            return None
        return value

    def state(self, row: Row, column: str, on: dt.date, *, number: bool = False) -> str | None:
        """Return the ISO3 code of a cell; None, counted as skipped, where no state is meant."""
        text = row[column].strip()
        given: str | int = text
        if number:
            given = int(float(text)) if text.replace(".", "", 1).isdigit() else text
        found = self.states.state(given, on=on) if text else None
        if found is None:
            self.skips.add(f"{UNKNOWN_PARTNER}: {text[:40] or 'empty'}", row.place)
        return found

    def yearly(self, year: int, **values: Any) -> Tie:
        """Return a tie that covers a year of this file's source."""
        return Tie(
            date_earliest=dt.date(year, 1, 1),
            date_latest=dt.date(year, 12, 31),
            source_id=self.file.source_id,
            **values,
        )


def status_of(value: float | None) -> str:
    """Return the typed status of a published value: observed, zero, or not observed."""
    if value is None:
        return "not_observed"
    return "observed" if value else "zero"
