"""Claims about membership of organisations: is a member, joined, left, belongs; who, of what, when."""

# ruff: noqa: E501 - a pattern is read better whole
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from poleward.coding.claims.masking import (
    NOT,
    NOT_BEFORE,
    ORGANISATION,
    ORGANISATION_LIST,
    STATE_LIST,
    STATES,
    SUBJECT,
    Masked,
    quantifier_of,
)
from poleward.coding.grammar.lexicon import surface_pattern

_KIND = r"(?:(?:a|an|the|full|founding|founder|original|full-fledged|associate|active|current|former|new|newest|latest|first|\d{1,3}(?:st|[nr]d|th)) )*"
_WHAT = r"(?P<status>members?|observers?)(?: states?| countries)?"
_BE = rf"(?:,[^,⟦⟧]{{1,60}},)? (?P<tense>is|are|was|were|became|becomes|has been|have been|had been|remains?|remained){NOT}"
_BE += r"(?: (?:all|both|each|also|already|still|now|officially|formally))*"
_AUX = r"(?: (?:has|have|had|also|then|formally|officially|finally|recently|already|later|since|even|both|all))*"
_DID = rf"(?: (?:did|does|do|has|have|had){NOT})?{_AUX}"
_IN = rf"(?: of| in| to| at) (?:both )?(?P<body>{ORGANISATION_LIST}){NOT_BEFORE}"
_JOIN = r"(?:re)?join(?:ed|s)?|acceded to|accedes to|entered|became part of"
_BECAME = r"became|turned into|was admitted as|were admitted as"
_MADE = r"(?:is|are|was) (?:now )?(?:made up|composed) of|consists of|comprises|unites|brings together"
_LEAVE = r"left|leave|leaves|quit|quits|withdrew from|withdraw from|pulled out of|exited|departed from"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(text, re.IGNORECASE))
    for kind, text in (
        ("join", rf"{SUBJECT}{_AUX} (?P<verb>{_BECAME}){_AUX} {_KIND}{_WHAT}{_IN}"),
        ("is", rf"{SUBJECT}{_BE} {_KIND}{_WHAT}{_IN}"),
        ("is", rf"(?P<body>{ORGANISATION})[^.;:⟦⟧]{{0,60}}? (?P<made>{_MADE}) (?P<subject>{STATE_LIST})"),
        ("is", rf"{SUBJECT}{_BE} {_KIND}(?P<body>{ORGANISATION}) {_WHAT}"),
        ("is", rf"(?P<subject>{STATE_LIST}),? (?:itself |also |both |all )?{_KIND}{_WHAT}{_IN}"),
        ("is", rf"(?P<subject>{STATE_LIST}), (?:both |all )?{_KIND}(?P<body>{ORGANISATION}) {_WHAT}"),
        ("is", rf"(?P<former>former )?(?P<body>{ORGANISATION}) {_WHAT} (?P<subject>{STATE_LIST})"),
        (
            "is",
            rf"{SUBJECT}(?: (?:do|does|did){NOT})? belong(?P<tense>s|ed)? to (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}",
        ),
        ("is", rf"{SUBJECT} (?P<tense>is|are|was|were){NOT} part of (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}"),
        ("join", rf"{SUBJECT}{_DID} (?P<verb>{_JOIN}) (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}"),
        ("leave", rf"{SUBJECT}{_DID} (?P<verb>{_LEAVE}) (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}"),
        (
            "join",
            rf"(?P<subject>{STATES})['’]s? (?P<verb>accession to|entry into) (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}",
        ),
        (
            "leave",
            rf"(?P<subject>{STATES})['’]s? (?P<verb>withdrawal|exit|departure) from (?P<body>{ORGANISATION_LIST}){NOT_BEFORE}",
        ),
    )
)
_AND_LEFT = re.compile(
    rf"[^.;⟦]{{0,40}}? (?:and|but|before|until it)(?: later| then| again)? (?P<verb>{_LEAVE})"
    r"(?: (?:it|⟦S\d+⟧|the (?:bloc|union|organi[sz]ation|group|alliance|pact)))?\b",
    re.IGNORECASE,
)
_AND_BACK = re.compile(
    r"[^.;]{0,90}? (?:and|but|before)(?: later| then| again)* (?P<verb>came back|returned|re-?joined)\b", re.IGNORECASE
)
_OPEN = surface_pattern("open_membership")


@dataclass(frozen=True, slots=True)
class MembershipReading:
    """A claim inside one sentence: `kind` is 'is', 'join' or 'leave'; `trigger` a masked offset for its date.

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


def read_memberships(masked: Masked) -> Iterator[MembershipReading]:
    """Yield the membership claims of one sentence; what is planned, feared or asked is none."""
    if masked.text.rstrip().endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(masked.text):
            if any(a < match.end() and match.start() < b for a, b in taken) or _is_open(masked.text, match):
                continue
            taken.append(match.span())
            yield from _readings(masked, kind, match)
            then = {"join": (_AND_LEFT, "leave"), "leave": (_AND_BACK, "join")}.get(kind)
            after = then[0].match(masked.text, match.end()) if then else None
            if then is not None and after is not None:
                yield from _readings(masked, then[1], match, after)


def _is_open(text: str, match: re.Match[str]) -> bool:
    """Whether the claim is conditional, planned or another verb's business."""
    clause = re.split(r"[;:]| but | although ", text[: match.start()])[-1]
    return bool(_OPEN.search(clause[-50:]) or _OPEN.search(match.group(0)))


def _readings(
    masked: Masked, kind: str, match: re.Match[str], after: re.Match[str] | None = None
) -> Iterator[MembershipReading]:
    found = match.groupdict()
    states = masked.codes(found["subject"])
    quantifier = quantifier_of(found.get("quantifier"), several=len(states) > 1)
    status = "observer" if (found.get("status") or "member").lower().startswith("observer") else "member"
    tense = (found.get("tense") or "").lower()
    negated = bool(found.get("not")) or quantifier == "none"
    past = (
        tense in {"was", "were", "had been", "remained", "ed"}
        or bool(found.get("former"))
        or " former " in f" {match.group(0)} "
    )
    last = after or match
    place = last.start("verb") if "verb" in last.groupdict() else match.start()
    start, end = masked.span(match.start(), last.end())
    for code in masked.codes(found["body"]):
        yield MembershipReading(
            kind=kind, states=states, organisation=code, status=status, quantifier=quantifier, negated=negated, past=past, scope=masked.scope(), start=start, end=end, trigger=place,
            dated=not found.get("made"),
        )  # fmt: skip
