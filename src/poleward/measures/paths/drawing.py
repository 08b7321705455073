"""Whole paths drawn from the posterior of one series, for what no single month tells: how spans differ.

Backwards from the last month (Carter & Kohn 1994, Biometrika 81): each level is drawn given the data up to its month
and the level drawn for the month after, and whether a jump led from the one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.filtering import Observed, PathSettings, filtered_weights
from poleward.measures.paths.grid import Floats, Grid, jump_kernels, walk_kernel

SEED = 20220224
"""Any number does: the same one gives the same bytes."""


@dataclass(frozen=True, slots=True)
class DrawnPaths:
    """Paths of one series.

    Attributes
    ----------
    level
        (draws, months).
    jumped
        (draws, months) whether a jump led to this month from the month before.
    """

    level: Floats
    jumped: npt.NDArray[np.bool_]


def draw_paths(observed: Observed, grid: Grid, settings: PathSettings, draws: int) -> DrawnPaths:
    """Return paths drawn from the posterior of a single series, all breaks and steps as the model has them."""
    known = filtered_weights(observed, grid, settings)[:, 0].astype(np.float64)
    rng = np.random.default_rng(SEED)
    walked = (1.0 - settings.rate) * walk_kernel(grid, settings.walk).astype(np.float64)
    up, down = jump_kernels(grid, settings.jump)
    leapt = settings.rate * (up + down).astype(np.float64)
    led = walked + leapt
    place = np.empty((observed.months, draws), dtype=np.int64)
    jumped = np.zeros((observed.months, draws), dtype=np.bool_)
    place[-1] = _drawn(known[-1][:, None], np.zeros(draws, dtype=np.int64), rng)
    for t in range(observed.months - 1, 0, -1):
        ends, which = np.unique(place[t], return_inverse=True)
        place[t - 1] = _drawn(known[t - 1][:, None] * led[:, ends], which, rng)
        step = (place[t - 1], place[t])
        jumped[t] = rng.random(draws) * led[step] < leapt[step]
    return DrawnPaths(grid.levels[place].T, jumped.T)


def _drawn(weights: Floats, which: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return (draws) rows drawn by the weights (rows, columns) of each draw's column."""
    total = np.cumsum(weights, axis=0)
    aim = rng.random(len(which)) * total[-1, which]
    return np.asarray((total[:-1, which] <= aim).sum(axis=0), dtype=np.int64)
