"""Territories that one state holds or claims and another backs: which one a phrase names."""

from __future__ import annotations

import string

from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.parties import MODIFIERS
from poleward.coding.grammar.scene import Scene

_TERRITORIAL_ACTS = words("territorial_acts")

UNRECOGNISED = words("unrecognised")
WOULD_BE = ("quasi-", "quasi ", "pseudo-", "so-called", "self-proclaimed", "self-declared")
NEAR = 24
"""Characters before a noun in which a word such as 'quasi-state' is looked for."""


def territory_of(scene: Scene, lexicon: Lexicon, i: int) -> tuple[str, str, str | None] | None:
    """Return (name, sovereign, patron) of the first listed territory named in the phrase of `i`."""
    start, end = scene.tree.text_of(i)
    named = _first_in(scene.text[start:end], lexicon)
    return named or (_first_in(scene.text[start:], lexicon) if _would_be(scene, i) else None)


def _would_be(scene: Scene, i: int) -> bool:
    """Whether `i` is a would-be state whose name may follow at a distance: 'quasi-states, and Luhansk is one'."""
    tree = scene.tree
    if tree[i].lemma in {"quasi-state", "statelet"} or {tree[k].lower for k in tree.kids(i, *MODIFIERS)} & UNRECOGNISED:
        return True
    before = scene.text[max(0, tree[i].start - NEAR) : tree[i].start].lower()
    return any(prefix in before for prefix in WOULD_BE)


def names_territory(scene: Scene, lexicon: Lexicon, i: int) -> bool:
    """Whether word `i` by itself is the name of a listed territory."""
    return any(scene.text[scene.tree[i].start :].lower().startswith(name) for name in lexicon.territories)


def _first_in(text: str, lexicon: Lexicon) -> tuple[str, str, str | None] | None:
    phrase = f" {text.lower()} ".replace("’", "'")
    found = [(phrase.find(name), -len(name), name) for name in lexicon.territories if _names(phrase, name)]
    if not found:
        return None
    name = min(found)[2]
    territory = lexicon.territories[name]
    return string.capwords(name) if name.isascii() else territory.names[0], territory.sovereign, territory.patron


def _names(phrase: str, name: str) -> bool:
    at = phrase.find(name)
    return at > 0 and not phrase[at - 1].isalnum() and not phrase[at + len(name)].isalnum()


def held_elsewhere(scene: Scene, i: int) -> tuple[str, str, str | None] | None:
    """Return (place, sovereign, patron) for 'the referendums that X holds in regions of Y'."""
    tree = scene.tree
    if tree[i].lemma not in _TERRITORIAL_ACTS:
        return None
    holders = [p for k in tree.kids(i, "relcl") for j in tree.kids(k, "nsubj") for p in scene.parties(j)]
    holders += [p for j in scene.modifiers(i) for p in scene.one(j)]
    places = [
        (tree[j].text, p)
        for j in tree.subtree(i)
        if tree[tree[j].head].lower in {"in", "of"} and scene.mention_at(j)
        for p in scene.one(j)
    ]
    for holder in holders:
        for name, owner in places:
            if owner.code != holder.code:
                return name, owner.code, holder.code
    return None
