"""Votes summed into likelihoods by series and month equal a plain sum, vote by vote."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.measures.paths import Grid, add_votes, outcome_table, vote_likelihood
from poleward.outcomes import CAST

SERIES, MONTHS, CALLS = 3, 4, 5


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 60), block=st.integers(1, 70), weighted=st.booleans())
def test_votes_are_summed_by_series_and_month(seed: int, n: int, block: int, weighted: bool) -> None:
    rng = np.random.default_rng(seed)
    table = rng.standard_normal((CALLS, len(CAST), 7)).astype(np.float32)
    series, month, call = (rng.integers(0, k, n) for k in (SERIES, MONTHS, CALLS))
    outcome = rng.integers(0, len(CAST), n).astype(np.int8)
    weight = rng.random(n).astype(np.float32) if weighted else None
    expected = np.zeros((SERIES, MONTHS, 7))
    for v in range(n):
        expected[series[v], month[v]] += table[call[v], outcome[v]] * (1.0 if weight is None else weight[v])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vote_likelihood, "BLOCK", block)
        summed = add_votes(series, month, call, outcome, table, (SERIES, MONTHS), weight)
    assert summed.dtype == np.float32
    np.testing.assert_allclose(summed, expected, atol=1e-5)


def test_a_series_without_any_vote_has_no_columns() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    table = np.zeros((3, 3, 5), dtype=np.float32)
    assert add_votes(nothing, nothing, nothing, nothing.astype(np.int8), table, (1, 0)).shape == (1, 0, 5)


def test_the_three_outcomes_share_all_probability_at_every_level() -> None:
    table = outcome_table(np.array([[1.2, -0.5, 0.4], [-0.3, 0.0, 0.1]]), Grid(-3.0, 3.0, 61))
    np.testing.assert_allclose(np.exp(table).sum(axis=1), 1.0, atol=1e-5)
