"""A sentence of another language in English words, place by place, for the pair reader; the actors keep their names.

No translation: word after word, as a poor machine would do it, which the pair reader has been trained to bear. The
words are those of the Russian grammar (data/russian.tsv), and for French a list of stems (data/french.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from poleward.coding.hearing.anchors import Anchor
from poleward.coding.languages.russian.tokens import RussianToken, items_of

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\s+")
_APOSTROPHE = str.maketrans("’'", "  ")
LEAST_STEM = 3
"""Letters of the shortest stem that is looked up: our choice."""
OF, BY = frozenset("g"), frozenset("i")
"""Cases that English says with a preposition: genitive and instrumental."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A sentence in English words, and where its anchors (by their places in the body) stand in it."""

    text: str
    places: dict[Span, Span]


def rendered(text: str, start: int, end: int, anchors: Sequence[Anchor], language: str) -> Rendered:
    """Return `text[start:end]` in English words; English itself stays as it is."""
    spans = sorted({(a.start, a.end) for a in anchors})
    if language == "fr":
        return _french(text, start, end, spans)
    if language == "ru":
        return _russian(text, start, end, anchors)
    return Rendered(text[start:end], {s: (s[0] - start, s[1] - start) for s in spans})


@cache
def _french_words() -> tuple[dict[str, str], dict[str, str], int]:
    """Return whole words, stems, and the length of the longest stem."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    listed = resources.files("poleward.coding").joinpath("data", "french.tsv").read_text(encoding="utf-8")
    for line in listed.splitlines()[2:]:
        foreign, _, english = line.partition("\t")
        target = stems if foreign.endswith("*") else words
        target.setdefault(foreign.rstrip("*").lower(), english)
    return words, stems, max(map(len, stems))


def french(word: str) -> str:
    """Return a French word's English, the word itself where none is known."""
    words, stems, longest = _french_words()
    low = word.lower()
    if low in words:
        return words[low]
    for n in range(min(len(low), longest), LEAST_STEM - 1, -1):
        if low[:n] in stems:
            return stems[low[:n]]
    return word


def _french(text: str, start: int, end: int, spans: Sequence[Span]) -> Rendered:
    out = ""
    places: dict[Span, Span] = {}
    at = start
    for a, b in spans:
        if a < at or b > end:
            continue
        out += _plain(text[at:a])
        places[a, b] = len(out), len(out) + b - a
        out += text[a:b]
        at = b
    return Rendered(out + _plain(text[at:end]), places)


def _plain(text: str) -> str:
    parts = _WORD.findall(text.translate(_APOSTROPHE))
    return re.sub(r" {2,}", " ", "".join(french(p) if p[:1].isalpha() else p for p in parts))


def _russian(text: str, start: int, end: int, anchors: Sequence[Anchor]) -> Rendered:
    named = {(a.start - start, a.end - start): a for a in anchors}
    mentions = [a.mention for a in anchors if a.mention is not None]
    moved = [replace(m, start_at=m.start_at - start, end_at=m.end_at - start) for m in mentions]
    out = ""
    places: dict[Span, Span] = {}
    for item in items_of(text[start:end], moved):
        anchor = named.get((item.start, item.end))
        if anchor is not None:
            lead = _preposition(item)
            out += f" {lead}" if lead else ""
            name = anchor.english
            places[anchor.start, anchor.end] = len(out) + 1, len(out) + 1 + len(name)
            out += f" {name}"
        elif word := _russian_word(item):
            out += word if item.kind == "punct" else f" {word}"
    return Rendered(out, places)


def _preposition(item: RussianToken) -> str:
    if item.cases == OF:
        return "of"
    return "by" if item.cases == BY else ""


def _russian_word(item: RussianToken) -> str:
    if item.kind == "prep":
        return next(iter(item.options.values()), item.gloss)
    word = item.gloss.replace("_", " ")
    if not word.isascii():
        return ""
    past = item.kind == "verb" and item.form is not None and item.form.shape == "past" and word.isalpha()
    return (word + ("d" if word.endswith("e") else "ed")) if past else word
