"""Before and since: how a state's stance to a pole changed, who moved, and what the change of questions did.

Everything is read off the same joint draws. The *fixed agenda* is the titles asked in both spans, each with equal
weight (its roll calls share it); where none was, all roll calls. With A the expected agreement on it,

    change = A(state since, pole since) - A(state before, pole before) = the state's move + the pole's move,

each move averaged over which of the two goes first (Shapley 1953). What was observed, the mean agreement since less
that before, adds two parts: observed = change + agenda + misfit, where agenda is what the model expects of the roll
calls really asked less the change on the fixed agenda, and misfit what it does not expect. The sum closes by
construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.posterior import Record, Stance, columns_of

SAME_WITHIN = 0.02
"""A change of expected agreement of at most two points of a hundred counts as no change."""

SEED = 20220224

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spans:
    """Two spans of days, both ends included, as proleptic ordinals."""

    before: tuple[int, int]
    since: tuple[int, int]

    def masks(self, day: Ints) -> tuple[Bools, Bools]:
        """Return which days lie in each."""
        (a, b), (c, d) = self.before, self.since
        return (day >= a) & (day <= b), (day >= c) & (day <= d)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Weights of roll calls that sum to 1: those fitted, and what falls to roll calls on which nobody differed.

    Attributes
    ----------
    weight
        (roll calls of the record).
    titles
        how many recurring titles it rests on; 0 where it is made of all roll calls.
    """

    weight: Floats
    titles: int


def fixed_agenda(record: Record, spans: Spans) -> Agenda:
    """Return the agenda of the titles asked in both spans, each with equal weight; without any, of all roll calls."""
    before, since = spans.masks(record.day)
    n = int(record.title.max(initial=-1)) + 1
    asked = record.title >= 0
    counts = [np.bincount(record.title[asked & mask], minlength=n) for mask in (before, since)]
    both = np.flatnonzero((counts[0] > 0) & (counts[1] > 0)) if n else np.zeros(0, dtype=np.int64)
    if not len(both):
        among = before | since
        return Agenda(among / max(int(among.sum()), 1), 0)
    total = counts[0] + counts[1]
    share = np.zeros(n)
    share[both] = 1.0 / (len(both) * total[both])
    here = asked & (before | since)
    weight = np.zeros(len(record.title))
    weight[here] = share[record.title[here]]
    return Agenda(weight, len(both))


def agenda_draws(record: Record, agenda: Agenda, draws: int, seed: int = SEED) -> Floats:
    """Return (draws, roll calls) weights of an agenda that might as well have been asked: a Bayesian bootstrap.

    Rubin (1981). What is drawn as a whole is a title or, for roll calls without one, the day: questions of one day are
    much alike. Each draw sums to 1.
    """
    cluster = np.unique(np.where(record.title >= 0, -1 - record.title, record.day), return_inverse=True)[1]
    drawn = np.random.default_rng(seed).standard_exponential((draws, int(cluster.max()) + 1))
    weight = drawn[:, cluster] * agenda.weight
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the agreement of a state with a pole changed; all of it on the scale 0 to 1.

    Attributes
    ----------
    observed
        (2) mean agreement on the roll calls both voted on, before and since.
    roll_calls
        (2) how many those are.
    level
        (2, draws) expected agreement on the fixed agenda, before and since.
    own, pole
        (draws) the moves of the state and of the pole; they sum to the change of level.
    agenda
        (draws) what the roll calls really asked add to the change.
    titles
        how many recurring titles the fixed agenda rests on.
    """

    observed: tuple[float, float]
    roll_calls: tuple[int, int]
    level: Floats
    own: Floats
    pole: Floats
    agenda: Floats
    titles: int

    @property
    def change(self) -> Floats:
        """(draws) change of expected agreement on the fixed agenda."""
        return np.asarray(self.level[1] - self.level[0])

    @property
    def observed_change(self) -> float:
        """Mean agreement since less that before."""
        return self.observed[1] - self.observed[0]

    @property
    def misfit(self) -> float:
        """What was observed and not expected: the observed change less the means of the other parts."""
        return self.observed_change - float(self.own.mean() + self.pole.mean() + self.agenda.mean())


def weigh(change: Floats, within: float = SAME_WITHIN) -> tuple[float, float, float]:
    """Return the chances that a change (draws) is up, down, or at most `within`; they sum to 1."""
    up, down = float((change > within).mean()), float((change < -within).mean())
    return up, down, 1.0 - up - down


class PoleView:
    """A pole's chances before and since, made once and used for every state.

    Parameters
    ----------
    stance
        the posterior.
    members
        the pole's member states; where some voted in both spans they stand for the pole, so that a member that came
        or went is no move of it.
    spans
        the two spans.
    titles_vary
        count it as uncertain which questions were asked (`agenda_draws`); otherwise draws are about these very ones.
    """

    def __init__(self, stance: Stance, members: Sequence[str], spans: Spans, *, titles_vary: bool = True) -> None:
        self.stance, self.spans = stance, spans
        self.masks = spans.masks(stance.record.day)
        self.columns = lasting(stance.record, columns_of(stance.record, members), self.masks)
        self.agenda = fixed_agenda(stance.record, spans)
        self.fixed = stance.by_question(self.agenda.weight)
        draws = len(stance.draws.theta)
        self.drawn: Halves = np.broadcast_to(self.fixed.astype(np.float32), (draws, len(self.fixed)))
        if titles_vary:
            weights = agenda_draws(stance.record, self.agenda, draws)
            self.drawn = np.stack([stance.by_question(one) for one in weights]).astype(np.float32)
        self.total_by_period: tuple[Halves, int] | None = None
        self._own = [{m: stance.chances(m, mask) for m in self.columns} for mask in self.masks]
        self._total = [self._sum(own) for own in self._own]

    @staticmethod
    def _sum(own: dict[int, Halves | None]) -> tuple[Halves | None, int]:
        there = [one for one in own.values() if one is not None]
        if not there:
            return None, 0
        return np.sum(there, axis=0, dtype=np.float32), len(there)

    def of(self, span: int, without: int | None = None) -> Halves | None:
        """Return (draws, roll calls fitted, 2) mean chances of the members in a span, one of them left out."""
        total, n = self._total[span]
        own = self._own[span].get(without) if without is not None else None
        if total is None or n - (own is not None) == 0:
            return None
        return np.asarray(total / np.float32(n) if own is None else (total - own) / np.float32(n - 1))

    def observed(self, state: int) -> Floats:
        """Return (roll calls) the state's mean agreement with the members that voted; NaN where either did not."""
        return observed_agreement(self.stance.record, state, [m for m in self.columns if m != state])


