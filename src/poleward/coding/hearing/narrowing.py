"""A sentence narrowed to what it says of two of its actors: the clause that holds both, without what stands beside it.

A crowded sentence is heard badly, a plain one well. The parse tells which words lie on the way from one actor to the
other; asides, other clauses and other members of lists are left out, and so is the first of two acts where the pair
belongs to the second ('promised to stop A and to oppose B' narrowed to B: 'promised to oppose B').
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from poleward.coding.event_model.pair_reader import PairQuestion
from poleward.coding.event_model.sentence_states import Span
from poleward.coding.grammar.tree import SUBJECTS, Tree
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.sentences import Unit

ASIDE = frozenset({"relcl", "advcl", "parataxis", "acl", "ccomp", "csubj", "dep", "meta", "intj", "conj", "appos"})
"""What hangs on a word and is left out where neither of the two stands in it."""

CLAUSES = frozenset({"ROOT", "relcl", "ccomp", "advcl"})
"""What a verb is that begins a clause, though its subject be not seen."""

MUCH = 0.9
"""Of a sentence's characters: what keeps more of them is the sentence itself."""

MOST_CLAUSES = 3
"""Clauses in which two actors are asked about: a bound on time."""

LISTED = frozenset({"conj", "appos"})
"""How a name hangs on another that stands in the same list, or that it explains."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed unit, and where the body's characters stand in it."""

    unit: Unit
    tree: Tree
    places: dict[int, int]

    @classmethod
    def of(cls, unit: Unit, tree: Tree) -> Parsed:
        """Return a unit with its tree."""
        return cls(unit, tree, {offset: at for at, offset in enumerate(unit.offsets)})

    def span(self, anchor: Anchor) -> Span | None:
        """Return an anchor's characters in the unit; None where it stands elsewhere."""
        first, last = self.places.get(anchor.start), self.places.get(anchor.end - 1)
        return (first, last + 1) if first is not None and last is not None else None


def clauses_alone(
    units: Sequence[Parsed], one: Sequence[Anchor], other: Sequence[Anchor], others: Sequence[Anchor]
) -> list[tuple[str, PairQuestion]]:
    """Return the shortest clauses that hold two actors, at most `MOST_CLAUSES`, and the question about them in each.

    None where no unit holds both, they are members of one list, or the clause is all of the sentence.
    """
    found: dict[str, tuple[str, PairQuestion]] = {}
    for parsed, first, second in product(units, one, other):
        clause = _clause(parsed, first, second, (one, other, others))
        if clause is not None:
            found.setdefault(clause[0], clause)
    return sorted(found.values(), key=lambda clause: (len(clause[0]), clause[0]))[:MOST_CLAUSES]


def _clause(
    parsed: Parsed, one: Anchor, other: Anchor, sides: tuple[Sequence[Anchor], ...]
) -> tuple[str, PairQuestion] | None:
    first, second = parsed.span(one), parsed.span(other)
    elsewhere = [span for a in sides[2] if (span := parsed.span(a)) is not None]
    kept = kept_words(parsed.tree, first, second, elsewhere) if first is not None and second is not None else []
    text, places = narrowed(parsed.tree, kept)
    if not kept or len(text) > MUCH * len(parsed.unit.text):
        return None

    def places_of(anchors: Sequence[Anchor]) -> tuple[Span, ...]:
        spans = [span for a in anchors if (span := parsed.span(a)) is not None]
        words = [[places[i] for i in sorted(_words_at(parsed.tree, span)) if i in places] for span in spans]
        return tuple(dict.fromkeys((w[0][0], w[-1][1]) for w in words if w))

    return text, PairQuestion(*(places_of(anchors) for anchors in sides))


def kept_words(tree: Tree, one: Span, other: Span, others: Sequence[Span] = ()) -> list[int]:
    """Return the words, in order, that the sentence has for two places (characters); none where they are not joined.

    What one tells the other ('A told B that it leaves') is kept, unless it names one of the `others`.
    """
    first, second = _words_at(tree, one), _words_at(tree, other)
    heads = [head for head in (_top(tree, first), _top(tree, second)) if head is not None]
    meeting = meeting_of(tree, one, other)
    if meeting is None or first & second or list_of(tree, heads[0]) == list_of(tree, heads[1]):
        return []
    ways = [_way_up(tree, head) for head in heads]
    named = first | second
    up = {i for way in ways for i in way[: way.index(meeting)]}
    own_clause = meeting in named and any(tree[i].dep == "relcl" and tree[i].head == meeting for i in up)
    above = [] if own_clause else _to_clause(tree, meeting)
    way = up | {meeting, *above}
    top = above[-1] if above else meeting
    kept = _taken(tree, top, way, named, _passed_over(tree, way - {top}, way, named)) | named
    kept |= _told(tree, meeting, second, others)
    if tree[top].dep == "relcl" and not tree.objects(top):
        kept |= {tree[top].head, *tree.kids(tree[top].head, "amod", "compound", "det")}  # 'the blame that A laid on B'
    between = {w.i for w in tree.words if w.dep == "punct" and {w.i - 1, w.i + 1} <= kept}
    return sorted(kept | between)


