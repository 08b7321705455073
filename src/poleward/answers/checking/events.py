"""Dated-event claims, held against what other documents and other coders' event data tell of the same days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, days, ruled
from poleward.archive import Archive
from poleward.channels.channel import Place
from poleward.channels.phrases import chained
from poleward.channels.say import ENGLISH, Say
from poleward.channels.signed import SAME_EVENT_DAYS
from poleward.coding import Statement
from poleward.coding.claims.vote_subjects import keywords

UNDATED_DAYS = 120
"""An act that a page tells without a date is looked for this many days before the page."""
MAX_RECORDS = 8
"""Records that are shown with a claim, the first ones: our choice."""
SHARED_WORDS = 2
"""Words besides the names that a record shares with a claim at least: one alone is chance."""
_STATEMENTS = """
SELECT s.statement_id, s.date_earliest, s.date_latest, s.exact, s.start_at, s.end_at, s.negated, s.event_type,
       d.source, d.story_id
FROM statements s JOIN documents d USING (doc_id)
WHERE s.actor = $actor AND s.recipient IS NOT DISTINCT FROM $recipient AND s.kind = 'event' AND s.abstained IS NULL
  AND NOT s.hypothetical AND NOT s.future AND s.date_earliest <= $last AND s.date_latest >= $first
  AND s.date_latest - s.date_earliest <= 366 AND s.doc_id <> $doc AND d.story_id NOT IN (
    SELECT story_id FROM documents WHERE doc_id = $doc)
  AND NOT EXISTS (SELECT 1 FROM judgements j WHERE j.statement_id = s.statement_id AND j.withdrawn_at IS NULL)
ORDER BY s.confidence DESC, s.statement_id
"""
_EVENTS = """
SELECT event_id, coder, date, date_latest, event_type, reports, place FROM events
WHERE actor = $actor AND recipient = $recipient AND event_type = $type AND date BETWEEN $first AND $last
ORDER BY reports DESC, event_id
"""


def check_events(archive: Archive, statements: Sequence[Statement], say: Say = ENGLISH) -> list[CheckedClaim]:
    """Return the events that a page tells, each with its verdict.

    An act without a date is given only where another source tells of it too: that nobody else does says little then.
    """
    out = []
    seen: set[tuple[Any, ...]] = set()
    for s in statements:
        key = (s.actor, s.recipient, s.event_type, s.start_at)
        if s.actor is None or s.date_earliest is None or s.date_latest is None or key in seen:
            continue
        seen.add(key)
        dated = not s.date_how.startswith("no date")
        checked = _check(archive, s, say, dated=dated)
        if dated or checked.records:
            out.append(checked)
    return out


def _check(archive: Archive, s: Statement, say: Say, *, dated: bool) -> CheckedClaim:
    first, last = s.date_earliest or dt.date.min, s.date_latest or dt.date.max
    slack = SAME_EVENT_DAYS if dated else UNDATED_DAYS
    asked = {
        "actor": s.actor, "recipient": s.recipient, "type": s.event_type, "doc": s.doc_id,
        "first": first - dt.timedelta(days=slack),
        "last": last + dt.timedelta(days=SAME_EVENT_DAYS),
    }  # fmt: skip
    kind = asked.pop("type")
    told = archive.rows(_STATEMENTS, asked)
    coded: list[dict[str, Any]] = []
    if s.recipient is not None and not s.negated:
        del asked["doc"]
        coded = archive.rows(_EVENTS, {**asked, "type": kind})
    same = [row for row in told if row["negated"] == s.negated and row["event_type"] == kind]
    # What is denied has the type of a refusal, so that it is known again by its words.
    contrary = [row for row in told if row["negated"] != s.negated and _same_words(row["exact"], s)]
    verdict: Verdict = "not decidable"
    if same or coded:
        verdict = "mixed" if contrary else "supported"
    elif contrary:
        verdict = "contradicted"
    records = [_of_statement(row, say) for row in (*same, *contrary)][:MAX_RECORDS]
    records += [_of_event(row, say) for row in coded][: MAX_RECORDS - len(records)]
    return CheckedClaim(
        kind="event", exact=s.exact, start_at=s.start_at, end_at=s.end_at, states=(s.actor or "",), verdict=verdict,
        why=_why(s, verdict, same, contrary, coded, say), records=tuple(records),
        values={
            "recipient": s.recipient, "event_type": s.event_type, "negated": s.negated,
            "date": days(s.date_earliest, s.date_latest),
        },
    )  # fmt: skip


def _same_words(text: str, s: Statement) -> bool:
    """Whether two sentences on the same actors speak of the same thing: two content words shared besides names."""
    named = set(keywords(" ".join(re.findall(r"[A-Z][\w'-]*", f"{text} {s.exact}"))))
    return len((set(keywords(text)) & set(keywords(s.exact))) - named) >= SHARED_WORDS


def _of_statement(row: dict[str, Any], say: Say) -> DecidingRecord:
    return DecidingRecord(
        "statement", row["statement_id"], days(row["date_earliest"], row["date_latest"]),
        " ".join(row["exact"].split()), Place(row["source"], row["start_at"], row["end_at"]).said(say),
    )  # fmt: skip


def _of_event(row: dict[str, Any], say: Say) -> DecidingRecord:
    return DecidingRecord(
        "event", row["event_id"], days(row["date"], row["date_latest"]),
        say.n("%(type)s in one report", "%(type)s in %(n)s reports", row["reports"], type=row["event_type"])
        + (f", {row['place']}" if row["place"] else ""),
        say("event data: %(coder)s", coder=row["coder"]),
    )  # fmt: skip


def _why(
    s: Statement, verdict: Verdict, same: Sequence[Any], contrary: Sequence[Any], coded: Sequence[Any],
    say: Say,
) -> str:  # fmt: skip
    named = {"type": s.event_type, "actor": say.state(s.actor or "")}
    if s.recipient:
        act = say("%(type)s by %(actor)s towards %(recipient)s", **named, recipient=say.state(s.recipient))
    else:
        act = say("%(type)s by %(actor)s", **named)
    span = say.period(days(s.date_earliest, s.date_latest))
    if verdict == "not decidable":
        told = say("No other source in the archive tells of an act of this kind (%(act)s) for %(days)s.", act=act,
                   days=span)  # fmt: skip
        return ruled(verdict, "", told, say)
    parts = []
    if same:
        stories = len({row["story_id"] for row in same})
        parts.append(say.n("%(n)s other story tells of it", "%(n)s other stories tell of it", stories))
    if coded:
        parts.append(
            say.n("%(n)s event of other coders of this kind", "%(n)s events of other coders of this kind", len(coded))
        )
    if contrary:
        denials = len({row["story_id"] for row in contrary})
        parts.append(say.n("%(n)s says the contrary", "%(n)s say the contrary", denials))
    told = say("An act of this kind (%(act)s) for %(days)s: %(told)s.", act=act, days=span, told=chained(parts, say))
    return ruled(verdict, "", told, say)
