"""The screens, in the order of the menu."""

from __future__ import annotations

from typing import Any

from poleward.web.pages import check, cite, moving, why
from poleward.web.screen import Screen

SCREENS: tuple[Screen[Any], ...] = (moving.SCREEN, check.SCREEN, why.SCREEN, cite.SCREEN)
