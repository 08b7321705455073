"""What the coder gives out: statements, signs, speakers; and the seam for a learned event type."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

OWN_CODER = "grammar-"
"""How the names of our own coder's versions begin; no other coder's may."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One row of `tables.SIGNS`, without the statement's id: the tie of `state` with `target`, +1, 0 or -1."""

    state: str
    target: str
    sign: int
    reason: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says so: name as written (or known), the actor they speak for (None: nobody known) and their role."""

    name: str
    actor: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of `tables.STATEMENTS` with its signs. Offsets are characters of the document's text."""

    statement_id: str
    doc_id: str
    start_at: int
    end_at: int
    exact: str
    prefix: str
    suffix: str
    trigger_start: int | None
    trigger_end: int | None
    kind: str
    actor: str | None
    actor_name: str | None
    actor_role: str | None
    recipient: str | None
    recipient_name: str | None
    recipient_role: str | None
    event_type: str | None
    mode: str | None
    domain: str
    channel: str | None
    negated: bool
    future: bool
    hypothetical: bool
    historical: bool
    date_earliest: dt.date | None
    date_latest: dt.date | None
    date_how: str
    place: str | None
    speakers: tuple[Speaker, ...]
    confidence: float
    abstained: str | None
    coder: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class MaskedSentence:
    """A sentence in which the actor and the recipient are given as character spans (start, end)."""

    text: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None
    trigger: tuple[int, int] | None


class EventClassifier(Protocol):
    """Gives the PLOVER type of an event; it may overrule the lexicon's type, never a sign."""

    version: str

    def classify(self, masked: Sequence[MaskedSentence]) -> list[tuple[str | None, str | None, float]]:
        """Return (event type or None, mode or None, confidence from 0 to 1) for each sentence, in order."""
        ...


def content_id(statement: Statement) -> str:
    """Return the hash of everything in a statement but its id: the same content has the same id."""
    content = asdict(statement)
    del content["statement_id"]
    data = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()[:32]
