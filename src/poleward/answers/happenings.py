"""The happenings under a number of words or deeds, told one by one; what was judged; the number had nobody judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poleward.answers.yearly import year_window
from poleward.archive import Archive
from poleward.channels import CHANNELS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.channels.signed import Happening, happenings, signed_statements
from poleward.channels.statements import Statements
from poleward.config import Pole

TOLD = tuple(c.key for c in CHANNELS if isinstance(c, Statements))
"""The channels whose evidence are statements."""
MOST_YEARS = 20
"""Years of the curve of a balance, the last ones: a bound on time."""


@dataclass(frozen=True, slots=True)
class Told:
    """A happening that a number rests on.

    Attributes
    ----------
    happening
        Its statements, with their leans.
    contribution
        Its part of the number.
    rows
        Its statements as stored, the surest first, with title, source and url of their document, and the reason of the
        sign.
    """

    happening: Happening
    contribution: float
    rows: Sequence[tuple[Mapping[str, Any], str]]


def told(reading: Reading, estimate: Estimate, pole: Pole) -> list[Told]:
    """Return the happenings of a number, largest parts first."""
    parts = {e.ref: e for e in estimate.evidence if e.kind == "statement"}
    if not parts:
        return []
    own = [s for s in signed_statements(reading, estimate.state, pole) if s.statement_id in parts]
    rows = {
        row["statement_id"]: row
        for row in reading.archive.rows(
            "SELECT s.*, d.title, d.source, d.url, coalesce(d.language, 'und') AS language "
            "FROM statements s JOIN documents d USING (doc_id) WHERE list_contains(?, statement_id)",
            [list(parts)],
        )
    }
    found = [
        Told(
            one,
            sum(parts[s.statement_id].contribution for s in one.statements),
            [
                (rows[s.statement_id], s.reason)
                for s in sorted(one.statements, key=lambda s: (-s.confidence, s.statement_id))
            ],
        )
        for one in happenings(own)
    ]
    return sorted(found, key=lambda t: (-abs(t.contribution), t.happening.first.statement_id[:12]))


def judged(archive: Archive, state: str) -> list[dict[str, Any]]:
    """Return the judgements in force on statements about a state, the latest first."""
    return archive.rows(
        "SELECT j.judgement_id, j.statement_id, j.verdict, j.author, j.made_at, j.note, s.exact, s.channel "
        "FROM judgements j JOIN statements s USING (statement_id) WHERE j.withdrawn_at IS NULL "
        "AND statement_id IN (SELECT statement_id FROM signs WHERE state = ?) ORDER BY j.made_at DESC, j.judgement_id",
        [state],
    )


def unjudged(reading: Reading, question: Question, key: str) -> Estimate | None:
    """Return the number of a question's last window as if nobody had judged."""
    return _number(reading, question, key, heed=False)


@dataclass(frozen=True, slots=True)
class YearTold:
    """The balance of a year, with judgements and without."""

    year: int
    balance: Estimate | None
    unjudged: Estimate | None


def by_year(reading: Reading, question: Question, key: str) -> list[YearTold]:
    """Return the balance of each year that statements fall into, of twenty years at most."""
    days = [
        s.date_latest
        for s in signed_statements(reading, question.state, question.pole, heed=False)
        if s.date_latest and s.channel == key
    ]
    if not days:
        return []
    last = max(days).year
    asked = {y: question.on(year_window(y)) for y in range(max(min(days).year, last - MOST_YEARS), last + 1)}
    return [YearTold(y, _number(reading, q, key), _number(reading, q, key, heed=False)) for y, q in asked.items()]


def _number(reading: Reading, question: Question, key: str, *, heed: bool = True) -> Estimate | None:
    one = channel_of(key)
    if not isinstance(one, Statements):
        return None
    statements = signed_statements(reading, question.state, question.pole, heed=heed)
    found = one.numbers(one.among(statements, question), question.after)
    return found[0] if found else None
