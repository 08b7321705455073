"""The screens, in the order of the menu."""

from __future__ import annotations

from typing import Any

from poleward.web.pages import check, cite, drift, method, moving, towards, where, why
from poleward.web.screen import Screen

SCREENS: tuple[Screen[Any], ...] = (
    drift.SCREEN,
    moving.SCREEN,
    towards.SCREEN,
    where.SCREEN,
    check.SCREEN,
    method.SCREEN,
    why.SCREEN,
    cite.SCREEN,
)
