"""Before and since: how a state's stance to a pole changed, who moved, and what the change of questions did.

Everything is read off the same joint draws. The *fixed agenda* is the titles asked in both spans, each with equal
weight (its roll calls share it); where none was, all roll calls. With A_t the expected agreement on it in season t, and
a span's A the mean over its seasons in which both voted, each day with equal weight,

    change = A(state since, pole since) - A(state before, pole before) = the state's move + the pole's move,

each move averaged over which of the two goes first (Shapley 1953). Around each lies what the voter wanders anyway
(`wander`). What was observed, the mean agreement since less that before, adds two parts: observed = change + agenda +
misfit, where agenda is what the model expects of the roll calls really asked less the change on the fixed agenda, and
misfit what it does not expect. The sum closes by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from poleward.measures.pole_agreement import on_roll_calls
from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.products import ONE_THREAD
from poleward.measures.stance.agenda import Bools, Spans, agenda_draws, fixed_agenda
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.members import Members
from poleward.measures.stance.posterior import Record, Stance, columns_of
from poleward.measures.stance.seasons import Chamber, Seasons, Stand
from poleward.measures.stance.wander import wander

SAME_WITHIN = 0.03
"""A change of expected agreement of at most three points of a hundred counts as no change: about three in four changes
beside Beijing or the West, from eight years to the four after them, are at most so large (docs/stance.md)."""


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
        (draws) the moves of the state and of the pole, with what they wander anyway; their means sum to the change of
        the mean level.
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
        """(draws) change of expected agreement on the fixed agenda: the two moves."""
        return np.asarray(self.own + self.pole)

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
        or went is no move of it. In a season without votes of its own a member stands as in the nearest.
    spans
        the two spans.
    titles_vary
        count it as uncertain which questions were asked (`agenda_draws`); otherwise draws are about these very ones.
    wanders
        count it as uncertain how much state and pole wander anyway (`wander`).
    chamber
        that of another pole in the same spans, so that how a state stood is found once for both.
    asked
        find chances on all that was asked; without, on the agenda alone, which is enough for `moves_since`.
    """

    def __init__(
        self,
        stance: Stance,
        members: Sequence[str],
        spans: Spans,
        *,
        titles_vary: bool = True,
        wanders: bool = True,
        chamber: Chamber | None = None,
        asked: bool = True,
    ) -> None:
        self.stance, self.spans, self.wanders = stance, spans, wanders
        self.masks = spans.masks(stance.record.day)
        self.seasons = Seasons.of(stance.record, spans) if chamber is None else chamber.seasons
        self.columns = lasting(stance.record, columns_of(stance.record, members), self.masks)
        self.agenda = fixed_agenda(stance.record, spans)
        self.fixed = stance.by_question(self.agenda.weight)
        draws = len(stance.draws.theta)
        self.drawn: Halves = np.broadcast_to(self.fixed.astype(np.float32), (draws, len(self.fixed)))
        if titles_vary:
            weights = agenda_draws(stance.record, self.agenda, draws)
            self.drawn = np.stack([stance.by_question(one) for one in weights]).astype(np.float32)
        self.total_by_period: tuple[Halves, int] | None = None
        self.questions: Ints = np.flatnonzero(self.fixed > 0)
        self.chamber = Chamber(stance, self.seasons, self.questions, asked=asked) if chamber is None else chamber
        self._observed: dict[int, Floats] = {}
        self.members = Members(self.chamber.stand, self.columns)

    def stand(self, state: int) -> Stand | None:
        """Return how a state stood; a member as it stands for the pole."""
        return self.members.stand(state) if state in self.members else self.chamber.stand(state)

    def of(self, without: int | None = None) -> Stand | None:
        """Return the mean of the members by season, one of them left out; None where nobody is left."""
        return self.members.mean(without) if without in self.members else self._all

    @cached_property
    def _all(self) -> Stand | None:
        return self.members.mean()

    def observed(self, state: int) -> Floats:
        """Return (roll calls) the state's mean agreement with the members that voted; NaN where either did not."""
        if state not in self._observed:
            others = [m for m in self.columns if m != state]
            self._observed[state] = observed_agreement(self.stance.record, state, others)
        return self._observed[state]


