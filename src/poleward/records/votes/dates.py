"""Dates as the publishers of roll calls write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from poleward.clock import today

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_RUN = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[A-Za-z]*\.?[- ](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

FIRST_DAY = date(1945, 10, 24)
"""The day on which the Charter entered into force: no vote is older."""
LAST_YEAR_OF_WEEKDAYS = 2002
"""The last year with such dates in BSV's files: see `day_is_exact`."""


def parse_dates(texts: Sequence[str]) -> list[date | None]:
    """Return the day that each text states, or None where it states none that can be read.

    Understood are 2014-03-27 (also with a time), 20140327, 27 March 2014, 27-Mar-2014 and 3/27/2014. Whether a date
    with strokes has the month or the day first is decided once for the whole column: the month first, as BSV write,
    unless some text cannot be so read and every text can be read with the day first.
    """
    month_first = [_parse(text, month_first=True) for text in texts]
    slashed = [i for i, text in enumerate(texts) if _SLASHED.fullmatch(text)]
    if any(month_first[i] is None for i in slashed):
        day_first = [_parse(text, month_first=False) for text in texts]
        if all(day_first[i] is not None for i in slashed):
            return day_first
    return month_first


def _parse(text: str, *, month_first: bool) -> date | None:
    if match := _ISO.fullmatch(text) or _RUN.fullmatch(text):
        year, month, day = (int(g) for g in match.groups())
    elif match := _SLASHED.fullmatch(text):
        first, second, year = (int(g) for g in match.groups())
        month, day = (first, second) if month_first else (second, first)
    elif (match := _NAMED.fullmatch(text)) and match[2].lower() in _MONTHS:
        day, month, year = int(match[1]), _MONTHS.index(match[2].lower()) + 1, int(match[3])
    else:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= today() else None


def day_is_exact(day: date) -> bool:
    """Return whether a date of BSV's data (and so of unvotes) states the day, not only the month.

    In their files of 2014 and 2019 every date before 1996 and most of those up to 2002 have a day of the month from 1
    to 7 that is the day of the week: 1992-08-25, a Tuesday, stands as 1992-08-03. Of the 541 dates from 1992 to 1999
    that differ from those of the same resolutions in the UN Digital Library's records, 532 are so explained.
    """
    return day.year > LAST_YEAR_OF_WEEKDAYS or day.day > 7
