"""What records need of a registry to turn the codes and names of a source into states."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class FindsStates(Protocol):
    """Finds the state that a code or name stands for, as `poleward.actors.Registry` does."""

    def state(self, name_or_code: str | int, *, on: date | None = None) -> str | None:
        """Return the ISO3 code of a state from a name, ISO code, Correlates of War number or UN spelling."""


class FindsMembers(FindsStates, Protocol):
    """Knows the members of the United Nations too."""

    def is_un_member(self, state: str, on: date) -> bool:
        """Return whether a state was a member of the United Nations on a day."""
