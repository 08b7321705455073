"""Spans of days and months: as people write them (ISO 8601), as days, and as numbers that arithmetic can use.

A month's number counts months from January of the year 0, so that differences of numbers are months.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from poleward.errors import UnusableInputError

MONTHS = 12
"""Of a year."""
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends included."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.first <= day <= self.last


def parse_period(text: str) -> Window:
    """Return the days of '2022', '2022-Q1', '2022-04', '2022-04-07' or '2022-02-24/2022-12-31'.

    Raises
    ------
    UnusableInputError
        The text is none of these, or names a day that does not exist.

    Examples
    --------
    >>> str(parse_period("2022-Q1"))
    '2022-01-01/2022-03-31'
    """
    first, slash, last = text.partition("/")
    try:
        window = Window(_span(first).first, _span(last if slash else first).last)
    except ValueError:
        raise UnusableInputError(
            "'%(given)s' is not a period.", todo="Write 2022, 2022-Q1, 2022-04, 2022-04-07 or FIRST/LAST.", given=text
        ) from None
    if window.last < window.first:
        raise UnusableInputError("the period '%(given)s' ends before it begins.", todo="Write FIRST/LAST.", given=text)
    return window


def _span(text: str) -> Window:
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = int(match["year"])
    if match["day"]:
        day = dt.date.fromisoformat(text)
        return Window(day, day)
    first_month, last_month = 1, MONTHS
    if match["quarter"]:
        first_month, last_month = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    elif match["month"]:
        first_month = last_month = int(match["month"])
    last_day = calendar.monthrange(year, last_month)[1]
    return Window(dt.date(year, first_month, 1), dt.date(year, last_month, last_day))


def month_number(day: dt.date) -> int:
    """Return the number of a day's month.

    Examples
    --------
    >>> month_number(dt.date(2022, 3, 1)) - month_number(dt.date(2021, 12, 31))
    3
    """
    return day.year * MONTHS + day.month - 1


def month_label(number: int) -> str:
    """Return 'YYYY-MM' of a month's number."""
    return f"{number // MONTHS:04d}-{number % MONTHS + 1:02d}"


@lru_cache(maxsize=64)
def month_labels(first: int, months: int) -> tuple[str, ...]:
    """Return 'YYYY-MM' of months in a row, from the number of the first."""
    return tuple(map(month_label, range(first, first + months)))


@lru_cache(maxsize=2048)
def month_days(number: int) -> Window:
    """Return the first and the last day of a month."""
    year, month = divmod(number, MONTHS)
    return Window(dt.date(year, month + 1, 1), dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1]))


def plus_months(day: dt.date, n: int) -> dt.date:
    """Return the same day of the month `n` months away, or that month's last.

    Examples
    --------
    >>> plus_months(dt.date(2022, 1, 31), 1)
    datetime.date(2022, 2, 28)
    """
    month = month_days(month_number(day) + n)
    return month.first.replace(day=min(day.day, month.last.day))
