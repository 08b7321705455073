"""Update what a state has of its own on a question that comes back.

A *habit* is what one state's utility has beside beta'theta on the roll calls of one title: it begins anywhere and
wanders, as a random walk over the times at which the state voted on the title. Given everything else the habits of
different pairs of state and title are independent; a Newton step proposes one pair's whole walk, and Metropolis and
Hastings accept it. Habits and positions explain the same votes, so that a sampler which changes them in turn creeps;
`shift_states` and `turn_titles` move along what the votes can hardly tell apart (Liu & Sabatti 2000, generalised
Gibbs). A habit is kept as `offset`, one number a vote.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import (
    cholesky,
    key_of,
    normal,
    normal_at,
    solve_lower,
    solve_upper,
    squared_length,
    tail,
    uniform,
)


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
    order of cells; gap (as pair_vote) holds the years since the one before. vote_item, vote_cell and outcome (votes)
    describe them; item (roll calls, dims + 2) and theta (cells, dims) are given. Changes offset (votes) in place.
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
            v = pair_vote[start + o]
            u = 0.0
            for d in range(dims):
                u += item[vote_item[v], d] * theta[vote_cell[v], d]
            base[o] = u
            old[o] = offset[v]
        now = _prior(n, old, diagonal, link, pull)
        for o in range(n):
            v = pair_vote[start + o]
            j = vote_item[v]
            value, s, b = vote_terms(outcome[v], item[j, dims], item[j, dims + 1], base[o] + old[o])
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
            v = pair_vote[start + o]
            j = vote_item[v]
            value, s, b = vote_terms(outcome[v], item[j, dims], item[j, dims + 1], base[o] + new[o])
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


@kernel
def shift_states(
    first: int,
    last: int,
    state_ptr: Index,
    cell_ptr: Index,
    state_pair_ptr: Index,
    pair_title: Index,
    pair_ptr: Index,
    pair_vote: Index,
    cell_item: Index,
    outcome: Index,
    title_beta: Array,
    item: Array,
    tie: Array,
    carry: Array,
    ridge: float,
    first_precision: float,
    theta: Array,
    offset: Array,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Move all positions of states first..last - 1 by one step each, and their habits the other way.

    A state's pairs are state_pair_ptr[s]..state_pair_ptr[s + 1] - 1; title_beta (titles, dims) is the mean
    discrimination of each title's roll calls. Changes theta and offset in place.
    """
    dims = theta.shape[1]
    gradient = np.empty((2, dims))
    precision = np.empty((2, dims, dims))
    step = np.empty(dims)
    push = np.empty(dims)
    room = 1
    for s in range(first, last):
        room = max(room, cell_ptr[state_ptr[s + 1]] - cell_ptr[state_ptr[s]])
    by_shift = np.empty((room, dims))
    for s in range(first, last):
        start, end = state_ptr[s], state_ptr[s + 1]
        if end == start:
            continue
        base = cell_ptr[start]
        for o in range(cell_ptr[start], cell_ptr[end]):
            for d in range(dims):
                by_shift[o - base, d] = item[cell_item[o], d]
        for k in range(state_pair_ptr[s], state_pair_ptr[s + 1]):
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                for d in range(dims):
                    by_shift[pair_vote[q] - base, d] -= title_beta[pair_title[k], d]
        key = key_of(seed, s)
        for d in range(dims):
            step[d] = 0.0
        value = np.zeros(2)
        accept = True
        for stage in range(2):
            total = 0.0
            for d in range(dims):
                gradient[stage, d] = 0.0
                for e in range(dims):
                    precision[stage, d, e] = 0.0
            for c in range(start, end):
                own = tie[c]
                keep = carry[c] if c > start else 0.0
                for d in range(dims):
                    came = theta[c, d] + step[d] - (keep * (theta[c - 1, d] + step[d]) if c > start else 0.0)
                    total -= 0.5 * own * came * came
                    gradient[stage, d] -= own * (1.0 - keep) * came
                    precision[stage, d, d] += own * (1.0 - keep) ** 2
                for o in range(cell_ptr[c], cell_ptr[c + 1]):
                    j = cell_item[o]
                    place = 0.0
                    moved = 0.0
                    for d in range(dims):
                        place += item[j, d] * (theta[c, d] + step[d])
                        moved += (by_shift[o - base, d] - item[j, d]) * step[d]
                    v, g, b = vote_terms(outcome[o], item[j, dims], item[j, dims + 1], place + moved + offset[o])
                    total += v - 0.5 * ridge * place * place
                    for d in range(dims):
                        gradient[stage, d] += g * by_shift[o - base, d] - ridge * place * item[j, d]
                        for e in range(d + 1):
                            precision[stage, d, e] += (
                                b * by_shift[o - base, d] * by_shift[o - base, e] + ridge * item[j, d] * item[j, e]
                            )
            for k in range(state_pair_ptr[s], state_pair_ptr[s + 1]):
                a = offset[pair_vote[pair_ptr[k]]]
                t = pair_title[k]
                for d in range(dims):
                    a -= title_beta[t, d] * step[d]
                total -= 0.5 * first_precision * a * a
                for d in range(dims):
                    gradient[stage, d] += first_precision * a * title_beta[t, d]
                    for e in range(d + 1):
                        precision[stage, d, e] += first_precision * title_beta[t, d] * title_beta[t, e]
            value[stage] = total
            cholesky(precision[stage], dims)
            for d in range(dims):
                push[d] = gradient[stage, d]
            solve_lower(precision[stage], push, dims)
            if stage == 0:
                for d in range(dims):
                    z = normal(key, 2 + d)
                    value[0] += -0.5 * z * z + math.log(precision[0, d, d])
                    push[d] += z
                solve_upper(precision[0], push, dims)
                for d in range(dims):
                    step[d] = push[d]
            else:
                solve_upper(precision[1], push, dims)
                for d in range(dims):
                    push[d] = -step[d] - push[d]
                value[1] += -0.5 * squared_length(precision[1], push, dims)
                for d in range(dims):
                    value[1] += math.log(precision[1, d, d])
                accept = math.log(uniform(key, 1)) < value[1] - value[0]
        if not accept:
            continue
        accepted[s] += 1
        for c in range(start, end):
            for d in range(dims):
                theta[c, d] += step[d]
        for k in range(state_pair_ptr[s], state_pair_ptr[s + 1]):
            moved = 0.0
            for d in range(dims):
                moved += title_beta[pair_title[k], d] * step[d]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                offset[pair_vote[q]] -= moved