def lasting(record: Record, members: Sequence[int], masks: tuple[Bools, Bools]) -> list[int]:
    """Return the members that voted in both spans; all of them where none did."""
    both = [m for m in members if all((record.votes[mask, m] >= 0).any() for mask in masks)]
    return both or list(members)


def observed_agreement(record: Record, state: int, members: Sequence[int]) -> Floats:
    """Return (roll calls) mean over members of 1 - |difference|; NaN where the state or all members did not vote."""
    own = record.votes[:, state].astype(np.float64)
    theirs = record.votes[:, list(members)].astype(np.float64)
    both = (theirs >= 0) & (own >= 0)[:, None]
    agree = np.where(both, 1.0 - np.abs(own[:, None] - theirs) / 2.0, 0.0)
    n = both.sum(axis=1)
    return np.where(n > 0, agree.sum(axis=1) / np.maximum(n, 1), np.nan)


def compare(view: PoleView, state: str) -> Comparison | None:
    """Return how a state's agreement with a pole changed; None where either cast no vote in one of the spans."""
    stance = view.stance
    if state not in stance.record.column:
        return None
    column = stance.record.column[state]
    observed = view.observed(column)
    asked = [np.isfinite(observed) & mask for mask in view.masks]
    if not (asked[0].any() and asked[1].any()):
        return None
    own = [one for mask in view.masks if (one := stance.chances(column, mask)) is not None]
    poles = [one for span in (0, 1) if (one := view.of(span, column)) is not None]
    if min(len(own), len(poles)) < 2:
        return None
    fixed = np.array([[expected(o, p, view.fixed, view.drawn) for p in poles] for o in own])
    asked_for = [stance.by_question(mask / mask.sum()) for mask in asked]
    modelled = [
        expected(own[span], poles[span], asked_for[span], np.broadcast_to(asked_for[span], view.drawn.shape))
        for span in (0, 1)
    ]
    change = fixed[1, 1] - fixed[0, 0]
    own_move = 0.5 * (fixed[1, 0] - fixed[0, 0] + fixed[1, 1] - fixed[0, 1])
    return Comparison(
        observed=(float(observed[asked[0]].mean()), float(observed[asked[1]].mean())),
        roll_calls=(int(asked[0].sum()), int(asked[1].sum())),
        level=np.stack([fixed[0, 0], fixed[1, 1]]),
        own=own_move,
        pole=change - own_move,
        agenda=modelled[1] - modelled[0] - change,
        titles=view.agenda.titles,
    )


def expected(own: Halves, pole: Halves, weight: Floats, drawn: npt.NDArray[Any]) -> Floats:
    """Return (draws) expected agreement on an agenda.

    Their mean is that on the agenda as it is; around it they lie as the drawn agendas say. What the weights lack to 1
    falls to roll calls on which nobody differed.
    """
    from poleward.measures.stance.expected_agreement import fill_agreement  # loads the compiled kernels

    out = np.empty((2, len(own)))
    fill_agreement(own, pole, weight, drawn, out)
    out[0] += 1.0 - weight.sum()
    out[1] += 1.0 - drawn.sum(axis=1)
    return np.asarray(np.clip(out[1] - out[1].mean() + out[0].mean(), 0.0, 1.0))


def contributions(view: PoleView, state: str) -> Floats | None:
    """Return (roll calls) what each adds to the mean change on the fixed agenda: they sum to it; None as in `compare`.

    A question asked in both spans gives what is expected of it since, shared among its roll calls since, less what was
    expected before, shared among those before; any other gives the difference of the two, shared among its roll calls.
    """
    stance = view.stance
    column = stance.record.column.get(state)
    if column is None:
        return None
    expected = []
    for span, mask in enumerate(view.masks):
        own, pole = stance.chances(column, mask), view.of(span, column)
        if own is None or pole is None:
            return None
        no, yes, m, z = (side[..., k].astype(np.float64) for side in (own, pole) for k in (0, 1))
        agree = 0.5 + 0.5 * (1 - no - yes) * (1 - m - z) + 0.5 * (no - yes) * (m - z)
        expected.append(agree.mean(axis=0, dtype=np.float64) * view.fixed)
    out = np.zeros(len(stance.record.day))
    fitted = np.where(view.agenda.weight > 0, stance.fitted, -1)
    n = [np.bincount(fitted[mask & (fitted >= 0)], minlength=stance.layout.items) for mask in view.masks]
    both = (n[0] > 0) & (n[1] > 0)
    for k, (mask, sign) in enumerate(zip(view.masks, (-1.0, 1.0), strict=True)):
        here = np.flatnonzero(mask & (fitted >= 0))
        question = fitted[here]
        apart = sign * expected[k][question] / n[k][question]
        whole = (expected[1] - expected[0])[question] / (n[0] + n[1])[question]
        out[here] = np.where(both[question], apart, whole)
    return out
