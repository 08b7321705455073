"""Agreement of all dyads and periods: equal to one pair at a time, repeatable, honest where little is known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.agreement import indices
from poleward.measures.agreement_dyads import INDICES, agreement, dyads_of
from poleward.measures.testing.pairs import bootstrap_pairs, pair_tables

from .test_agreement import WEIGHTINGS, outcome_matrices

NAMES = {0: "no", 1: "abstain", 2: "yes", -1: "not_voting"}


def table(years: dict[int, np.ndarray]) -> pl.DataFrame:
    """Return (roll calls, voters) outcome codes of some years in long form."""
    rows = [
        (f"S{voter}", f"{year}-{call}", f"{year}-10-0{1 + call % 9}", NAMES[int(code)])
        for year, outcomes in years.items()
        for (call, voter), code in np.ndenumerate(outcomes)
    ]
    return pl.DataFrame(rows, schema=["state", "roll_call", "date", "outcome"], orient="row")


@settings(max_examples=40)
@given(outcome_matrices, st.sampled_from(WEIGHTINGS), st.integers(1, 30))
def test_values_and_intervals_equal_those_of_one_pair_at_a_time(
    outcomes: np.ndarray, weighting: Any, replicates: int
) -> None:
    first, second, shared, value, low, high = dyads_of(outcomes, weighting, replicates, np.random.default_rng(5))
    expected = [(i, j) for i in range(outcomes.shape[1]) for j in range(i + 1, outcomes.shape[1])]
    expected = [(i, j) for i, j in expected if ((outcomes[:, i] >= 0) & (outcomes[:, j] >= 0)).any()]
    assert list(zip(first, second, strict=True)) == expected
    for k, (i, j) in enumerate(expected):
        tables = pair_tables(outcomes[:, i], outcomes[:, [j]])
        point = indices(tables.sum(axis=0), weighting)
        drawn = bootstrap_pairs(tables, weighting, replicates, np.random.default_rng(5))
        assert shared[k] == point.n[0]
        for row, name in enumerate(INDICES):
            own = getattr(point, name)[0]
            np.testing.assert_allclose(value[row, k], own, atol=1e-9)
            if math.isfinite(own):
                ends = np.quantile(getattr(drawn, name)[:, 0], [0.05, 0.95])
                # float32 sums against float64; a chance term near 0 magnifies the difference
                np.testing.assert_allclose(low[row, k], min(ends[0], own), rtol=2e-3, atol=2e-3)
                np.testing.assert_allclose(high[row, k], max(ends[1], own), rtol=2e-3, atol=2e-3)


@pytest.fixture(scope="module")
def years() -> dict[int, np.ndarray]:
    rng = np.random.default_rng(3)
    return {2001: rng.integers(-1, 3, (30, 5)), 2002: rng.integers(-1, 3, (4, 5))}


def test_years_do_not_mix_and_few_roll_calls_are_named(years: dict[int, np.ndarray]) -> None:
    found = agreement(table(years), replicates=20)
    rows = found.to_frame("polars")
    assert rows["period"].unique(maintain_order=True).to_list() == ["2001", "2002"]
    for year, outcomes in years.items():
        alone = dyads_of(outcomes.astype(np.int8), "linear", 0, np.random.default_rng(1))
        np.testing.assert_allclose(rows.filter(pl.col("period") == str(year))["plain"], alone[3][0])
    assert "2002: 4" in found.notes[0]
    assert found.dropped["absence left out"] == sum((o < 0).sum() for o in years.values())
    assert (rows["plain_q05"] <= rows["plain"]).all()
    assert (rows["plain"] <= rows["plain_q95"]).all()


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(years: dict[int, np.ndarray]) -> None:
    one, two, other = (agreement(table(years), replicates=50, seed=seed) for seed in (1, 1, 2))
    assert one.low["pi"].tobytes() == two.low["pi"].tobytes()
    assert one.low["plain"].tobytes() != other.low["plain"].tobytes()


def test_one_shared_roll_call_leaves_a_wide_interval_and_no_made_up_index() -> None:
    found = agreement(table({2001: np.array([[2, 2], [0, -1]])}))
    row = found.to_frame("polars").row(0, named=True)
    assert (row["roll_calls"], row["plain"], row["pi"], row["kappa"]) == (1, 1.0, None, None)
    assert row["plain_q95"] - row["plain_q05"] > 0.3


def test_dyads_are_chosen_in_either_order(years: dict[int, np.ndarray]) -> None:
    found = agreement(table(years), replicates=0)
    some = found.among(["S3"], ["S1", "S4"]).to_frame("polars")
    assert set(zip(some["state_a"], some["state_b"], strict=True)) == {("S1", "S3"), ("S3", "S4")}
    assert "plain_q05" not in some.columns
    assert len(found.among([]).first) == len(found.first)
    with pytest.raises(NothingFoundError):
        found.among(["XYZ"])


def test_contradictory_and_repeated_rows_are_counted_not_guessed(years: dict[int, np.ndarray]) -> None:
    rows = table(years).filter(pl.col("outcome") != "not_voting")
    first = rows.row(0, named=True)
    other = rows.head(1).with_columns(outcome=pl.lit("no" if first["outcome"] != "no" else "yes"))
    found = agreement(pl.concat([rows, rows.slice(5, 2), other]), replicates=0)
    assert found.dropped == {
        "contradictory vote: a state with two outcomes on one roll call": 2,
        "duplicate vote": 2,
    }
    assert agreement(rows.slice(1), replicates=0).roll_calls.sum() == found.roll_calls.sum()


@pytest.mark.parametrize("options", [{"weighting": "cubic"}, {"replicates": -1}, {"replicates": 10**9}])
def test_options_that_are_not_possible_are_explained(years: dict[int, np.ndarray], options: dict[str, Any]) -> None:
    with pytest.raises(UnusableInputError):
        agreement(table(years), **options)


def test_without_a_common_roll_call_there_is_nothing() -> None:
    with pytest.raises(NothingFoundError, match="No two states"):
        agreement(table({2001: np.array([[2, -1], [-1, 2]])}))
    with pytest.raises(NothingFoundError, match="No two states"):
        agreement(table({2001: np.array([[-1, -1]])}))
