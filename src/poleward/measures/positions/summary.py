"""Means, deviations and quantiles of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from poleward.measures.products import product

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Summary:
    """Posterior mean, standard deviation, and 5, 50 and 95 % quantiles, each of the quantity's shape."""

    mean: Floats
    sd: Floats
    q05: Floats
    q50: Floats
    q95: Floats


def quantiles(samples: npt.NDArray[np.float32], probabilities: tuple[float, ...]) -> Floats:
    """Return (probabilities, ...) quantiles over the first axis by Harrell & Davis (1982).

    Each is a beta-weighted mean of all order statistics, less noisy in the tails than one or two of them.
    """
    n = len(samples)
    ordered = np.sort(samples, axis=0).astype(np.float64)
    grid = np.arange(n + 1) / n
    weights = np.array([np.diff(betainc((n + 1) * p, (n + 1) * (1 - p), grid)) for p in probabilities])
    return product(weights, ordered.reshape(n, -1)).reshape(len(weights), *ordered.shape[1:])


def summarise(samples: npt.NDArray[np.float32], mean: Floats | None = None) -> Summary:
    """Summarise draws over the first axis.

    `mean`, where given, is a less noisy estimate of the posterior mean; the quantiles are moved along with it.
    """
    drawn = np.asarray(samples.mean(axis=0, dtype=np.float64))
    q05, q50, q95 = quantiles(samples, (0.05, 0.5, 0.95))
    spread = np.asarray(samples.std(axis=0, dtype=np.float64, ddof=1 if len(samples) > 1 else 0))
    if mean is None:
        return Summary(drawn, spread, q05, q50, q95)
    shift = mean - drawn
    return Summary(mean, spread, q05 + shift, q50 + shift, q95 + shift)
