"""All states' moves beside a pole as bytes and back, exactly: JSON, so that nothing is ever run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from poleward.errors import UnusableInputError
from poleward.measures.stance.ranking import Move, Part, SameQuestions


def to_bytes(moves: Sequence[Move]) -> bytes:
    """Return moves as bytes that `from_bytes` reads back exactly."""
    return json.dumps([astuple(move) for move in moves], allow_nan=False).encode()


def from_bytes(data: bytes) -> tuple[Move, ...]:
    """Return the moves that bytes hold.

    Raises
    ------
    UnusableInputError
        The bytes are something else.
    """
    try:
        return tuple(_move(row) for row in json.loads(data))
    except (ValueError, TypeError, RecursionError) as error:
        raise UnusableInputError(f"these are not stored moves: {error}.") from None


def _move(row: Sequence[Any]) -> Move:
    (
        state, roll_calls, observed, titles, level, change, own, pole, agenda, misfit, up, down, same, mover, panel,
        rank, of, q_value,
    ) = row  # fmt: skip
    asked = None
    if panel is not None:
        n, before, since, changed = panel
        asked = SameQuestions(n, before, since, Part(*changed))
    return Move(
        state=state, roll_calls=_pair(roll_calls), observed=_pair(observed), titles=titles, level=_pair(level),
        change=Part(*change), own=Part(*own), pole=Part(*pole), agenda=Part(*agenda), misfit=misfit, up=up, down=down,
        same=same, mover=mover, panel=asked, rank=rank, of=of, q_value=q_value,
    )  # fmt: skip


def _pair(both: Sequence[Any]) -> tuple[Any, Any]:
    one, two = both
    return one, two
