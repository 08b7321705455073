"""The columns of a source's table, as codes and the values that they stand for."""

from __future__ import annotations

import numpy as np

from poleward.records.delimited import FileRows, read_rows
from poleward.records.votes.layouts import Recognised
from poleward.records.votes.roll_call import Bools, Work

NOT_GIVEN = frozenset({"", "NA", "NULL", "NAN"})
"""How publishers write that there is no value (R writes NA)."""


def rows_of(work: Work, found: Recognised) -> FileRows:
    """Read the columns that are used of a file."""
    rows = read_rows(found.file, list(dict.fromkeys(found.columns.values())), work.skips)
    work.rows_of_file[found.file.source_id] = rows.table.num_rows
    return rows


class CodedColumn:
    """One of our columns of a table: a code for each row, and the distinct values."""

    def __init__(self, rows: FileRows, found: Recognised, name: str) -> None:
        self.codes, self.values = rows.codes(found.columns[name])

    def at(self, row: int) -> str:
        """Return the value in a row, empty where the source has nothing."""
        value = self.values[self.codes[row]]
        return "" if value.upper() in NOT_GIVEN else value


def skip_rows(work: Work, rows: FileRows, where: Bools, reason: str) -> None:
    """Count the rows where a condition holds."""
    places = np.flatnonzero(where)
    if places.size:
        for row in places[: work.skips.keep]:
            work.skips.add(reason, rows.place(int(row)))
        work.skips.add(reason, n=max(0, int(places.size) - work.skips.keep))
