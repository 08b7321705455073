"""What every channel is asked, and the four ways that an answer can go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from poleward.config import Pole
from poleward.periods import Window

Direction = Literal["towards", "away", "no change", "not enough evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Is a state moving towards or away from a pole since a date, against the window before it?

    Attributes
    ----------
    state, state_name
        ISO3 code and name.
    pole
        The pole, with its members on the day asked about.
    before, after
        The two windows that are compared; `after` begins on the day asked about.
    """

    state: str
    state_name: str
    pole: Pole
    before: Window
    after: Window

    @property
    def since(self) -> dt.date:
        """The date from which on a change is asked for."""
        return self.after.first

    @property
    def whole(self) -> Window:
        """Both windows."""
        return Window(self.before.first, self.after.last)

    @property
    def members(self) -> tuple[str, ...]:
        """The pole's states other than the one asked about."""
        return tuple(m for m in self.pole.states if m != self.state)

    @property
    def partners(self) -> tuple[str, ...]:
        """The pole's states and organisations other than the one asked about."""
        return tuple(code for code in (*self.pole.states, *self.pole.organisations) if code != self.state)

    def on(self, window: Window) -> Question:
        """Return the question about one window alone."""
        return replace(self, before=window, after=window)
