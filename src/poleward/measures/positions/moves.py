"""Move whole periods at once: shift, stretch or turn all positions from a period on, with their roll calls.

Votes depend on beta'theta - t only, so that (theta, beta, t) -> (A theta + b, A'^-1 beta, t + beta'A^-1 b) leaves the
likelihood of a period alone; only the priors say where the scale of a period lies relative to the one before. Gibbs
steps that change positions and roll calls in turn creep along this ridge for thousands of sweeps, which is why the
pooled scale of such models converges last. These moves jump along it (Liu & Sabatti 2000, generalised Gibbs), at the
price of a pass over the positions instead of the votes. Roll calls that bridge the period are kept as they are and
enter the acceptance with the votes that they carry.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import key_of, log_absence, log_outcome, normal, uniform

MAX_BRIDGES = 8
"""A period entered by more bridging roll calls than this has its scale pinned by them: no move is tried."""
SHIFT, STRETCH, TURN = 0, 1, 2
"""The moves, in the order in which they are tried."""


@kernel
def _bridge_change(
    period: int,
    bridges: Index,
    item_ptr: Index,
    item_cell: Index,
    item_outcome: Index,
    cell_period: Index,
    item: Array,
    weight: Array,
    ridge: float,
    theta: Array,
    moved: Array,
) -> float:
    """Return the change in log likelihood of the votes, from `period` on, of roll calls that reach back before it."""
    dims = theta.shape[1]
    change = 0.0
    for k in range(bridges.shape[0]):
        j = bridges[k]
        for o in range(item_ptr[j], item_ptr[j + 1]):
            c = item_cell[o]
            if cell_period[c] < period:
                continue
            old = 0.0
            new = 0.0
            for d in range(dims):
                old += item[j, d] * theta[c, d]
                new += item[j, d] * moved[c, d]
            t1 = item[j, dims]
            t2 = item[j, dims + 1]
            w = weight[c]
            if item_outcome[o] == 3:
                change += log_absence(t1, t2, new, w[0], w[1], w[2])
                change -= log_absence(t1, t2, old, w[0], w[1], w[2])
            else:
                change += log_outcome(item_outcome[o], t1, t2, new) - 0.5 * ridge * new * new
                change -= log_outcome(item_outcome[o], t1, t2, old) - 0.5 * ridge * old * old
    return change


@kernel
def move_periods(
    periods: Index,
    cells: Index,
    period_ptr: Index,
    before: Index,
    items: Index,
    item_period_ptr: Index,
    first_period: Index,
    last_period: Index,
    bridging: Index,
    item_ptr: Index,
    item_cell: Index,
    item_outcome: Index,
    cell_period: Index,
    weight: Array,
    tie: Array,
    carry: Array,
    beta_precision: float,
    cut_precision: float,
    ridge: float,
    theta: Array,
    item: Array,
    anchor: Array,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Try one shift, one stretch and, in several dimensions, one turn from each of `periods` on.

    `cells` lists cells by period (period_ptr), `items` roll calls by first period (item_period_ptr); `before[c]` is
    the same state's earlier cell or -1; `bridging` lists roll calls seen in several periods. Changes theta, item and
    anchor in place.
    """
    dims = theta.shape[1]
    moved = theta.copy()
    # The ridge on utilities is the one part of a roll call's posterior that a shift changes: it needs sum(theta).
    voters = np.zeros(item.shape[0])
    total = np.zeros((item.shape[0], dims))
    for j in range(item.shape[0]):
        for o in range(item_ptr[j], item_ptr[j + 1]):
            if item_outcome[o] != 3:
                voters[j] += 1.0
                for d in range(dims):
                    total[j, d] += theta[item_cell[o], d]
    for q in range(periods.shape[0]):
        t = periods[q]
        bridges = np.empty(MAX_BRIDGES, dtype=np.int64)
        n_bridges = 0
        for k in range(bridging.shape[0]):
            j = bridging[k]
            if first_period[j] < t and last_period[j] >= t:
                if n_bridges < MAX_BRIDGES:
                    bridges[n_bridges] = j
                n_bridges += 1
        if n_bridges > MAX_BRIDGES:
            continue
        key = key_of(seed, t)
        n_cells = cells.shape[0] - period_ptr[t]
        n_items = items.shape[0] - item_period_ptr[t]
        for move in range(3 if dims > 1 else 2):
            d = int(uniform(key, 100 + move) * dims)
            e = (d + 1) % dims
            shift = 0.0
            scale = 1.0
            cosine = 1.0
            sine = 0.0
            gain = 0.0
            if move == SHIFT:
                pull = 0.0
                stiff = 0.0
                for k in range(period_ptr[t], cells.shape[0]):
                    c = cells[k]
                    b = before[c]
                    step = theta[c, d] - (carry[c] * theta[b, d] if b >= 0 else 0.0)
                    share = 1.0 - carry[c] if b >= 0 and cell_period[b] >= t else 1.0
                    stiff += tie[c] * share * share
                    pull -= tie[c] * share * step
                for k in range(item_period_ptr[t], items.shape[0]):
                    j = items[k]
                    beta = item[j, d]
                    stiff += 2.0 * cut_precision * beta * beta
                    pull -= cut_precision * beta * (item[j, dims] + item[j, dims + 1])
                    stiff += ridge * voters[j] * beta * beta
                    for f in range(dims):
                        pull -= ridge * beta * item[j, f] * total[j, f]
                if stiff <= 0.0:
                    continue
                shift = pull / stiff + normal(key, move) / math.sqrt(stiff)
            else:
                size = 0.0
                beta_size = 0.0
                for k in range(item_period_ptr[t], items.shape[0]):
                    beta_size += item[items[k], d] ** 2
                for k in range(period_ptr[t], cells.shape[0]):
                    c = cells[k]
                    b = before[c]
                    if b < 0 or cell_period[b] < t:
                        size += tie[c] * (theta[c, d] ** 2 + (theta[c, e] ** 2 if move == TURN else 0.0))
                    elif move == STRETCH:
                        size += tie[c] * (theta[c, d] - carry[c] * theta[b, d]) ** 2
                width = size + (2.0 * beta_precision * beta_size if move == STRETCH else 0.0)
                jump = 1.7 * normal(key, move) / math.sqrt(max(width, 1.0))
                if move == STRETCH:
                    scale = math.exp(jump)
                    gain = (n_cells - n_items) * jump
                    gain -= 0.5 * beta_precision * beta_size * (1.0 / (scale * scale) - 1.0)
                else:
                    cosine = math.cos(jump)
                    sine = math.sin(jump)
            for k in range(period_ptr[t], cells.shape[0]):
                c = cells[k]
                if move == TURN:
                    moved[c, d] = cosine * theta[c, d] - sine * theta[c, e]
                    moved[c, e] = sine * theta[c, d] + cosine * theta[c, e]
                else:
                    moved[c, d] = scale * theta[c, d] + shift
            if move != SHIFT:
                for k in range(period_ptr[t], cells.shape[0]):
                    c = cells[k]
                    b = before[c]
                    for f in range(dims):
                        came = carry[c] * theta[b, f] if b >= 0 else 0.0
                        arrives = came if b < 0 or cell_period[b] < t else carry[c] * moved[b, f]
                        gain -= 0.5 * tie[c] * ((moved[c, f] - arrives) ** 2 - (theta[c, f] - came) ** 2)
            if n_bridges > 0:
                gain += _bridge_change(
                    t,
                    bridges[:n_bridges],
                    item_ptr,
                    item_cell,
                    item_outcome,
                    cell_period,
                    item,
                    weight,
                    ridge,
                    theta,
                    moved,
                )
            if math.log(uniform(key, 200 + move)) < gain:
                accepted[move] += 1
                for k in range(period_ptr[t], cells.shape[0]):
                    for f in range(dims):
                        theta[cells[k], f] = moved[cells[k], f]
                for k in range(item_period_ptr[t], items.shape[0]):
                    j = items[k]
                    if move == TURN:
                        old = total[j, d]
                        total[j, d] = cosine * old - sine * total[j, e]
                        total[j, e] = sine * old + cosine * total[j, e]
                    else:
                        total[j, d] = scale * total[j, d] + shift * voters[j]
                    for table in (item, anchor):
                        row = table[items[k]]
                        if move == TURN:
                            old = row[d]
                            row[d] = cosine * old - sine * row[e]
                            row[e] = sine * old + cosine * row[e]
                        else:
                            row[d] /= scale
                            row[dims] += row[d] * shift
                            row[dims + 1] += row[d] * shift
            else:
                for k in range(period_ptr[t], cells.shape[0]):
                    for f in range(dims):
                        moved[cells[k], f] = theta[cells[k], f]
