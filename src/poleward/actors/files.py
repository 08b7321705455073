"""Read the registry's data files: tab-separated, dated, each row with the key of its public source.

The files lie in `poleward/actors/data`; `sources.tsv` spells the keys out. An empty cell means "not given"; dates
are ISO 8601; `since` is the first day, `until` the first day no longer covered. Where the day is not known a cell
has the year, the month, or an interval of two such dates with a slash between them ("1975", "2011-11", "1964/1968").
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from importlib import resources

from poleward.errors import UnusableInputError

REINSTALL = "Reinstall poleward, or restore the file."


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one data file as dictionaries, and '#line' for messages.

    Raises
    ------
    UnusableInputError
        The file is missing or a row has a wrong number of cells.
    """
    try:
        text = (resources.files("poleward.actors") / "data" / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnusableInputError("The registry's data file is missing.", where=name, todo=REINSTALL) from error
    lines = text.split("\n")
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise UnusableInputError(
                f"The row has {len(cells)} cells, not {len(header)}.", where=f"{name}, line {number}", todo=REINSTALL
            )
        yield {**dict(zip(header, cells, strict=True)), "#line": str(number)}


def parse_date(cell: str) -> dt.date | None:
    """Return the date in an ISO 8601 cell; None for an empty one."""
    return dt.date.fromisoformat(cell) if cell else None


def parse_interval(cell: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day that a date cell may stand for; None for an empty one.

    "1975" is 1975-01-01 to 1975-12-31, "1964/1968-03" is 1964-01-01 to 1968-03-31.

    Raises
    ------
    ValueError
        The cell is no date of this kind.
    """
    if not cell:
        return None
    first, _, last = cell.partition("/")
    return _earliest(first), _latest(last or first)


def _earliest(date: str) -> dt.date:
    year, month, day = (*date.split("-"), "1", "1")[:3]
    return dt.date(int(year), int(month), int(day))


def _latest(date: str) -> dt.date:
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = (*parts, 12)[:2]
    return dt.date(year, month, monthrange(year, month)[1])


def split_cell(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell with several values, which ';' separates."""
    return tuple(part for part in (p.strip() for p in cell.split(";")) if part)