def lasting(record: Record, members: Sequence[int], masks: tuple[Bools, Bools]) -> list[int]:
    """Return the members that voted in both spans; all of them where none did."""
    both = [m for m in members if all((record.votes[mask, m] >= 0).any() for mask in masks)]
    return both or list(members)


def observed_agreement(record: Record, state: int, members: Sequence[int], *, half: bool = True) -> Floats:
    """Return (roll calls) mean over members of 1 - |difference|; NaN where the state or all members did not vote.

    Without `half` an abstention is no half-way house: votes agree when they are the same.
    """
    return on_roll_calls(record.votes[:, state], record.votes[:, list(members)], half=half)


def _stood(view: PoleView, state: str) -> tuple[int, Stand, Stand, Floats] | None:
    """Return a state's column, how it and the pole stood, and the seasons' weights; None where a span keeps none."""
    column = view.stance.record.column.get(state)
    if column is None:
        return None
    own, pole = view.stand(column), view.of(column)
    if own is None or pole is None:
        return None
    weight = view.seasons.weights(own.there & pole.there)
    return None if weight is None else (column, own, pole, weight)


def compare(view: PoleView, state: str) -> Comparison | None:
    """Return how a state's agreement with a pole changed; None where either cast no vote in one of the spans."""
    stood = _stood(view, state)
    if stood is None:
        return None
    column, own, pole, weight = stood
    observed = view.observed(column)
    asked = [np.isfinite(observed) & mask for mask in view.masks]
    if not (asked[0].any() and asked[1].any()):
        return None
    level, own_move, pole_move = _moved(view, own, pole, weight, column)
    modelled = [_modelled(view, own, pole, mask) for mask in asked]
    return Comparison(
        observed=(float(observed[asked[0]].mean()), float(observed[asked[1]].mean())),
        roll_calls=(int(asked[0].sum()), int(asked[1].sum())),
        level=level,
        own=own_move,
        pole=pole_move,
        agenda=modelled[1] - modelled[0] - (level[1] - level[0]),
        titles=view.agenda.titles,
    )


def moves_since(view: PoleView, state: str) -> Floats | None:
    """Return (2, draws) the own move and the pole's of `compare` alone; None where either cast no vote in a span."""
    stood = _stood(view, state)
    if stood is None:
        return None
    column, own, pole, weight = stood
    return np.stack(_moved(view, own, pole, weight, column)[1:])


def _moved(view: PoleView, own: Stand, pole: Stand, weight: Floats, column: int) -> tuple[Floats, Floats, Floats]:
    """Return the level before and since (2, draws), the state's move and the pole's (draws); see `Comparison`."""
    between = season_agreement(view, own, pole)
    along = np.einsum("kss->ks", between)
    before, since = along @ weight[0], along @ weight[1]
    since_before, before_since = (_across(between, weight[a], weight[b]) for a, b in ((1, 0), (0, 1)))
    own_move = 0.5 * (since_before - before + since - before_since)
    pole_move = since - before - own_move
    if view.wanders:
        usual = 0.5 * (weight[0] + weight[1])
        poles = [m for m in view.columns if m != column]
        own_move = own_move + wander(between @ usual, view.seasons, weight, [column])
        pole_move = pole_move + wander(np.einsum("kst,s->kt", between, usual), view.seasons, weight, poles)
    return np.stack([before, since]), own_move, pole_move


