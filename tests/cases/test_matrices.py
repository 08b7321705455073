"""Votes that a person hands over as a table of their own: numbers as names, blanks, values of several kinds."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import poleward as pw


def votes(**columns: Any) -> pd.DataFrame:
    rows = [(r, s, o) for r in range(6) for s, o in ((705, "yes" if r % 2 else "no"), (365, "no"), (2, "yes"))]
    frame = pd.DataFrame(rows, columns=["roll_call", "state", "outcome"]).assign(date="2020-01-01")
    return frame.assign(**columns)


@pytest.mark.parametrize("kind", [int, float, str, "category"])
def test_states_and_roll_calls_may_be_numbers(kind: Any) -> None:
    frame = votes().astype({"state": kind, "roll_call": kind})
    assert len(pw.agreement(frame).to_frame("pandas")) == 3


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"roll_call": ["", *map(str, range(17))]}, "row 1: 1 rows have no roll_call"),
        ({"roll_call": [*map(str, range(17)), " \t"]}, "row 18: 1 rows have no roll_call"),
        ({"roll_call": [None, *range(17)]}, "row 1: 1 rows have no roll_call"),
        ({"state": [705, "RUS", "USA"] * 6}, "values of several kinds"),
        ({"roll_call": [1, "b", 2] * 6}, "values of several kinds"),
        ({"outcome": [1, 2, 3] * 6}, "unknown outcome"),
    ],
)
def test_what_is_no_name_or_no_vote_is_refused_with_its_row(columns: dict[str, Any], what: str) -> None:
    with pytest.raises(pw.PolewardError, match=what):
        pw.agreement(votes(**columns))
