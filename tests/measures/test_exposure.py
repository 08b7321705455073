"""Shares agree with plain loops, missing stays missing, publishers are never added."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poleward.measures.exposure import monthly, shares

values = st.one_of(st.just(math.nan), st.just(0.0), st.floats(0.001, 1e12))
flow_arrays = arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5)), elements=values)


@given(flow_arrays)
def test_shares_equal_plain_loops(flows: np.ndarray) -> None:
    members = np.arange(flows.shape[2]) % 2 == 0
    found = shares(flows, members).values
    for p in range(flows.shape[0]):
        for y in range(flows.shape[1]):
            seen = [(flows[p, y, k], members[k]) for k in range(flows.shape[2]) if not math.isnan(flows[p, y, k])]
            total = sum(value for value, _ in seen)
            if not seen or total == 0:
                assert math.isnan(found[p, y])
            else:
                np.testing.assert_allclose(found[p, y], sum(v for v, m in seen if m) / total)


@given(flow_arrays)
def test_the_middle_lies_within_what_publishers_say(flows: np.ndarray) -> None:
    found = shares(flows, np.arange(flows.shape[2]) == 0)
    known = np.isfinite(found.middle())
    assert np.array_equal(known, np.isfinite(found.values).any(axis=0))
    assert (found.low()[known] <= found.middle()[known]).all()
    assert (found.middle()[known] <= found.high()[known]).all()


def test_a_second_publisher_does_not_double_anything() -> None:
    one = np.array([[[30.0, 70.0]]])
    member = np.array([True, False])
    assert shares(np.concatenate([one, one]), member).middle()[0] == shares(one, member).middle()[0] == 0.3


def test_a_published_total_stands_for_partners_that_are_not_listed() -> None:
    flows = np.array([[[30.0, 20.0]]])
    member = np.array([True, False])
    assert shares(flows, member, np.array([[100.0]])).values[0, 0] == 0.3
    assert shares(flows, member, np.array([[40.0]])).values[0, 0] == 0.6


def test_a_month_lies_between_its_year_and_the_neighbours() -> None:
    low, high = monthly(np.array([0.2, 0.3, np.nan]), np.array([0.2, 0.3, np.nan]), np.array([0.25, 0.3, np.nan]))
    assert len(low) == 36
    assert low[0] == 0.2
    assert high[0] == 0.3
    assert low[13] == 0.2
    assert np.isnan(low[-12:]).all()
