"""Starting positions: who sides with the first pole of a pair rather than the second, and what that leaves over.

The posterior of ideal points has more than one peak: in the 1970s an axis of rich against poor competes with East
against West. Starting on the axis of the named pair (by default the USA and Russia) settles which one is reported.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from poleward.measures.positions.layout import Floats, Ints, Layout, period_means
from poleward.outcomes import NOT_VOTING


def by_cell(layout: Layout) -> tuple[Ints, Ints, Floats]:
    """Return cell, roll call and outcome (0, 1, 2) of every vote cast."""
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    cast = layout.cell_outcome != NOT_VOTING
    return cell[cast], layout.cell_item[cast].astype(np.int64), layout.cell_outcome[cast].astype(np.float64)


def contrast_start(layout: Layout, above: int, below: int) -> Floats | None:
    """Return (cells) positions by siding with state `above` rather than `below`; None where the two never differ.

    The position is the regression of a state's votes, in the period, on those of the pair, over roll calls that
    divide it, shrunk by half a roll call and centred by period.
    """
    cell, item, outcome = by_cell(layout)
    mean = np.zeros((2, layout.items))
    seen = np.zeros((2, layout.items))
    for row, state in enumerate((above, below)):
        own = layout.cell_state[cell] == state
        np.add.at(mean[row], item[own], outcome[own])
        np.add.at(seen[row], item[own], 1)
    both = (seen > 0).all(axis=0)
    mean /= np.maximum(seen, 1)
    difference = np.where(both, mean[0] - mean[1], 0.0)
    if not difference.any():
        return None
    middle = mean.mean(axis=0)
    load = difference[item]
    top = np.bincount(cell, load * (outcome - middle[item]), minlength=layout.cells)
    bottom = np.bincount(cell, load * load / 2, minlength=layout.cells) + 0.5
    position = top / bottom
    position -= period_means(layout, position)[layout.cell_period]
    informed = np.zeros(layout.periods, dtype=np.bool_)
    informed[layout.cell_period[cell[load != 0]]] = True
    return _aligned(layout, _filled(layout, position, informed[layout.cell_period]))


def _aligned(layout: Layout, position: Floats) -> Floats:
    """Return `position` with the sign of each period that makes it agree with the states' positions before.

    Where the two states of the pair cross, their contrast turns round although nobody else has moved.
    """
    out = position.copy()
    latest = np.zeros(layout.states)
    known = np.zeros(layout.states, dtype=np.bool_)
    for t in range(layout.periods):
        cells = np.flatnonzero(layout.cell_period == t)
        state = layout.cell_state[cells]
        both = known[state]
        if both.sum() > 1:
            here, before = out[cells[both]], latest[state[both]]
            if ((here - here.mean()) * (before - before.mean())).sum() < 0:
                out[cells] *= -1
        latest[state], known[state] = out[cells], True
    return out


def _filled(layout: Layout, position: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """Return `position` with the cells that are not known interpolated from the state's own, or 0 without any."""
    out = np.where(known, position, 0.0)
    for start, end in itertools.pairwise(layout.state_ptr):
        own = np.arange(start, end)
        seen = own[known[start:end]]
        if len(seen):
            out[start:end] = np.interp(own, seen, position[seen])
    return np.asarray(out)


def spectral_start(layout: Layout, residual: Floats, n: int) -> Floats:
    """Return (cells, n) positions, constant over time, along the main axes of agreement in the residuals.

    `residual` has one value per vote of `by_cell`. The cross-products of states are averaged over the roll calls
    that both voted on; the signs of the axes are fixed so that the first state with a sizeable loading is positive.
    """
    cell, item, _ = by_cell(layout)
    shape = (layout.states, layout.items)
    matrix = sp.csr_matrix((residual, (layout.cell_state[cell], item)), shape=shape)
    seen = sp.csr_matrix((np.ones_like(residual), (layout.cell_state[cell], item)), shape=shape)
    cross = (matrix @ matrix.T).toarray() / np.maximum((seen @ seen.T).toarray(), 1.0)
    scale = np.sqrt(np.maximum(np.diag(cross), 1e-9))
    _, vectors = np.linalg.eigh(cross / np.outer(scale, scale))
    axes = vectors[:, ::-1][:, :n] * scale[:, None]
    if axes.shape[1] < n:
        axes = np.pad(axes, ((0, 0), (0, n - axes.shape[1])))
    for d in range(n):
        large = np.flatnonzero(np.abs(axes[:, d]) > 0.5 * np.abs(axes[:, d]).max(initial=1e-12))
        if len(large) and axes[large[0], d] < 0:
            axes[:, d] *= -1
    return np.asarray(axes[layout.cell_state])


def centred_outcomes(layout: Layout) -> Floats:
    """Return every vote's distance from the mean vote on its roll call."""
    _, item, outcome = by_cell(layout)
    mean = layout.item_tally @ np.array([0.0, 1.0, 2.0]) / layout.item_tally.sum(axis=1)
    return np.asarray(outcome - mean[item])


def standardised(layout: Layout, theta: Floats) -> tuple[Floats, Floats]:
    """Return the mean (dims) of theta over cells with votes and its standard deviation (dims), never zero."""
    voted = layout.tally.sum(axis=1) > 0
    spread = theta[voted].std(axis=0)
    return theta[voted].mean(axis=0), np.where(spread > 1e-9, spread, 1.0)
