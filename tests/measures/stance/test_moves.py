"""All states beside one pole: ranks, false discovery, and whose move it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.errors import UnusableInputError
from poleward.measures.stance import stored_draws, stored_moves
from poleward.measures.stance.compare import PoleView
from poleward.measures.stance.posterior import Stance
from poleward.measures.stance.ranking import LIKELY, Move, false_discovery, moves_of
from tests.measures.stance.test_compare import SPANS


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_the_mean_error_of_all_surer_ones(moved: list[float]) -> None:
    found = false_discovery(np.array(moved))
    for chance, q in zip(moved, found, strict=True):
        surer = [1 - other for other in moved if other > chance]
        ties = [1 - other for other in moved if other == chance]
        assert q <= np.mean([*surer, *ties]) + 1e-9
        assert q >= np.mean([*surer, ties[0]]) - 1e-9


def test_every_state_is_ranked_and_its_sum_closes(stance: Stance) -> None:
    moves = moves_of(PoleView(stance, ["RUS"], SPANS))
    assert {m.state for m in moves} == set(stance.record.states) - {"RUS"}
    assert sorted(m.rank for m in moves) == list(range(1, len(moves) + 1))
    by_rank = sorted(moves, key=lambda m: m.rank)
    assert [m.change.mean for m in by_rank] == sorted(m.change.mean for m in moves)
    for m in moves:
        assert m.up + m.down + m.same == pytest.approx(1.0)
        assert m.own.mean + m.pole.mean == pytest.approx(m.change.mean)
        parts = m.own.mean + m.pole.mean + m.agenda.mean + m.misfit
        assert parts == pytest.approx(m.observed[1] - m.observed[0])
        assert m.level[1] - m.level[0] == pytest.approx(m.change.mean)
        assert (m.mover == "neither") == (max(m.up, m.down) < LIKELY)
        assert m.change.q05 <= m.change.mean <= m.change.q95


def test_threads_change_nothing(stance: Stance) -> None:
    one, two = (moves_of(PoleView(stance, ["RUS", "S10"], SPANS), threads=n) for n in (1, 3))
    assert one == two


def test_kept_draws_give_the_same_moves(stance: Stance) -> None:
    kept = stored_draws.from_bytes(stored_draws.to_bytes(stance.draws), stance.record)
    moves: list[list[Move]] = [moves_of(PoleView(s, ["RUS"], SPANS)) for s in (stance, kept)]
    assert moves[0] == moves[1]
    assert list(stored_moves.from_bytes(stored_moves.to_bytes(moves[0]))) == moves[0]


def test_bytes_of_something_else_are_refused(stance: Stance) -> None:
    for data in (b"", b"PK", stored_draws.to_bytes(stance.draws)[:-40]):
        with pytest.raises(UnusableInputError):
            stored_draws.from_bytes(data, stance.record)
    whole = stored_moves.to_bytes(moves_of(PoleView(stance, ["RUS"], SPANS))[:1])
    turned = [whole.replace(b'"neither"', b'"nobody"'), whole.replace(b"[[", b"[[[").replace(b"]]", b"]]]")]
    turned += [whole.replace(b" 0.", b' "0.', 1), whole.replace(b" 0.", b" NaN, 0.", 1), whole[:-3]]
    for data in (b"", b"PK", b"1", b"[[1, 2]]", b"[" * 100_000, *(one for one in turned if one != whole)):
        with pytest.raises(UnusableInputError):
            stored_moves.from_bytes(data)
