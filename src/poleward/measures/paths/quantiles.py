"""From posterior weights on the grid to numbers: quantiles of a level, and the distance between two levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poleward.measures.paths.grid import Floats, Grid, Singles


def quantiles(weights: Floats | Singles, levels: Floats, which: Sequence[float]) -> Floats:
    """Return (len(which), months) quantiles of weights (months, points), read between the levels.

    The weight of a level is spread evenly over its cell.
    """
    total = np.cumsum(weights, axis=1, dtype=np.float64)
    total = np.concatenate([np.zeros((len(total), 1)), total / total[:, -1:]], axis=1)
    step = levels[1] - levels[0]
    edges = np.concatenate([[levels[0] - step / 2], levels + step / 2])
    return np.array([[np.interp(q, row, edges) for row in total] for q in which])


def distance_weights(own: Singles, pole: Singles, grid: Grid) -> tuple[Floats, Floats]:
    """Return (months, points) weights of |own - pole|, the two independent given the data, and (points) their levels.

    Parameters
    ----------
    own, pole
        (months, points) posterior weights.
    """
    size = 2 * grid.points
    # The correlation of the two weights, month by month, gives the weights of the difference.
    product = np.fft.rfft(own, size, axis=1) * np.conj(np.fft.rfft(pole, size, axis=1))
    difference = np.maximum(np.fft.irfft(product, size, axis=1), 0.0)
    apart = difference[:, : grid.points].copy()
    apart[:, 1:] += difference[:, size - grid.points + 1 :][:, ::-1]
    return np.asarray(apart / apart.sum(axis=1, keepdims=True), dtype=np.float64), np.asarray(
        grid.step * np.arange(grid.points), dtype=np.float64
    )
