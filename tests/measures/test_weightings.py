"""The share of weightings is exact: it agrees with drawn weightings and with the closed form for different values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.weightings import share_above, weightings

CHANGES = st.lists(st.floats(-1, 1, allow_nan=False), min_size=1, max_size=6)


def drawn(values: list[float], threshold: float) -> float:
    """The reference: two hundred thousand weightings, drawn uniformly from the simplex."""
    weights = np.random.default_rng(7).dirichlet(np.ones(len(values)), 200_000)
    return float((weights @ np.array(values) > threshold).mean())


def closed_form(values: list[float]) -> float:
    """The reference for values that all differ: the sum over positive x_i of the product of x_i / (x_i - x_j)."""
    return sum(math.prod(x / (x - y) for y in values if y != x) for x in values if x > 0)


@pytest.mark.parametrize(
    ("values", "threshold"),
    [
        ([0.3, -0.2, 0.1], 0.0),
        ([0.3, -0.2, 0.1], 0.05),
        ([-0.4, 0.1, 0.1, 0.1], 0.0),
        ([0.2, -0.2], 0.0),
        ([1, 0], 0.5),
    ],
)
def test_it_agrees_with_drawn_weightings(values: list[float], threshold: float) -> None:
    assert share_above(values, threshold) == pytest.approx(drawn(values, threshold), abs=0.005)


@given(st.lists(st.integers(-50, 50).filter(bool), min_size=2, max_size=6, unique=True))
def test_it_agrees_with_the_closed_form(values: list[int]) -> None:
    assert share_above([v / 10 for v in values]) == pytest.approx(closed_form([v / 10 for v in values]), abs=1e-6)


@given(CHANGES, st.floats(0, 0.5))
def test_the_three_shares_sum_to_one_and_mirror(changes: list[float], same_within: float) -> None:
    found, mirrored = weightings(changes, same_within), weightings([-c for c in changes], same_within)
    assert found.rising + found.falling + found.same == pytest.approx(1)
    assert (found.rising, found.falling) == (mirrored.falling, mirrored.rising)


@given(CHANGES)
def test_what_all_channels_say_holds_under_every_weighting(changes: list[float]) -> None:
    up = [abs(c) + 0.1 for c in changes]
    assert weightings(up, 0.05).rising == 1
    assert weightings([-c for c in up], 0.05).falling == 1
    assert weightings([0.01 for _ in changes], 0.05).same == 1


@given(st.permutations([0.4, -0.3, 0.2, -0.05]))
def test_the_order_of_the_channels_does_not_matter(changes: list[float]) -> None:
    assert share_above(changes) == pytest.approx(share_above([0.4, -0.3, 0.2, -0.05]))


def test_no_channel_no_share() -> None:
    with pytest.raises(ValueError, match="no values"):
        share_above([])
