"""Small numerical pieces of the kernels: normal tails, the ordinal likelihood, counted random numbers, Cholesky.

Outcomes are 0 no, 1 abstain, 2 yes, 3 not voting. With utility u = beta'theta and thresholds t1 < t2,
P(no) = Phi(t1 - u), P(abstain) = Phi(t2 - u) - Phi(t1 - u), P(yes) = Phi(u - t2): the ordinal probit of Bailey,
Strezhnev & Voeten (2017, eq. 1-2; Johnson & Albert 1999, ch. 4).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_ndtr

from poleward.measures.positions._jit import Array, kernel

_LOW = -40.0
_GRID = _LOW + np.arange(int((8.0 - _LOW) * 32) + 2) / 32
_LOG_CDF = np.ascontiguousarray(log_ndtr(_GRID))
_MILLS = np.exp(-0.5 * _GRID**2 - 0.5 * math.log(2 * math.pi) - _LOG_CDF)


@kernel
def tail(x: float) -> tuple[float, float]:
    """Return log Phi(x) and phi(x) / Phi(x): Taylor's series around the nearest node of a table.

    The error is below 1e-7; x is clipped to -40..8, where a double has nothing more to say.
    """
    x = min(max(x, -39.9), 7.9)
    k = np.uint64((x + 40.0) * 32.0 + 0.5)
    node = np.float64(k) * 0.03125 - 40.0
    d = x - node
    m = _MILLS[k]
    m1 = -m * (m + node)
    m2 = -m1 * (m + node) - m * (m1 + 1.0)
    m3 = -m2 * (m + node) - 2.0 * m1 * (m1 + 1.0) - m * m2
    mills = m + d * (m1 + d * (0.5 * m2 + d * m3 * (1.0 / 6.0)))
    return _LOG_CDF[k] + d * (m + d * (0.5 * m1 + d * (m2 * (1.0 / 6.0) + d * m3 * (1.0 / 24.0)))), mills


@kernel
def tails(first: int, last: int, x: Array, slope: Array, bend: Array) -> float:
    """Return the sum of log Phi(x[first:last]); fill its slope phi / Phi and bend, minus its second derivative."""
    total = 0.0
    for o in range(first, last):
        value, mills = tail(x[o])
        total += value
        slope[o] = mills
        bend[o] = mills * (mills + min(max(x[o], -39.9), 7.9))
    return total


@kernel
def log_tails(first: int, last: int, x: Array) -> float:
    """Return the sum of log Phi(x[first:last])."""
    total = 0.0
    for o in range(first, last):
        total += tail(x[o])[0]
    return total


@kernel
def log_between(upper: float, lower: float) -> float:
    """Return log(Phi(upper) - Phi(lower)) without cancellation in the tails."""
    if upper + lower > 0.0:
        upper, lower = -lower, -upper
    log_upper = tail(upper)[0]
    share = 1.0 - math.exp(tail(lower)[0] - log_upper)
    return log_upper + math.log(max(share, 1e-12))


@kernel
def outcome_terms(
    outcome: int, t1: float, t2: float, u: float, w0: float, w1: float, w2: float
) -> tuple[float, float, float, float, float, float]:
    """Return the log probability of an outcome, its slopes in t1 and t2, and minus its second derivatives 11, 12, 22.

    All derivatives in u follow, because the probability depends on t1 - u and t2 - u only. For outcome 3, w0, w1, w2
    are the probabilities of not voting for a state that would vote no, abstain, yes; the second derivatives are then
    those of Gauss and Newton, which keeps them a valid precision.
    """
    if outcome == 2:
        value, m = tail(u - t2)
        return value, 0.0, -m, 0.0, 0.0, m * (m + u - t2)
    if outcome == 0:
        value, m = tail(t1 - u)
        return value, m, 0.0, m * (m + t1 - u), 0.0, 0.0
    if outcome == 1:
        a = t2 - u
        b = t1 - u
        flipped = a + b > 0.0
        if flipped:
            a, b = -b, -a
        log_a, mills_a = tail(a)
        log_b, mills_b = tail(b)
        ratio = math.exp(log_b - log_a)
        share = max(1.0 - ratio, 1e-12)
        ra = mills_a / share
        rb = mills_b * ratio / share
        value = log_a + math.log(share)
        haa = ra * (ra + a)
        hbb = rb * (rb - b)
        if flipped:
            return value, -ra, rb, haa, -ra * rb, hbb
        return value, -rb, ra, hbb, -ra * rb, haa
    log_no, mills_no = tail(t1 - u)
    log_yes, mills_yes = tail(u - t2)
    p_no = math.exp(log_no)
    p_yes = math.exp(log_yes)
    total = max(w1 + (w0 - w1) * p_no + (w2 - w1) * p_yes, 1e-300)
    s1 = (w0 - w1) * mills_no * p_no / total
    s2 = (w1 - w2) * mills_yes * p_yes / total
    return math.log(total), s1, s2, s1 * s1, s1 * s2, s2 * s2


@kernel
def outcome_value(outcome: int, t1: float, t2: float, u: float, w0: float, w1: float, w2: float) -> float:
    """Return the log probability of an outcome; see `outcome_terms`."""
    if outcome == 2:
        return tail(u - t2)[0]
    if outcome == 0:
        return tail(t1 - u)[0]
    if outcome == 1:
        return log_between(t2 - u, t1 - u)
    p_no = math.exp(tail(t1 - u)[0])
    p_yes = math.exp(tail(u - t2)[0])
    return math.log(max(w1 + (w0 - w1) * p_no + (w2 - w1) * p_yes, 1e-300))


@kernel
def scramble(z: np.uint64) -> np.uint64:
    """Return the SplitMix64 finaliser of z (Steele, Lea & Flood 2014)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def key_of(seed: np.uint64, unit: int) -> np.uint64:
    """Return the key of one unit's random numbers: they depend on the seed and the unit, not on the thread."""
    return scramble(scramble(seed) + np.uint64(unit) * np.uint64(0x9E3779B97F4A7C15))


