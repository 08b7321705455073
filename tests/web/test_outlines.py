"""The map of outlines: every member is on it once, areas are kept, and small states are dots."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.web.charts.outlines import SOUTH, area, equal_earth, lambert, outline_map, shapes
from poleward.web.charts.tiles import Tile

MEMBERS = sorted(load_registry().members(dt.date(2024, 1, 1)))
FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def tiles(states: list[str]) -> dict[str, Tile]:
    return {s: Tile("yes", "✓", f"said of {s}", f"/moving?states={s}") for s in states}


def test_every_member_has_an_outline_or_a_capital() -> None:
    found = shapes()
    assert all(s in found and (found[s].rings or found[s].capital) for s in MEMBERS)
    assert sum(bool(found[s].rings) for s in MEMBERS) > 150
    for ring in (r for s in MEMBERS for r in found[s].rings):
        assert (ring[0] == ring[-1]).all()
        assert (np.abs(ring[:, 0]) <= 180.01).all()
        assert (np.abs(ring[:, 1]) <= 90).all()


@pytest.mark.parametrize("around", [(), FIVE])
def test_every_state_is_drawn_once_and_leads_somewhere(around: tuple[str, ...]) -> None:
    drawn = str(outline_map(tiles(MEMBERS), "Everybody", pole="moscow", around=around))
    said = re.findall(r'aria-label="said of (\w+)"', drawn)
    assert sorted(said) == MEMBERS
    assert all(f'href="/moving?states={s}"' in drawn for s in MEMBERS)
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_small_states_are_dots_and_land_of_no_member_is_dashed() -> None:
    drawn = str(outline_map(tiles(MEMBERS), "Everybody", pole="moscow"))
    malta = drawn[drawn.index("said of MLT") :]
    assert "<circle" in malta[: malta.index("</a>")]
    assert drawn.count('class="land"') >= 2
    assert drawn.count('class="disputed"') == 1


def test_a_region_shows_its_states_with_their_codes() -> None:
    drawn = str(outline_map(tiles(list(FIVE)), "Five", pole="moscow", around=FIVE))
    assert all(f">{s} ✓<" in drawn for s in FIVE)


@given(st.floats(-179, 170), st.floats(SOUTH, 80), st.floats(0.5, 5))
def test_both_projections_keep_areas(longitude: float, latitude: float, size: float) -> None:
    """A small cell of the globe has the area that the sphere gives it: sin(top) - sin(bottom), times its width."""
    t = np.linspace(0, 1, 60)
    west, east, south, north = longitude, longitude + size, latitude, latitude + size
    cell = np.concatenate(
        [
            np.column_stack([west + t * size, np.full_like(t, south)]),
            np.column_stack([np.full_like(t, east), south + t * size]),
            np.column_stack([east - t * size, np.full_like(t, north)]),
            np.column_stack([np.full_like(t, west), north - t * size]),
        ]
    )
    true = np.radians(size) * (np.sin(np.radians(north)) - np.sin(np.radians(south)))
    assert area(equal_earth(cell)) == pytest.approx(true, rel=2e-3)
    near = lambert((longitude + 20, max(-80.0, latitude - 10)))
    assert area(near(cell)) == pytest.approx(true, rel=2e-3)
