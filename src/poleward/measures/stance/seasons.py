"""How a voter stood in each season of the spans that are compared.

A *season* is what a span holds of a calendar year. Every day of a span counts the same, and a day stands with the votes
of its season: the Assembly asked twice as many questions in 1988 as in 1994, which makes 1988 no longer. Within a
season a voter stands at its mean position and habits over its votes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance.agenda import Bools, Spans
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.expected_agreement import by_parameter, chances, margins
from poleward.measures.stance.posterior import Record, Stance

YEAR = 365.25
"""Days."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """The seasons of two spans that hold roll calls, those before first, in order of time.

    Attributes
    ----------
    span
        (seasons) 0 before, 1 since.
    days
        (seasons) how many days of the span lie in the year.
    time
        (seasons) mean day of its roll calls, in years.
    calls
        (seasons, roll calls) which roll calls it holds.
    """

    span: Ints
    days: Floats
    time: Floats
    calls: Bools

    @classmethod
    def of(cls, record: Record, spans: Spans) -> Seasons:
        """Return the seasons of two spans of a record.

        Raises
        ------
        ValueError
            The span before does not end before the span since begins: a roll call stands in one season.
        """
        if spans.before[1] >= spans.since[0]:
            raise ValueError("the span before ends before the span since begins")
        year = np.array([dt.date.fromordinal(int(day)).year for day in record.day])
        span, days, time, calls = [], [], [], []
        for k, (mask, (first, last)) in enumerate(
            zip(spans.masks(record.day), (spans.before, spans.since), strict=True)
        ):
            for y in np.unique(year[mask]):
                here = mask & (year == y)
                span.append(k)
                begins, ends = _within(int(y), first, last)
                days.append(ends - begins + 1)
                time.append(float(record.day[here].mean()) / YEAR)
                calls.append(here)
        return cls(
            np.array(span, dtype=np.int64), np.array(days, dtype=np.float64), np.array(time),
            np.array(calls, dtype=np.bool_).reshape(len(span), len(record.day)),
        )  # fmt: skip

    def windows(self, record: Record, spans: Spans) -> list[tuple[int, int]]:
        """Return (seasons) the first and last day of each, as proleptic ordinals."""
        found = []
        for span, calls in zip(self.span, self.calls, strict=True):
            year = dt.date.fromordinal(int(record.day[calls.argmax()])).year
            found.append(_within(year, *(spans.since if span else spans.before)))
        return found

    def weights(self, there: Bools) -> Floats | None:
        """Return (2, seasons) each season's share of a span; None where a span keeps none.

        `there` (seasons): the others drop out.
        """
        weight = np.stack([self.days * (there & (self.span == k)) for k in (0, 1)])
        total = weight.sum(axis=1, keepdims=True)
        return np.asarray(weight / total) if (total > 0).all() else None


@dataclass(frozen=True, slots=True)
class Stand:
    """A voter's chances by season, as margins: 1 - no - yes, and no - yes.

    Attributes
    ----------
    there
        (seasons) whether it voted then.
    agenda
        (draws, seasons, 2, questions of the agenda).
    asked
        by season (draws, 2, questions of the agenda and those asked then); empty where nobody asks about those.
    """

    there: Bools
    agenda: Halves
    asked: tuple[Halves, ...]

    @property
    def nbytes(self) -> int:
        """Bytes that the chances take."""
        return self.agenda.nbytes + sum(one.nbytes for one in self.asked)

    def copy(self) -> Stand:
        """Return a sum that begins with this voter."""
        return Stand(self.there.copy(), self.agenda.copy(), tuple(one.copy() for one in self.asked))

    def add(self, other: Stand) -> Stand:
        """Add another's chances to this sum, in place, and return it."""
        for mine, theirs in zip((self.agenda, *self.asked), (other.agenda, *other.asked), strict=True):
            np.add(mine, theirs, out=mine)
        return Stand(self.there | other.there, self.agenda, self.asked)

    def less(self, other: Stand) -> Stand:
        """Return this sum without another's chances."""
        asked = tuple(mine - theirs for mine, theirs in zip(self.asked, other.asked, strict=True))
        return Stand(self.there, np.asarray(self.agenda - other.agenda), asked)


class Chamber:
    """What is asked of every voter: in each season the agenda's questions and, where `asked`, the season's own."""

    def __init__(self, stance: Stance, seasons: Seasons, agenda: Ints, *, asked: bool = True) -> None:
        self.stance, self.seasons, self.agenda, self._keep_asked = stance, seasons, agenda, asked
        then = [stance.fitted[calls & (stance.fitted >= 0)] if asked else agenda for calls in seasons.calls]
        self.asked = tuple(np.union1d(agenda, one).astype(np.int64) for one in then)
        self._items = [by_parameter(stance.draws.item[:, one]) for one in self.asked]
        self._on_agenda = [np.searchsorted(one, agenda) for one in self.asked]
        season = np.where(seasons.calls.any(axis=0), seasons.calls.argmax(axis=0), -1)
        self._cell_of_call = np.where(season >= 0, season * stance.layout.periods + stance.period, -1)

    def stand(self, state: int) -> Stand | None:
        """Return how a state stood; None where it voted in no season."""
        stance, seasons = self.stance, self.seasons
        draws = stance.draws
        places = self._stood(state)
        there = np.array([place is not None for place in places], dtype=np.bool_)
        if not there.any():
            return None
        held = stance.habits_over(state, seasons.calls)
        k = len(draws.theta)
        agenda = np.zeros((k, len(there), 2, len(self.agenda)), dtype=np.float32)
        asked = []
        for s, place in enumerate(places):
            found = np.zeros((k, 2, len(self.asked[s])), dtype=np.float32)
            if place is not None:
                pair = stance.pair[state][self.asked[s]]
                found = margins(chances(place, self._items[s], held[s], draws.habit_size, pair))
                agenda[:, s] = found.take(self._on_agenda[s], axis=2)
            if self._keep_asked:
                asked.append(found)
        return Stand(there, agenda, tuple(asked))

    def _stood(self, state: int) -> list[Halves | None]:
        """Return by season (draws, dims) where a state stood; see `Stance.place_over`."""
        stance, periods = self.stance, self.stance.layout.periods
        cast = (stance.record.votes[:, state] >= 0) & (self._cell_of_call >= 0)
        votes = np.bincount(self._cell_of_call[cast], minlength=len(self.seasons.span) * periods)
        return [stance.place_at(state, n) for n in votes.reshape(-1, periods)]


def _within(year: int, first: int, last: int) -> tuple[int, int]:
    """Return the first and last day of a year that lie between two days, as proleptic ordinals."""
    return max(first, dt.date(year, 1, 1).toordinal()), min(last, dt.date(year, 12, 31).toordinal())
