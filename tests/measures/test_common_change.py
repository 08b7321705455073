"""The common change of channels: a grid against plain integration, and what silence and quarrel do to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.common_change import DEVIATION, GRID, common_change

change = st.floats(-1, 1)
error = st.floats(0.005, 0.5)


@given(st.lists(st.tuples(change, error), min_size=2, max_size=4))
def test_the_posterior_is_that_of_the_hierarchy(channels: list[tuple[float, float]]) -> None:
    y, s = (np.array(row) for row in zip(*channels, strict=True))
    mu = np.linspace(-4, 4, 4001)
    density = np.zeros(len(mu))
    for tau in GRID:
        v = s**2 + tau**2
        likelihood = np.exp(-0.5 * ((y[:, None] - mu) ** 2 / v[:, None]).sum(axis=0)) / np.sqrt(v).prod()
        density += likelihood * np.exp(-0.5 * (tau / DEVIATION) ** 2)
    density /= density.sum()
    found = common_change(y, s, np.ones(len(y)))
    assert found.value == pytest.approx(density @ mu, abs=2e-3)
    assert found.above(0.05) == pytest.approx(density[mu > 0.05].sum(), abs=6e-3 + density.max())
    assert found.value == pytest.approx(float(found.shares @ y))
    assert 1 - found.above(found.quantile(0.05)) == pytest.approx(0.05, abs=1e-6)


@given(st.lists(st.tuples(change, error), min_size=2, max_size=3), change)
def test_a_channel_that_knows_nothing_changes_nothing(channels: list[tuple[float, float]], said: float) -> None:
    y, s = ([*row] for row in zip(*channels, strict=True))
    one, two = common_change(y, s, [1.0] * len(y)), common_change([*y, said], [*s, 1e4], [1.0] * (len(y) + 1))
    for p in (0.05, 0.5, 0.95):
        assert one.quantile(p) == pytest.approx(two.quantile(p), abs=1e-3)


def test_channels_that_agree_are_surer_than_channels_that_do_not() -> None:
    width = [
        (lambda one: one.quantile(0.95) - one.quantile(0.05))(common_change([-0.2, second], [0.03, 0.03], [1, 1]))
        for second in (-0.2, 0.2)
    ]
    assert width[1] > 1.5 * width[0]


def test_only_ratios_of_weights_matter() -> None:
    one, two = (common_change([-0.2, 0.1], [0.05, 0.1], weights) for weights in ([1, 2], [10, 20]))
    assert one.value == pytest.approx(two.value)
    heavy = common_change([-0.2, 0.1], [0.05, 0.1], [1, 9])
    assert heavy.value > one.value