def narrowed(tree: Tree, kept: Sequence[int]) -> tuple[str, dict[int, Span]]:
    """Return the text of some words of a sentence, and where each of them stands in it."""
    text, places = "", {}
    for before, i in pairwise([-1, *kept]):
        word = tree[i]
        apart = before >= 0 and (before + 1 < i or tree[before].end < word.start)
        text += " " if apart else ""
        places[i] = len(text), len(text) + len(word.text)
        text += word.text
    return text + ".", places


def _words_at(tree: Tree, span: Span) -> set[int]:
    return {w.i for w in tree.words if w.start < span[1] and span[0] < w.end and w.dep != "punct"}


def head_of(tree: Tree, span: Span) -> int | None:
    """Return the word that heads a name; None where no word stands at its characters."""
    return _top(tree, _words_at(tree, span))


def meeting_of(tree: Tree, one: Span, other: Span) -> int | None:
    """Return the word at which the ways up from two names meet; None where they are not joined."""
    first, second = head_of(tree, one), head_of(tree, other)
    if first is None or second is None:
        return None
    above = set(_way_up(tree, second))
    return next((i for i in _way_up(tree, first) if i in above), None)


def _top(tree: Tree, words: Collection[int]) -> int | None:
    return next((i for i in sorted(words) if tree[i].head not in words or tree[i].head == i), None)


def _way_up(tree: Tree, i: int) -> list[int]:
    return [i, *tree.ancestors(i)]


def list_of(tree: Tree, i: int) -> int:
    """Return the first name of the list that a name stands in, itself where it stands in none."""
    while tree[i].dep in LISTED and tree[i].head != i:
        i = tree[i].head
    return i


def _to_clause(tree: Tree, i: int) -> list[int]:
    """Return `i` and the words above it up to the verb of its clause."""
    out = []
    for k in _way_up(tree, i):
        out.append(k)
        if tree[k].is_verb and (tree[k].dep in CLAUSES or tree.kids(k, *SUBJECTS)):
            break
    return out


def _passed_over(tree: Tree, below: Collection[int], way: Collection[int], named: Collection[int]) -> set[int]:
    """Return the words that a later member of their list stands for: it is on the way, and nothing else of theirs."""
    out = set()
    for i in below:
        head = tree[i].head
        if tree[i].dep != "conj" or head not in way or head in named:
            continue
        others = [k for k in tree[head].children if k in way and k != i and tree[k].dep not in SUBJECTS]
        if not others and tree[head].is_verb == tree[i].is_verb:
            out.add(head)
    return out


def _taken(tree: Tree, top: int, way: Collection[int], named: Collection[int], passed: Collection[int]) -> set[int]:
    """Return the words under `top` that stay."""
    kept: set[int] = set()
    stack = [top]
    while stack:
        i = stack.pop()
        children = tree[i].children
        if i in passed:
            stack += [k for k in children if k in way or k in _shared(tree, i, way)]
            continue
        kept.add(i)
        lists = any(k in way and tree[k].dep == "conj" for k in children)
        for k in children:
            dep = tree[k].dep
            if (
                k in way
                or k in named
                or (dep not in ASIDE and dep != "punct" and (dep not in {"cc", "preconj"} or lists))
            ):
                stack.append(k)
    return kept


def _told(tree: Tree, verb: int, hearer: Collection[int], others: Sequence[Span]) -> set[int]:
    """Return the words of what a verb's subject tells its object, where nobody else is named in them."""
    if not any(i in hearer for i in tree.objects(verb)):
        return set()
    told = {i for k in tree.kids(verb, "ccomp") for i in tree.subtree(k)}
    return set() if any(tree[i].start < end and start < tree[i].end for i in told for start, end in others) else told


def _shared(tree: Tree, verb: int, way: Collection[int]) -> list[int]:
    """Return what a verb that is passed over shares with the later one of its list: its subject, and 'has', 'was'."""
    later = [k for k in tree.kids(verb, "conj") if k in way]
    if not later or not tree[verb].is_verb:
        return []
    bare = tree[later[0]].tag in {"VB", "VBN", "VBG"} and not tree.kids(later[0], "aux", "auxpass")
    return tree.kids(verb, *SUBJECTS, *(("aux", "auxpass") if bare else ()))
