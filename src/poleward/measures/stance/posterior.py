"""The stance of states to poles: expected agreement on a fixed agenda, from one posterior.

`Stance` holds the record of a window and the joint draws fitted to it; every number about votes is read off it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from poleward.measures.positions.layout import Floats, Ints, Layout, Small, lay_out
from poleward.measures.stance.draws import NO_HABIT, UNKNOWN_HABIT, Habits, Halves, StanceDraws
from poleward.measures.stance.expected_agreement import by_parameter, chances, habits_by_season

DIMS, WARMUP, DRAWS = 3, 40, 100
"""Three dimensions foretell votes better than two (docs/stance.md)."""


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How many dimensions, sweeps that are thrown away, and draws."""

    dims: int = DIMS
    warmup: int = WARMUP
    draws: int = DRAWS


MAIN = FitSettings()
SHORT_WARMUP, SHORT_DRAWS = 20, 30
"""Sweeps of a fit in fewer dimensions, which only tells whether a direction holds: a third of the time."""
WHOLE_RECORD = FitSettings(draws=40)
"""Of eighty years there are fewer draws: forty tell a share to within eight points, in a third of a minute."""
LEAST = 5
"""Months with fewer roll calls than this are pooled with the next ones."""


@dataclass(frozen=True)
class Record:
    """The roll calls of a window, on which a posterior is fitted.

    Attributes
    ----------
    states, roll_calls
        names.
    votes
        (roll calls, states) 0 no, 1 abstain, 2 yes, -1 anything else.
    day
        (roll calls) proleptic ordinals, ascending.
    title
        (roll calls) index of the recurring title, from 0 without a gap; -1 for one that does not come back here.
    kind
        (roll calls) what was voted on, as the archive calls it; empty where nobody knows.
    """

    states: tuple[str, ...]
    roll_calls: tuple[str, ...]
    votes: Small
    day: Ints
    title: Ints
    kind: tuple[str, ...] = ()

    @cached_property
    def question(self) -> Ints:
        """(roll calls) what was asked: the recurring title, or the roll call itself, numbered after the titles."""
        alone = self.title < 0
        return np.where(alone, int(self.title.max(initial=-1)) + np.cumsum(alone), self.title)

    @cached_property
    def column(self) -> dict[str, int]:
        """Where each state is."""
        return {state: k for k, state in enumerate(self.states)}


def pooled_months(day: Ints, least: int = LEAST) -> Ints:
    """Return (roll calls) periods: months, those with fewer than `least` roll calls pooled with the next."""
    months = _months(day)
    present, inverse, count = np.unique(months, return_inverse=True, return_counts=True)
    label = np.zeros(len(present), dtype=np.int64)
    period = held = 0
    for i, n in enumerate(count):
        label[i] = period
        held += int(n)
        if held >= least:
            period, held = period + 1, 0
    if held and period:
        label[label == period] = period - 1
    return np.asarray(label[inverse], dtype=np.int64)


