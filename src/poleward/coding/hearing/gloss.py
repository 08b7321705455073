"""A sentence of another language in English words, place by place, for the pair reader; the actors keep their names.

No translation: word after word, as a poor machine would do it, which the pair reader has been trained to bear. Russian
words are those of its grammar (data/russian.tsv) and a list of stems (data/heard_russian.tsv); French is heard in the
same English words that its grammar reads (`languages.french`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from poleward.coding.hearing.anchors import Anchor
from poleward.coding.languages.french import Name, english_of, name_of
from poleward.coding.languages.inflecting import inflected, plural_of
from poleward.coding.languages.naming import english_forms, is_acronym, state_in_english
from poleward.coding.languages.russian.tokens import RussianToken, items_of
from poleward.coding.languages.russian.words import grammar

Span = tuple[int, int]

LEAST_STEM = 3
"""Letters of the shortest stem that is looked up: our choice."""
GLOSSED = frozenset({"fr", "ru"})
"""Languages that are heard in English words."""

PHRASE = 4
"""Words after a preposition among which the one that it governs stands: our choice."""
TIMED = frozenset({"в", "во", "на"})
"""Prepositions that say when, before a word of time."""
SECOND_HALVES = {"because": "because of", "according": "according to", "instead": "instead of"}
"""Prepositions of the grammar's, as English writes them."""
WAS = {"был": "was", "была": "was", "было": "was", "были": "were"}
OF, BY = frozenset("g"), frozenset("i")
"""Cases that English says with a preposition: genitive and instrumental."""
SINGULAR, GENITIVES, OWNED = frozenset("ngdail"), frozenset("gG"), frozenset("gGAL")
"""Cases of the singular; the genitives; what a form may be besides that is taken for a genitive behind a noun."""


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
def _listed() -> tuple[dict[str, str], dict[str, str], int]:
    """Return whole words, stems, and the length of the longest stem of the list."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    listed = resources.files("poleward.coding").joinpath("data", "heard_russian.tsv").read_text(encoding="utf-8")
    for line in listed.splitlines()[2:]:
        foreign, _, english = line.partition("\t")
        target = stems if foreign.endswith("*") else words
        target.setdefault(foreign.rstrip("*").lower(), english)
    return words, stems, max(map(len, stems))


def _known(word: str) -> str | None:
    """Return the English of a word in the list, by itself or its longest stem; None where there is none."""
    words, stems, longest = _listed()
    if word in words:
        return words[word]
    return next(
        (stems[word[:n]] for n in range(min(len(word), longest), LEAST_STEM - 1, -1) if word[:n] in stems), None
    )


def russian(word: str) -> str:
    """Return a Russian word's English; '' where none is known."""
    found = _known(word.lower().replace("ё", "е"))
    return "" if found in (None, "-") else str(found)


def english_name(anchor: Anchor) -> str:
    """Return an actor in English, as news write it: 'Russia', 'Russian', 'Moscow', 'Russia's diplomat'."""
    mention = anchor.mention
    if mention is None or mention.code != anchor.code or anchor.kind != "state":
        return anchor.code if is_acronym(anchor.code, anchor.kind) and anchor.role is None else anchor.english
    if (state := state_in_english(mention)) is not None:
        return state
    name = english_forms().get(anchor.code, {}).get("name")
    return f"{name}'s {anchor.role}" if name else anchor.english


def _french(text: str, start: int, end: int, anchors: Sequence[Anchor]) -> Rendered:
    names: list[Name] = []
    for anchor in sorted(anchors, key=lambda one: (one.start, -one.end)):
        if anchor.start < start or anchor.end > end or (names and anchor.start - start < names[-1].end):
            continue
        names.append(_french_name(text, anchor, start))
    english = english_of(text[start:end], names)
    return Rendered(english.text, {(a + start, b + start): place for (a, b), place in english.places.items()})


def _french_name(text: str, anchor: Anchor, start: int) -> Name:
    """Return an anchor's English: a name, or the words that stand for one."""
    mention = anchor.mention
    if (
        anchor.how == "named"
        and mention is not None
        and (mention.start_at, mention.end_at) == (anchor.start, anchor.end)
    ):
        return name_of(mention, anchor.start - start)
    if anchor.how == "named":
        return Name(anchor.start - start, anchor.end - start, anchor.english)
    words = english_of(text[anchor.start : anchor.end].lower()).text.lower()
    return Name(anchor.start - start, anchor.end - start, words, article=True)


