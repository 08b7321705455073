"""The event balance against a plain reference and against draws from its posterior."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from poleward.measures.event_balance import balance, change, rate, split_balance

SCORES = np.array([4.0, 1.0, 7.0, -2.0, -7.0, -9.0])
VERBAL = np.array([True, True, False, True, False, False])
COUNTS = st.lists(st.integers(0, 500), min_size=6, max_size=6)


def plain(counts: list[int]) -> tuple[float, float]:
    """Mean and variance of the balance, from the moments of a Dirichlet vector, term by term."""
    weights = [float(n) for n in counts] + [0.5, 0.5]
    scores = [*SCORES, -10.0, 10.0]
    total = sum(weights)
    mean = sum(a * s for a, s in zip(weights, scores, strict=True)) / total
    variance = 0.0
    for i, a in enumerate(weights):
        for j, b in enumerate(weights):
            covariance = (a * total * (i == j) - a * b) / (total**2 * (total + 1))
            variance += covariance * scores[i] * scores[j]
    return mean, variance


@settings(max_examples=60)
@given(COUNTS)
def test_the_moments_are_those_of_the_dirichlet(counts: list[int]) -> None:
    from scipy.stats import beta

    found = balance([counts], SCORES)
    mean, variance = plain(counts)
    if sum(counts):
        assert_allclose(found.mean[0], mean, rtol=1e-9, atol=1e-12)
    else:
        assert np.isnan(found.mean[0])
    p, v = (mean + 10) / 20, variance / 400
    size = p * (1 - p) / v - 1
    low, high = beta.ppf([0.05, 0.95], p * size, (1 - p) * size) * 20 - 10
    assert_allclose([found.q05[0], found.q95[0]], [low, high], rtol=1e-6, atol=1e-6)
    assert found.events[0] == sum(counts)


@pytest.mark.parametrize("counts", [[2, 1, 0, 0, 1, 0], [30, 50, 5, 20, 3, 1], [0, 0, 0, 0, 0, 40]])
def test_the_interval_holds_nine_tenths_of_the_posterior(counts: list[int]) -> None:
    draw = np.random.default_rng(7).dirichlet([*(n + 1e-9 for n in counts), 0.5, 0.5], size=40_000)
    values = draw @ np.array([*SCORES, -10.0, 10.0])
    found = balance(counts, SCORES)
    inside = np.mean((values >= found.q05) & (values <= found.q95))
    assert 0.87 < inside < 0.95


@settings(max_examples=60)
@given(COUNTS.filter(lambda c: sum(c) > 0), st.integers(2, 20))
def test_a_loud_month_is_not_a_hostile_one(counts: list[int], times: int) -> None:
    quiet, loud = balance(counts, SCORES), balance(np.array(counts) * times, SCORES)
    # More of the same mix: the value moves only by what the prior held back, and the interval narrows.
    n = sum(counts)
    assert_allclose(loud.mean * (n * times + 1) / (n * times), quiet.mean * (n + 1) / n, rtol=1e-9, atol=1e-9)
    assert loud.q95 - loud.q05 < quiet.q95 - quiet.q05


def test_nothing_seen_is_not_zero_and_has_the_widest_interval() -> None:
    found = balance(np.array([[0] * 6, [1, 0, 0, 0, 0, 0], [1000, 0, 0, 0, 0, 0]]), SCORES)
    assert np.isnan(found.mean[0])
    width = found.q95 - found.q05
    assert width[0] > width[1] > width[2]
    assert width[0] > 19
    assert_allclose(found.mean[2], 4.0, atol=0.01)


def test_words_and_deeds_apart() -> None:
    found = split_balance([[10, 0, 0, 0, 0, 10]], SCORES, VERBAL)
    assert found.all.events[0] == 20
    assert found.verbal.events[0] == found.material.events[0] == 10
    assert found.verbal.mean[0] > 3 > -8 > found.material.mean[0]


def test_the_rate_divides_by_the_volume_of_news() -> None:
    found = rate([5, 50, 3], [1_000, 10_000, 0])
    assert_allclose(found.mean[:2], [55.0, 50.5])
    assert np.isnan(found.mean[2])
    assert (found.q05[:2] < found.mean[:2]).all()
    assert (found.mean[:2] < found.q95[:2]).all()
    assert found.q95[0] - found.q05[0] > found.q95[1] - found.q05[1]


@pytest.mark.parametrize(
    ("counts", "scores"),
    [([1, 2], [1.0]), ([-1, 2], [1.0, 2.0]), ([np.nan, 1], [1.0, 2.0]), ([1, 1], [1.0, 11.0])],
)
def test_what_cannot_be_is_refused(counts: list[float], scores: list[float]) -> None:
    with pytest.raises(ValueError, match=r"counts|scores"):
        balance(counts, scores)


def test_a_change_of_balance_and_how_sure_it_is() -> None:
    friendly, hostile = [40, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 40]
    turned = change(friendly, hostile, SCORES)
    first, second = balance([friendly, hostile], SCORES).mean
    assert_allclose(turned.mean, second - first, atol=0.02)
    assert turned.q05 < turned.mean < turned.q95
    assert turned.p_down > 0.99
    back = change(hostile, friendly, SCORES)
    assert_allclose((back.mean, back.p_up, back.p_down), (-turned.mean, turned.p_down, turned.p_up), atol=1e-6)
    assert change(friendly, friendly, SCORES).p_same > 0.9
    # Nothing seen on either side says nothing.
    unseen = change([0] * 6, [0] * 6, SCORES)
    assert_allclose(unseen.p_up, unseen.p_down)
    assert_allclose(unseen.p_down + unseen.p_same + unseen.p_up, 1.0)
