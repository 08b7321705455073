"""Latent monthly paths: exact filtering and smoothing on a grid (Kitagawa 1987, J. Am. Stat. Assoc. 82).

The model of one series, in months t:

    level   x_t = x_(t-1) + small step            with probability 1 - rate
            x_t = x_(t-1) + jump                  with probability rate: a break
    data    all observations of month t speak of x_t + e_t, a deviation that passes with the month:
            e_t ~ N(0, flicker^2), or with probability stray N(0, STRAY_SD^2), as in a one-issue special session

Any likelihood of a month's observations can be used, as its logarithm on the grid: nothing is made Gaussian. All sums
over paths and over any number of breaks are exact up to the grid. Arrays run over series first, so that a month of all
series is one matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.grid import (
    Floats,
    Grid,
    Singles,
    jump_kernels,
    spread_kernel,
    starting_weights,
    walk_kernel,
)
from poleward.measures.products import product

Ints = npt.NDArray[np.int64]
FLOOR = np.float32(1e-18)
"""No level's likelihood is ever less than this, relative to the month's best: sums stay finite and quick in 32 bits."""
SERIES_AT_ONCE = 64
"""Series filtered together: a bound on memory, not on results."""
STRAY_SD = 1.0
"""Standard deviation of the passing deviation of a month that goes astray."""


@dataclass(frozen=True, slots=True)
class PathSettings:
    """How a path moves.

    Attributes
    ----------
    walk
        Standard deviation of a month's small step.
    jump
        Scale of a jump; see `grid.jump_density`.
    rate
        Chance of a break in a month.
    flicker
        Standard deviation of a month's passing deviation, shared by all observations of the month.
    stray
        Chance that a month's passing deviation is a large one.
    start_mean, start_sd
        Prior of the first level.
    """

    walk: float
    jump: float
    rate: float
    flicker: float
    stray: float = 0.0
    start_mean: float = 0.0
    start_sd: float = 1.5


@dataclass(frozen=True, slots=True)
class Observed:
    """Likelihoods of many series over the same months.

    Attributes
    ----------
    months
        How many months there are.
    when
        (columns) month index of each column of `log_likelihood`, rising, each at most once.
    log_likelihood
        (series, columns, points) on the grid, up to a constant per series and column; 0 where there is nothing.
    steady
        (columns) months that cannot go astray, as what they rest on is of many kinds; None where any month can.
    """

    months: int
    when: Ints
    log_likelihood: Singles
    steady: npt.NDArray[np.bool_] | None = None

    def take(self, series: slice | Ints) -> Observed:
        """Return some of the series."""
        return Observed(self.months, self.when, self.log_likelihood[series], self.steady)


@dataclass(frozen=True, slots=True)
class Smoothed:
    """What the data of all months say of each month.

    Attributes
    ----------
    log_evidence
        (series) log probability of the data.
    level
        (series, months, points) posterior weights of the level, summing to 1.
    up, down
        (series, months) probability that a break to a higher (lower) level falls between the month before and this
        one; 0 in the first month.
    size
        (series, months) mean size of the move at a break in this month, given there is one; NaN where that is less
        likely than one in a million.
    """

    log_evidence: Floats
    level: Singles
    up: Floats
    down: Floats
    size: Floats

    @property
    def broke(self) -> Floats:
        """(series, months) probability of a break in either direction."""
        return self.up + self.down


@dataclass(frozen=True, slots=True)
class _Kernels:
    walk: Singles
    up: Singles
    down: Singles
    jump: Singles

    @classmethod
    def of(cls, grid: Grid, settings: PathSettings) -> _Kernels:
        up, down = jump_kernels(grid, settings.jump)
        return cls(walk_kernel(grid, settings.walk), up, down, up + down)


def passing_kernel(grid: Grid, settings: PathSettings, *, steady: bool = False) -> Singles:
    """Return (points, points) chances that a month's passing deviation carries a level to another.

    `steady` is for months that cannot go astray.
    """
    if steady or settings.stray <= 0:
        return spread_kernel(grid, settings.flicker)
    kernel = (1 - settings.stray) * spread_kernel(grid, settings.flicker)
    kernel = kernel + settings.stray * spread_kernel(grid, STRAY_SD)
    return np.asarray(kernel, dtype=np.float32)


def seen_through_flicker(observed: Observed, grid: Grid, settings: PathSettings) -> tuple[Singles, Floats]:
    """Return (series, columns, points) likelihoods of the level, and (series, columns) the logs of what was scaled out.

    A month's passing deviation is summed out; where a month has nothing to say, the likelihood is exactly 1.
    """
    top = observed.log_likelihood.max(axis=2, keepdims=True)
    chance = np.exp(observed.log_likelihood - top)
    silent = np.ptp(observed.log_likelihood, axis=2) == 0
    seen = product(chance, passing_kernel(grid, settings).T)
    if observed.steady is not None and observed.steady.any():
        seen[:, observed.steady] = product(chance[:, observed.steady], passing_kernel(grid, settings, steady=True).T)
    seen[silent] = 1.0
    return np.maximum(seen, FLOOR), np.asarray(top[:, :, 0], dtype=np.float64)


def smooth(observed: Observed, grid: Grid, settings: PathSettings, rates: Floats | None = None) -> Smoothed:
    """Return the posterior of every series' level and breaks, month by month.

    Parameters
    ----------
    rates
        (months) chance of a break in each month instead of `settings.rate`.
    """
    n = len(observed.log_likelihood)
    parts = [
        _smooth(observed.take(slice(i, i + SERIES_AT_ONCE)), grid, settings, _rates(observed, settings, rates))
        for i in range(0, n, SERIES_AT_ONCE)
    ]
    return Smoothed(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("log_evidence", "level", "up", "down", "size")
        )
    )


def log_evidence(observed: Observed, grid: Grid, settings: PathSettings, rates: Floats | None = None) -> Floats:
    """Return (series) the log probability of the data, all breaks summed out."""
    kernels = _Kernels.of(grid, settings)
    chance, scaled = seen_through_flicker(observed, grid, settings)
    total = _forward(observed, chance, grid, settings, kernels, _rates(observed, settings, rates))[1]
    return np.asarray(scaled.sum(axis=1) + total)


def filtered_weights(observed: Observed, grid: Grid, settings: PathSettings) -> Singles:
    """Return (months, series, points) what the data up to each month say of its level; every row sums to 1."""
    chance = seen_through_flicker(observed, grid, settings)[0]
    kernels = _Kernels.of(grid, settings)
    return _forward(observed, chance, grid, settings, kernels, _rates(observed, settings, None))[0]


def _rates(observed: Observed, settings: PathSettings, rates: Floats | None) -> Floats:
    return np.full(observed.months, settings.rate) if rates is None else rates


def _forward(
    observed: Observed, chance: Singles, grid: Grid, settings: PathSettings, kernels: _Kernels, rates: Floats
) -> tuple[Singles, Floats]:
    """Return (months, series, points) filtered weights and (series) the log evidence."""
    n = len(chance)
    column = _columns(observed)
    filtered = np.empty((observed.months, n, grid.points), dtype=np.float32)
    total = np.zeros(n)
    weights: Singles = np.broadcast_to(starting_weights(grid, settings.start_mean, settings.start_sd), (n, grid.points))
    for t in range(observed.months):
        if t:
            rate = np.float32(rates[t])
            moved: Singles = product(weights, kernels.walk)
            if rate == 0:
                weights = moved
            else:
                weights = np.asarray((1 - rate) * moved + rate * product(weights, kernels.jump), dtype=np.float32)
        if column[t] >= 0:
            weights = weights * chance[:, column[t]]
            norm = np.maximum(weights.sum(axis=1), FLOOR)
            total += np.log(norm)
            weights = weights / norm[:, None]
        filtered[t] = weights
    return filtered, total


def _columns(observed: Observed) -> Ints:
    column = np.full(observed.months, -1, dtype=np.int64)
    column[observed.when] = np.arange(len(observed.when))
    return column


def _smooth(observed: Observed, grid: Grid, settings: PathSettings, rates: Floats) -> Smoothed:
    kernels = _Kernels.of(grid, settings)
    chance, scaled = seen_through_flicker(observed, grid, settings)
    filtered, total = _forward(observed, chance, grid, settings, kernels, rates)
    n = len(chance)
    column = _columns(observed)
    up, down, size = np.zeros((3, n, observed.months))
    size[:] = np.nan
    level = np.empty((n, observed.months, grid.points), dtype=np.float32)
    levels = grid.levels.astype(np.float32)
    later = np.ones((n, grid.points), dtype=np.float32)
    for t in range(observed.months - 1, -1, -1):
        here = filtered[t] * later
        level[:, t] = here / here.sum(axis=1, keepdims=True)
        if t == 0:
            break
        ahead = later if column[t] < 0 else later * chance[:, column[t]]
        ahead = ahead / ahead.max(axis=1, keepdims=True)
        before = filtered[t - 1]
        rate = np.float32(rates[t])
        # What the later data say of the month before, if it led here by a step, a jump up or a jump down.
        stepped = (1 - rate) * product(ahead, kernels.walk.T)
        if rate > 0:
            rising, falling = rate * product(ahead, kernels.up.T), rate * product(ahead, kernels.down.T)
            norm = ((stepped + rising + falling) * before).sum(axis=1)
            up[:, t] = (rising * before).sum(axis=1) / norm
            down[:, t] = (falling * before).sum(axis=1) / norm
            size[:, t] = _mean_size(before, ahead, kernels.jump, levels, rate / norm, up[:, t] + down[:, t])
            stepped = stepped + rising + falling
        later = stepped / stepped.max(axis=1, keepdims=True)
    return Smoothed(scaled.sum(axis=1) + total, level, up, down, size)


def _mean_size(
    before: Singles, ahead: Singles, jump: Singles, levels: Singles, scale: Singles, broke: Floats
) -> Floats:
    """Return (series) the mean of where a jump leads minus where it starts, NaN where a jump is all but excluded."""
    started = product(before, jump)
    moved = (started * ahead * levels).sum(axis=1) - (product(before * levels, jump) * ahead).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(broke > 1e-6, moved * scale / broke, np.nan))
