"""What roll calls say of a position: the ordinal probit likelihood on a grid, summed by series and month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from poleward.measures.paths.filtering import Ints
from poleward.measures.paths.grid import Floats, Grid, Singles
from poleward.measures.positions.chances import log_chances
from poleward.outcomes import ABSTAIN, NO, YES

Small = npt.NDArray[np.int8]
BLOCK = 20_000
"""Votes summed at a time: about 13 MB of terms on a grid of 161 points."""


def outcome_table(items: Floats, grid: Grid) -> Singles:
    """Return (roll calls, 3, points) log probabilities of no, abstain and yes at every level of the grid.

    Parameters
    ----------
    items
        (roll calls, 3) discrimination beta and thresholds t1 < t2 in one dimension, as `Positions` gives them.
    """
    u = items[:, :1] * grid.levels[None, :]
    t1, t2 = np.broadcast_to(items[:, 1:2], u.shape), np.broadcast_to(items[:, 2:3], u.shape)
    out = np.stack([log_chances(np.full(u.shape, k), t1, t2, u) for k in (NO, ABSTAIN, YES)], axis=1)
    return np.maximum(out, -60.0).astype(np.float32)


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
    out = np.zeros((shape[0] * shape[1], table.shape[2]), dtype=np.float32)
    place = np.asarray(series, dtype=np.int64) * shape[1] + column
    order = np.argsort(place, kind="stable")
    for block in np.array_split(order, len(order) // BLOCK + 1):
        terms = table[item[block], outcome[block]]
        if weight is not None:
            terms *= weight[block, None]
        first = np.flatnonzero(np.diff(place[block], prepend=-1))
        if len(first):  # a place whose votes lie in two blocks gets both sums
            out[place[block][first]] += np.add.reduceat(terms, first, axis=0)
    return out.reshape(*shape, table.shape[2])
