"""The loop over the bytes of an event file, compiled: which lines are taken out, counted as they go."""

from __future__ import annotations

import numpy as np

from poleward.measures.positions._jit import Array, kernel
from poleward.records.events.layouts import FIRST_YEAR, LAST_YEAR

ID, DAY, ACTOR, ACTOR_GROUP, RECIPIENT, RECIPIENT_GROUP, CODE, ROOT, ADDED, LAST = range(10)
"""The cells that are looked at, in the order of `slots`."""
CELLS = 10
"""How many they are."""
DAYS = (LAST_YEAR - FIRST_YEAR + 1) * 372
"""Places for days: twelve months of 31 in each year."""
CODES = 26**3
"""Places for codes of three capital letters."""


@kernel
def number(text: Array, start: int, digits: int) -> int:
    """Return the number that so many digits stand for; -1: they are not all digits."""
    value = 0
    for i in range(start, start + digits):
        if text[i] < 48 or text[i] > 57:
            return -1
        value = value * 10 + text[i] - 48
    return value


@kernel
def day_place(text: Array, start: int) -> int:
    """Return the place of the day that eight digits stand for; -1: none. Whether the month has it is not looked at."""
    year, month, day = number(text, start, 4), number(text, start + 4, 2), number(text, start + 6, 2)
    if year < FIRST_YEAR or year > LAST_YEAR or month < 1 or month > 12 or day < 1 or day > 31:
        return -1
    return (year - FIRST_YEAR) * 372 + (month - 1) * 31 + day - 1


@kernel
def code_place(text: Array, start: int) -> int:
    """Return the place of three capital letters; -1: they are none."""
    place = 0
    for i in range(start, start + 3):
        if text[i] < 65 or text[i] > 90:
            return -1
        place = place * 26 + text[i] - 65
    return place


@kernel
def is_code(text: Array, start: int, size: int, root: int, root_size: int, last_root: int) -> bool:
    """Tell whether a cell is a whole CAMEO code of two to four digits, and the root beside it its first two."""
    if size < 2 or size > 4 or root_size != 2 or text[start] != text[root] or text[start + 1] != text[root + 1]:
        return False
    first = number(text, start, 2)
    return number(text, start, size) >= 0 and 1 <= first <= last_root


@kernel
def sift_lines(
    text: Array, slots: Array, widths: Array, whole: int, valid: Array, longest: int, last_root: int, out: Array,
    days: Array, same: Array,
) -> tuple[int, int]:  # fmt: skip
    """Copy whole lines but those of sound rows between no two actors, and count these.

    Parameters
    ----------
    text
        Bytes of whole lines, and one more.
    slots
        For each column the number of its cell (`ID` and the others), or -1; as long as the widest row has columns.
    widths
        How many columns a row has at least and at most.
    whole
        The cell that a whole row has.
    valid
        For each of `DAYS` whether it is a day of the calendar that has come.
    longest, last_root
        The longest line in bytes; the highest root of a code.
    out
        Bytes, as many as `text`, for the lines.
    days, same
        Counts to add to: by day, and by the code that stands on both sides.

    Returns
    -------
    tuple[int, int]
        Bytes written; rows without a code on one side.
    """
    begin, length = np.zeros(CELLS, dtype=np.int64), np.zeros(CELLS, dtype=np.int64)
    line = cell = column = written = one_sided = 0
    odd = False
    for i in range(len(text) - 1):
        c = text[i]
        if c >= 14:
            # Letters of other alphabets are left to the reader of text.
            odd |= c >= 128
            continue
        if c != 9 and c != 10:
            odd |= c != 13 or text[i + 1] != 10
            continue
        if column < len(slots) and slots[column] >= 0:
            begin[slots[column]], length[slots[column]] = cell, i - cell
        column, cell = column + 1, i + 1
        if c == 9:
            continue
        out_of_it = False
        if not odd and widths[0] <= column <= widths[1] and i - line <= longest:
            actor, recipient = ACTOR, RECIPIENT
            if length[actor] == 0:
                actor = ACTOR_GROUP
            if length[recipient] == 0:
                recipient = RECIPIENT_GROUP
            one = length[actor] == 0 or length[recipient] == 0
            code = -1
            if not one and length[actor] == 3 and length[recipient] == 3:
                code = code_place(text, begin[actor])
                if code != code_place(text, begin[recipient]):
                    code = -1
            if (one or code >= 0) and length[ID] > 0 and length[whole] > 0 and length[DAY] == 8:
                day = day_place(text, begin[DAY])
                out_of_it = day >= 0 and valid[day]
                out_of_it &= is_code(text, begin[CODE], length[CODE], begin[ROOT], length[ROOT], last_root)
                if length[ADDED] >= 8:
                    # Where the row was written before its day, how long before is looked at by the reader.
                    out_of_it &= number(text, begin[DAY], 8) <= number(text, begin[ADDED], 8)
                if out_of_it:
                    days[day] += 1
                    if one:
                        one_sided += 1
                    else:
                        same[code] += 1
        if not out_of_it:
            out[written : written + i + 1 - line] = text[line : i + 1]
            written += i + 1 - line
        line, column, odd = i + 1, 0, False
    return written, one_sided
