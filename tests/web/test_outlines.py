"""The map of outlines: every member is on it once, areas are kept, and small states are dots."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.publishing.charts.outlines import SOUTH, area, disputed, equal_earth, lambert, outline_map, shapes
from poleward.publishing.charts.tiles import Tile

MEMBERS = sorted(load_registry().members(dt.date(2024, 1, 1)))
FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def tiles(states: list[str]) -> dict[str, Tile]:
    return {s: Tile("yes", "✓", f"said of {s}", f"/moving?states={s}") for s in states}


def test_every_member_has_a_place_and_all_but_one_an_outline() -> None:
    found = shapes()
    assert all(found[s].middle for s in MEMBERS)
    assert [s for s in MEMBERS if not found[s].rings] == ["TUV"]
    for ring in (r for s in MEMBERS for r in found[s].rings):
        assert (ring[0] == ring[-1]).all()
        assert (np.abs(ring[:, 0]) <= 180.01).all()
        assert (np.abs(ring[:, 1]) <= 90).all()
        assert (np.abs(np.diff(ring[:, 0])) < 90).all(), "no line runs across the map where a ring meets the date line"


@pytest.mark.parametrize("around", [(), FIVE])
def test_every_state_is_drawn_once_and_leads_somewhere(around: tuple[str, ...]) -> None:
    drawn = str(outline_map(tiles(MEMBERS), "Everybody", pole="blue", around=around))
    said = re.findall(r'aria-label="said of (\w+)"', drawn)
    assert sorted(said) == MEMBERS
    assert all(f'href="/moving?states={s}"' in drawn for s in MEMBERS)
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_small_states_are_dots_and_land_of_no_member_is_dashed() -> None:
    drawn = str(outline_map(tiles(MEMBERS), "Everybody", pole="blue"))
    malta = drawn[drawn.index("said of MLT") :]
    assert "<circle" in malta[: malta.index("</a>")]
    assert drawn.count('class="land"') >= 2
    assert drawn.count('class="disputed"') == 1


def test_crimea_is_drawn_with_ukraine_and_its_border_dashed() -> None:
    """Members vote as they are recognised: A/RES/68/262."""

    def spans(ring: np.ndarray, at: tuple[float, float]) -> bool:
        low, high = ring.min(axis=0), ring.max(axis=0)
        return bool((low <= at).all() and (high >= at).all() and area(ring) ** 2 < 100)

    crimea = (34.1, 45.2)
    assert any(spans(ring, crimea) for ring in shapes()["UKR"].rings)
    assert not any(spans(ring, crimea) for ring in shapes()["RUS"].rings)
    assert any((np.hypot(*(line - (34.0, 46.0)).T) < 1.2).any() for line in disputed())


def test_a_region_shows_its_states_with_their_codes() -> None:
    drawn = str(outline_map(tiles(list(FIVE)), "Five", pole="blue", around=FIVE))
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
