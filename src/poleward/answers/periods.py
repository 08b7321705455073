"""Periods as people write them: ISO 8601 years, quarters, months, days and intervals."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from poleward.channels.model import Window
from poleward.errors import UnusableInputError

_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?")


def parse_period(text: str) -> Window:
    """Return the days of '2022', '2022-Q1', '2022-04', '2022-04-07' or '2022-02-24/2022-12-31'.

    Raises
    ------
    UnusableInputError
        The text is none of these, or names a day that does not exist.
    """
    first, slash, last = text.partition("/")
    try:
        window = Window(_span(first).first, _span(last if slash else first).last)
    except ValueError:
        raise UnusableInputError(
            f"'{text}' is not a period.", todo="Write 2022, 2022-Q1, 2022-04, 2022-04-07 or FIRST/LAST."
        ) from None
    if window.last < window.first:
        raise UnusableInputError(f"the period '{text}' ends before it begins.", todo="Write FIRST/LAST.")
    return window


def _span(text: str) -> Window:
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = int(match["year"])
    if match["day"]:
        day = dt.date.fromisoformat(text)
        return Window(day, day)
    first_month, last_month = 1, 12
    if match["quarter"]:
        first_month, last_month = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    elif match["month"]:
        first_month = last_month = int(match["month"])
    last_day = calendar.monthrange(year, last_month)[1]
    return Window(dt.date(year, first_month, 1), dt.date(year, last_month, last_day))
