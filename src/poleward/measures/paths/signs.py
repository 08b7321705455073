"""What signed statements and yearly shares say of a path: their likelihoods on the grid."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from poleward.measures.paths.grid import Floats, Grid, Singles


def sign_terms(towards: Floats, error: float, grid: Grid) -> Singles:
    """Return (statements, points) log likelihoods of signs that a coder turns round with probability `error`.

    At level x a share Phi(x) of what is said or done speaks for closer. With the prior N(0, 1) of x every share is
    equally likely beforehand, as in `measures.balance`.

    Parameters
    ----------
    towards
        (statements) 1 where coded as closer, 0 where as more distant.
    error
        Chance that the coder turns a sign round, in [0, 0.5).
    """
    share = ndtr(grid.levels)
    seen = (1 - error) * share + error * (1 - share)
    up = towards[:, None] > 0.5
    return np.asarray(np.log(np.maximum(np.where(up, seen, 1 - seen), 1e-12)), dtype=np.float32)


def share_terms(shares: Floats, sds: Floats, grid: Grid) -> Singles:
    """Return (years, points) log likelihoods of published shares, each right to within a standard deviation."""
    z = (grid.levels[None, :] - shares[:, None]) / sds[:, None]
    return np.asarray(-0.5 * z**2, dtype=np.float32)
