"""Anchors: every place of a sentence that stands for an actor, named or referred to.

Named places come from the registry. 'It', 'the republic', 'the minister', 'the bloc' are resolved by the nearest
earlier actor that fits, which is right often enough to be heard and is said in `how`; a grammar that gives signs for
certain follows fewer of them (see `parties`).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from poleward.actors import Mention
from poleward.coding.event_model.sentence_states import Span
from poleward.coding.grammar.lexicon import surface_pattern

DESCRIBED = "described"
PLAIN = frozenset({"named", DESCRIBED})
"""How an actor is named as plainly as by its name."""

NAMED = frozenset({"state", "organisation", "person", "group"})
PEOPLE = frozenset({"head of state", "head of government", "foreign minister", "defence minister", "government",
                    "diplomat", "spokesperson", "legislature"})  # fmt: skip
SILENT = frozenset({"media", "expert", "education"})
"""Roles that report and do not act."""

MOST_NAMES = 60
"""Surnames of one page that are looked for again."""
LEAST_NAME = 3
"""Letters of a surname that is looked for again: shorter ones are words too."""

LONGEST_OWNING = 7
"""Characters of the longest of `_OWNING` with the blanks around it."""

FRONTED = frozenset({"his", "her", "its"})
"""Words that may stand for a subject that is yet to come."""

LED = {"RUS": "CSTO"}
"""Whose '-led alliance' is which organisation."""

_LED = surface_pattern("led_bloc")
_NAME_AFTER = re.compile(r",? ((?:[A-ZÀ-Þ][\w'’-]+ ?){2,4})")
_COUNTRY_OF, _MEMBER = surface_pattern("country_of"), surface_pattern("member_named")
"""'The only country of the EU that …', 'NATO member Turkey': the body is told of, and is no side."""
LONGEST_BELONGING = 24
"""Characters before a body in which 'country of the' stands."""
_OF_ANOTHER = surface_pattern("of_another")
_DEED = surface_pattern("deed_after")
_PREFIX = surface_pattern("pro_or_anti")
_WORDS = {
    "en": surface_pattern("standing_for_a_name"), "und": surface_pattern("standing_for_a_name"),
    "fr": surface_pattern("standing_for_a_name_fr"), "ru": surface_pattern("standing_for_a_name_ru"),
}  # fmt: skip
"""What stands for a name, by language."""
_DESCRIBED = re.compile(r"(?:the|this) ((?:[\w'’-]+ )+)\w+(?:'s)?$", re.IGNORECASE)
"""'The tiny island nation', 'the Central Asian republic': a state by what is known of it."""
_OWNING = frozenset({"", "of", "of the", "de", "du", "de la", "d", "de l", "des"})
"""What stands between an office and its state, stops and apostrophes aside."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of the body's text that stands for an actor; `how` is 'named' or says what it was resolved by."""

    start: int
    end: int
    code: str
    name: str
    kind: str
    role: str | None
    confidence: float
    how: str = "named"
    mention: Mention | None = None

    @property
    def english(self) -> str:
        """The actor's name in Latin letters."""
        known = self.mention.name if self.mention is not None else None
        return next((name for name in (known, self.name) if name and name.isascii()), self.code)


@dataclass(slots=True)
class Focus:
    """What earlier sentences leave for pronouns and bare nouns: newest last."""

    subjects: list[Anchor] = field(default_factory=list)
    people: list[Anchor] = field(default_factory=list)
    bodies: list[Anchor] = field(default_factory=list)
    states: list[Anchor] = field(default_factory=list)

    def last(self, kind: str) -> Anchor | None:
        """Return the newest subject of a kind: 'state' or 'any'."""
        fits = (a for a in reversed(self.subjects) if kind == "any" or a.kind != "organisation")
        return next(fits, None)


def anchors_of(
    text: str,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    expand: Callable[[str], tuple[str, ...]],
    language: str,
) -> list[list[Anchor]]:
    """Return the anchors of each sentence, in order of their places."""
    focus = Focus()
    out = []
    kept = [m for m in mentions if m.code and m.kind in NAMED and m.role not in SILENT]
    rest = sorted([*kept, *known_by_surname(text, kept)], key=lambda m: m.start_at)
    at = 0
    for start, end in sentences:
        while at < len(rest) and rest[at].end_at <= start:
            at += 1
        here: list[Mention] = []
        k = at
        while k < len(rest) and rest[k].start_at < end:
            here.append(rest[k])
            k += 1
        named = [a for m in here for a in _named(text, m, expand)]
        referred = _referred(text, (start, end), named, focus, _WORDS.get(language, _WORDS["en"]))
        both = sorted([*named, *referred], key=lambda a: (a.start, a.code))
        out.append(both)
        _remember(named, referred, focus)
    return out


