"""Agreement indices equal a plain pair-by-pair reference, and behave under permutation and resampling."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poleward.measures.agreement import Weighting, all_dyads, indices
from poleward.measures.testing.pairs import bootstrap_pairs, pair_tables
from poleward.outcomes import NOT_OBSERVED

WEIGHTINGS: tuple[Weighting, ...] = ("nominal", "linear", "squared")


def reference(x: list[int], y: list[int], weighting: Weighting) -> tuple[float, float, float, float]:
    """One pair at a time, in plain loops: plain agreement, S, Scott's pi, Cohen's kappa."""

    def d(a: int, b: int) -> float:
        step = abs(a - b) / 2
        return {"nominal": float(a != b), "linear": step, "squared": step**2}[weighting]

    both = [(a, b) for a, b in zip(x, y, strict=True) if a >= 0 and b >= 0]
    if not both:
        return (math.nan,) * 4
    n = len(both)
    observed = sum(d(a, b) for a, b in both) / n
    share_x = [sum(a == c for a, _ in both) / n for c in range(3)]
    share_y = [sum(b == c for _, b in both) / n for c in range(3)]
    pooled = [(p + q) / 2 for p, q in zip(share_x, share_y, strict=True)]
    by_pi = sum(pooled[a] * pooled[b] * d(a, b) for a in range(3) for b in range(3))
    by_kappa = sum(share_x[a] * share_y[b] * d(a, b) for a in range(3) for b in range(3))
    return (
        1 - observed,
        1 - 2 * observed,
        1 - observed / by_pi if by_pi else math.nan,
        1 - observed / by_kappa if by_kappa else math.nan,
    )


outcome_matrices = arrays(np.int8, st.tuples(st.integers(1, 25), st.integers(2, 5)), elements=st.integers(-1, 2))


@given(outcome_matrices, st.sampled_from(WEIGHTINGS))
def test_all_dyads_equal_the_pairwise_reference(outcomes: np.ndarray, weighting: Weighting) -> None:
    found = all_dyads(outcomes, weighting)
    for i in range(outcomes.shape[1]):
        for j in range(outcomes.shape[1]):
            expected = reference(list(outcomes[:, i]), list(outcomes[:, j]), weighting)
            got = (found.plain[i, j], found.s[i, j], found.pi[i, j], found.kappa[i, j])
            np.testing.assert_allclose(got, expected, atol=1e-9)


@given(outcome_matrices)
def test_the_order_of_roll_calls_does_not_matter(outcomes: np.ndarray) -> None:
    np.testing.assert_allclose(all_dyads(outcomes).plain, all_dyads(outcomes[::-1]).plain)


def test_an_absence_is_not_a_disagreement() -> None:
    outcomes = np.array([[2, 2], [0, NOT_OBSERVED], [NOT_OBSERVED, 0]], dtype=np.int8)
    assert all_dyads(outcomes).plain[0, 1] == 1.0
    assert all_dyads(outcomes).n[0, 1] == 1.0


def test_always_the_same_single_outcome_leaves_chance_correction_undefined() -> None:
    found = all_dyads(np.full((4, 2), 2, dtype=np.int8))
    assert found.plain[0, 1] == 1.0
    assert math.isnan(found.pi[0, 1])
    assert math.isnan(found.kappa[0, 1])


def test_bootstrap_is_repeatable_and_centres_on_the_estimate() -> None:
    rng = np.random.default_rng(7)
    outcomes = rng.integers(0, 3, size=(200, 3)).astype(np.int8)
    tables = pair_tables(outcomes[:, 0], outcomes[:, 1:])
    one = bootstrap_pairs(tables, "linear", 500, np.random.default_rng(1)).plain
    two = bootstrap_pairs(tables, "linear", 500, np.random.default_rng(1)).plain
    assert np.array_equal(one, two)
    np.testing.assert_allclose(one.mean(axis=0), indices(tables.sum(axis=0)).plain, atol=0.01)


def test_few_roll_calls_leave_a_wide_interval() -> None:
    one, many = (
        bootstrap_pairs(
            pair_tables(np.full(n, 2, np.int8), np.full((n, 1), 2, np.int8)), "linear", 500, np.random.default_rng(1)
        ).plain
        for n in (1, 100)
    )
    assert np.quantile(one, 0.05) < 0.65
    assert np.quantile(many, 0.05) > 0.97
