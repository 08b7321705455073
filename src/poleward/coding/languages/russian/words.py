"""Russian words: lemma, what the grammar's lists hold for it, the form of a verb, the cases that a form can be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from poleward.coding.languages.word_list import read_words
from poleward.errors import needs_extra

with needs_extra("text"):
    import simplemma


ALL_CASES = frozenset("ngdailNGDAIL")

_INFINITIVE = re.compile(r"(?:ть|ти|чь)(?:ся|сь)?$")
_PAST = re.compile(r"(?:л|ла|ло|ли)(?:ся|сь)?$|(?:[бзкгсрх])(?:ся)?$")
_SHORT_PASSIVE = re.compile(r"(?:[аеё]н|[аеиыу]т|н)(?:а|о|ы)?$")
_LOOKS_PRESENT = ("ет", "ит", "ут", "ют", "ат", "ят")
_HIT = frozenset({"убит", "сбит", "избит", "разбит"})
"""Short passives that look like a present."""
SOFT = (("жд", ("д",)), ("ж", ("з", "д", "г")), ("ш", ("с",)), ("щ", ("т", "ст")), ("ч", ("т", "к")),
        ("вл", ("в",)), ("мл", ("м",)), ("бл", ("б",)), ("пл", ("п",)))  # fmt: skip
"""Consonants before -ен and those of the infinitive: 'осужден' is of 'осудить'."""
_SOFTENED = re.compile(r"(?P<soft>жд|[вмбп]л|[жшщч])ен(?:а|о|ы)?$")
_VERBAL_NOUN = re.compile(r"[нт]и(?:е|я|ю|ем|и)$")
"""'заявлении' is no form of 'заявить'."""
_ACTIVE = re.compile(r"(?:вш|ющ|ущ|ящ|ащ)(?:ий|ая|ее|ие|его|ей|ему|им|ем|их|ую|ими)(?:ся)?$")
_PASSIVE = re.compile(r"(?:нн|т)(?:ый|ая|ое|ые|ого|ой|ому|ым|ом|ых|ую|ыми)$")
_SURNAME = re.compile(r"(?:[оеё]в|[иы]н)(?P<ending>|а|у|ым|е|ой|ы|ых|ыми)$")
_ADJECTIVE = re.compile(
    r"(?:ск|цк|н|в|т|к|р|л|ш|ж|щ|ч|г|х|д|м|б|п|с|з)(?P<ending>ий|ый|ой|ого|его|ому|ему|им|ым|ом|ем|ая|яя|ей|ую|юю|ое|ее|ые|ие|ых|их|ыми|ими)$"
)


@dataclass(frozen=True, slots=True)
class RussianWord:
    """One row of data/russian.tsv; `lemma` may be a verb with words after it.

    `slots` gives government: case or preposition to the slot of the English gloss.
    """

    lemma: str
    kind: str
    gloss: str
    slots: Mapping[str, str]
    perfective: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's form: its entry, or None for a verb of no list, and how it stands in its clause."""

    entry: RussianWord | None
    shape: str
    """'past', 'present', 'infinitive', 'passive' (short), 'adverbial', 'active' or 'passive-participle'."""
    reflexive: bool = False


def plain(word: str) -> str:
    """Return a word in lower case without the dots of ё."""
    return word.lower().replace("ё", "е")


