"""A sentence of another language in English words, place by place, for the pair reader; the actors keep their names.

No translation: word after word, as a poor machine would do it, which the pair reader has been trained to bear. The
words are those of the Russian grammar (data/russian.tsv), and lists of stems (data/heard_russian.tsv, data/french.tsv).
A French word of no list is put in its likely English form: 'réaction' is 'reaction', 'stratégique' 'strategic'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from poleward.actors.files import read_rows, split_cell
from poleward.coding.grammar.lexicon import words
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.languages.russian.tokens import ADJECTIVE_OF_STATE, RussianToken, items_of

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\s+")
_APOSTROPHE = str.maketrans("’'", "  ")
LEAST_STEM = 3
"""Letters of the shortest stem that is looked up: our choice."""
ENDINGS = (
    ("iques", "ic"), ("ique", "ic"), ("istes", "ist"), ("iste", "ist"), ("ismes", "ism"), ("isme", "ism"),
    ("ement", "ely"), ("euses", "ous"), ("euse", "ous"), ("eux", "ous"), ("aires", "ary"), ("aire", "ary"),
    ("ites", "ity"), ("ite", "ity"), ("eurs", "or"), ("eur", "or"), ("ives", "ive"), ("ees", "ed"), ("ee", "ed"),
    ("elles", "al"), ("elle", "al"), ("iels", "ial"), ("iel", "ial"),
)  # fmt: skip
"""Endings of French words, without accents, and those of their English kin."""
GLOSSED = frozenset({"fr", "ru"})
"""Languages that are heard in English words."""

NAMED_AS_STATE = "named as state"
"""What the registry says of a mention by a state's own name."""
PASTS = frozenset({"past", "passive-participle", "passive"})
"""Shapes of Russian verbs that English says in the past or with its participle."""
PHRASE = 4
"""Words after a preposition among which the one that it governs stands: our choice."""
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
        return _french(text, start, end, anchors)
    if language == "ru":
        return _russian(text, start, end, anchors)
    return Rendered(text[start:end], {s: (s[0] - start, s[1] - start) for s in spans})


@cache
def _listed(name: str) -> tuple[dict[str, str], dict[str, str], int]:
    """Return whole words, stems, and the length of the longest stem of a list."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    listed = resources.files("poleward.coding").joinpath("data", name).read_text(encoding="utf-8")
    for line in listed.splitlines()[2:]:
        foreign, _, english = line.partition("\t")
        target = stems if foreign.endswith("*") else words
        target.setdefault(foreign.rstrip("*").lower(), english)
    return words, stems, max(map(len, stems))


def _known(word: str, name: str) -> str | None:
    """Return the English of a word in a list, by itself or its longest stem; None where there is none."""
    words, stems, longest = _listed(name)
    if word in words:
        return words[word]
    return next(
        (stems[word[:n]] for n in range(min(len(word), longest), LEAST_STEM - 1, -1) if word[:n] in stems), None
    )


def french(word: str) -> str:
    """Return a French word's English; of a word of no list its likely form in English, a name as it is."""
    found = _demonyms().get(word.lower()) or _known(word.lower(), "french.tsv")
    if found is not None or word[:1].isupper():
        return word if found is None else found
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    for end, english in ENDINGS:
        if plain.endswith(end) and len(plain) > len(end) + 2:
            return plain[: len(plain) - len(end)] + english
    return plain


def russian(word: str) -> str:
    """Return a Russian word's English; '' where none is known."""
    found = _known(word.lower().replace("ё", "е"), "heard_russian.tsv")
    return "" if found in (None, "-") else str(found)


@cache
def _demonyms() -> dict[str, str]:
    """Return the French adjectives of states with the English ones."""
    forms: dict[tuple[str, str], list[str]] = {}
    for row in read_rows("state_names.tsv"):
        if row["kind"] == "demonym":
            forms.setdefault((row["state"], row["language"]), []).extend(split_cell(row["forms"]))
    return {
        french: english[0]
        for (state, language), given in forms.items() if language == "fr" and (english := forms.get((state, "en")))
        for one in given for french in (one.lower(), one.lower() + "s")
    }  # fmt: skip


