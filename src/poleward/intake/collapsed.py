"""What events were made of: the reports behind an event, and why each counts as the same one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from poleward.archive import Archive

FIRST_REPORT = "first report"
SAME_ARTICLE = "same article"
SAME_PLACE = "same place, near day"
NO_PLACE = "no place named, same day and code"


def merges(archive: Archive) -> dict[str, int]:
    """Return how many of the archive's reports are not an event of their own, by the reasons of `reports_of`."""
    ((same_article, near, no_place),) = archive.connection.execute(
        "SELECT coalesce(sum(reports - articles), 0)::BIGINT,"
        " coalesce(sum(articles - 1) FILTER (place_key IS NOT NULL), 0)::BIGINT,"
        " coalesce(sum(articles - 1) FILTER (place_key IS NULL), 0)::BIGINT FROM events"
    ).fetchall()
    return {SAME_ARTICLE: same_article, SAME_PLACE: near, NO_PLACE: no_place}


_REPORTS_OF = """
    WITH asked AS (SELECT * FROM events WHERE list_contains($ids, event_id)),
    dyads AS (SELECT actor, recipient, min(date) AS first, max(date_latest) AS last FROM asked GROUP BY ALL),
    near AS (
        SELECT r.*, CASE WHEN r.event_type IN ('CONCEDE', 'RETREAT') THEN 'YIELD'
            ELSE coalesce(r.event_type, 'CAMEO ' || r.cameo[:2]) END AS family,
            concat_ws('|', coalesce(r.event_type, ''), coalesce(r.mode, ''), coalesce(r.cameo, '')) AS kind
        FROM event_reports r JOIN dyads d ON d.actor = r.actor AND d.recipient = r.recipient
            AND r.date BETWEEN d.first AND d.last
    ),
    linked AS (
        SELECT n.report_key, min(b.place_key) AS place_key FROM near n
        JOIN event_mentions m ON m.coder = n.coder AND m.row_id = n.row_id
        JOIN event_mentions o ON o.article_key = m.article_key
        JOIN near b ON b.coder = o.coder AND b.row_id = o.row_id AND b.date = n.date AND b.family = n.family
            AND b.actor = n.actor AND b.recipient = n.recipient
        GROUP BY n.report_key
    ),
    told AS (
        SELECT n.*, coalesce(n.article_key, n.report_key) AS story,
            min(coalesce(l.place_key, n.place_key)) OVER same AS counted, min(n.kind) OVER same AS counted_kind
        FROM near n LEFT JOIN linked l USING (report_key)
        WINDOW same AS (
            PARTITION BY n.actor, n.recipient, n.family, coalesce(n.article_key, n.report_key), n.date
        )
    )
    SELECT e.event_id, t.coder, t.row_id, t.date, t.cameo, t.event_type, t.place, t.article, t.mentions, t.confidence,
        s.name AS source, e.place_key IS NOT NULL AS placed,
        row_number() OVER (PARTITION BY e.event_id ORDER BY t.date, t.story, t.report_key) = 1 AS is_first,
        row_number() OVER (PARTITION BY e.event_id, t.story, t.date ORDER BY t.report_key) > 1 AS same_article
    FROM told t
    JOIN asked e ON e.actor = t.actor AND e.recipient = t.recipient AND e.family = t.family
        AND t.date BETWEEN e.date AND e.date_latest AND t.counted IS NOT DISTINCT FROM e.place_key
        AND (e.place_key IS NOT NULL
            OR md5(concat_ws('|', t.actor, t.recipient, t.family, t.date, t.counted_kind)) = e.event_id)
    JOIN sources s USING (source_id)
    ORDER BY e.event_id, t.date, t.story, t.report_key
"""


def reports_of(archive: Archive, event_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the reports that each event was made of, each with why it counts as the same event.

    Keys: coder, row_id, date, cameo, event_type, place, article, mentions, confidence, source (file name), `why`:
    'first report', 'same article', 'same place, near day' or 'no place named, same day and code'. Events that are not
    in the archive are left out.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for row in archive.rows(_REPORTS_OF, {"ids": list(event_ids)}):
        first, same, placed = row.pop("is_first"), row.pop("same_article"), row.pop("placed")
        near = SAME_PLACE if placed else NO_PLACE
        row["why"] = FIRST_REPORT if first else SAME_ARTICLE if same else near
        found.setdefault(row.pop("event_id"), []).append(row)
    return found
