"""Breaks that stand out of a path: where enough probability of a break in one direction falls into two years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.filtering import Ints, Smoothed
from poleward.measures.paths.grid import Floats, Grid

Bools = npt.NDArray[np.bool_]

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
    # einsum, not a product of a matrix and a vector: see `products`
    return np.asarray(np.einsum("smp,p->sm", smoothed.level, grid.levels.astype(np.float32)), dtype=np.float64)


def sliding(values: Floats, span: int) -> Floats:
    """Return (series, months) the sums over the `span` months that end with each month; fewer at the start."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    starts = np.maximum(np.arange(1, total.shape[1]) - span, 0)
    return np.asarray(total[:, 1:] - total[:, starts])


def next_seen(seen: Bools) -> Ints:
    """Return (series, months) the first month with data from each month on; the number of months where there is none.

    Parameters
    ----------
    seen
        (series, months) whether there are data.
    """
    months = seen.shape[1]
    own = np.where(seen, np.arange(months), months)
    return np.asarray(np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1], dtype=np.int64)


def told(values: Floats, seen: Bools) -> Floats:
    """Return (series, months) what falls into each stretch without data, counted in the month that ends it.

    Where a series is silent, data cannot tell in which month something happened: a year without data would thin out the
    same probability over more months than a span holds. What comes before the first data or after the last is 0.
    """
    to = next_seen(seen)
    known = np.cumsum(seen, axis=1) > seen
    rows, columns = np.nonzero(known & (to < seen.shape[1]))
    out = np.zeros_like(values)
    np.add.at(out, (rows, to[rows, columns]), values[rows, columns])
    return out


def find_breaks(smoothed: Smoothed, mean: Floats, seen: Bools, threshold: float) -> list[Break]:
    """Return the breaks whose probability reaches `threshold`, by series and month.

    The most probable span is taken first, and no second break in the same direction is looked for within `SPAN` months
    of it. Spans run over months in which breaks can be told, see `told`.

    Parameters
    ----------
    mean
        (series, months), see `mean_path`.
    seen
        (series, months) whether there are data of the series in the month.
    """
    out = []
    balance = sliding(told(smoothed.up - smoothed.down, seen), SPAN)
    sizes = np.where(smoothed.broke > 0, smoothed.broke * np.nan_to_num(smoothed.size), 0.0)
    moves = sliding(told(sizes, seen), SPAN)
    beyond = next_seen(seen) == seen.shape[1]
    for sign in (1, -1):
        strength = np.where(beyond, -1.0, sign * balance)
        for series in np.flatnonzero((strength >= threshold).any(axis=1)):
            open_ = strength[series] >= threshold
            while open_.any():
                end = int(np.argmax(np.where(open_, strength[series], -np.inf)))
                probability, size = min(1.0, abs(float(balance[series, end]))), float(moves[series, end])
                out.append(_break(smoothed, mean[series], seen[series], int(series), end, sign, probability, size))
                open_[max(0, end - SPAN) : end + SPAN + 1] = False
    return sorted(out, key=lambda b: (b.series, b.month, b.sign))


def _break(
    smoothed: Smoothed, mean: Floats, seen: Bools, series: int, end: int, sign: int, probability: float, size: float
) -> Break:
    data = np.flatnonzero(seen)
    start = max(0, end - SPAN + 1)
    # The span holds all that fell into the silence before its first month with data.
    earlier = data[data < data[data >= start][0]]
    start = int(earlier[-1]) + 1 if len(earlier) else start
    end = max(start, int(data[data <= end][-1]))
    mass = (smoothed.up if sign > 0 else smoothed.down)[series, start : end + 1]
    share = np.cumsum(mass) / mass.sum()
    first, month, last = (start + int(np.searchsorted(share, q)) for q in (0.05, 0.5, 0.95))
    before, after = mean[start - 1 if start else 0], mean[end]
    later = mean[min(end + LASTING, len(mean) - 1)]
    lasts = bool(sign * (after - before) > 0 and sign * (later - before) >= 0.5 * sign * (after - before))
    return Break(
        series=series, first=first, month=month, last=last, sign=sign, probability=probability, size=size, lasts=lasts
    )
