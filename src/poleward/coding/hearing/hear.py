"""One document heard: the grammar's statements pooled with the ties that the model hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.event_model.pair_reader import PairReader
from poleward.coding.hearing.anchors import Anchor, anchors_of
from poleward.coding.hearing.gloss import GLOSSED
from poleward.coding.hearing.listening import Heard, clause_of, listen
from poleward.coding.hearing.narrowing import Parsed
from poleward.coding.hearing.pooling import draft_of, pool
from poleward.coding.reader import Reader
from poleward.coding.sentences import after_dateline
from poleward.coding.statement_row import Place, statement_of
from poleward.coding.statements import Statement
from poleward.coding.tools import expand_group
from poleward.coding.when import bounded

HEARD_LANGUAGES = frozenset({"en", "fr", "ru", "und"})
"""Languages that the pair reader hears, French and Russian in English words (see `gloss`)."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The anchors and the places (in the document's text) of each sentence, and the ties heard, sure or not."""

    anchors: list[list[Anchor]]
    spans: list[tuple[int, int]]
    heard: list[Heard]


def listen_to(reader: Reader, model: PairReader) -> Listening:
    """Return what is heard in a document; nothing in a language that the model has not learned."""
    language = reader.document.language
    if language not in HEARD_LANGUAGES:
        return Listening([], [], [])
    text = reader.body.text
    spans = [(after_dateline(text, s.start, s.end), s.end) for s in reader.sentences]
    anchors = anchors_of(text, spans, reader.mentions, expand_group, language)
    source = [reader.body.to_source(*span) for span in spans]
    return Listening(anchors, source, listen(text, spans, anchors, model, language, _parsed(reader)))


def _parsed(reader: Reader) -> dict[int, list[Parsed]]:
    """Return the parsed units of each sentence, by its number; none of a language that is heard in a gloss."""
    out: dict[int, list[Parsed]] = {}
    for unit, tree in zip(reader.units, reader.trees, strict=True):
        if reader.document.language not in GLOSSED:
            out.setdefault(unit.sentence, []).append(Parsed.of(unit, tree))
    return out


def pooled(reader: Reader, statements: Sequence[Statement], listening: Listening) -> list[Statement]:
    """Return the grammar's statements and those that are only heard, in order of their evidence."""
    both = pool(statements, listening.heard, listening.spans, disputes=reader.document.language not in GLOSSED)
    found = {
        s.statement_id: s
        for s in (
            *both.statements,
            *(_statement(reader, h, listening.anchors[h.sentence]) for h in (*both.heard, *both.unsigned)),
        )
    }
    return sorted(found.values(), key=lambda s: (s.start_at, s.trigger_start or 0, s.statement_id))


def hear(reader: Reader, statements: Sequence[Statement], model: PairReader) -> list[Statement]:
    """Return the document's statements after the model has been asked too."""
    return pooled(reader, statements, listen_to(reader, model))


def _statement(reader: Reader, h: Heard, anchors: Sequence[Anchor]) -> Statement:
    sentence = reader.sentences[h.sentence]
    first, end = clause_of(reader.body.text, sentence.start, sentence.end, h, anchors)
    draft = draft_of(h, first, end, reader.body.text)
    last = max((a for a in (h.actor, h.recipient) if sentence.start <= a.start < sentence.end),
               key=lambda a: a.start, default=None)  # fmt: skip
    at = last.start if last else sentence.start
    source = reader.body.to_source(first, end)
    date = reader.when_told(h.sentence, (first, end), at, sure=False, done=h.reading.status == "done")
    date = bounded(date, reader.document)
    place = Place(source, reader.body.to_source(at, at + 1), date, reader.voices.speakers(at))
    return statement_of(reader.document, draft, place, reader.tools.version, None)
