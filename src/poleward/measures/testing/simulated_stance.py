"""Votes simulated on a real record: its questions and who voted, with positions and habits that are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from poleward.measures.positions.layout import Floats, Ints, Small
from poleward.measures.stance.agenda import Bools, Spans
from poleward.measures.stance.draws import StanceDraws
from poleward.measures.stance.posterior import Record, Stance

MOST_COPIES = 1000
"""No title is drawn so often: votes of each copy have a seed of their own."""


def truth_of(stance: Stance, *, draw: int | None = None) -> Stance:
    """Return one known truth: a draw of the posterior, in which states move; without one, a world in which nobody does.

    Where nobody moves, every state stands at its mean over the window with its mean habits, and questions are as on
    average.
    """
    layout, habits, draws = stance.layout, stance.habits, stance.draws
    if draw is not None:
        theta, item, habit = draws.theta[draw], draws.item[draw], draws.habit[draw]
    else:
        item = draws.item.mean(axis=0)
        weight = layout.tally.sum(axis=1)
        mean = np.zeros((layout.states, draws.theta.shape[2]))
        np.add.at(mean, layout.cell_state, draws.theta.mean(axis=0) * weight[:, None])
        total = np.bincount(layout.cell_state, weights=weight, minlength=layout.states)
        theta = (mean / np.maximum(total, 1)[:, None])[layout.cell_state]
        habit = draws.habit.mean(axis=0)
        if len(habits.state):
            n = np.diff(habits.ptr)
            habit = np.repeat(np.add.reduceat(habit, habits.ptr[:-1]) / n, n)
    theta, item, habit = (np.asarray(x, dtype=np.float32)[None] for x in (theta, item, habit))
    known = StanceDraws(theta, item, habit, draws.habit_size[:1], draws.habit_step[:1])
    return replace(stance, draws=known)


def stepping(truth: Stance, moving: Stance, cut: int) -> Stance:
    """Return a world in which states move once and for all on a day.

    Each steps by as much as its mean positions of a world in which states move differ before and since.

    Parameters
    ----------
    truth
        a world in which nobody moves.
    moving
        one in which states move, of the same record.
    cut
        the day, as a proleptic ordinal.
    """
    layout = truth.layout
    late = (_days(truth) >= cut)[layout.cell_period]
    theta = moving.draws.theta[0].astype(np.float64)
    step = np.zeros((layout.states, theta.shape[1]))
    for state in range(layout.states):
        own = layout.cell_state == state
        if (own & late).any() and (own & ~late).any():
            step[state] = theta[own & late].mean(axis=0) - theta[own & ~late].mean(axis=0)
    return _at(truth, truth.draws.theta[0] + np.where(late[:, None], step[layout.cell_state], 0.0))


def walking(truth: Stance, moving: Stance, seed: int, cut: int | None = None, *, together: bool = False) -> Stance:
    """Return the same world, but states wander in it from year to year.

    Each by a random walk of its own, with the usual yearly step of a world in which states move. Or `together`, as far
    and in as like a way as in that world: every year's steps are those that all states made there in one year drawn at
    random, all of them turned round or none. Steps over the day `cut` do not count.
    """
    layout = truth.layout
    day = _days(truth)
    year = ((day - day[0]) / 365.25).astype(np.int64)
    late = (np.zeros(len(day), dtype=np.bool_) if cut is None else day >= cut)[layout.cell_period]
    taken = _yearly_steps(moving, year[layout.cell_period], late)
    usual = float(np.sqrt(np.nanmean(np.square(taken))))
    rng = np.random.default_rng(seed)
    steps = rng.standard_normal((layout.states, int(year.max()) + 1, taken.shape[2])) * usual
    if together:
        known = np.flatnonzero(np.isfinite(taken[:, :, 0]).any(axis=0))
        drawn = rng.choice(known, steps.shape[1])
        turned = rng.choice((-1.0, 1.0), steps.shape[1])
        steps = np.where(np.isfinite(taken[:, drawn]), taken[:, drawn] * turned[:, None], steps)
    return _at(truth, truth.draws.theta[0] + steps.cumsum(axis=1)[layout.cell_state, year[layout.cell_period]])


def _yearly_steps(moving: Stance, year: Ints, late: Bools) -> Floats:
    """Return (states, years, dims) steps from a year to the next one with votes in the same span; NaN for none."""
    layout, theta = moving.layout, moving.draws.theta[0].astype(np.float64)
    steps = np.full((layout.states, int(year.max()) + 1, theta.shape[1]), np.nan)
    for state in range(layout.states):
        own = layout.cell_state == state
        for part in (own & late, own & ~late):
            years = np.unique(year[part])
            if len(years) > 1:
                steps[state, years[1:]] = np.diff([theta[part & (year == y)].mean(axis=0) for y in years], axis=0)
    return steps


def _days(truth: Stance) -> Floats:
    """Return (periods) the mean day of each."""
    n = np.bincount(truth.period, minlength=truth.layout.periods)
    return np.asarray(np.bincount(truth.period, weights=truth.record.day) / n)


def _at(truth: Stance, theta: Floats) -> Stance:
    return replace(truth, draws=replace(truth.draws, theta=np.asarray(theta, dtype=np.float32)[None]))


def utilities(truth: Stance) -> Floats:
    """Return (votes in the layout's order of cells) beta'theta and habit of each."""
    layout, draws = truth.layout, truth.draws
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    beta = draws.item[0, layout.cell_item.astype(np.int64), : draws.theta.shape[2]]
    u = np.einsum("vd,vd->v", beta, draws.theta[0, cell]).astype(np.float64)
    u[truth.habits.vote] += draws.habit[0]
    return np.asarray(u)


def votes_from(truth: Stance, seed: int) -> Record:
    """Return a record like the truth's, its votes on fitted questions drawn anew."""
    layout, record = truth.layout, truth.record
    rng = np.random.default_rng(seed)
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    question = layout.item_source[layout.cell_item.astype(np.int64)]
    noisy = utilities(truth) + rng.standard_normal(len(cell))
    cuts = truth.draws.item[0, layout.cell_item.astype(np.int64), -2:]
    outcome = (noisy > cuts[:, 0]).astype(np.int8) + (noisy > cuts[:, 1]).astype(np.int8)
    # Votes of one state, period and question are alike but for their habits: they are handed out in the order of days.
    call, state = np.nonzero((record.votes >= 0) & (truth.fitted >= 0)[:, None])
    there = np.lexsort((record.day[call], record.question[call], truth.period[call], state))
    here = np.lexsort((np.arange(len(cell)), question, layout.cell_period[cell], layout.cell_state[cell]))
    votes: Small = record.votes.copy()
    votes[call[there], state[there]] = outcome[here]
    return replace(record, votes=votes)


def redrawn(truth: Stance, spans: Spans, seed: int) -> Record:
    """Return votes on questions that might as well have been asked.

    Of the titles asked both before and since as many are drawn, with replacement: one that is drawn twice is two titles
    that are alike, each with votes of its own. Whatever else was asked stays.
    """
    record = truth.record
    before, since = (record.title[mask] for mask in spans.masks(record.day))
    recurring = np.setdiff1d(np.intersect1d(before, since), [-1])
    drawn, times = np.unique(np.random.default_rng(seed).choice(recurring, len(recurring)), return_counts=True)
    rows, votes, titles = [], [], []
    for copy in range(int(times.max())):
        others = ~np.isin(record.title, recurring) & (copy == 0)
        rows.append(np.flatnonzero(np.isin(record.title, drawn[times > copy]) | others))
        votes.append(votes_from(truth, MOST_COPIES * seed + copy).votes[rows[-1]])
        title = record.title[rows[-1]]
        titles.append(np.where(title >= 0, copy * (int(record.title.max()) + 1) + title, -1))
    row, title = np.concatenate(rows), np.concatenate(titles)
    order = np.argsort(record.day[row], kind="stable")
    row, title = row[order], title[order]
    return Record(
        states=record.states,
        roll_calls=tuple(f"{record.roll_calls[r]} {k}" for k, r in enumerate(row)),
        votes=np.concatenate(votes)[order],
        day=record.day[row],
        title=np.where(title >= 0, np.searchsorted(np.unique(title[title >= 0]), title), -1),
    )
