"""Agreement with a pole: one definition, its closed form for all states, and the spread of the bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.pole_agreement import agreement_with, bootstrap_mean, on_roll_calls
from poleward.measures.testing.pairs import bootstrap_pairs, pair_tables
from poleward.outcomes import ABSTAIN, NO, NOT_OBSERVED, YES

VALUES = np.array([0.0, 0.5, 1.0, np.nan])
CODES = np.array([NO, ABSTAIN, YES, NOT_OBSERVED], dtype=np.int8)


@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(2, 6))
def test_the_value_is_the_mean_over_roll_calls_of_the_mean_over_members(seed: int, calls: int, states: int) -> None:
    code = np.random.default_rng(seed).integers(0, 4, (calls, states))
    votes = VALUES[code]
    members = [0, states - 1]
    found = agreement_with(votes, members)
    for s in range(states):
        others = sorted(set(members) - {s})
        means = []
        for i in range(calls):
            both = [1 - abs(votes[i, s] - votes[i, m]) for m in others if np.isfinite(votes[i, s] + votes[i, m])]
            means += [np.mean(both)] if both else []
        each = on_roll_calls(CODES[code[:, s]], CODES[code[:, others]])
        assert each[np.isfinite(each)] == pytest.approx(means)
        assert found.shared[s] == len(means)
        if means:
            assert found.value[s] == pytest.approx(np.mean(means))
            assert found.sd[s] > 0
        else:
            assert np.isnan(found.value[s])
            assert np.isnan(found.sd[s])


@pytest.mark.parametrize("members", [[0], [0, 1, 2]])
def test_the_spread_is_that_of_the_bootstrap(members: list[int]) -> None:
    code = np.random.default_rng(3).choice(4, size=(40, 5), p=[0.4, 0.1, 0.4, 0.1])
    found = agreement_with(VALUES[code], members)
    each = on_roll_calls(CODES[code[:, 4]], CODES[code[:, members]])
    drawn = bootstrap_mean(each[np.isfinite(each)], 4000, np.random.default_rng(1))
    assert found.sd[4] == pytest.approx(float(drawn.std()), rel=0.05)
    if len(members) == 1:  # with one member it is the bootstrap of pairs
        tables = pair_tables(CODES[code[:, 4]], CODES[code[:, members]])
        pairs = bootstrap_pairs(tables, "linear", 4000, np.random.default_rng(1)).plain
        assert found.sd[4] == pytest.approx(float(pairs.std()), rel=0.08)


def test_without_half_way_houses_votes_agree_when_they_are_the_same() -> None:
    own, theirs = np.array([2, 1, 0], dtype=np.int8), np.array([[2, 1], [1, 0], [-1, 2]], dtype=np.int8)
    assert on_roll_calls(own, theirs, half=False).tolist() == [0.5, 0.5, 0.0]
    assert on_roll_calls(own, theirs).tolist() == [0.75, 0.75, 0.0]


def test_a_state_is_never_its_own_member() -> None:
    found = agreement_with(np.array([[1.0, 0.0], [1.0, 0.0]]), [0])
    assert np.isnan(found.value[0])
    assert found.value[1] == 0.0
