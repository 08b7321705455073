"""Who says so: attributions (source, cue, content) from quotation marks and from cues, and the chains they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from poleward.coding.grammar.lexicon import Lexicon, words
from poleward.coding.grammar.tree import SUBJECTS, Tree
from poleward.coding.sentences import Unit

_URGING = words("urging")
_RELATIVES = words("relative_pronouns")

Span = tuple[int, int]

MIN_QUOTE_WORDS = 3
"""A quotation of fewer words is a term in quotation marks."""
BESIDE = 60
"""Characters between a quotation and the cue after it, at most."""
BUCKET = 256
"""Characters of a stretch of text by which attributions are looked up: any number gives the same result."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words: spans of source, cue and content in the body; `unit` and `word` lead to the source's tree.

    `held`: thought, not said. `act`: an act of speech whose content is an infinitive or a matter ('promised to …',
    'called for …'); it attributes words, but nobody speaks in them.

    `source` is None where a quotation has nobody to whom it could be given.
    """

    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    unit: int
    word: int
    held: bool = False
    act: bool = False

    def covers(self, at: int) -> bool:
        """Whether the body's character `at` is in the content."""
        return any(a <= at < b for a, b in self.contents)

    @property
    def reach(self) -> int:
        """The length of the content."""
        return sum(b - a for a, b in self.contents)


def quotations(text: str) -> list[Span]:
    """Return the spans inside double quotation marks, marks included, in a body of one paragraph a line.

    A quotation that is still open at its paragraph's end is closed there.
    """
    out: list[Span] = []
    at = 0
    for line in text.split("\n"):
        opened: int | None = None
        for match in re.finditer(r"[“”„«»\"]|''|``", line):
            mark = match.group(0)
            if opened is None:
                if mark in '“„«"' or mark in {"``", "''"}:
                    opened = match.start()
            elif mark in '”»"“' or mark == "''":
                out.append((at + opened, at + match.end()))
                opened = None
        if opened is not None and len(line) - opened > 1:
            out.append((at + opened, at + len(line)))
        at += len(line) + 1
    return out


def attributions(text: str, units: Sequence[Unit], trees: Sequence[Tree], lexicon: Lexicon) -> list[Attribution]:
    """Return the attributions of a body, in order of their cues; `units` and `trees` are its parsed sentences."""
    quotes = quotations(text)
    found: list[Attribution] = []
    for n, (unit, tree) in enumerate(zip(units, trees, strict=True)):
        for word in tree.words:
            kind = (
                "say" if word.lemma in lexicon.cues["say"] else "think" if word.lemma in lexicon.cues["think"] else None
            )
            if word.is_verb and kind:
                one = _from_verb(text, unit, tree, n, word.i, kind, quotes)
            elif word.is_noun and word.lemma in lexicon.cues["noun"]:
                one = _from_noun(unit, tree, n, word.i)
            elif word.lower == "according":
                one = _according(unit, tree, n, word.i)
            else:
                one = None
            if one is not None:
                found.append(one)
    return _give_loose_quotes(text, units, found, quotes)


def _span(unit: Unit, tree: Tree, nodes: Sequence[int]) -> Span:
    return unit.to_body(tree[min(nodes)].start, tree[max(nodes)].end)


def _source_nodes(tree: Tree, subject: int) -> list[int]:
    """Return the words of the source: the noun phrase without a relative clause after it."""
    dropped: set[int] = set()
    for k in tree.subtree(subject):
        if tree[k].dep == "relcl" and tree[k].head == subject:
            dropped.update(tree.subtree(k))
    nodes = [k for k in tree.subtree(subject) if k not in dropped]
    while len(nodes) > 1 and tree[nodes[-1]].dep == "punct":
        nodes.pop()
    after = nodes[-1] + 1
    if any(tree[k].dep == "appos" for k in nodes) and after < len(tree) and tree[after].text == ",":
        nodes.append(after)  # the comma that closes an apposition belongs to it
    return nodes


def _cue_nodes(tree: Tree, v: int) -> list[int]:
    near = [k for k in tree.kids(v, "aux", "auxpass", "neg", "prt") if abs(k - v) <= 4]
    nodes = sorted([*near, v])
    out = [v]
    for k in reversed([n for n in nodes if n < v]):
        if k == out[0] - 1 or tree[k + 1].dep in {"neg", "advmod"}:
            out.insert(0, k)
    out += [k for k in nodes if k > v and k == out[-1] + 1]
    return out


