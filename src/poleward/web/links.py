"""Where marks lead in the app: screens that go on asking the same question."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.defaults import POLE
from poleward.web.state import Asked, keeping


@dataclass(frozen=True, slots=True)
class AppLinks:
    """Addresses of the app that keep the dates and the language of the question."""

    asked: Asked

    def _query(self, **more: object) -> str:
        kept = {name: getattr(self.asked, name) for name in ("since", "baseline", "until", "lang")}
        plain = Asked(**kept)
        query = plain.query(**more)
        return f"?{query}" if query else ""

    def state(self, code: str, pole: str) -> str:
        """Return the page of a state, one pole leading."""
        return f"/state/{code}{self._query(pole=None if pole == POLE else pole)}"

    def drift(self, pole: str) -> str:
        """Return the list of all members beside a pole."""
        return f"/drift{self._query(pole=pole)}"

    def compare(self, states: tuple[str, ...]) -> str:
        """Return the comparison of some states."""
        return f"/compare{self._query(states=','.join(states))}"

    def why(self, question: Question, estimate: Estimate) -> str:
        """Return the arithmetic of a number of an answer."""
        fields = {
            "state": question.state, "pole": question.pole.key, "channel": estimate.channel,
            "measure": estimate.measure, "since": question.since, "baseline": question.before.first,
            "until": question.after.last,
        }  # fmt: skip
        return keeping(f"/why?{urlencode(fields)}", self.asked.lang)

    def roll_call(self, roll_call_id: str, url: str) -> str:
        """Return how all voted on a roll call."""
        return keeping(f"/where?roll_call={quote(roll_call_id)}", self.asked.lang)

    def path(self, question: Question, channel: str) -> str:
        """Return a channel's path by month."""
        return f"/moving{self._query(states=question.state, pole=question.pole.key, channel=channel)}"
