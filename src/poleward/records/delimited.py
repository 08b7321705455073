"""Published tables as they arrive: any separator, plain, gzip or UTF-16, notes before the header, sometimes broken.

A file is looked through once, in pieces, before it is parsed (`text_files`), and its header is found (`headers`). What
is wrong with the whole file is one `UnusableInputError`; a row that is wrong by itself is counted with its line and
left out.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pc

from poleward.errors import Skips, UnusableInputError
from poleward.records.headers import Header, fields_of, find_header, has_row_names, plain_name, width_of_rows
from poleward.records.text_files import (
    Lying,
    identify,
    is_plain,
    look_through,
    mend_quotes,
    numbers_of_records,
    rewrite,
)

HEADER_AGAIN = "the header line again"
EMPTY_ROW = "an empty row"
MAX_FAULTY = 100_000
"""Rows of another number of fields that are looked at one by one; further ones are counted only."""
_BLOCK = 4 * 2**20
"""Bytes read at once: a matter of speed."""


class Scratch:
    """A folder for a copy of a file, removed when nothing speaks of it any more."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="poleward-table-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


@dataclass(frozen=True)
class TableFile:
    """One delimited file that has been looked through.

    Attributes
    ----------
    path
        The file itself.
    source_id
        SHA-256 of the file's bytes, hexadecimal.
    header
        Where the header stands and its columns.
    lying
        How the lines lie, the header and what is before it included.
    """

    path: Path
    source_id: str
    header: Header
    lying: Lying
    _text: Path
    _packed: bool
    _scratch: Scratch | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's names by their letters and digits, in the file's order."""
        return self.header.columns

    @property
    def separator(self) -> str:
        """What stands between two fields."""
        return self.header.separator

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines above the header."""
        return self.lying.head[: self.header.line - 1]

    @property
    def lines(self) -> int:
        """How many lines the text has."""
        return self.lying.lines


