"""The first filter of a large event file: rows between no two actors are counted by day, the others are read on.

Four of five rows of GDELT name an actor on one side only, or one code on both. Nothing is kept of such a row but its
day. It is told from the bytes, in one pass together with the file's SHA-256, before any field is cast or looked up. A
row is taken out only where nothing can be wrong with it: the right number of fields, plain ASCII, a day of the calendar
that has come and is not after the row was written, a row id, a whole CAMEO code beside its root. Any doubt leaves the
row in, letter for letter.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO, FileIO
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from poleward.clock import today
from poleward.records.events.cameo import LAST_ROOT
from poleward.records.events.layouts import FIRST_YEAR, LAST_YEAR, EventLayout

SIEVE_FROM = 256 * 2**20
"""Bytes of a file beyond which the pass is worth it: the loop takes a second to load, and five to compile once."""
THREADS = 2
"""Beside the one for the SHA-256, which takes half as long."""
MAX_LINE = 256 * 2**10
"""The longest line, in bytes: the longest in the published files is under 16 KiB."""
PIECE = 2**20
"""Bytes read at once: a matter of speed."""
_NEEDED = ("row_id", "day", "actor_code", "actor_group", "recipient_code", "recipient_group", "cameo", "root")

Array = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass
class Sifted:
    """The rows that were taken out.

    Attributes
    ----------
    days
        How many, by day.
    one_sided
        Those without a code on one side or both.
    same
        Those with one code on both sides, by the code.
    """

    days: Counter[date] = field(default_factory=Counter)
    one_sided: int = 0
    same: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return self.days.total()


def can_sift(layout: EventLayout) -> bool:
    """Return whether a layout's rows can be told from their bytes: no header, no quotation marks, all columns known."""
    plain = layout.separator == "\t" and not layout.quote and not layout.skip
    return plain and all(layout.fields.get(name, "") in layout.columns for name in _NEEDED)


def sift(
    text: FileIO | BytesIO,
    out: IO[bytes],
    layout: EventLayout,
    digest: Callable[[memoryview], object] = lambda piece: None,
) -> Sifted:
    """Write a text without the rows of no interest, and return what they were.

    Parameters
    ----------
    text
        The file, without a buffer of its own.
    layout
        One that `can_sift`.
    digest
        Given every piece of the text, in order, beside the other work.
    """
    from poleward.records.events.sieve_kernel import CODES, DAYS

    found = np.zeros(DAYS, dtype=np.int64), np.zeros(CODES, dtype=np.int64), np.zeros(1, dtype=np.int64)
    run = _runner(layout)
    free, running = [_Block() for _ in range(2 * THREADS)], deque[_Block]()
    rest, endless = b"", False
    with ThreadPoolExecutor(THREADS) as pool, ThreadPoolExecutor(1) as beside:
        while True:
            block = free.pop() if free else _ended(running.popleft(), out, found)
            start = len(rest)
            block.data[:start] = rest
            read = text.readinto(memoryview(block.data)[start : start + PIECE]) or 0
            if not read:
                break
            size, begin = start + read, 0
            if endless:
                # The rest of a line that is too long is no row, whatever it looks like.
                begin = block.data.find(b"\n", 0, size) + 1 or size
                endless = begin == size
            end = max(block.data.rfind(b"\n", begin, size) + 1, begin)
            block.head, rest, block.tail = begin, bytes(block.data[end:size]), b""
            if len(rest) > MAX_LINE:
                block.tail, rest, endless = rest, b"", True
            block.work = [
                beside.submit(digest, memoryview(block.data)[start:size]),
                pool.submit(run, block, begin, end),
            ]
            running.append(block)
        while running:
            _ended(running.popleft(), out, found)
    # A last line without end is left to the reader.
    out.write(rest)
    days, same, one_sided = found
    return Sifted(_by_day(days), int(one_sided[0]), _by_code(same))


class _Block:
    """A piece of the file with its lines' ends, and what is kept of it; used again and again."""

    def __init__(self) -> None:
        # What is left of the piece before is no longer than a line, and the byte behind the last can be looked at.
        self.data = bytearray(PIECE + MAX_LINE + 1)
        self.kept = np.zeros(len(self.data), dtype=np.uint8)
        self.head, self.tail = 0, b""
        """Bytes before and behind the lines, passed on as they are."""
        self.written = 0
        self.counts: tuple[Array, Array, Array] | None = None
        self.work: list[Future[Any]] = []


def _runner(layout: EventLayout) -> Callable[[_Block, int, int], None]:
    """Return what sifts the lines of a block between two places."""
    from poleward.records.events.sieve_kernel import CODES, DAYS, sift_lines

    slots, widths, whole = _places(layout)
    valid = _calendar()

    def run(block: _Block, begin: int, end: int) -> None:
        text = np.frombuffer(block.data, dtype=np.uint8)[begin : end + 1]
        days, same = np.zeros(DAYS, dtype=np.int64), np.zeros(CODES, dtype=np.int64)
        block.written, one_sided = sift_lines(
            text, slots, widths, whole, valid, MAX_LINE, LAST_ROOT, block.kept, days, same
        )
        block.counts = days, same, np.array([one_sided])

    return run


def _ended(block: _Block, out: IO[bytes], found: tuple[Array, Array, Array]) -> _Block:
    """Write what is kept of a block when its work is done, add its counts, and return it for use again."""
    for work in block.work:
        work.result()
    out.write(memoryview(block.data)[: block.head])
    out.write(block.kept[: block.written].data)
    out.write(block.tail)
    for total, more in zip(found, block.counts or (), strict=True):
        total += more
    return block


def _places(layout: EventLayout) -> tuple[Array, Array, int]:
    """Return which cell each column is (-1: none), the least and greatest width, and the cell of a whole row."""
    from poleward.records.events.sieve_kernel import CELLS, ID

    slots = np.full(len(layout.columns), -1, dtype=np.int64)
    for cell, name in enumerate((*_NEEDED, "added")):
        text = layout.fields.get(name)
        # Where the code of a state and that of a group stand in one column, it is looked at once.
        if text in layout.columns and slots[layout.columns.index(text)] < 0:
            slots[layout.columns.index(text)] = cell
    if layout.complete is None:
        return slots, np.array([len(slots), len(slots)]), ID
    at = layout.columns.index(layout.complete)
    if slots[at] < 0:
        slots[at] = CELLS - 1
    return slots, np.array([at + 1, len(slots)]), int(slots[at])


def _calendar() -> npt.NDArray[np.bool_]:
    """Return for each place of a day whether it is a day of the calendar that has come."""
    from poleward.records.events.sieve_kernel import DAYS

    valid = np.zeros(DAYS, dtype=bool)
    last = min(today(), date(LAST_YEAR, 12, 31))
    for n in range((last - date(FIRST_YEAR, 1, 1)).days + 1):
        day = date(FIRST_YEAR, 1, 1) + timedelta(days=n)
        valid[(day.year - FIRST_YEAR) * 372 + (day.month - 1) * 31 + day.day - 1] = True
    return valid


def _by_day(counts: Array) -> Counter[date]:
    """Return counts by place as counts by day."""
    return Counter(
        {
            date(FIRST_YEAR + n // 372, n % 372 // 31 + 1, n % 31 + 1): int(counts[n])
            for n in np.flatnonzero(counts).tolist()
        }
    )


def _by_code(counts: Array) -> Counter[str]:
    """Return counts by place as counts by code of three letters."""
    return Counter(
        {
            chr(65 + n // 676) + chr(65 + n // 26 % 26) + chr(65 + n % 26): int(counts[n])
            for n in np.flatnonzero(counts).tolist()
        }
    )