@kernel
def uniform(key: np.uint64, i: int) -> float:
    """Return the i-th uniform number of a key, in the open interval (0, 1)."""
    z = scramble(key + np.uint64(i + 1) * np.uint64(0x9E3779B97F4A7C15))
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@kernel
def normal(key: np.uint64, i: int) -> float:
    """Return the i-th standard normal number of a key (Box & Muller); it uses uniforms 2i and 2i + 1."""
    radius = math.sqrt(-2.0 * math.log(uniform(key, 2 * i)))
    return radius * math.cos(6.283185307179586 * uniform(key, 2 * i + 1))


@kernel
def cholesky(a: Array, n: int) -> None:
    """Replace the lower triangle of the leading n x n block by its Cholesky factor; tiny pivots are lifted."""
    for j in range(n):
        for k in range(j):
            a[j, j] -= a[j, k] * a[j, k]
        a[j, j] = math.sqrt(max(a[j, j], 1e-10))
        for i in range(j + 1, n):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            a[i, j] = total / a[j, j]


@kernel
def solve_lower(a: Array, x: Array, n: int) -> None:
    """Solve L y = x in place."""
    for i in range(n):
        total = x[i]
        for k in range(i):
            total -= a[i, k] * x[k]
        x[i] = total / a[i, i]


@kernel
def solve_upper(a: Array, x: Array, n: int) -> None:
    """Solve L' y = x in place."""
    for i in range(n - 1, -1, -1):
        total = x[i]
        for k in range(i + 1, n):
            total -= a[k, i] * x[k]
        x[i] = total / a[i, i]


@kernel
def squared_length(a: Array, x: Array, n: int) -> float:
    """Return |L' x|^2, the quadratic form of x in the matrix that L factors."""
    total = 0.0
    for i in range(n):
        part = 0.0
        for k in range(i, n):
            part += a[k, i] * x[k]
        total += part * part
    return total
