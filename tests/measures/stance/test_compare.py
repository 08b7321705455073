"""Change and its parts: sums that close, symmetries, and plain references."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from poleward.measures.stance.agenda import Spans, fixed_agenda
from poleward.measures.stance.compare import PoleView, compare, observed_agreement
from poleward.measures.stance.expected_agreement import by_parameter, chances, margins, normal
from poleward.measures.stance.levels import expected
from poleward.measures.stance.posterior import Record, Stance, fit, pooled_months
from poleward.measures.stance.same_questions import same_questions
from poleward.measures.stance.seasons import Seasons
from poleward.measures.testing.simulated_stance import truth_of, votes_from
from tests.measures.stance.conftest import FIRST_DAY

MIDDLE = FIRST_DAY + 365 * 3
SPANS = Spans((FIRST_DAY, MIDDLE - 1), (MIDDLE, FIRST_DAY + 365 * 7))
chance = st.floats(0.01, 0.98)


@given(chance, chance, chance, chance)
def test_expected_agreement_is_the_sum_over_pairs_of_votes(a: float, b: float, c: float, d: float) -> None:
    own = np.array([a, 1 - a]) * b
    pole = np.array([c, 1 - c]) * d
    mine, theirs = [own[0], 1 - own.sum(), own[1]], [pole[0], 1 - pole.sum(), pole[1]]
    plain = sum(mine[i] * theirs[j] * (1 - abs(i - j) / 2) for i in range(3) for j in range(3))
    found = expected(own[None, :, None], pole[None, :, None], np.array([1.0]), np.array([[0.5]]))
    assert found == pytest.approx([plain])
    twice = [np.repeat(one[None, :, None], 2, axis=0) for one in (own, pole)]
    around = expected(*twice, np.array([0.5]), np.array([[0.4], [0.6]]))
    assert around == pytest.approx(0.5 * plain + 0.5 + np.array([-0.1, 0.1]) * (plain - 1))


def test_chances_integrate_an_unknown_habit() -> None:
    item = by_parameter(np.array([[[1.0, -0.3, 0.4]] * 3], dtype=np.float32))
    place, habit, size = (np.array(one, dtype=np.float32) for one in ([[0.5]], [[0.7]], [1.5]))
    found = chances(place, item, habit, size, np.array([-1, 0, -2], dtype=np.int32))
    wide = np.sqrt(1 + 1.5**2)
    assert found[0, 0] == pytest.approx([ndtr(-0.8), ndtr(-1.5), ndtr(-0.8 / wide)], abs=1e-6)
    assert found[0, 1] == pytest.approx([ndtr(0.1), ndtr(0.8), ndtr(0.1 / wide)], abs=1e-6)
    assert margins(found)[0, 0] == pytest.approx(1 - found[0].sum(axis=0), abs=1e-6)
    assert margins(found)[0, 1] == pytest.approx(found[0, 0] - found[0, 1], abs=1e-6)


@given(st.floats(-30, 30))
def test_chances_looked_up_are_those_of_the_normal(x: float) -> None:
    assert normal(np.array([x], dtype=np.float32))[0] == pytest.approx(ndtr(x), abs=5e-7)


def plain_comparison(stance: Stance, state: str, members: list[str], spans: Spans) -> dict[str, np.ndarray]:
    """Return the parts by loops over draws, seasons and roll calls; every state has votes on every question here."""
    record, draws = stance.record, stance.draws
    agenda = fixed_agenda(record, spans)
    year = np.array([dt.date.fromordinal(int(day)).year for day in record.day])
    seasons = [
        (span, mask & (year == y), sum(first <= day <= last for day in _days_of(int(y))))
        for span, mask, (first, last) in zip((0, 1), spans.masks(record.day), (spans.before, spans.since), strict=True)
        for y in np.unique(year[mask])
    ]

    def voted(name: str) -> list[int]:
        cast = record.votes[:, record.column[name]] >= 0
        return [s for s, (_, mask, _) in enumerate(seasons) if (mask & cast).any()]

    def nearest(name: str, season: int) -> np.ndarray:
        return seasons[min(voted(name), key=lambda s: (abs(s - season), s))][1]

    def place(name: str, mask: np.ndarray, k: int) -> np.ndarray:
        column = record.column[name]
        calls = np.flatnonzero(mask & (record.votes[:, column] >= 0))
        return np.mean([draws.theta[k, stance.cell[column, stance.period[r]]] for r in calls], axis=0)

    def habit(name: str, mask: np.ndarray, k: int, question: int) -> float:
        column, habits = record.column[name], stance.habits
        for pair in range(habits.state_ptr[column], habits.state_ptr[column + 1]):
            if habits.title[pair] == question:
                span = range(habits.ptr[pair], habits.ptr[pair + 1])
                periods = set(stance.period[mask])
                inside = [draws.habit[k, v] for v in span if stance.habit_period[v] in periods]
                first = min(periods)
                earlier = [draws.habit[k, v] for v in span if stance.habit_period[v] < first]
                return float(np.mean(inside)) if inside else float(earlier[-1] if earlier else draws.habit[k, span[0]])
        return 0.0

    def scores(name: str, mask: np.ndarray, k: int, r: int) -> np.ndarray:
        j = stance.fitted[r]
        row = draws.item[k, j]
        u = row[:-2] @ place(name, mask, k) + habit(name, mask, k, record.title[r])
        return np.array([ndtr(row[-2] - u), ndtr(row[-1] - u) - ndtr(row[-2] - u), 1 - ndtr(row[-1] - u)])

    apart = 1 - np.abs(np.subtract.outer(range(3), range(3))) / 2
    titles = [int(np.flatnonzero(record.title == t)[0]) for t in np.unique(record.title[agenda.weight > 0])]
    there = voted(state)
    between = np.zeros((len(draws.theta), len(seasons), len(seasons)))
    for k in range(len(draws.theta)):
        own = np.zeros((len(seasons), len(titles), 3))
        own[there] = [[scores(state, seasons[s][1], k, r) for r in titles] for s in there]
        theirs = np.mean([
            [[scores(m, nearest(m, s), k, r) for r in titles] for s in range(len(seasons))] for m in members
        ], axis=0)  # fmt: skip
        between[k] = np.einsum("srv,vw,trw->st", own, apart, theirs) / len(titles)
    met = [s for s in there if any(s in voted(m) for m in members)]
    days = np.array([[n * (span == k and s in met) for s, (span, _, n) in enumerate(seasons)] for k in (0, 1)], float)
    weight = days / days.sum(axis=1, keepdims=True)
    before, since = (np.array([one.diagonal() @ w for one in between]) for w in weight)
    cross = [np.array([w @ one @ z for one in between]) for w, z in ((weight[1], weight[0]), (weight[0], weight[1]))]
    return {"before": before, "since": since, "own": 0.5 * (cross[0] - before + since - cross[1])}


def _days_of(year: int) -> range:
    return range(dt.date(year, 1, 1).toordinal(), dt.date(year + 1, 1, 1).toordinal())


def test_parts_agree_with_a_plain_reference(stance: Stance) -> None:
    few = replace(stance, draws=replace(stance.draws, **{
        name: getattr(stance.draws, name)[:2] for name in ("theta", "item", "habit", "habit_size", "habit_step")
    }))  # fmt: skip
    members = ["RUS", "S20"]
    found = compare(PoleView(few, members, SPANS, titles_vary=False, wanders=False), "USA")
    assert found is not None
    plain = plain_comparison(few, "USA", members, SPANS)
    assert found.level[0] == pytest.approx(plain["before"], abs=1e-4)
    assert found.level[1] == pytest.approx(plain["since"], abs=1e-4)
    assert found.own == pytest.approx(plain["own"], abs=1e-4)
    assert found.change == pytest.approx(found.level[1] - found.level[0])


@settings(deadline=None, max_examples=30)
@given(state=st.integers(0, 23), members=st.sets(st.integers(0, 23), min_size=1, max_size=5), year=st.integers(1, 5))
def test_the_sum_closes_for_any_state_pole_and_date(stance: Stance, state: int, members: set[int], year: int) -> None:
    names = stance.record.states
    cut = FIRST_DAY + 365 * year
    view = PoleView(stance, [names[m] for m in members], Spans((FIRST_DAY, cut - 1), (cut, FIRST_DAY + 365 * 7)))
    found = compare(view, names[state])
    if members == {state}:
        assert found is None
        return
    assert found is not None
    total = found.own.mean() + found.pole.mean() + found.agenda.mean() + found.misfit
    assert total == pytest.approx(found.observed_change)
    assert found.own + found.pole == pytest.approx(found.change)
    assert found.own.mean() + found.pole.mean() == pytest.approx(found.change.mean())
    assert ((found.level.mean(axis=1) > 0) & (found.level.mean(axis=1) < 1)).all()


def test_other_questions_widen_intervals_and_leave_means(stance: Stance) -> None:
    one, two = (compare(PoleView(stance, ["RUS"], SPANS, titles_vary=vary), "USA") for vary in (False, True))
    assert one is not None
    assert two is not None
    assert one.change.mean() == pytest.approx(two.change.mean())
    assert one.own.mean() == pytest.approx(two.own.mean())
    assert two.change.std() > one.change.std()


def test_members_that_come_or_go_are_no_move_of_the_pole(stance: Stance) -> None:
    votes = stance.record.votes.copy()
    votes[: len(votes) // 2, stance.record.column["S21"]] = -1
    less = replace(stance, record=replace(stance.record, votes=votes))
    with_new, without = (PoleView(less, members, SPANS) for members in (["RUS", "S21"], ["RUS"]))
    assert compare(with_new, "USA").change == pytest.approx(compare(without, "USA").change)  # type: ignore[union-attr]


def test_state_and_pole_change_places(stance: Stance) -> None:
    one = compare(PoleView(stance, ["RUS"], SPANS), "USA")
    two = compare(PoleView(stance, ["USA"], SPANS), "RUS")
    assert one is not None
    assert two is not None
    assert one.change == pytest.approx(two.change, abs=1e-6)
    assert one.own == pytest.approx(two.pole, abs=1e-6)
    assert one.agenda == pytest.approx(two.agenda, abs=1e-6)
    assert one.observed == pytest.approx(two.observed)


def test_spans_that_overlap_are_refused(record: Record) -> None:
    """A roll call stands in one season."""
    (first, _), since = SPANS.before, SPANS.since
    for before in ((first, since[0]), since):
        with pytest.raises(ValueError, match="the span before"):
            Seasons.of(record, Spans(before, since))
    seasons = Seasons.of(record, Spans((first, since[0] - 1), since))
    assert seasons.calls.sum(axis=0).max() == 1


def test_what_is_observed_does_not_depend_on_the_order_of_roll_calls(record: Record) -> None:
    order = np.random.default_rng(5).permutation(len(record.day))
    turned = Record(record.states, record.roll_calls, record.votes[order], record.day[order], record.title[order])
    for one, two in zip((record, SPANS.masks(record.day)), (turned, SPANS.masks(turned.day)), strict=True):
        assert one is not two
    a, b = (observed_agreement(r, 0, [1, 5]) for r in (record, turned))
    assert a[order] == pytest.approx(b, nan_ok=True)
    first, second = (same_questions(x, r.title, SPANS.masks(r.day)) for x, r in ((a, record), (b, turned)))
    assert first is not None
    assert second is not None
    assert first.change == pytest.approx(second.change)


def test_panel_is_the_mean_over_titles(record: Record) -> None:
    agreement = observed_agreement(record, 0, [1])
    masks = SPANS.masks(record.day)
    found = same_questions(agreement, record.title, masks)
    assert found is not None
    changes = []
    for title in range(record.title.max() + 1):
        sides = [[a for a, t, m in zip(agreement, record.title, mask, strict=True) if t == title and m and a == a]
                 for mask in masks]  # fmt: skip
        if all(sides):
            changes.append(np.mean(sides[1]) - np.mean(sides[0]))
    assert found.change == pytest.approx(np.mean(changes))
    assert len(found.title) == len(changes)
    assert np.quantile(found.drawn, 0.05) < found.change < np.quantile(found.drawn, 0.95)


def test_model_and_panel_tell_one_story(stance: Stance) -> None:
    modelled, plain = [], []
    for pole in stance.record.states[1:]:
        view = PoleView(stance, [pole], SPANS)
        found = compare(view, "USA")
        panel = same_questions(view.observed(0), stance.record.title, view.masks)
        assert found is not None
        assert panel is not None
        modelled.append(found.change.mean())
        plain.append(panel.change)
    assert np.corrcoef(modelled, plain)[0, 1] > 0.7


def test_months_with_few_roll_calls_are_pooled() -> None:
    days = [dt.date(2020, 1, 5)] * 2 + [dt.date(2020, 3, 5)] * 4 + [dt.date(2020, 5, 1)] * 6 + [dt.date(2020, 8, 1)]
    period = pooled_months(np.array([d.toordinal() for d in days]), 5)
    assert list(period) == [0] * 6 + [1] * 7


def test_intervals_cover_a_known_change(stance: Stance) -> None:
    truth = truth_of(stance, draw=7)
    again = fit(votes_from(truth, 11), dims=2, warmup=30, draws=60, threads=1)
    inside = []
    for pole in (["RUS"], ["S04", "S15"]):
        known, guessed = (PoleView(s, pole, SPANS, titles_vary=False) for s in (truth, again))
        for state in stance.record.states:
            one, two = compare(known, state), compare(guessed, state)
            if one is not None and two is not None:
                low, high = np.quantile(two.change, [0.05, 0.95])
                inside.append(low <= one.change[0] <= high)
    assert len(inside) > 40
    assert np.mean(inside) > 0.75


def test_the_same_record_and_seed_give_the_same_draws(record: Record) -> None:
    one, two = (fit(record, dims=1, warmup=2, draws=3, threads=n) for n in (1, 2))
    assert (one.draws.theta == two.draws.theta).all()
    assert (one.draws.habit == two.draws.habit).all()
