"""Where marks lead in a published site: to files beside the page, so that it works from a folder as from a server."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from poleward.channels.estimate import Estimate
from poleward.channels.question import Question


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Addresses relative to a page.

    Attributes
    ----------
    root
        From the page to the top of its language: '' or '../'.
    members, poles
        Those with a page; anything else is no link.
    own
        The state whose page this is.
    """

    root: str
    members: Collection[str]
    poles: Collection[str]
    own: str = ""

    def state(self, code: str, pole: str) -> str:
        """Return the page of a state."""
        return f"{self.root}state/{code}.html" if code in self.members and code != self.own else ""

    def drift(self, pole: str) -> str:
        """Return the list of all members beside a pole."""
        return f"{self.root}drift/{pole}.html" if pole in self.poles else ""

    def compare(self, states: tuple[str, ...]) -> str:
        """Return nothing: groups are compared, not any states."""
        return ""

    def why(self, question: Question, estimate: Estimate) -> str:
        """Return the votes of the page, for their numbers; other channels have their evidence in the app alone."""
        return "#votes" if question.state == self.own and estimate.channel == "votes" else ""

    def roll_call(self, roll_call_id: str, url: str) -> str:
        """Return the official record."""
        return url if url.startswith("https://") else ""

    def path(self, question: Question, channel: str) -> str:
        """Return nothing: paths by month are served by the app."""
        return ""
