"""All states beside one pole: each one's change in numbers, its rank among the others, and how sure the list is.

The false discovery rate of a list is Bayesian (Newton et al. 2004, Biostatistics 5): where states are listed from the
surest on, a state's q-value is the mean chance, over it and all surer ones, of not having moved as said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from poleward.measures.positions.layout import Floats
from poleward.measures.stance.compare import SAME_WITHIN, Comparison, PoleView, compare, moves_since, weigh
from poleward.measures.stance.same_questions import same_questions
from poleward.measures.stance.strata import changes_by_kind

LEAST_ROLL_CALLS = 3
"""With fewer common roll calls than this in a span nothing is said."""
MOSTLY = 2.0
"""A move is one side's where its part is at least so many times the other's."""

LIKELY = 0.55
"""A move is said where it is at least so likely; `channels.likelihood` has the words."""

Mover = Literal["state", "pole", "both", "neither"]


@dataclass(frozen=True, slots=True)
class Part:
    """A number with its 5 % and 95 % quantiles."""

    mean: float
    q05: float
    q95: float

    @classmethod
    def of(cls, draws: Floats) -> Part:
        """Return mean and quantiles of draws; the quantiles hold the mean."""
        mean = float(draws.mean())
        low, high = (float(q) for q in np.quantile(draws, [0.05, 0.95]))
        return cls(mean, min(low, mean), max(high, mean))


@dataclass(frozen=True, slots=True)
class SameQuestions:
    """The comparison without a model: how many titles, agreement on them before and since, and the change."""

    titles: int
    before: float
    since: float
    change: Part


@dataclass(frozen=True, slots=True)
class Beside:
    """The change by another choice, by its name: a number of dimensions, a kind of votes, the questions themselves."""

    name: str
    change: Part


SAME_QUESTIONS = "the same questions without a model"


@dataclass(frozen=True, slots=True)
class Move:
    """How one state's expected agreement with a pole changed; agreement from 0 to 1, negative changes are away.

    Attributes
    ----------
    state
        name.
    roll_calls
        common roll calls before and since.
    observed
        mean agreement on them before and since.
    titles
        recurring titles of the fixed agenda; 0: there were none, and it is made of all roll calls.
    level
        expected agreement on the fixed agenda before and since.
    change
        of the level; own + pole.
    own, pole
        the state's move and the pole's.
    agenda
        what the questions really asked add to the observed change.
    misfit
        what is left of the observed change; own + pole + agenda + misfit sum to it.
    up, down, same
        chances of a change towards, away, and of at most `SAME_WITHIN`; they sum to 1.
    mover
        whose move the change mostly is; 'neither' where no move is likely, or which way is not settled.
    panel
        the same questions without a model; None where there are none.
    dimensions
        the change in fits of other numbers of dimensions.
    against
        what points the other way than the change, beyond its own interval.
    rank, of
        place among all states compared, 1 the furthest away, and how many they are.
    q_value
        expected share of states that did not move as said, among this one and all surer ones.
    """

    state: str
    roll_calls: tuple[int, int]
    observed: tuple[float, float]
    titles: int
    level: tuple[float, float]
    change: Part
    own: Part
    pole: Part
    agenda: Part
    misfit: float
    up: float
    down: float
    same: float
    mover: Mover
    panel: SameQuestions | None
    dimensions: tuple[Beside, ...] = ()
    against: tuple[Beside, ...] = ()
    rank: int = 1
    of: int = 1
    q_value: float = 1.0

    @property
    def unsettled(self) -> bool:
        """Whether which way is not settled: something points the other way."""
        return bool(self.against)


def opposed(up: float, down: float, others: Sequence[Beside]) -> tuple[Beside, ...]:
    """Return what points the other way, beyond its interval, than a change that is at least likely; else nothing.

    Parameters
    ----------
    up, down
        chances of the change.
    """
    if max(up, down) < LIKELY:
        return ()
    return tuple(one for one in others if (one.change.q95 < 0 if up > down else one.change.q05 > 0))


def mover_of(found: Comparison, within: float = SAME_WITHIN) -> Mover:
    """Return whose move a change mostly is; 'neither' where no move is likely."""
    up, down, _ = weigh(found.change, within)
    if max(up, down) < LIKELY:
        return "neither"
    return mostly(float(found.own.mean()), float(found.pole.mean()))


def mostly(own: float, pole: float) -> Literal["state", "pole", "both"]:
    """Return whose of two moves a change mostly is."""
    if abs(own) >= MOSTLY * abs(pole):
        return "state"
    return "pole" if abs(pole) >= MOSTLY * abs(own) else "both"


def move_of(view: PoleView, state: str, fewer: Mapping[str, PoleView] = MappingProxyType({})) -> Move | None:
    """Return one state's change, not yet ranked; None where there is too little to compare.

    `fewer` are views in other numbers of dimensions, by their names.
    """
    found = compare(view, state)
    if found is None or min(found.roll_calls) < LEAST_ROLL_CALLS:
        return None
    record = view.stance.record
    observed = view.observed(record.column[state])
    panel = same_questions(observed, record.title, view.masks) if found.titles else None
    up, down, same = weigh(found.change)
    same_asked = None if panel is None else SameQuestions(
        len(panel.title), float(panel.before.mean()), float(panel.since.mean()), Part.of(panel.drawn)
    )  # fmt: skip
    change = Part.of(found.change)
    told = ((name, moves_since(other, state)) for name, other in fewer.items())
    dimensions = tuple(Beside(name, Part.of(two.sum(axis=0))) for name, two in told if two is not None)
    others = list(dimensions)
    if max(up, down) >= LIKELY:  # only then can anything be against it
        others += [
            Beside(name, Part.of(drawn)) for name, drawn in changes_by_kind(record, observed, view.masks).items()
        ]
    if same_asked is not None:
        others.append(Beside(SAME_QUESTIONS, same_asked.change))
    against = opposed(up, down, others)
    return Move(
        state=state,
        roll_calls=found.roll_calls,
        observed=found.observed,
        titles=found.titles,
        level=(float(found.level[0].mean()), float(found.level[1].mean())),
        change=change,
        own=Part.of(found.own),
        pole=Part.of(found.pole),
        agenda=Part.of(found.agenda),
        misfit=found.misfit,
        up=up,
        down=down,
        same=same,
        mover="neither" if against else mover_of(found),
        panel=same_asked,
        dimensions=dimensions,
        against=against,
    )


def moves_of(view: PoleView, *, fewer: Mapping[str, PoleView] = MappingProxyType({}), threads: int = 2) -> list[Move]:
    """Return every state's change against a pole, ranked, in the order of the record; `fewer` as in `move_of`."""
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda s: move_of(view, s, fewer), view.stance.record.states))
    return ranked([move for move in found if move is not None])


def ranked(moves: Sequence[Move]) -> list[Move]:
    """Return moves with their ranks among one another and their q-values."""
    change = np.array([move.change.mean for move in moves])
    rank = np.empty(len(moves), dtype=np.int64)
    rank[np.argsort(change, kind="stable")] = np.arange(1, len(moves) + 1)
    q_values = false_discovery(np.array([max(move.up, move.down) for move in moves]))
    return [
        replace(move, rank=int(r), of=len(moves), q_value=float(q))
        for move, r, q in zip(moves, rank, q_values, strict=True)
    ]


def false_discovery(moved: Floats) -> Floats:
    """Return the q-value of each state from its chance of having moved as said."""
    order = np.argsort(-moved, kind="stable")
    out = np.empty(len(moved))
    out[order] = np.cumsum(1.0 - moved[order]) / np.arange(1, len(moved) + 1)
    return out
