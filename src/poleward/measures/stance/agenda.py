"""Which questions a comparison rests on: the titles asked both before and since, each with equal weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance.posterior import Record

SEED = 20220224
"""Any number does: the same one gives the same bytes."""

LEAST_TITLES = 8
"""Fewer recurring titles are no agenda: on the one or two that came back around 1980 nearly all states agree always. To
1975 none comes back within twelve years, around 1980 at most six do, and from 1986 on at least forty."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spans:
    """Two spans of days, both ends included, as proleptic ordinals."""

    before: tuple[int, int]
    since: tuple[int, int]

    def masks(self, day: Ints) -> tuple[Bools, Bools]:
        """Return which days lie in each."""
        (a, b), (c, d) = self.before, self.since
        return (day >= a) & (day <= b), (day >= c) & (day <= d)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Weights of roll calls that sum to 1: those fitted, and what falls to roll calls on which nobody differed.

    Attributes
    ----------
    weight
        (roll calls of the record).
    titles
        how many recurring titles it rests on; 0 where it is made of all roll calls.
    """

    weight: Floats
    titles: int


def fixed_agenda(record: Record, spans: Spans) -> Agenda:
    """Return the agenda of the titles asked in both spans, each with equal weight; with too few, of all roll calls."""
    before, since = spans.masks(record.day)
    n = int(record.title.max(initial=-1)) + 1
    asked = record.title >= 0
    counts = [np.bincount(record.title[asked & mask], minlength=n) for mask in (before, since)]
    both = np.flatnonzero((counts[0] > 0) & (counts[1] > 0)) if n else np.zeros(0, dtype=np.int64)
    if len(both) < LEAST_TITLES:
        among = before | since
        return Agenda(among / max(int(among.sum()), 1), 0)
    total = counts[0] + counts[1]
    share = np.zeros(n)
    share[both] = 1.0 / (len(both) * total[both])
    here = asked & (before | since)
    weight = np.zeros(len(record.title))
    weight[here] = share[record.title[here]]
    return Agenda(weight, len(both))


def agenda_draws(record: Record, agenda: Agenda, draws: int, seed: int = SEED) -> Floats:
    """Return (draws, roll calls) weights of an agenda that might as well have been asked: a Bayesian bootstrap.

    Rubin (1981). What is drawn as a whole is a title or, for roll calls without one, the day: questions of one day are
    much alike. Each draw sums to 1.
    """
    cluster = clusters(record)
    drawn = np.random.default_rng(seed).standard_exponential((draws, int(cluster.max()) + 1))
    weight = drawn[:, cluster] * agenda.weight
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def clusters(record: Record) -> Ints:
    """Return (roll calls) what is drawn as a whole: the title or, for a roll call without one, the day."""
    return np.unique(np.where(record.title >= 0, -1 - record.title, record.day), return_inverse=True)[1]
