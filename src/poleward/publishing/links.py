"""Where marks lead: the same pages are served by the app and lie in a folder, and differ in this alone."""

from __future__ import annotations

from typing import Protocol

from poleward.channels.estimate import Estimate
from poleward.channels.question import Question


class Links(Protocol):
    """Addresses of pages; an empty one is no link."""

    def state(self, code: str, pole: str) -> str:
        """Return the page of a state, one pole leading."""
        ...

    def drift(self, pole: str) -> str:
        """Return the list of all members beside a pole."""
        ...

    def compare(self, states: tuple[str, ...]) -> str:
        """Return the comparison of some states."""
        ...

    def why(self, question: Question, estimate: Estimate) -> str:
        """Return the arithmetic of a number."""
        ...

    def roll_call(self, roll_call_id: str, url: str) -> str:
        """Return how all voted on a roll call; `url` is the official record of it."""
        ...

    def path(self, question: Question, channel: str) -> str:
        """Return a channel's path by month."""
        ...
