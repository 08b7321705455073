"""Rows that a file holds twice, as one that was pasted together does: rows that are added up would count twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from poleward.errors import Skips
from poleward.records.delimited import FileRows

HELD = "a row that the file holds already: counted once"
SECOND_VALUE = "the file gives a second, different value; the first is kept"
MAX_COPIES = 10
"""A file pasted together of more copies of itself is not looked for: our choice."""
_ROOM = 2**62
"""Keys are whole numbers below this; what would pass it is numbered anew."""

Keys = npt.NDArray[np.int64]


def without_repeats(rows: FileRows, key: Sequence[str], skips: Skips, value: str | None = None) -> FileRows:
    """Leave out rows that have the key of an earlier one, and count them.

    Parameters
    ----------
    key
        Columns that tell the rows of the published file apart.
    value
        A column that may differ between two rows of one key; one that does is counted as a second value.
    """
    keys = _keys(rows, key)
    ordered = np.sort(keys)
    if not (ordered[1:] == ordered[:-1]).any():
        return rows
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    first_of_each = first[number]
    again = first_of_each != np.arange(len(keys))
    other = np.zeros_like(again)
    if value is not None:
        codes, _ = rows.codes(value)
        other = again & (codes != codes[first_of_each])
    rows.leave_out(SECOND_VALUE, other, skips)
    return _leave_out(rows, again & ~other, skips).where(~other[~(again & ~other)])


def without_copies(rows: FileRows, columns: Sequence[str], skips: Skips) -> FileRows:
    """Leave out what is a whole copy: a part below a header that an earlier part is, and all rows once more.

    For tables in which two rows may be equal and both right, and only copies of many rows in their order are none.
    """
    keys = _keys(rows, columns)
    copied = np.zeros(len(keys), dtype=bool)
    seen: set[bytes] = set()
    ends = [*rows.again.tolist(), len(keys)]
    for start, end in zip([0, *ends], ends, strict=False):
        part = keys[start:end].tobytes()
        copied[start:end] = part in seen
        seen.add(part)
    left = np.flatnonzero(~copied)
    copied[left[_once(keys[left]) :]] = True
    return _leave_out(rows, copied, skips)


def _once(keys: Keys) -> int:
    """Return after how many rows everything comes once more, to the end; all of them: never.

    Rows that are all equal are no copy of one: two visits of one person to one state in a year are two.
    """
    n = len(keys)
    for copies in range(MAX_COPIES, 1, -1):
        size, rest = divmod(n, copies)
        if not rest and np.array_equal(keys[size:], keys[:-size]) and (keys[:size] != keys[0]).any():
            return size
    return n


def _keys(rows: FileRows, columns: Sequence[str]) -> Keys:
    """Return a number for each row, the same where all the columns are the same."""
    keys, room = np.zeros(rows.table.num_rows, dtype=np.int64), 1
    for column in columns:
        codes, values = rows.codes(column)
        if room * len(values) > _ROOM:
            known, keys = np.unique(keys, return_inverse=True)
            room = len(known)
        keys = keys * len(values) + codes
        room *= len(values)
    return keys


def _leave_out(rows: FileRows, which: npt.NDArray[np.bool_], skips: Skips) -> FileRows:
    rows.leave_out(HELD, which, skips)
    return rows.where(~which)
