"""Positions as bytes: they come back exactly, and nothing else is taken for them."""

from __future__ import annotations

import io
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.errors import UnusableInputError
from poleward.measures.positions import Positions, positions
from poleward.measures.positions.stored_positions import from_bytes, to_bytes


def _votes() -> pa.Table:
    rng = np.random.default_rng(7)
    outcomes = ("no", "abstain", "yes")
    rows = []
    for r in range(48):
        for s in range(14):
            drawn = outcomes[int((s + rng.normal()) * 3 // 16) % 3]
            outcome = "not_voting" if rng.random() < 0.1 else drawn
            rows.append({"state": f"S{s}", "roll_call": f"R{r}", "date": f"20{10 + r // 12}-0{1 + r % 9}-05",
                         "outcome": outcome})  # fmt: skip
    return pa.Table.from_pylist(rows)


@pytest.fixture(scope="module")
def found() -> Positions:
    return positions(_votes())


def test_positions_come_back_exactly(found: Positions) -> None:
    again = from_bytes(to_bytes(found))
    for field in fields(found):
        mine, theirs = getattr(found, field.name), getattr(again, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype
            np.testing.assert_array_equal(mine, theirs)
        elif field.name == "absence":
            assert (mine is None) == (theirs is None)
            assert mine is None or mine.to_arrow().equals(theirs.to_arrow())
        else:
            assert mine == theirs, field.name
    assert again.to_arrow().equals(found.to_arrow())


def test_an_object_that_would_have_to_be_run_is_refused() -> None:
    out = io.BytesIO()
    np.savez(out, rest=np.array([{"a": print}], dtype=object))
    with pytest.raises(UnusableInputError, match="not stored positions"):
        from_bytes(out.getvalue())


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableInputError, match="not stored positions"):
        from_bytes(data)
