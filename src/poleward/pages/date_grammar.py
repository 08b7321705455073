"""The closed grammar of date expressions, read from `data/dates.toml`: where a text speaks of a date, and how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "ru", "fr")

_BLANKS = {r"\s+": r"\s{1,8}", r"\s*": r"\s{0,8}", r"[\s-]+": r"[\s-]{1,8}", r"[\s-]*": r"[\s-]{0,8}"}
"""Open repetitions are bounded, so that a megabyte of blanks costs no more than other text."""
BEFORE, AFTER = 80, 60
"""Characters around a cue within which an expression stands."""
_PROPER = ("month", "weekday")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of expression: its regular expression and the numbers that its rule carries."""

    kind: str
    regex: re.Pattern[str]
    extra: Mapping[str, int]
    cue: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns and words of one language; words are lower-case."""

    language: str
    patterns: tuple[Pattern, ...]
    words: Mapping[str, Mapping[str, Any]]
    cues: Mapping[str, re.Pattern[str]]
    future: re.Pattern[str] | None
    past: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A match of a pattern in a text, without its lead ('in', 'since')."""

    start: int
    end: int
    pattern: Pattern
    match: re.Match[str]


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language; of a language without one, the patterns that all share."""
    data = tomllib.loads(resources.files("poleward.pages.data").joinpath("dates.toml").read_text(encoding="utf-8"))
    own = data.get(language, {}) if language in LANGUAGES else {}
    groups = {
        name: _alternatives(own[name], bool(own.get("capitals")) and name in _PROPER)
        for name in ("month", "weekday", "season", "number", "unit", "relation", "part", "order")
        if name in own
    }
    if "number" in groups:
        groups["number"] = rf"\d{{1,3}}|{groups['number']}"
    groups["year"] = r"(?P<y>(?:1[5-9]|20)\d\d)(?!\d)"
    patterns = [
        Pattern(
            row["kind"],
            _compiled(row["regex"], groups),
            {name: value for name, value in row.items() if isinstance(value, int)},
            _cue(row["regex"]),
        )
        for row in [*own.get("pattern", []), *data["any"]["pattern"]]
    ]
    words = {
        name: {str(word).lower(): value for word, value in table.items()}
        for name, table in own.items()
        if isinstance(table, dict)
    }
    tense = own.get("tense", {})
    return Grammar(
        language=language,
        patterns=tuple(patterns),
        words=words,
        cues=_cues(patterns, groups),
        future=re.compile(tense["future"], re.IGNORECASE) if tense else None,
        past=re.compile(tense["past"], re.IGNORECASE) if tense else None,
    )


def _cue(regex: str) -> str:
    """Return the group of words, or 'digit', without which a pattern cannot match; 'literal' where it is its own."""
    for name in ("month", "weekday", "season", "unit"):
        if "{" + name + "}" in regex:
            return name
    return "digit" if "order" not in regex and ("{year}" in regex or r"\d" in regex) else "literal"


def _cues(patterns: list[Pattern], groups: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Return one expression for each kind of cue, so that most patterns look at a few places of a text only."""
    literal = "|".join(re.sub(r"\(\?P<\w+>", "(?:", p.regex.pattern) for p in patterns if p.cue == "literal")
    bodies = {
        name: rf"(?<!\w)(?:{groups[name]})\b" for name in ("month", "weekday", "season", "unit") if name in groups
    }
    bodies |= {"digit": r"\d\d|[’']\d0s"} | ({"literal": literal} if literal else {})
    return {name: re.compile(body, re.IGNORECASE) for name, body in bodies.items()}


def _alternatives(words: Mapping[str, Any], proper: bool) -> str:
    """Return a named-group body of the words, the longest first; proper nouns need their capital."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    body = "|".join(re.escape(word).replace(r"\ ", r"\s{1,8}").replace("'", "[’']") for word in longest_first)
    if proper:
        body = f"(?-i:{body}|{body.upper()})" if body.isascii() and "\\" not in body else f"(?-i:{body})"
    return body


def _compiled(regex: str, groups: Mapping[str, str]) -> re.Pattern[str]:
    for name, body in groups.items():
        group = body if body.startswith("(?P<") else f"(?P<{name}>{body})"
        regex = regex.replace("{" + name + "}", group)
    for open_ended, bounded in _BLANKS.items():
        regex = regex.replace(open_ended, bounded)
    return re.compile(rf"(?<!\w)(?:{regex})", re.IGNORECASE)


def find(text: str, language: str) -> list[FoundDate]:
    """Return the date expressions of a text in order, the longer of two that overlap."""
    rules = grammar(language)
    windows = {cue: _windows(regex, text) for cue, regex in rules.cues.items()}
    found: list[tuple[int, int, FoundDate]] = []
    for rank, pattern in enumerate(rules.patterns):
        for match in (m for start, end in windows[pattern.cue] for m in pattern.regex.finditer(text, start, end)):
            start = match.start()
            if match.re.groupindex.get("lead") and match["lead"]:
                start = match.end("lead")
            while start < match.end() and text[start].isspace():
                start += 1
            if match.end() < len(text) and text[match.end()].isalnum() and text[match.end() - 1].isalnum():
                continue  # the middle of a word
            if pattern.cue == "month" and "d" not in pattern.regex.groupindex and _touches(text, start, match.end()):
                continue  # part of a date in a form that is not known here
            found.append((start - match.end(), rank, FoundDate(start, match.end(), pattern, match)))
    kept: list[FoundDate] = []
    taken: set[int] = set()
    for _, _, item in sorted(found, key=lambda entry: (entry[0], entry[1], entry[2].start)):
        if not any(at in taken for at in (item.start, item.end - 1)):
            taken.update(range(item.start, item.end))
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


_MONTHS = frozenset(
    {
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "янв",
        "фев",
        "мар",
        "апр",
        "мая",
        "май",
        "июн",
        "июл",
        "авг",
        "сен",
        "окт",
        "ноя",
        "дек",
        "fév",
        "avr",
        "mai",
        "jui",
        "aoû",
        "déc",
    }
)
"""How the names of months begin."""


def _touches(text: str, start: int, end: int) -> bool:
    """Return whether a name of a month is bound to figures or to a word: '12-Dec-14', "Dec'14", 'Mar-a-Lago'."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    bound = len(before) == 2 and before[1] in "-/'’." and before[0].isdecimal()
    if bound or len(after) < 2 or after[0] not in "-/'’":
        return bound
    # 'March-April' is two months
    return after[1].isdecimal() or (after[0] == "-" and text[end + 1 : end + 4].casefold() not in _MONTHS)


def _windows(cue: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text around its cues, merged, and ending at a blank."""
    windows: list[tuple[int, int]] = []
    for match in cue.finditer(text):
        start, end = max(0, match.start() - BEFORE), match.end() + AFTER
        while end < len(text) and not text[end].isspace() and end < match.end() + 2 * AFTER:
            end += 1
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows
