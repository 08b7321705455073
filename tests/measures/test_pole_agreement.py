"""Agreement with a pole in closed form: the plain mean, and the spread of the bootstrap that answers use."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.agreement import bootstrap_pairs, pair_tables
from poleward.measures.pole_agreement import agreement_with
from poleward.outcomes import ABSTAIN, NO, NOT_OBSERVED, YES

VALUES = np.array([0.0, 0.5, 1.0, np.nan])
CODES = np.array([NO, ABSTAIN, YES, NOT_OBSERVED], dtype=np.int8)


@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(2, 6))
def test_the_value_is_the_mean_over_members_of_the_mean_over_roll_calls(seed: int, calls: int, states: int) -> None:
    votes = VALUES[np.random.default_rng(seed).integers(0, 4, (calls, states))]
    members = [0, states - 1]
    found = agreement_with(votes, members)
    for s in range(states):
        means, shared = [], set()
        for m in set(members) - {s}:
            both = [i for i in range(calls) if np.isfinite(votes[i, s]) and np.isfinite(votes[i, m])]
            shared |= set(both)
            if both:
                means.append(np.mean([1 - abs(votes[i, s] - votes[i, m]) for i in both]))
        assert found.shared[s] == len(shared)
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
    tables = pair_tables(CODES[code[:, 4]], CODES[code[:, members]])
    drawn = bootstrap_pairs(tables, "linear", 4000, np.random.default_rng(1)).plain.mean(axis=-1)
    assert found.sd[4] == pytest.approx(float(drawn.std()), rel=0.08)


def test_a_state_is_never_its_own_member() -> None:
    found = agreement_with(np.array([[1.0, 0.0], [1.0, 0.0]]), [0])
    assert np.isnan(found.value[0])
    assert found.value[1] == 0.0
