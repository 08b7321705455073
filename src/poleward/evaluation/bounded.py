"""Labelled files as text, line by line and within bounds: a small packed file may be large, a line without end."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from poleward.errors import UnusableInputError

MOST = 256 * 2**20
"""The most text that is read of one file, unpacked, in bytes: the largest published set has 40 MB."""
LONGEST = 4 * 2**20
"""The longest line, in bytes."""


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a plain or gzip file of UTF-8 text.

    Raises
    ------
    UnusableInputError
        It cannot be read, is damaged, not UTF-8, or larger than the bounds.
    """
    total = 0
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if packed else raw as stream:
                number = 0
                while line := stream.readline(LONGEST + 1):
                    number += 1
                    total += len(line)
                    if len(line) > LONGEST or total > MOST:
                        what = f"a line of more than {LONGEST >> 20} MB" if len(line) > LONGEST else "too much text"
                        raise UnusableInputError(
                            f"{what}: not a labelled set.", where=f"{path} line {number}", todo="Split it."
                        )
                    yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        why = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cut off, damaged, or not to be opened"
        raise UnusableInputError(f"cannot be read: {why}.", where=str(path), todo="Check the file.") from None


def table(path: Path, columns: Sequence[str] = (), *, quoted: bool = True) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a table with a header, between tabs or else commas; short rows end in empty cells.

    Parameters
    ----------
    quoted
        Whether a quotation mark between tabs is one; between commas it always is.

    Raises
    ------
    UnusableInputError
        As `lines`; or a column is missing, or a cell is too large.
    """
    text = lines(path)
    head = next(text, "")
    mark = "\t" if "\t" in head else ","
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted or mark == "," else csv.QUOTE_NONE
    names = next(csv.reader([head], delimiter=mark, quoting=quoting), [])
    absent = [column for column in columns if column not in names]
    if absent:
        raise UnusableInputError(
            f"has no column {', '.join(absent)}.", where=str(path), todo=f"It needs the columns {', '.join(columns)}."
        )
    rows = csv.reader(text, delimiter=mark, quoting=quoting)
    try:
        for cells in rows:
            if cells:
                filled = [*cells, *[""] * len(names)][: len(names)]
                yield rows.line_num + 1, dict(zip(names, filled, strict=True))
    except csv.Error as error:
        where = f"{path} line {rows.line_num + 1}"
        raise UnusableInputError(
            f"cannot be read as a table ({error}).", where=where, todo="Check that line."
        ) from None
