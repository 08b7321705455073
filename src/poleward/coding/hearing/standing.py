"""How two actors stand in a sentence, as far as its parse tells: one only as a place, or both in a supposition.

'A bomb outside the embassy in X', 'the ambassador to X': X is where something is, and no side of it. 'X goods' and 'X's
economy' are things of X, and no act of it. 'A accused X and Y' tells of A with each, and nothing of X with Y.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from poleward.coding.event_model.sentence_states import Span
from poleward.coding.grammar.governors import SUPPOSING
from poleward.coding.grammar.lexicon import load_lexicon, words
from poleward.coding.grammar.parties import MODIFIERS, ROLES
from poleward.coding.grammar.tree import SUBJECTS, Tree
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.narrowing import Parsed, head_of, list_of, meeting_of

_PLACES = words("places") | {"near", "since"}
_PERHAPS = frozenset({"could", "may", "might"})
_BETWEEN = frozenset({"among", "between", "by", "of"})
_OBJECTS = frozenset({"dobj", "dative"})
_THINGS = frozenset({"NN", "NNS"})
_QUOTES = frozenset("\"'”’)`")
_ACCUSING = words("blaming")
_BILLS = words("bills")
_TABLING = words("tabling")
_EXPECTING = words("expecting")
_POSTS = words("posts")
"""Who is sent: 'ambassador to X' says where to."""


def takes_no_part(units: Sequence[Parsed], places: Sequence[Anchor], anchors: Sequence[Anchor]) -> bool:
    """Whether all the places of one actor only say where or whose something is; `anchors` are those of its sentence."""
    return bool(units) and all(any(_is_place(unit, a, anchors) or _is_owner(unit, a) for unit in units) for a in places)


def acted_on_together(units: Sequence[Parsed], one: Sequence[Anchor], other: Sequence[Anchor]) -> bool:
    """Whether two are listed only as those to whom a third does something: 'A accused X and Y'."""
    lists = [
        (unit.tree, list_of(unit.tree, first))
        for unit in units
        for first in _heads(unit, one)
        for second in _heads(unit, other)
        if list_of(unit.tree, first) == list_of(unit.tree, second)
    ]
    return bool(lists) and all(
        tree[i].dep in _OBJECTS or (tree[i].dep == "pobj" and tree[tree[i].head].lower not in _BETWEEN)
        for tree, i in lists
    )


def supposed(units: Sequence[Parsed], one: Sequence[Anchor], other: Sequence[Anchor]) -> bool:
    """Whether what joins two actors stands under an 'if', a 'might' or a forecast, in a bill, or in a question."""
    found = [
        _is_open(unit.tree, meeting)
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
    for i in {list_of(tree, h) for h in _heads(unit, teller)}:
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
    head = head_of(unit.tree, span) if span is not None and anchor.kind != "organisation" else None
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


def _is_owner(unit: Parsed, anchor: Anchor) -> bool:
    """Whether a name stands beside a noun that names neither an act nor an office: 'X goods', 'X's economy'."""
    tree = unit.tree
    for i in _heads(unit, [anchor]):
        word = tree[list_of(tree, i)]
        noun = tree[word.head]
        return word.dep in MODIFIERS and noun.tag in _THINGS and not _is_telling(noun.lemma)
    return False


def _is_telling(lemma: str) -> bool:
    return lemma in ROLES or lemma in load_lexicon().nouns


def _heads(unit: Parsed, anchors: Sequence[Anchor]) -> list[int]:
    return [i for span in _spans(unit, anchors) if (i := head_of(unit.tree, span)) is not None]


def _stands_for_subject(unit: Parsed, prep: int, verb: int, anchors: Sequence[Anchor]) -> bool:
    """Whether a place before a subject that names nobody says whose it is: 'in X most parties favour Y'."""
    subjects = [k for k in unit.tree.kids(verb, *SUBJECTS) if prep < k]
    return bool(subjects) and not any(_names(unit.tree, k, _spans(unit, anchors)) for k in subjects)


def _spans(unit: Parsed, anchors: Sequence[Anchor]) -> list[Span]:
    return [span for a in anchors if (span := unit.span(a)) is not None]


def _names(tree: Tree, i: int, spans: Collection[Span]) -> bool:
    start, end = tree.text_of(i)
    return any(a < end and start < b for a, b in spans)


def _is_open(tree: Tree, i: int) -> bool:
    verbs = [k for k in (i, *tree.ancestors(i)) if tree[k].is_verb]
    if any(tree[m].lower in SUPPOSING for k in verbs for m in tree.kids(k, "mark")):
        return True
    perhaps = any(tree[m].lower in _PERHAPS for k in verbs[:1] for m in tree.kids(k, "aux"))
    return perhaps or any(_awaits(tree, k) for k in verbs[:1]) or _asks(tree)


def _awaits(tree: Tree, verb: int) -> bool:
    """Whether a verb tables a bill, which is no act before it is passed, or foretells what somebody will do."""
    if tree[verb].lemma in _TABLING:
        return any(tree[k].lemma in _BILLS for k in tree.objects(verb))
    return tree[verb].lemma in _EXPECTING and bool(tree.kids(verb, "ccomp", "xcomp"))


def _asks(tree: Tree) -> bool:
    last = next((w.text for w in reversed(tree.words) if w.text[:1] not in _QUOTES), "")
    return last.startswith("?")
