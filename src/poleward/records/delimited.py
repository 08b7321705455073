"""Published tables as they arrive: comma, semicolon or tab separated, plain or gzip, and sometimes broken.

A file is looked through once, in pieces, before it is parsed: whether it is text at all, in which encoding, how long
its lines are, whether its quotes close. What is wrong with the whole file is one `UnusableInputError`; a row that is
wrong by itself is counted and left out.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from poleward.errors import Skips, UnusableInputError

MAX_BYTES = 4 * 2**30
"""The largest table read, unpacked: the largest published one (the UN's whole voting file) has half a GiB."""
MAX_LINE = 256 * 2**10
"""The longest line, in bytes: the longest in the published files is under 8 KiB."""
MAX_COLUMNS = 2_000
MAX_LINES_IN_A_FIELD = 20
"""A quoted field that runs over more lines than this is a quotation mark gone astray, not a title."""
_BLOCK = 4 * 2**20
_PIECE = 2**20
_SEPARATORS = (",", "\t", ";")
_BOM = codecs.BOM_UTF8


@dataclass(frozen=True)
class TableFile:
    """One delimited file that has been looked through.

    Attributes
    ----------
    source_id
        SHA-256 of the file's bytes, hexadecimal.
    columns
        The header: stripped, lower case, in the file's order.
    lines
        How many lines the text has, header and blank lines included.
    """

    path: Path
    source_id: str
    packed: bool
    separator: str
    columns: tuple[str, ...]
    lines: int

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


@dataclass(frozen=True)
class Rows:
    """Rows of a file as dictionary-encoded text columns; `line` is the line of each row, from 1 with the header."""

    file: TableFile
    table: pa.Table
    line: np.ndarray[Any, np.dtype[np.int64]]

    def codes(self, column: str) -> tuple[np.ndarray[Any, np.dtype[np.int32]], list[str]]:
        """Return the code of each row, and the distinct values that the codes stand for (stripped of blanks)."""
        chunk = self.table[column].combine_chunks()
        values = [value.strip() for value in chunk.dictionary.to_pylist()]
        return np.asarray(chunk.indices.to_numpy(zero_copy_only=False), dtype=np.int32), values

    def place(self, row: int) -> str:
        """Return where a row is, for a person."""
        return f"{self.file.name} line {int(self.line[row])}"


def look(path: Path) -> TableFile:
    """Look a file through and return what it is.

    Raises
    ------
    UnusableInputError
        The file cannot be read, is empty, damaged, not UTF-8 text, a web page, or no table.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise UnusableInputError("this is a folder, not a file.", where=where, todo="Name the files in it.")
        with path.open("rb") as raw:
            start = raw.read(4)
            packed = start[:2] == b"\x1f\x8b"
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
    try:
        with _opened(path, packed) as stream:
            first, lines = _look_through(stream, where)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnusableInputError(
            "the packed file is cut off or damaged.", where=where, todo="Download it again."
        ) from None
    separator, columns = _header(first, where)
    return TableFile(path, digest, packed, separator, columns, lines)


@contextmanager
def _opened(path: Path, packed: bool) -> Iterator[IO[bytes]]:
    """Open a plain or gzip file for reading bytes."""
    with path.open("rb") as raw:
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield io.BufferedReader(unpacked, _PIECE)
        else:
            yield raw


def _look_through(stream: IO[bytes], where: str) -> tuple[str, int]:
    """Return the header line and the number of lines; refuse what is not a table of UTF-8 text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = b""
    total = lines = quotes = unbroken = 0
    while piece := stream.read(_PIECE):
        if not total:
            _refuse_other_kinds(piece, where)
        total += len(piece)
        if total > MAX_BYTES:
            raise UnusableInputError(f"unpacks to more than {MAX_BYTES >> 30} GiB.", where=where, todo="Split it.")
        if b"\n" not in head and len(head) <= MAX_LINE:
            head += piece
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as error:
            line = lines + piece[: max(error.start, 0)].count(b"\n") + 1
            raise UnusableInputError(
                f"line {line} is not UTF-8 text.", where=where, todo="Save the file as UTF-8 and load it again."
            ) from None
        if b"\0" in piece:
            raise UnusableInputError("not a text file.", where=where, todo="Save it as CSV (UTF-8).")
        unbroken = _longest_line(piece, unbroken, lines, where)
        lines += piece.count(b"\n")
        quotes += piece.count(b'"')
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnusableInputError(
            "the text ends in the middle of a letter: the file is cut off.", where=where, todo="Download it again."
        ) from None
    if quotes % 2:
        raise UnusableInputError(
            "a quotation mark is opened and never closed.", where=where, todo="Download the file again or mend it."
        )
    return head.removeprefix(_BOM).split(b"\n", 1)[0].decode("utf-8"), lines + (unbroken > 0)


def _longest_line(piece: bytes, unbroken: int, lines: int, where: str) -> int:
    """Return how many bytes stand after the last line break; refuse a line that is too long.

    `unbroken` is how many bytes of the running line stood in the pieces before, `lines` how many lines they ended.
    """
    ends = np.flatnonzero(np.frombuffer(piece, dtype=np.uint8) == ord("\n"))
    borders = np.concatenate(([-1 - unbroken], ends, [len(piece)]))
    lengths = np.diff(borders) - 1
    if int(lengths.max()) > MAX_LINE:
        line = lines + int(lengths.argmax()) + 1
        raise UnusableInputError(
            f"line {line} is longer than {MAX_LINE >> 10} KiB: not a table of records.",
            where=where,
            todo="Download the file again.",
        )
    return int(lengths[-1])


def _refuse_other_kinds(start: bytes, where: str) -> None:
    """Refuse files whose first bytes say that they are something else."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or start[1:2] == b"\0" or start[:1] == b"\0":
        raise UnusableInputError(
            "UTF-16 text or not text at all.", where=where, todo="Save the file as UTF-8 and load it again."
        )
    opening = start.removeprefix(_BOM).lstrip()[:200].lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<div", b"<script")):
        raise UnusableInputError(
            "a web page saved under a table's name.",
            where=where,
            todo="Download the file itself, not the page that links to it.",
        )
    if opening.startswith((b"{", b"[{")):
        raise UnusableInputError("JSON, not a table.", where=where, todo="Save it as CSV (UTF-8).")
    if not opening:
        raise UnusableInputError("the file holds only blanks.", where=where, todo="Download it again.")


def _header(line: str, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the separator and the column names of a header line."""
    text = line.rstrip("\r")
    separator = max(_SEPARATORS, key=text.count)
    try:
        names = next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        raise UnusableInputError("the first line cannot be read as column names.", where=where) from None
    if len(names) > MAX_COLUMNS:
        raise UnusableInputError(f"more than {MAX_COLUMNS} columns.", where=where, todo="Check that it is the table.")
    columns = tuple(name.strip().lower() for name in names)
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise UnusableInputError(
            f"the column {repeated[0]!r} stands more than once in the first line.", where=where, todo="Rename one."
        )
    return separator, columns


def read_rows(file: TableFile, columns: Sequence[str], skips: Skips) -> Rows:
    """Read the named columns of a file as text; rows with another number of fields are counted in `skips`.

    Parameters
    ----------
    columns
        Names from `file.columns`.

    Raises
    ------
    UnusableInputError
        The file cannot be parsed, or has no rows.
    """
    if file.lines < 2:
        raise UnusableInputError("there are no rows below the header.", where=str(file.path), todo="Download it again.")
    names = [f"column {i}" if name not in columns else name for i, name in enumerate(file.columns)]
    faulty: list[tuple[int, int]] = []

    def leave_out(row: pc.InvalidRow) -> str:
        extra = (row.text or "").count("\n")
        faulty.append((row.number or 0, extra))
        skips.add(
            f"not {row.expected_columns} fields, as the header has",
            f"{file.name} row {row.number or '?'}: {row.actual_columns}",
            n=1 + extra,
        )
        return "skip"

    text = pa.dictionary(pa.int32(), pa.string())
    try:
        with pa.input_stream(str(file.path), compression="gzip" if file.packed else None) as stream:
            reader = pc.open_csv(
                stream,
                read_options=pc.ReadOptions(
                    use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=1, encoding="utf8"
                ),
                parse_options=pc.ParseOptions(
                    delimiter=file.separator,
                    newlines_in_values=True,
                    invalid_row_handler=leave_out,
                ),
                convert_options=pc.ConvertOptions(
                    include_columns=list(columns),
                    column_types=dict.fromkeys(columns, text),
                    strings_can_be_null=False,
                ),
            )
            batches = list(reader)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnusableInputError(
            f"cannot be read as a table ({_short(error)}).",
            where=str(file.path),
            todo="Look for a quotation mark that is opened and not closed, or download the file again.",
        ) from None
    if not any(batch.num_rows for batch in batches):
        what = "no row has as many fields as the header" if faulty else "there are no rows below the header"
        raise UnusableInputError(f"{what}.", where=str(file.path), todo="Download it again.")
    table = pa.Table.from_batches(batches).unify_dictionaries()
    rows = Rows(file, table, _line_numbers(table.num_rows, faulty))
    return _without_swallowed(rows, columns, skips)


def _short(error: Exception) -> str:
    """Return a library's message cut to what fits on a line."""
    return " ".join(str(error).split())[:120]


def _line_numbers(n: int, faulty: list[tuple[int, int]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the line of each kept row: the header is line 1, and faulty rows take theirs."""
    line = np.arange(2, n + 2, dtype=np.int64)
    for number, extra in sorted(faulty):
        line[line >= number] += 1 + extra
    return line


def _without_swallowed(rows: Rows, columns: Sequence[str], skips: Skips) -> Rows:
    """Leave out rows in which one field runs over many lines: a stray quotation mark swallowed what follows."""
    keep = np.ones(rows.table.num_rows, dtype=bool)
    for column in columns:
        codes, values = rows.codes(column)
        long = [i for i, value in enumerate(values) if value.count("\n") > MAX_LINES_IN_A_FIELD]
        for code in long:
            for row in np.flatnonzero(codes == code):
                keep[row] = False
                skips.add(
                    "a quotation mark is not closed, and the field runs over many lines",
                    rows.place(int(row)),
                    n=values[code].count("\n") + 1,
                )
    if keep.all():
        return rows
    return Rows(rows.file, rows.table.filter(pa.array(keep)), rows.line[keep])
