"""What could not be used of an event file, counted by reason, with the first lines of each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

import duckdb

from poleward.records.events.files import EventFile
from poleward.records.events.layouts import EventLayout
from poleward.records.events.lines import LineNumbers, count_lines
from poleward.records.events.queries import BOUNDS, REJECTS_KEPT
from poleward.records.events.sieve import MAX_LINE

NO_DYAD = "no state or organisation known on one of the two sides"
SAME_SIDE = "both sides are the same state or organisation"


def count_rejects(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile], rows: Sequence[int]) -> None:
    """Count the rows of another form than the layout in the skips of each file, which has `rows` of the right one."""
    found = connection.execute(
        "SELECT s.file_path, r.line, r.error_type::VARCHAR AS kind, max(r.error_message), max(r.csv_line),"
        " count(*) AS n FROM rejects_of_rows r JOIN rejects_of_scans s USING (scan_id, file_id) GROUP BY ALL"
        " ORDER BY line, kind"
    ).fetchall()
    number = {str(file.path): n for n, file in enumerate(files)}
    seen: set[tuple[int, int]] = set()
    with ExitStack() as opened:
        numbers = {n: opened.enter_context(LineNumbers(f.text)) for n, f in enumerate(files) if f.cut and found}
        for path, line, kind, message, text, _ in found:
            n = number[path]
            if (n, line) not in seen:
                seen.add((n, line))
                reason = _reason(kind, message, files[n].layout)
                if n in numbers and len(files[n].skips.examples.get(reason, [])) < files[n].skips.keep:
                    line = numbers[n].of(text.encode())
                files[n].skips.add(reason, f"{files[n].name} line {line}")
    if sum(n for *_, n in found) >= REJECTS_KEPT:
        for n, file in enumerate(files):
            beyond = count_lines(file.path, file.layout.skip) - rows[n] - sum(1 for at, _ in seen if at == n)
            if beyond > 0:
                file.skips.add("further rows of a wrong form", n=beyond)


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
class RowsCounted:
    """How many rows of a file were understood, their first and last day, and how many codes were mended.

    `read` are the rows that were neither counted nor cut before.
    """

    rows: int = 0
    read: int = 0
    observed: tuple[date, date] | None = None
    restored: int = 0


def count_faults(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> list[RowsCounted]:
    """Count the staged rows of each file, and in its skips, by reason, what cannot be used or is of no two actors."""
    mentions = files[0].layout.mentions
    sides = "NULL" if mentions else "sides"
    rows = connection.execute(
        "SELECT file_no, count(*), min(date) FILTER (fault IS NULL), max(date) FILTER (fault IS NULL),"
        " count(*) FILTER (restored AND fault IS NULL), count(fault), bit_or(wrong) FILTER (fault IS NULL),"
        f" count(*) FILTER (fault IS NULL AND {sides} = 's'), count(*) FILTER (fault IS NULL AND {sides} = 'n')"
        " FROM staged_rows GROUP BY file_no"
    ).fetchall()
    counted = {row[0]: row[1:] for row in rows}
    known = set() if mentions else _known_codes(connection, files)
    found = []
    for n, file in enumerate(files):
        read, first, last, restored, faulty, wrong, same, neither = counted.get(n, (0, None, None, 0, 0, 0, 0, 0))
        on_both = sum(times for code, times in file.sifted.same.items() if code in known)
        same, neither = same + on_both, neither + file.sifted.counted - on_both
        for reason, times in ((SAME_SIDE, same), (NO_DYAD, neither)):
            if times:
                file.skips.add(reason, n=times)
        if faulty or wrong:
            _count_wrong(connection, n, file, wrong or 0)
        days = [day for day in (first, last, *file.sifted.days) if day]
        observed = (min(days), max(days)) if days else None
        found.append(RowsCounted(read + file.sifted.counted, read - file.sifted.cut, observed, restored))
    return found


def _known_codes(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> set[str]:
    """Return which of the codes that were counted on both sides of a row stand for an actor."""
    codes = sorted({code for file in files for code in file.sifted.same})
    if not codes:
        return set()
    query = f"SELECT code FROM actors_{files[0].year} WHERE list_contains(?, code)"
    return {row[0] for row in connection.execute(query, [codes]).fetchall()}


def _count_wrong(connection: duckdb.DuckDBPyConnection, n: int, file: EventFile, wrong: int) -> None:
    """Count the faults of a file's rows and, by the bits of `wrong`, of their numbers, with the first places."""
    found = connection.execute(
        "SELECT fault, count(*), list(cells ORDER BY cells)[:3] FROM staged_rows"
        " WHERE fault IS NOT NULL AND file_no = ? GROUP BY fault ORDER BY fault",
        [n],
    ).fetchall()
    for i, (name, (low, high)) in enumerate(BOUNDS.items()):
        if wrong & 2**i:
            found += connection.execute(
                f"SELECT '{name} is no number from {low:g} to {high:g}: left out of its row', count(*),"
                f" list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NULL AND wrong & {2**i} > 0"
                " AND file_no = ?",
                [n],
            ).fetchall()
    wanted: list[tuple[str, tuple[str, ...]]] = []
    for reason, times, examples in found:
        file.skips.add(reason, n=times)
        wanted += [(reason, tuple(cells.split(chr(31)))) for cells in examples]
    for reason, place in _places(file, wanted):
        file.skips.add(reason, place, n=0)


def _places(file: EventFile, wanted: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    """Return (reason, file and line) of the rows that hold the given cells."""
    if not wanted:
        return []
    found: list[tuple[str, str]] = []
    with LineNumbers(file.text) as numbers:
        for reason, cells in wanted:
            place = _find(numbers, [c.encode() for c in cells], file.layout)
            if place is not None:
                numbers.taken.add(place)
                found.append((reason, f"{file.name} line {numbers.at(place)}"))
    return found


def _find(numbers: LineNumbers, cells: list[bytes], layout: EventLayout) -> int | None:
    """Return where the line begins that has all the cells, and was not found before."""
    if not cells:
        return None
    text, separator = numbers.text, layout.separator.encode()
    first = 0
    for _ in range(layout.skip):
        first = text.find(b"\n", first) + 1
    at = text.find(cells[0], first)
    while at >= 0:
        start = text.rfind(b"\n", 0, at) + 1
        end = text.find(b"\n", at)
        line = text[start : end if end >= 0 else len(text)].rstrip(b"\r")
        parts = {part.strip(b'"') for part in line.split(separator)}
        if start not in numbers.taken and all(cell in parts for cell in cells):
            return start
        at = text.find(cells[0], at + 1)
    return None