@cache
def grammar() -> Mapping[str, Mapping[str, object]]:
    """Return the closed lists of data/russian_grammar.toml."""
    text = resources.files("poleward.coding").joinpath("data", "russian_grammar.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def entries() -> Mapping[tuple[str, str], RussianWord]:
    """Return the rows of data/russian.tsv by class ('v', 'n', 'a') and lemma."""
    return {(row.kind, row.lemma): row for row in _rows() if " " not in row.lemma}


@cache
def verb_phrases() -> dict[str, tuple[tuple[tuple[str, ...], RussianWord], ...]]:
    """Return verbs with the words after them that make another verb ('принять участие'), by lemma, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], RussianWord]]] = {}
    for row in _rows():
        first, *rest = row.lemma.split()
        if rest:
            found.setdefault(first, []).append((tuple(rest), row))
    return {first: tuple(sorted(rows, key=lambda r: -len(r[0]))) for first, rows in found.items()}


@cache
def _rows() -> tuple[RussianWord, ...]:
    return tuple(
        RussianWord(plain(lemma), kind[0], gloss, slots, kind == "v+")
        for lemma, kind, gloss, slots in read_words("russian.tsv")
    )


@lru_cache(maxsize=100_000)
def lemma_of(word: str) -> str:
    """Return a word's lemma without the dots of ё; an unknown word is its own lemma."""
    return plain(simplemma.lemmatize(word.lower(), lang="ru"))


@lru_cache(maxsize=100_000)
def lemma_of_name(word: str) -> str:
    """Return the nominative of a word with a capital; 'Индия' is no form of 'индий'."""
    return plain(simplemma.lemmatize(word, lang="ru"))


PAST_ENDINGS = ("ла", "ло", "ли", "л")
"""Endings of a past whose letters may be those of a noun: 'начала' is of 'начать' and of 'начало'."""


def _verb(word: str) -> RussianWord | None:
    table = entries()
    low = plain(word)
    for candidate in (lemma_of(word), low, *(low[: -len(end)] + "ть" for end in PAST_ENDINGS if low.endswith(end))):
        if entry := table.get(("v", candidate)):
            return entry
    return None


def noun(word: str) -> RussianWord | None:
    """Return the row of a noun."""
    table = entries()
    lemma = lemma_of(word)
    return table.get(("n", lemma)) or table.get(("n", plain(word))) or table.get(("n", lemma + "а"))


def adjective(word: str) -> RussianWord | None:
    """Return the row of an adjective or predicative."""
    table = entries()
    low = plain(word)
    match = _ADJECTIVE.search(low)
    stem = low[: match.start("ending")] if match else low.rstrip("аоыи")
    return table.get(("a", lemma_of(word))) or next(
        (e for i in ("ый", "ий", "ой") if (e := table.get(("a", stem + i)))), None
    )


@lru_cache(maxsize=100_000)
def verb_form(word: str) -> Form | None:
    """Return how a word stands as a verb; None where it is none."""
    low = plain(word)
    if (len(low) < 4 and low not in {"дал", "дать"}) or (len(low) > 6 and _VERBAL_NOUN.search(low)):
        return None
    reflexive = low.endswith(("ся", "сь"))
    if (match := _ACTIVE.search(low)) and len(low) > 7:
        return Form(_from_stems(low[: match.start()], ("ть", "ить", "ать", "еть")), "active", reflexive)
    if _PASSIVE.search(low) and (found := _verb(re.sub(r"н?(?:ый|ая|ое|ые|ого|ой|ому|ым|ом|ых|ую|ыми)$", "ы", low))):
        return Form(found, "passive-participle")
    entry = _verb(word)
    if entry is not None and entry.lemma.endswith("ен"):
        return Form(entry, "present")  # 'намерен': a predicative that governs an infinitive as a verb does
    lemma = entry.lemma if entry else lemma_of(word)
    if entry is not None and any(low == entry.lemma.removesuffix("ть") + end for end in PAST_ENDINGS):
        return Form(entry, "past", reflexive)
    if entry is None and (noun(word) or adjective(word)):
        return None
    listed = entry is not None and low == entry.lemma
    if _INFINITIVE.search(low) and (listed or (lemma == low and not _ends_as_noun(low))):
        return Form(entry, "infinitive", reflexive)
    if not _INFINITIVE.search(lemma) or lemma == low:
        return _derived(low)
    if _PAST.search(low):
        return Form(entry, "past", reflexive)
    if low in _HIT or (_SHORT_PASSIVE.search(low) and not low.endswith(_LOOKS_PRESENT)):
        return Form(entry, "passive")
    if low.endswith(("я", "в", "вши", "вшись", "ясь")) and not low.endswith("ся"):
        return Form(entry, "adverbial", reflexive)
    return Form(entry, "present", reflexive)


def _ends_as_noun(low: str) -> bool:
    return low.endswith(tuple(str(grammar()["not_infinitives"]["endings"]).split()))


def _derived(low: str) -> Form | None:
    """Find the verb behind an adverbial participle or a short passive that the lemma list does not know."""
    for ending, shape in (("вши", "adverbial"), ("в", "adverbial"), ("я", "adverbial"), ("а", "adverbial"),
                          ("на", "passive"), ("но", "passive"), ("ны", "passive"), ("н", "passive")):  # fmt: skip
        if low.endswith(ending) and (entry := _from_stems(low[: -len(ending)], ("ть", "ить"))):
            return Form(entry, shape)
    if match := _SOFTENED.search(low):
        hard = next((h for soft, h in SOFT if match["soft"] == soft), ())
        stems = [low[: match.start()] + consonant for consonant in hard]
        if entry := next((e for stem in stems if (e := _from_stems(stem, ("ить", "еть")))), None):
            return Form(entry, "passive")
    return None


def _from_stems(stem: str, endings: tuple[str, ...]) -> RussianWord | None:
    return next((e for ending in endings if (e := entries().get(("v", stem + ending)))), None)


def is_short(word: str) -> bool:
    """Whether an adjective stands in its short form, as predicates do."""
    return not _ADJECTIVE.search(plain(word))


def looks_adjective(word: str) -> bool:
    """Whether a word has an adjective's ending and is no known noun."""
    low = plain(word)
    return (
        len(low) > 4
        and _ADJECTIVE.search(low) is not None
        and noun(word) is None
        and lemma_of(word).endswith(("ий", "ый", "ой"))
    )


def cases(word: str, lemma: str | None = None) -> frozenset[str]:
    """Return the cases that a form can be: n g d a i l in the singular, capitals in the plural; all when unknown."""
    if word.isupper() and len(word) > 1:
        return ALL_CASES
    low, base = plain(word), plain(lemma) if lemma else lemma_of(word)
    table = grammar()["endings"]
    declined = base.endswith(("ый", "ой", "ский", "цкий", "ний", "кий"))
    if declined and (match := _ADJECTIVE.search(low)):
        return frozenset(str(table["adjective"].get(match["ending"], "")))  # type: ignore[attr-defined]
    for ending, forms in table.items():
        if ending in {"adjective", ""} or not base.endswith(ending):
            continue
        stem = base[: len(base) - len(ending)]
        if low.startswith(stem) and (found := forms.get(low[len(stem) :])) is not None:  # type: ignore[attr-defined]
            return frozenset(found)
    if base[-1:] not in "аяоеыийьуюэ":
        plain_forms = table[""]
        if low.startswith(base) and (found := plain_forms.get(low[len(base) :])) is not None:  # type: ignore[attr-defined]
            return frozenset(found)
        return _by_ending(low)
    return ALL_CASES if low == base else _by_ending(low)


def given_name_cases(word: str) -> frozenset[str]:
    """Return the cases of a person's first name; of one that the lemma list does not know by its ending."""
    return cases(word) if lemma_of(word) != plain(word) else _by_ending(plain(word))


def surname_cases(word: str) -> frozenset[str]:
    """Return the cases of a person's last name."""
    low = plain(word)
    if match := _SURNAME.search(low):
        return frozenset(
            {"": "nG", "а": "gan", "у": "da", "ым": "i", "е": "l", "ой": "gdil", "ы": "NA", "ых": "GA", "ыми": "I"}[
                match["ending"]
            ]
        )
    if low.endswith(("ий", "ого", "ому", "им", "ом")) and (match := _ADJECTIVE.search(low)):
        return frozenset(str(grammar()["endings"]["adjective"].get(match["ending"], "")))  # type: ignore[attr-defined]
    if low[-1] in "оуиеюэ":
        return ALL_CASES if low[-1] in "оиэ" else frozenset("dnl") if low[-1] in "ую" else frozenset("nl")
    if low[-1] in "ая":
        return frozenset("gan")
    return frozenset("n") if low[-1] not in "мй" else frozenset("ni")


def _by_ending(low: str) -> frozenset[str]:
    for ending, found in (("ами", "I"), ("ями", "I"), ("ах", "L"), ("ях", "L"), ("ам", "D"), ("ям", "D"), ("ов", "GA"),
                          ("ев", "GA"), ("ом", "i"), ("ем", "i"), ("ой", "i"), ("а", "gan"), ("я", "gan"), ("у", "da"),
                          ("ю", "da"), ("е", "dl"), ("ы", "gNA"), ("и", "gdlNA")):  # fmt: skip
        if low.endswith(ending):
            return frozenset(found)
    return frozenset("na")
