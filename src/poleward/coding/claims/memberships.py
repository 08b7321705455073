"""Claims about membership of organisations: is a member, joined, left, belongs; who, of what, when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.forms import Forms
from poleward.coding.claims.masking import Masked

OPEN_BEFORE = 50
"""Characters before a claim in which a word makes it conditional or planned: our choice, about one clause."""
WHOLE = frozenset({None})
"""Who can join and leave what: a minister who left the secretariat did neither."""
_OBSERVERS = ("observer", "observa", "наблюд")
"""How the words for an observer begin."""
_PAST = (
    "was",
    "were",
    "had been",
    "remained",
    "ed",
    "был",
    "состоял",
    "входил",
    "являл",
    "étai",
    "faisai",
    "appartenai",
)
"""How the verbs of a state of things that has ended begin."""


@dataclass(frozen=True, slots=True)
class MembershipReading:
    """A claim inside one sentence; `trigger` is a masked offset for its date.

    `kind` is 'is', 'join', 'leave', 'suspend', 'signed' (a treaty of accession) or 'neutral' (no organisation named).
    One that is not `dated` is about the day of the page, whatever days the sentence names: who makes up a body.
    """

    kind: str
    states: tuple[str, ...]
    organisation: str
    status: str
    quantifier: str
    negated: bool
    past: bool
    scope: tuple[str, ...]
    start: int
    end: int
    trigger: int
    dated: bool = True


def read_memberships(masked: Masked, forms: Forms, subject: tuple[str, ...] = ()) -> Iterator[MembershipReading]:
    """Yield the membership claims of one clause; what is planned, feared or asked is none.

    `subject` is the state that the sentence before was about: whose 'membership of the CSTO' is meant.
    """
    if masked.text.rstrip().endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in forms.memberships:
        if kind.startswith(("then ", "more ")):
            continue
        for match in pattern.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken) or _is_open(masked.text, forms, match):
                continue
            told = match.groupdict()
            if (
                _misplaced(masked.text, forms, match)
                or masked.roles(f"{told.get('subject')} {told.get('body')}") - WHOLE
            ):
                continue
            taken.append(match.span())
            yield from _readings(masked, forms, kind, match, subject=subject)
            then = {"join": "leave", "leave": "join"}.get(kind)
            for form in (form for name, form in forms.memberships if name == f"then {then}"):
                if after := form.match(masked.text, match.end()):
                    yield from _readings(masked, forms, str(then), match, after)
            for form in (form for name, form in forms.memberships if name == f"more {kind}"):
                if after := form.match(masked.text, match.end()):
                    yield from _readings(masked, forms, kind, match, after)


def _misplaced(text: str, forms: Forms, match: re.Match[str]) -> bool:
    """Whether a claim begins with its subject where a subject cannot begin: 'the leader of X is a member of …'."""
    found = match.groupdict()
    first = found.get("subject") is not None and match.start("subject") <= match.start("body" if "body" in found else 0)
    return bool(first) and not forms.begins(text, match)


def _is_open(text: str, forms: Forms, match: re.Match[str]) -> bool:
    """Whether the claim is conditional, planned or another verb's business."""
    clause = re.split(r"[;:]| but | although | но | mais ", text[: match.start()])[-1]
    words = forms.words["open_membership"]
    return bool(words.search(clause[-OPEN_BEFORE:]) or words.search(match.group(0)))


def _readings(
    masked: Masked, forms: Forms, kind: str, match: re.Match[str], after: re.Match[str] | None = None,
    subject: tuple[str, ...] = (),
) -> Iterator[MembershipReading]:  # fmt: skip
    found = match.groupdict() | {k: v for k, v in (after.groupdict() if after else {}).items() if v}
    states = masked.codes(found["subject"]) if found.get("subject") else subject
    if not states:
        return
    quantifier = forms.quantifier(found.get("quantifier"), several=len(states) > 1)
    status = (found.get("status") or "member").lower()
    last = after or match
    told = [last.start(g) for g in ("verb", "status", "body") if last.groupdict().get(g) is not None]
    place = max([last.start(), *told])
    start, end = masked.span(
        after.start("subject") if after and after.groupdict().get("subject") else match.start(), last.end()
    )
    for code in masked.codes(found["body"]) if found.get("body") else ("",):
        if code or kind == "neutral":
            yield MembershipReading(
                kind=kind, states=states, organisation=code,
                status="observer" if status.startswith(_OBSERVERS) else "member", quantifier=quantifier,
                negated=bool(found.get("not") or found.get("neither")) or quantifier == "none",
                past=_is_past(match), scope=masked.scope(), start=start, end=end, trigger=place,
                dated=not found.get("made"),
            )  # fmt: skip


def _is_past(match: re.Match[str]) -> bool:
    """Whether a claim is about a membership that has ended."""
    found = match.groupdict()
    tense = (found.get("tense") or "").lower()
    return tense.startswith(_PAST) or bool(found.get("former")) or " former " in f" {match.group(0)} "
