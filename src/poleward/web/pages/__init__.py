"""The screens, in the order of the menu."""

from __future__ import annotations

from typing import Any

from poleward.web.pages import check, cite, compare, drift, method, moving, state, weights, where, why
from poleward.web.screen import Screen

SCREENS: tuple[Screen[Any], ...] = (
    drift.SCREEN,
    state.SCREEN,
    compare.SCREEN,
    where.SCREEN,
    check.SCREEN,
    method.SCREEN,
    moving.SCREEN,
    why.SCREEN,
    weights.SCREEN,
    cite.SCREEN,
)
