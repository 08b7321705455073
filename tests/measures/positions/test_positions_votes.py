"""`positions(votes)`: any frame in, positions with joint draws out, and plain words for what cannot be used."""

from __future__ import annotations

from typing import Any

import arviz_base
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute
import pytest

from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.positions import Positions, absence_by, positions
from poleward.measures.positions.change import change_between, decompose, position_of
from poleward.measures.testing.simulated_votes import simulate

FEW = {"draws": 20, "warmup": 10}
PAIR = ("S001", "S000")


@pytest.fixture(scope="module")
def votes() -> pa.Table:
    return simulate(20, 6, 15, founders=1.0, seed=21).table()


@pytest.fixture(scope="module")
def found(votes: pa.Table) -> Positions:
    return positions(votes, positive=PAIR, draws=40, warmup=20)


def rows(*cells: tuple[str, str, str, str]) -> pa.Table:
    names = ("state", "roll_call", "date", "outcome")
    return pa.table({name: [cell[k] for cell in cells] for k, name in enumerate(names)})


def ballot(call: str, date: str, **outcomes: str) -> list[tuple[str, str, str, str]]:
    return [(state, call, date, outcome) for state, outcome in outcomes.items()]


def check_honest(result: Positions) -> None:
    """No NaN, no negative or zero spread: nothing claims to know a position exactly."""
    table = result.to_arrow().to_pandas()
    assert np.isfinite(table[["mean", "sd", "q05", "q50", "q95"]].to_numpy()).all()
    assert (table["q05"] < table["q95"]).all()


def test_every_kind_of_frame_gives_the_same_bytes(votes: pa.Table) -> None:
    connection = duckdb.connect()
    given: list[Any] = [votes, votes.to_pandas(), pl.from_arrow(votes), connection.from_arrow(votes)]
    answers = [positions(each, **FEW).samples.tobytes() for each in given]
    assert len(set(answers)) == 1


def test_row_order_does_not_matter(votes: pa.Table) -> None:
    shuffled = votes.take(np.random.default_rng(0).permutation(votes.num_rows))
    assert positions(votes, **FEW).samples.tobytes() == positions(shuffled, **FEW).samples.tobytes()


def test_table_of_results(found: Positions) -> None:
    table = found.to_frame("polars")
    assert table.columns == ["state", "period", "dimension", "mean", "sd", "q05", "q50", "q95", "votes"]
    assert table["period"].unique().sort().to_list() == [str(year) for year in range(1946, 1952)]
    assert isinstance(found.to_frame("pandas"), pd.DataFrame)
    check_honest(found)
    signs = {state: found.path(state).summary.mean.mean() for state in PAIR}
    assert signs["S001"] > signs["S000"]


@pytest.mark.parametrize(("period", "labels"), [("session", "1"), ("quarter", "1946-Q4"), ("month", "1946-11")])
def test_periods(votes: pa.Table, period: Any, labels: str) -> None:
    assert positions(votes, period=period, **FEW).periods[0] == labels


def test_quarters_follow_the_true_dates() -> None:
    calls = [
        row
        for k, date in enumerate(["2022-03-02", "2022-04-07", "2022-10-12", "2023-02-23"])
        for copy in range(4)
        for row in ballot(f"{k}-{copy}", date, A="yes", B="no", C="abstain", D="yes" if copy else "no", E="no")
    ]
    result = positions(rows(*calls), period="quarter", positive=("A", "B"), **FEW)
    assert result.periods == ("2022-Q1", "2022-Q2", "2022-Q4", "2023-Q1")
    assert result.path("A").summary.mean.min() > result.path("B").summary.mean.max()


def test_differences_come_from_joint_draws(found: Positions) -> None:
    own, pole = "S002", ["S003", "S004"]
    track = found.distance(own, pole)
    middle = (found.path("S003").samples + found.path("S004").samples) / 2
    assert np.allclose(track.samples, np.abs(found.path(own).samples - middle), atol=1e-5)
    assert np.array_equal(found.draws(10, seed=3), found.draws(10, seed=3))
    assert found.draws(10).shape == (10, *found.samples.shape[1:])
    assert found.draws(500).shape[0] == 500


