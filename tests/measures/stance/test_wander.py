"""Seasons and wandering: every day counts the same, and what a series does anyway is no move."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, compare, weigh
from poleward.measures.stance.expected_agreement import habits_by_season
from poleward.measures.stance.posterior import Record, Stance
from poleward.measures.stance.seasons import Seasons
from poleward.measures.stance.wander import PRIOR_STEPS, USUAL_STEP, reach, step_variances, wander
from tests.measures.stance.conftest import FIRST_DAY
from tests.measures.stance.test_compare import SPANS


def of_years(before: int, since: int) -> Seasons:
    """Return seasons a year apart."""
    n = before + since
    span = np.repeat([0, 1], [before, since])
    return Seasons(span, np.full(n, 365.0), np.arange(n, dtype=float), np.zeros((n, 0), dtype=bool))


def shares(seasons: Seasons) -> np.ndarray:
    weight = seasons.weights(np.ones(len(seasons.span), dtype=bool))
    assert weight is not None
    return weight


def test_a_day_counts_the_same_however_many_questions_its_year_asked() -> None:
    day = np.array([dt.date(2020, 10, k + 1).toordinal() for k in range(20)] + [dt.date(2021, 12, 1).toordinal(),
                    dt.date(2022, 1, 9).toordinal(), dt.date(2022, 12, 1).toordinal()])  # fmt: skip
    record = Record(("AAA",), tuple(map(str, day)), np.ones((len(day), 1), np.int8), day, np.full(len(day), -1))
    first, cut, last = (dt.date(*d).toordinal() for d in ((2020, 1, 1), (2022, 1, 31), (2022, 12, 31)))
    seasons = Seasons.of(record, Spans((first, cut - 1), (cut, last)))
    assert seasons.span.tolist() == [0, 0, 0, 1]
    assert seasons.days.tolist() == [366, 365, 30, 335]
    assert seasons.calls.sum(axis=1).tolist() == [20, 1, 1, 1]
    assert shares(seasons)[0] == pytest.approx(np.array([366, 365, 30, 0]) / 761)
    assert seasons.weights(np.array([True, True, True, False])) is None


def test_reach_is_the_variance_of_a_walk() -> None:
    seasons = of_years(8, 4)
    walks = np.random.default_rng(3).standard_normal((40_000, 12)).cumsum(axis=1)
    weight = shares(seasons)
    assert np.var(walks @ (weight[1] - weight[0])) == pytest.approx(reach(seasons, weight), rel=0.03)
    assert reach(of_years(1, 1), shares(of_years(1, 1))) == pytest.approx(1.0)


def test_steps_are_those_within_spans() -> None:
    seasons, series = of_years(3, 2), np.array([[0.0, 0.1, 0.3, 0.9, 0.8]])
    squares, n = step_variances(series, seasons, shares(seasons))
    assert n == 3
    assert squares == pytest.approx([0.01 + 0.04 + 0.01])


def test_what_is_drawn_is_the_posterior_of_a_walk() -> None:
    seasons = of_years(8, 4)
    weight = shares(seasons)
    steps = np.full(11, 0.02)
    series = np.tile(np.append(0.0, steps.cumsum()), (4000, 1))
    found = wander(series, seasons, weight, [3])
    shape, rate = 0.5 * (10 + PRIOR_STEPS), 0.5 * (10 * 0.02**2 + PRIOR_STEPS * USUAL_STEP**2)
    assert found.mean() == pytest.approx(0.0, abs=1e-12)
    assert np.var(found) == pytest.approx(reach(seasons, weight) * rate / (shape - 1), rel=0.1)
    assert (found == wander(series, seasons, weight, [3])).all()
    assert (found != wander(series, seasons, weight, [4])).any()


def test_a_state_that_always_swings_has_to_swing_further() -> None:
    seasons = of_years(8, 4)
    weight = shares(seasons)
    calm = np.tile(np.repeat([0.6, 0.7], [8, 4]), (2000, 1))
    restless = calm + np.tile([0.0, 0.08], 6)
    told = [
        max(weigh(series @ (weight[1] - weight[0]) + wander(series, seasons, weight, [0]))[:2])
        for series in (calm, restless)
    ]
    assert told[0] > 0.95
    assert told[1] < 0.8


def test_wandering_widens_intervals_and_leaves_means(stance: Stance) -> None:
    one, two = (compare(PoleView(stance, ["RUS"], SPANS, wanders=wanders), "USA") for wanders in (False, True))
    assert one is not None
    assert two is not None
    for part in ("own", "pole"):
        assert getattr(one, part).mean() == pytest.approx(getattr(two, part).mean())
        assert getattr(two, part).std() > getattr(one, part).std()


def test_a_pole_wanders_alike_whomever_it_is_compared_with(stance: Stance) -> None:
    still, moving = (PoleView(stance, ["RUS"], SPANS, wanders=wanders) for wanders in (False, True))
    ranks = []
    for state in ("USA", "S05"):
        one, two = compare(still, state), compare(moving, state)
        assert one is not None
        assert two is not None
        ranks.append(np.sign(two.pole - one.pole))
    assert (ranks[0] == ranks[1]).mean() > 0.9


def test_questions_of_a_busy_year_weigh_no_more(stance: Stance) -> None:
    """A season of which nine roll calls in ten are taken away keeps its share of the span."""
    rng = np.random.default_rng(2)
    record = stance.record
    first = record.day < FIRST_DAY + 365
    votes = record.votes.copy()
    votes[first & (rng.random(len(first)) < 0.7)] = -1
    few = Stance(Record(record.states, record.roll_calls, votes, record.day, record.title), stance.period,
                 stance.layout, stance.habits, stance.draws)  # fmt: skip
    one, two = (compare(PoleView(s, ["RUS"], SPANS, titles_vary=False, wanders=False), "USA") for s in (stance, few))
    assert one is not None
    assert two is not None
    assert two.change.mean() == pytest.approx(one.change.mean(), abs=0.01)


def test_habits_of_a_season_without_a_vote_are_the_last_ones() -> None:
    habit = np.array([[1.0, 2.0, 4.0, 8.0]], dtype=np.float32)
    ptr, period = np.array([0, 3, 4]), np.array([1, 2, 2, 5])
    spanned = np.zeros((3, 6), dtype=bool)
    spanned[0, 0] = spanned[1, 2] = spanned[2, 4] = True
    out = habits_by_season(habit, ptr, period, spanned)
    assert out[:, 0].tolist() == [[1.0, 8.0], [3.0, 8.0], [4.0, 8.0]]
