"""Move positions, or what titles ask, and habits against one another, along what the votes can hardly tell apart.

Habits and positions explain the same votes, so that a sampler which changes them in turn creeps. These moves shift all
of a state's positions, or the discrimination of all roll calls of a title, by one step, and the habits the other way
(Liu & Sabatti 2000, generalised Gibbs). The step is drawn from the normal approximation of its posterior where it is
nought, and accepted by Metropolis and Hastings with the approximation where it leads.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import (
    cholesky,
    key_of,
    normal,
    solve_lower,
    solve_upper,
    squared_length,
    uniform,
)
from poleward.measures.stance.habits import vote_terms


@kernel
def _clear(gradient: Array, precision: Array) -> None:
    """Fill a gradient and a precision with nought."""
    for d in range(gradient.shape[0]):
        gradient[d] = 0.0
        for e in range(gradient.shape[0]):
            precision[d, e] = 0.0


@kernel
def _propose(value: float, gradient: Array, precision: Array, key: np.uint64, step: Array) -> float:
    """Draw a step from the normal approximation of its posterior; return `value` and the step's log density.

    `precision` (lower triangle) becomes its Cholesky factor.
    """
    dims = step.shape[0]
    cholesky(precision, dims)
    for d in range(dims):
        step[d] = gradient[d]
    solve_lower(precision, step, dims)
    for d in range(dims):
        z = normal(key, 2 + d)
        value += -0.5 * z * z + math.log(precision[d, d])
        step[d] += z
    solve_upper(precision, step, dims)
    return value


@kernel
def _return(value: float, gradient: Array, precision: Array, step: Array, back: Array) -> float:
    """Return `value` and the log density of the step back, by the approximation taken where the step has led.

    `precision` (lower triangle) becomes its Cholesky factor; `back` is scratch space.
    """
    dims = step.shape[0]
    cholesky(precision, dims)
    for d in range(dims):
        back[d] = gradient[d]
    solve_lower(precision, back, dims)
    solve_upper(precision, back, dims)
    for d in range(dims):
        back[d] = -step[d] - back[d]
    value += -0.5 * squared_length(precision, back, dims)
    for d in range(dims):
        value += math.log(precision[d, d])
    return value


@kernel
def _shifted(
    start: int,
    end: int,
    cell_ptr: Index,
    first_pair: int,
    last_pair: int,
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
    by_shift: Array,
    step: Array,
    gradient: Array,
    precision: Array,
) -> float:
    """Return the log posterior of one state's positions moved by `step`; fill its gradient and precision in the step.

    `by_shift` (votes of the state, dims) is what each vote's utility gains by the step: its roll call's
    discrimination less what the habit gives back.
    """
    dims = theta.shape[1]
    base = cell_ptr[start]
    total = 0.0
    _clear(gradient, precision)
    for c in range(start, end):
        own = tie[c]
        keep = carry[c] if c > start else 0.0
        for d in range(dims):
            came = theta[c, d] + step[d] - (keep * (theta[c - 1, d] + step[d]) if c > start else 0.0)
            total -= 0.5 * own * came * came
            gradient[d] -= own * (1.0 - keep) * came
            precision[d, d] += own * (1.0 - keep) ** 2
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
                gradient[d] += g * by_shift[o - base, d] - ridge * place * item[j, d]
                for e in range(d + 1):
                    precision[d, e] += (
                        b * by_shift[o - base, d] * by_shift[o - base, e] + ridge * item[j, d] * item[j, e]
                    )
    for k in range(first_pair, last_pair):
        a = offset[pair_vote[pair_ptr[k]]]
        t = pair_title[k]
        for d in range(dims):
            a -= title_beta[t, d] * step[d]
        total -= 0.5 * first_precision * a * a
        for d in range(dims):
            gradient[d] += first_precision * a * title_beta[t, d]
            for e in range(d + 1):
                precision[d, e] += first_precision * title_beta[t, d] * title_beta[t, e]
    return total


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
    gradient = np.empty(dims)
    precision = np.empty((dims, dims))
    step = np.empty(dims)
    back = np.empty(dims)
    room = 1
    for s in range(first, last):
        room = max(room, cell_ptr[state_ptr[s + 1]] - cell_ptr[state_ptr[s]])
    by_shift = np.empty((room, dims))
    for s in range(first, last):
        start, end = state_ptr[s], state_ptr[s + 1]
        if end == start:
            continue
        pairs = state_pair_ptr[s], state_pair_ptr[s + 1]
        base = cell_ptr[start]
        for o in range(cell_ptr[start], cell_ptr[end]):
            for d in range(dims):
                by_shift[o - base, d] = item[cell_item[o], d]
        for k in range(pairs[0], pairs[1]):
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                for d in range(dims):
                    by_shift[pair_vote[q] - base, d] -= title_beta[pair_title[k], d]
        key = key_of(seed, s)
        for d in range(dims):
            step[d] = 0.0
        now = then = 0.0
        for stage in range(2):
            value = _shifted(
                start, end, cell_ptr, pairs[0], pairs[1], pair_title, pair_ptr, pair_vote, cell_item, outcome,
                title_beta, item, tie, carry, ridge, first_precision, theta, offset, by_shift, step, gradient,
                precision,
            )  # fmt: skip
            if stage == 0:
                now = _propose(value, gradient, precision, key, step)
            else:
                then = _return(value, gradient, precision, step, back)
        accept = math.log(uniform(key, 1)) < then - now  # not so where either is no number
        if not accept:
            continue
        accepted[s] += 1
        for c in range(start, end):
            for d in range(dims):
                theta[c, d] += step[d]
        for k in range(pairs[0], pairs[1]):
            moved = 0.0
            for d in range(dims):
                moved += title_beta[pair_title[k], d] * step[d]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                offset[pair_vote[q]] -= moved


@kernel
def _turned(
    pairs: Index,
    items: Index,
    mean: Array,
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
    offset: Array,
    step: Array,
    gradient: Array,
    precision: Array,
) -> float:
    """Return the log posterior of one title's discriminations moved by `step`; fill its gradient and precision in it.

    `mean` (pairs of the title, dims) is each state's mean position over its votes on the title.
    """
    dims = theta.shape[1]
    total = 0.0
    _clear(gradient, precision)
    for i in range(items.shape[0]):
        for d in range(dims):
            beta = item[items[i], d] + step[d]
            total -= 0.5 * beta_precision * beta * beta
            gradient[d] -= beta_precision * beta
            precision[d, d] += beta_precision
    for p in range(pairs.shape[0]):
        k = pairs[p]
        moved = 0.0
        for d in range(dims):
            moved += mean[p, d] * step[d]
        a = offset[pair_vote[pair_ptr[k]]] - moved
        total -= 0.5 * first_precision * a * a
        for d in range(dims):
            gradient[d] += first_precision * a * mean[p, d]
            for e in range(d + 1):
                precision[d, e] += first_precision * mean[p, d] * mean[p, e]
        for q in range(pair_ptr[k], pair_ptr[k + 1]):
            j = vote_item[q]
            c = vote_cell[q]
            place = 0.0
            for d in range(dims):
                place += (item[j, d] + step[d]) * theta[c, d]
            v, g, b = vote_terms(outcome[q], item[j, dims], item[j, dims + 1], place + offset[pair_vote[q]] - moved)
            total += v - 0.5 * ridge * place * place
            for d in range(dims):
                off = theta[c, d] - mean[p, d]
                gradient[d] += g * off - ridge * place * theta[c, d]
                for e in range(d + 1):
                    precision[d, e] += b * off * (theta[c, e] - mean[p, e]) + ridge * theta[c, d] * theta[c, e]
    return total


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

    A title's pairs are title_pair[title_ptr[t]:title_ptr[t + 1]], its roll calls title_item[title_item_ptr[t]:...];
    vote_item, vote_cell and outcome (as pair_vote) describe the votes of pairs.
    A habit gives way by the step times the state's mean position over its votes on the title. Changes item, anchor
    and offset in place.
    """
    dims = theta.shape[1]
    gradient = np.empty(dims)
    precision = np.empty((dims, dims))
    step = np.empty(dims)
    back = np.empty(dims)
    for t in range(first, last):
        pairs = title_pair[title_ptr[t] : title_ptr[t + 1]]
        items = title_item[title_item_ptr[t] : title_item_ptr[t + 1]]
        if pairs.shape[0] == 0:
            continue
        mean = np.zeros((pairs.shape[0], dims))
        for p in range(pairs.shape[0]):
            k = pairs[p]
            n = pair_ptr[k + 1] - pair_ptr[k]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                for d in range(dims):
                    mean[p, d] += theta[vote_cell[q], d] / n
        key = key_of(seed, t)
        for d in range(dims):
            step[d] = 0.0
        now = then = 0.0
        for stage in range(2):
            value = _turned(
                pairs, items, mean, pair_ptr, pair_vote, vote_item, vote_cell, outcome, theta, beta_precision, ridge,
                first_precision, item, offset, step, gradient, precision,
            )  # fmt: skip
            if stage == 0:
                now = _propose(value, gradient, precision, key, step)
            else:
                then = _return(value, gradient, precision, step, back)
        accept = math.log(uniform(key, 1)) < then - now  # not so where either is no number
        if not accept:
            continue
        accepted[t] += 1
        for i in range(items.shape[0]):
            for d in range(dims):
                item[items[i], d] += step[d]
                anchor[items[i], d] += step[d]
        for p in range(pairs.shape[0]):
            k = pairs[p]
            moved = 0.0
            for d in range(dims):
                moved += mean[p, d] * step[d]
            for q in range(pair_ptr[k], pair_ptr[k + 1]):
                offset[pair_vote[q]] -= moved
