"""Pools what the grammar reads and what the model hears, by measured reliability.

Both agree on a tie of a sentence: the grammar's statement is kept and is surer. Only one speaks: its statement is kept
with that way's own measured error. They conflict: where the grammar is sure of its words it is believed, for what it
reads is right more often than what is heard; where it is not, neither is signed, and both reasons are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from poleward.coding.grammar.drafts import WORDS_TYPES, Draft, DraftSign, domain_of, refused, words_for
from poleward.coding.grammar.parties import Party
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.listening import Heard
from poleward.coding.statement_row import TOO_UNSURE
from poleward.coding.statements import Statement, content_id

SURE = 0.65
"""A lean heard at least this surely is a statement of its own."""

SURE_GLOSSED = {"fr": 0.6, "ru": 0.8}
"""The same of sentences heard in English words: French ones less surely and no less rightly, Russian ones less rightly.

Of 178 ties heard in Russian sentences of general news a third of those below 0.8 were right, of the others two thirds.
"""

SURE_CARRIED = 0.9
"""The same where an actor stands in the sentence before."""

SURE_JOINED = 0.8
"""The same for two that are only listed beside each other."""

SURE_BESIDE = 0.8
"""The same where the grammar signs another tie of one of the two in the sentence: its act is easily heard twice."""

SURE_THIRD = 0.95
"""The same for two who each have a tie with one third in the sentence: what is told of the third is heard of them."""

TOLD_ALONE = 0.5
"""Below this probability the clause of the two alone does not tell what the sentence does: it is heard of others."""

SURE_ASIDE = 0.9
"""The same as `SURE` where one of the two only says where or whose something is."""

OTHER_WAY = 0.75
"""An act heard at least this surely of the recipient of what the grammar reads is an act beside it."""

MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
"""Types of what two do together: heard of either, it is the same act."""

CONFLICT = 0.6
"""A lean heard at least this surely against the grammar's makes both abstain, where the grammar itself is unsure."""

UNSURE = 0.5
"""Below this confidence the grammar is unsure: garbled text, doubtful actors, mere possibility."""

AGREED = 0.1
"""What agreement adds to a statement's confidence, at most up to 0.98."""

UNSIGNED = frozenset({"demanded", "hypothetical", "negated"})
"""Statuses of acts that nobody has done: they are no sign, whatever their words."""

FLAGS = {"announced": "future", "background": "background"}
"""What a heard status is called in a draft: neither is a deed of the day."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """The grammar's statements as they stand after pooling, and what only the model heard: with a sign, without one."""

    statements: list[Statement]
    heard: list[Heard]
    unsigned: list[Heard]


def pool(
    statements: Sequence[Statement], heard: Sequence[Heard], spans: Sequence[tuple[int, int]], *, disputes: bool = True
) -> Pooled:
    """Return what is left of both; `spans` are the sentences' places in the document's text, by number.

    Without `disputes` what is heard never silences the grammar: what is heard in a gloss is too weak for that.
    """
    by_sentence: dict[int, list[Heard]] = {}
    for h in heard:
        by_sentence.setdefault(h.sentence, []).append(h)
    covered: set[tuple[int, frozenset[str]]] = set()
    out = []
    beside: dict[int, set[frozenset[str]]] = {}
    told: set[tuple[int, frozenset[str]]] = set()
    for s in statements:
        here = [n for n, (start, end) in enumerate(spans) if s.start_at < end and start < s.end_at and n in by_sentence]
        for n in here:
            beside.setdefault(n, set()).update(frozenset({g.state, g.target}) for g in s.signs)
            told.update((n, frozenset({g.state, g.target})) for g in s.signs)
            told.add((n, frozenset({s.actor or "", s.recipient or ""})))
        out.append(_against(s, [h for n in here for h in by_sentence[n]], covered, disputes=disputes))
    left = [
        h for h in heard
        if (h.sentence, _tie(h)) not in covered and not why_not(h)
        and (h.probability >= SURE_BESIDE or not _stands_beside(_tie(h), beside.get(h.sentence, set())))
    ]  # fmt: skip
    left = [h for h in left if h.probability >= SURE_THIRD or not _is_third(h, left, beside)]
    told.update((h.sentence, _tie(h)) for h in left)
    unsigned = [h for h in heard if (h.sentence, _tie(h)) not in told and _unsigned(h)]
    return Pooled(out, left, unsigned)


def _is_third(h: Heard, heard: Sequence[Heard], beside: Mapping[int, Collection[frozenset[str]]]) -> bool:
    """Whether the sentence tells at least as surely of ties of both of a pair with one and the same third."""
    surer = {_tie(o) for o in heard if o.sentence == h.sentence and o.probability >= h.probability} - {_tie(h)}
    ties = surer | {*beside.get(h.sentence, ())}
    thirds = [{next(iter(t - {c})) for t in ties if c in t and len(t) == 2} for c in (h.actor.code, h.recipient.code)]
    return bool((thirds[0] & thirds[1]) - _tie(h))


