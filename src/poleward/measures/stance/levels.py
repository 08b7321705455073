"""Expected agreement span by span on one fixed agenda: the level whose change an answer about votes tells.

The agenda is every title that comes back within the whole time, each with equal weight, so that levels of different
years, states and poles can be compared; without any, it is all roll calls.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poleward.measures.positions.layout import Floats
from poleward.measures.stance.agenda import Spans, agenda_draws, fixed_agenda
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.expected_agreement import margins
from poleward.measures.stance.posterior import Stance


class Levels:
    """What any two voters, or a voter and a group, are expected to have in common in a span of days.

    Parameters
    ----------
    stance
        the posterior.
    whole
        first and last day of the agenda, as proleptic ordinals.
    """

    def __init__(self, stance: Stance, whole: tuple[int, int]) -> None:
        self.stance = stance
        agenda = fixed_agenda(stance.record, Spans(whole, whole))
        weight = stance.by_question(agenda.weight)
        drawn = agenda_draws(stance.record, agenda, len(stance.draws.theta))
        self._chosen = np.flatnonzero(weight > 0)
        self._weight = weight[self._chosen]
        by_question = np.stack([stance.by_question(one)[self._chosen] for one in drawn])
        self._drawn: Halves = by_question.astype(np.float32)

    def chances(self, state: str, span: tuple[int, int]) -> Halves | None:
        """Return (draws, 2, questions of the agenda) a state's chances of no and yes; None where it cast no vote."""
        column = self.stance.record.column.get(state)
        if column is None:
            return None
        day = self.stance.record.day
        found = self.stance.chances(column, (day >= span[0]) & (day <= span[1]))
        return None if found is None else found.take(self._chosen, axis=2)

    def between(self, own: Halves, others: Sequence[Halves]) -> Floats:
        """Return (draws) the expected agreement, 0 to 1, of a voter with others, the mean over them."""
        pole = others[0] if len(others) == 1 else np.asarray(np.mean(others, axis=0, dtype=np.float32))
        return expected(own, pole, self._weight, self._drawn)


def expected(own: Halves, pole: Halves, weight: Floats, drawn: Halves) -> Floats:
    """Return (draws) expected agreement on an agenda from chances (draws, 2, questions) of no and yes.

    Their mean is that on the agenda as it is, `weight` (questions); around it they lie as the drawn agendas (draws,
    questions) say. What the weights lack to 1 falls to roll calls on which nobody differed.
    """
    together = 0.5 * np.einsum("kmj,kmj->kj", margins(own), margins(pole))
    centre = np.einsum("kj,j->k", together, weight).mean() + 1.0 - 0.5 * weight.sum()
    around = np.einsum("kj,kj->k", together, drawn) - 0.5 * drawn.sum(axis=1)
    return np.asarray(np.clip(around - around.mean() + centre, 0.0, 1.0))
