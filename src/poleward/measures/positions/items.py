"""Update the parameters of every roll call given the positions.

One roll call's (beta, t1, t2) is drawn by an independence Metropolis step: the proposal is a Student-t around the
mode given the positions, with the curvature there as its precision. The mode is found by Newton steps in
(beta, t1, log(t2 - t1)), where the posterior is close to normal. A roll call on which nobody voted no (or yes) does
not say where its outer threshold lies: that threshold is drawn by itself from what its prior and the abstentions allow.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.item_terms import add_squares, curvature, value_at
from poleward.measures.positions.numerics import (
    cholesky,
    key_of,
    normal,
    solve_lower,
    solve_upper,
    squared_length,
    uniform,
)

DEGREES = 6.0
"""Degrees of freedom of the proposal: heavy enough that a skewed roll call is never left behind."""
ALL, NO_MIDDLE, NO_LOW, NO_HIGH = 3, 0, 1, 2
"""Kinds of roll call: all outcomes seen; no abstention; nobody voted no; nobody voted yes."""


@kernel
def _to_free(row: Array, dims: int, kind: int, x: Array) -> float:
    """Fill x = (beta, identified threshold[, log gap]) from beta, t1, t2; return the loose threshold."""
    for d in range(dims):
        x[d] = row[d]
    if kind == 3 or kind == 0:
        x[dims] = row[dims]
        x[dims + 1] = math.log(max(row[dims + 1] - row[dims], 1e-9))
        return 0.0
    if kind == 1:
        x[dims] = row[dims + 1]
        return float(row[dims])
    x[dims] = row[dims]
    return float(row[dims + 1])


@kernel
def _from_free(x: Array, dims: int, kind: int, loose: float, row: Array) -> None:
    """Fill row = (beta, t1, t2); the inverse of `_to_free`."""
    for d in range(dims):
        row[d] = x[d]
    if kind == 3 or kind == 0:
        row[dims] = x[dims]
        row[dims + 1] = x[dims] + math.exp(min(x[dims + 1], 5.0))
    else:
        row[dims] = loose if kind == 1 else x[dims]
        row[dims + 1] = x[dims] if kind == 1 else loose


@kernel
def _climb(
    segment: Index,
    cell: Index,
    theta: Array,
    offset: Array,
    weight: Array,
    x: Array,
    loose: float,
    kind: int,
    prior: Array,
    cut_precision: float,
    bound: float,
    steps: int,
    work: Array,
    step: Array,
    factor: Array,
) -> None:
    """Move x towards the mode by at most `steps` Newton steps; leave the last precision's Cholesky factor."""
    dims = theta.shape[1]
    whole = kind == 3 or kind == 0
    n = dims + 2 if whole else dims + 1
    for _ in range(steps):
        curvature(segment, cell, theta, offset, weight, x, loose, kind, prior, cut_precision, work, step, factor)
        cholesky(factor, n)
        solve_lower(factor, step, n)
        length = 0.0
        for i in range(n):
            length += step[i] * step[i]
        solve_upper(factor, step, n)
        largest = 1.0
        for i in range(n):
            largest = max(largest, abs(step[i]))
        for i in range(n):
            x[i] += step[i] / largest
        x[dims] = min(max(x[dims], -bound), bound - 0.05)
        if whole:
            x[dims + 1] = min(max(x[dims + 1], -5.0), math.log(bound - x[dims]))
        elif kind == 1:
            x[dims] = max(x[dims], loose + 0.02)
        else:
            x[dims] = min(x[dims], loose - 0.02)
        if length < 0.5:
            break


@kernel
def _draw_loose(
    segment: Index,
    cell: Index,
    theta: Array,
    offset: Array,
    weight: Array,
    row: Array,
    kind: int,
    prior: Array,
    cut_precision: float,
    bound: float,
    key: np.uint64,
    work: Array,
) -> None:
    """Move the threshold beyond which no vote was seen: one step anywhere in its range, two steps nearby."""
    dims = theta.shape[1]
    place = dims if kind == 1 else dims + 1
    low = -bound if kind == 1 else row[dims]
    high = row[dims + 1] if kind == 1 else bound
    now = value_at(
        segment, cell, theta, offset, weight, row, row[dims], row[dims + 1], prior, cut_precision, True, work
    )
    for attempt in range(3):
        spot = row[place] + normal(key, 30 + attempt)
        if attempt == 0:
            spot = low + (high - low) * uniform(key, 50)
        if spot <= low or spot >= high:
            continue
        t1 = spot if kind == 1 else row[dims]
        t2 = row[dims + 1] if kind == 1 else spot
        then = value_at(segment, cell, theta, offset, weight, row, t1, t2, prior, cut_precision, True, work)
        if math.log(uniform(key, 51 + attempt)) < then - now:
            row[place] = spot
            now = then