@dataclass(frozen=True)
class FileRows:
    """Rows of a file as dictionary-encoded text columns.

    Attributes
    ----------
    line
        The line of each row, from 1.
    again
        The rows before which the header came once more.
    """

    file: TableFile
    table: pa.Table
    line: npt.NDArray[np.int64]
    again: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def codes(self, column: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Return the code of each row, and the distinct values that the codes stand for (stripped of blanks)."""
        chunk = self.table[column].combine_chunks()
        values = [value.strip() for value in chunk.dictionary.to_pylist()]
        return np.asarray(chunk.indices.to_numpy(zero_copy_only=False), dtype=np.int32), values

    def leave_out(self, reason: str, which: npt.NDArray[np.bool_], skips: Skips) -> None:
        """Count rows as left out for a reason, with the places of the first few."""
        n = int(which.sum())
        if n:
            for row in np.flatnonzero(which)[: skips.keep].tolist():
                skips.add(reason, self.place(row), n=0)
            skips.add(reason, n=n)

    def place(self, row: int) -> str:
        """Return where a row is, for a person."""
        return f"{self.file.name} line {int(self.line[row])}"

    def where(self, keep: npt.NDArray[np.bool_]) -> FileRows:
        """Return some of the rows."""
        if keep.all():
            return self
        again = np.searchsorted(np.flatnonzero(keep), self.again)
        return FileRows(self.file, self.table.filter(pa.array(keep)), self.line[keep], again)


def look(path: Path, is_known: Callable[[frozenset[str]], bool] = lambda names: False) -> TableFile:
    """Look a file through and return what it is.

    Parameters
    ----------
    is_known
        Tells whether a set of column names (by letters and digits) is the header of a published layout. The first line
        of the first `headers.HEADER_LINES` for which it does is the header, else the first line.

    Raises
    ------
    UnusableInputError
        The file cannot be read, is empty, damaged, not text, a web page, or no table.
    """
    digest, packed = identify(path)
    text, scratch = path, None
    if not is_plain(path, packed=packed):
        scratch = Scratch()
        text = scratch.folder / "text"
        rewrite(path, text, packed=packed)
        packed = False
    try:
        lying = look_through(text, packed=packed)
    except UnusableInputError as error:
        raise UnusableInputError(error.what, where=str(path), todo=error.todo) from None
    header = find_header(lying.head, is_known, str(path))
    if has_row_names(header.columns, lying.head[header.line - 1 + header.lines :], header.separator):
        header = replace(header, columns=("", *header.columns))
    return TableFile(
        path=path, source_id=digest, header=header, lying=lying, _text=text, _packed=packed, _scratch=scratch
    )


@dataclass
class _Faulty:
    """Rows of another number of fields than most, by their place among the rows."""

    rows: list[tuple[int, str]] = field(default_factory=list)
    beyond: int = 0

    def take(self, row: pc.InvalidRow) -> str:
        """Note a row and go on."""
        if len(self.rows) < MAX_FAULTY and row.number is not None:
            self.rows.append((row.number, row.text or ""))
        else:
            self.beyond += 1
        return "skip"


def read_rows(file: TableFile, columns: Sequence[str], skips: Skips) -> FileRows:
    """Read the named columns of a file as text; rows with another number of fields are counted in `skips`.

    Empty fields too many at a row's end are none. Rows in which all the columns are empty, and the header once more,
    are counted and left out.

    Parameters
    ----------
    columns
        Names from `file.columns`.

    Raises
    ------
    UnusableInputError
        The file cannot be parsed, or has no rows, or has one of the columns more than once.
    """
    where = str(file.path)
    first = file.header.line + file.header.lines
    if file.lines < first:
        raise UnusableInputError("there are no rows below the header.", where=where, todo="Download it again.")
    twice = [name for name in columns if file.columns.count(name) > 1]
    if twice:
        raise UnusableInputError(
            f"the column {twice[0]!r} stands more than once in the header.", where=where, todo="Rename one."
        )
    width = width_of_rows(file.header, file.lying.head)
    with tempfile.TemporaryDirectory(prefix="poleward-table-") as folder:
        file = _mended(file, Path(folder), width)
        table, faulty = _parsed(file, columns, width)
    lines = numbers_of_records(file.lying, first - 1, table.num_rows + len(faulty.rows) + faulty.beyond)
    kept, more = _sorted_out(file, columns, faulty, lines, skips)
    place = np.ones(len(lines), dtype=bool)
    place[[number - 1 for number, _ in faulty.rows]] = False
    line = lines[place][: table.num_rows]
    if more:
        extra = pa.table({name: pa.array([row[name] for row in more]) for name in columns})
        table = pa.concat_tables([table, extra.cast(table.schema)]).unify_dictionaries()
        line = np.concatenate([line, kept])
        order = np.argsort(line, kind="stable")
        table, line = table.take(pa.array(order)), line[order]
    if not table.num_rows:
        what = "no row has as many fields as the header" if faulty.rows else "there are no rows below the header"
        raise UnusableInputError(f"{what}.", where=where, todo="Download it again.")
    return _usable(FileRows(file, table.unify_dictionaries(), line), columns, skips)


def _mended(file: TableFile, folder: Path, width: int) -> TableFile:
    """Return the file with every record on one line, if need be in a copy."""
    if not len(file.lying.odd):
        return file
    copy = folder / "mended"
    lying = mend_quotes(
        file._text, copy, file.lying, packed=file._packed, separator=file.separator, width=max(width, 2)
    )
    return replace(file, lying=lying, _text=copy, _packed=False)


def _parsed(file: TableFile, columns: Sequence[str], width: int) -> tuple[pa.Table, _Faulty]:
    """Return the rows that have `width` fields, and the others."""
    header = [*file.columns, *[""] * width][:width]
    names = [name if name in columns else f"column {i}" for i, name in enumerate(header)]
    faulty = _Faulty()
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        with pa.input_stream(str(file._text), compression="gzip" if file._packed else None) as stream:
            # The lines before are read here: the parser would number rows from the file's beginning.
            for _ in range(file.header.line + file.header.lines - 1):
                _read_line(stream)
            reader = pc.open_csv(
                stream,
                read_options=pc.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names, encoding="utf8"),
                parse_options=pc.ParseOptions(
                    delimiter=file.separator, newlines_in_values=False, invalid_row_handler=faulty.take
                ),
                convert_options=pc.ConvertOptions(
                    include_columns=list(columns),
                    column_types=dict.fromkeys(columns, text),
                    strings_can_be_null=False,
                ),
            )
            table = pa.Table.from_batches(list(reader), pa.schema([(name, text) for name in columns]))
    except (pa.ArrowInvalid, OSError) as error:
        if "Empty CSV" in str(error):
            return pa.schema([(name, text) for name in columns]).empty_table(), faulty
        raise UnusableInputError(
            f"cannot be read as a table ({' '.join(str(error).split())[:120]}).",
            where=str(file.path),
            todo="Look for a quotation mark that is opened and not closed, or download the file again.",
        ) from None
    return table, faulty


def _read_line(stream: Any) -> None:
    """Read one line of an Arrow stream, which has no such method of its own that goes on from there."""
    while (letter := stream.read(1)) and letter != b"\n":
        pass


def _sorted_out(
    file: TableFile, columns: Sequence[str], faulty: _Faulty, lines: npt.NDArray[np.int64], skips: Skips
) -> tuple[npt.NDArray[np.int64], list[dict[str, str]]]:
    """Return (line numbers, rows) of those whose fields too many are empty; the others are counted in `skips`."""
    at = {name: file.columns.index(name) for name in columns}
    n = len(file.columns)
    while n and not file.columns[n - 1]:
        n -= 1
    kept, more = [], []
    for number, text in faulty.rows:
        line = int(lines[number - 1])
        cells = fields_of(text, file.separator)
        if not any(cell.strip() for cell in cells):
            skips.add(EMPTY_ROW, f"{file.name} line {line}")
        elif len(cells) >= n and not any(cell.strip() for cell in cells[n:]):
            kept.append(line)
            more.append({name: cells[i] for name, i in at.items()})
        else:
            skips.add(f"not {n} fields, as the header has", f"{file.name} line {line}: {len(cells)}")
    if faulty.beyond:
        skips.add(f"not {n} fields, as the header has", n=faulty.beyond)
    return np.array(kept, dtype=np.int64), more


def _usable(rows: FileRows, columns: Sequence[str], skips: Skips) -> FileRows:
    """Leave out rows that are empty, and the header once more, as in files that were joined."""
    n = rows.table.num_rows
    empty, header = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    for column in columns:
        codes, values = rows.codes(column)
        empty &= np.array([not value for value in values], dtype=bool)[codes]
        header &= np.array([plain_name(value) == column for value in values], dtype=bool)[codes]
    for reason, which in ((EMPTY_ROW, empty), (HEADER_AGAIN, header & ~empty)):
        for row in np.flatnonzero(which)[: skips.keep]:
            skips.add(reason, rows.place(int(row)), n=0)
        if which.any():
            skips.add(reason, n=int(which.sum()))
    return replace(rows, again=np.flatnonzero(header & ~empty)).where(~(empty | header))
