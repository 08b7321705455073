"""The posterior of one roll call's parameters given the positions: value, gradient and curvature.

Votes of a roll call are sorted by outcome, so that those for and against, nine in ten, run through vector instructions.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import between, log_tails, staying_away, tails


@kernel
def _utilities(first: int, last: int, cell: Index, theta: Array, offset: Array, beta: Array, u: Array) -> None:
    """Fill u[0:last - first] with beta'theta of each vote and what it has beside."""
    for o in range(first, last):
        u[o - first] = offset[o] + beta[0] * theta[cell[o], 0]
    for d in range(1, theta.shape[1]):
        for o in range(first, last):
            u[o - first] += beta[d] * theta[cell[o], d]


@kernel
def _place(segment: Index, t1: float, t2: float, u: Array, low_at: Array, high_at: Array) -> None:
    """Fill where each vote stands below the thresholds that it depends on; for yes votes, above t2."""
    start = segment[0]
    for o in range(segment[0] - start, segment[2] - start):
        low_at[o] = t1 - u[o]
    for o in range(segment[1] - start, segment[2] - start):
        high_at[o] = t2 - u[o]
    for o in range(segment[2] - start, segment[3] - start):
        high_at[o] = u[o] - t2
    for o in range(segment[3] - start, segment[4] - start):
        low_at[o] = t1 - u[o]
        high_at[o] = t2 - u[o]


@kernel
def _shares(segment: Index, cell: Index, weight: Array, work: Array) -> None:
    """Fill work[8:11] with the chances of not voting of each absent state's cell."""
    for k in range(3):
        for o in range(segment[3], segment[4]):
            work[8 + k, o - segment[0]] = weight[cell[o], k]


@kernel
def add_squares(first: int, last: int, cell: Index, theta: Array, scale: float, out: Array) -> None:
    """Add scale * sum(theta theta') over votes first..last - 1 to the lower triangle of `out`."""
    dims = theta.shape[1]
    for d in range(dims):
        for e in range(d + 1):
            total = 0.0
            for o in range(first, last):
                total += theta[cell[o], d] * theta[cell[o], e]
            out[d, e] += scale * total


@kernel
def _side(
    first: int,
    last: int,
    start: int,
    cell: Index,
    theta: Array,
    slope: Array,
    bend: Array,
    sign: float,
    gradient: Array,
    precision: Array,
    cross: Array,
) -> tuple[float, float]:
    """Add one outcome's votes to the gradient and precision of beta; return its sums of slope and bend.

    `cross[d]` becomes the sum of bend * theta[d], the curvature between beta and the outcome's threshold.
    """
    dims = theta.shape[1]
    slopes = 0.0
    bends = 0.0
    for o in range(first, last):
        slopes += slope[o - start]
        bends += bend[o - start]
    for d in range(dims):
        pull = 0.0
        mixed = 0.0
        for o in range(first, last):
            position = theta[cell[o], d]
            pull += slope[o - start] * position
            mixed += bend[o - start] * position
        gradient[d] += sign * pull
        cross[d] = mixed
        for e in range(d + 1):
            total = 0.0
            for o in range(first, last):
                total += bend[o - start] * theta[cell[o], d] * theta[cell[o], e]
            precision[d, e] += total
    return slopes, bends


