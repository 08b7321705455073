"""Which two phrases of a sentence are actor and recipient: candidates of the parse, ranked, then classified.

A pair's score is linear in what the parse says about it: the path between the two heads, their relations, what kind of
word they are, their order. The weights come from our own training sentences (`pair_training`), the choice between the
best pairs from the classifier: how sure it is of one type of event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from poleward.coding.statements import MaskedSentence

if TYPE_CHECKING:
    from poleward.coding.event_model.runtime import LearnedClassifier

WEIGHTS = Path(__file__).parent / "data" / "pairs.json"
MOST_PHRASES = 14
"""Phrases of a sentence that are looked at, from its beginning."""

MOST_READ = 8
"""Pairs that the classifier reads."""

LONGEST_PATH = 5
"""Steps in the parse between two phrases that become a feature: our choice, longer paths hardly come back."""
UP_TO = 300
"""Words of a sentence that are looked at."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its head word's place in the parse, and its characters."""

    head: int
    span: Span


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """What was read: the heads' places in the parse, the type, the confidence and both phrases' characters."""

    actor: int
    recipient: int
    type: str
    confidence: float
    spans: tuple[Span, Span]


def head_of(parsed: Any, span: Span) -> int | None:
    """Return the place of the word that heads a span of characters: the first whose own head lies outside."""
    words = [w for w in parsed if w.idx < span[1] and w.idx + len(w) > span[0] and not w.is_punct]
    places = {w.i for w in words}
    return next((w.i for w in words if w.head.i not in places or w.head.i == w.i), None)


def phrases(parsed: Any) -> list[Phrase]:
    """Return the noun phrases of a parse, and the possessors inside them, in order of their heads."""
    out: dict[int, Phrase] = {}
    for chunk in parsed[:UP_TO].noun_chunks:
        out[chunk.root.i] = Phrase(chunk.root.i, (chunk.start_char, chunk.end_char))
        for word in chunk:
            if word.dep_ == "poss" and word.i not in out:
                inner = [w for w in word.subtree if w.tag_ != "POS" and w.i <= word.i]
                out[word.i] = Phrase(word.i, (inner[0].idx, word.idx + len(word)))
    return sorted(out.values(), key=lambda p: p.head)[:MOST_PHRASES]


def pairs(parsed: Any) -> list[tuple[Phrase, Phrase]]:
    """Return all ordered pairs of phrases of a parse."""
    found = phrases(parsed)
    return [(a, b) for a in found for b in found if a.head != b.head]


def features(parsed: Any, actor: Phrase, recipient: Phrase) -> Iterator[str]:
    """Yield the features of a pair."""
    a, b = parsed[actor.head], parsed[recipient.head]
    up, top, down = _path(a, b)
    yield f"path {'>'.join(up)}|{'>'.join(down)}" if len(up) + len(down) <= LONGEST_PATH else "path long"
    yield f"ends {up[0] if up else '-'}|{down[-1] if down else '-'}"
    yield f"up {'>'.join(up[:LONGEST_PATH])}"
    yield f"down {'>'.join(down[-LONGEST_PATH:])}"
    yield f"top {top.dep_} {top.pos_}"
    yield f"lengths {min(len(up), 5)} {min(len(down), 6)}"
    order = "first" if a.i < b.i else "last"
    yield f"order {order}"
    yield f"order {order} {a.dep_} {b.dep_}"
    yield f"verb {top.lemma_.lower()} {down[-1] if down else '-'}"
    for role, word, phrase in (("actor", a, actor), ("recipient", b, recipient)):
        yield f"{role} {word.dep_}"
        yield f"{role} {word.pos_}"
        yield f"{role} {word.lemma_.lower()}"
        yield f"{role} {word.pos_} {word.dep_} {word.head.pos_}"
        yield f"{role} name {any(w.pos_ == 'PROPN' for w in parsed[min(word.i, word.left_edge.i) : word.i + 1])}"
        yield f"{role} place {min(sum(1 for w in parsed[: word.i] if w.pos_ in {'NOUN', 'PROPN', 'PRON'}) // 2, 6)}"
        yield f"{role} digits {parsed.text[phrase.span[0] : phrase.span[1]][:1].isdecimal()}"
        if word.dep_ == "pobj":
            yield f"{role} under {word.head.lemma_.lower()}"
            yield f"{role} under {word.head.lemma_.lower()} {word.head.head.pos_}"


def _path(a: Any, b: Any) -> tuple[list[str], Any, list[str]]:
    """Return the relations from `a` up to the word that holds both, that word, and those from it down to `b`."""
    above = {}
    word, steps = a, 0
    while True:
        above[word.i] = steps
        if word.head.i == word.i:
            break
        word, steps = word.head, steps + 1
    down: list[str] = []
    word = b
    while word.i not in above and word.head.i != word.i:
        down.append(_relation(word))
        word = word.head
    top = word
    up: list[str] = []
    word = a
    while word.i != top.i and word.head.i != word.i:
        up.append(_relation(word))
        word = word.head
    return up, top, down[::-1]


def _relation(word: Any) -> str:
    return f"{word.dep_}:{word.lemma_.lower()}" if word.dep_ in {"prep", "agent", "dative"} else str(word.dep_)


class PairRanker:
    """Ranks pairs of phrases by weights of their features; an unknown feature weighs nothing."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights

    def score(self, parsed: Any, pair: tuple[Phrase, Phrase]) -> float:
        """Return the score of a pair; higher is likelier."""
        return sum(self.weights.get(f, 0.0) for f in features(parsed, *pair))

    def best(self, parsed: Any, n: int = MOST_READ) -> list[tuple[float, tuple[Phrase, Phrase]]]:
        """Return the best pairs with the logarithm of their share among all pairs, best first."""
        found = pairs(parsed)
        if not found:
            return []
        scores = np.array([self.score(parsed, pair) for pair in found])
        shares = scores - scores.max()
        shares -= np.log(np.exp(shares).sum())
        order = np.argsort(-shares, kind="stable")[:n]
        return [(float(shares[k]), found[k]) for k in order]


@cache
def load_ranker(path: Path = WEIGHTS) -> PairRanker:
    """Return the shipped ranker."""
    return PairRanker(json.loads(path.read_text(encoding="utf-8"))["weights"])


def read_event(parsed: Any, model: LearnedClassifier, ranker: PairRanker, labels: Sequence[str]) -> ReadEvent | None:
    """Return the one event that a sentence most likely tells, from the sentence alone; None where no pair is found.

    Likeliest is the pair whose share times the probability of its surest type is greatest. The type is the likeliest
    of `labels` (with YIELD in them for CONCEDE and RETREAT).
    """
    from poleward.coding.event_model.runtime import merge

    best = ranker.best(parsed)
    if not best:
        return None
    types, _ = model.scores([MaskedSentence(parsed.text, a.span, b.span, None) for _, (a, b) in best])
    surest = np.delete(types, model.types.index("NONE"), axis=1).max(axis=1)
    k = int((np.array([share for share, _ in best]) + np.log(surest)).argmax())
    merged = merge(types[k : k + 1], model.types, labels)[0]
    a, b = best[k][1]
    return ReadEvent(a.head, b.head, labels[int(merged.argmax())], float(merged.max()), (a.span, b.span))
