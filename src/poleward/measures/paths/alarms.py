"""Breaks that stand out of a path: where enough probability of a break in one direction falls into two years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poleward.measures.paths.filtering import Ints, Smoothed
from poleward.measures.paths.grid import Floats, Grid

SPAN = 24
"""Months over which the probability of a break in one direction is added up, less that in the other."""
LASTING = 24
"""Months after which a break is looked at again: it lasts where at least half of the move is still there."""


@dataclass(frozen=True, slots=True)
class Break:
    """A break of one path.

    Attributes
    ----------
    series
        Which path.
    first, month, last
        Month indices: 5 %, 50 % and 95 % points of when it came.
    sign
        +1 to a higher level, -1 to a lower one.
    probability
        Of a break in this direction, less that in the other, within `SPAN` months; at most 1.
    size
        Expected size of the move, with its sign.
    lasts
        Whether at least half of the move is there `LASTING` months later, or at the end of the data.
    """

    series: int
    first: int
    month: int
    last: int
    sign: int
    probability: float
    size: float
    lasts: bool


def mean_path(smoothed: Smoothed, grid: Grid) -> Floats:
    """Return (series, months) the posterior mean of the level."""
    return np.asarray(smoothed.level @ grid.levels.astype(np.float32), dtype=np.float64)


def sliding(values: Floats, span: int) -> Floats:
    """Return (series, months) the sums over the `span` months that end with each month; fewer at the start."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    starts = np.maximum(np.arange(1, total.shape[1]) - span, 0)
    return np.asarray(total[:, 1:] - total[:, starts])


def find_breaks(smoothed: Smoothed, mean: Floats, last_seen: Ints, threshold: float) -> list[Break]:
    """Return the breaks whose probability reaches `threshold`, by series and month.

    The most probable span is taken first, and no second break in the same direction is looked for within `SPAN` months
    of it.

    Parameters
    ----------
    mean
        (series, months), see `mean_path`.
    last_seen
        (series) the last month with data: later breaks would rest on nothing.
    """
    out = []
    balance = sliding(smoothed.up - smoothed.down, SPAN)
    moves = sliding(np.where(smoothed.broke > 0, smoothed.broke * np.nan_to_num(smoothed.size), 0.0), SPAN)
    for sign in (1, -1):
        strength = sign * balance
        for series in np.flatnonzero((strength >= threshold).any(axis=1)):
            strength[series, last_seen[series] + 1 :] = -1
            open_ = strength[series] >= threshold
            while open_.any():
                end = int(np.argmax(np.where(open_, strength[series], -np.inf)))
                out.append(_break(smoothed, mean, int(series), end, sign, float(balance[series, end]), moves))
                open_[max(0, end - SPAN) : end + SPAN + 1] = False
    return sorted(out, key=lambda b: (b.series, b.month, b.sign))


def _break(smoothed: Smoothed, mean: Floats, series: int, end: int, sign: int, balance: float, moves: Floats) -> Break:
    start = max(0, end - SPAN + 1)
    mass = (smoothed.up if sign > 0 else smoothed.down)[series, start : end + 1]
    share = np.cumsum(mass) / mass.sum()
    first, month, last = (start + int(np.searchsorted(share, q)) for q in (0.05, 0.5, 0.95))
    before, after = mean[series, max(0, end - SPAN)], mean[series, end]
    later = mean[series, min(end + LASTING, mean.shape[1] - 1)]
    lasts = bool(sign * (after - before) > 0 and sign * (later - before) >= 0.5 * sign * (after - before))
    return Break(series, first, month, last, sign, min(1.0, abs(balance)), float(moves[series, end]), lasts)