def _from_verb(
    text: str, unit: Unit, tree: Tree, n: int, v: int, kind: str, quotes: list[Span]
) -> Attribution | None:  # fmt: skip
    subject = _subject(tree, v)
    clauses = [k for k in tree.kids(v, "ccomp") if tree[k].is_verb or tree[k].lemma == "be" or tree.kids(k, *SUBJECTS)]
    if not clauses:
        # 'assured the press that …', where the parse hangs the clause on the press.
        clauses = [
            k for o in tree.kids(v, "dobj", "dative") for k in tree.kids(o, "relcl", "acl")
            if any(tree[j].lower == "that" for j in tree.kids(k, "mark"))
        ]  # fmt: skip
    content: list[Span] = []
    inside = set(tree.subtree(subject)) if subject is not None else set()
    for k in clauses:
        nodes = [j for j in tree.subtree(k) if j not in inside and j != v]
        if not nodes:
            continue
        content.append(_span(unit, tree, nodes))
    start, end = unit.offsets[0], unit.offsets[-1] + 1
    own_quotes = [q for q in quotes if q[0] < end and start < q[1]]
    cue = _span(unit, tree, _cue_nodes(tree, v))
    if kind == "say":
        content = _join_quotes(text, content, own_quotes, cue)
        if not content and tree[v].head != v and tree[v].dep in {"parataxis", "advcl"}:
            content = _rest(unit, tree, v)
    act = False
    if not content and subject is not None:
        content = _infinitive(unit, tree, v)
        act = bool(content)
    if not content:
        return None
    source = _span(unit, tree, _source_nodes(tree, subject)) if subject is not None else None
    if source is None and not any(q[0] <= content[0][0] for q in own_quotes):
        return None
    contents = tuple(sorted({_without_marks(text, c, cue, source) for c in content}))
    return Attribution(
        source=source,
        cue=cue,
        contents=contents,
        unit=n,
        word=subject if subject is not None else -1,
        held=kind == "think",
        act=act,
    )


def _infinitive(unit: Unit, tree: Tree, v: int) -> list[Span]:
    """Return the content of 'promised to …', 'called for …', 'called on X to …'."""
    for k in tree.kids(v, "xcomp", "ccomp"):
        if any(tree[j].lower == "to" for j in tree.kids(k, "aux")):
            return [_span(unit, tree, tree.subtree(k))]
    if tree[v].lemma in _URGING:
        matters = tree.preps(v).get("for", [])
        if matters:
            return [_span(unit, tree, tree.subtree(matters[0]))]
    return []


def _subject(tree: Tree, v: int) -> int | None:
    if tree.is_passive(v):
        agents = [j for k in tree.kids(v, "agent") for j in tree.pobj(k)]
        return agents[0] if agents else None
    kids = tree.kids(v, "nsubj")
    if kids:
        if tree[kids[0]].lower in _RELATIVES and tree[v].dep == "relcl":
            return tree[v].head
        return kids[0]
    if tree[v].dep == "conj" and tree[tree[v].head].is_verb:
        return _subject(tree, tree[v].head)
    if tree[v].dep in {"xcomp", "advcl"} and tree[tree[v].head].is_verb:
        return _subject(tree, tree[v].head)
    if tree[v].dep == "acl":
        return tree[v].head
    return None


def _rest(unit: Unit, tree: Tree, v: int) -> list[Span]:
    own = set(tree.subtree(v))
    left = [w.i for w in tree.words if w.i not in own and w.i < min(own) and w.dep != "punct"]
    right = [w.i for w in tree.words if w.i not in own and w.i > max(own) and w.dep != "punct"]
    return [_span(unit, tree, part) for part in (left, right) if len(part) > 1]


def _words(text: str, span: Span) -> int:
    return len(text[span[0] : span[1]].split())


def _join_quotes(text: str, content: list[Span], quotes: list[Span], cue: Span) -> list[Span]:
    """Widen contents to the quotations that they overlap; a quotation beside the cue is content by itself."""
    out = list(content)
    for q in quotes:
        if q[0] <= cue[0] < q[1]:
            continue
        touching = [c for c in out if c[0] < q[1] and q[0] < c[1]]
        for c in touching:
            out.remove(c)
        if touching:
            out.append((min(q[0], *(c[0] for c in touching)), max(q[1], *(c[1] for c in touching))))
        elif _words(text, q) >= MIN_QUOTE_WORDS and (not content or 0 <= cue[0] - q[1] < BESIDE):
            out.append(q)
    return out


def _without_marks(text: str, content: Span, cue: Span, source: Span | None) -> Span:
    start, end = content
    while start < end and text[start] in " ,;:-–—":
        start += 1
    while end > start and text[end - 1] in " ,;:-–—.":
        end -= 1
    for other in (cue, source):
        if other is not None and start < other[0] < end and other[1] >= end - 2:
            end = other[0]
    while end > start and text[end - 1] in " ,":
        end -= 1
    return start, end


