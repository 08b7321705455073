"""Expected agreement with a pole by month, of one state or the mean of several, from the same draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poleward.channels.archive_reading import Reading
from poleward.channels.paths.channel_path import Band
from poleward.channels.question import Question
from poleward.channels.vote_stance import view_of
from poleward.channels.votes_path import band
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.stance.stance_path import StancePath, by_month, path_of
from poleward.periods import month_days, month_labels, month_number


@dataclass(frozen=True, slots=True)
class Level:
    """Expected agreement with a pole by month, 0 to 1, on the questions asked before and since.

    Attributes
    ----------
    states
        Of whom it is; where they are several it is their mean.
    """

    states: tuple[str, ...]
    months: tuple[str, ...]
    level: Band

    def by_year(self) -> list[tuple[int, float]]:
        """Return the median in the last month of each year."""
        last = {int(month[:4]): i for i, month in enumerate(self.months)}
        return [(year, self.level.median[i]) for year, i in last.items()]


def levels(reading: Reading, questions: Sequence[Question]) -> tuple[list[Level], Level | None]:
    """Return the level of each state that has one, and their mean; the questions differ in their states alone."""
    found: dict[str, StancePath] = {}
    for question in questions:
        try:
            path = path_of(view_of(reading, question), question.state)
        except (NothingFoundError, UnusableInputError):
            continue
        if path is not None:
            found[question.state] = path
    each = [_level((state,), path, path.level) for state, path in found.items()]
    if len(found) < 2:
        return each, None
    first = next(iter(found.values()))
    mean = np.mean([path.level for path in found.values()], axis=0)
    return each, _level(tuple(found), first, mean)


def _level(states: tuple[str, ...], path: StancePath, drawn: np.ndarray) -> Level:
    first, last = (month_number(dt.date.fromordinal(int(day))) for day in (path.day[0, 0], path.day[-1, 1]))
    labels = month_labels(first, last - first + 1)
    days = [month_days(first + k) for k in range(len(labels))]
    at = by_month(path, [(d.first.toordinal(), d.last.toordinal()) for d in days])
    return Level(states, tuple(labels), band(drawn[:, at]))
