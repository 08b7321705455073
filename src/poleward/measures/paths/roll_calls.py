"""What roll calls say of a position: the ordinal probit likelihood on a grid, summed by series and month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.filtering import Ints
from poleward.measures.paths.grid import Floats, Grid, Singles
from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.chances import log_chances

Small = npt.NDArray[np.int8]
OUTCOMES = 3


def outcome_table(items: Floats, grid: Grid) -> Singles:
    """Return (roll calls, 3, points) log probabilities of no, abstain and yes at every level of the grid.

    Parameters
    ----------
    items
        (roll calls, 3) discrimination beta and thresholds t1 < t2 in one dimension, as `Positions` gives them.
    """
    u = items[:, :1] * grid.levels[None, :]
    t1, t2 = np.broadcast_to(items[:, 1:2], u.shape), np.broadcast_to(items[:, 2:3], u.shape)
    out = np.stack([log_chances(np.full(u.shape, k), t1, t2, u) for k in range(OUTCOMES)], axis=1)
    return np.maximum(out, -60.0).astype(np.float32)


@kernel
def _add(series: Index, column: Index, item: Index, outcome: Index, weight: Array, table: Array, out: Array) -> None:
    for v in range(series.shape[0]):
        row = table[item[v], outcome[v]]
        into = out[series[v], column[v]]
        for g in range(row.shape[0]):
            into[g] += weight[v] * row[g]


def add_votes(
    series: Ints, column: Ints, item: Ints, outcome: Small, table: Singles, shape: tuple[int, int],
    weight: Singles | None = None,
) -> Singles:  # fmt: skip
    """Return (series, columns, points): the votes' log likelihoods summed by series and month column.

    Parameters
    ----------
    series, column, item, outcome
        (votes) where each belongs, its roll call (a row of `table`) and outcome (0 no, 1 abstain, 2 yes).
    table
        See `outcome_table`.
    shape
        (series, columns).
    weight
        (votes) what each vote counts, 1 unless given: members of a pole share one vote.
    """
    out = np.zeros((*shape, table.shape[2]), dtype=np.float32)
    weights = np.ones(len(series), dtype=np.float32) if weight is None else weight
    _add(series, column, item, outcome.astype(np.int64), weights, table, out)
    return out
