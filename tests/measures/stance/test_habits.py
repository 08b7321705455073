"""Habits: their kernel draws from the posterior that a fine grid gives, and the moves leave it alone."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from poleward.measures.positions.numerics import log_outcome
from poleward.measures.stance import posterior
from poleward.measures.stance.draws import Habits
from poleward.measures.stance.habit_moves import shift_states, turn_titles
from poleward.measures.stance.habits import update_habits, vote_terms
from poleward.measures.stance.posterior import Stance

ITEM = np.array([[0.8, -0.4, 0.6], [-1.1, -0.2, 0.3]])
THETA = np.array([[0.5], [0.9], [-0.2]])
OUTCOME = np.array([2, 1, 0], dtype=np.int8)
VOTE_ITEM = np.array([0, 1, 0], dtype=np.uint32)
GAP = np.array([0.0, 1.0, 2.0])
FIRST, STEP = 0.5, 4.0


def log_chance(outcome: int, t1: float, t2: float, u: np.ndarray) -> np.ndarray:
    low, high = ndtr(t1 - u), ndtr(t2 - u)
    return np.log([low, high - low, 1.0 - high][outcome])


def test_slope_and_bend_of_a_vote() -> None:
    for outcome in range(3):
        for u in (-2.0, 0.1, 1.7):
            value, slope, bend = vote_terms(outcome, -0.4, 0.6, u)
            h = 1e-4
            around = [log_outcome(outcome, -0.4, 0.6, u + d) for d in (-h, 0.0, h)]
            assert np.isclose(value, around[1])
            assert np.isclose(slope, (around[2] - around[0]) / (2 * h), atol=1e-3)
            exact = [float(log_chance(outcome, -0.4, 0.6, np.array(u + d))) for d in (-0.01, 0.0, 0.01)]
            assert np.isclose(bend, -(exact[0] - 2 * exact[1] + exact[2]) / 1e-4, atol=1e-2)


def test_walks_of_habits_are_drawn_from_their_posterior() -> None:
    grid = np.linspace(-6, 6, 121)
    a, b, c = np.meshgrid(grid, grid, grid, indexing="ij")
    log = -0.5 * FIRST * a**2 - 0.5 * STEP * ((b - a) ** 2 / GAP[1] + (c - b) ** 2 / GAP[2])
    for walk, item, cell, outcome in zip((a, b, c), VOTE_ITEM, range(3), OUTCOME, strict=True):
        beta, t1, t2 = ITEM[item]
        log += log_chance(outcome, t1, t2, beta * THETA[cell, 0] + walk)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    offset, accepted = np.zeros(3), np.zeros(1, dtype=np.int64)
    kept = []
    for sweep in range(20000):
        update_habits(
            0, 1, np.array([0, 3]), np.arange(3), GAP, VOTE_ITEM, np.arange(3), OUTCOME, ITEM, THETA, FIRST, STEP,
            offset, True, np.uint64(sweep), accepted,
        )  # fmt: skip
        kept.append(offset.copy())
    drawn = np.array(kept[200:])
    for k, walk in enumerate((a, b, c)):
        mean = (weight * walk).sum()
        assert abs(drawn[:, k].mean() - mean) < 0.05
        assert abs(drawn[:, k].var() - (weight * (walk - mean) ** 2).sum()) < 0.1
    assert accepted[0] > 15000


def moved(stance: Stance) -> dict[str, np.ndarray]:
    """Return a chain's arrays after one move of all states and titles, and those before."""
    layout, habits, draws = stance.layout, stance.habits, stance.draws
    offset = np.zeros(len(layout.cell_item))
    offset[habits.vote] = draws.habit[0]
    state = {"theta": draws.theta[0].astype(float), "item": draws.item[0].astype(float), "offset": offset}
    before = {name: value.copy() for name, value in state.items()}
    tie, carry = np.where(layout.before >= 0, 9.0, 1.0), np.where(layout.before >= 0, 0.95, 0.0)
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    mean = state["item"][habits.title_item, :2]
    accepted = np.zeros(1000, dtype=np.int64)
    shift_states(
        0, layout.states, layout.state_ptr, layout.cell_ptr, habits.state_ptr, habits.title, habits.ptr, habits.vote,
        layout.cell_item, layout.cell_outcome, mean, state["item"], tie, carry, 0.0025, FIRST, state["theta"],
        state["offset"], np.uint64(1), accepted,
    )  # fmt: skip
    turn_titles(
        0, len(habits.title_ptr) - 1, habits.title_ptr, habits.title_pair, habits.title_item_ptr, habits.title_item,
        habits.ptr, habits.vote, layout.cell_item[habits.vote], cell[habits.vote], layout.cell_outcome[habits.vote],
        state["theta"], 1.0, 0.0025, FIRST, state["item"], state["item"].copy(), state["offset"], np.uint64(2),
        accepted,
    )  # fmt: skip
    return {**state, **{f"{name} before": value for name, value in before.items()}}


def test_moves_hardly_change_what_recurring_votes_say(stance: Stance) -> None:
    after = moved(stance)
    layout = stance.layout
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    item = layout.cell_item.astype(int)
    told = stance.habits.vote

    def utility(mark: str) -> np.ndarray:
        place = np.einsum("vd,vd->v", after["item" + mark][item, :2], after["theta" + mark][cell])
        return (place + after["offset" + mark])[told]

    shifts = np.abs(after["theta"] - after["theta before"]).max()
    assert shifts > 0.05
    assert np.abs(utility("") - utility(" before")).max() < 0.35 * np.abs(after["theta"]).max()


def test_every_vote_on_a_title_has_a_habit_in_time_order(stance: Stance) -> None:
    habits, layout = stance.habits, stance.layout
    titled = layout.item_source[layout.cell_item.astype(int)] <= stance.record.title.max()
    assert sorted(habits.vote) == list(np.flatnonzero(titled))
    for k in range(len(habits.state)):
        votes = habits.vote[habits.ptr[k] : habits.ptr[k + 1]]
        assert (np.diff(stance.habit_period[habits.ptr[k] : habits.ptr[k + 1]]) >= 0).all()
        assert set(layout.item_source[layout.cell_item[votes].astype(int)]) == {habits.title[k]}


def test_a_record_without_recurring_titles_is_fitted_too(stance: Stance) -> None:
    record = stance.record
    none = posterior.Record(record.states, record.roll_calls, record.votes, record.day, np.full(len(record.day), -1))
    found = posterior.fit(none, dims=1, warmup=3, draws=4, threads=1)
    assert isinstance(found.habits, Habits)
    assert len(found.habits.vote) == 0
    assert np.isfinite(found.draws.theta).all()