@kernel
def turn_titles(
    first: int,
    last: int,
    title_ptr: Index,
    title_pair: Index,
    title_item_ptr: Index,
    title_item: Index,
    pair_ptr: Index,
    pair_vote: Index,
    vote_item: Index,
    vote_cell: Index,
    outcome: Index,
    theta: Array,
    beta_precision: float,
    ridge: float,
    first_precision: float,
    item: Array,
    anchor: Array,
    offset: Array,
    seed: np.uint64,
    accepted: Index,
) -> None:
    """Turn the discrimination of all roll calls of titles first..last - 1 by one step each, their habits the other way.

    A title's pairs are title_pair[title_ptr[t]:title_ptr[t + 1]], its roll calls title_item[title_item_ptr[t]:...].
    A habit gives way by the step times the state's mean position over its votes on the title. Changes item, anchor
    and offset in place.
    """
    dims = theta.shape[1]
    gradient = np.empty((2, dims))
    precision = np.empty((2, dims, dims))
    step = np.empty(dims)
    push = np.empty(dims)
    value = np.zeros(2)
    for t in range(first, last):
        pairs = title_ptr[t + 1] - title_ptr[t]
        if pairs == 0:
            continue
        mean = np.zeros((pairs, dims))
        for p in range(pairs):
            k = title_pair[title_ptr[t] + p]
            n = pair_ptr[k + 1] - pair_ptr[k]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                for d in range(dims):
                    mean[p, d] += theta[vote_cell[pair_vote[q]], d] / n
        key = key_of(seed, t)
        for d in range(dims):
            step[d] = 0.0
        accept = True
        for stage in range(2):
            total = 0.0
            for d in range(dims):
                gradient[stage, d] = 0.0
                for e in range(dims):
                    precision[stage, d, e] = 0.0
            for i in range(title_item_ptr[t], title_item_ptr[t + 1]):
                j = title_item[i]
                for d in range(dims):
                    beta = item[j, d] + step[d]
                    total -= 0.5 * beta_precision * beta * beta
                    gradient[stage, d] -= beta_precision * beta
                    precision[stage, d, d] += beta_precision
            for p in range(pairs):
                k = title_pair[title_ptr[t] + p]
                moved = 0.0
                for d in range(dims):
                    moved += mean[p, d] * step[d]
                a = offset[pair_vote[pair_ptr[k]]] - moved
                total -= 0.5 * first_precision * a * a
                for d in range(dims):
                    gradient[stage, d] += first_precision * a * mean[p, d]
                    for e in range(d + 1):
                        precision[stage, d, e] += first_precision * mean[p, d] * mean[p, e]
                for q in range(pair_ptr[k], pair_ptr[k + 1]):
                    o = pair_vote[q]
                    j = vote_item[o]
                    c = vote_cell[o]
                    place = 0.0
                    for d in range(dims):
                        place += (item[j, d] + step[d]) * theta[c, d]
                    v, g, b = vote_terms(outcome[o], item[j, dims], item[j, dims + 1], place + offset[o] - moved)
                    total += v - 0.5 * ridge * place * place
                    for d in range(dims):
                        off = theta[c, d] - mean[p, d]
                        gradient[stage, d] += g * off - ridge * place * theta[c, d]
                        for e in range(d + 1):
                            precision[stage, d, e] += (
                                b * off * (theta[c, e] - mean[p, e]) + ridge * theta[c, d] * theta[c, e]
                            )
            value[stage] = total
            cholesky(precision[stage], dims)
            for d in range(dims):
                push[d] = gradient[stage, d]
            solve_lower(precision[stage], push, dims)
            if stage == 0:
                for d in range(dims):
                    z = normal(key, 2 + d)
                    value[0] += -0.5 * z * z + math.log(precision[0, d, d])
                    push[d] += z
                solve_upper(precision[0], push, dims)
                for d in range(dims):
                    step[d] = push[d]
            else:
                solve_upper(precision[1], push, dims)
                for d in range(dims):
                    push[d] = -step[d] - push[d]
                value[1] += -0.5 * squared_length(precision[1], push, dims)
                for d in range(dims):
                    value[1] += math.log(precision[1, d, d])
                accept = math.log(uniform(key, 1)) < value[1] - value[0]
        if not accept:
            continue
        accepted[t] += 1
        for i in range(title_item_ptr[t], title_item_ptr[t + 1]):
            for d in range(dims):
                item[title_item[i], d] += step[d]
                anchor[title_item[i], d] += step[d]
        for p in range(pairs):
            k = title_pair[title_ptr[t] + p]
            moved = 0.0
            for d in range(dims):
                moved += mean[p, d] * step[d]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                offset[pair_vote[q]] -= moved
