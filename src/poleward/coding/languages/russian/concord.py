"""Which words of a Russian clause agree: nominals in case, verbs with their subjects in number and gender."""

from __future__ import annotations

from poleward.coding.languages.russian.nodes import Node
from poleward.coding.languages.russian.tokens import RussianToken
from poleward.coding.languages.russian.words import ALL_CASES

MISMATCH = -3.0
"""A noun that scores less cannot be the subject: its gender is not the verb's."""


def alike(one: RussianToken, other: RussianToken) -> bool:
    """Whether two nominals can be joined: they share a case, whatever its number."""
    shared = {c.lower() for c in one.cases} & {c.lower() for c in other.cases}
    return bool(shared) and (one.kind == other.kind or {one.kind, other.kind} <= {"name", "noun"})


def same_office(one: RussianToken, other: RussianToken) -> bool:
    """Whether a name goes on with the states of an office: 'президенты X, Y и Z', whose mention holds only X."""
    if one.mention is None or other.mention is None or one.kind != "name":
        return False
    office = one.mention.role is not None and one.mention.kind == "state" and " " in one.text
    state = other.mention.kind == "state" and other.mention.role is None
    return (office or "g" in one.cases) and state and "g" in other.cases and not other.cases & {"n", "N"}


def only_dative(item: RussianToken) -> bool:
    """Whether a nominal can be a dative and nothing else that a verb may take."""
    return ("d" in item.cases and not item.cases & set("naNA")) or item.cases == frozenset("D")


def agrees(verb: Node, noun: Node) -> float:
    """Return how well a past verb or short participle agrees with a noun: 1, 0 (cannot be told), -9 (cannot be its)."""
    if verb.tag not in {"VBD", "VBN"}:
        return 0
    form = verb.item.text.lower().removesuffix("ся").removesuffix("сь")
    plural = any(k.dep == "conj" for k in noun.kids) or not noun.item.cases & {"n"}
    if form.endswith(("ли", "ны", "ты")) != plural:
        return 0.0 if noun.item.cases >= {"n", "N"} else -1.0
    gender = _gender(noun.item)
    if plural or gender is None or verb.tag != "VBD":
        return 1.0
    wanted = {"а": "f", "о": "n"}.get(form[-1], "m")
    return 1.0 if gender == wanted else -9.0


def _gender(item: RussianToken) -> str | None:
    """Return m, f or n by the nominative's ending; None for people and what has no clear one."""
    if item.cases == ALL_CASES or (item.mention is not None and item.mention.kind == "person"):
        return None
    word = item.text.split()[0].lower()
    if item.kind == "noun" and item.entry is None:
        return None
    if " " in item.text or word in {"глава", "премьер"}:
        return None
    return {"а": "f", "я": "f", "о": "n", "е": "n"}.get(word[-1]) or (None if word[-1] in "ьиыую" else "m")
