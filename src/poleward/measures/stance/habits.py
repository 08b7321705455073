"""Update what a state has of its own on a question that comes back.

A *habit* is what one state's utility has beside beta'theta on the roll calls of one title: it begins anywhere and
wanders, as a random walk over the times at which the state voted on the title. Given everything else the habits of
different pairs of state and title are independent; a Newton step proposes one pair's whole walk, and Metropolis and
Hastings accept it. A habit is kept as `offset`, one number a vote.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import key_of, normal, normal_at, tail, uniform


@kernel
def vote_terms(outcome: int, t1: float, t2: float, u: float) -> tuple[float, float, float]:
    """Return the log probability of a vote at utility u, its slope and minus its second derivative in u."""
    if outcome == 2:
        value, mills = tail(u - t2)
        return value, mills, mills * (mills + min(max(u - t2, -39.9), 7.9))
    if outcome == 0:
        value, mills = tail(t1 - u)
        return value, -mills, mills * (mills + min(max(t1 - u, -39.9), 7.9))
    upper, lower = t2 - u, t1 - u
    flip = upper + lower > 0.0
    a = -lower if flip else upper
    b = -upper if flip else lower
    cdf_a, pdf_a = normal_at(a)
    cdf_b, pdf_b = normal_at(b)
    p = max(cdf_a - cdf_b, 1e-290)
    rise = (pdf_b if flip else pdf_a) / p
    fall = (pdf_a if flip else pdf_b) / p
    slope = fall - rise
    return math.log(p), slope, slope * slope + rise * upper - fall * lower


@kernel
def _tie_steps(n: int, first: float, gap: Array, step: float, diagonal: Array, link: Array) -> None:
    """Fill the prior precision of n habits in time order: its diagonal, and what links each to the one before."""
    for o in range(n):
        diagonal[o] = first if o == 0 else 0.0
        link[o] = 0.0
    for o in range(1, n):
        tie = step / gap[o]
        diagonal[o - 1] += tie
        diagonal[o] += tie
        link[o] = -tie


@kernel
def _prior(n: int, a: Array, diagonal: Array, link: Array, slope: Array) -> float:
    """Return the log prior density of n habits but for a constant; fill its slope."""
    total = 0.0
    for o in range(n):
        pull = diagonal[o] * a[o]
        if o > 0:
            pull += link[o] * a[o - 1]
        if o + 1 < n:
            pull += link[o + 1] * a[o + 1]
        slope[o] = -pull
        total -= 0.5 * a[o] * pull
    return total


@kernel
def _factor(n: int, diagonal: Array, link: Array, bend: Array, low: Array, side: Array) -> float:
    """Fill the Cholesky factor of a tridiagonal precision (diagonal low, below it side); return its log determinant."""
    log_det = 0.0
    for o in range(n):
        side[o] = link[o] / low[o - 1] if o > 0 else 0.0
        low[o] = math.sqrt(max(diagonal[o] + bend[o] - side[o] * side[o], 1e-10))
        log_det += math.log(low[o])
    return log_det


@kernel
def _forward(n: int, low: Array, side: Array, x: Array) -> None:
    """Solve L y = x in place."""
    for o in range(n):
        if o > 0:
            x[o] -= side[o] * x[o - 1]
        x[o] /= low[o]


@kernel
def _backward(n: int, low: Array, side: Array, x: Array) -> None:
    """Solve L' y = x in place."""
    for o in range(n - 1, -1, -1):
        if o + 1 < n:
            x[o] -= side[o + 1] * x[o + 1]
        x[o] /= low[o]


@kernel
def update_habits(
    first: int,
    last: int,
    pair_ptr: Index,
    pair_vote: Index,
    gap: Array,
    vote_item: Index,
    vote_cell: Index,
    outcome: Index,
    item: Array,
    theta: Array,
    first_precision: float,
    step_precision: float,
    offset: Array,
    draw: bool,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Draw (or, without `draw`, move one damped Newton step) the habits of pairs first..last - 1 over all their votes.

    A pair is a state and a title; its votes are pair_vote[pair_ptr[k]:pair_ptr[k + 1]] in time order, places in the
    order of cells; gap (as pair_vote) holds the years since the one before. vote_item, vote_cell and outcome (as
    pair_vote) describe them; item (roll calls, dims + 2) and theta (cells, dims) are given. Changes offset (votes) in
    place.
    """
    dims = theta.shape[1]
    room = 1
    for k in range(first, last):
        room = max(room, pair_ptr[k + 1] - pair_ptr[k])
    work = np.empty((12, room))
    base, old, new, diagonal, link, bend, slope, pull, low, side, step, back = (
        work[0],
        work[1],
        work[2],
        work[3],
        work[4],
        work[5],
        work[6],
        work[7],
        work[8],
        work[9],
        work[10],
        work[11],
    )
    for k in range(first, last):
        start = pair_ptr[k]
        n = pair_ptr[k + 1] - start
        _tie_steps(n, first_precision, gap[start:], step_precision, diagonal, link)
        for o in range(n):
            u = 0.0
            for d in range(dims):
                u += item[vote_item[start + o], d] * theta[vote_cell[start + o], d]
            base[o] = u
            old[o] = offset[pair_vote[start + o]]
        now = _prior(n, old, diagonal, link, pull)
        for o in range(n):
            j = vote_item[start + o]
            value, s, b = vote_terms(outcome[start + o], item[j, dims], item[j, dims + 1], base[o] + old[o])
            now += value
            pull[o] += s
            bend[o] = b
            step[o] = pull[o]
        now += _factor(n, diagonal, link, bend, low, side)
        _forward(n, low, side, step)
        if not draw:
            _backward(n, low, side, step)
            for o in range(n):
                offset[pair_vote[start + o]] = old[o] + min(max(step[o], -0.7), 0.7)
            continue
        key = key_of(seed, k)
        for o in range(n):
            z = normal(key, 1 + o)
            now -= 0.5 * z * z
            step[o] += z
        _backward(n, low, side, step)
        for o in range(n):
            new[o] = old[o] + step[o]
        then = _prior(n, new, diagonal, link, slope)
        for o in range(n):
            j = vote_item[start + o]
            value, s, b = vote_terms(outcome[start + o], item[j, dims], item[j, dims + 1], base[o] + new[o])
            then += value
            bend[o] = b
            back[o] = slope[o] + s
        then += _factor(n, diagonal, link, bend, low, side)
        _forward(n, low, side, back)
        _backward(n, low, side, back)
        for o in range(n):
            back[o] = -step[o] - back[o]
        for o in range(n):
            along = low[o] * back[o] + (side[o + 1] * back[o + 1] if o + 1 < n else 0.0)
            then -= 0.5 * along * along
        if math.log(uniform(key, 0)) < then - now:
            accepted[k] += 1
            for o in range(n):
                offset[pair_vote[start + o]] = new[o]