def test_change_is_own_move_plus_the_poles(found: Positions) -> None:
    change = found.change("S002", ["S003"], "1949-06-01", before=2)
    assert change.before == ("1947", "1948")
    assert change.after == ("1949", "1950", "1951")
    assert np.allclose(change.samples[:, 0], change.samples[:, 1] + change.samples[:, 2], atol=1e-5)
    assert 0.0 <= change.probability_away <= 1.0
    with pytest.raises(NothingFoundError, match="nothing to compare"):
        found.change("S002", ["S003"], "1946")
    with pytest.raises(UnusableInputError, match="itself a member"):
        found.change("S002", ["S002"], "1949")
    with pytest.raises(NothingFoundError, match="no position"):
        found.path("XYZ")


def test_only_who_moves_has_a_part() -> None:
    start, end = np.zeros((1, 2)), np.array([[3.0, 4.0]])
    pole = np.array([[0.0, 1.0]])
    moved = decompose(start, end, pole, pole)[0]
    assert moved[2] == pytest.approx(0.0)
    assert moved[0] == pytest.approx(moved[1])
    fled = decompose(start, start, pole, end)[0]
    assert fled[1] == pytest.approx(0.0)
    assert fled[2] == pytest.approx(4.0)


def test_a_pole_that_passes_the_state_is_told_apart_from_one_that_stands_still() -> None:
    rng = np.random.default_rng(0)

    def around(x: float, y: float) -> Any:
        return (np.array([[x, y]]) + 0.05 * rng.standard_normal((200, 2))).astype(np.float32)

    spans = (("2021",), ("2022",))
    for dims in (1, 2):
        own = tuple(around(x, 0.0)[:, :dims] for x in (0.0, 0.6))
        crossed = change_between("KAZ", spans, own, (around(0.5, 0.0)[:, :dims], around(-0.5, 0.0)[:, :dims]))
        assert crossed.passed > 0.95
        assert abs(crossed.own.mean) < 0.12
        assert crossed.own_shift.mean[0] == pytest.approx(0.6, abs=0.05)
        assert crossed.pole_shift.mean[0] == pytest.approx(-1.0, abs=0.05)
        assert crossed.own_shift.mean.shape == (dims,)
        clear = change_between("KAZ", spans, own, (around(2.0, 0.0)[:, :dims], around(2.0, 0.0)[:, :dims]))
        assert clear.passed == 0.0
        assert clear.own.mean == pytest.approx(-0.6, abs=0.05)


def test_distance_and_change_in_two_dimensions(votes: pa.Table) -> None:
    found = positions(votes, positive=PAIR, dims=2, **FEW)
    track = found.distance("S002", ["S003"])
    gap = found.samples[:, found.cells_of("S002")] - found.samples[:, found.cells_of("S003")]
    assert np.allclose(track.samples, np.sqrt((gap.astype(float) ** 2).sum(axis=2)), atol=1e-5)
    change = found.change("S002", ["S003"], "1949", until="1949")
    assert np.allclose(change.samples[:, 0], track.samples[:, 3] - track.samples[:, 2], atol=1e-5)
    assert np.allclose(change.samples[:, 0], change.samples[:, 1] + change.samples[:, 2], atol=1e-5)


