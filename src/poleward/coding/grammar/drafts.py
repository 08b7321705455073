"""A statement before it has dates, speakers and an id: what one trigger of one sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from poleward.coding.grammar.effects import Effect
from poleward.coding.grammar.governors import Governed
from poleward.coding.grammar.lexicon import surface_pattern, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

WORDS_TYPES = frozenset({"ACCUSE", "REJECT", "THREATEN", "SUPPORT", "REQUEST", "AGREE"})
COOPERATIVE = frozenset({"SUPPORT", "AGREE", "COOPERATE", "AID", "CONSULT", "CONCEDE", "RETREAT"})
HOSTILE = frozenset({"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})

FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION", "PROTEST"})
"""Types that no friendly sign goes with."""

HELP = frozenset({"AID", "COOPERATE", "CONSULT", "CONCEDE"})
"""Types that no hostile sign goes with."""

THEN = words("then")

BASE_CONFIDENCE = 0.85
"""Our judgement of a reading without any cause for doubt."""
HYPOTHETICAL_FACTOR = 0.75
"""Our judgement: what may or would be is read right less often than what is."""


@dataclass(slots=True)
class DraftSign:
    """One sign to be: the tie of `state` with `target`."""

    state: str
    target: str
    sign: int
    reason: str


@dataclass(slots=True)
class Draft:
    """What one trigger says. `start` and `end` are the evidence, in characters of the unit's text."""

    kind: str
    trigger: int
    actor: Party | None
    recipient: Party | None
    type: str | None
    mode: str | None
    channel: str | None
    domain: str
    start: int
    end: int
    confidence: float
    ties: list[DraftSign] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    abstained: str | None = None
    place: str | None = None


def words_for(sign: int, code: str) -> str:
    """Return the outcome of a sign in words."""
    return {1: f"closer to {code}", -1: f"more distant from {code}", 0: f"neutral towards {code}"}[sign]


def reason(parts: Sequence[str], sign: int, code: str) -> str:
    """Return the arithmetic of a sign in words: 'refuse × support × exclusion of RUS → closer to RUS'."""
    return f"{' × '.join(p for p in parts if p)} → {words_for(sign, code)}"


def confidence_of(governed: Governed, effect: Effect | None, actor: Party | None) -> float:
    """Return how sure a reading is, before the sentence's own condition is taken into account."""
    value = BASE_CONFIDENCE
    if effect is not None:
        value *= effect.confidence
    if actor is not None:
        value *= actor.confidence
    if "hypothetical" in governed.flags:
        value *= HYPOTHETICAL_FACTOR
    return value


def domain_of(text: str, fallback: str) -> str:
    """Return the domain that the words of the evidence speak of, or the lexicon's."""
    return next((domain for domain, marks in DOMAIN_MARKS.items() if marks.search(text)), fallback)


DOMAIN_MARKS = {
    "security": surface_pattern("security"),
    "economic": surface_pattern("economic"),
}


def clause_span(scene: Scene, v: int, *more: int) -> tuple[int, int]:
    """Return the characters of the clause of `v`: its subtree without coordinated clauses and quotation marks.

    What is told with 'then' is another act: 'recognised A in 1980, then turned to B in 2002'.

    `more` are words that must be inside it.
    """
    tree = scene.tree
    skipped: set[int] = set()
    for k in tree.subtree(v):
        word = tree[k]
        if word.dep not in {"conj", "dep"} or not word.is_verb or word.head != v or k < v:
            continue
        then = any(tree[j].lower in THEN for j in tree.kids(k, "advmod"))
        if then or (word.dep == "conj" and tree.kids(k, "nsubj", "nsubjpass", "aux")):
            skipped.update(tree.subtree(k))
    must = [m for m in more if m >= 0]
    inside = [k for k in tree.subtree(v) if k not in skipped or k in must] + must
    inside.sort()
    while len(inside) > 1 and tree[inside[-1]].dep in {"punct", "cc"}:
        inside.pop()
    while len(inside) > 1 and tree[inside[0]].dep in {"punct", "cc"}:
        inside.pop(0)
    return tree[inside[0]].start, tree[inside[-1]].end


def refused(event_type: str | None, sign: int) -> bool:
    """Whether a type and a sign cannot go together: conflict with a friendly sign, or the reverse."""
    return (event_type in FORCE and sign > 0) or (event_type in HELP and sign < 0)
