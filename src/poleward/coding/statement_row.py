"""From a draft to the row of a statement: kind, channel, confidence, signs from both ends, id."""

from __future__ import annotations

from dataclasses import dataclass, replace

from poleward.actors.arms import same_body, wholes
from poleward.coding.grammar.drafts import Draft, DraftSign, refused, words_for
from poleward.coding.grammar.lexicon import surface_pattern
from poleward.coding.grammar.parties import Party
from poleward.coding.statements import Sign, Speaker, Statement, content_id
from poleward.coding.when import When
from poleward.pages.document import Document

CONTEXT = 32
"""Characters on either side by which a quotation is found again."""
MIN_CONFIDENCE = 0.3
"""Our judgement: what is read less surely tells nothing, and is kept as abstained."""
TOO_UNSURE = "too unsure"
"""Why a statement below that has no sign; what is heard may still tell."""
GARBLED_FACTOR = 0.75
"""Our judgement: text with marks of broken letters is read less surely."""
STRAY_CAPITALS_FACTOR = 0.9
"""Our judgement, as is that of garbled text: names are found less surely where capitals stray."""
OVERRULES = 0.8
"""Least confidence of the event model to change a type that the lexicon found; below it, it only fills a gap.

The lexicon is right about most of the words that it knows, so where the two disagree the model is right less often than
its confidence says.
"""

_STRAY = surface_pattern("stray_capital")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft stands in its document: evidence and trigger in characters, its date and its speakers."""

    evidence: tuple[int, int]
    trigger: tuple[int, int]
    when: When
    speakers: tuple[tuple[Speaker, Party | None], ...]


def condition(document: Document, start: int, end: int) -> float:
    """Return the factor for the state of the evidence's text: garbled, or with stray capitals."""
    if any(a.kind == "garbled" and a.start_at < end and start < a.end_at for a in document.annotations):
        return GARBLED_FACTOR
    return STRAY_CAPITALS_FACTOR if _STRAY.search(document.text[start:end]) else 1.0


def statement_of(
    document: Document, draft: Draft, place: Place, version: str, learned: tuple[str | None, str | None, float] | None
) -> Statement:
    """Return the statement that a draft makes; `learned` is a classifier's type, mode and confidence (`OVERRULES`)."""
    text = document.text
    start, end = min(place.evidence[0], place.trigger[0]), max(place.evidence[1], place.trigger[1])
    kind, channel = _kind_and_channel(draft, place.speakers[-1][1] if place.speakers else None)
    confidence = draft.confidence * condition(document, start, end)
    type_, mode = draft.type, draft.mode
    fits = learned is not None and not any(refused(learned[0], t.sign) for t in draft.ties)
    if fits and learned is not None and learned[0] is not None and (draft.type is None or learned[2] >= OVERRULES):
        type_, mode = learned[0], learned[1]
    abstained = draft.abstained or (TOO_UNSURE if confidence < MIN_CONFIDENCE else None)
    actor, recipient, date = draft.actor, draft.recipient, place.when
    statement = Statement(
        statement_id="", doc_id=document.doc_id, start_at=start, end_at=end, exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT],
        trigger_start=place.trigger[0], trigger_end=place.trigger[1], kind=kind,
        actor=actor.code if actor else None, actor_name=actor.name if actor else None,
        actor_role=actor.role if actor else None, recipient=recipient.code if recipient else None,
        recipient_name=recipient.name if recipient else None, recipient_role=recipient.role if recipient else None,
        event_type=type_, mode=mode, domain=draft.domain, channel=channel,
        negated="negated" in draft.flags, future="future" in draft.flags, hypothetical="hypothetical" in draft.flags,
        historical=date.historical or "background" in draft.flags,
        date_earliest=date.earliest, date_latest=date.latest, date_how=date.how,
        place=draft.place, speakers=tuple(s for s, _ in place.speakers), confidence=round(confidence, 3),
        abstained=abstained, coder=version, signs=() if abstained else _signs(draft),
    )  # fmt: skip
    return replace(statement, statement_id=content_id(statement))


def worth_keeping(draft: Draft) -> bool:
    """Whether a draft says enough to be stored: a sign, a vote claim, a typed event with both sides, a protest."""
    if draft.actor is None:
        return False
    if draft.ties or draft.kind == "vote_claim":
        return True
    if draft.recipient is not None:
        return draft.type is not None or draft.abstained is not None
    return draft.type == "PROTEST"


def _kind_and_channel(draft: Draft, speaker: Party | None) -> tuple[str, str | None]:
    """Return the kind and channel once it is known who speaks.

    Words that an actor's own official speaks for it are a statement. A third party's judgement counts in no
    channel; an official's judgement of their own state's tie is words.
    """
    sides = {p.code for p in (draft.actor, draft.recipient) if p is not None}
    if speaker is None or speaker.code not in sides:
        return draft.kind, draft.channel
    if draft.kind == "event" and draft.channel == "words" and draft.actor and speaker.code == draft.actor.code:
        return "statement", "words"
    if draft.kind == "assessment":
        return "assessment", "words"
    return draft.kind, draft.channel


def _signs(draft: Draft) -> tuple[Sign, ...]:
    """Return the signs of a draft; a tie between two states is given from both its ends.

    A tie with an arm of a body is one with the body too; a body has none with an arm of its own.
    """
    out: dict[tuple[str, str], Sign] = {}

    def put(state: str, target: str, sign: int, reason: str) -> None:
        if not same_body(state, target):
            out.setdefault((state, target), Sign(state, target, sign, reason))

    ties = [t for t in draft.ties if not same_body(t.state, t.target)]
    for t in ties:
        put(t.state, t.target, t.sign, t.reason)
    recipient = draft.recipient
    if recipient is not None and len(recipient.code) == 3 and recipient.kind in {"state", "person"}:
        for t in ties:
            if t.target == recipient.code:
                put(t.target, t.state, t.sign, _ending(t, t.state))
    for t in ties:
        if (whole := wholes().get(t.target)) is not None:
            put(t.state, whole, t.sign, _ending(t, whole))
    return tuple(out.values())


def _ending(tie: DraftSign, target: str) -> str:
    """Return a sign's reason with another target in its end."""
    return tie.reason.rsplit(" → ", 1)[0] + f" → {words_for(tie.sign, target)}"
