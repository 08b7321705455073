"""Stories: copies, rewrites and re-translations of one text, so that each is counted once.

Two ways lead to a pair that is compared: MinHash with locality-sensitive hashing over word shingles (Broder 1997;
Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3), and an inverted index of rare names, numbers and
words within a window of days. A pair is then judged by the share of shingles it has in common, or by aligning its
sentences in order (after Gale & Church, Computational Linguistics 19(1), 1993, with word overlap in place of
length). A follow-up shares names and background with its story, but neither its lead nor its order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from poleward.errors import needs_extra
from poleward.pages.document import Document
from poleward.pages.signatures import Sentence, Signature, signature

with needs_extra("text"):
    from datasketch import MinHash, MinHashLSH

SEED = 20_220_224
"""Any number does: the same one gives the same stories."""
PERMUTATIONS = 64
"""Of MinHash: our choice between speed and misses; what it finds is compared in full."""
LSH_THRESHOLD = 0.35
"""Jaccard from which two texts are compared: well below `COPY_JACCARD`, so that hashing misses few copies."""
COPY_JACCARD = 0.5
"""Our judgement: half of all shingles in common are no chance."""
COPY_CONTAINMENT = 0.7
"""Our judgement: a text of which so much stands in another is an excerpt of it."""
MIN_WORDS = 25
"""Shorter texts, such as bare headlines, are copies only when they share nearly all their shingles."""

WINDOW_DAYS = 14
"""Translations and rewrites appear within two weeks; an unknown date fits any."""
MAX_FREQUENCY = 60
"""A name, number or word in more documents than this leads to no pair."""
RARE = 40
"""Rarest words of a text by which others are looked up: a bound on time."""
MAX_CANDIDATES = 20
"""Texts that one text is compared with, the likeliest first: a bound on time."""
MIN_SHARED = 3
"""Rare words in common with which two texts are compared at all: our choice."""

ALIGNED = 0.40
LEAD = 0.25
"""Least aligned share of two texts, and least likeness of their leads, for one story; chosen between the follow-ups
(at most 0.32) and the re-translations (at least 0.51) of tests/pages/data/pairs.jsonl."""
MATCH = 0.18
"""Likeness of two sentences below which they are no pair: our choice, as the weights of words (`signatures`)."""
ONE_WORDING = 0.2
"""A share of shingles that re-translations do not reach: from here on other names mean another story."""
SAME_NAMES = 0.75
"""Two texts in one wording that each name what the other does not, and share less of their names than this, are two
stories: 'X sent flour to Y' is not 'Z sent flour to Y'."""


def cluster_stories(
    documents: Iterable[Document | Mapping[str, Any]], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the story of every document: the smallest document id among its copies.

    Parameters
    ----------
    documents
        Documents, or rows of the documents table (doc_id, title, text, language, published_earliest and
        published_latest).
    known
        Stories found earlier, by document id. Pairs of two known documents are not compared again, so that
        adding a few pages to many costs little; the result is the same as long as no page changed.
    """
    signatures = {s.doc_id: s for s in (signature(document) for document in documents)}
    ordered = [signatures[doc_id] for doc_id in sorted(signatures)]
    known = known or {}
    union = _Union(signatures)
    first: dict[str, str] = {}
    for doc_id, story in sorted(known.items()):
        if doc_id in signatures:
            union.join(first.setdefault(story, doc_id), doc_id)
    for a, b in sorted(_near_copies(ordered) | _alike(ordered)):
        if not (a in known and b in known) and not union.same(a, b) and same_story(signatures[a], signatures[b]):
            union.join(a, b)
    return {doc_id: union.find(doc_id) for doc_id in sorted(signatures)}


