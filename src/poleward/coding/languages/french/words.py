"""French words: what the word list holds for a form, and the forms of its verbs, nouns and adjectives."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from poleward.actors.files import read_rows, split_cell
from poleward.coding.languages.word_list import read_words

IMPERFECT = {"ais": "", "ait": "3", "ions": "", "iez": "", "aient": "p"}
"""Endings of the imperfect and, on the stem of the future, of the conditional; '3' he, 'p' they."""
FUTURE = {"ai": "", "as": "", "a": "3", "ons": "", "ez": "", "ont": "p"}


@dataclass(frozen=True, slots=True)
class FrenchWord:
    """One row of data/french.tsv; `frame` maps a preposition (or 'inf') after the word to its English."""

    french: str
    kind: str
    english: str
    frame: Mapping[str, str] = field(default_factory=dict)


AUXILIARIES = {"avoir": FrenchWord("avoir", "v", "have"), "être": FrenchWord("être", "v", "be")}


@dataclass(frozen=True, slots=True)
class VerbForm:
    """A form of a verb: its infinitive, its tense, and whether its subject is a plural.

    `tense`: present, imperfect, future, conditional, past, infinitive, participle or ing.
    """

    infinitive: str
    tense: str
    plural: bool = False


@cache
def grammar() -> Mapping[str, Any]:
    """Return the closed lists of data/french_grammar.toml."""
    text = resources.files("poleward.coding").joinpath("data", "french_grammar.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def rows() -> tuple[FrenchWord, ...]:
    """Return the rows of data/french.tsv."""
    return tuple(
        FrenchWord(french, kind, "" if english == "-" else english, frame)
        for french, kind, english, frame in read_words("french.tsv")
    )


@cache
def function_words() -> dict[str, FrenchWord]:
    """Return determiners, prepositions, conjunctions, pronouns, adverbs and negators of one word."""
    return {row.french: row for row in rows() if row.kind in "dpcrxm" and " " not in row.french}


@cache
def phrases() -> dict[str, tuple[tuple[tuple[str, ...], FrenchWord], ...]]:
    """Return phrases of several words (verbs apart) by their first word, longest first."""
    out: dict[str, list[tuple[tuple[str, ...], FrenchWord]]] = {}
    for row in rows():
        if row.kind != "v" and len(parts := parts_of(row.french)) > 1:
            out.setdefault(parts[0], []).append((parts, row))
    return {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in out.items()}


def parts_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as `tokens` cuts a text: elisions and contractions are spelt out."""
    elided, contracted = grammar()["elisions"], grammar()["contractions"]
    out: list[str] = []
    for word in phrase.replace("’", "'").split():
        lead, mark, rest = word.partition("'")
        if mark and lead in elided:
            out += [elided[lead], rest]
        else:
            out += contracted.get(word, word).split()
    return tuple(out)


@cache
def verbs() -> dict[str, tuple[FrenchWord, tuple[tuple[tuple[str, ...], FrenchWord], ...], FrenchWord | None]]:
    """Return by infinitive: the plain verb, its readings with words after it (longest first), its reflexive reading."""
    plain: dict[str, FrenchWord] = {}
    tails: dict[str, list[tuple[tuple[str, ...], FrenchWord]]] = {}
    reflexive: dict[str, FrenchWord] = {}
    for row in rows():
        if row.kind != "v":
            continue
        first, *rest = parts_of(row.french)
        if first == "se":
            first, *rest = rest
            if rest:
                tails.setdefault(first, []).append((tuple(rest), row))
            else:
                reflexive[first] = row
        elif rest:
            tails.setdefault(first, []).append((tuple(rest), row))
        else:
            plain[first] = row
    out = {}
    for infinitive in {*plain, *tails, *reflexive, *AUXILIARIES}:
        known = sorted(tails.get(infinitive, ()), key=lambda t: -len(t[0]))
        listed = AUXILIARIES.get(infinitive) or plain.get(infinitive) or reflexive.get(infinitive)
        own = listed or FrenchWord(infinitive, "v", known[0][1].english)
        out[infinitive] = (own, tuple(known), reflexive.get(infinitive))
    return out


