"""What events were made of: the reports behind an event, and why each counts as the same one."""

from __future__ import annotations

from typing import Any

from poleward.archive import Archive
from poleward.errors import UnusableInputError

FIRST_REPORT = "first report"
SAME_ARTICLE = "same article"
SAME_PLACE = "same place, near day"
NO_PLACE = "no place named, same day and code"


def merges(archive: Archive) -> dict[str, int]:
    """Return how many of the archive's reports are not an event of their own, by the reasons of `collapsed`."""
    ((same_article, near, no_place),) = archive.connection.execute(
        "SELECT coalesce(sum(reports - articles), 0)::BIGINT,"
        " coalesce(sum(articles - 1) FILTER (place_key IS NOT NULL), 0)::BIGINT,"
        " coalesce(sum(articles - 1) FILTER (place_key IS NULL), 0)::BIGINT FROM events"
    ).fetchall()
    return {SAME_ARTICLE: same_article, SAME_PLACE: near, NO_PLACE: no_place}


def collapsed(archive: Archive, event_id: str) -> list[dict[str, Any]]:
    """Return the reports that an event was made of, each with why it counts as the same event.

    Keys: coder, row_id, date, cameo, event_type, place, article, mentions, confidence, source (file name), `why`:
    'first report', 'same article', 'same place, near day' or 'no place named, same day and code'.
    """
    found = archive.rows("SELECT * FROM events WHERE event_id = ?", [event_id])
    if not found:
        raise UnusableInputError("no event has this id.", where=event_id, todo="Export the table 'events' for the ids.")
    event = found[0]
    rows = archive.rows(
        """
        WITH near AS (
            SELECT r.*, CASE WHEN r.event_type IN ('CONCEDE', 'RETREAT') THEN 'YIELD'
                ELSE coalesce(r.event_type, 'CAMEO ' || r.cameo[:2]) END AS family,
                concat_ws('|', coalesce(r.event_type, ''), coalesce(r.mode, ''), coalesce(r.cameo, '')) AS kind
            FROM event_reports r
            WHERE r.actor = $actor AND r.recipient = $recipient AND r.date BETWEEN $first AND $last
        ),
        linked AS (
            SELECT n.report_key, min(b.place_key) AS place_key FROM near n
            JOIN event_mentions m ON m.coder = n.coder AND m.row_id = n.row_id
            JOIN event_mentions o ON o.article_key = m.article_key
            JOIN near b ON b.coder = o.coder AND b.row_id = o.row_id AND b.date = n.date AND b.family = n.family
            GROUP BY n.report_key
        ),
        told AS (
            SELECT n.*, coalesce(n.article_key, n.report_key) AS story,
                min(coalesce(l.place_key, n.place_key)) OVER
                    (PARTITION BY coalesce(n.article_key, n.report_key), n.date) AS counted,
                min(n.kind) OVER (PARTITION BY coalesce(n.article_key, n.report_key), n.date) AS counted_kind
            FROM near n LEFT JOIN linked l USING (report_key) WHERE n.family = $family
        )
        SELECT t.coder, t.row_id, t.date, t.cameo, t.event_type, t.place, t.article, t.mentions, t.confidence,
            s.name AS source, row_number() OVER (ORDER BY t.date, t.story, t.report_key) = 1 AS is_first,
            row_number() OVER (PARTITION BY t.story, t.date ORDER BY t.report_key) > 1 AS same_article
        FROM told t JOIN sources s USING (source_id) WHERE t.counted IS NOT DISTINCT FROM $place
            AND ($place IS NOT NULL
                OR md5(concat_ws('|', $actor, $recipient, $family, t.date, t.counted_kind)) = $event_id)
        ORDER BY t.date, t.story, t.report_key
        """,
        {
            "actor": event["actor"], "recipient": event["recipient"], "family": event["family"],
            "first": event["date"], "last": event["date_latest"], "place": event["place_key"],
            "event_id": event_id,
        },
    )  # fmt: skip
    for row in rows:
        first, same = row.pop("is_first"), row.pop("same_article")
        near = SAME_PLACE if event["place_key"] else NO_PLACE
        row["why"] = FIRST_REPORT if first else SAME_ARTICLE if same else near
    return rows
