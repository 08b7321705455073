"""The change that channels have in common: a hierarchy of channels, each with its own measured error.

Channel c tells y_c = mu + d_c + e_c: the common change, the channel's own deviation d_c ~ N(0, tau^2 / w_c), and its
error e_c ~ N(0, s_c^2 / w_c), with w_c the weight given to it (1 on average: only ratios matter). mu has a flat prior,
tau a half-normal one of scale `DEVIATION`, integrated over a grid. So a channel counts by its precision, channels that
disagree widen the interval, and one that knows nothing changes nothing (Gelman 2006, Bayesian Analysis 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from poleward.measures.positions.layout import Floats

DEVIATION = 0.1
"""Usual deviation of a channel on the scale from -1 to 1: twice what counts as no change."""
GRID = np.linspace(0.0, 4.0, 41) * DEVIATION
"""Deviations between channels that are weighed, to four times the usual one."""
LEAST_ERROR = 1e-4
"""A change that is known exactly has this error, so that its precision is finite."""


@dataclass(frozen=True, slots=True)
class CommonChange:
    """The posterior of the common change: a mixture of normals over the grid of tau.

    Attributes
    ----------
    chance
        (grid) of each tau.
    means, spreads
        (grid) of the common change, given tau.
    shares
        (channels) each channel's part of the mean: value = sum of shares times changes.
    """

    chance: Floats
    means: Floats
    spreads: Floats
    shares: Floats

    @property
    def value(self) -> float:
        """The mean."""
        return float(self.chance @ self.means)

    def above(self, bound: float) -> float:
        """Return the chance that the common change exceeds a bound."""
        return float(self.chance @ ndtr((self.means - bound) / self.spreads))

    def quantile(self, p: float) -> float:
        """Return the value below which it lies with chance p."""
        low = float((self.means - 9 * self.spreads).min())
        high = float((self.means + 9 * self.spreads).max())
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if 1.0 - self.above(middle) < p else (low, middle)
        return 0.5 * (low + high)


def common_change(changes: Sequence[float], errors: Sequence[float], weights: Sequence[float]) -> CommonChange:
    """Return the common change of channels.

    Parameters
    ----------
    changes, errors
        (channels) changes from -1 to 1, and their standard deviations.
    weights
        (channels) positive.

    Examples
    --------
    >>> one = common_change([-0.2, -0.1], [0.02, 0.02], [1, 1])
    >>> round(one.value, 3), one.quantile(0.05) < -0.15 < one.quantile(0.95)
    (-0.15, True)
    """
    y, w = np.asarray(changes, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    s = np.maximum(np.asarray(errors, dtype=np.float64), LEAST_ERROR)
    precision = (w / w.mean()) / (s**2 + GRID[:, None] ** 2)
    total = precision.sum(axis=1)
    means = precision @ y / total
    log = 0.5 * (np.log(precision).sum(axis=1) - np.log(total))
    log -= 0.5 * (precision * (y - means[:, None]) ** 2).sum(axis=1) + 0.5 * (GRID / DEVIATION) ** 2
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    return CommonChange(chance, means, total**-0.5, chance @ (precision / total[:, None]))