def test_absence_by_kind_finds_the_kind_that_is_avoided() -> None:
    simulated = simulate(24, 4, 60, absence=0.05, founders=1.0, seed=4)
    frame = pl.from_arrow(simulated.table())
    assert isinstance(frame, pl.DataFrame)
    calls = frame["roll_call"].unique().sort()
    kinds = {"odd": calls.gather_every(2).to_list(), "even": calls.gather_every(2, 1).to_list()}
    shy = [f"S{k:03d}" for k in range(2, 24, 2)]
    avoided = [call for k, call in enumerate(kinds["odd"]) if k % 10 < 7]
    hidden = pl.col("state").is_in(shy) & pl.col("roll_call").is_in(avoided) & (pl.col("outcome") == "no")
    frame = frame.with_columns(pl.when(hidden).then(pl.lit("not_voting")).otherwise("outcome").alias("outcome"))
    found = positions(frame, positive=PAIR, draws=60, warmup=40)
    rows = pl.from_arrow(absence_by(frame, found, kinds))
    assert isinstance(rows, pl.DataFrame)
    assert set(rows["kind"]) == {"all", "odd", "even"}
    tilt = rows.filter(pl.col("state").is_in(shy)).group_by("kind").agg(pl.col("tilt_no_mean").mean())
    mean = dict(tilt.iter_rows())
    assert mean["odd"] > 1.0
    assert mean["odd"] > mean["even"] + 0.8
    again = absence_by(frame, found, kinds, states=["S003"])
    assert set(again["state"].to_pylist()) <= {"S003"}
    counted = rows.filter(pl.col("kind") == "all")
    joint = found.absence
    assert joint is not None
    for state, absent, cast in zip(joint.state, joint.absent, joint.cast, strict=True):
        if absent >= 5:
            row = counted.filter(pl.col("state") == state).row(0, named=True)
            assert (row["absent"], row["cast"]) == (absent, cast)


def test_too_few_roll_calls_are_named(votes: pa.Table) -> None:
    few = votes.filter(pa.compute.less(votes["roll_call"], "R00019"))
    notes = " ".join(positions(few, positive=PAIR, **FEW).notes)
    assert "Too few roll calls" in notes
    assert "1947: " in notes
    assert "1946: " not in notes
    assert "Too few" not in " ".join(positions(votes, positive=PAIR, **FEW).notes)


def test_periods_are_found_by_label_and_by_date() -> None:
    assert position_of(["2021", "2022", "2023"], "2022-02-24") == 1
    assert position_of(["2021-Q4", "2022-Q1", "2022-Q3"], "2022-02-24") == 1
    assert position_of(["2021-Q4", "2022-Q1", "2022-Q3"], "2022-05") == 2
    assert position_of(["75", "76", "77"], "76") == 1
    assert position_of(["2021-12", "2022-03"], "2022", last=True) == 0
    with pytest.raises(UnusableInputError, match="not a period"):
        position_of(["2021"], "last year")


def test_export_of_draws(found: Positions) -> None:
    exported = found.to_inference_data()
    theta = exported["posterior"]["theta"]
    assert theta.dims == ("chain", "draw", "state", "period", "dimension")
    assert theta.shape == (1, 40, 20, 6, 1)
    state, period = found.states[found.cell_state[0]], found.periods[found.cell_period[0]]
    mean = float(theta.sel(state=state, period=period, dimension=1).mean())
    assert mean == pytest.approx(float(found.samples[:, 0, 0].mean()), abs=1e-5)
    assert arviz_base.extract(exported).sizes["sample"] == 40


def test_bridged_roll_calls_are_one(votes: pa.Table) -> None:
    group = ["same" if call.endswith("1") and call > "R00040" else "" for call in votes["roll_call"].to_pylist()]
    bridged = positions(votes.append_column("bridge", pa.array(group)), **FEW)
    assert "bridge same" in bridged.roll_calls
    assert len(bridged.roll_calls) < len(positions(votes, **FEW).roll_calls)
    check_honest(bridged)
    check_honest(positions(votes.append_column("bridge", pa.array(group)), estimator="bsv", **FEW))


@pytest.mark.parametrize("estimator", ["dynamic", "bsv"])
def test_one_vote_one_roll_call_and_silence_stay_uncertain(estimator: Any) -> None:
    calls = [
        row for k in range(12) for row in ballot(f"a{k}", "2001-11-01", A="yes", B="no", C="abstain", D="yes", E="no")
    ]
    calls += ballot("unanimous", "2001-11-02", A="yes", B="yes", C="yes", D="yes", E="yes")
    calls += ballot("once", "2001-11-03", A="yes", B="no", LONER="yes")
    calls += [
        row
        for k in range(3)
        for row in ballot(f"b{k}", "2002-11-01", A="not_voting", B="not_voting", C="not_voting", D="not_voting")
    ]
    result = positions(rows(*calls), estimator=estimator, positive=("A", "B"), draws=60, warmup=30)
    check_honest(result)
    loner = result.path("LONER").summary
    assert loner.q95[0] - loner.q05[0] > 0.5
    assert result.dropped["vote on an undivided roll call"] == 5
    single = positions(rows(*ballot("1", "2020-01-01", A="yes", B="no", C="abstain")), estimator=estimator, **FEW)
    check_honest(single)
    assert any("fewer than" in note for note in single.notes)


