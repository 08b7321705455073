"""One posterior of positions, roll calls and habits: joint draws of all that an answer about votes is made of.

For a vote by state i in period t on roll call j of title q,
    u = beta_j' theta_it + a_iqt,   P(no, abstain, yes) by thresholds t1_j < t2_j,
with the walk of positions and the priors of roll calls of `positions.dynamic`, and beside them a habit of the state on
a title that comes back: a ~ N(0, h^2) at its first vote there, then steps N(0, w^2 years between), 1 / h^2 and 1 / w^2
~ gamma(2, 2) and gamma(2, 0.1). A habit holds what positions of a few dimensions miss
and what makes the same question's votes alike from year to year; without it a question asked ten times would count as
ten witnesses of a position. Roll calls of one title share beta and the thresholds, as in Bailey, Strezhnev & Voeten
(2017): that ties the years together, and where a few states leave an old consensus they have moved, not the question.
Absences are missing. Draws are not turned or scaled: expected agreement does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from poleward.measures.positions.chain import Chain, ChainSettings, open_chain, place_states
from poleward.measures.positions.dynamic import (
    CLIMB,
    CUT_LIMIT,
    RIDGE,
    PeriodMoves,
    draw_item_variances,
    draw_walk,
    start_walk,
    update_chain_items,
    update_chain_paths,
)
from poleward.measures.positions.layout import Layout, even_chunks
from poleward.measures.stance.draws import Habits, StanceDraws
from poleward.measures.stance.habit_moves import shift_states, turn_titles
from poleward.measures.stance.habits import update_habits

SHAPE, FIRST_RATE, STEP_RATE = 2.0, 2.0, 0.1
"""Gamma priors of the precisions of habits and of their steps: weak beside tens of thousands of them."""


def fit_stance(
    layout: Layout, habits: Habits, settings: ChainSettings, *, progress: Callable[[int, int], None] | None = None
) -> StanceDraws:
    """Return joint draws of positions, roll calls and habits.

    Parameters
    ----------
    layout
        votes without absences.
    habits
        which habits there are.
    settings
        dimensions, sweeps, seed, threads.
    progress
        called with sweeps done and to do.
    """
    with open_chain(layout, settings) as chain:
        place_states(chain)
        return Sampler(chain, habits).sample(progress)


class Sampler:
    """One chain with habits."""

    def __init__(self, chain: Chain, habits: Habits) -> None:
        layout = chain.layout
        self.chain, self.habits = chain, habits
        self.rng = np.random.default_rng(chain.settings.seed)
        self.walk = start_walk(chain)
        self.beta_variance, self.cut_variance = 1.0, 6.0
        self.first_precision, self.step_precision = 1.0, 10.0
        self.later = np.flatnonzero(habits.gap > 0)
        self.title_of_item = np.repeat(np.arange(len(habits.title_ptr) - 1), np.diff(habits.title_item_ptr))
        cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
        # What describes the votes of pairs, in their order: kernels then read memory from front to back.
        self.vote_item, self.vote_cell = layout.cell_item[habits.vote], cell[habits.vote]
        self.vote_outcome = layout.cell_outcome[habits.vote]
        # The same vote in the order of questions; equal votes of one state, period and question may change places.
        item = np.repeat(np.arange(layout.items), np.diff(layout.item_ptr))
        by_item = np.lexsort((layout.item_outcome, layout.item_cell, item))
        by_cell = np.lexsort((layout.cell_outcome, cell, layout.cell_item))
        self.to_item = np.empty(len(item), dtype=np.int64)
        self.to_item[by_item] = by_cell
        pieces = len(chain.state_chunks)
        self.pair_chunks = even_chunks(habits.ptr, pieces) if len(habits.state) else []
        self.title_chunks = even_chunks(habits.title_ptr, pieces) if len(habits.title_pair) else []
        self.accepted = {"habits": np.zeros(len(habits.state), dtype=np.int64),
                         "shifts": np.zeros(layout.states, dtype=np.int64),
                         "turns": np.zeros(len(habits.title_ptr), dtype=np.int64)}  # fmt: skip

    def sample(self, progress: Callable[[int, int], None] | None) -> StanceDraws:
        """Run the chain."""
        chain, settings = self.chain, self.chain.settings
        layout, dims = chain.layout, settings.dims
        self._climb()
        theta = np.empty((settings.draws, layout.cells, dims), dtype=np.float32)
        item = np.empty((settings.draws, layout.items, dims + 2), dtype=np.float32)
        habit = np.empty((settings.draws, len(self.habits.vote)), dtype=np.float32)
        size = np.empty((2, settings.draws), dtype=np.float32)
        periods = PeriodMoves.of(chain)
        sweeps = settings.warmup + settings.draws
        for sweep in range(sweeps):
            update_chain_items(chain, sweep, True, self.beta_variance, self.cut_variance)
            update_chain_paths(chain, self.walk, sweep, draw=True)
            self.draw_habits(sweep, draw=True)
            self.move(sweep)
            self._tell_items()
            draw_walk(chain, self.walk, self.rng)
            self.beta_variance, self.cut_variance = draw_item_variances(chain, self.rng)
            periods.move(self.walk, self.rng, sweep, self.beta_variance, self.cut_variance)
            if sweep >= settings.warmup:
                k = sweep - settings.warmup
                theta[k], item[k], habit[k] = chain.theta, chain.item, chain.cell_offset[self.habits.vote]
                size[:, k] = self.first_precision**-0.5, self.step_precision**-0.5
            if progress is not None:
                progress(sweep + 1, sweeps)
        accepted = {"roll calls": chain.accepted_items, "positions": chain.accepted_cells, **self.accepted}
        rates = {name: float(counts.mean() / sweeps) if counts.size else 1.0 for name, counts in accepted.items()}
        return StanceDraws(theta, item, habit, size[0], size[1], rates)

    def _climb(self) -> None:
        """Move to a good start: roll calls, positions and habits by Newton steps."""
        chain = self.chain
        for _ in range(2):
            update_chain_items(chain, 0, False, self.beta_variance, self.cut_variance)
        for _ in range(CLIMB):
            update_chain_items(chain, 0, False, self.beta_variance, self.cut_variance)
            update_chain_paths(chain, self.walk, 0, draw=False)
            self.draw_habits(0, draw=False)
            self._tell_items()
        chain.anchor[:] = chain.item

    def draw_habits(self, sweep: int, *, draw: bool) -> None:
        """Draw every habit, or without `draw` move it by a Newton step."""
        chain, habits = self.chain, self.habits
        seed = chain.seed(sweep, 4)

        def part(first: int, last: int) -> None:
            update_habits(
                first, last, habits.ptr, habits.vote, habits.gap, self.vote_item, self.vote_cell, self.vote_outcome,
                chain.item, chain.theta, self.first_precision, self.step_precision, chain.cell_offset, draw, seed,
                self.accepted["habits"],
            )  # fmt: skip

        chain.run(part, self.pair_chunks)
        if draw and len(habits.state):
            self._habit_sizes()

    def _habit_sizes(self) -> None:
        """Draw the variances of habits and of their steps."""
        habits, rng, later = self.habits, self.rng, self.later
        value = self.chain.cell_offset[habits.vote]
        first = value[habits.ptr[:-1]]
        steps = (value[later] - value[later - 1]) ** 2 / habits.gap[later]
        self.first_precision = rng.gamma(SHAPE + 0.5 * len(first)) / (FIRST_RATE + 0.5 * float((first**2).sum()))
        self.step_precision = rng.gamma(SHAPE + 0.5 * len(later)) / (STEP_RATE + 0.5 * float(steps.sum()))

    def move(self, sweep: int) -> None:
        """Move along what the votes cannot tell apart: positions, thresholds and discriminations against habits."""
        chain, habits, layout = self.chain, self.habits, self.chain.layout
        if not len(habits.state):
            return
        dims = chain.settings.dims
        n = np.maximum(np.diff(habits.title_item_ptr), 1)
        mean = np.zeros((len(n), dims))
        np.add.at(mean, self.title_of_item, chain.item[habits.title_item, :dims] / n[self.title_of_item, None])
        seeds = chain.seed(sweep, 5), chain.seed(sweep, 6)

        def shift(first: int, last: int) -> None:
            shift_states(
                first, last, layout.state_ptr, layout.cell_ptr, habits.state_ptr, habits.title, habits.ptr, habits.vote,
                layout.cell_item, layout.cell_outcome, mean, chain.item, self.walk.tie, self.walk.carry, RIDGE,
                self.first_precision, chain.theta, chain.cell_offset, seeds[0], self.accepted["shifts"],
            )  # fmt: skip

        def turn(first: int, last: int) -> None:
            turn_titles(
                first, last, habits.title_ptr, habits.title_pair, habits.title_item_ptr, habits.title_item, habits.ptr,
                habits.vote, self.vote_item, self.vote_cell, self.vote_outcome, chain.theta, 1.0 / self.beta_variance,
                RIDGE, self.first_precision, chain.item, chain.anchor, chain.cell_offset, seeds[1],
                self.accepted["turns"],
            )  # fmt: skip

        chain.run(shift, chain.state_chunks)
        chain.run(turn, self.title_chunks)
        self._shift_thresholds()

    def _tell_items(self) -> None:
        """Give habits to the votes in the order of roll calls."""
        np.take(self.chain.cell_offset, self.to_item, out=self.chain.item_offset)

    def _shift_thresholds(self) -> None:
        """Move the thresholds of all roll calls of a title and its habits together: no vote can tell."""
        chain, habits = self.chain, self.habits
        dims = chain.settings.dims
        titles = len(habits.title_ptr) - 1
        cut = 1.0 / self.cut_variance
        of_item = self.title_of_item
        total = np.bincount(of_item, weights=chain.item[habits.title_item, dims:].sum(axis=1), minlength=titles)
        items = np.bincount(of_item, minlength=titles)
        first = np.bincount(habits.title, weights=chain.cell_offset[habits.vote[habits.ptr[:-1]]], minlength=titles)
        pairs = np.bincount(habits.title, minlength=titles)
        stiff = np.maximum(2.0 * items * cut + pairs * self.first_precision, 1e-9)
        shift = -(total * cut + first * self.first_precision) / stiff
        shift += self.rng.standard_normal(titles) / np.sqrt(stiff)
        moved = np.abs(chain.item[habits.title_item, dims:] + shift[of_item][:, None]).max(axis=1)
        shift[np.bincount(of_item, weights=moved > CUT_LIMIT, minlength=titles) > 0] = 0.0
        for table in (chain.item, chain.anchor):
            table[habits.title_item, dims:] += shift[of_item][:, None]
        chain.cell_offset[habits.vote] += np.repeat(shift[habits.title], np.diff(habits.ptr))