@cache
def _english_forms() -> dict[str, dict[str, str]]:
    """Return an English form of states by code and kind ('name', 'demonym', 'capital').

    The first, or a second that is part of it: 'Russia', not 'Russian Federation'.
    """
    out: dict[str, dict[str, str]] = {}
    for row in read_rows("state_names.tsv"):
        if row["language"] == "en":
            first, *others = split_cell(row["forms"])
            short = next((other for other in others[:1] if other in first), first)
            out.setdefault(row["state"], {}).setdefault(row["kind"], short)
    return out


def english_name(anchor: Anchor) -> str:
    """Return an actor in English, as news write it: 'Russia', 'Russian', 'Moscow', 'Russia's diplomat'."""
    forms = _english_forms().get(anchor.code)
    if forms is None or "name" not in forms or anchor.kind != "state" or anchor.mention is None:
        return anchor.english
    if anchor.mention.how == ADJECTIVE_OF_STATE:
        return forms.get("demonym", forms["name"])
    if anchor.mention.how.startswith("capital"):
        return forms.get("capital", forms["name"])
    return f"{forms['name']}'s {anchor.role}" if anchor.role else forms["name"]


def _french(text: str, start: int, end: int, anchors: Sequence[Anchor]) -> Rendered:
    out = ""
    places: dict[Span, Span] = {}
    at = start
    for anchor in sorted(anchors, key=lambda one: (one.start, -one.end)):
        a, b = anchor.start, anchor.end
        if a < at or b > end:
            continue
        out += _plain(text[at:a])
        name = _plain(text[a:b])
        if anchor.how == "named" and anchor.mention is not None and anchor.mention.how == NAMED_AS_STATE:
            name = english_name(anchor)
            out = out.removesuffix("the ")  # English states have no article
        places[a, b] = len(out), len(out) + len(name)
        out += name
        at = b
    return Rendered(out + _plain(text[at:end]), places)


def _plain(text: str) -> str:
    parts = _WORD.findall(text.translate(_APOSTROPHE))
    return re.sub(r" {2,}", " ", "".join(french(p) if p[:1].isalpha() else p for p in parts))


def _russian(text: str, start: int, end: int, anchors: Sequence[Anchor]) -> Rendered:
    named = {(a.start - start, a.end - start): a for a in anchors}
    moved = [
        replace(a.mention, start_at=a.start - start, end_at=a.end - start) for a in anchors if a.mention is not None
    ]
    out = ""
    places: dict[Span, Span] = {}
    items = items_of(text[start:end], moved)
    for k, item in enumerate(items):
        anchor = named.get((item.start, item.end))
        if anchor is not None:
            lead = _preposition(item)
            out += f" {lead}" if lead else ""
            name = english_name(anchor)
            places[anchor.start, anchor.end] = len(out) + 1, len(out) + 1 + len(name)
            out += f" {name}"
        elif word := _russian_word(item, items[k + 1 : k + 1 + PHRASE]):
            out += word if item.kind == "punct" else f" {word}"
    return Rendered(out, places)


def _preposition(item: RussianToken) -> str:
    if item.cases == OF:
        return "of"
    return "by" if item.cases == BY else ""


def _russian_word(item: RussianToken, after: Sequence[RussianToken]) -> str:
    if item.kind == "prep":
        governed = next((one.cases for one in after if one.cases), frozenset())
        fitting = [english for case, english in item.options.items() if case in {c.lower() for c in governed}]
        return next(iter(fitting), next(iter(item.options.values()), item.gloss))
    word = item.gloss.replace("_", " ")
    if not word.isascii():
        return russian(item.text)
    past = item.kind == "verb" and item.form is not None and item.form.shape in PASTS and word.isalpha()
    return past_of(word) if past else word


@cache
def _irregular() -> dict[str, str]:
    return dict(pair.split("=") for pair in words("irregular_past"))


def past_of(verb: str) -> str:
    """Return the past of an English verb: 'said', 'denied', 'joined'."""
    if (found := _irregular().get(verb)) is not None:
        return found
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")
