"""What could not be used of an event file, counted by reason, with the first lines of each."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from poleward.errors import Skips
from poleward.records.events.files import MAX_LINE, EventFile, count_lines
from poleward.records.events.layouts import EventLayout
from poleward.records.events.queries import BOUNDS, REJECTS_KEPT

NO_DYAD = "no state or organisation known on one of the two sides"
SAME_SIDE = "both sides are the same state or organisation"


def count_rejects(connection: duckdb.DuckDBPyConnection, file: EventFile, rows: int, skips: Skips) -> None:
    """Count the rows that have another form than the layout, of which `rows` have the right one."""
    found = connection.execute(
        "SELECT line, error_type::VARCHAR AS kind, max(error_message) AS message, count(*) AS n FROM rejects_of_rows"
        " GROUP BY ALL ORDER BY line, kind"
    ).fetchall()
    seen: set[int] = set()
    for line, kind, message, _ in found:
        if line not in seen:
            seen.add(line)
            skips.add(_reason(kind, message, file.layout), f"{file.name} line {line}")
    if sum(n for *_, n in found) >= REJECTS_KEPT:
        beyond = count_lines(file.path, file.layout.skip) - rows - len(seen)
        if beyond > 0:
            skips.add("further rows of a wrong form", n=beyond)


def _reason(kind: str, message: str, layout: EventLayout) -> str:
    """Return a reader's error in words."""
    width = len(layout.columns)
    return {
        "MISSING COLUMNS": f"fewer than {width} columns",
        "TOO MANY COLUMNS": f"{message.rpartition(' ')[2]} columns, not {width}",
        "INVALID ENCODING": "not UTF-8 text",
        "UNQUOTED VALUE": "a quotation mark that is not closed",
        "LINE SIZE OVER MAXIMUM": f"a line longer than {MAX_LINE >> 10} KiB",
    }.get(kind, f"a row of a wrong form ({kind.lower()})")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows were understood, their first and last day, and how many codes were mended."""

    rows: int
    observed: tuple[date, date] | None
    restored: int


def count_faults(connection: duckdb.DuckDBPyConnection, file: EventFile, skips: Skips) -> Counted:
    """Count the staged rows; those and their numbers that cannot be used, or are between no two actors, by reason."""
    wanted: list[tuple[str, tuple[str, ...]]] = []
    sides = "NULL" if file.layout.mentions else "sides"
    ((rows, first, last, restored, faulty, wrong, same, neither),) = connection.execute(
        "SELECT count(*), min(date) FILTER (fault IS NULL), max(date) FILTER (fault IS NULL),"
        " count(*) FILTER (restored AND fault IS NULL), count(fault), bit_or(wrong) FILTER (fault IS NULL),"
        f" count(*) FILTER (fault IS NULL AND {sides} = 's'), count(*) FILTER (fault IS NULL AND {sides} = 'n')"
        " FROM staged_rows"
    ).fetchall()
    for reason, n in ((SAME_SIDE, same), (NO_DYAD, neither)):
        if n:
            skips.add(reason, n=n)
    found = []
    if faulty:
        found += connection.execute(
            "SELECT fault, count(*), list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NOT NULL"
            " GROUP BY fault ORDER BY fault"
        ).fetchall()
    for i, (name, (low, high)) in enumerate(BOUNDS.items()):
        if (wrong or 0) & 2**i:
            found += connection.execute(
                f"SELECT '{name} is no number from {low:g} to {high:g}: left out of its row', count(*),"
                f" list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NULL AND wrong & {2**i} > 0"
            ).fetchall()
    for reason, n, examples in found:
        skips.add(reason, n=n)
        wanted += [(reason, tuple(cells.split(chr(31)))) for cells in examples]
    for reason, place in _places(file, wanted):
        skips.add(reason, place, n=0)
    return Counted(int(rows), (first, last) if first else None, int(restored))


def _places(file: EventFile, wanted: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    """Return (reason, file and line) of the rows that hold the given cells."""
    if not wanted:
        return []
    found: list[tuple[str, str]] = []
    with file.path.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as text:
        taken: set[int] = set()
        for reason, cells in wanted:
            place = _find(text, [c.encode() for c in cells], file.layout, taken)
            if place is not None:
                taken.add(place)
                line = text[:place].count(b"\n") + 1
                found.append((reason, f"{file.name} line {line}"))
    return found


def _find(text: Any, cells: list[bytes], layout: EventLayout, taken: set[int]) -> int | None:
    """Return where the line begins that has all the cells, and was not found before."""
    if not cells:
        return None
    separator = layout.separator.encode()
    first = 0
    for _ in range(layout.skip):
        first = text.find(b"\n", first) + 1
    at = text.find(cells[0], first)
    while at >= 0:
        start = text.rfind(b"\n", 0, at) + 1
        end = text.find(b"\n", at)
        line = text[start : end if end >= 0 else len(text)].rstrip(b"\r")
        parts = {part.strip(b'"') for part in line.split(separator)}
        if start not in taken and all(cell in parts for cell in cells):
            return int(start)
        at = text.find(cells[0], at + 1)
    return None
