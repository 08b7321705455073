"""Simulated records: the questions are those of the real one, or drawn anew from them."""

from __future__ import annotations

import numpy as np

from poleward.measures.stance.posterior import Stance
from poleward.measures.testing.simulated_stance import redrawn, truth_of
from tests.measures.stance.test_compare import SPANS


def test_questions_drawn_anew_are_as_many_and_like_the_old_ones(stance: Stance) -> None:
    old, new = stance.record, redrawn(truth_of(stance), SPANS, 5)
    before, since = SPANS.masks(old.day)
    recurring = set(old.title[before]) & set(old.title[since]) - {-1}
    cast = {(*old.day[old.title == t], *(old.votes[old.title == t] >= 0).sum(axis=1)) for t in recurring}
    there = [np.flatnonzero(new.title == t) for t in range(new.title.max() + 1)]
    again = [one for one in there if (*new.day[one], *(new.votes[one] >= 0).sum(axis=1)) in cast]
    assert all(len(one) for one in there)
    assert len(again) >= len(recurring)
    assert len(np.unique([new.day[one][0] for one in again])) < len(recurring)
    assert (new.title < 0).sum() == (old.title < 0).sum()
    assert (np.diff(new.day) >= 0).all()
    assert len(set(new.roll_calls)) == len(new.roll_calls) == len(new.votes)
    assert new.states == old.states
    assert (new.votes == redrawn(truth_of(stance), SPANS, 5).votes).all()
