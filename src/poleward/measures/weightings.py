"""How far a weighted whole hangs on its weights: the share of all weightings under which it points the same way.

The weights of n channels are uniform on the simplex (none negative, sum 1). Such weights are independent exponential
times divided by their sum, so "sum w_i x_i > 0" asks which of two chains of exponential times takes longer: that of the
positive x_i, each with mean x_i, or that of the negative ones. As exponential times have no memory, the race between
two links is won by the shorter with a known chance, and the whole race is a small recursion of positive terms: exact,
also where values are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weightings:
    """Shares of all weightings, summing to 1: the whole rises, falls, or stays within the bounds of "the same"."""

    rising: float
    falling: float
    same: float


def share_above(values: Sequence[float], threshold: float = 0.0) -> float:
    """Return the share of all weightings whose weighted mean of some values exceeds a threshold.

    Raises
    ------
    ValueError
        There is no value.
    """
    if not values:
        raise ValueError("a mean of no values has no weightings")
    ups = [v - threshold for v in values if v > threshold]
    downs = [threshold - v for v in values if v < threshold]
    if not ups:
        return 0.0
    if not downs:
        return 1.0
    # longer[j]: the chance that the ups last longer once the ups from i on and the downs from j on are still to come.
    longer = [0.0] * len(downs) + [1.0]
    for up in reversed(ups):
        for j in range(len(downs) - 1, -1, -1):
            longer[j] = (downs[j] * longer[j] + up * longer[j + 1]) / (up + downs[j])
    return longer[0]


def weightings(changes: Sequence[float], same_within: float) -> Weightings:
    """Return under which share of all weightings a whole of changes rises, falls, or moves by at most `same_within`."""
    rising = share_above(changes, same_within)
    falling = share_above([-c for c in changes], same_within)
    return Weightings(rising, falling, max(0.0, 1.0 - rising - falling))
