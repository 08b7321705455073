"""Method and health: how good the coder is, how far each source reaches for each state, and what the archive is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from poleward.answers.ask import last_observed
from poleward.coding import sign_error
from poleward.tables import CHANNELS
from poleward.web import evaluation
from poleward.web.charts.calibration import calibration
from poleward.web.pages.cite import archive_digest
from poleward.web.pages.moving import states_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Asked

MAX_SOURCES = 500

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
    "pages": "SELECT count(*) AS n FROM documents",
    "pages without a date": "SELECT count(*) AS n FROM documents WHERE published_latest IS NULL",
    "stories": "SELECT count(DISTINCT story_id) AS n FROM documents",
    "statements": "SELECT count(*) AS n FROM statements",
    "statements on which the coder abstained": "SELECT count(*) AS n FROM statements WHERE abstained IS NOT NULL",
    "roll calls": "SELECT count(*) AS n FROM roll_calls",
    "votes on which sources contradict one another": "SELECT count(*) AS n FROM votes WHERE contradicted",
    "judgements in force": "SELECT count(*) AS n FROM judgements WHERE withdrawn_at IS NULL",
}


def build(desk: Desk, asked: Asked) -> Page:
    """Return the screen."""
    return desk.door.kept(("method", asked), lambda: _method(desk, asked))


def _method(desk: Desk, asked: Asked) -> Page:
    states = states_of(desk, asked)
    with desk.door.read() as archive:
        last = last_observed(archive)
        coverage = archive.rows(_COVERAGE, {"states": list(states), "last": last})
        by_source = archive.rows(_BY_SOURCE, {"states": list(states), "last": last})
        sources = archive.rows(_SOURCES, [MAX_SOURCES])
        confidence = archive.rows(_CONFIDENCE)
        coders = [r["coder"] for r in archive.rows("SELECT DISTINCT coder FROM statements ORDER BY coder")]
        health = {what: archive.rows(sql)[0]["n"] for what, sql in _HEALTH.items()}
        digest = archive_digest(archive)
    cells = {(row["state"], row["channel"]): row for row in coverage}
    rows = [
        {"state": state, "channel": channel, "status": "observed", **_cell(cells[state, channel])}
        if (state, channel) in cells
        else {"state": state, "channel": channel, "status": "not observed"}
        for state in states
        for channel in CHANNELS
    ]
    each = {(row["source"], row["state"]): row for row in by_source}
    known = evaluation.figures(coders)
    matrices, bins = evaluation.matrices(), evaluation.bins()
    unseen = sum(row["status"] == "not observed" for row in rows)
    until = f"Observed until {last}. " if last else "Nothing has been observed. "
    return Page(
        "How far can this be trusted?",
        f"{until}{unseen} of {len(rows)} channels of these states are not observed at all; "
        f"{sign_error():.0%} of signs are taken to be wrong, and every interval says so.".replace("%", " %", 1),
        rows,
        {
            "archive_sha256": digest, "sources": sources, "by_source": by_source, "coder": known,
            "matrices": [m.to_json() for m in matrices], "calibration": [asdict(b) for b in bins],
            "confidence": confidence, **health,
        },
        {
            "states": [(s, desk.name(s)) for s in states], "cells": cells, "channels": CHANNELS, "sources": sources,
            "health": health, "digest": digest, "coder": known, "confidence": confidence,
            "each": each, "by_source": list(dict.fromkeys(row["source"] for row in by_source)),
            "matrices": matrices, "calibration": calibration(bins, "How often the event model is right"), "bins": bins,
        },
    )  # fmt: skip


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    return {k: row[k] for k in ("n", "first", "last", "absent")}


SCREEN = Screen("/method", "Method and health", "method.html.j2", Asked, build, shares=True)
