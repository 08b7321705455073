"""The chances of a roll call's outcomes given a utility, as arrays; `numerics` has the same inside kernels."""

from __future__ import annotations

import numpy as np
from scipy.special import log_ndtr

from poleward.measures.positions.layout import Floats


def log_chances(outcome: np.ndarray, t1: Floats, t2: Floats, u: Floats, share: Floats | None = None) -> Floats:
    """Return the log probability of each outcome (0 no, 1 abstain, 2 yes, 3 not voting, with `share` (votes, 3))."""
    no, yes = log_ndtr(t1 - u), log_ndtr(u - t2)
    sign = np.where(t1 + t2 > 2 * u, -1.0, 1.0)
    near, far = np.where(sign > 0, t2 - u, u - t1), np.where(sign > 0, t1 - u, u - t2)
    with np.errstate(divide="ignore"):
        middle = log_ndtr(near) + np.log1p(-np.exp(log_ndtr(far) - log_ndtr(near)))
        away = np.zeros_like(u)
        if share is not None:
            would = np.stack([np.exp(no), np.exp(middle), np.exp(yes)], axis=-1)
            away = np.log((share * would).sum(axis=-1))
    return np.asarray(np.select([outcome == 0, outcome == 1, outcome == 2], [no, middle, yes], away))
