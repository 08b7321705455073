"""What the room hands over: mentions of actors in a text."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "head of state",
    "head of government",
    "foreign minister",
    "defence minister",
    "government",
    "diplomat",
    "spokesperson",
    "legislature",
    "judiciary",
    "military",
    "police",
    "intelligence",
    "opposition",
    "party",
    "rebels",
    "criminals",
    "media",
    "expert",
    "education",
    "business",
    "labour",
    "religious",
    "society",
)
"""The part that an actor plays for its state; None is the state as a whole."""

STANDS_WITH = {"pro": "stands with 'pro-'", "anti": "stands with 'anti-'"}
"""What is said of a mention that tells how somebody else stands to the state: 'pro-Russian', 'антироссийский'."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names an actor; `text[start_at:end_at] == surface`.

    `code` is an ISO3 code, an organisation's or a group's code, for a person the state they act for, and for a group
    of people ("Uzbek farmers") their state; None when unresolved. `name` is the registry's name (for a person the
    full name), `role` one of ROLES, `confidence` is 0 to 1, `how` says in words what decided.
    """

    start_at: int
    end_at: int
    surface: str
    code: str | None
    name: str | None
    kind: str
    role: str | None
    confidence: float
    how: str

    @property
    def attitude(self) -> int:
        """Return +1 where the mention says that somebody is for the state, -1 against it, 0 otherwise."""
        return {STANDS_WITH["pro"]: 1, STANDS_WITH["anti"]: -1}.get(self.how, 0)