def test_a_state_that_never_votes_has_a_wide_interval(votes: pa.Table) -> None:
    calls = sorted(set(zip(votes["roll_call"].to_pylist(), votes["date"].to_pylist(), strict=True)))
    silent = pa.table(
        {
            "state": ["ZZZ"] * len(calls),
            "roll_call": [call for call, _ in calls],
            "date": pa.array([date for _, date in calls], votes.schema.field("date").type),
            "outcome": ["not_voting"] * len(calls),
        }
    )
    both = pa.concat_tables([votes.select(silent.column_names), silent])
    result = positions(both, positive=PAIR, draws=80, warmup=40)
    check_honest(result)
    quiet = result.path("ZZZ").summary
    busy = result.path("S005").summary
    assert quiet.sd.mean() > max(0.8, 2 * busy.sd.mean())
    assert result.absence is not None
    reading = dict(zip(result.absence.state, result.absence.reading, strict=True))
    assert reading["ZZZ"] == "undecided"
    assert "no vote of their own" in " ".join(result.notes)
    assert "ZZZ" not in positions(both, positive=PAIR, absences=False, estimator="bsv", **FEW).states


def test_repeated_and_contradictory_rows_are_counted(votes: pa.Table) -> None:
    frame = pl.from_arrow(votes)
    assert isinstance(frame, pl.DataFrame)
    other = frame.head(3).with_columns(
        pl.when(pl.col("outcome") == "yes").then(pl.lit("no")).otherwise(pl.lit("yes")).alias("outcome")
    )
    result = positions(pl.concat([frame, frame.slice(10, 5), other]), **FEW)
    assert result.dropped["duplicate vote"] == 5
    assert result.dropped["contradictory vote: a state with two outcomes on one roll call"] == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop_columns(["outcome"]), "no column outcome"),
        (lambda t: t.slice(0, 0), "is empty"),
        (lambda t: t.set_column(4, "outcome", pa.array(["maybe"] * t.num_rows)), "unknown outcome"),
        (lambda t: t.set_column(4, "outcome", pa.array(["yes"] * t.num_rows)), "divides the states"),
        (lambda t: t.set_column(4, "outcome", pa.array(["not_voting"] * t.num_rows)), "divides the states"),
        (lambda t: t.set_column(4, "outcome", pa.array(["not_a_member"] * t.num_rows)), "No usable vote"),
        (lambda t: t.set_column(4, "outcome", pa.array([None] * t.num_rows, pa.string())), "have no outcome"),
        (lambda t: t.set_column(2, "date", pa.array(["soon"] * t.num_rows)), "date cannot be read"),
        (lambda t: t.set_column(1, "roll_call", pa.array(["R"] * t.num_rows)), "more than one date"),
    ],
)
def test_unusable_tables_are_explained(votes: pa.Table, change: Any, message: str) -> None:
    with pytest.raises(UnusableInputError, match=message):
        positions(change(votes), **FEW)


@pytest.mark.parametrize(
    "options",
    [
        {"estimator": "magic"},
        {"period": "decade"},
        {"dims": 4},
        {"draws": 0},
        {"degrees": 0.0},
        {"estimator": "bsv", "dims": 2},
        {"estimator": "bsv", "absences": True},
        {"positive": ("USA", "USA")},
    ],
)
def test_unusable_options_are_explained(votes: pa.Table, options: dict[str, Any]) -> None:
    with pytest.raises(UnusableInputError):
        positions(votes, **options)
    with pytest.raises(UnusableInputError, match="not a table"):
        positions(42)


def test_an_unknown_pair_is_noted(votes: pa.Table) -> None:
    assert any("direction" in note for note in positions(votes, positive=("USA", "RUS"), **FEW).notes)
    assert not any("direction" in note for note in positions(votes, positive=None, **FEW).notes)