@kernel
def curvature(
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
    work: Array,
    gradient: Array,
    precision: Array,
) -> None:
    """Fill gradient and precision of the log posterior at x = (beta, identified threshold[, log gap]).

    `segment` holds where the votes no, abstain, yes and the absences start, and their end; `prior` the prior
    precision of beta; `offset` (votes) what each utility has beside beta'theta; `work` (11, votes) is scratch space.
    """
    dims = theta.shape[1]
    whole = kind == 3 or kind == 0
    n = dims + 2 if whole else dims + 1
    start = segment[0]
    gap = math.exp(x[dims + 1]) if whole else 0.0
    t1 = loose if kind == 1 else x[dims]
    t2 = x[dims] if kind == 1 else (t1 + gap if whole else loose)
    for i in range(n):
        gradient[i] = 0.0
        for k in range(n):
            precision[i, k] = 0.0
    for d in range(dims):
        for e in range(dims):
            mixed = prior[d, e] if e <= d else prior[e, d]
            gradient[d] -= mixed * x[e]
            if e <= d:
                precision[d, e] = mixed
    u, slope, bend, low_at, high_at, rise, fall = (
        work[0],
        work[1],
        work[2],
        work[3],
        work[4],
        work[5],
        work[6],
    )
    lower, upper = np.zeros(dims), np.zeros(dims)
    _utilities(start, segment[4], cell, theta, offset, x, u)
    _place(segment, t1, t2, u, low_at, high_at)
    tails(segment[0] - start, segment[1] - start, low_at, slope, bend)
    tails(segment[2] - start, segment[3] - start, high_at, slope, bend)
    between(segment[1] - start, segment[2] - start, low_at, high_at, rise, fall, work[7])
    _shares(segment, cell, weight, work)
    staying_away(segment[3] - start, segment[4] - start, low_at, high_at, work[8:], rise, fall, work[7])
    low, low_bend = _side(segment[0], segment[1], start, cell, theta, slope, bend, -1.0, gradient, precision, lower)
    high, high_bend = _side(segment[2], segment[3], start, cell, theta, slope, bend, 1.0, gradient, precision, upper)
    s1 = low - cut_precision * t1
    s2 = -high - cut_precision * t2
    h11 = low_bend + cut_precision
    h12 = 0.0
    h22 = high_bend + cut_precision
    for part in range(2):
        first = segment[1] if part == 0 else segment[3]
        last = segment[2] if part == 0 else segment[4]
        for o in range(first - start, last - start):
            # An abstention loses by a rising t1 and gains by a rising t2; an absence as its tilt has it.
            r1 = -fall[o] if part == 0 else fall[o]
            r2 = rise[o]
            k11 = r1 * r1
            k22 = r2 * r2
            k12 = r1 * r2
            if part == 0:
                k11 -= fall[o] * low_at[o]
                k22 += rise[o] * high_at[o]
            s1 += r1
            s2 += r2
            h11 += k11
            h12 += k12
            h22 += k22
            for d in range(dims):
                position = theta[cell[start + o], d]
                gradient[d] -= (r1 + r2) * position
                lower[d] += (k11 + k12) * position
                upper[d] += (k12 + k22) * position
                for e in range(d + 1):
                    precision[d, e] += (k11 + 2.0 * k12 + k22) * position * theta[cell[start + o], e]
    for d in range(dims):
        if whole:
            precision[dims, d] = -(lower[d] + upper[d])
            precision[dims + 1, d] = -upper[d] * gap
        else:
            precision[dims, d] = -(upper[d] if kind == 1 else lower[d])
    if whole:
        gradient[dims] = s1 + s2
        gradient[dims + 1] = s2 * gap + 1.0
        precision[dims, dims] = h11 + 2.0 * h12 + h22
        precision[dims + 1, dims] = (h12 + h22) * gap
        precision[dims + 1, dims + 1] = h22 * gap * gap + 1.0
    else:
        gradient[dims] = s2 if kind == 1 else s1
        precision[dims, dims] = h22 if kind == 1 else h11


@kernel
def value_at(
    segment: Index,
    cell: Index,
    theta: Array,
    offset: Array,
    weight: Array,
    beta: Array,
    t1: float,
    t2: float,
    prior: Array,
    cut_precision: float,
    only_middle: bool,
    work: Array,
) -> float:
    """Return the log posterior of one roll call's parameters.

    `only_middle` leaves out the votes that a loose threshold does not touch.
    """
    dims = theta.shape[1]
    start = segment[0]
    u = work[0]
    total = -0.5 * cut_precision * (t1 * t1 + t2 * t2)
    for d in range(dims):
        total -= 0.5 * prior[d, d] * beta[d] * beta[d]
        for e in range(d):
            total -= prior[d, e] * beta[d] * beta[e]
    first = segment[1] if only_middle else start
    _utilities(first, segment[4], cell, theta, offset, beta, u[first - start :])
    _place(segment, t1, t2, u, work[3], work[4])
    if not only_middle:
        total += log_tails(segment[0] - start, segment[1] - start, work[3])
        total += log_tails(segment[2] - start, segment[3] - start, work[4])
    total += between(segment[1] - start, segment[2] - start, work[3], work[4], work[5], work[6], work[7])
    if segment[4] > segment[3]:
        _shares(segment, cell, weight, work)
        total += staying_away(
            segment[3] - start, segment[4] - start, work[3], work[4], work[8:], work[5], work[6], work[7]
        )
    return total
