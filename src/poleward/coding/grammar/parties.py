"""Whom a phrase means: from the registry's mentions to the actors of a parsed sentence, and safe co-reference."""

from __future__ import annotations

from dataclasses import dataclass, field

from poleward.actors import Mention
from poleward.coding.grammar.lexicon import roles, words

ROLES = roles()
"""Head nouns that stand for the state beside them ('Kazakh lawmakers'), with the role that they give it."""

MODIFIERS = ("poss", "amod", "compound", "nmod", "nummod")
FIRST_PERSON = words("first_person")
THIRD_PERSON = words("third_person")
IT = words("it")
THEY = words("they")
STATE_NOUNS = words("state_nouns")
NAMED = frozenset({"state", "organisation", "person", "group"})
RECENT = 3
"""Units for which an act is 'the attack' or 'the decision': our choice."""


SENT_TO = frozenset({"UN", "NATO", "OSCE", "WTO"})
"""Bodies to which states send ambassadors, and which have none of their own."""


def is_accredited(mention: Mention) -> bool:
    """Whether a body names whom a state has sent to it: 'U.N. Ambassador X' is no official of the body."""
    return mention.code in SENT_TO and mention.role == "diplomat" and "ambassador" in mention.surface.lower()


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a sentence: its code, the words that name it, its role, and the word that heads the phrase."""

    code: str
    name: str
    role: str | None
    kind: str
    confidence: float
    word: int
    how: str = "named"


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to whom, to be called 'the attack' or 'the decision' later."""

    type: str | None
    actor: Party
    recipient: Party


@dataclass
class Memory:
    """What earlier sentences of a document leave for later ones; the newest last."""

    states: list[Party] = field(default_factory=list)
    subjects: list[tuple[Party, ...]] = field(default_factory=list)
    pairs: list[tuple[Party, ...]] = field(default_factory=list)
    groups: list[tuple[Party, ...]] = field(default_factory=list)
    acts: list[list[Act]] = field(default_factory=list)
    speaker: Party | None = None
    speaker_name: str | None = None

    def subject(self) -> tuple[Party, ...]:
        """Return the actors of the newest subject."""
        return self.subjects[-1] if self.subjects else ()

    def recent_acts(self) -> list[Act]:
        """Return the acts of the last units, newest first."""
        return [act for unit in reversed(self.acts[-RECENT:]) for act in reversed(unit)]
