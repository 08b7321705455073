"""Periods on an axis of years."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.periods import parse_period
from poleward.publishing.charts.series import Point


def at(period: str) -> float:
    """Return the middle of a period in years."""
    window = parse_period(period)
    middle = window.first + (window.last - window.first) / 2
    return middle.year + (middle.timetuple().tm_yday - 0.5) / 366


def years_of(points: Sequence[Point]) -> list[str]:
    """Return the periods that were observed."""
    return [p.period for p in points if p.value is not None]