@kernel
def update_items(
    first_item: int,
    last_item: int,
    item_segment: Index,
    item_cell: Index,
    kind: Index,
    theta: Array,
    offset: Array,
    weight: Array,
    item: Array,
    anchor: Array,
    beta_precision: float,
    cut_precision: float,
    ridge: float,
    bound: float,
    draw: bool,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Draw (or, without `draw`, move one Newton step) the parameters of roll calls first_item..last_item - 1.

    Shapes: theta (cells, dims); weight (cells, 3) probabilities of not voting by would-be outcome; item and anchor
    (roll calls, dims + 2) hold beta, t1, t2; item_segment (roll calls, 5) where each outcome's votes start in
    item_cell; offset (votes of item_cell) what a vote's utility has beside beta'theta. Thresholds stay within +-bound.
    `anchor` is where Newton starts. `ridge` is the prior precision of each vote's beta'theta.
    """
    dims = theta.shape[1]
    prior = np.empty((dims, dims))
    factor = np.empty((dims + 2, dims + 2))
    x = np.empty(dims + 2)
    old = np.empty(dims + 2)
    new = np.empty(dims + 2)
    row = np.empty(dims + 2)
    step = np.empty(dims + 2)
    room = 1
    for j in range(first_item, last_item):
        room = max(room, item_segment[j, 4] - item_segment[j, 0])
    work = np.empty((11, room))
    for j in range(first_item, last_item):
        segment = item_segment[j]
        shape = kind[j]
        n = dims + 2 if shape == 3 or shape == 0 else dims + 1
        for d in range(dims):
            for e in range(dims):
                prior[d, e] = beta_precision if d == e else 0.0
        if ridge > 0.0:
            add_squares(segment[0], segment[3], item_cell, theta, ridge, prior)
        goal = anchor[j] if draw else item[j]
        loose = _to_free(item[j], dims, shape, old)
        _to_free(goal, dims, shape, x)
        if shape == 1:
            x[dims] = max(x[dims], loose + 0.05)
        elif shape == 2:
            x[dims] = min(x[dims], loose - 0.05)
        _climb(
            segment,
            item_cell,
            theta,
            offset,
            weight,
            x,
            loose,
            shape,
            prior,
            cut_precision,
            bound,
            5 if draw else 1,
            work,
            step,
            factor,
        )
        _from_free(x, dims, shape, loose, goal)
        if not draw:
            continue

        key = key_of(seed, j)
        chi = -2.0 * math.log(uniform(key, 40) * uniform(key, 41) * uniform(key, 42))
        stretch = math.sqrt(DEGREES / chi)
        length = 0.0
        for i in range(n):
            step[i] = normal(key, i) * stretch
            length += step[i] * step[i]
        forward = -0.5 * (DEGREES + n) * math.log(1.0 + length / DEGREES)
        solve_upper(factor, step, n)
        for i in range(n):
            new[i] = x[i] + step[i]
        _from_free(new, dims, shape, loose, row)
        if row[dims] >= -bound and row[dims + 1] <= bound and row[dims + 1] > row[dims]:
            change = value_at(
                segment,
                item_cell,
                theta,
                offset,
                weight,
                row,
                row[dims],
                row[dims + 1],
                prior,
                cut_precision,
                False,
                work,
            ) - value_at(
                segment,
                item_cell,
                theta,
                offset,
                weight,
                item[j],
                item[j, dims],
                item[j, dims + 1],
                prior,
                cut_precision,
                False,
                work,
            )
            if n == dims + 2:
                change += new[dims + 1] - old[dims + 1]
            for i in range(n):
                step[i] = old[i] - x[i]
            length = squared_length(factor, step, n)
            backward = -0.5 * (DEGREES + n) * math.log(1.0 + length / DEGREES)
            if math.log(uniform(key, 43)) < change + backward - forward:
                for i in range(dims + 2):
                    item[j, i] = row[i]
                accepted[j] += 1
        if n == dims + 1:
            _draw_loose(
                segment,
                item_cell,
                theta,
                offset,
                weight,
                item[j],
                shape,
                prior,
                cut_precision,
                bound,
                key,
                work,
            )
