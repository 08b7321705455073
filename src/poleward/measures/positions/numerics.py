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
"""Where the tables of the normal distribution begin: beyond it a double holds nothing more of it."""
_GRID = _LOW + np.arange(int((8.0 - _LOW) * 32) + 2) / 32
_LOG_CDF = np.ascontiguousarray(log_ndtr(_GRID))
_MILLS = np.exp(-0.5 * _GRID**2 - 0.5 * math.log(2 * math.pi) - _LOG_CDF)
_CDF = np.exp(_LOG_CDF)
_PDF = np.exp(-0.5 * _GRID**2) / math.sqrt(2 * math.pi)


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
def normal_at(x: float) -> tuple[float, float]:
    """Return Phi(x) and phi(x), each with a relative error below 1e-6 in phi for |x| < 20."""
    x = min(max(x, -39.9), 7.9)
    k = np.uint64((x + 40.0) * 32.0 + 0.5)
    z = np.float64(k) * 0.03125 - 40.0
    d = x - z
    h2 = (z * z - 1.0) * d * d
    h3 = (z * z - 3.0) * z * d * d * d
    h4 = ((z * z - 6.0) * z * z + 3.0) * d * d * d * d
    series = 1.0 - 0.5 * z * d + h2 * (1.0 / 6.0) - h3 * (1.0 / 24.0) + h4 * (1.0 / 120.0)
    density = 1.0 - z * d + 0.5 * h2 - h3 * (1.0 / 6.0) + h4 * (1.0 / 24.0)
    return _CDF[k] + _PDF[k] * d * series, _PDF[k] * density


@kernel
def between(first: int, last: int, lower: Array, upper: Array, rise: Array, fall: Array, chance: Array) -> float:
    """Return the sum of log p, p = Phi(upper) - Phi(lower); fill rise = phi(upper) / p and fall = phi(lower) / p."""
    for o in range(first, last):
        flip = upper[o] + lower[o] > 0.0
        a = -lower[o] if flip else upper[o]
        b = -upper[o] if flip else lower[o]
        cdf_a, pdf_a = normal_at(a)
        cdf_b, pdf_b = normal_at(b)
        p = max(cdf_a - cdf_b, 1e-290)
        chance[o] = p
        rise[o] = (pdf_b if flip else pdf_a) / p
        fall[o] = (pdf_a if flip else pdf_b) / p
    total = 0.0
    for o in range(first, last):
        total += math.log(chance[o])
    return total


@kernel
def staying_away(
    first: int, last: int, lower: Array, upper: Array, share: Array, rise: Array, fall: Array, chance: Array
) -> float:
    """Return the sum of log p, p the chance of not voting; fill its slopes in t1 (fall) and t2 (rise).

    share (3, n) is the chance of not voting for one who would vote no, abstain, yes.
    """
    for o in range(first, last):
        cdf_low, pdf_low = normal_at(lower[o])
        cdf_high, pdf_high = normal_at(upper[o])
        to_no = share[0, o] - share[1, o]
        to_yes = share[1, o] - share[2, o]
        p = max(share[2, o] + to_no * cdf_low + to_yes * cdf_high, 1e-290)
        chance[o] = p
        fall[o] = to_no * pdf_low / p
        rise[o] = to_yes * pdf_high / p
    total = 0.0
    for o in range(first, last):
        total += math.log(chance[o])
    return total


@kernel
def log_outcome(outcome: int, t1: float, t2: float, u: float) -> float:
    """Return the log probability of no (0), abstain (1) or yes (2)."""
    if outcome == 2:
        return tail(u - t2)[0]
    if outcome == 0:
        return tail(t1 - u)[0]
    upper, lower = t2 - u, t1 - u
    if upper + lower > 0.0:
        upper, lower = -lower, -upper
    return math.log(max(normal_at(upper)[0] - normal_at(lower)[0], 1e-290))


@kernel
def log_absence(t1: float, t2: float, u: float, w0: float, w1: float, w2: float) -> float:
    """Return the log probability of not voting, given that for one who would vote no, abstain, yes."""
    return math.log(max(w2 + (w0 - w1) * normal_at(t1 - u)[0] + (w1 - w2) * normal_at(t2 - u)[0], 1e-290))


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
