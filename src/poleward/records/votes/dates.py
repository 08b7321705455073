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


def parse_dates(texts: Sequence[str], *, usual: bool | None = None) -> list[date | None]:
    """Return the day that each text states, or None where it states none that can be read.

    Understood are 2014-03-27 (also with a time), 20140327, 27 March 2014, 27-Mar-2014 and 3/27/2014. Whether the month
    or the day comes first in a date with strokes is told by the whole column; where it holds no date that can be read
    in one way alone, by what is usual with its publisher.

    Parameters
    ----------
    usual
        Whether the publisher writes the month first; None where nobody knows: such dates are then None.
    """
    both = [(_parse(text, month_first=True), _parse(text, month_first=False)) for text in texts]
    months = any(first and not second for first, second in both)
    days = any(second and not first for first, second in both)
    month_first = months if months != days else None if months else usual
    return [_day(first, second, month_first) for first, second in both]


def _day(first: date | None, second: date | None, month_first: bool | None) -> date | None:
    """Return one of a text's two readings: with the month first, and with the day first."""
    if first is None or second is None or first == second:
        return first or second
    return None if month_first is None else first if month_first else second


def reads_two_ways(text: str) -> bool:
    """Return whether a date is one day with the month first, and another with the day first."""
    days = {_parse(text, month_first=order) for order in (True, False)}
    return None not in days and len(days) == 2


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
