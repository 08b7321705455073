"""The path of expected agreement on the fixed agenda, and whether it broke.

Time runs in the periods of the posterior: months, those with few roll calls pooled. In a period a voter stands where
the draws have it; where it cast no vote, as it stood last. Every statement is a share of draws. In a draw the span
since a date *changed* when it differs from that before by more than `SAME_WITHIN`; a change is a *break* when one step,
at the best place, leaves less unexplained than the best straight line, and gradual otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance.compare import SAME_WITHIN, PoleView
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.expected_agreement import by_parameter, chances
from poleward.measures.stance.levels import expected
from poleward.measures.stance.posterior import Stance


@dataclass(frozen=True, slots=True)
class StancePath:
    """Expected agreement by period.

    Attributes
    ----------
    period
        (periods) indices into the posterior's periods.
    day
        (periods, 2) first and last day, proleptic ordinals.
    calls
        (periods) roll calls.
    level
        (draws, periods) of state and pole as they move.
    own, pole
        (draws, periods) were only the state, or only the pole, to move and the other to stay as it was before.
    since
        the first period of the later span.
    """

    period: Ints
    day: Ints
    calls: Ints
    level: Floats
    own: Floats
    pole: Floats
    since: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """How a path changed since a date, in shares of draws.

    Attributes
    ----------
    no_change, gradual, broke
        they sum to 1.
    at
        (draws) the first period after the step of those draws that broke, -1 for the others.
    jump, own_jump, pole_jump
        (draws) the step of the level, and of the paths on which one side alone moves.
    """

    no_change: float
    gradual: float
    broke: float
    at: Ints
    jump: Floats
    own_jump: Floats
    pole_jump: Floats


def path_of(view: PoleView, state: str) -> StancePath | None:
    """Return the path of a state; None where it or the pole cast no vote in one of the spans."""
    stance = view.stance
    if state not in stance.record.column:
        return None
    column = stance.record.column[state]
    among = view.masks[0] | view.masks[1]
    period = np.unique(stance.period[among])
    own = _chances_by_period(stance, column, period, view)
    pole = _pole_by_period(view, period, column, own)
    if own is None or pole is None:
        return None
    days = stance.record.day
    span = np.array([[days[stance.period == p].min(), days[stance.period == p].max()] for p in period])
    since = int(np.searchsorted(span[:, 1], view.spans.since[0]))
    if not 0 < since < len(period):
        return None
    weight = np.bincount(stance.period[among], minlength=stance.layout.periods)[period]
    still = [np.average(side[:since], axis=0, weights=weight[:since]).astype(np.float32) for side in (own, pole)]
    chosen = view.fixed > 0
    share, drawn = view.fixed[chosen], np.ascontiguousarray(view.drawn[:, chosen])
    level, alone, other = (
        np.stack([expected(one[k], two[k], share, drawn) for k in range(len(period))], axis=1)
        for one, two in (
            (own, pole), (own, np.broadcast_to(still[1], pole.shape)), (np.broadcast_to(still[0], own.shape), pole)
        )
    )  # fmt: skip
    return StancePath(period=period, day=span, calls=weight, level=level, own=alone, pole=other, since=since)


def _pole_by_period(view: PoleView, period: Ints, without: int, own: Halves | None) -> Halves | None:
    """Return the mean chances of a pole's members, a member itself left out; None where no other ever voted.

    The sum over members is the same for every state, and made once for each view.
    """
    if view.total_by_period is None:
        found = (_chances_by_period(view.stance, member, period, view) for member in view.columns)
        total, n = np.zeros(1, dtype=np.float32), 0
        for chances in found:
            if chances is not None:
                total, n = (chances if not n else np.add(total, chances, out=total)), n + 1
        view.total_by_period = (total, n)
    total, n = view.total_by_period
    if without in view.columns and own is not None:
        total, n = total - own, n - 1
    return np.asarray(total / np.float32(n)) if n else None


def _chances_by_period(stance: Stance, state: int, period: Ints, view: PoleView) -> Halves | None:
    """Return (periods, draws, 2, questions of the agenda) a state's chances; None where it never voted."""
    cells = stance.cell[state]
    known = np.flatnonzero(cells >= 0)
    if not len(known):
        return None
    chosen = np.flatnonzero(view.fixed > 0)
    draws = stance.draws
    item = by_parameter(draws.item[:, chosen])
    pair = stance.pair[state][chosen]
    last = known[np.maximum(np.searchsorted(known, period, side="right") - 1, 0)]
    stood, which = np.unique(last, return_inverse=True)
    held = stance.habits_over(state, stance.period == stood[:, None])
    found = np.empty((len(stood), len(draws.theta), 2, len(chosen)), dtype=np.float32)
    for k, at in enumerate(stood):
        found[k] = chances(draws.theta[:, cells[at]], item, held[k], draws.habit_size, pair)
    return found if len(stood) == len(period) else found[which]


def breaks_of(path: StancePath, change: Floats, within: float = SAME_WITHIN) -> Breaks:
    """Return whether and when a path broke since the date.

    `change` (draws) is that of the whole answer, so that the chance of no change is the answer's own.
    """
    weight = path.calls.astype(float)
    level, n = path.level, path.level.shape[1]
    moved = np.abs(change) > within
    best, at = np.full(len(level), np.inf), np.full(len(level), -1)
    jump = np.zeros((3, len(level)))
    for cut in range(path.since, n):
        early, late = slice(0, cut), slice(cut, n)
        sides = [np.average(level[:, part], axis=1, weights=weight[part]) for part in (early, late)]
        rest = ((level[:, early] - sides[0][:, None]) ** 2) @ weight[early]
        rest += ((level[:, late] - sides[1][:, None]) ** 2) @ weight[late]
        better = rest < best
        best[better], at[better] = rest[better], cut
        for k, one in enumerate((level, path.own, path.pole)):
            step = np.average(one[:, late], axis=1, weights=weight[late])
            step = step - np.average(one[:, early], axis=1, weights=weight[early])
            jump[k, better] = step[better]
    time = path.day.mean(axis=1)
    time = time - np.average(time, weights=weight)
    centre = level - np.average(level, axis=1, weights=weight)[:, None]
    slope = (centre * time) @ weight / ((time**2) @ weight)
    line = ((centre - slope[:, None] * time) ** 2) @ weight
    broke = moved & (best < line) & (np.sign(jump[0]) == np.sign(change))
    return Breaks(
        no_change=float(1.0 - moved.mean()),
        gradual=float((moved & ~broke).mean()),
        broke=float(broke.mean()),
        at=np.where(broke, at, -1),
        jump=jump[0],
        own_jump=jump[1],
        pole_jump=jump[2],
    )


def by_month(path: StancePath, months: Sequence[tuple[int, int]]) -> Ints:
    """Return (months) which period of the path each month (first and last day) belongs to: the last begun by then."""
    begun = path.day[:, 0]
    return np.array([max(int(np.searchsorted(begun, last, side="right")) - 1, 0) for _, last in months])