def _russian(text: str, start: int, end: int, anchors: Sequence[Anchor]) -> Rendered:
    named = {(a.start - start, a.end - start): a for a in anchors}
    moved = [
        replace(a.mention, start_at=a.start - start, end_at=a.end - start) for a in anchors if a.mention is not None
    ]
    out = ""
    places: dict[Span, Span] = {}
    items = items_of(text[start:end], moved)
    for k, item in enumerate(items):
        before = items[k - 1] if k else None
        anchor = named.get((item.start, item.end))
        if anchor is not None:
            lead = _preposition(item, items[:k])
            out += f" {lead}" if lead else ""
            name = english_name(anchor)
            places[anchor.start, anchor.end] = len(out) + 1, len(out) + 1 + len(name)
            out += f" {name}"
        elif word := _russian_word(item, before, items[k + 1 : k + 1 + PHRASE]):
            out += word if item.kind == "punct" else f" {word}"
    return Rendered(out, places)


def _preposition(item: RussianToken, earlier: Sequence[RussianToken]) -> str:
    """Return what English says before a name in a case of its own: 'of' or 'by', where no preposition stands there.

    One stands before the whole of a list: 'между X и Y', 'с X, Y и Z'.
    """
    before = list(earlier)
    while len(before) > 1 and (before[-1].kind == "cc" or before[-1].text == ",") and before[-2].kind == "name":
        before = before[:-2]
    if before and before[-1].kind == "prep":
        return ""
    if item.cases == OF:
        return "of"
    return "by" if item.cases == BY else ""


def _russian_word(item: RussianToken, before: RussianToken | None, after: Sequence[RussianToken]) -> str:
    if item.kind == "prep":
        return _russian_preposition(item, after)
    if item.kind == "neg" and after and (_is_known_verb(after[0]) or after[0].kind == "modal"):
        return ""  # said with the verb: 'did not join'
    denied = before is not None and before.kind == "neg"
    if item.kind == "modal":
        word = WAS.get(item.text.lower(), item.gloss)
        return f"{word} not" if denied else word
    word = item.gloss.replace("_", " ")
    if not word.isascii():
        word = russian(item.text)
        return f"of {word}" if word and _is_owner(item, before) else word
    if _is_known_verb(item):
        return _verb(item, word, denied=denied, after_was=before is not None and before.text.lower() in WAS)
    if item.kind == "noun" and item.cases and not item.cases & SINGULAR:
        word = plural_of(word)
    return f"of {word}" if _is_owner(item, before) else word


def _russian_preposition(item: RussianToken, after: Sequence[RussianToken]) -> str:
    """Return what a preposition means with what it governs: 'в Мали' in, to; 'в среду' on; 'в 2014 году' in."""
    if item.text.lower() in TIMED and (noun := next((one for one in after if one.kind != "adj"), None)) is not None:
        when = next((english for english, stems in times().items() if noun.text.lower().startswith(stems)), None)
        if noun.text.isdigit() and len(after) > 1:
            when = when or next((e for e, stems in times().items() if after[1].text.lower().startswith(stems)), None)
        if when is not None:
            return when
    governed = {c.lower() for c in next((one.cases for one in after if one.cases), frozenset())}
    if "l" in item.options and "d" in governed and not governed & item.options.keys():
        governed = {"l"}  # 'в Крыму', 'в порту'
    fitting = [english for case, english in item.options.items() if case in governed]
    english = next(iter(fitting), next(iter(item.options.values()), item.gloss))
    return SECOND_HALVES.get(english, english)


@cache
def times() -> dict[str, tuple[str, ...]]:
    """Return the beginnings of words of time by the English preposition before them (data/russian_grammar.toml)."""
    listed = grammar()["times"]
    return {english: tuple(str(stems).split()) for english, stems in listed.items()}


def _is_owner(item: RussianToken, before: RussianToken | None) -> bool:
    """Whether a noun or its adjective stands in the genitive behind the noun that it belongs to."""
    if before is None or before.kind != "noun" or item.kind not in {"noun", "adj"}:
        return False
    return bool(item.cases & GENITIVES) and item.cases <= OWNED


def _is_known_verb(item: RussianToken) -> bool:
    return item.kind == "verb" and item.form is not None and item.entry is not None


def _verb(item: RussianToken, verb: str, *, denied: bool, after_was: bool) -> str:
    """Return a verb of the word list as it stands: in the past, to come, as an infinitive, passive."""
    shape = item.form.shape if item.form is not None else ""
    coming = shape == "present" and item.entry is not None and item.entry.perfective
    no = "not " if denied else ""
    if shape == "past":
        return f"did not {verb}" if denied else inflected(verb, "past")
    if shape == "present" and not coming:
        return f"does not {verb}" if denied else inflected(verb, "s")
    if shape in {"active", "adverbial"}:
        return no + inflected(verb, "ing")
    if shape in {"passive", "passive-participle"}:
        was = "was " if shape == "passive" and not after_was else ""
        return f"{was}{no}{inflected(verb, 'participle')}"
    return f"will {no}{verb}" if coming else f"{no}to {verb}"
