"""What two tellings of one story have in common: shingles, sentences as bags of lemmas, names by sound, numbers."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from anyascii import anyascii

from poleward.errors import needs_extra
from poleward.pages.discards import discards
from poleward.pages.document import DateInterval, Document, Span, lines_of, without

with needs_extra("text"):
    import simplemma

SHINGLE = 5
"""Words in a shingle (Broder, Compression and Complexity of Sequences 1997)."""
MAX_SENTENCES = 40
"""Sentences of a text that are compared: a bound on time."""
MAX_CHARS = 40_000
"""Characters of a text that are compared: a bound on time."""

NAME_WEIGHT = 2.0
NUMBER_WEIGHT = 2.0
COMMON_WEIGHT = 0.25
"""Chosen by hand before the pairs of tests/pages/data/pairs.jsonl were scored."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*\s{1,40}(?=[\"'“«(]?[A-ZА-ЯÀ-Ý0-9])|\n+")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100"}
_SOUNDS = (
    ("dzh", "j"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("sh", "s"), ("ch", "c"), ("ts", "c"), ("tz", "c"),
    ("ph", "f"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("ov", "v"), ("ew", "v"), ("y", ""), ("j", ""),
)  # fmt: skip
_LEMMA_LANGUAGES = frozenset({"en", "ru", "fr", "de", "es", "uk", "pl", "tr", "it"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as weighted features; `weight` is their sum."""

    features: Mapping[str, float]
    weight: float


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a document to compare it with others; it grows with at most MAX_SENTENCES sentences."""

    doc_id: str
    shingles: npt.NDArray[np.uint32]
    sentences: tuple[Sentence, ...]
    published: DateInterval | None
    words: int
    names: frozenset[str]
    """The words with capitals, by sound, without those of agencies: what tells apart stories in one wording."""


def signature(document: Document | Mapping[str, Any]) -> Signature:
    """Return the signature of a document, or of a row of the documents table.

    The body is found anew from text and title, so that a stored row and a page just read give the same.
    """
    row = document if isinstance(document, Mapping) else _row(document)
    text = str(row["text"])[:MAX_CHARS]
    title = row.get("title")
    dropped = [Span(a.start_at, a.end_at) for a in discards(text, title=title)]
    spans = without(lines_of(text), dropped)
    body = "\n".join(text[span.start_at : span.end_at] for span in spans)
    if not body.strip():
        body = text
    language = str(row.get("language") or "und")
    sentences = [_sentence(part, language) for part in _SENTENCE.split(body) if part.strip()]
    words = [match[0].lower() for match in _TOKEN.finditer(body)]
    return Signature(
        doc_id=str(row["doc_id"]),
        shingles=_shingles(words),
        sentences=tuple(s for s in sentences if s.features)[:MAX_SENTENCES],
        published=_interval(row.get("published_earliest"), row.get("published_latest")),
        words=len(words),
        names=_names(body),
    )


def _names(body: str) -> frozenset[str]:
    words = _words()
    tokens = (match[0] for match in _TOKEN.finditer(body))
    named = (t for t in tokens if t[0].isupper() and t.lower() not in words.stop and t.lower() not in words.agencies)
    return frozenset(sound(re.sub(r"[’']s?$", "", token)) for token in named)


def _row(document: Document) -> Mapping[str, Any]:
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "published_earliest": document.published_earliest,
        "published_latest": document.published_latest,
    }


def _interval(earliest: Any, latest: Any) -> DateInterval | None:
    first, last = earliest or latest, latest or earliest
    return DateInterval(first, last) if isinstance(first, dt.date) and isinstance(last, dt.date) else None


def _shingles(words: list[str]) -> npt.NDArray[np.uint32]:
    n = max(len(words) - SHINGLE + 1, 1)
    hashes = {crc32(" ".join(words[i : i + SHINGLE]).encode("utf-8", errors="replace")) for i in range(n)}
    return np.array(sorted(hashes), dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class _Words:
    stop: frozenset[str]
    common: frozenset[str]
    agencies: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(resources.files("poleward.pages.data").joinpath("stories.toml").read_text(encoding="utf-8"))
    common = {str(word) for word in data["common"]}
    keys = {lemma(word.lower(), "en") for word in common} | {sound(word) for word in common if word[:1].isupper()}
    return _Words(
        frozenset(data["stop"]), frozenset(keys | {word.lower() for word in common}), frozenset(data["agencies"])
    )


@lru_cache(maxsize=100_000)
def lemma(word: str, language: str) -> str:
    """Return a lower-case word's lemma where its language has a lemma list, else the word."""
    tongue = language if language in _LEMMA_LANGUAGES else "en"
    return str(simplemma.lemmatize(word, lang=tongue)).lower()


@lru_cache(maxsize=100_000)
def sound(name: str) -> str:
    """Return a name's consonants in a rough common spelling, so that transliterations of it agree.

    'Suleimenov' and 'Suleimanov', 'Levystone' and 'Lewiston', 'Nazarbaev' and 'Nazarbayev' get the same key.
    """
    plain = re.sub(r"[^a-z]", "", anyascii(name).lower())
    for spelling, key in _SOUNDS:
        plain = plain.replace(spelling, key)
    skeleton = plain[:1] + re.sub(r"[aeiou]", "", plain[1:])
    if skeleton[:1] in "aeiou":
        skeleton = "a" + skeleton[1:]
    return "~" + re.sub(r"(.)\1+", r"\1", skeleton)


def _sentence(text: str, language: str) -> Sentence:
    words = _words()
    features: dict[str, float] = {}
    tokens = [match[0] for match in _TOKEN.finditer(text)]
    capitals = sum(1 for token in tokens if token[:1].isupper())
    titled = capitals > 0.7 * len(tokens)
    for place, token in enumerate(tokens):
        token = re.sub(r"[’']s?$", "", token)
        low = token.lower()
        if low in words.stop or not low:
            continue
        if token[0].isdecimal() or low in _NUMBERS:
            number = _NUMBERS.get(low) or token.replace(",", "").rstrip(".")
            features["#" + number] = NUMBER_WEIGHT if len(number) > 1 or "." in number else NUMBER_WEIGHT / 2
        elif token[0].isupper() and not titled and (place > 0 or not _dictionary(low, language)):
            key = sound(token)
            common = key in words.common or low in words.common
            features[key] = COMMON_WEIGHT if common else NAME_WEIGHT
        else:
            stem = lemma(low, language)
            features[stem] = COMMON_WEIGHT if stem in words.common else 1.0
    return Sentence(features, sum(features.values()))


def _dictionary(word: str, language: str) -> bool:
    tongue = language if language in _LEMMA_LANGUAGES else "en"
    return bool(simplemma.is_known(word, lang=tongue))
