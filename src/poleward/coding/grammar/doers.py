"""Whose act a verb is: its own subject, one that it shares, or the object of a verb that asks, lets or stops."""

from __future__ import annotations

from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.scene import Scene
from poleward.coding.grammar.tree import RELATIVES, SUBJECTS

_ONESELF = words("oneself")
_UPON = words("upon")
_CALLING_UPON = words("calling_upon")
HOSTS = {"summon": ("to", "at", "in"), "expel": ("from",)}
"""Verbs that nobody need be said to do, with the prepositions of the place that tells who did."""
MOST_SHARED = 8
"""Verbs climbed in search of a subject: more are no sentence that anybody wrote."""


def own_subject(scene: Scene, v: int) -> int | None:
    """Return the word that heads the subject of verb `v` itself, in the passive its agent; None when there is none."""
    kids = scene.tree.kids(v, *SUBJECTS)
    if scene.tree.is_passive(v):
        agents = [j for k in scene.tree.kids(v, "agent") for j in scene.tree.pobj(k)]
        if agents:
            return agents[0]
        return _host(scene, v) or (kids[0] if kids else None)
    return kids[0] if kids else _host(scene, v)


def _host(scene: Scene, v: int) -> int | None:
    """Return whose place tells who did it: who is summoned to a ministry is so by it, who is expelled from X by X."""
    prepositions = HOSTS.get(scene.tree[v].lemma, ())
    places = (j for k in scene.tree.kids(v, "prep") if scene.tree[k].lemma in prepositions for j in scene.tree.pobj(k))
    return next((j for j in places if scene.mention_at(j)), None)


def subject_of(scene: Scene, v: int) -> int | None:
    """Return the word that heads the subject of verb `v`, its own or one that it shares; None when there is none."""
    tree = scene.tree
    for _ in range(MOST_SHARED):
        own = own_subject(scene, v)
        if own is not None:
            return own
        word = tree[v]
        if word.head == v:
            return None
        if word.dep in {"conj", "xcomp", "advcl", "ccomp", "aux"} and tree[word.head].is_verb:
            v = word.head
        elif word.dep in {"acl", "relcl"}:
            return word.head
        elif (word.dep == "pcomp" and tree[tree[word.head].head].is_verb) or (
            word.dep in {"xcomp", "ccomp"} and tree[word.head].dep == "acomp"
        ):
            v = tree[word.head].head
        else:
            return None
    return None


def object_of_control(scene: Scene, v: int, head: int, own: int | None) -> int | None:
    """Return who is urged, allowed or kept from it: the object of the operator, or the subject inside the clause."""
    tree = scene.tree
    if not tree[head].is_verb:
        return None
    if tree[v].dep == "ccomp" and own is not None and infinitive(scene, v):
        return own
    if tree[v].dep == "ccomp" and own is not None and (tree.kids(v, "aux", "mark") or tree[v].tag not in {"VB", "VBG"}):
        return None  # 'told reporters that X would …'
    for k in (*tree.kids(head, "dobj", "dative"),):
        if tree[k].lower not in _ONESELF and (k < v):
            return k
    for k in tree.kids(head, "prep"):
        if tree[k].lower in _UPON and k < v and k != v:
            objects = tree.pobj(k)
            if objects and tree[head].lemma in _CALLING_UPON:
                return objects[0]
    if (
        own is not None
        and tree[own].lower not in RELATIVES
        and tree[v].dep == "ccomp"
        and not any(tree[k].lower == "that" for k in tree.kids(v, "mark"))
    ):
        return own if tree[v].tag in {"VB", "VBG"} and not tree.kids(v, "aux") else None
    return None


def infinitive(scene: Scene, v: int) -> bool:
    """Return whether verb `v` stands with 'to'."""
    return any(scene.tree[k].lower == "to" for k in scene.tree.kids(v, "aux"))
