"""Why a state does not vote: ignorably, or in place of a no or an abstention?

For state i in period t, the chance of not voting when it would vote k (no, abstain, yes) is
    logit P(not voting | k) = a[i, t] + g[i, k],   g[i, yes] = 0.
g[i, no] > 0 means that the state stays away from what it would vote against: absence is then a soft no, and the model
counts it as evidence of position. g = 0 in both says that absence is ignorable. a[i, t] carries everything that has
nothing to do with the roll call: arrears, a small mission, no credentials. a[i, t] ~ N(m[i], 1.5^2), m[i] ~ N(-2, 2^2),
g ~ N(0, 1): a selection model in the sense of Little & Rubin (2019, ch. 15), whose would-be vote has the
probabilities of the roll-call model.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import key_of, normal, tail, uniform

SPREAD = 1.5
"""Prior standard deviation of a state's periods around its own level of absence, in logits."""


@kernel
def _rate(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


@kernel
def _log_chance(
    first: int,
    last: int,
    no: Array,
    yes: Array,
    cast: Array,
    level: float,
    tilt_no: float,
    tilt_abstain: float,
) -> float:
    """Return the log likelihood of one cell's absences (would-be probabilities no, yes) and votes cast (by outcome)."""
    w0 = _rate(level + tilt_no)
    w1 = _rate(level + tilt_abstain)
    w2 = _rate(level)
    total = 0.0
    product = 1.0
    for o in range(first, last):
        product *= w1 + (w0 - w1) * no[o] + (w2 - w1) * yes[o]
        if product < 1e-200:
            total += math.log(product)
            product = 1.0
    total += math.log(product)
    # log(1 - rate) is written so that a rate of almost one stays finite
    total -= cast[0] * math.log1p(math.exp(level + tilt_no))
    total -= cast[1] * math.log1p(math.exp(level + tilt_abstain))
    total -= cast[2] * math.log1p(math.exp(level))
    return float(total)


@kernel
def update_absence(
    first_state: int,
    last_state: int,
    state_ptr: Index,
    absent_ptr: Index,
    absent_item: Index,
    cast: Array,
    item: Array,
    theta: Array,
    centre: Array,
    seed: np.uint64,
    level: Array,
    tilt: Array,
    weight: Array,
) -> None:
    """Draw the levels (cells) and tilts (states, 2) of absence by random-walk Metropolis; refresh `weight`.

    absent_item lists, by cell (absent_ptr), the roll calls that the state sat out; cast (cells, 3) counts its votes.
    """
    dims = theta.shape[1]
    for s in range(first_state, last_state):
        start = state_ptr[s]
        end = state_ptr[s + 1]
        if end == start:
            continue
        base = absent_ptr[start]
        n = absent_ptr[end] - base
        no = np.empty(n)
        yes = np.empty(n)
        for c in range(start, end):
            for o in range(absent_ptr[c], absent_ptr[c + 1]):
                j = absent_item[o]
                u = 0.0
                for d in range(dims):
                    u += item[j, d] * theta[c, d]
                no[o - base] = math.exp(tail(item[j, dims] - u)[0])
                yes[o - base] = math.exp(tail(u - item[j, dims + 1])[0])
        key = key_of(seed, s)
        for c in range(start, end):
            first = absent_ptr[c] - base
            last = absent_ptr[c + 1] - base
            seen = last - first + cast[c, 0] + cast[c, 1] + cast[c, 2]
            share = (last - first + 0.5) / (seen + 1.0)
            step = 2.4 / math.sqrt(seen * share * (1.0 - share) + 1.0 / SPREAD**2)
            new = level[c] + step * normal(key, 4 + c - start)
            if abs(new) > 30.0:
                continue
            gain = _log_chance(first, last, no, yes, cast[c], new, tilt[s, 0], tilt[s, 1])
            gain -= _log_chance(first, last, no, yes, cast[c], level[c], tilt[s, 0], tilt[s, 1])
            gain -= 0.5 * ((new - centre[s]) ** 2 - (level[c] - centre[s]) ** 2) / SPREAD**2
            if math.log(uniform(key, 5000000 + c - start)) < gain:
                level[c] = new
        for which in range(2):
            seen = 0.0
            for c in range(start, end):
                seen += min(cast[c, which], float(absent_ptr[c + 1] - absent_ptr[c]))
            new = tilt[s, which] + 2.4 / math.sqrt(1.0 + 0.5 * seen) * normal(key, 6000000 + which)
            other = tilt[s, 1 - which]
            gain = -0.5 * (new * new - tilt[s, which] ** 2)
            for c in range(start, end):
                first = absent_ptr[c] - base
                last = absent_ptr[c + 1] - base
                if which == 0:
                    gain += _log_chance(first, last, no, yes, cast[c], level[c], new, other)
                    gain -= _log_chance(first, last, no, yes, cast[c], level[c], tilt[s, 0], other)
                else:
                    gain += _log_chance(first, last, no, yes, cast[c], level[c], other, new)
                    gain -= _log_chance(first, last, no, yes, cast[c], level[c], other, tilt[s, 1])
            if math.log(uniform(key, 7000000 + which)) < gain:
                tilt[s, which] = new
        for c in range(start, end):
            weight[c, 0] = _rate(level[c] + tilt[s, 0])
            weight[c, 1] = _rate(level[c] + tilt[s, 1])
            weight[c, 2] = _rate(level[c])
