"""The first filter of a large event file: one pass over its bytes, before any field is cast or looked up.

Four of five rows of GDELT name an actor on one side only, or one code on both. Nothing is kept of such a row but its
day: it is counted, where nothing can be wrong with it (a day of the calendar that has come and is not after the row was
written, a row id, a whole CAMEO code beside its root). Any other row is cut to the cells that are read. A line that is
not plain ASCII, too long or of another number of columns is passed on letter for letter. The file's SHA-256 is taken
beside the pass, and begun while the loop is loaded.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO, FileIO
from threading import Event
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from poleward.clock import today
from poleward.records.events.cameo import LAST_ROOT
from poleward.records.events.layouts import FIRST_YEAR, LAST_YEAR, EventLayout

SIEVE_FROM = 256 * 2**20
"""Bytes of a file beyond which the pass is worth it: the loop takes half a second to load, and five to compile once."""
THREADS = 2
"""Beside the one for the SHA-256, which takes half as long."""
MAX_LINE = 256 * 2**10
"""The longest line, in bytes: the longest in the published files is under 16 KiB."""
PIECE = 2**23
"""Bytes read at once: a matter of speed."""
AHEAD = 2**25
"""Bytes read at once while the loop is loaded. More than a piece: after each the thread waits for the interpreter."""
_NEEDED = ("row_id", "day", "actor_code", "actor_group", "recipient_code", "recipient_group", "cameo", "root")

Array = npt.NDArray[np.int64]


@dataclass
class Sifted:
    """The rows that were taken out of a text.

    Attributes
    ----------
    days
        How many were counted, by day.
    same
        Those of them with one code on both sides, by the code.
    cut
        How many were cut to the cells that are read.
    """

    days: Counter[date] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    cut: int = 0

    @property
    def counted(self) -> int:
        """How many were counted in all."""
        return self.days.total()


def can_sift(layout: EventLayout) -> bool:
    """Return whether a layout's rows can be told from their bytes: no header, no quotation marks, all columns known."""
    plain = layout.separator == "\t" and not layout.quote and not layout.skip
    return plain and all(layout.fields.get(name, "") in layout.columns for name in _NEEDED)


def columns_read(layout: EventLayout) -> list[str]:
    """Return the columns that a layout's fields are made of, in their order."""
    named = set(re.findall(r"\w+", " ".join((*layout.fields.values(), layout.complete or ""))))
    return [name for name in layout.columns if name in named]


def sift(
    text: FileIO | BytesIO,
    rest: IO[bytes],
    cut: IO[bytes],
    layout: EventLayout,
    digest: Callable[[memoryview], object] | None = None,
) -> Sifted:
    """Part the lines of a text: rows of no interest are counted, other rows cut, lines in doubt passed on.

    Parameters
    ----------
    text
        The file, without a buffer of its own.
    rest
        Where the lines in doubt are written.
    cut
        Where the rows are written that were cut: lines of the columns that are read.
    layout
        One that `can_sift`.
    digest
        Given every piece of the text, in order, beside the other work.
    """
    digested = Digest(digest) if digest else None
    left, endless, at = b"", False, 0
    with ThreadPoolExecutor(THREADS) as pool, ThreadPoolExecutor(1) as beside:
        run, blocks = _loaded(layout, text, digested, beside)
        free, running = [*blocks], deque[_Block]()
        while True:
            block = free.pop() if free else _ended(running.popleft(), rest, cut)
            start = len(left)
            block.data[:start] = left
            read = text.readinto(memoryview(block.data)[start : start + PIECE]) or 0
            if not read:
                break
            size, begin = start + read, 0
            if endless:
                # The rest of a line that is too long is no row, whatever it looks like.
                begin = block.data.find(b"\n", 0, size) + 1 or size
                endless = begin == size
            end = max(block.data.rfind(b"\n", begin, size) + 1, begin)
            block.head, left, block.tail = begin, bytes(block.data[end:size]), b""
            if len(left) > MAX_LINE:
                block.tail, left, endless = left, b"", True
            block.work = [pool.submit(run, block, begin, end)]
            if digested:
                block.work.append(beside.submit(digested.piece, memoryview(block.data)[start:size], at))
            running.append(block)
            at += read
        while running:
            _ended(running.popleft(), rest, cut)
    # A last line without end is left to the reader.
    rest.write(left)
    days, same = (sum(counts) for counts in zip(*((block.days, block.same) for block in blocks), strict=True))
    return Sifted(_by_day(days), _by_code(same), sum(block.rows for block in blocks))


