"""What news calls resolutions of the General Assembly: their symbols, and the subjects of data/vote_subjects.toml."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from poleward.coding.grammar.lexicon import words

SYMBOL = re.compile(r"\b(?:A/)?(?:RES/)?((?:ES-)?\d{1,3}/\d{1,3})\b")
STOP_WORDS = words("stop_words")


@dataclass(frozen=True, slots=True)
class Subject:
    """What news calls a group of resolutions: see data/vote_subjects.toml."""

    label: str
    words: tuple[tuple[str, ...], ...]
    resolutions: tuple[tuple[str, dt.date], ...]
    against: str
    imprecise: tuple[str, ...] = ()


@cache
def subjects() -> tuple[Subject, ...]:
    """Return the shipped subjects, the most particular (most groups of words, fewest resolutions) first."""
    text = resources.files("poleward.coding").joinpath("data", "vote_subjects.toml").read_text(encoding="utf-8")
    return tuple(
        Subject(
            s["label"], tuple(tuple(g) for g in s["words"]),
            tuple((r["symbol"], r["date"]) for r in s["resolutions"]), s["against"],
            tuple(s.get("imprecise", ())),
        )
        for s in tomllib.loads(text)["subject"]
    )  # fmt: skip


def subject_of_text(text: str) -> Subject | None:
    """Return the most particular subject that a text names."""
    low = text.lower()
    return next((s for s in subjects() if all(any(w in low for w in group) for group in s.words)), None)


def resolutions_of(text: str, earliest: dt.date | None, latest: dt.date | None) -> tuple[tuple[str, ...], str]:
    """Return the symbols that a claim's words and dates can mean, and the subject in words."""
    spelt = "resolution" in text.lower()
    named = [
        f"A/RES/{m.group(1)}" for m in SYMBOL.finditer(text) if spelt or "RES" in m.group(0) or "ES-" in m.group(0)
    ]
    topic = subject_of_text(text)
    if named:
        return tuple(named), topic.label if topic else ""
    if topic is None:
        return (), ""
    found = [
        symbol for symbol, day in topic.resolutions
        if (earliest is None or day >= earliest) and (latest is None or day <= latest)
    ]  # fmt: skip
    return tuple(found), topic.label


def by_subject(text: str, symbols: Sequence[str]) -> bool:
    """Whether the symbols of a claim come from its subject: its words spell none of them."""
    return bool(symbols) and not any(symbol.removeprefix("A/RES/") in text for symbol in symbols)


def keywords(text: str) -> tuple[str, ...]:
    """Return the words of a claim that can be looked for in a resolution's title."""
    words = re.findall(r"[A-Za-z][A-Za-z-]{2,}", text.lower())
    return tuple(dict.fromkeys(w for w in words if w not in STOP_WORDS))