def season_agreement(view: PoleView, own: Stand, pole: Stand) -> Floats:
    """Return (draws, seasons, seasons) expected agreement on the agenda of the state in one with the pole in another.

    Their mean is that on the agenda as it is; around it they lie as the drawn agendas say. What the weights lack to 1
    falls to roll calls on which nobody differed.
    """
    draws, seasons = own.agenda.shape[:2]
    theirs = np.ascontiguousarray(pole.agenda.reshape(draws, seasons, -1).transpose(0, 2, 1))
    wide = max(1, ONE_THREAD // seasons**2)
    parts = [slice(k, k + wide) for k in range(0, theirs.shape[1], wide)]

    def on(weights: Halves) -> Floats:
        mine = (own.agenda * weights[:, None, None, :]).reshape(draws, seasons, -1)
        half = 0.5 * weights.sum(axis=1, dtype=np.float64)
        together = sum((mine[:, :, part] @ theirs[:, part] for part in parts), np.zeros((1, 1, 1)))
        return np.asarray(0.5 * together + (1.0 - half)[:, None, None])

    fixed = view.fixed[view.questions].astype(np.float32)
    drawn = on(view.drawn[:, view.questions])
    return np.asarray(drawn - drawn.mean(axis=0) + on(fixed[None]).mean(axis=0))


def by_season(view: PoleView, state: str) -> Floats | None:
    """Return (draws, seasons) expected agreement on the fixed agenda; NaN where state or pole did not vote in a season.

    Weighted by days they average to the levels of `compare`. None where either voted in no season.
    """
    column = view.stance.record.column.get(state)
    if column is None:
        return None
    own, pole = view.stand(column), view.of(column)
    if own is None or pole is None:
        return None
    along = np.einsum("kss->ks", season_agreement(view, own, pole))
    return np.where(own.there & pole.there, along, np.nan)


def _across(between: Floats, own: Floats, pole: Floats) -> Floats:
    """Return (draws) the mean for a state and a pole that stand in seasons with these shares."""
    return np.asarray((between @ pole) @ own)


def _modelled(view: PoleView, own: Stand, pole: Stand, asked: Bools) -> Floats:
    """Return (draws) what is expected of the roll calls really asked, each with equal weight."""
    stance = view.stance
    share = 1.0 / int(asked.sum())
    total = np.ones(len(own.agenda))
    for s, calls in enumerate(view.seasons.calls):
        here = stance.fitted[calls & asked & (stance.fitted >= 0)]
        if not len(here):
            continue
        weight = np.bincount(np.searchsorted(view.chamber.asked[s], here), minlength=len(view.chamber.asked[s]))
        half = 0.5 * np.einsum("kmq,kmq->k", own.asked[s], pole.asked[s] * weight.astype(np.float32))
        total += share * (half - 0.5 * weight.sum())
    return total


def own_contributions(view: PoleView, state: str) -> Floats | None:
    """Return (roll calls) what each adds to the mean of the state's own move: they sum to it; None as in `compare`.

    A question's part is shared among its roll calls of both spans.
    """
    stance, stood = view.stance, _stood(view, state)
    if stood is None:
        return None
    _, own, pole, weight = stood
    share = weight.astype(np.float32)
    mine, theirs = (np.einsum("ts,ksmq->tkmq", share, one.agenda) for one in (own, pole))
    along = np.einsum("ts,ksmq,ksmq->tq", share, own.agenda, pole.agenda, dtype=np.float64)
    across = [np.einsum("kmq,kmq->q", mine[a], theirs[b], dtype=np.float64) for a, b in ((1, 0), (0, 1))]
    part = 0.25 * (across[0] - along[0] + along[1] - across[1]) / len(own.agenda)
    by_question = np.zeros(stance.layout.items)
    by_question[view.questions] = part * view.fixed[view.questions]
    fitted = np.where((view.agenda.weight > 0) & (view.masks[0] | view.masks[1]), stance.fitted, -1)
    n = np.bincount(fitted[fitted >= 0], minlength=stance.layout.items)
    return np.where(fitted >= 0, by_question[fitted] / np.maximum(n[fitted], 1), 0.0)


def contributions(view: PoleView, state: str) -> Floats | None:
    """Return (roll calls) what each adds to the mean change on the fixed agenda: they sum to it; None as in `compare`.

    A question asked in both spans gives what is expected of it since, shared among its roll calls since, less what was
    expected before, shared among those before; any other gives the difference of the two, shared among its roll calls.
    """
    stance, stood = view.stance, _stood(view, state)
    if stood is None:
        return None
    _, own, pole, weight = stood
    agree = 0.5 + 0.5 * np.einsum("ksmq,ksmq->sq", own.agenda, pole.agenda, dtype=np.float64) / len(own.agenda)
    expected = np.zeros((2, stance.layout.items))
    expected[:, view.questions] = (weight @ agree) * view.fixed[view.questions]
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