@cache
def verb_forms() -> dict[str, VerbForm]:
    """Return the forms of all listed verbs; a finite form goes before a participle of the same letters."""
    out: dict[str, VerbForm] = {}
    for infinitive in (*AUXILIARIES, *sorted(verbs())):
        for form, tense, plural in _forms(infinitive):
            known = out.get(form)
            if known is None or (known.tense == "participle" and tense != "participle"):
                out[form] = VerbForm(infinitive, tense, plural)
    return out


@cache
def participles() -> dict[str, str]:
    """Return past participles (all genders and numbers) with their infinitives."""
    out: dict[str, str] = {}
    for infinitive in verbs():
        for form, tense, _ in _forms(infinitive):
            if tense == "participle":
                out.setdefault(form, infinitive)
    return out


def _forms(infinitive: str) -> Iterator[tuple[str, str, bool]]:
    yield infinitive, "infinitive", False
    models: dict[str, dict[str, Any]] = grammar()["models"]
    fitting = (m for m in models if infinitive == m or (infinitive.endswith(m) and not models[m].get("whole")))
    ending = max(fitting, key=len, default="")
    stem = infinitive[: len(infinitive) - len(ending)] if ending else ""
    if infinitive in grammar()["second_group"]["verbs"].split():
        yield from _second(infinitive[:-2])
    elif ending:
        yield from _modelled(stem, models[ending])
    elif infinitive.endswith("er"):
        yield from _first(infinitive[:-2])
    elif infinitive.endswith("re"):
        yield from _third(infinitive[:-2])


def _tenses(imperfect: str, future: str) -> Iterator[tuple[str, str, bool]]:
    for end, who in IMPERFECT.items():
        yield imperfect + end, "imperfect", who == "p"
        yield future + end, "conditional", who == "p"
    for end, who in FUTURE.items():
        yield future + end, "future", who == "p"
    yield imperfect + "ons", "present", True
    yield imperfect + "ez", "present", True


def _gendered(participle: str) -> Iterator[tuple[str, str, bool]]:
    base = participle.replace("dû", "du") if participle.endswith("dû") else participle
    yield participle, "participle", False
    ends = ("e", "es") if base.endswith("s") else ("e", "s", "es")
    for end in ends:
        yield base + end, "participle", False