class _Union:
    """Disjoint sets; the smallest id of a set stands for it."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.parent = {i: i for i in ids}

    def find(self, i: str) -> str:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, a: str, b: str) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        self.parent[b] = a

    def same(self, a: str, b: str) -> bool:
        return self.find(a) == self.find(b)


def _near_copies(signatures: Sequence[Signature]) -> set[tuple[str, str]]:
    """Return the pairs that MinHash takes for near copies."""
    index = MinHashLSH(threshold=LSH_THRESHOLD, num_perm=PERMUTATIONS)
    start = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    pairs: set[tuple[str, str]] = set()
    for item in signatures:
        sketch = start.copy()
        sketch.update_batch([int(h).to_bytes(4, "little") for h in item.shingles])
        pairs.update((other, item.doc_id) for other in index.query(sketch))
        index.insert(item.doc_id, sketch)
    return pairs


def _alike(signatures: Sequence[Signature]) -> set[tuple[str, str]]:
    """Return the pairs within the window of days that share rare names, numbers and words."""
    features = {s.doc_id: {f for sentence in s.sentences for f in sentence.features} for s in signatures}
    frequency = Counter(f for own in features.values() for f in own)
    posting: dict[str, list[Signature]] = defaultdict(list)
    pairs: set[tuple[str, str]] = set()
    for item in signatures:
        weights = {f: w for sentence in item.sentences for f, w in sentence.features.items()}
        rare = sorted(
            (f for f in features[item.doc_id] if 2 <= frequency[f] <= MAX_FREQUENCY and weights[f] >= 1.0),
            key=lambda f: (frequency[f] / weights[f], f),
        )[:RARE]
        shared: Counter[str] = Counter()
        for feature in rare:
            for other in posting[feature]:
                if _days_apart(item, other) <= WINDOW_DAYS:
                    shared[other.doc_id] += 1
            posting[feature].append(item)
        best = sorted(shared.items(), key=lambda entry: (-entry[1], entry[0]))[:MAX_CANDIDATES]
        pairs.update((other, item.doc_id) for other, n in best if n >= MIN_SHARED)
    return pairs


def _days_apart(a: Signature, b: Signature) -> int:
    """Return the least number of days between two publications; 0 where one is unknown."""
    if a.published is None or b.published is None:
        return 0
    return max((a.published.earliest - b.published.latest).days, (b.published.earliest - a.published.latest).days, 0)


def same_story(a: Signature, b: Signature) -> bool:
    """Return whether two documents tell one story in the same order: a copy, a rewrite or a translation."""
    shared = np.intersect1d(a.shingles, b.shingles, assume_unique=True).size
    jaccard = shared / (a.shingles.size + b.shingles.size - shared)
    if min(a.words, b.words) < MIN_WORDS:
        return bool(jaccard >= 0.8) and not _other_names(a, b)
    if jaccard >= COPY_JACCARD or shared / min(a.shingles.size, b.shingles.size) >= COPY_CONTAINMENT:
        return not _other_names(a, b)
    if _days_apart(a, b) > WINDOW_DAYS:
        return False
    if jaccard >= ONE_WORDING and _other_names(a, b):
        return False
    judged = align(a.sentences, b.sentences)
    return judged.aligned >= ALIGNED and judged.lead >= LEAD


def _other_names(a: Signature, b: Signature) -> bool:
    """Return whether each of two texts in one wording names somebody whom the other does not name."""
    if not (a.names - b.names and b.names - a.names):
        return False
    return len(a.names & b.names) < SAME_NAMES * len(a.names | b.names)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How well two texts align: the share of their weight in matched sentences, and the likeness of their leads."""

    aligned: float
    lead: float


def align(a: Sequence[Sentence], b: Sequence[Sentence]) -> Alignment:
    """Align the sentences of two texts in order, one to one, one to two or two to one."""
    if not a or not b:
        return Alignment(0.0, 0.0)
    rows, columns = len(a), len(b)
    best = np.zeros((rows + 1, columns + 1))
    pairs_a = [a[i] if i == 0 else _joined(a[i - 1], a[i]) for i in range(rows)]
    pairs_b = [b[j] if j == 0 else _joined(b[j - 1], b[j]) for j in range(columns)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            score = max(best[i - 1, j], best[i, j - 1], best[i - 1, j - 1] + _gain(a[i - 1], b[j - 1]))
            if i > 1:
                score = max(score, best[i - 2, j - 1] + _gain(pairs_a[i - 1], b[j - 1]))
            if j > 1:
                score = max(score, best[i - 1, j - 2] + _gain(a[i - 1], pairs_b[j - 1]))
            best[i, j] = score
    total = sum(s.weight for s in a) + sum(s.weight for s in b)
    shorter = 2 * min(sum(s.weight for s in a), sum(s.weight for s in b))
    lead = max(
        likeness(a[0], b[0]),
        likeness(pairs_a[min(1, rows - 1)], b[0]),
        likeness(a[0], pairs_b[min(1, columns - 1)]),
        likeness(pairs_a[min(1, rows - 1)], pairs_b[min(1, columns - 1)]),
    )
    return Alignment(float(best[rows, columns]) / (0.5 * total + 0.5 * shorter), lead)


def _joined(a: Sentence, b: Sentence) -> Sentence:
    features = {**a.features, **b.features}
    return Sentence(features, sum(features.values()))


def likeness(a: Sentence, b: Sentence) -> float:
    """Return the shared weight of two sentences over the geometric mean of their weights, 0 to 1."""
    if not a.weight or not b.weight:
        return 0.0
    shared = sum(weight for feature, weight in a.features.items() if feature in b.features)
    return float(shared / np.sqrt(a.weight * b.weight))


def _gain(a: Sentence, b: Sentence) -> float:
    """Return the weight that a matched pair adds: nothing below MATCH."""
    like = likeness(a, b)
    return like * (a.weight + b.weight) if like >= MATCH else 0.0
