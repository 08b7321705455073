"""What is said beside a verdict on votes: the placebo's table that ships, and which way is not settled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from poleward.channels.likelihood import LIKELY
from poleward.channels.vote_trust import Placebo, placebo, said_of
from poleward.measures.stance.ranking import Beside, Move, Part, SameQuestions

PART = Part(-0.1, -0.15, -0.05)
MOVE = Move(
    state="AAA", roll_calls=(50, 50), observed=(0.6, 0.5), titles=9, level=(0.6, 0.5), change=PART, own=PART, pole=PART,
    agenda=PART, misfit=0.0, up=0.0, down=0.9, same=0.1, mover="state", panel=None,
)  # fmt: skip


def test_the_table_that_ships_is_this_methods() -> None:
    found = placebo()
    assert found is not None, "make it again: scripts/make_placebo.py"
    assert found.asks >= 300
    counts = list(found.moved.values())
    assert counts == sorted(counts, reverse=True)
    assert found.moved[80] <= 0.03 * found.asks
    assert found.moved[95] <= 0.01 * found.asks
    assert min(found.moved) == round(100 * LIKELY)


@pytest.mark.parametrize(("probability", "n"), [(0.55, 9), (0.7, 9), (0.8, 4), (0.94, 4), (1.0, 1)])
def test_a_chance_is_counted_at_the_level_below(probability: float, n: int) -> None:
    assert Placebo(100, {55: 9, 80: 4, 95: 1}).at_least(probability) == n


def test_where_model_and_questions_point_opposite_ways_no_direction_is_said() -> None:
    against = replace(MOVE, against=(Beside("paragraphs", Part(0.1, 0.04, 0.2)),))
    with_it = replace(MOVE, panel=SameQuestions(9, 0.6, 0.5, PART))
    assert said_of(MOVE) == said_of(with_it) == ("away", 0.9)
    assert against.unsettled
    assert said_of(against) == ("not enough evidence", None)
