"""The ranked list's bars: everything fits on one axis, and what reaches where is what the numbers say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.publishing.charts.ranking import EDGE, WIDTH, Bar, axis_of, row

POINTS = st.floats(-100, 100)
BARS = st.builds(Bar, change=POINTS, low=POINTS, high=POINTS, own=POINTS, pole=POINTS)


def rects(drawn: str) -> dict[str, tuple[float, float]]:
    """From where to where each move is drawn."""
    found = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="4" width="([\d.]+)"', drawn)
    return {name: (float(x), float(x) + float(width)) for name, x, width in found}


@given(st.lists(BARS, min_size=1, max_size=8))
def test_all_that_is_drawn_lies_on_the_axis(bars: list[Bar]) -> None:
    axis = axis_of(bars)
    for bar in bars:
        for left, right in rects(str(row(bar, axis, "said", pole="blue"))).values():
            assert EDGE - 0.02 <= left <= right <= WIDTH - EDGE + 0.02


@pytest.mark.parametrize(
    ("own", "pole", "reach"),
    [(-4, -6, (-10, 0)), (3, 5, (0, 8)), (-4, 6, (-4, 6)), (5, 0, (0, 5))],
)
def test_moves_of_one_sign_stand_one_after_the_other_and_others_on_either_side(
    own: float, pole: float, reach: tuple[float, float]
) -> None:
    bar = Bar(change=own + pole, low=own + pole - 1, high=own + pole + 1, own=own, pole=pole)
    axis = axis_of([bar, Bar(change=0, low=-20, high=20, own=0, pole=0)])
    drawn = rects(str(row(bar, axis, "said", pole="blue")))
    assert min(a for a, _ in drawn.values()) == pytest.approx(axis(reach[0]), abs=0.02)
    assert max(b for _, b in drawn.values()) == pytest.approx(axis(reach[1]), abs=0.02)


def test_a_row_can_be_heard() -> None:
    bar = Bar(change=-4, low=-7, high=-1, own=0, pole=-4)
    assert "<title>Kazakhstan: −4 points</title>" in str(row(bar, axis_of([bar]), "Kazakhstan: −4 points", pole="blue"))
