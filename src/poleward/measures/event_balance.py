"""The balance of events between two actors: how co-operative or hostile an event is on average, period by period.

The model: within a period the events of a directed dyad are draws from an unknown mix of event types, each with its
score s_k between -10 (conflict) and 10 (co-operation). The balance is the mean score of that mix, so twice the events
of the same mix leave it where it was: a loud month is not a hostile one. The mix has a Dirichlet prior that weighs as
much as one event, half of it at -10 and half at 10: it pulls to 0 and is as wide as a prior can be. With counts n_k,
N = sum n_k, the posterior of the balance has

    mean      m = sum n_k s_k / (N + 1)
    variance  v = ((sum n_k s_k^2 + 100) / (N + 1) - m^2) / (N + 2)

exactly (moments of a linear function of a Dirichlet vector; Gelman et al., Bayesian Data Analysis, 3rd ed., app. A).
The interval is that of the Beta distribution on [-10, 10] with this mean and variance: exact where all events lie at
the two ends, an approximation in between. It narrows with the number of events, not with how often they are reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincinv, gammaincinv

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LIMIT = 10.0
"""The scale runs from -LIMIT to LIMIT."""
PRIOR_EVENTS = 1.0
"""How many events the prior weighs, half at each end of the scale."""
QUANTILES = (0.05, 0.95)
"""The ends of a 90 % interval."""
SAME_WITHIN = 1.0
"""Changes of at most a twentieth of the scale count as no change, as for the balance of statements."""
_CELLS = 2000
"""Cells of the scale of a balance: its quantiles are known to a two-thousandth of it."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Balances of cells (a directed dyad in a period each), all arrays of the shape of the cells.

    Attributes
    ----------
    events
        How many events the balance rests on.
    mean
        On the scale from -10 to 10; NaN where there are no events (none seen is not zero).
    q05, q95
        5 % and 95 % quantiles; those of the prior where there are no events.
    """

    events: Ints
    mean: Floats
    q05: Floats
    q95: Floats


@dataclass(frozen=True, slots=True)
class SplitBalance:
    """Balances of all events, and of words and deeds apart."""

    all: Balance
    verbal: Balance
    material: Balance


@dataclass(frozen=True, slots=True)
class Rate:
    """Events for each 10,000 reports of any kind, with an interval: how much attention, not how hostile."""

    mean: Floats
    q05: Floats
    q95: Floats


def balance(counts: npt.ArrayLike, scores: npt.ArrayLike) -> Balance:
    """Return the balance of each cell.

    Parameters
    ----------
    counts
        Events by cell and type, shape (..., types); not negative. Weights below one are allowed.
    scores
        Score of each type, shape (types,), from -10 to 10.

    Raises
    ------
    ValueError
        Shapes that do not fit, counts below zero or not finite, scores outside the scale.
    """
    n = np.asarray(counts, dtype=np.float64)
    s = np.asarray(scores, dtype=np.float64)
    if s.ndim != 1 or n.ndim < 1 or n.shape[-1] != s.shape[0]:
        raise ValueError(f"counts of shape {n.shape} do not fit {s.shape} scores")
    if not np.isfinite(n).all() or (n < 0).any():
        raise ValueError("counts must be finite and not negative")
    if not np.isfinite(s).all() or (np.abs(s) > LIMIT).any():
        raise ValueError(f"scores must lie between {-LIMIT} and {LIMIT}")
    total = n.sum(axis=-1)
    mean, variance = _moments(n, s)
    low, high = (_quantile(mean, variance, q) for q in QUANTILES)
    return Balance(np.rint(total).astype(np.int64), np.where(total > 0, mean, np.nan), low, high)


def split_balance(counts: npt.ArrayLike, scores: npt.ArrayLike, verbal: npt.ArrayLike) -> SplitBalance:
    """Return the balances of all events, of words and of deeds.

    Parameters
    ----------
    counts, scores
        As in `balance`.
    verbal
        Which types are words, shape (types,) of bool.
    """
    n = np.asarray(counts, dtype=np.float64)
    words = np.asarray(verbal, dtype=bool)
    return SplitBalance(
        balance(n, scores), balance(np.where(words, n, 0.0), scores), balance(np.where(words, 0.0, n), scores)
    )


@dataclass(frozen=True, slots=True)
class EventBalanceChange:
    """A change of balance: its mean and quantiles, and the probabilities of less, about the same, and more."""

    mean: float
    q05: float
    q95: float
    p_down: float
    p_same: float
    p_up: float


def change(
    before: npt.ArrayLike, after: npt.ArrayLike, scores: npt.ArrayLike, *, same_within: float = SAME_WITHIN
) -> EventBalanceChange:
    """Return the change of balance between two cells, whose posteriors are taken to be independent.

    Parameters
    ----------
    before, after
        Events by type, shape (types,).
    scores
        As in `balance`.
    same_within
        Changes of at most this count as "about the same".
    """
    first, second = (
        _mass(*_moments(np.asarray(n, np.float64), np.asarray(scores, np.float64))) for n in (before, after)
    )
    # The difference of two grids of equal step is again a grid: its mass is their correlation.
    mass = np.correlate(second, first, mode="full")
    values = 2 * LIMIT * np.arange(-(_CELLS - 1), _CELLS) / _CELLS
    reached = np.cumsum(mass)
    low, high = (float(values[min(int(np.searchsorted(reached, q)), len(values) - 1)]) for q in QUANTILES)
    down, up = float(mass[values < -same_within].sum()), float(mass[values > same_within].sum())
    return EventBalanceChange(float(mass @ values), low, high, down, max(0.0, 1 - down - up), up)


def rate(events: npt.ArrayLike, volume: npt.ArrayLike) -> Rate:
    """Return events for each 10,000 reports, under the Jeffreys prior of a Poisson rate (Gamma(1/2, 0)).

    Parameters
    ----------
    events
        Events of each cell.
    volume
        Reports of any kind in the cell's period; where there are none, the rate is NaN.
    """
    n, v = np.broadcast_arrays(np.asarray(events, dtype=np.float64), np.asarray(volume, dtype=np.float64))
    if (n < 0).any() or (v < 0).any():
        raise ValueError("events and volume must not be negative")
    unit = np.where(v > 0, v, np.nan) / 10_000
    low, high = (gammaincinv(n + 0.5, q) / unit for q in QUANTILES)
    return Rate((n + 0.5) / unit, low, high)


def _moments(n: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Return the mean and the variance of the posterior."""
    weight = n.sum(axis=-1) + PRIOR_EVENTS
    mean = (n @ s) / weight
    square = (n @ s**2 + PRIOR_EVENTS * LIMIT**2) / weight
    return np.asarray(mean), np.asarray(np.maximum(square - mean**2, 0.0) / (weight + 1.0))


def _shape(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the parameters of the Beta distribution on [-LIMIT, LIMIT] with the given moments."""
    # The variance of anything on [0, 1] with mean p is at most p (1 - p).
    p = (mean + LIMIT) / (2 * LIMIT)
    v = np.maximum(variance / (2 * LIMIT) ** 2, 1e-18)
    size = np.maximum(p * (1 - p) / v - 1, 1e-6)
    return p * size, (1 - p) * size


def _quantile(mean: Floats, variance: Floats, q: float) -> Floats:
    """Return the quantile of the Beta distribution with the given moments."""
    return np.asarray(2 * LIMIT * betaincinv(*_shape(mean, variance), q) - LIMIT)


def _mass(mean: Floats, variance: Floats) -> Floats:
    """Return the mass of the Beta distribution in each of `_CELLS` cells of the scale."""
    return np.asarray(np.diff(betainc(*_shape(mean, variance), np.linspace(0.0, 1.0, _CELLS + 1))))
