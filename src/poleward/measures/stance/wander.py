"""How much a stance wanders anyway: what two spans differ by without anything that a reader would call a move.

From year to year expected agreement goes up and down. Spans of single states differ as those of a random walk with the
same yearly steps do, before 1980 somewhat less; the mean of many members goes less far in a year, and on in one
direction (`benchmarks/stance_wander.py`). A difference of spans then has, beside what the draws leave open,

    variance = s^2 sum_t c_t^2 gap_t,    c_t = the weight since less the weight before of all seasons after t,

with s^2 the variance of a step in a year. It is drawn from the steps within the two spans, not the one between them,
with an inverse gamma prior at the usual step of a member. As in intervention analysis (Box & Tiao 1975), a change is
thus measured against what the series does by itself; a state that has always swung must swing further to have moved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from poleward.measures.positions.layout import Floats
from poleward.measures.stance.agenda import SEED
from poleward.measures.stance.seasons import Seasons

USUAL_STEP = 0.007
"""A small one: medians over members are 0.005 to 0.028, by date (`benchmarks/stance_wander.py`), the greater ones of
years in which no question comes back; it counts little beside the steps of the state itself."""
PRIOR_STEPS = 4.0
"""The prior counts as so many steps. It is that of one state for a pole of many too: their mean steps less far, but
goes further than its steps tell, and narrower intervals do not hold in quiet spans (docs/decisions/0015)."""
SHORTEST = 0.25
"""Seasons nearer to one another than this, in years, count as so far apart."""


def reach(seasons: Seasons, weight: Floats) -> float:
    """Return the variance of a difference of spans for a walk whose yearly steps have variance 1.

    `weight` (2, seasons) are the seasons' shares before and since.
    """
    order = np.argsort(seasons.time, kind="stable")
    later = np.cumsum((weight[1] - weight[0])[order][::-1])[::-1][1:]
    return float((later**2 * np.diff(seasons.time[order])).sum())


def step_variances(series: Floats, seasons: Seasons, weight: Floats) -> tuple[Floats, int]:
    """Return (draws) the sum of squared steps within spans, each as of a year, and how many steps they are.

    `series` (draws, seasons); seasons without weight are passed over.
    """
    total, n = np.zeros(len(series)), 0
    for span in (0, 1):
        here = np.flatnonzero((seasons.span == span) & (weight[span] > 0))
        if len(here) > 1:
            gap = np.maximum(np.diff(seasons.time[here]), SHORTEST)
            total += (np.diff(series[:, here], axis=1) ** 2 / gap).sum(axis=1)
            n += len(here) - 1
    return total, n


def wander(series: Floats, seasons: Seasons, weight: Floats, who: Sequence[int]) -> Floats:
    """Return (draws) by how much a difference of spans may be off because the series wanders; their mean is 0.

    `who` (the columns of the voters whose series it is) is the seed: the same voters wander alike, whomever they are
    compared with.
    """
    squares, n = step_variances(series, seasons, weight)
    rng = np.random.default_rng([SEED, *sorted(who)])
    draws = len(series)
    precision = rng.chisquare(n + PRIOR_STEPS, draws) / (squares + PRIOR_STEPS * USUAL_STEP**2)
    even = ndtri((rng.permutation(draws) + 0.5) / draws)
    found = np.sqrt(reach(seasons, weight) / precision) * even
    return np.asarray(found - found.mean())
