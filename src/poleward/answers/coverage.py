"""How far the record reaches: by state and channel, by source, and what is known of the archive as a whole."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poleward.answers.questions import last_observed
from poleward.archive import Archive
from poleward.channels.say import N_

MAX_SOURCES = 500
"""Sources that the page on method lists: a bound on its length."""
Rows = list[dict[str, Any]]

_COVERAGE = """
SELECT v.state, 'votes' AS channel, count(*) AS n, min(r.date) AS first, max(r.date) AS last,
       count(*) FILTER (v.vote = 'not_voting') AS absent
FROM votes v JOIN roll_calls r USING (roll_call_id)
WHERE list_contains($states, v.state) AND v.vote <> 'not_a_member' GROUP BY ALL
UNION ALL
SELECT g.state, s.channel, count(DISTINCT s.statement_id), min(s.date_earliest), max(s.date_latest), 0
FROM signs g JOIN statements s USING (statement_id)
WHERE list_contains($states, g.state) AND s.channel IS NOT NULL GROUP BY ALL
UNION ALL
SELECT state, channel, count(*), min(date_earliest), max(coalesce(date_latest, CAST($last AS DATE))), 0
FROM ties WHERE list_contains($states, state) AND status IN ('observed', 'zero') GROUP BY ALL
UNION ALL
SELECT state, 'events', count(*), min(date), max(date), 0
FROM (SELECT actor AS state, date, coder FROM events UNION ALL SELECT recipient, date, coder FROM events)
WHERE list_contains($states, state) GROUP BY ALL
ORDER BY ALL
"""
_BY_SOURCE = """
SELECT source, state, count(*) AS n, max(date) AS last
FROM (SELECT unnest(v.sources) AS source, v.state, r.date FROM votes v JOIN roll_calls r USING (roll_call_id)
      WHERE list_contains($states, v.state) AND v.vote <> 'not_a_member') GROUP BY ALL
UNION ALL
SELECT 'pages in ' || d.language, g.state, count(DISTINCT s.statement_id), max(s.date_latest)
FROM signs g JOIN statements s USING (statement_id) JOIN documents d USING (doc_id)
WHERE list_contains($states, g.state) AND s.channel IS NOT NULL GROUP BY ALL
UNION ALL
SELECT source || ', ' || channel, state, count(*), max(coalesce(date_latest, CAST($last AS DATE)))
FROM ties WHERE list_contains($states, state) AND status IN ('observed', 'zero') GROUP BY ALL
UNION ALL
SELECT coder, state, count(*), max(date)
FROM (SELECT actor AS state, date, coder FROM events UNION ALL SELECT recipient, date, coder FROM events)
WHERE list_contains($states, state) GROUP BY ALL
ORDER BY ALL
"""
_SOURCES = """
SELECT s.name, s.layout, s.rows_read, s.rows_added, s.version, s.observed_from, s.observed_to,
       coalesce(sum(k.n), 0)::BIGINT AS skipped,
       string_agg(k.reason || ' (' || k.n || ')', '; ' ORDER BY k.n DESC) AS why
FROM sources s LEFT JOIN skips k USING (source_id) GROUP BY ALL ORDER BY s.layout, s.name, s.rows_read LIMIT ?
"""
_CONFIDENCE = """
SELECT floor(least(s.confidence, 0.999) * 10) / 10 AS from_, count(*) AS statements,
       count(j.statement_id) AS judged, count(j.statement_id) FILTER (j.verdict = 'wrong_sign') AS wrong_sign
FROM statements s LEFT JOIN (SELECT DISTINCT statement_id, verdict FROM judgements WHERE withdrawn_at IS NULL) j
USING (statement_id) GROUP BY ALL ORDER BY ALL
"""
_HEALTH = {
    N_("pages"): "SELECT count(*) AS n FROM documents",
    N_("pages without a date"): "SELECT count(*) AS n FROM documents WHERE published_latest IS NULL",
    N_("stories"): "SELECT count(DISTINCT story_id) AS n FROM documents",
    N_("statements"): "SELECT count(*) AS n FROM statements",
    N_("statements on which the coder abstained"): "SELECT count(*) AS n FROM statements WHERE abstained IS NOT NULL",
    N_("pages with statements of several coders (of each, one coder counts)"): (
        "SELECT count(*) AS n FROM (SELECT doc_id FROM statements GROUP BY doc_id HAVING count(DISTINCT coder) > 1)"
    ),
    N_("roll calls"): "SELECT count(*) AS n FROM roll_calls",
    N_("votes on which sources contradict one another"): "SELECT count(*) AS n FROM votes WHERE contradicted",
    N_("judgements in force"): "SELECT count(*) AS n FROM judgements WHERE withdrawn_at IS NULL",
}
# Everything that an answer rests on, by ids that are hashes of content; MD5 because DuckDB folds it into one number
# without sorting, and nothing secret hangs on it.
_DIGESTS = {
    "statements": "statement_id",
    "signs": "concat_ws('|', statement_id, state, target, sign)",
    "documents": "concat_ws('|', doc_id, story_id)",
    "roll_calls": "concat_ws('|', roll_call_id, date)",
    "votes": "concat_ws('|', roll_call_id, state, vote, contradicted)",
    "ties": "concat_ws('|', state, partner, channel, indicator, date_earliest, date_latest, value, status, reporter)",
    "events": "concat_ws('|', event_id, coder)",
    "judgements": "concat_ws('|', judgement_id, withdrawn_at)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What an archive holds of some states, and where from.

    Attributes
    ----------
    last
        The last day observed; None in an empty archive.
    channels
        Rows state, channel, n, first, last, absent: one for each that is observed at all.
    by_source
        Rows source, state, n, last.
    sources
        Every file read or loaded, with what was left out of it and why.
    confidence
        Statements by the coder's confidence, with how many were judged, and judged to have a wrong sign.
    coders
        Versions of the coder.
    health
        Counts of the whole archive.
    """

    last: dt.date | None
    channels: Rows
    by_source: Rows
    sources: Rows
    confidence: Rows
    coders: tuple[str, ...]
    health: dict[str, int]


def coverage(archive: Archive, states: Sequence[str]) -> Coverage:
    """Return how far the record of some states reaches."""
    last = last_observed(archive)
    asked = {"states": list(states), "last": last}
    return Coverage(
        last=last, channels=archive.rows(_COVERAGE, asked), by_source=archive.rows(_BY_SOURCE, asked),
        sources=archive.rows(_SOURCES, [MAX_SOURCES]), confidence=archive.rows(_CONFIDENCE),
        coders=tuple(r["coder"] for r in archive.rows("SELECT DISTINCT coder FROM statements ORDER BY coder")),
        health={what: archive.rows(sql)[0]["n"] for what, sql in _HEALTH.items()},
    )  # fmt: skip


def archive_digest(archive: Archive) -> str:
    """Return a hash of what an archive holds; the order of its rows, and how the file lies on disk, do not matter."""
    parts = []
    for table, content in _DIGESTS.items():
        row = archive.rows(f"SELECT count(*) AS n, bit_xor(md5_number({content})) AS h FROM {table}")[0]
        parts.append(f"{table} {row['n']} {row['h'] or 0}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
