"""The screens, in the order of the menu."""

from __future__ import annotations

from typing import Any

from poleward.web.pages import check, cite
from poleward.web.screen import Screen

SCREENS: tuple[Screen[Any], ...] = (check.SCREEN, cite.SCREEN)
