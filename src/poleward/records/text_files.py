"""The bytes of a published table, looked through once: packed or not, in which encoding, how its lines lie.

Nothing here knows columns. A file that is no table of text is refused with what it is; every size has a bound.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from poleward.errors import UnusableInputError

MAX_BYTES = 4 * 2**30
"""The largest table read, unpacked: the largest published one (the UN's whole voting file) has half a GiB."""
MAX_RATIO = 100
"""The most that a packed table may grow: published ones grow up to twentyfold, a bomb a thousandfold."""
SMALL = 64 * 2**20
"""Below so many unpacked bytes the ratio does not matter."""
MAX_LINE = 256 * 2**10
"""The longest line, in bytes: the longest in the published files is under 8 KiB."""
MAX_LINES_IN_A_FIELD = 20
"""A quoted field that runs over more lines than this is a quotation mark gone astray, not a title."""
MAX_BLANK_LINES = 2_000_000
"""A bound on time."""
MAX_ODD_LINES = 100_000
"""A bound on memory."""
HEAD = 2**20
"""Bytes from the beginning in which the header and the form of the first rows are looked for."""
_PIECE = 2**20
"""Bytes read at once: a matter of speed."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lying:
    """How the lines of a text lie.

    Attributes
    ----------
    lines
        How many there are.
    blank, odd
        Numbers (from 1) of the lines that are empty, and of those with an odd count of quotation marks.
    head
        The text's beginning, whole lines.
    """

    lines: int
    blank: Lines
    odd: Lines
    head: tuple[str, ...]


def identify(path: Path) -> tuple[str, bool]:
    """Return a file's SHA-256 (hexadecimal) and whether it is packed with gzip.

    Raises
    ------
    UnusableInputError
        It is no regular file, cannot be read, is empty, or is a zip or Excel file.
    """
    where = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnusableInputError("this is a folder, not a file.", where=where, todo="Name the files in it.")
        if not stat.S_ISREG(mode):
            raise UnusableInputError("a device or pipe, not a file.", where=where, todo="Save it as a file first.")
        with path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            digest = hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise UnusableInputError(f"cannot be read ({error.strerror}).", where=where, todo="Check the name.") from None
    if not start:
        raise UnusableInputError("the file is empty.", where=where, todo="Download it again.")
    if start[:2] == b"PK":
        raise UnusableInputError(
            "a zip or Excel file, not a table of text.", where=where, todo="Unpack it, or save it as CSV (UTF-8)."
        )
    return digest, start[:2] == b"\x1f\x8b"


@contextmanager
def opened(path: Path, *, packed: bool) -> Iterator[IO[bytes]]:
    """Open a plain or gzip file for reading bytes; damage of the packing is refused while it is read.

    Raises
    ------
    UnusableInputError
        The packed file is damaged.
    """
    try:
        with path.open("rb") as raw:
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield io.BufferedReader(unpacked, _PIECE)
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnusableInputError(
            "the packed file is cut off or damaged.", where=str(path), todo="Download it again."
        ) from None


def is_plain(path: Path, *, packed: bool) -> bool:
    """Return whether a text can be read as it is: not UTF-16, and its lines end in newlines."""
    with opened(path, packed=packed) as stream:
        start = stream.read(HEAD)
    return not _wide(start) and not (b"\r" in start and b"\n" not in start)


def rewrite(path: Path, target: Path, *, packed: bool) -> None:
    """Write a UTF-16 text, or one whose lines end in carriage returns, as UTF-8 with newlines.

    Raises
    ------
    UnusableInputError
        It is neither, or too large.
    """
    with opened(path, packed=packed) as stream, target.open("wb") as out:
        start = stream.read(HEAD)
        decoder = codecs.getincrementaldecoder(_wide(start) or "utf-8")()
        total, piece, before = 0, start, ""
        while piece:
            total += len(piece)
            _refuse_growth(path, total, packed=packed)
            try:
                text = before + decoder.decode(piece)
            except UnicodeDecodeError:
                raise UnusableInputError(
                    "not text in UTF-16 or UTF-8.", where=str(path), todo="Save the file as UTF-8 and load it again."
                ) from None
            before = "\r" if text.endswith("\r") else ""
            text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
            out.write(text.encode("utf-8", "replace"))
            piece = stream.read(_PIECE)
        out.write(b"\n" if before else b"")


def _wide(start: bytes) -> str | None:
    """Return the name of UTF-16's form in which a text begins; None: in another encoding."""
    if start.startswith(_UTF16) and not start.startswith(codecs.BOM_UTF32_LE):
        return "utf-16"
    sample = start[:4_000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) / 2 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(sample) / 2 and not odd else None


def _refuse_growth(path: Path, total: int, *, packed: bool, most: int = MAX_BYTES) -> None:
    where = str(path)
    if total > most:
        raise UnusableInputError(f"more than {most >> 30} GiB of text.", where=where, todo="Split it.")
    if packed and total > SMALL and total > MAX_RATIO * path.stat().st_size:
        raise UnusableInputError(
            f"unpacks to more than {MAX_RATIO} times its size: not a published table.",
            where=where,
            todo="Download it again from the publisher.",
        )


@dataclass
class _Count:
    """What is counted from piece to piece; `open_*` is of the line that runs on into the next piece."""

    lines: int = 0
    open_length: int = 0
    open_quotes: int = 0
    blank: list[Lines] = field(default_factory=list)
    odd: list[Lines] = field(default_factory=list)


def look_through(path: Path, *, packed: bool, most: int = MAX_BYTES) -> Lying:
    """Look a text of at most so many bytes through and return how its lines lie.

    Raises
    ------
    UnusableInputError
        It is not UTF-8 text, holds only blanks, is a web page or JSON, or a bound is passed.
    """
    where = str(path)
    decoder = codecs.getincrementaldecoder("utf-8")()
    count, head, total = _Count(), b"", 0
    with opened(path, packed=packed) as stream:
        while piece := stream.read(_PIECE):
            if not total:
                refuse_other_kinds(piece, where)
                if not piece.removeprefix(codecs.BOM_UTF8).strip():
                    raise UnusableInputError("the file holds only blanks.", where=where, todo="Download it again.")
            total += len(piece)
            _refuse_growth(path, total, packed=packed, most=most)
            if len(head) < HEAD:
                head += piece
            _decode(decoder, piece, count.lines, where)
            if b"\0" in piece:
                raise UnusableInputError("not a text file.", where=where, todo="Save it as CSV (UTF-8).")
            _take(count, piece, where)
    if not total:
        raise UnusableInputError("the file holds no text.", where=where, todo="Download it again.")
    _decode(decoder, b"", count.lines, where)
    if count.open_length:
        _end_line(count)
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    lines = text.split("\n")
    whole = lines if total <= len(head) else lines[:-1]
    return Lying(count.lines, _joined(count.blank), _joined(count.odd), tuple(line.rstrip("\r") for line in whole))


def _decode(decoder: codecs.IncrementalDecoder, piece: bytes, lines: int, where: str) -> None:
    try:
        decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        if not piece:
            raise UnusableInputError(
                "the text ends in the middle of a letter: the file is cut off.", where=where, todo="Download it again."
            ) from None
        line = lines + piece[: max(error.start, 0)].count(b"\n") + 1
        raise UnusableInputError(
            f"line {line} is not UTF-8 text.", where=where, todo="Save the file as UTF-8 and load it again."
        ) from None


def _take(count: _Count, piece: bytes, where: str) -> None:
    """Count the lines of a piece: their lengths, and which are empty or have an odd count of quotation marks."""
    data = np.frombuffer(piece, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    lengths = np.diff(np.concatenate(([-1 - count.open_length], ends, [len(piece)]))) - 1
    if int(lengths.max()) > MAX_LINE:
        line = count.lines + int(lengths.argmax()) + 1
        raise UnusableInputError(
            f"line {line} is longer than {MAX_LINE >> 10} KiB: not a table of records.",
            where=where,
            todo="Download the file again.",
        )
    quotes = np.bincount(np.searchsorted(ends, np.flatnonzero(data == ord('"'))), minlength=len(ends) + 1)
    quotes[0] += count.open_quotes
    ended = lengths[:-1]
    before = data[np.maximum(ends - 1, 0)] == ord("\r")
    empty = (ended == 0) | ((ended == 1) & before & (ends > 0))
    first = count.lines + 1
    count.blank.append(first + np.flatnonzero(empty))
    count.odd.append(first + np.flatnonzero(quotes[:-1] % 2))
    if sum(map(len, count.blank)) > MAX_BLANK_LINES or sum(map(len, count.odd)) > MAX_ODD_LINES:
        raise UnusableInputError(
            "mostly blank lines, or lines in which a quotation mark is opened and not closed: not a table.",
            where=where,
            todo="Download the file again.",
        )
    count.lines += len(ends)
    count.open_length, count.open_quotes = int(lengths[-1]), int(quotes[-1])


def _end_line(count: _Count) -> None:
    """End a last line that has no line break."""
    count.lines += 1
    if count.open_quotes % 2:
        count.odd.append(np.array([count.lines]))


def _joined(parts: list[Lines]) -> Lines:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def refuse_other_kinds(start: bytes, where: str, instead: str = "Save it as CSV (UTF-8).") -> None:
    """Refuse files whose first bytes say that they are something else; `instead` is what to do with JSON."""
    opening = start.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<div", b"<script")):
        raise UnusableInputError(
            "a web page saved under a table's name.",
            where=where,
            todo="Download the file itself, not the page that links to it.",
        )
    if opening.startswith((b"{", b"[{")):
        raise UnusableInputError("JSON, not a table.", where=where, todo=instead)


def mend_quotes(path: Path, target: Path, lying: Lying, *, packed: bool, separator: str, width: int) -> Lying:
    """Copy a text so that every record stands on one line; line numbers stay as they are.

    A field that runs over several lines is joined by blanks, and as many empty lines follow it. A quotation mark that
    closes nothing (`76mm 3" gun`) is doubled or left out, so that it is a letter like others.

    Parameters
    ----------
    separator, width
        What stands between fields, and how many a record has.
    """
    odd = {int(n) for n in lying.odd}
    blank: list[int] = []
    with opened(path, packed=packed) as stream, target.open("wb") as out:
        number, lines = 0, iter(stream)
        waiting: list[bytes] = []
        while line := (waiting.pop(0) if waiting else next(lines, b"")):
            number += 1
            if number not in odd:
                out.write(line)
                continue
            waiting += [more for _, more in zip(range(MAX_LINES_IN_A_FIELD - len(waiting)), lines, strict=False)]
            taken = _record_lines(line, waiting, separator, width)
            text = b" ".join(part.rstrip(b"\r\n") for part in [line, *waiting[:taken]]).decode("utf-8", "replace")
            mended = text if taken else _without_stray(text.removeprefix("\ufeff"), separator, width)
            out.write(mended.encode("utf-8") + b"\n" * (taken + 1))
            del waiting[:taken]
            blank += range(number + 1, number + taken + 1)
            number += taken
    blanks = np.unique(np.concatenate([lying.blank, np.array(blank, dtype=np.int64)]))
    return Lying(lying.lines, blanks, np.zeros(0, dtype=np.int64), lying.head)


def _record_lines(line: bytes, following: list[bytes], separator: str, width: int) -> int:
    """Return how many of the following lines a record goes on over; 0 where its quotation mark stands astray."""
    mark = separator.encode()
    whole = line.count(mark) >= width - 1
    if whole and following and following[0].count(mark) >= width - 1:
        return 0
    quotes = line.count(b'"')
    for n, more in enumerate(following, start=1):
        quotes += more.count(b'"')
        if quotes % 2 == 0:
            return n
    return 0


def _without_stray(line: str, separator: str, width: int) -> str:
    """Return a line in which a quotation mark that closes nothing is a letter like others, or left out."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = []
    if len(cells) != width:
        cells = [cell[1:-1] if cell[:1] == cell[-1:] == '"' else cell.strip('"') for cell in line.split(separator)]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="").writerow(cells)
    return out.getvalue()


def numbers_of_records(lying: Lying, after: int, n: int) -> Lines:
    """Return the line numbers of the first `n` lines that are not empty after line `after`."""
    blank = lying.blank[lying.blank > after] - after - 1
    place: Lines = np.arange(n, dtype=np.int64)
    found: Lines = place + np.searchsorted(blank - np.arange(len(blank)), place, side="right") + after + 1
    return found