def _first(stem: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the forms of 'condamner': spelling follows the sound in 'commencer', 'exiger', 'rejeter', 'appuyer'."""
    soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    closed = [stem]
    if match := re.search(r"[eé](?=[bcdgjlmnprstv]{1,2}$)", stem):
        at = match.start()
        closed = [stem[:at] + "è" + stem[at + 1 :], stem + stem[-1]]
    elif stem.endswith(("uy", "oy", "ay")):
        closed = [stem[:-1] + "i"]
    for one in {*closed, stem}:
        yield one + "e", "present", False
        yield one + "ent", "present", True
        for end, who in FUTURE.items():
            yield f"{one}er{end}", "future", who == "p"
        for end, who in IMPERFECT.items():
            yield f"{one}er{end}", "conditional", who == "p"
    for end, who in IMPERFECT.items():
        yield (soft if end[0] == "a" else stem) + end, "imperfect", who == "p"
    yield soft + "ons", "present", True
    yield soft + "ant", "ing", False
    yield soft + "a", "past", False
    yield stem + "èrent", "past", True
    yield from _gendered(stem + "é")


def _second(stem: str) -> Iterator[tuple[str, str, bool]]:
    yield stem + "it", "present", False
    yield stem + "issent", "present", True
    yield stem + "isse", "present", False
    yield stem + "irent", "past", True
    yield stem + "issant", "ing", False
    yield from _tenses(stem + "iss", stem + "ir")
    yield from _gendered(stem + "i")


def _third(stem: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the forms of 'suspendre'."""
    yield stem, "present", False
    yield stem + "ent", "present", True
    yield stem + "e", "present", False
    yield stem + "it", "past", False
    yield stem + "irent", "past", True
    yield stem + "ant", "ing", False
    yield from _tenses(stem, stem + "r")
    yield from _gendered(stem + "u")


def _modelled(stem: str, model: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    he, they = model["present"].split()
    yield stem + he, "present", False
    yield stem + they, "present", True
    if "î" in he:
        yield stem + he.replace("î", "i"), "present", False  # as many write since 1990
    for key, tense in (("past", "past"), ("subjunctive", "present")):
        for n, form in enumerate(model.get(key, "").split()):
            yield stem + form, tense, n == 1
    yield stem + model.get("ing", model["imperfect"] + "ant"), "ing", False
    yield from _tenses(stem + model["imperfect"], stem + model["future"])
    yield from _gendered(stem + model["participle"])


@cache
def nouns() -> dict[str, tuple[FrenchWord, bool]]:
    """Return nouns of one word by their singular and plural; the flag tells a plural."""
    out: dict[str, tuple[FrenchWord, bool]] = {}
    for row in rows():
        if row.kind == "n":
            out.setdefault(row.french, (row, False))
            out.setdefault(plural_of(row.french), (row, True))
    return out


def plural_of(noun: str) -> str:
    """Return the plural of a French noun or adjective; of a phrase that of its first word."""
    first, _, rest = noun.partition(" ")
    if first.endswith(("s", "x", "z")):
        plural = first
    elif first.endswith("al"):
        plural = first[:-2] + "aux"
    elif first.endswith(("eau", "eu")):
        plural = first + "x"
    else:
        plural = first + "s"
    return f"{plural} {rest}" if rest else plural


@cache
def adjectives() -> dict[str, FrenchWord]:
    """Return adjectives by all their forms."""
    out: dict[str, FrenchWord] = {}
    for row in rows():
        if row.kind == "a":
            for form in (row.french, feminine_of(row.french)):
                out.setdefault(form, row)
                out.setdefault(plural_of(form), row)
    for french, english in demonyms().items():
        out.setdefault(french, FrenchWord(french, "a", english))
    return out


@cache
def demonyms() -> dict[str, str]:
    """Return the French adjectives of states with the English ones."""
    forms: dict[tuple[str, str], list[str]] = {}
    for row in read_rows("state_names.tsv"):
        if row["kind"] == "demonym":
            forms.setdefault((row["state"], row["language"]), []).extend(split_cell(row["forms"]))
    return {
        one.lower(): english[0]
        for (state, language), given in forms.items() if language == "fr" and (english := forms.get((state, "en")))
        for french in given for one in (french, french + "s")
    }  # fmt: skip


IRREGULAR = {"bon": "bonne", "faux": "fausse", "long": "longue", "nouveau": "nouvelle", "vieux": "vieille",
             "public": "publique", "gros": "grosse", "inquiet": "inquiète", "secret": "secrète"}  # fmt: skip
FEMININES = (
    ("eux", "euse"),
    ("if", "ive"),
    ("el", "elle"),
    ("ien", "ienne"),
    ("éen", "éenne"),
    ("er", "ère"),
    ("teur", "trice"),
)


def feminine_of(adjective: str) -> str:
    """Return the feminine singular of an adjective."""
    if adjective in IRREGULAR:
        return IRREGULAR[adjective]
    for end, feminine in FEMININES:
        if adjective.endswith(end):
            return adjective[: len(adjective) - len(end)] + feminine
    return adjective if adjective.endswith("e") else adjective + "e"


ENDINGS = (
    ("iques", "ic"), ("ique", "ic"), ("istes", "ist"), ("iste", "ist"), ("ismes", "ism"), ("isme", "ism"),
    ("ement", "ely"), ("euses", "ous"), ("euse", "ous"), ("eux", "ous"), ("aires", "ary"), ("aire", "ary"),
    ("ités", "ities"), ("ité", "ity"), ("eurs", "ors"), ("eur", "or"), ("ives", "ive"), ("elles", "al"), ("elle", "al"),
    ("iels", "ial"), ("iel", "ial"), ("és", "ed"), ("ée", "ed"), ("ées", "ed"), ("é", "ed"),
)  # fmt: skip
"""Endings of French words and those of their English kin."""


def kin(word: str) -> str:
    """Return what a word of no list is likely to be in English: 'réaction' is 'reaction', 'laïcité' 'laicity'."""
    low = word.lower()
    for end, english in ENDINGS:
        if low.endswith(end) and len(low) > len(end) + 2:
            low = low[: len(low) - len(end)] + english
            break
    return "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