def _months(day: Ints) -> Ints:
    """Return months since 1970 of proleptic ordinals."""
    return np.asarray((day - 719163).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


@dataclass(frozen=True, eq=False)
class Stance:
    """A record with its posterior.

    Attributes
    ----------
    record
        what was voted.
    period
        (roll calls) index of the period.
    layout
        the votes of divided roll calls as fitted.
    habits
        which habits there are.
    draws
        joint draws.
    """

    record: Record
    period: Ints
    layout: Layout
    habits: Habits
    draws: StanceDraws

    @cached_property
    def fitted(self) -> Ints:
        """(roll calls) index of the question among those fitted; -1 where nobody ever differed."""
        place = np.full(int(self.record.question.max()) + 1, -1, dtype=np.int64)
        place[self.layout.item_source] = np.arange(self.layout.items)
        return place[self.record.question]

    def by_question(self, weight: Floats) -> Floats:
        """Return (questions fitted) the sums of weights of roll calls."""
        known = self.fitted >= 0
        total = np.bincount(self.fitted[known], weights=weight[known], minlength=self.layout.items)
        return np.asarray(total, dtype=np.float64)

    @cached_property
    def pair(self) -> npt.NDArray[np.int32]:
        """(states, roll calls fitted) which of the state's own habits plays a part; see `chances`."""
        habits, layout = self.habits, self.layout
        title = np.full(layout.items, -1, dtype=np.int64)
        title[habits.title_item] = np.repeat(np.arange(len(habits.title_ptr) - 1), np.diff(habits.title_item_ptr))
        known = np.full((layout.states, max(len(habits.title_ptr) - 1, 1)), UNKNOWN_HABIT, dtype=np.int32)
        known[habits.state, habits.title] = np.arange(len(habits.state)) - habits.state_ptr[habits.state]
        return np.where(title >= 0, known[:, np.maximum(title, 0)], NO_HABIT).astype(np.int32)

    @cached_property
    def habit_period(self) -> Ints:
        """(votes of pairs) their periods."""
        cell = np.repeat(np.arange(self.layout.cells), np.diff(self.layout.cell_ptr))
        return np.asarray(self.layout.cell_period[cell[self.habits.vote]])

    @cached_property
    def cell(self) -> Ints:
        """(states, periods) index of the cell, -1 where the state cast no vote."""
        place = np.full((self.layout.states, self.layout.periods), -1, dtype=np.int64)
        place[self.layout.cell_state, self.layout.cell_period] = np.arange(self.layout.cells)
        return place

    def place_over(self, state: int, among: npt.NDArray[np.bool_]) -> Halves | None:
        """Return (draws, dims) a state's mean position over the roll calls of a span that it voted on, or None."""
        cast = among & (self.record.votes[:, state] >= 0)
        return self.place_at(state, np.bincount(self.period[cast], minlength=self.layout.periods))

    def place_at(self, state: int, votes: Ints) -> Halves | None:
        """Return (draws, dims) a state's mean position over so many votes in each period (periods), or None."""
        n, cells = votes.astype(np.float32), self.cell[state]
        n[cells < 0] = 0.0
        if not n.any():
            return None
        here = n > 0
        share = n[here] / n[here].sum()
        return np.ascontiguousarray(np.einsum("kcd,c->kd", self.draws.theta[:, cells[here]], share))

    def habits_over(self, state: int, among: npt.NDArray[np.bool_]) -> Halves:
        """Return (spans, draws, pairs of the state) its mean habits over spans (spans, roll calls).

        Where a pair has no vote in a span: the habit of the last vote before it or, failing that, of the first after.
        """
        habits, draws = self.habits, self.draws.habit
        first, last = int(habits.state_ptr[state]), int(habits.state_ptr[state + 1])
        if first == last:
            return np.zeros((len(among), len(draws), 1), dtype=np.float32)
        edges = habits.ptr[first : last + 1]
        own = draws[:, edges[0] : edges[-1]].astype(np.float32)
        period = self.habit_period[edges[0] : edges[-1]]
        spanned = np.array([np.bincount(self.period[calls], minlength=self.layout.periods) > 0 for calls in among])
        return habits_by_season(own, edges - edges[0], period, spanned)

    def chances(self, state: int, among: npt.NDArray[np.bool_]) -> Halves | None:
        """Return (draws, 2, roll calls fitted) a state's chances of no and of yes as it stood over a span, or None."""
        place = self.place_over(state, among)
        if place is None:
            return None
        draws = self.draws
        held = self.habits_over(state, among[None])[0]
        return chances(place, by_parameter(draws.item), held, draws.habit_size, self.pair[state])


def fit(
    record: Record,
    *,
    dims: int = DIMS,
    warmup: int = WARMUP,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    sides: tuple[str, str] = ("USA", "RUS"),
    progress: Callable[[int, int], None] | None = None,
) -> Stance:
    """Return the posterior of a record.

    Parameters
    ----------
    dims, warmup, draws, seed, threads
        see `positions.chain.Settings`.
    sides
        two states whose contrast is where the chain starts; where one is not there, the main axis is.
    progress
        called with sweeps done and to do, first before anything is done.

    Raises
    ------
    UnusableInputError
        No roll call divides the states.
    """
    if progress is not None:
        progress(0, warmup + draws)  # before the kernels are loaded, which on a new machine means compiled
    from poleward.measures.positions.chain import ChainSettings
    from poleward.measures.stance import compiling
    from poleward.measures.stance.fit import fit_stance

    compiling.start()
    compiling.wait()
    period, layout, habits = lay_out_record(record)
    named = tuple(record.column.get(side) for side in sides)
    voted = np.diff(layout.state_ptr) > 0
    above, below = (k if k is not None and voted[k] else None for k in named)
    settings = ChainSettings(
        dims=dims, warmup=warmup, draws=draws, seed=seed, threads=threads, above=above, below=below
    )
    drawn = fit_stance(layout, habits, settings, progress=progress)
    return Stance(record=record, period=period, layout=layout, habits=habits, draws=rounded(drawn))


def fits(
    record: Record, settings: Sequence[FitSettings], *, progress: Callable[[int, int], None] | None = None
) -> list[Stance]:
    """Return the posterior of a record under each of some settings, fitted side by side.

    Parameters
    ----------
    progress
        as for `fit`, with the sweeps of all of them; what it raises ends them all.

    Raises
    ------
    UnusableInputError
        No roll call divides the states.
    """
    done, total = [0] * len(settings), sum(one.warmup + one.draws for one in settings)
    telling, failed = threading.Lock(), list[BaseException]()

    def told(place: int, sweeps: int, _: int) -> None:
        if failed:
            raise CancelledError
        with telling:
            done[place] = sweeps
            if progress is not None:
                progress(sum(done), total)

    def one(place: int) -> Stance:
        wanted = settings[place]
        try:
            return fit(
                record, dims=wanted.dims, warmup=wanted.warmup, draws=wanted.draws, progress=partial(told, place)
            )  # fmt: skip
        except BaseException as error:
            failed.append(error)
            raise

    with ThreadPoolExecutor(max(len(settings) - 1, 1)) as pool:
        others = [pool.submit(one, place) for place in range(1, len(settings))]
        try:
            return [one(0), *(other.result() for other in others)]
        except BaseException as error:  # its own, or that of another, or Ctrl-C while others are waited for
            failed.append(error)
            raise failed[0] from None


def lay_out_record(record: Record) -> tuple[Ints, Layout, Habits]:
    """Return the period of each roll call, the votes as the sampler takes them, and the habits there are.

    Raises
    ------
    UnusableInputError
        No roll call divides the states.
    """
    period = pooled_months(record.day)
    call, state = np.nonzero(record.votes >= 0)
    middle = np.bincount(period, weights=record.day) / np.bincount(period) / 365.25
    question = record.question
    layout = lay_out(
        state, question[call], record.votes[call, state], period[call], states=len(record.states),
        items=int(question.max()) + 1, period_time=middle, absences=False, empty_cells=False,
    )  # fmt: skip
    titles = int(record.title.max(initial=-1)) + 1
    title = np.where(layout.item_source < titles, layout.item_source, -1)
    habits = Habits.of(layout, title, middle)
    return period, layout, habits


def rounded(drawn: StanceDraws) -> StanceDraws:
    """Return draws at the precision at which they are kept, so that fresh and kept ones give the same numbers."""
    return replace(drawn, theta=drawn.theta.astype(np.float16).astype(np.float32), habit=drawn.habit.astype(np.float16))


def columns_of(record: Record, states: Sequence[str]) -> list[int]:
    """Return where these states are; those that never voted are left out."""
    return [record.column[state] for state in states if state in record.column]
