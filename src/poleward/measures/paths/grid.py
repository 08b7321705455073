"""The grid on which a latent path lives, and the kernels that move it from month to month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

TAIL_DEGREES = 4.0
"""Jumps have the tails of a Student t with this many degrees of freedom."""


@dataclass(frozen=True)
class Grid:
    """Evenly spaced levels from `low` to `high`, both ends included."""

    low: float
    high: float
    points: int

    def __post_init__(self) -> None:
        if not (self.points >= 3 and self.high > self.low):
            raise ValueError(f"a grid from {self.low} to {self.high} with {self.points} points holds no path")

    @property
    def step(self) -> float:
        """Distance between neighbouring levels."""
        return (self.high - self.low) / (self.points - 1)

    @cached_property
    def levels(self) -> Floats:
        """(points) the levels, rising."""
        return np.linspace(self.low, self.high, self.points)


def walk_kernel(grid: Grid, sd: float) -> Singles:
    """Return (points, points) chances of a month's small step: up, down or none, with standard deviation `sd`.

    The step's variance is exact although `sd` is usually smaller than the grid's step, because only its chance is
    small. Steps beyond the edge stay where they are.
    """
    chance = min(0.5, 0.5 * (sd / grid.step) ** 2)
    kernel = np.diag(np.full(grid.points, 1 - 2 * chance))
    kernel += np.diag(np.full(grid.points - 1, chance), 1) + np.diag(np.full(grid.points - 1, chance), -1)
    kernel[0, 0] += chance
    kernel[-1, -1] += chance
    return kernel.astype(np.float32)


def jump_density(size: Floats, scale: float) -> Floats:
    """Return the density, up to a constant, of a jump of `size`: none at 0, most likely near +-1.2 scale, long tails.

    A "moment" prior (Johnson & Rossell 2010, J. R. Statist. Soc. B 72) with Student-t tails. Because it is 0 at 0, a
    break means a real move, and evidence for "no break" accumulates about as fast as evidence for one.
    """
    z = (size / scale) ** 2
    return np.asarray(z * (1 + z / TAIL_DEGREES) ** (-(TAIL_DEGREES + 3) / 2))


def jump_kernels(grid: Grid, scale: float) -> tuple[Singles, Singles]:
    """Return (points, points) chances of a jump from row to column, those upward and those downward.

    The two sum to 1 in every row: where there is little room on one side, jumps go to the other.
    """
    density = jump_density(grid.levels[None, :] - grid.levels[:, None], scale)
    density /= density.sum(axis=1, keepdims=True)
    return np.triu(density, 1).astype(np.float32), np.tril(density, -1).astype(np.float32)


def spread_kernel(grid: Grid, sd: float) -> Singles:
    """Return (points, points) chances that a passing deviation N(0, sd^2) carries the level of a row to a column."""
    if sd <= 0:
        return np.eye(grid.points, dtype=np.float32)
    edges = np.concatenate([[-np.inf], 0.5 * (grid.levels[1:] + grid.levels[:-1]), [np.inf]])
    below = ndtr((edges[None, :] - grid.levels[:, None]) / sd)
    return np.asarray(np.diff(below, axis=1), dtype=np.float32)


def starting_weights(grid: Grid, mean: float, sd: float) -> Singles:
    """Return (points) prior weights of the first level, N(mean, sd^2) on the grid."""
    weights = np.exp(-0.5 * ((grid.levels - mean) / sd) ** 2)
    return np.asarray(weights / weights.sum(), dtype=np.float32)
