"""Votes simulated on a real record: its questions and who voted, with positions and habits that are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from poleward.measures.positions.layout import Floats, Small
from poleward.measures.stance.draws import StanceDraws
from poleward.measures.stance.posterior import Record, Stance


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


def wandering(truth: Stance, moving: Stance, cut: int, seed: int) -> tuple[Stance, Stance]:
    """Return a world in which states moved once and for all on a day, and the same in which they also wander.

    Each state steps by as much as its mean positions of a world in which states move differ before and since; and it
    wanders from year to year, by a random walk with the usual yearly step of that world within the two spans.

    Parameters
    ----------
    truth
        a world in which nobody moves.
    moving
        one in which states move, of the same record.
    cut
        the day, as a proleptic ordinal.
    """
    layout, dims = truth.layout, truth.draws.theta.shape[2]
    day = np.array([truth.record.day[truth.period == p].mean() for p in range(layout.periods)])
    year = ((day - day[0]) / 365.25).astype(np.int64)
    late = (day >= cut)[layout.cell_period]
    theta = moving.draws.theta[0].astype(np.float64)
    step = np.zeros((layout.states, dims))
    steps: list[Floats] = []
    for state in range(layout.states):
        own = layout.cell_state == state
        if (own & late).any() and (own & ~late).any():
            step[state] = theta[own & late].mean(axis=0) - theta[own & ~late].mean(axis=0)
        for part in (own & late, own & ~late):
            years = year[layout.cell_period[part]]
            means = [theta[part][years == y].mean(axis=0) for y in np.unique(years)]
            steps.extend(np.diff(means, axis=0))
    usual = float(np.sqrt(np.mean(np.square(steps))))
    walk = np.random.default_rng(seed).standard_normal((layout.states, int(year.max()) + 1, dims)) * usual
    lasting = truth.draws.theta[0] + np.where(late[:, None], step[layout.cell_state], 0.0)
    seen = lasting + walk.cumsum(axis=1)[layout.cell_state, year[layout.cell_period]]
    one, two = (replace(truth.draws, theta=np.asarray(x, dtype=np.float32)[None]) for x in (lasting, seen))
    return replace(truth, draws=one), replace(truth, draws=two)


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
