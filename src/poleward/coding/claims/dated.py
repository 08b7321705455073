"""Facts with a date that a page tells: who took or left an office when, and what else happened on named days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.grammar.scene import Scene

AFTER, BEFORE = 90, 60
"""Characters around a person's name in which taking an office is told: our choice, about one clause."""
HEAD_OF_STATE, HEAD_OF_GOVERNMENT = "head of state", "head of government"


@dataclass(frozen=True, slots=True)
class OfficeReading:
    """Who is said to have taken or left an office; `role` None where it is not named. Offsets are those of the unit."""

    person: str
    state: str
    role: str | None
    taken: bool
    start: int
    end: int


def read_offices(scene: Scene, forms: Forms) -> Iterator[OfficeReading]:
    """Yield who is said to have taken or left an office in one unit."""
    text = scene.text
    if forms.words["open_vote"].search(text) or text.rstrip().endswith("?"):
        return
    for mention in scene.mentions:
        if mention.kind != "person" or not mention.code or not mention.name:
            continue
        before = text[max(0, mention.start_at - BEFORE) : mention.start_at]
        after = text[mention.end_at : mention.end_at + AFTER]
        taken = forms.words["office_taken"].search(after)
        chosen = forms.words["office_taken_before"].search(before)
        left = forms.words["office_left"].search(after)
        if not (taken or chosen or left):
            continue
        start = mention.start_at - (len(chosen.group(0)) if chosen else 0)
        end = mention.end_at + max((m.end() for m in (taken, left) if m), default=0)
        told = f"{mention.surface} {text[end : end + BEFORE]} {chosen.group(0) if chosen else ''}"
        yield OfficeReading(mention.name, mention.code, _role(told, forms), not left, start, end)


def _role(told: str, forms: Forms) -> str | None:
    """Return the office that some words name, where it is one of the two heads."""
    heads = [
        role for name, role in (("head_of_state", HEAD_OF_STATE), ("head_of_government", HEAD_OF_GOVERNMENT))
        if forms.words[name].search(told)
    ]  # fmt: skip
    return heads[0] if len(heads) == 1 else None


_DIGIT = re.compile(r"\d")


def tells_what_was_done(scene: Scene, forms: Forms) -> bool:
    """Whether a unit tells what somebody whom it names did: not what is planned, expected or asked."""
    text = scene.text
    if text.rstrip().endswith("?") or forms.words["open_vote"].search(text) or not forms.words["done"].search(text):
        return False
    return any(m.code and m.kind in {"state", "person", "organisation"} for m in scene.mentions)


def names_a_day(words: str) -> bool:
    """Whether a date's words hold a number: 'on Friday' and 'last month' are the page's own days."""
    return _DIGIT.search(words) is not None
