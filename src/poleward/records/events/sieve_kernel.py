"""The loop over the bytes of an event file, compiled: rows are counted or cut, lines in doubt are copied."""

from __future__ import annotations

import numpy as np

from poleward.measures.positions._jit import Array, kernel
from poleward.records.events.layouts import FIRST_YEAR, LAST_YEAR
from poleward.records.events.sieve_masks import WIDTH, at_most, equal, how_many, lowest

ID, DAY, ACTOR, ACTOR_GROUP, RECIPIENT, RECIPIENT_GROUP, CODE, ROOT, ADDED, LAST = range(10)
"""The cells that are looked at; the last is one that every whole row has."""
CELLS = 10
"""How many they are."""
TAB, NEWLINE, RETURN = 9, 10, 13
"""Bytes of ASCII."""
ONE = np.uint64(1)
"""Of the kind of the numbers that bits are taken from: any other would make them fractions."""
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
def odd_places(text: Array, places: Array, stops: Array) -> int:
    """Write the places of the tabs, line ends, other control characters and letters of other alphabets.

    As signed numbers all these bytes, and no others, are at most 13. Of those that are no tabs it is noted in `stops`
    which of the places they are. Returns how many stops there are.
    """
    n = stopped = 0
    whole = len(text) // WIDTH * WIDTH
    for at in range(0, whole, WIDTH):
        odd = at_most(text, at, RETURN)
        ends = odd & ~equal(text, at, TAB)
        while ends:
            stops[stopped] = n + how_many(odd & ~ends & (ends - ONE))
            stopped += 1
            ends &= ends - ONE
        while odd:
            places[n] = at + lowest(odd)
            n += 1
            odd &= odd - ONE
    for at in range(whole, len(text)):
        if text[at] <= RETURN:
            if text[at] != TAB:
                stops[stopped] = n
                stopped += 1
            places[n] = at
            n += 1
    return stopped


@kernel
def copy(text: Array, out: Array) -> None:
    """Copy bytes; an assignment of slices would first ask whether the two overlap, and takes longer."""
    for i in range(len(text)):
        out[i] = text[i]


@kernel
def between_no_two(text: Array, begin: Array, length: Array, valid: Array, last_root: int) -> tuple[int, int]:
    """Return the place of the day of a sound row between no two actors, and of the code that stands on both sides.

    No day (-1): the row may be between two, or not be sound. No code (-1): one side has none.
    """
    actor, recipient = ACTOR, RECIPIENT
    if length[actor] == 0:
        actor = ACTOR_GROUP
    if length[recipient] == 0:
        recipient = RECIPIENT_GROUP
    code = -1
    if length[actor] > 0 and length[recipient] > 0:
        if length[actor] == 3 and length[recipient] == 3:
            code = code_place(text, begin[actor])
        if code < 0 or code != code_place(text, begin[recipient]):
            return -1, -1
    if length[ID] == 0 or length[LAST] == 0 or length[DAY] != 8:
        return -1, -1
    day = day_place(text, begin[DAY])
    if day < 0 or not valid[day]:
        return -1, -1
    if not is_code(text, begin[CODE], length[CODE], begin[ROOT], length[ROOT], last_root):
        return -1, -1
    # Where the row was written before its day, how long before is looked at by the reader.
    if length[ADDED] >= 8 and number(text, begin[DAY], 8) > number(text, begin[ADDED], 8):
        return -1, -1
    return day, code


@kernel
def cell_of(column: int, line: int, places: Array) -> tuple[int, int]:
    """Return where a cell begins and ends in a line, of which `places` are the separators."""
    return (line if column == 0 else places[column - 1] + 1), places[column]


@kernel
def cut_row(text: Array, line: int, places: Array, width: int, wanted: Array, out: Array) -> int:
    """Copy the wanted cells of a row of so many columns, as a line, and return how many bytes that is."""
    n = 0
    for column in wanted:
        if column < width:
            begin, end = cell_of(column, line, places)
            copy(text[begin:end], out[n:])
            n += end - begin
        out[n] = TAB
        n += 1
    out[n - 1] = NEWLINE
    return n


@kernel
def sift_lines(
    text: Array, columns: Array, wanted: Array, widths: Array, valid: Array, longest: int, last_root: int,
    places: Array, stops: Array, rest: Array, cut: Array, days: Array, same: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Part whole lines: sound rows between no two actors are counted, other rows cut, lines in doubt copied.

    Parameters
    ----------
    text
        Bytes of whole lines, as signed numbers.
    columns
        The column of each cell that is looked at (`ID` and the others); -1: the layout has none.
    wanted
        The columns of the rows that are cut.
    widths
        How many columns a row has at least and at most.
    valid
        For each of `DAYS` whether it is a day of the calendar that has come.
    longest, last_root
        The longest line in bytes; the highest root of a code.
    places, stops, rest, cut
        Room for the odd places, those of them that are no tabs, the lines in doubt, and the rows that are cut; all as
        long as `text`.
    days, same
        Counts to add to: by day, and by the code that stands on both sides.

    Returns
    -------
    tuple[int, int, int]
        Bytes of lines in doubt; bytes of rows that were cut, and how many they are.
    """
    begin, length = np.zeros(CELLS, dtype=np.int64), np.zeros(CELLS, dtype=np.int64)
    line = first = copied = written = rows = odd = 0
    for stop in range(odd_places(text, places, stops)):
        last = stops[stop]
        end = places[last]
        if text[end] != NEWLINE:
            odd += 1
            continue
        returned = last > first and places[last - 1] == end - 1 and text[end - 1] == RETURN
        width = last + 1 - first - returned
        if odd == returned and widths[0] <= width <= widths[1] and end - line <= longest:
            for cell in range(CELLS):
                if columns[cell] >= 0:
                    begin[cell], stop = cell_of(columns[cell], line, places[first:])
                    length[cell] = stop - begin[cell]
            day, code = between_no_two(text, begin, length, valid, last_root)
            if day < 0:
                written += cut_row(text, line, places[first:], width, wanted, cut[written:])
                rows += 1
            else:
                days[day] += 1
                if code >= 0:
                    same[code] += 1
        else:
            copy(text[line : end + 1], rest[copied:])
            copied += end + 1 - line
        line, first, odd = end + 1, last + 1, 0
    return copied, written, rows
