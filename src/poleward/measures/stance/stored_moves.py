"""All states' moves beside a pole as bytes and back, exactly: JSON, so that nothing is ever run."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any, get_args

from poleward.errors import UnusableInputError
from poleward.measures.stance.ranking import Beside, Move, Mover, Part, SameQuestions


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
        dimensions, against, rank, of, q_value,
    ) = row  # fmt: skip
    if not isinstance(state, str) or mover not in get_args(Mover):
        raise ValueError("no state, or nobody who moved")
    asked = None
    if panel is not None:
        n, before, since, changed = panel
        n, before, since = _numbers(n, before, since)
        asked = SameQuestions(n, before, since, _part(changed))
    titles, misfit, up, down, same, rank, of, q_value = _numbers(titles, misfit, up, down, same, rank, of, q_value)
    return Move(
        state=state, roll_calls=_pair(roll_calls), observed=_pair(observed), titles=titles, level=_pair(level),
        change=_part(change), own=_part(own), pole=_part(pole), agenda=_part(agenda), misfit=misfit, up=up, down=down,
        same=same, mover=mover, panel=asked,
        dimensions=_beside(dimensions), against=_beside(against), rank=rank, of=of, q_value=q_value,
    )  # fmt: skip


def _numbers(*found: Any) -> tuple[Any, ...]:
    if not all(type(one) in (int, float) and math.isfinite(one) for one in found):
        raise ValueError("not a number")
    return found


def _part(found: Sequence[Any]) -> Part:
    mean, q05, q95 = _numbers(*found)
    return Part(mean, q05, q95)


def _beside(found: Sequence[Any]) -> tuple[Beside, ...]:
    told = []
    for name, change in found:
        if not isinstance(name, str):
            raise TypeError("no name")
        told.append(Beside(name, _part(change)))
    return tuple(told)


def _pair(both: Sequence[Any]) -> tuple[Any, Any]:
    one, two = _numbers(*both)
    return one, two
