"""How two actors stand in a sentence, as far as its parse tells: one only as a place, or both in a supposition.

'A bomb outside the embassy in X', 'the ambassador to X': X is where something is, and no side of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from poleward.coding.event_model.sentence_states import Span
from poleward.coding.grammar.governors import SUPPOSING
from poleward.coding.grammar.lexicon import words
from poleward.coding.grammar.tree import SUBJECTS, Tree
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.narrowing import Parsed, head_of, list_of, meeting_of

_PLACES = words("places") | {"near", "since"}
_ACCUSING = words("blaming")
_POSTS = words("posts")
"""Who is sent: 'ambassador to X' says where to."""


def only_a_place(units: Sequence[Parsed], places: Sequence[Anchor], anchors: Sequence[Anchor]) -> bool:
    """Whether all the places of one actor only say where something is; `anchors` are those of its sentence."""
    return bool(units) and all(any(_is_place(unit, a, anchors) for unit in units) for a in places)


def supposed(units: Sequence[Parsed], one: Sequence[Anchor], other: Sequence[Anchor]) -> bool:
    """Whether all that joins two actors stands under an 'if'."""
    found = [
        _under_if(unit.tree, meeting)
        for unit in units
        for a in one
        for b in other
        if (first := unit.span(a)) is not None
        and (second := unit.span(b)) is not None
        and (meeting := meeting_of(unit.tree, first, second)) is not None
    ]
    return bool(found) and all(found)


def accuser_of(units: Sequence[Parsed], one: Sequence[Anchor], other: Sequence[Anchor]) -> Sequence[Anchor] | None:
    """Return the one of two who says what the other did; None where neither does, or the other accuses."""
    for unit in units:
        if _says_of(unit, one, other):
            return one
        if _says_of(unit, other, one):
            return other
    return None


def _says_of(unit: Parsed, teller: Sequence[Anchor], told: Sequence[Anchor]) -> bool:
    tree = unit.tree
    heads = {tree[list_of(tree, h)].i for span in _spans(unit, teller) if (h := head_of(tree, span)) is not None}
    for i in heads:
        verb = tree[i].head
        if tree[i].dep != "nsubj":
            continue
        for k in tree.kids(verb, "ccomp"):
            subjects = [tree.text_of(j) for j in tree.kids(k, *SUBJECTS)]
            doing = any(a < d and c < b for a, b in subjects for c, d in _spans(unit, told))
            if doing and tree[k].lemma not in _ACCUSING:
                return True
    return False


def _is_place(unit: Parsed, anchor: Anchor, anchors: Sequence[Anchor]) -> bool:
    span = unit.span(anchor)
    head = head_of(unit.tree, span) if span is not None else None
    if head is None:
        return False
    tree = unit.tree
    word = tree[list_of(tree, head)]
    prep = tree[word.head]
    if word.dep != "pobj":
        return False
    governor = tree[prep.head]
    if governor.lemma in _POSTS:
        return True
    return prep.lower in _PLACES and not (governor.is_verb and _stands_for_subject(unit, prep.i, governor.i, anchors))


def _stands_for_subject(unit: Parsed, prep: int, verb: int, anchors: Sequence[Anchor]) -> bool:
    """Whether a place before a subject that names nobody says whose it is: 'in X most parties favour Y'."""
    subjects = [k for k in unit.tree.kids(verb, *SUBJECTS) if prep < k]
    return bool(subjects) and not any(_names(unit.tree, k, _spans(unit, anchors)) for k in subjects)


def _spans(unit: Parsed, anchors: Sequence[Anchor]) -> list[Span]:
    return [span for a in anchors if (span := unit.span(a)) is not None]


def _names(tree: Tree, i: int, spans: Collection[Span]) -> bool:
    start, end = tree.text_of(i)
    return any(a < end and start < b for a, b in spans)


def _under_if(tree: Tree, i: int) -> bool:
    return any(
        tree[k].is_verb and any(tree[m].lower in SUPPOSING for m in tree.kids(k, "mark"))
        for k in (i, *tree.ancestors(i))
    )