def known_by_surname(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the later places of people who were introduced with their office: 'Fico', after 'Prime Minister Fico'."""
    names: dict[str, Mention] = {}
    for m in mentions:
        written = m.surface if m.kind == "person" else ""
        if not written and m.role in PEOPLE and (after := _NAME_AFTER.match(text, m.end_at)):
            written = "x " + after.group(1)
        words = written.replace("’s", "").replace("'s", "").split()
        if len(words) > 1 and words[-1][:1].isupper() and len(words[-1]) >= LEAST_NAME and len(names) < MOST_NAMES:
            names.setdefault(words[-1], m)
    if not names:
        return []
    taken = sorted((m.start_at, m.end_at) for m in mentions)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\b")
    out = []
    for found in pattern.finditer(text):
        a, b = found.span()
        k = bisect_right(taken, (a, b))
        beside = taken[max(0, k - 1) : k + 1]
        if not any(start < b and a < end for start, end in beside):
            who = names[found.group()]
            out.append(replace(who, start_at=a, end_at=b, surface=found.group(), kind="person", how="surname"))
    return out


def _named(text: str, m: Mention, expand: Callable[[str], tuple[str, ...]]) -> list[Anchor]:
    one_word = m.attitude and "-" not in m.surface  # 'антироссийский'
    if one_word or _PREFIX.search(text[max(0, m.start_at - 5) : m.start_at]):
        return []
    if m.kind == "organisation" and (
        _COUNTRY_OF.search(text[max(0, m.start_at - LONGEST_BELONGING) : m.start_at]) or _MEMBER.match(text, m.end_at)
    ):
        return []
    code = m.code or ""
    led = _LED.match(text, m.end_at)
    if led and code in LED:
        return [
            Anchor(m.start_at, led.end(), LED[code], text[m.start_at : led.end()], "organisation", None, 0.9, "led by")
        ]
    if (m.kind == "group" and expand(code)) or not code.isupper():
        return []  # 'many Central Asian countries': which of them, only the grammar can tell
    return [Anchor(m.start_at, m.end_at, code, m.surface, m.kind, m.role, m.confidence, mention=m)]


def _referred(
    text: str, span: tuple[int, int], named: Sequence[Anchor], focus: Focus, words: re.Pattern[str]
) -> list[Anchor]:
    out = []
    for found in words.finditer(text, *span):
        a, b = found.span()
        if any(n.start < b and a < n.end for n in named) or not found.lastgroup:
            continue
        if found.lastgroup in {"state", "office", "body"} and _has_owner(text, b, named, found.lastgroup):
            continue
        before = [n for n in named if n.end <= a]
        last = found.lastgroup
        if (
            text[a:b].lower() == "its"
            and len(before) > 1
            and _DEED.match(text, b)
            and _OF_ANOTHER.search(text[max(0, a - 12) : a])
        ):
            before = before[-1:]  # 'sanctions on X over its invasion': X invades
        target = _fronted(text, span[0], (a, b), named) or _target(last, before, focus, text[a:b])
        if target is not None:
            surface = text[a:b]
            how = DESCRIBED if last == "state" and _DESCRIBED.match(surface) else f"'{surface}'"
            out.append(replace(target, start=a, end=b, name=target.name, confidence=target.confidence * 0.8, how=how))
    return out


def _fronted(text: str, start: int, place: Span, named: Sequence[Anchor]) -> Anchor | None:
    """Return whom 'his' or 'its' of a sentence's first phrase means: its subject ('In his speech, X praised Y')."""
    if text[place[0] : place[1]].lower() not in FRONTED:
        return None
    first = next((n for n in named if n.end > start), None)
    if first is None or first.start < place[1]:
        return None
    phrase = text[start : first.start].rstrip()
    return first if phrase.endswith(",") and phrase.count(",") == 1 else None


def _has_owner(text: str, at: int, named: Sequence[Anchor], kind: str) -> bool:
    """Whether 'the president' goes on with its own state: 'of France', or a name beside it; of a body only 'of …'."""
    beside = [text[at : n.start].strip(" ,'’") for n in named if 0 <= n.start - at <= LONGEST_OWNING]
    return any(word in _OWNING and (word or kind != "body") for word in beside)


def _target(kind: str, before: Sequence[Anchor], focus: Focus, surface: str) -> Anchor | None:
    here = before[0] if before else None
    if kind == "it":
        return here if here is not None else focus.last("any")
    if kind == "he":
        people = [n for n in before if n.kind == "person"]
        return people[-1] if people else (focus.people[-1] if focus.people else None)
    if kind == "we":
        return focus.people[-1] if focus.people and not before else None
    if kind == "body":
        bodies = [n for n in before if n.kind == "organisation"]
        return bodies[-1] if bodies else (focus.bodies[-1] if focus.bodies else None)
    if kind == "state":
        states = [n for n in before if n.kind != "organisation"]
        if described := _DESCRIBED.match(surface):
            return _of_region(described.group(1), [*focus.states[-MOST_NAMES:], *states])
        if surface.lower().startswith(("his", "her")) and focus.people:
            return focus.people[-1]
        return states[-1] if states else focus.last("state")
    if kind == "envoy":
        return next((a for a in reversed(focus.people) if "ambassador" in a.name.lower()), None)
    if kind == "office":
        return focus.people[-1] if focus.people else focus.last("state")
    return None


def _of_region(words: str, states: Sequence[Anchor]) -> Anchor | None:
    """Return the last of some states that a description fits: 'Central Asian' only those of the region."""
    low = f" {words.lower()} "
    region = max((name for name in regions() if f" {name} " in low), key=len, default=None)
    if region is None and any(word[:1].isupper() for word in words.split()):
        return None  # described by something that is not known here
    return next((a for a in reversed(states) if region is None or a.code in regions()[region]), None)


@cache
def regions() -> dict[str, frozenset[str]]:
    """Return the states of each region by its adjective in lower case (data/regions.toml)."""
    text = resources.files("poleward.coding").joinpath("data", "regions.toml").read_text(encoding="utf-8")
    return {name: frozenset(states.split()) for name, states in tomllib.loads(text)["regions"].items()}


def _remember(named: Sequence[Anchor], referred: Sequence[Anchor], focus: Focus) -> None:
    both = sorted([*named, *referred], key=lambda a: a.start)
    subject = next((a for a in both if a.kind != "group" or a.code.isupper()), None)
    if subject is not None:
        focus.subjects.append(subject)
    focus.people += [a for a in named if a.kind == "person" or a.role in PEOPLE]
    focus.states += [a for a in named if a.kind != "organisation"]
    focus.bodies += [a for a in named if a.kind == "organisation"]
