"""From posterior weights on the grid to numbers: quantiles of a level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poleward.measures.paths.grid import Floats, Singles


def quantiles(weights: Floats | Singles, levels: Floats, which: Sequence[float]) -> Floats:
    """Return (len(which), months) quantiles of weights (months, points), read between the levels.

    The weight of a level is spread evenly over its cell.
    """
    total = np.cumsum(weights, axis=1, dtype=np.float64)
    total = np.concatenate([np.zeros((len(total), 1)), total / total[:, -1:]], axis=1)
    step = levels[1] - levels[0]
    edges = np.concatenate([[levels[0] - step / 2], levels + step / 2])
    return np.array([[np.interp(q, row, edges) for row in total] for q in which])
