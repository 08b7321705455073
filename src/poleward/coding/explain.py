"""What became of every sentence of a page: statements, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.coder import CODED_LANGUAGES, Coder
from poleward.coding.grammar.drafts import words_for
from poleward.coding.hearing.anchors import Anchor
from poleward.coding.hearing.hear import Listening, listen_to, pooled
from poleward.coding.hearing.listening import Heard
from poleward.coding.hearing.pooling import why_not
from poleward.coding.reader import ParsedPage, Reader
from poleward.coding.statements import Statement
from poleward.pages.document import Document

SIGNED, UNSIGNED, ABSTAINED, NOTHING, DISCARDED = "signed", "unsigned", "abstained", "nothing", "discarded"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a stretch of a document's text.

    Attributes
    ----------
    start_at, end_at, text
        Where it stands, and its words.
    outcome
        'signed', 'unsigned' (statements without a sign), 'abstained', 'nothing' or 'discarded'.
    reason
        In words: the signs' arithmetic, why the coder abstains, or why nothing was found.
    """

    start_at: int
    end_at: int
    text: str
    outcome: str
    reason: str


def explain(coder: Coder, document: Document) -> list[Outcome]:
    """Return the outcome of every sentence and of every discarded stretch of a document, in order.

    A document in a language that is not coded has one outcome for the whole of its text.
    """
    return coded_and_explained(coder, document)[1]


def coded_and_explained(
    coder: Coder, document: Document, page: ParsedPage | None = None
) -> tuple[list[Statement], list[Outcome]]:
    """Return a document's statements, as `Coder.code` does, and what became of every sentence, from one reading."""
    gone = [
        Outcome(a.start_at, a.end_at, document.text[a.start_at : a.end_at], DISCARDED, a.value)
        for a in document.annotations
        if a.kind == "discard"
    ]
    if document.language not in CODED_LANGUAGES:
        reason = f"pages in the language '{document.language}' are not coded"
        return [], [Outcome(0, len(document.text), document.text, NOTHING, reason)]
    reader = Reader(coder, document, page)
    read = reader.statements()
    listening = listen_to(reader, coder.ear) if coder.ear is not None else Listening([], [], [])
    statements = pooled(reader, read, listening)
    out = []
    for n, sentence in enumerate(reader.sentences):
        start, end = reader.body.to_source(sentence.start, sentence.end)
        here = [s for s in statements if s.start_at < end and start < s.end_at]
        anchors = listening.anchors[n] if listening.anchors else []
        outcome, reason = _outcome(here, anchors, [h for h in listening.heard if h.sentence == n])
        out.append(Outcome(start, end, document.text[start:end], outcome, reason))
    return statements, sorted([*out, *gone], key=lambda o: (o.start_at, o.end_at))


def _outcome(statements: Sequence[Statement], anchors: Sequence[Anchor], heard: Sequence[Heard]) -> tuple[str, str]:
    signed = [g.reason for s in statements for g in s.signs]
    if signed:
        return SIGNED, "; ".join(dict.fromkeys(signed))
    reasons = [s.abstained for s in statements if s.abstained]
    if reasons:
        return ABSTAINED, "; ".join(dict.fromkeys(reasons))
    if statements:
        kinds = dict.fromkeys(f"{s.kind} {s.event_type or ''}".strip().replace("_", " ") for s in statements)
        return UNSIGNED, f"without a sign: {', '.join(kinds)}"
    codes = list(dict.fromkeys(a.code for a in anchors))
    if not codes:
        return NOTHING, "no actor is named"
    if heard:
        best = max(heard, key=lambda h: h.probability)
        what = words_for(best.sign, best.recipient.code)
        return NOTHING, f"{best.actor.code} {what} heard ({best.probability:.2f}), but {why_not(best)}"
    if len(codes) == 1:
        return NOTHING, f"only {codes[0]} is named, and nothing is heard between it and another"
    return NOTHING, f"{', '.join(codes)} are named; no stand of one towards another is heard"
