"""Stance year by year against the baseline: what is drawn of a channel for which no path can be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Channel
from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.periods import Window


@dataclass(frozen=True, slots=True)
class Years:
    """A channel's level in each year, and in the baseline; None where nothing is known."""

    baseline: float | None
    years: Sequence[tuple[int, Estimate | None]]


def yearly(reading: Reading, question: Question, key: str) -> Years:
    """Return the level of each year of a question's windows, up to the last year with one."""
    channel = channel_of(key)
    span = range(question.before.first.year, question.after.last.year + 1)
    windows = [year_window(year) for year in span]
    *found, base = channel.levels(channel.read(reading, question), [*windows, question.before])
    last = max((year for year, e in zip(span, found, strict=True) if e is not None), default=span[-1])
    return Years(base.value if base else None, [(y, e) for y, e in zip(span, found, strict=True) if y <= last])


def year_window(year: int) -> Window:
    """Return the days of a year."""
    return Window(dt.date(year, 1, 1), dt.date(year, 12, 31))


def evidence_days(reading: Reading, question: Question, channels: Sequence[Channel]) -> dict[str, list[Window]]:
    """Return, by channel, the days or spans on which a state's record holds evidence."""
    return {c.key: c.days(c.read(reading, question)) for c in channels}


def years_with(days: Sequence[Window]) -> list[int]:
    """Return the years in which there is evidence."""
    return sorted({year for window in days for year in range(window.first.year, window.last.year + 1)})