def _stands_beside(tie: frozenset[str], ties: Collection[frozenset[str]]) -> bool:
    """Whether one of two has another tie among some."""
    return any(tie & other and tie != other for other in ties)


def _tie(h: Heard) -> frozenset[str]:
    return frozenset({h.actor.code, h.recipient.code})


def why_not(h: Heard) -> str:
    """Return why a tie that was heard has no sign; '' where it has one."""
    least = _least(h)
    if h.probability < least:
        return f"{least} is needed"
    return _no_sign(h)


def _least(h: Heard) -> float:
    least = SURE_CARRIED if h.carried else SURE_JOINED if h.joined else SURE_GLOSSED.get(h.language, SURE)
    return max(least, SURE_ASIDE) if h.beside else least


def _unsigned(h: Heard) -> bool:
    """Whether what is heard is surely told, and no sign: denied, unconfirmed, demanded, or without a lean."""
    return h.probability >= _least(h) and h.reading.type is not None and bool(_no_sign(h))


def _no_sign(h: Heard) -> str:
    """Return why what is heard has no sign, however sure it is; '' where it may have one."""
    if not h.sign:
        return "it takes no side"
    if h.reading.type is None:
        return "no type is heard"
    if h.doubted:
        return "it is unconfirmed"
    if h.together:
        return "a third does it to both"
    if h.supposed:
        return "it is supposed"
    if h.alone is not None and h.alone < TOLD_ALONE:
        return "its clause alone does not tell it"
    if h.reading.status in UNSIGNED:
        return f"it is {h.reading.status}, not done"
    if h.reading.type == "ACCUSE" and h.sign > 0:
        return "an accusation brings nobody closer"
    if refused(h.reading.type, h.sign):
        return f"{h.reading.type} cannot have this sign"
    return ""


def _against(
    s: Statement, heard: Sequence[Heard], covered: set[tuple[int, frozenset[str]]], *, disputes: bool
) -> Statement:
    signed = [(frozenset({g.state, g.target}), g.sign) for g in s.signs]
    if s.kind == "vote_claim" and s.actor:  # a vote is checked against the record, never counted beside it
        covered.update((h.sentence, _tie(h)) for h in heard if s.actor in _tie(h))
    if not signed and s.actor and s.recipient and s.abstained != TOO_UNSURE:
        tie = frozenset({s.actor, s.recipient})  # what the grammar could not tell is not told by ear
        covered.update((h.sentence, tie) for h in heard if _tie(h) == tie and not _other_way(s, h))
    agreed = conflict = None
    for h in (h for h in heard if h.sign):
        for tie, sign in signed:
            if tie == _tie(h):
                covered.add((h.sentence, tie))
                if sign == h.sign:
                    agreed = h
                    if _other_way(s, h):
                        covered.discard((h.sentence, tie))  # the same sign, told of what the other one does
                elif sign and h.probability >= CONFLICT and s.confidence < UNSURE and not h.carried:
                    conflict = h
    if disputes and conflict is not None and agreed is None:
        grammar = "; ".join(dict.fromkeys(g.reason for g in s.signs))
        model = f"the model hears {words_for(conflict.sign, conflict.recipient.code)} ({conflict.probability:.2f})"
        return _again(replace(s, signs=(), abstained=f"grammar and model disagree: {grammar}; {model}"))
    if agreed is not None:
        return _again(replace(s, confidence=round(min(0.98, s.confidence + AGREED), 3)))
    return s


def _again(s: Statement) -> Statement:
    return replace(s, statement_id=content_id(s))


def _other_way(s: Statement, h: Heard) -> bool:
    """Whether an act is heard of the one whom the grammar takes for the recipient, surely and of another type."""
    turned = s.actor == h.recipient.code and s.recipient == h.actor.code
    return turned and h.probability >= OTHER_WAY and h.reading.type not in {None, s.event_type, *MUTUAL}


def draft_of(h: Heard, start: int, end: int, text: str) -> Draft:
    """Return the draft of what only the model heard; `start` and `end` are characters of `text`."""
    status = h.reading.status
    kind = "assessment" if status in {"view", "alleged"} else "event"
    type_ = h.reading.type
    deed = kind == "event" and type_ is not None and type_ not in WORDS_TYPES and status != "announced"
    flags = {FLAGS[status]} if status in FLAGS else set()
    why = why_not(h)
    reason = (
        f"heard ({h.reading.type or 'no type'}, {status}, {h.probability:.2f}) → {words_for(h.sign, h.recipient.code)}"
    )
    return Draft(
        kind, -1, _party(h.actor), _party(h.recipient), type_, None,
        ("deeds" if deed else "words") if kind == "event" else None, domain_of(text[start:end], "diplomatic"),
        start, end, round(h.probability * min(h.actor.confidence, h.recipient.confidence), 3),
        [] if why else [DraftSign(h.actor.code, h.recipient.code, h.sign, reason)], flags,
        abstained=f"heard ({h.reading.type}, {status}), but {why}" if why else None,
    )  # fmt: skip


def _party(a: Anchor) -> Party:
    return Party(a.code, a.name, a.role, a.kind, a.confidence, -1, a.how)
