"""Update the positions of every state over time given the roll calls.

A state's path is a (mean-reverting) random walk observed through its votes. A block of neighbouring periods is
proposed at once from the normal approximation of its posterior (one Newton step, the curvature as precision, a
block-tridiagonal Cholesky factor), and accepted by Metropolis and Hastings, so that the draws follow the exact
posterior.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import (
    between,
    cholesky,
    key_of,
    normal,
    solve_lower,
    solve_upper,
    staying_away,
    tails,
    uniform,
)

BLOCK = 12
"""Periods proposed at once: longer blocks follow slow drifts better, shorter ones are accepted more often."""


@kernel
def cell_terms(
    segment: Index,
    cell_item: Index,
    item: Array,
    offset: Array,
    weight: Array,
    ridge: float,
    theta: Array,
    work: Array,
    gradient: Array,
    precision: Array,
) -> float:
    """Return the log likelihood of one state's votes in one period; fill its gradient and precision in theta.

    `segment` holds where the votes no, abstain, yes and the absences start in cell_item, and their end. Absences
    count with `weight`, the probabilities of not voting by would-be outcome. `offset` (votes of cell_item) is what a
    vote's utility has beside beta'theta. `work` (11, votes) is scratch space.
    """
    dims = theta.shape[0]
    start = segment[0]
    size = segment[4] - start
    u, slope, bend, low_at, high_at, rise, fall = (
        work[0],
        work[1],
        work[2],
        work[3],
        work[4],
        work[5],
        work[6],
    )
    for o in range(size):
        u[o] = offset[start + o] + item[cell_item[start + o], 0] * theta[0]
    for d in range(1, dims):
        for o in range(size):
            u[o] += item[cell_item[start + o], d] * theta[d]
    middle, yes, away = segment[1] - start, segment[2] - start, segment[3] - start
    for o in range(yes):
        low_at[o] = item[cell_item[start + o], dims] - u[o]
    for o in range(middle, size):
        high_at[o] = item[cell_item[start + o], dims + 1] - u[o]
    for o in range(yes, away):
        high_at[o] = -high_at[o]
    total = tails(0, middle, low_at, slope, bend) + tails(yes, away, high_at, slope, bend)
    total += between(middle, yes, low_at, high_at, rise, fall, work[7])
    for o in range(middle):
        slope[o] = -slope[o]
    for o in range(middle, yes):
        slope[o] = fall[o] - rise[o]
        bend[o] = slope[o] * slope[o] + rise[o] * high_at[o] - fall[o] * low_at[o]
    if size > away:
        for o in range(away, size):
            low_at[o] = item[cell_item[start + o], dims] - u[o]
            for k in range(3):
                work[8 + k, o] = weight[k]
        total += staying_away(away, size, low_at, high_at, work[8:], rise, fall, work[7])
        for o in range(away, size):
            slope[o] = -(rise[o] + fall[o])
            bend[o] = slope[o] * slope[o]
    if ridge > 0.0:
        for o in range(away):
            by_place = u[o] - offset[start + o]
            total -= 0.5 * ridge * by_place * by_place
            slope[o] -= ridge * by_place
            bend[o] += ridge
    for d in range(dims):
        pull = 0.0
        for o in range(size):
            pull += slope[o] * item[cell_item[start + o], d]
        gradient[d] = pull
        for e in range(d + 1):
            stiff = 0.0
            for o in range(size):
                stiff += bend[o] * item[cell_item[start + o], d] * item[cell_item[start + o], e]
            precision[d, e] = stiff
            precision[e, d] = stiff
    return total


@kernel
def most_votes(first: int, last: int, segment: Index) -> int:
    """Return the largest number of votes of units first..last - 1."""
    most = 1
    for c in range(first, last):
        most = max(most, segment[c, 4] - segment[c, 0])
    return most


@kernel
def _factor_block(
    first: int,
    last: int,
    end: int,
    precision: Array,
    tie: Array,
    carry: Array,
    factor: Array,
) -> float:
    """Fill the Cholesky factor of the block's posterior precision; return the log determinant of the factor.

    A position is carry[c] times the one before plus a step of precision tie[c]; carry is 0 for a state's first cell.
    Cells first..last-1 form the block; `end` is one past the state's last cell.
    """
    dims = precision.shape[1]
    log_det = 0.0
    inverse = np.empty(dims)
    for c in range(first, last):
        low = factor[c]
        ahead = tie[c + 1] * carry[c + 1] ** 2 if c + 1 < end else 0.0
        for d in range(dims):
            for e in range(dims):
                low[d, e] = precision[c, d, e]
            low[d, d] += tie[c] + ahead
        if c > first:
            link = tie[c] * carry[c]
            for d in range(dims):
                for e in range(dims):
                    inverse[e] = 1.0 if e == d else 0.0
                solve_lower(factor[c - 1], inverse, dims)
                solve_upper(factor[c - 1], inverse, dims)
                for e in range(dims):
                    low[e, d] -= link * link * inverse[e]
        cholesky(low, dims)
        for d in range(dims):
            log_det += math.log(low[d, d])
    return log_det


@kernel
def _pull(
    first: int,
    last: int,
    start: int,
    end: int,
    theta: Array,
    gradient: Array,
    tie: Array,
    carry: Array,
    out: Array,
) -> float:
    """Fill the gradient of the log posterior in a block, and return the log prior density of its walk."""
    dims = theta.shape[1]
    prior = 0.0
    for c in range(first, last):
        for d in range(dims):
            came = theta[c, d] - (carry[c] * theta[c - 1, d] if c > start else 0.0)
            out[c, d] = gradient[c, d] - tie[c] * came
            prior -= 0.5 * tie[c] * came * came
            if c + 1 < end:
                went = theta[c + 1, d] - carry[c + 1] * theta[c, d]
                out[c, d] += tie[c + 1] * carry[c + 1] * went
                if c + 1 == last:
                    prior -= 0.5 * tie[c + 1] * went * went
    return prior


@kernel
def _forward(first: int, last: int, tie: Array, carry: Array, factor: Array, x: Array) -> None:
    """Solve L y = x in place over a block."""
    dims = x.shape[1]
    held = np.empty(dims)
    for c in range(first, last):
        if c > first:
            for d in range(dims):
                held[d] = x[c - 1, d]
            solve_upper(factor[c - 1], held, dims)
            for d in range(dims):
                x[c, d] += tie[c] * carry[c] * held[d]
        solve_lower(factor[c], x[c], dims)


@kernel
def _backward(first: int, last: int, tie: Array, carry: Array, factor: Array, x: Array) -> None:
    """Solve L' y = x in place over a block."""
    dims = x.shape[1]
    held = np.empty(dims)
    for c in range(last - 1, first - 1, -1):
        if c + 1 < last:
            for d in range(dims):
                held[d] = x[c + 1, d]
            solve_lower(factor[c], held, dims)
            for d in range(dims):
                x[c, d] += tie[c + 1] * carry[c + 1] * held[d]
        solve_upper(factor[c], x[c], dims)