@dataclass
class Digest:
    """Gives a text away in order, beside the other work; its beginning already while the loop is loaded.

    Attributes
    ----------
    done
        How many bytes from the beginning were given away.
    """

    give: Callable[[memoryview], object]
    done: int = 0
    stop: Event = field(default_factory=Event)

    def ahead(self, text: FileIO | BytesIO) -> None:
        """Read the text and give it away until told to stop; it is read again by the pass."""
        buffer = memoryview(bytearray(AHEAD))
        while not self.stop.is_set() and (read := text.readinto(buffer)):
            self.piece(buffer[:read], self.done)

    def piece(self, data: memoryview, at: int) -> None:
        """Give away what lies at a place of the text, without what was given away before."""
        self.give(data[max(self.done - at, 0) :])
        self.done = max(self.done, at + len(data))


class _Block:
    """A piece of the file, and what is made of it; used again and again."""

    def __init__(self) -> None:
        from poleward.records.events.sieve_kernel import CODES, DAYS

        # What is left of the piece before is no longer than a line.
        self.data = bytearray(PIECE + MAX_LINE)
        self.places, self.stops = np.empty(len(self.data), dtype=np.int32), np.empty(len(self.data), dtype=np.int32)
        self.rest, self.cut = np.empty(len(self.data), dtype=np.int8), np.empty(len(self.data), dtype=np.int8)
        self.head, self.tail = 0, b""
        """Bytes before and behind the lines, passed on as they are."""
        self.copied = self.written = 0
        """Bytes of lines in doubt, and of rows that were cut."""
        self.days, self.same = np.zeros(DAYS, dtype=np.int64), np.zeros(CODES, dtype=np.int64)
        self.rows = 0
        """Counts of all the pieces so far: what was counted, and how many rows were cut."""
        self.work: list[Future[Any]] = []


Runner = Callable[[_Block, int, int], None]
"""Sifts the lines of a block between two places."""


def _loaded(
    layout: EventLayout, text: FileIO | BytesIO, digested: Digest | None, beside: ThreadPoolExecutor
) -> tuple[Runner, list[_Block]]:
    """Return what sifts a block, loaded while another thread digests the beginning of the text, and the blocks."""
    ahead = beside.submit(digested.ahead, text) if digested else None
    try:
        run, blocks = _runner(layout), [_Block() for _ in range(2 * THREADS)]
        run(blocks[0], 0, 0)
    finally:
        if digested:
            digested.stop.set()
    if ahead:
        ahead.result()
        text.seek(0)
    return run, blocks


def _runner(layout: EventLayout) -> Runner:
    """Return what sifts the lines of a block between two places."""
    from poleward.records.events.sieve_kernel import sift_lines

    columns, widths = _columns(layout)
    wanted = np.array([layout.columns.index(name) for name in columns_read(layout)])
    valid = _calendar()

    def run(block: _Block, begin: int, end: int) -> None:
        text = np.frombuffer(block.data, dtype=np.int8)[begin:end]
        block.copied, block.written, rows = sift_lines(
            text, columns, wanted, widths, valid, MAX_LINE, LAST_ROOT, block.places, block.stops, block.rest, block.cut,
            block.days, block.same,
        )  # fmt: skip
        block.rows += rows

    return run


def _ended(block: _Block, rest: IO[bytes], cut: IO[bytes]) -> _Block:
    """Write what was made of a block when its work is done, and return it for use again."""
    for work in block.work:
        work.result()
    rest.write(memoryview(block.data)[: block.head])
    rest.write(block.rest[: block.copied].data)
    rest.write(block.tail)
    cut.write(block.cut[: block.written].data)
    return block


def _columns(layout: EventLayout) -> tuple[Array, Array]:
    """Return the column of each cell that is looked at (-1: none), and how many columns a row has, least and most."""
    names = [layout.fields.get(name, "") for name in (*_NEEDED, "added")]
    last = layout.complete or layout.fields["row_id"]
    places = [layout.columns.index(name) if name in layout.columns else -1 for name in (*names, last)]
    least = places[-1] + 1 if layout.complete else len(layout.columns)
    return np.array(places), np.array([least, len(layout.columns)])


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
