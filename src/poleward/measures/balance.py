"""The balance of signed statements: how much more often towards than away, with the coder's error inside the interval.

The model: of the independent statements in a window, an unknown share p speaks for moving closer. The coder gets a
sign wrong with a known probability e (measured on labelled text), so it reports "closer" with probability
p (1 - e) + (1 - p) e. With a uniform prior, p has the posterior below, computed on a grid: nothing is drawn, so the
same counts give the same bytes. The balance is 2 p - 1: -1 all away, 0 even, +1 all towards.

Between two windows p is the same with the prior probability `STAYS`; otherwise each window has a p of its own. So a
handful of statements that differ by chance is no change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]

GRID = (np.arange(400) + 0.5) / 400
"""Midpoints of the grid on p."""
STAYS = 0.5
"""Prior probability that nothing changed between two windows."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the 5 % and 95 % quantiles of its posterior."""

    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """A change of balance: its interval, and the probabilities of less, about the same, and more."""

    interval: Interval
    p_down: float
    p_same: float
    p_up: float


def share_posterior(towards: float, away: float, error: float = 0.0) -> Floats:
    """Return the posterior of p on `GRID`, summing to 1.

    Parameters
    ----------
    towards, away
        Counts of independent statements (weights below one are allowed). Both zero gives the flat prior.
    error
        Probability that the coder turns a sign round, from 0 up to 0.5 (no information).
    """
    if towards < 0 or away < 0 or not 0 <= error <= 0.5:
        raise ValueError(f"counts must not be negative and error must lie in [0, 0.5]: {towards}, {away}, {error}")
    reported = GRID * (1 - error) + (1 - GRID) * error
    log_density = towards * np.log(reported) + away * np.log1p(-reported)
    density = np.exp(log_density - log_density.max())
    return np.asarray(density / density.sum())


def _quantile(values: Floats, mass: Floats, q: float) -> float:
    return float(values[min(int(np.searchsorted(np.cumsum(mass), q)), len(values) - 1)])


def balance(towards: float, away: float, error: float = 0.0) -> Interval:
    """Return the balance 2 p - 1 of one window."""
    mass = share_posterior(towards, away, error)
    values = 2 * GRID - 1
    return Interval(float(mass @ values), _quantile(values, mass, 0.05), _quantile(values, mass, 0.95))


def probability_towards(towards: float, away: float, error: float = 0.0) -> float:
    """Return the probability that more than half of what such a window would hold speaks for moving closer."""
    return min(1.0, float(share_posterior(towards, away, error)[GRID > 0.5].sum()))


def change(
    before: tuple[float, float], after: tuple[float, float], error: float = 0.0, *, same_within: float = 0.1
) -> BalanceChange:
    """Return the change of balance between two windows of (towards, away) counts.

    Changes of at most `same_within` (on the scale from -1 to +1) count as "about the same".
    """
    first, second = share_posterior(*before, error), share_posterior(*after, error)
    stayed = same_share(before, after, error)
    # The difference of two grids of equal step is again a grid: its mass is their correlation.
    mass = (1 - stayed) * np.correlate(second, first, mode="full")
    mass[len(GRID) - 1] += stayed
    values = 2 * np.arange(-(len(GRID) - 1), len(GRID)) / len(GRID)
    interval = Interval(float(mass @ values), _quantile(values, mass, 0.05), _quantile(values, mass, 0.95))
    down = float(mass[values < -same_within].sum())
    up = float(mass[values > same_within].sum())
    return BalanceChange(interval, down, max(0.0, 1 - down - up), up)


def same_share(before: tuple[float, float], after: tuple[float, float], error: float = 0.0) -> float:
    """Return the probability that both windows have one p, `STAYS` of it beforehand.

    Examples
    --------
    >>> round(same_share((0, 0), (9, 1)), 2)  # nothing to compare with: as before
    0.5
    >>> same_share((40, 2), (2, 40)) < 1e-6
    True
    """
    one, two = _likelihood(*before, error), _likelihood(*after, error)
    odds = (1 - STAYS) / STAYS * float(one.mean()) * float(two.mean()) / max(float((one * two).mean()), 1e-300)
    return 1 / (1 + odds)


def _likelihood(towards: float, away: float, error: float) -> Floats:
    """Return the likelihood of counts on `GRID`, relative to its highest."""
    reported = GRID * (1 - error) + (1 - GRID) * error
    logs = towards * np.log(reported) + away * np.log1p(-reported)
    return np.asarray(np.exp(logs - logs.max()))


def permutation_p(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return how often shuffled dates give as great a difference of shares between two windows, exactly.

    All ways of dividing the same statements between windows of the same sizes count alike: the two-sided test of
    R. A. Fisher, "The logic of inductive inference", J. Royal Statistical Society 98 (1935), by difference of shares.

    Parameters
    ----------
    before, after
        Counts (towards, away); a window without any gives 1.

    Examples
    --------
    >>> round(permutation_p((5, 0), (0, 5)), 4)
    0.0079
    """
    n, m, towards = sum(before), sum(after), before[0] + after[0]
    if not n or not m:
        return 1.0
    k = np.arange(max(0, towards - m), min(n, towards) + 1)

    def log_choose(whole: int, some: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(gammaln(whole + 1) - gammaln(some + 1) - gammaln(whole - some + 1))

    chance = np.exp(log_choose(n, k) + log_choose(m, towards - k) - log_choose(n + m, np.array(towards)))
    apart = np.abs(k / n - (towards - k) / m)
    seen = abs(before[0] / n - after[0] / m)
    return min(1.0, float(chance[apart >= seen - 1e-9].sum()))
