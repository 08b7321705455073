"""Days, weeks, months and longer units of the calendar, and their parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poleward.periods import plus_months

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The days that an expression can mean; None is an open end, or unknown where both are None."""

    earliest: dt.date | None
    latest: dt.date | None
    value: str
    unit: str


def narrowed(whole: Resolved, part: str) -> Resolved:
    """Return the first, middle or last third of a stretch, or its first or second half."""
    if whole.earliest is None or whole.latest is None or part == "whole":
        return whole
    days = (whole.latest - whole.earliest).days + 1
    third, half = days // 3, days // 2
    first, last = whole.earliest, whole.latest
    if part == "start":
        last = first + dt.timedelta(days=max(third, 1) - 1)
    elif part == "middle":
        first, last = first + dt.timedelta(days=third), last - dt.timedelta(days=third)
    elif part == "end":
        first = first + dt.timedelta(days=2 * third) if days > 3 else last
    elif part == "first half":
        last = dt.date(first.year, 6, 30) if whole.unit == "year" else first + dt.timedelta(days=half - 1)
    elif part == "second half":
        first = dt.date(first.year, 7, 1) if whole.unit == "year" else first + dt.timedelta(days=half)
    return Resolved(first, last, whole.value, whole.unit)


def stretch(day: dt.date, unit: str) -> Resolved:
    """Return the calendar day, week, weekend, month, quarter, year, decade or century that holds a day."""
    if unit == "week":
        first = day - dt.timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Resolved(first, first + 6 * _DAY, f"{year}-W{week:02d}", unit)
    if unit == "weekend":
        first = day - dt.timedelta(days=day.weekday()) + 5 * _DAY
        year, week, _ = first.isocalendar()
        return Resolved(first, first + _DAY, f"{year}-W{week:02d}-WE", unit)
    if unit == "month":
        return months(day.year, day.month, 1, f"{day.year:04d}-{day.month:02d}", unit)
    if unit == "quarter":
        quarter = (day.month - 1) // 3
        return months(day.year, 3 * quarter + 1, 3, f"{day.year:04d}-Q{quarter + 1}", unit)
    if unit == "year":
        return months(day.year, 1, 12, f"{day.year:04d}", unit)
    if unit == "decade":
        return months(day.year // 10 * 10, 1, 120, str(day.year // 10), unit)
    if unit == "century":
        return months((day.year - 1) // 100 * 100 + 1, 1, 1200, str((day.year - 1) // 100), unit)
    return Resolved(day, day, day.isoformat(), "day")


def months(year: int, month: int, n: int, value: str, unit: str) -> Resolved:
    """Return the stretch of `n` calendar months from a month on."""
    return Resolved(dt.date(year, month, 1), plus_months(dt.date(year, month, 1), n) - _DAY, value, unit)


def shifted(day: dt.date, n: int, unit: str) -> dt.date:
    """Return the day `n` units away."""
    if unit in ("week", "weekend"):
        return day + dt.timedelta(weeks=n)
    if unit == "fortnight":
        return day + dt.timedelta(weeks=2 * n)
    sizes = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    return plus_months(day, n * sizes[unit]) if unit in sizes else day + dt.timedelta(days=n)