@kernel
def _quadratic(
    first: int,
    last: int,
    end: int,
    precision: Array,
    tie: Array,
    carry: Array,
    v: Array,
) -> float:
    """Return v' Q v for the block's posterior precision Q."""
    dims = v.shape[1]
    total = 0.0
    for c in range(first, last):
        own = tie[c] + (tie[c + 1] * carry[c + 1] ** 2 if c + 1 < end else 0.0)
        for d in range(dims):
            total += own * v[c, d] * v[c, d]
            for e in range(dims):
                total += precision[c, d, e] * v[c, d] * v[c, e]
            if c > first:
                total -= 2.0 * tie[c] * carry[c] * v[c, d] * v[c - 1, d]
    return total


@kernel
def update_paths(
    first_state: int,
    last_state: int,
    state_ptr: Index,
    cell_segment: Index,
    cell_item: Index,
    item: Array,
    offset: Array,
    weight: Array,
    ridge: float,
    tie: Array,
    carry: Array,
    theta: Array,
    block: int,
    draw: bool,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Draw (or, without `draw`, move one damped Newton step) the paths of states first_state..last_state - 1.

    Shapes: theta (cells, dims), a state's cells adjacent and in time order; tie (cells) precision of the step
    into the cell and carry (cells) how much of the earlier position it keeps; weight (cells, 3);
    cell_segment (cells, 5) and offset see `cell_terms`. Changes theta in place and counts accepted cells.
    """
    dims = theta.shape[1]
    base = state_ptr[first_state]
    room = state_ptr[last_state] - base
    work = np.empty((11, most_votes(base, base + room, cell_segment)))
    gradient = np.empty((room, dims))
    precision = np.empty((room, dims, dims))
    value = np.empty(room)
    new_gradient = np.empty((room, dims))
    new_precision = np.empty((room, dims, dims))
    new_value = np.empty(room)
    factor = np.empty((room, dims, dims))
    step = np.empty((room, dims))
    noise = np.empty((room, dims))
    place = np.empty((room, dims))
    for c in range(room):
        value[c] = cell_terms(
            cell_segment[base + c],
            cell_item,
            item,
            offset,
            weight[base + c],
            ridge,
            theta[base + c],
            work,
            gradient[c],
            precision[c],
        )
    own = theta[base : base + room]
    ties = tie[base : base + room]
    keep = carry[base : base + room]
    for s in range(first_state, last_state):
        start = state_ptr[s] - base
        end = state_ptr[s + 1] - base
        if end == start:
            continue
        key = key_of(seed, s)
        first = start
        size = end - start if not draw else 1 + int(uniform(key, 0) * block)
        while first < end:
            last = min(first + size, end)
            size = block
            prior = _pull(first, last, start, end, own, gradient, ties, keep, step)
            log_det = _factor_block(first, last, end, precision, ties, keep, factor)
            _forward(first, last, ties, keep, factor, step)
            if not draw:
                _backward(first, last, ties, keep, factor, step)
                for c in range(first, last):
                    for d in range(dims):
                        own[c, d] += min(max(step[c, d], -0.5), 0.5)
                first = last
                continue
            forward = log_det
            for c in range(first, last):
                for d in range(dims):
                    z = normal(key, 8 + (c - start) * dims + d)
                    forward -= 0.5 * z * z
                    step[c, d] += z
            _backward(first, last, ties, keep, factor, step)
            now = prior
            for c in range(first, last):
                now += value[c]
                for d in range(dims):
                    place[c, d] = own[c, d]
                    own[c, d] += step[c, d]
            then = 0.0
            for c in range(first, last):
                new_value[c] = cell_terms(
                    cell_segment[base + c],
                    cell_item,
                    item,
                    offset,
                    weight[base + c],
                    ridge,
                    own[c],
                    work,
                    new_gradient[c],
                    new_precision[c],
                )
                then += new_value[c]
            then += _pull(first, last, start, end, own, new_gradient, ties, keep, noise)
            log_det = _factor_block(first, last, end, new_precision, ties, keep, factor)
            _forward(first, last, ties, keep, factor, noise)
            _backward(first, last, ties, keep, factor, noise)
            for c in range(first, last):
                for d in range(dims):
                    noise[c, d] = -step[c, d] - noise[c, d]
            backward = log_det - 0.5 * _quadratic(first, last, end, new_precision, ties, keep, noise)
            if math.log(uniform(key, 9000000 + first - start)) < then - now + backward - forward:
                for c in range(first, last):
                    accepted[base + c] += 1
                    value[c] = new_value[c]
                    for d in range(dims):
                        gradient[c, d] = new_gradient[c, d]
                        for e in range(dims):
                            precision[c, d, e] = new_precision[c, d, e]
            else:
                for c in range(first, last):
                    for d in range(dims):
                        own[c, d] = place[c, d]
            first = last
