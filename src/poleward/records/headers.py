"""The names of a table's columns: found below the notes that publishers and spreadsheets put before them.

Names are compared by their letters and digits alone: 'Reporter ISO', 'reporter_iso', 'reporterISO' and R's
'Reporter.ISO' are one name.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from poleward.errors import UnusableInputError

HEADER_LINES = 30
"""In so many lines from the beginning a known header is looked for."""
MAX_COLUMNS = 2_000
"""A bound on time; a matrix of roll calls by states has a column for each state."""
SAMPLE = 200
"""Rows whose number of fields is looked at."""
SEPARATORS = (",", "\t", ";", "|")
_NUMBERS = ("id", "number", "no", "nr", "row", "index")
"""How names end of columns that may hold 1, 2, 3 … by right."""
_TIME = re.compile(r"[12]\d{3}(\.0)?|[12]\d{3}[-/.]?\d\d[-/.]?\d\d", re.ASCII)
_NOT_IN_A_NAME = re.compile(r"[\W_]+")


def plain_name(name: str) -> str:
    """Return a column's name by its letters and digits, in small letters.

    >>> plain_name("Trade Value (US$)"), plain_name("trade_value_us")
    ('tradevalueus', 'tradevalueus')
    """
    return _NOT_IN_A_NAME.sub("", name.casefold())


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header stands and what it says.

    Attributes
    ----------
    line, lines
        Its line from 1, and over how many lines it runs.
    columns
        The names as `plain_name` writes them, in the file's order.
    """

    line: int
    lines: int
    separator: str
    columns: tuple[str, ...]


def find_header(head: Sequence[str], is_known: Callable[[frozenset[str]], bool], where: str) -> Header:
    """Return the first known header in the first lines of a text; where none is known, the first line as one.

    Raises
    ------
    UnusableInputError
        There are too many columns, or the first line cannot be read as names.
    """
    for at in range(min(HEADER_LINES, len(head))):
        for separator in _separators(head[at]):
            found = _header(head, at, separator)
            if found and is_known(frozenset(found.columns)):
                return found
    at = next((i for i, line in enumerate(head) if line.strip()), 0)
    found = _header(head, at, _separators(head[at])[0])
    if found is None:
        raise UnusableInputError("the first line cannot be read as column names.", where=where)
    if len(found.columns) > MAX_COLUMNS:
        raise UnusableInputError(f"more than {MAX_COLUMNS} columns.", where=where, todo="Check that it is the table.")
    return found


def _separators(line: str) -> list[str]:
    """Return what may stand between the fields of a line, the likeliest first."""
    ordered = sorted(SEPARATORS, key=line.count, reverse=True)
    return [mark for mark in ordered if mark in line] or [","]


def _header(head: Sequence[str], at: int, separator: str) -> Header | None:
    line, lines = head[at], 1
    while line.count('"') % 2 and lines < 5 and at + lines < len(head):  # a name with a line break in it
        line += " " + head[at + lines]
        lines += 1
    if line.count(separator) > 2 * MAX_COLUMNS:
        return None
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None
    return Header(at + 1, lines, separator, tuple(plain_name(name) for name in names))


def has_row_names(names: Sequence[str], rows: Sequence[str], separator: str) -> bool:
    """Return whether rows begin with their number, which the header has no name for: so R's `write.table` writes."""
    cells = [fields_of(row, separator) for row in rows[:SAMPLE] if row.strip() and row.count('"') % 2 == 0]
    if not cells or any(len(row) != len(names) + 1 or row[0] != str(n) for n, row in enumerate(cells, start=1)):
        return False
    if any(row[-1] for row in cells):
        return True
    # The last column may be empty, or a separator stand too many at the end: years and days tell, else the first name.
    under = [(sum(map(_is_time, column)), sum(map(_is_time, after))) for column, after in _pairs(names, cells)]
    told = next((after > here for here, after in under if after != here), None)
    return bool(names[0]) and not names[0].endswith(_NUMBERS) if told is None else told


def _pairs(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield, for each column named after years or days, the cells in its place and those one place after it."""
    for i, name in enumerate(names):
        if "year" in name or "date" in name:
            yield [row[i] for row in rows], [row[i + 1] for row in rows]


def _is_time(cell: str) -> bool:
    """Return whether a cell looks like a year or a day."""
    return _TIME.fullmatch(cell.strip()) is not None


def width_of_rows(header: Header, head: Sequence[str]) -> int:
    """Return how many fields the rows have: as many as the header, or what most have beyond or short of empty ones.

    Common tools write a separator too many at the end of every row, or of the header.
    """
    n = len(header.columns)
    counts: Counter[int] = Counter()
    surplus = True
    for line in head[header.line - 1 + header.lines :][:SAMPLE]:
        if not line.strip() or line.count('"') % 2:
            continue
        cells = fields_of(line, header.separator)
        counts[len(cells)] += 1
        surplus = surplus and not any(cell.strip() for cell in cells[n:])
    if not counts:
        return n
    most = counts.most_common(1)[0][0]
    if (most > n and surplus) or (most < n and not any(header.columns[most:])):
        return most
    return n


def fields_of(line: str, separator: str) -> list[str]:
    """Return the fields of one line."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