def _from_noun(unit: Unit, tree: Tree, n: int, i: int) -> Attribution | None:
    """Read 'X's claim that …', 'a statement by X that …'."""
    clauses = [k for k in tree.kids(i, "acl", "ccomp") if any(tree[j].lower == "that" for j in tree.kids(k, "mark"))]
    if not clauses:
        return None
    owners = tree.kids(i, "poss") or [j for slot in ("by", "from", "of") for j in tree.preps(i).get(slot, [])]
    if not owners:
        return None
    source = _span(unit, tree, [k for k in _source_nodes(tree, owners[0]) if tree[k].dep != "case"])
    return Attribution(source, _span(unit, tree, [i]), (_span(unit, tree, tree.subtree(clauses[0])),), n, owners[0])


def _according(unit: Unit, tree: Tree, n: int, i: int) -> Attribution | None:
    to = next((k for k in (*tree.kids(i, "prep"), i + 1) if k < len(tree) and tree[k].lower == "to"), None)
    objects = tree.pobj(to) if to is not None else []
    if not objects or to is None:
        return None
    nodes = _source_nodes(tree, objects[0])
    outside = set(nodes) | {i, to}
    left = [w.i for w in tree.words if w.i < i and w.dep != "punct"]
    right = [w.i for w in tree.words if w.i > max(outside) and w.dep != "punct"]
    part = left if len(left) >= len(right) else right
    if len(part) < 3:
        return None
    return Attribution(_span(unit, tree, nodes), _span(unit, tree, [i, to]), (_span(unit, tree, part),), n, objects[0])


def _give_loose_quotes(
    text: str, units: Sequence[Unit], found: list[Attribution], quotes: list[Span]
) -> list[Attribution]:
    """Give quotations without a cue of their own to the speaker beside them: of the sentence, else of the paragraph."""
    out = list(found)
    for q in quotes:
        # A quotation that was never closed runs over its own cue: what stands before the cue is content.
        over = [
            (k, a)
            for k, a in enumerate(out)
            if a.cue and q[0] < a.cue[0] < q[1] and not a.held and not a.act and a.source
        ]
        if len(over) == 1 and not any(a.covers(q[0] + 1) for a in out):
            k, a = over[0]
            ahead = q[0], min(span[0] for span in (a.source, a.cue) if span is not None)
            if ahead[1] - ahead[0] > MIN_QUOTE_WORDS * 4:
                out[k] = replace(a, contents=tuple(sorted((*a.contents, ahead))))
                continue
        if _words(text, q) < 4 or any(a.covers(q[0] + 1) or a.covers(max(q[0], q[1] - 3)) for a in out):
            continue
        spoken = [
            (k, a) for k, a in enumerate(out) if a.source is not None and a.cue is not None and not a.held and not a.act
        ]
        paragraph = text.rfind("\n", 0, q[0]) + 1, (text.find("\n", q[1]) + 1 or len(text) + 1) - 1
        beside = [(k, a) for k, a in spoken if a.cue and paragraph[0] <= a.cue[0] < paragraph[1]]
        if not beside:
            before = [(k, a) for k, a in spoken if a.cue and a.cue[0] < paragraph[0]]
            last = before[-1] if before else None
            # A paragraph that is one quotation goes on from the speaker of the paragraph before it.
            if last and q[0] - paragraph[0] < 2 and last[1].cue and text.count("\n", last[1].cue[0], q[0]) == 1:
                beside = [last]
        if not beside:
            out.append(Attribution(None, None, (q,), _unit_at(units, q[0]), -1))
            continue
        k, nearest = min(beside, key=lambda item: abs((item[1].cue or (0, 0))[0] - q[0]))
        out[k] = replace(nearest, contents=tuple(sorted((*nearest.contents, q))))
    return out


def _unit_at(units: Sequence[Unit], at: int) -> int:
    return next((n for n, u in enumerate(units) if u.offsets[0] <= at <= u.offsets[-1]), 0)


class Index:
    """Finds the attributions of a body whose content may hold a character, without asking all of them."""

    def __init__(self, said: Sequence[Attribution], wanted: Sequence[int]) -> None:
        self._buckets: dict[int, list[int]] = {}
        for k in wanted:
            for a, b in said[k].contents:
                for bucket in range(a // BUCKET, b // BUCKET + 1):
                    held = self._buckets.setdefault(bucket, [])
                    if not held or held[-1] != k:
                        held.append(k)

    def at(self, at: int) -> list[int]:
        """Return the numbers of the attributions near character `at`, in order."""
        return self._buckets.get(at // BUCKET, [])


def chain(said: Sequence[Attribution], near: Sequence[int], at: int) -> list[int]:
    """Return the numbers of the attributions of `near` whose content holds character `at`, outermost first."""
    holding = [
        k for k in near
        if said[k].source is not None and not said[k].act and said[k].covers(at) and not _in(said[k].cue, at)
    ]  # fmt: skip
    return sorted(holding, key=lambda k: (-said[k].reach, said[k].cue or (0, 0)))


def _in(span: Span | None, at: int) -> bool:
    return span is not None and span[0] <= at < span[1]
