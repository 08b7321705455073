"""The tile map against the dated list of members."""

from __future__ import annotations

import datetime as dt

from poleward.actors import load_registry
from poleward.publishing.charts.tiles import places


def test_every_member_has_one_tile_of_its_own() -> None:
    where = places()
    assert set(where) == set(load_registry().members(dt.date(2024, 1, 1)))
    assert len(set(where.values())) == len(where) == 193


def test_every_run_of_the_layout_is_read() -> None:
    assert where_of("KAZ")[1] < where_of("UZB")[1] < where_of("TJK")[1]
    assert where_of("USA")[0] < where_of("DEU")[0] < where_of("CHN")[0]


def where_of(state: str) -> tuple[int, int]:
    """Return a state's column and row."""
    return places()[state]
