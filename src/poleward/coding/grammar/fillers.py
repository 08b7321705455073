"""What fills the slots of a verb: its objects, the antecedent of a relative clause, a 'with' deeper in the clause."""

from __future__ import annotations

from poleward.coding.grammar.lexicon import Verb
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import RELATIVES


def hidden_with(scene: Scene, v: int) -> list[int]:
    """Return whom a 'with' deeper in the clause names: 'signed a treaty on the status of the sea with X'."""
    tree = scene.tree
    for k in tree.subtree(v):
        clauses = (a for a in tree.ancestors(k) if a > v and tree[a].is_verb)
        if tree[k].lower == "with" and tree[k].dep == "prep" and next(clauses, None) is None:
            return tree.pobj(k)
    return []


def objects_of(scene: Scene, v: int) -> list[int]:
    """Return the direct objects of `v`; in a relative clause ('the sanctions that X imposed') its antecedent."""
    tree = scene.tree
    objects = tree.objects(v)
    subjects = tree.kids(v, "nsubj")
    open_object = not objects or tree[objects[0]].lower in RELATIVES
    if tree[v].dep == "relcl" and open_object and subjects and tree[subjects[0]].lower not in RELATIVES:
        return [tree[v].head]
    return objects


def passive_head(scene: Scene, v: int) -> list[int]:
    """Return what a participle or relative clause without a subject of its own hangs on."""
    word = scene.tree[v]
    if word.dep in {"acl", "relcl"}:
        return [word.head]
    return []


def clauses_of(scene: Scene, v: int, reading: Verb) -> list[int]:
    """Return the clauses that a stance verb takes as its matter ('supports that X is excluded')."""
    if reading.kind != "stance":
        return []
    return [k for k in scene.tree.kids(v, "ccomp") if scene.tree[k].is_verb]


def extra_of(preps: dict[str, list[int]], dative: list[int], slot: str, *, passive: bool) -> dict[str, list[int]]:
    """Return the other slots of a verb, the doer of a passive left out, that its filler may read too."""
    extra = {key: heads for key, heads in preps.items() if key != slot and not (passive and key == "by")}
    if dative:
        extra["dative"] = [*extra.get("dative", []), *dative]
    return extra
