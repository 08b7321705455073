"""The lines of an event file: which of them cannot be read, which number one has, how many there are."""

from __future__ import annotations

import itertools
import mmap
from pathlib import Path

from poleward.errors import Skips, UnusableInputError
from poleward.records.events.sieve import MAX_LINE

_PIECE = 2**20
"""Bytes in which line breaks are counted at once: a matter of speed."""
_ENDLESS = 64 * MAX_LINE
"""Bytes of a line after which no end of it is waited for: a bound on memory."""


def faulty_lines(plain: Path, where: str) -> dict[int, str]:
    """Return the lines of a file that cannot be read, and why."""
    faulty: dict[int, str] = {}
    with plain.open("rb") as raw:
        number = 0
        while line := raw.readline(_ENDLESS):
            number += 1
            if len(line) == _ENDLESS:
                raise UnusableInputError("one line without end: not a table.", where=where, todo="Check the file.")
            why = _unreadable(line.rstrip(b"\r\n"))
            if why:
                faulty[number] = why
    return faulty


def _unreadable(line: bytes) -> str | None:
    """Return why a line cannot be read, if so."""
    if len(line) > MAX_LINE:
        return f"a line longer than {MAX_LINE >> 10} KiB"
    if b"\0" in line:
        return "bytes that are not text"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "not UTF-8 text"
    return None


def without(plain: Path, faulty: dict[int, str], folder: Path) -> Path:
    """Return a copy in which the faulty lines are empty."""
    target = folder / "mended"
    with plain.open("rb") as raw, target.open("wb") as out:
        for number, line in enumerate(raw, start=1):
            out.write(b"\n" if number in faulty else line)
    return target


def tell_faulty(faulty: dict[int, str], plain: Path, text: Path, name: str, skips: Skips) -> None:
    """Count the lines that cannot be read, with the numbers of the first ones in the whole text."""
    whole = plain == text
    firsts: dict[int, str] = {}
    for number, why in faulty.items():
        skips.add(why, f"{name} line {number}" if whole else "")
        if not whole and list(firsts.values()).count(why) < skips.keep:
            firsts[number] = why
    if not firsts:
        return
    with plain.open("rb") as raw, LineNumbers(text) as numbers:
        for number, line in enumerate(itertools.islice(raw, max(firsts)), start=1):
            if number in firsts:
                skips.add(firsts[number], f"{name} line {numbers.of(line)}", n=0)


class LineNumbers:
    """Tells the number of a line in a text; lines that are asked for again are further ones of the same letters."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: set[int] = set()
        self.counted = (0, 1)
        """A place before which the lines were counted, and the number of the line there."""

    def __enter__(self) -> LineNumbers:
        self._raw = self.path.open("rb")
        self.text = mmap.mmap(self._raw.fileno(), 0, access=mmap.ACCESS_READ)
        return self

    def __exit__(self, *ended: object) -> None:
        self.text.close()
        self._raw.close()

    def of(self, line: bytes) -> int:
        """Return the number of the first such line that was not asked for before; 0: there is none."""
        line, at = line.strip(b"\r\n"), 0
        while (at := self.text.find(line, at)) >= 0:
            begins = at == 0 or self.text[at - 1] == ord("\n")
            if (
                begins
                and self.text[at + len(line) : at + len(line) + 1] in (b"", b"\r", b"\n")
                and at not in self.taken
            ):
                self.taken.add(at)
                return self.at(at)
            at += 1
        return 0

    def at(self, place: int) -> int:
        """Return the number of the line that begins at a place."""
        start, number = self.counted if self.counted[0] <= place else (0, 1)
        for begin in range(start, place, _PIECE):
            number += self.text[begin : min(begin + _PIECE, place)].count(b"\n")
        self.counted = (place, number)
        return number


def count_lines(path: Path, skip: int) -> int:
    """Return how many lines a file has after the first ones that are not empty."""
    with path.open("rb") as raw:
        return sum(1 for line in itertools.islice(raw, skip, None) if line.strip(b"\r\n"))
