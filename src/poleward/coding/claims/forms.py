"""The forms in which a language makes claims (data/claims_*.toml): patterns over a sentence whose actors are signs.

A form is a regular expression with named groups that its reader knows. `<NAME>` in it stands for a piece that the file,
or this module, defines once. Every repetition is bounded, so that no text takes long.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from poleward.coding.claims import masking

LANGUAGES = {"en": "english", "und": "english", "ru": "russian", "fr": "french"}
"""Languages with forms; a page whose language nobody knows is read as English."""
_PIECE = re.compile(r"<([A-Z_]+)>")
_SHARED = {
    "STATE": masking.STATES, "BODY": masking.ORGANISATION, "ANY": masking.ANY, "LIST": masking.STATE_LIST,
    "CLOSED": masking.CLOSED_LIST, "BODIES": masking.ORGANISATION_LIST, "ARTICLE": masking.ARTICLE,
}  # fmt: skip
Pattern = re.Pattern[str]
LOOK_BACK = 40
"""Characters before a subject that tell whether it is one: the longest word before it, and its article."""


@dataclass(frozen=True, slots=True)
class Forms:
    """One language's forms.

    Attributes
    ----------
    words
        Single patterns by name: what opens a claim, denies it, or puts it into the past.
    votes, relatives, tallies
        Forms of who voted how, of relative clauses and appositions, and of totals (groups `yes`, `no`, `abstain`,
        `absent`, `n`, `how`).
    memberships, trade, events
        Forms by kind.
    numbers, amounts, quantifiers, hedges
        Number words; fractions in per cent; quantifiers and hedges by their words.
    """

    words: Mapping[str, Pattern]
    votes: tuple[Pattern, ...]
    relatives: tuple[Pattern, ...]
    tallies: tuple[Pattern, ...]
    memberships: tuple[tuple[str, Pattern], ...]
    trade: tuple[tuple[str, Pattern], ...]
    events: tuple[tuple[str, Pattern], ...]
    numbers: Mapping[str, int]
    amounts: Mapping[str, float]
    quantifiers: Mapping[str, str]
    hedges: Mapping[str, str]

    def quantifier(self, found: str | None, *, several: bool) -> str:
        """Return 'none', 'most', 'some', 'only', 'all' or 'each' for the words before a subject."""
        if found is None:
            return "each"
        return self.quantifiers.get(" ".join(found.lower().split()), "all" if several else "each")

    def begins(self, text: str, match: re.Match[str]) -> bool:
        """Whether the subject of a match can begin where it does: not after 'the leader of', not in a genitive."""
        start = match.start("quantifier" if match.groupdict().get("quantifier") else "subject")
        before = text[max(0, start - LOOK_BACK) : start]
        not_before, must = self.words["not_before_subject"], self.words.get("before_subject")
        return not not_before.search(before) and (must is None or must.search(before) is not None)


def forms_of(language: str) -> Forms | None:
    """Return the forms of a language (ISO 639-1, or 'und'); None where there are none."""
    return _read(LANGUAGES[language]) if language in LANGUAGES else None


@cache
def _read(name: str) -> Forms:
    text = resources.files("poleward.coding").joinpath("data", f"claims_{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    numbers = {words.replace("_", " "): int(n) for words, n in _pairs(data["numbers"])}
    amounts = {words.replace("_", " "): float(n) for words, n in _pairs(data["amounts"])}
    pieces = {**_SHARED, **data["pieces"], "N": _number(numbers), "FRACTION": _any(amounts)}

    def compiled(form: str) -> Pattern:
        return re.compile(_expand(form, pieces), re.IGNORECASE)

    def kinds(rows: list[dict[str, Any]]) -> tuple[tuple[str, Pattern], ...]:
        return tuple((row["kind"], compiled(row["form"])) for row in rows)

    return Forms(
        words={key: compiled(form) for key, form in data["words"].items()},
        votes=tuple(compiled(form) for form in data["votes"]),
        relatives=tuple(compiled(form) for form in (*data["relatives"], *data["appositions"])),
        tallies=tuple(compiled(form) for form in data["tallies"]),
        memberships=kinds(data["membership"]), trade=kinds(data["trade"]), events=kinds(data.get("event", [])),
        numbers=numbers, amounts=amounts,
        quantifiers={words.replace("_", " "): kind for words, kind in _pairs(data["quantifiers"])},
        hedges={words.replace("_", " "): kind.replace("_", " ") for words, kind in _pairs(data["hedges"])},
    )  # fmt: skip


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs of 'more_than:over at_least:least'; an underscore stands for a blank."""
    pairs = (pair.rsplit(":", 1) for pair in text.split())
    return [(words, value) for words, value in pairs]


def _any(words: Mapping[str, float]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _number(words: Mapping[str, int]) -> str:
    """Return the pattern of a whole number in digits or in up to four words."""
    word = rf"(?:{_any(words)})\b"
    return rf"(?:\d{{1,3}}|\b{word}(?:(?:[ -]|-et-| et | and ){word}){{0,4}})(?![\w.,]?\d)(?! ?%)"


def _expand(form: str, pieces: Mapping[str, str]) -> str:
    """Return a form with its pieces put in, those of pieces too."""
    for _ in range(len(pieces)):
        if not _PIECE.search(form):
            return form
        form = _PIECE.sub(lambda m: pieces[m.group(1)], form)
    raise ValueError(f"a piece of {form[:60]!r} holds itself")
