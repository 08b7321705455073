"""English verbs and nouns inflected: what a word of another language is put in."""

from __future__ import annotations

from collections.abc import Iterable

from poleward.coding.grammar.lexicon import words

VOWELS = "aeiou"


def _pairs(listed: Iterable[str]) -> dict[str, str]:
    return dict(pair.split("=") for pair in listed)


_PASTS, _PARTICIPLES = _pairs(words("irregular_past")), _pairs(words("irregular_participle"))


def inflected(verb: str, how: str) -> str:
    """Return an English verb, of which the first word is inflected: `how` is past, participle, s, ing or base."""
    first, _, rest = verb.partition(" ")
    forms = {"past": past_of, "participle": participle_of, "s": third_person_of, "ing": ing_of}
    form = forms[how](first) if how in forms else first
    return f"{form} {rest}" if rest else form


def past_of(verb: str) -> str:
    """Return the past of an English verb: 'said', 'denied', 'joined'."""
    if (found := _PASTS.get(verb)) is not None:
        return found
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")


def participle_of(verb: str) -> str:
    """Return the past participle of an English verb: 'taken', 'joined'."""
    return _PARTICIPLES.get(verb) or past_of(verb)


def third_person_of(verb: str) -> str:
    """Return what he or she does: 'has', 'denies', 'joins'."""
    if verb in {"have", "be"}:
        return "has" if verb == "have" else "is"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb in {"go", "do"} or verb.endswith(("s", "x", "ch", "sh", "z")) else "s")


def ing_of(verb: str) -> str:
    """Return the form in -ing: 'banning' as 'banned', 'joining'."""
    if verb.endswith(("ee", "oe")) or verb == "be":
        return verb + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e"):
        return verb[:-1] + "ing"
    past = past_of(verb)
    doubled = past == verb + verb[-1] + "ed" or (past == verb and verb.endswith("t")) or verb == "begin"
    return verb + (verb[-1] if doubled else "") + "ing"


def plural_of(noun: str) -> str:
    """Return the plural of an English noun; of a phrase that of its last word, before 'of'."""
    head, of, rest = noun.partition(" of ")
    if head.endswith("y") and head[-2:-1] not in VOWELS:
        head = head[:-1] + "ies"
    else:
        head += "es" if head.endswith(("s", "x", "ch", "sh")) else "s"
    return head + of + rest
