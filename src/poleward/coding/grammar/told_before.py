"""Acts that an earlier sentence told of: whose 'the attack' or 'the decision' is, and against whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from poleward.coding.grammar.lexicon import Noun, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

TOLD = "told before"
SURE_TOLD = 0.8
"""Our judgement of an act that only an earlier sentence tells of."""
FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
"""Types of acts that are called by their noun alone later."""
OWN_WORDS = ("prep", "poss", "acl", "relcl", "nummod")
"""What beside a noun tells of an act of its own."""

_POINTING_BACK = words("pointing_back")
_DOINGS = words("doings")

Side = tuple[Party, int, str, str, Noun | None]
"""A party, what it means for it that somebody is for the act, the words, its role, and the noun's reading."""


def told_before(scene: Scene, i: int, readings: Sequence[Noun]) -> list[Side]:
    """Return the sides of the act that the noun `i` points back to; [] where it tells of one itself."""
    tree, word = scene.tree, scene.tree[i]
    if not any(tree[k].lower in _POINTING_BACK for k in tree.kids(i, "det")) or tree.kids(i, *OWN_WORDS):
        return []
    acts = scene.memory.recent_acts()
    if word.lemma in _DOINGS:
        return [(_meant(a.actor, i), 1, f"{word.lemma} of {a.actor.code}", "owner", None) for a in acts[:1]]
    for noun in readings:
        act = next((a for a in acts if noun.type in FORCE and a.type == noun.type), None)
        if act is not None and noun.agent is not None and noun.patient is not None:
            doer, done_to = _meant(act.actor, i), _meant(act.recipient, i)
            return [
                (doer, noun.agent, f"{noun.lemma} by {doer.code}", "agent", noun),
                (done_to, noun.patient, f"{noun.lemma} of {done_to.code}", "patient", noun),
            ]
    return []


def _meant(party: Party, i: int) -> Party:
    return replace(party, word=i, how=TOLD)
