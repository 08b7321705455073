"""The balance of statements agrees with drawing from the same model, and is honest where there is little to see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.balance import balance, change, permutation_p, probability_towards, same_share, share_posterior

counts = st.integers(0, 60)


@given(counts, counts, st.floats(0, 0.4))
def test_exchanging_the_signs_turns_the_balance_round(towards: int, away: int, error: float) -> None:
    one, two = balance(towards, away, error), balance(away, towards, error)
    assert one.mean == pytest.approx(-two.mean, abs=1e-9)
    assert one.q05 <= one.mean <= one.q95


@given(counts, counts, counts, counts)
def test_probabilities_of_a_change_are_a_distribution(a: int, b: int, c: int, d: int) -> None:
    found = change((a, b), (c, d))
    assert found.p_down + found.p_same + found.p_up == pytest.approx(1)
    assert found.interval.q05 <= found.interval.q95


def test_agrees_with_draws_from_beta_posteriors() -> None:
    rng = np.random.default_rng(3)
    before, after = rng.beta(1 + 12, 1 + 4, 400_000), rng.beta(1 + 5, 1 + 11, 400_000)
    same = same_share((12, 4), (5, 11))
    moved = np.where(rng.random(400_000) < same, 0.0, 2 * (after - before))
    found = change((12, 4), (5, 11))
    assert found.interval.mean == pytest.approx(moved.mean(), abs=0.01)
    assert found.interval.q05 == pytest.approx(np.quantile(moved, 0.05), abs=0.02)
    assert found.p_down == pytest.approx((moved < -0.1).mean(), abs=0.01)


def test_the_coders_error_widens_the_interval() -> None:
    sure, unsure = balance(30, 10), balance(30, 10, 0.2)
    assert unsure.q95 - unsure.q05 > sure.q95 - sure.q05


def test_no_statements_say_nothing() -> None:
    assert probability_towards(0, 0) == pytest.approx(0.5)
    assert balance(0, 0).q05 < -0.85
    assert share_posterior(0, 0).sum() == pytest.approx(1)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        share_posterior(-1, 0)


def test_a_probability_never_passes_one_by_rounding() -> None:
    assert all(probability_towards(n, 0, 0.1) <= 1.0 for n in range(0, 12_000, 37))


def test_the_probability_of_no_change_agrees_with_draws_from_the_prior() -> None:
    rng, before, after = np.random.default_rng(5), (6, 2), (2, 5)
    one, other = rng.random(2_000_000), rng.random(2_000_000)
    stayed = rng.random(2_000_000) < 0.5
    second = np.where(stayed, one, other)
    fits = (rng.binomial(8, one) == before[0]) & (rng.binomial(7, second) == after[0])
    assert same_share(before, after) == pytest.approx(stayed[fits].mean(), abs=0.01)


def test_where_nothing_changed_a_direction_is_rarely_named() -> None:
    rng = np.random.default_rng(7)
    wrong = 0
    for _ in range(400):
        p, n, m = rng.random(), int(rng.integers(3, 25)), int(rng.integers(3, 25))
        a, b = int(rng.binomial(n, p)), int(rng.binomial(m, p))
        found = change((a, n - a), (b, m - b), 0.1)
        wrong += max(found.p_up, found.p_down) >= 0.8
    assert wrong <= 0.03 * 400


def test_shuffled_dates_agree_with_shuffling() -> None:
    rng, before, after = np.random.default_rng(9), (7, 2), (3, 8)
    signs = np.repeat([1, 0], [10, 10])
    seen = abs(7 / 9 - 3 / 11)
    hits = 0
    for _ in range(20_000):
        mixed = rng.permutation(signs)
        hits += abs(mixed[:9].mean() - mixed[9:].mean()) >= seen - 1e-9
    assert permutation_p(before, after) == pytest.approx(hits / 20_000, abs=0.01)


@given(counts, counts, counts, counts)
def test_a_permutation_p_is_a_probability(a: int, b: int, c: int, d: int) -> None:
    assert 0 < permutation_p((a, b), (c, d)) <= 1
