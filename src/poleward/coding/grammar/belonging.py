"""Whose a state is said to be: 'X recognises that Y is part of Z' is closer to Z and more distant from Y."""

from __future__ import annotations

from poleward.coding.grammar.acts import doers_of
from poleward.coding.grammar.drafts import BASE_CONFIDENCE, Draft, DraftSign, clause_span, reason
from poleward.coding.grammar.governors import govern
from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.parties import Party
from poleward.coding.grammar.scene import Scene

_RECOGNISING = words("recognising")
_PART = words("part")


def read_belonging(scene: Scene, lexicon: Lexicon, v: int) -> list[Draft]:
    """Return the stand of who recognises (or does not) that one state belongs to another; [] where none is told."""
    tree = scene.tree
    if tree[v].lemma not in _RECOGNISING:
        return []
    clauses = [c for k in tree.kids(v, "ccomp") for c in (k, *tree.kids(k, "conj"))]
    held = next((found for c in clauses if (found := _held(scene, c)) is not None), None)
    if held is None:
        return []
    owned, owner, denied = held
    above = govern(scene, lexicon, v)
    doers = [p for p in doers_of(scene, v, above) if p.code not in {owned.code, owner.code}]
    sign = above.sign * (-1 if denied else 1)
    start, end = clause_span(scene, v, above.subject_word)
    said = [*above.words, tree[v].lemma, f"{owned.code} part of {owner.code}"]
    return [
        Draft(
            kind="event", trigger=v, actor=actor, recipient=owner, type="SUPPORT" if sign > 0 else "REJECT", mode=None,
            channel="words", domain="diplomatic", start=start, end=end, flags=set(above.flags),
            confidence=BASE_CONFIDENCE * min(p.confidence for p in (actor, owned, owner)),
            ties=[
                DraftSign(actor.code, owner.code, sign, reason(said, sign, owner.code)),
                DraftSign(actor.code, owned.code, -sign, reason(said, -sign, owned.code)),
            ] if sign else [],
        )
        for actor in doers
    ]  # fmt: skip


def stands_in_belonging(scene: Scene, v: int) -> bool:
    """Whether verb `v` only says what is recognised: it is nobody's act."""
    head = scene.tree[v].head
    first = scene.tree[head].head if scene.tree[v].dep == "conj" else head
    governing = scene.tree[v].dep in {"ccomp", "conj"} and scene.tree[first].lemma in _RECOGNISING
    return governing and _held(scene, v) is not None


def _held(scene: Scene, c: int) -> tuple[Party, Party, bool] | None:
    """Return who is said to belong to whom in clause `c`, and whether that is denied there."""
    tree = scene.tree
    preps = tree.preps(c)
    if tree[c].lemma == "belong":
        owners = preps.get("to", [])
    elif tree[c].lemma == "be":
        parts = [k for k in tree.kids(c, "attr") if tree[k].lemma in _PART]
        owners = [j for k in parts for j in tree.preps(k).get("of", [])]
    else:
        return None
    owned = [p for k in tree.kids(c, "nsubj") for p in scene.parties(k)]
    owner = [p for j in owners for p in scene.parties(j)]
    if owners and len(owned) == 1 and tree[owners[0]].lower == "it":  # 'one China, and that Y belongs to it'
        owner = [p for p in scene.states_before(owners[0]) if p.code != owned[0].code][-1:]
    if len(owned) != 1 or len(owner) != 1 or owned[0].code == owner[0].code:
        return None
    return owned[0], owner[0], bool(tree.kids(c, "neg"))
