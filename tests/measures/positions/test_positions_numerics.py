"""The small numerical pieces agree with SciPy, in the middle and in the tails."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_ndtr, ndtr
from scipy.stats import kstest, norm

from poleward.measures.positions import numerics
from poleward.measures.positions.chances import log_chances

reach = st.floats(-35.0, 7.5)
utility = st.floats(-8.0, 8.0)


@given(reach)
def test_tail_is_log_cdf_and_mills_ratio(x: float) -> None:
    value, mills = numerics.tail(x)
    assert abs(value - log_ndtr(x)) < 1e-6 * max(1.0, abs(log_ndtr(x)))
    assert abs(mills - np.exp(norm.logpdf(x) - log_ndtr(x))) < 1e-5 * max(1.0, mills)


@given(st.floats(-20.0, 7.5))
def test_normal_at_keeps_relative_precision(x: float) -> None:
    cdf, pdf = numerics.normal_at(x)
    assert abs(cdf - ndtr(x)) <= 1e-5 * ndtr(x)
    assert abs(pdf - norm.pdf(x)) <= 1e-4 * norm.pdf(x)


@given(utility, st.floats(0.02, 6.0), utility)
def test_abstention_and_its_slopes(t1: float, gap: float, u: float) -> None:
    lower, upper = np.array([t1 - u]), np.array([t1 + gap - u])
    out = [np.empty(1) for _ in range(3)]
    value = numerics.between(0, 1, lower, upper, *out)
    expected = log_chances(np.array([1]), np.array([t1]), np.array([t1 + gap]), np.array([u]))[0]
    assert abs(value - expected) < 1e-3 + 1e-4 * abs(expected)
    step = 1e-4
    above = log_chances(np.array([1]), np.array([t1]), np.array([t1 + gap + step]), np.array([u]))[0]
    below = log_chances(np.array([1]), np.array([t1]), np.array([t1 + gap - step]), np.array([u]))[0]
    rise = (above - below) / (2 * step)
    assert abs(out[0][0] - rise) < 1e-2 + 1e-2 * abs(rise)


@given(utility, st.floats(0.02, 6.0), utility, st.tuples(*[st.floats(0.01, 0.99)] * 3))
def test_absence_is_the_mixture_of_would_be_votes(
    t1: float, gap: float, u: float, share: tuple[float, float, float]
) -> None:
    t2 = t1 + gap
    expected = log_chances(np.array([3]), np.array([t1]), np.array([t2]), np.array([u]), np.array([share]))[0]
    assert abs(numerics.log_absence(t1, t2, u, *share) - expected) < 1e-5


def test_random_numbers_depend_on_key_and_index_only() -> None:
    key = np.uint64(numerics.key_of(np.uint64(7), 3))
    drawn = np.array([numerics.uniform(key, i) for i in range(4000)])
    again = np.array([numerics.uniform(key, i) for i in reversed(range(4000))])[::-1]
    assert np.array_equal(drawn, again)
    assert kstest(drawn, "uniform").pvalue > 1e-3
    keys = [np.uint64(numerics.key_of(np.uint64(7), unit)) for unit in range(4000)]
    normals = np.array([numerics.normal(key, 0) for key in keys])
    assert kstest(normals, "norm").pvalue > 1e-3


def test_cholesky_and_its_solves() -> None:
    rng = np.random.default_rng(1)
    root = rng.standard_normal((4, 4))
    matrix = root @ root.T + np.eye(4)
    factor, x = matrix.copy(), rng.standard_normal(4)
    numerics.cholesky(factor, 4)
    solved = x.copy()
    numerics.solve_lower(factor, solved, 4)
    numerics.solve_upper(factor, solved, 4)
    assert np.allclose(matrix @ solved, x)
    assert np.isclose(numerics.squared_length(factor, x, 4), x @ matrix @ x)
