"""Paths and votes simulated from the model, with known breaks, for calibration and tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.filtering import STRAY_SD, Ints, Observed, PathSettings
from poleward.measures.paths.grid import Floats, Grid, jump_density
from poleward.measures.paths.vote_likelihood import add_votes, outcome_table

SITTING = (8, 9, 10, 11)
"""Months of the year, from 0, in which there are roll calls: the Assembly votes in autumn."""


@dataclass(frozen=True, slots=True)
class SimulatedVotes:
    """Simulated votes and the truth behind them.

    Attributes
    ----------
    level, jump
        (series, months) true levels; size of the jump from the month before, 0 where there was none.
    gradual
        (series) whether the level drifted over the span.
    series, call, outcome
        (votes) who, on which roll call, and 0 no, 1 abstain, 2 yes.
    call_month
        (roll calls) month index of each.
    items
        (roll calls, 3) discrimination and thresholds.
    """

    level: Floats
    jump: Floats
    gradual: npt.NDArray[np.bool_]
    series: Ints
    call: Ints
    outcome: npt.NDArray[np.int8]
    call_month: Ints
    items: Floats

    def observed(self, grid: Grid) -> Observed:
        """Return the votes as likelihoods, with the roll calls' parameters known."""
        when, column = np.unique(self.call_month, return_inverse=True)
        total = add_votes(
            self.series, column[self.call].astype(np.int64), self.call, self.outcome, outcome_table(self.items, grid),
            (len(self.level), len(when)),
        )  # fmt: skip
        return Observed(self.level.shape[1], when.astype(np.int64), total)


def simulate_votes(
    series: int, months: int, calls: int, grid: Grid, settings: PathSettings, *, span: tuple[int, int], seed: int = 1
) -> SimulatedVotes:
    """Simulate from the model and from the prior of `hypotheses.weigh` over a span.

    Parameters
    ----------
    calls
        Roll calls in each month of `SITTING`.
    span
        First and last month, both included, over which some paths drift instead of breaking.
    """
    rng = np.random.default_rng(seed)
    level, jump, gradual = _paths(rng, series, months, grid, settings, span)
    when = np.repeat([m for m in range(months) if m % 12 in SITTING], calls)
    items = np.empty((len(when), 3))
    items[:, 0] = rng.normal(0.0, 1.5, len(when))
    middle, half = rng.normal(-0.7, 1.2, len(when)), rng.gamma(2.0, 0.3, len(when))
    items[:, 1], items[:, 2] = middle - half, middle + half
    stray = rng.random((series, months)) < settings.stray
    seen = level + rng.standard_normal((series, months)) * np.where(stray, STRAY_SD, settings.flicker)
    utility = items[:, 0] * seen[:, when] + rng.standard_normal((series, len(when)))
    outcome = (utility > items[:, 1]).astype(np.int8) + (utility > items[:, 2])
    who, call = (part.ravel() for part in np.indices(outcome.shape))
    return SimulatedVotes(
        level=level,
        jump=jump,
        gradual=gradual,
        series=who,
        call=call,
        outcome=outcome.astype(np.int8).ravel(),
        call_month=when.astype(np.int64),
        items=items,
    )


def _paths(
    rng: np.random.Generator, series: int, months: int, grid: Grid, settings: PathSettings, span: tuple[int, int]
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    first, last = span
    drift = np.zeros((series, months))
    gradual = rng.random(series) < 0.5 * -np.expm1((last - first + 1) * np.log1p(-settings.rate))
    level, jump = np.empty((series, months)), np.zeros((series, months))
    level[:, 0] = np.clip(rng.normal(settings.start_mean, settings.start_sd, series), grid.low, grid.high)
    for i in np.flatnonzero(gradual):
        drift[i, first : last + 1] = _jump_from(rng, float(level[i, 0]), grid, settings) / (last - first + 1)
    breaks = rng.random((series, months)) < settings.rate
    breaks[:, 0] = False
    breaks[gradual, first : last + 1] = False
    for t in range(1, months):
        for i in np.flatnonzero(breaks[:, t]):
            jump[i, t] = _jump_from(rng, float(level[i, t - 1]), grid, settings)
        step = np.where(breaks[:, t], jump[:, t], rng.normal(0.0, settings.walk, series)) + drift[:, t]
        level[:, t] = np.clip(level[:, t - 1] + step, grid.low, grid.high)
    return level, jump, gradual


def _jump_from(rng: np.random.Generator, start: float, grid: Grid, settings: PathSettings) -> float:
    """Return the size of a jump that stays on the grid."""
    sizes = np.linspace(grid.low - start, grid.high - start, 2001)
    chance = jump_density(sizes, settings.jump)
    return float(rng.choice(sizes, p=chance / chance.sum()))
