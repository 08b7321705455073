"""The tables of events: what other coders published, and the events that were made of it."""

from __future__ import annotations

from poleward.tables.shape import Table, col

EVENTS = Table(
    "events",
    "Events as other coders have them: reports of one event collapsed (docs/events.md). Made from `event_reports`.",
    (),
    (
        col("event_id", "VARCHAR", "hash of dyad, family, first day and place (without a place: and code)"),
        col("coder", "VARCHAR", "'gdelt1', 'gdelt2', 'icews', 'polecat' or 'phoenix'; several are joined by '+'"),
        col("actor", "VARCHAR", "ISO3 or organisation code"),
        col("recipient", "VARCHAR", "ISO3 or organisation code"),
        col("date", "DATE", "first day that a report gives for the event"),
        col("date_latest", "DATE", "last such day"),
        col(
            "family", "VARCHAR", "PLOVER event type, YIELD for CONCEDE and RETREAT, or 'CAMEO 01' where no type exists"
        ),
        col("event_type", "VARCHAR?", "PLOVER event type; NULL: no correspondence, or reports differ within YIELD"),
        col("mode", "VARCHAR?", "PLOVER mode; NULL: none, or reports differ"),
        col("cameo", "VARCHAR?", "CAMEO code, the category where reports differ; NULL: the coder has none"),
        col("plover_score", "DOUBLE?", "conflict to co-operation by PLOVER type on our own scale, -10 to 10"),
        col("goldstein", "DOUBLE?", "mean Goldstein score as published in the rows, -10 to 10; NULL: not given"),
        col("intensity", "DOUBLE?", "mean of the coder's own intensity (ICEWS, POLECAT), -10 to 10; NULL: not given"),
        col("place", "VARCHAR?", "place as named; NULL: not given"),
        col("place_key", "VARCHAR?", "how precisely (c, p, s) and the place's folded name; NULL: not given"),
        col("reports", "INTEGER", "how many rows were collapsed into this event"),
        col("articles", "INTEGER", "in how many articles; a row without article counts as one"),
        col("mentions", "BIGINT?", "mentions that the coder counted; NULL: not given"),
        col("confidence", "DOUBLE?", "highest confidence of a mention or row, 0 to 1; NULL: not given"),
        col("mention_age", "DOUBLE?", "mean days from the event to its mentions; NULL: no mentions were loaded"),
    ),
)
EVENT_REPORTS = Table(
    "event_reports",
    "Rows of other coders between two different actors, as read. Two events are never made of one row.",
    (),
    (
        col("source_id", "VARCHAR", "the source"),
        col("report_key", "BIGINT", "hash of the row's content: row ids repeat in some data, contents do not"),
        col("coder", "VARCHAR", "as in events, one of them"),
        col("row_id", "VARCHAR", "the coder's own row id"),
        col("actor", "VARCHAR", "ISO3 or organisation code"),
        col("recipient", "VARCHAR", "ISO3 or organisation code"),
        col("date", "DATE", "day of the event by the coder"),
        col("event_type", "VARCHAR?", "PLOVER event type; NULL: no correspondence"),
        col("mode", "VARCHAR?", "PLOVER mode"),
        col("cameo", "VARCHAR?", "CAMEO code as published"),
        col("goldstein", "DOUBLE?", "Goldstein score as published"),
        col("intensity", "DOUBLE?", "the coder's own intensity as published"),
        col("place", "VARCHAR?", "place as named"),
        col("place_key", "VARCHAR?", "as in events"),
        col("mentions", "INTEGER?", "mentions counted by the coder"),
        col("confidence", "DOUBLE?", "0 to 1"),
        col("article", "VARCHAR?", "address of the article, or the coder's number of the story"),
        col("article_key", "BIGINT?", "hash of the article"),
    ),
)
EVENT_MENTIONS = Table(
    "event_mentions",
    "Mentions of events in articles, as GDELT 2.0 has them.",
    (),
    (
        col("source_id", "VARCHAR", "the source"),
        col("coder", "VARCHAR", "as in event_reports"),
        col("row_id", "VARCHAR", "the coder's row id of the event"),
        col("date", "DATE", "day of the mention"),
        col("article", "VARCHAR", "address of the article"),
        col("article_key", "BIGINT", "hash of the article"),
        col("outlet", "VARCHAR?", "who published it"),
        col("confidence", "DOUBLE?", "how sure the coder is of this mention, 0 to 1"),
    ),
)
EVENT_VOLUME = Table(
    "event_volume",
    "How many rows a coder has for a day, between any actors or none: the volume of news.",
    (),
    (
        col("source_id", "VARCHAR", "the source"),
        col("coder", "VARCHAR", "as in event_reports"),
        col("date", "DATE", "the day"),
        col("rows", "BIGINT", "rows read"),
    ),
)
EVENT_PENDING = Table(
    "event_pending",
    "Directed dyads whose reports have changed since events were last made of them; empty after every load.",
    (),
    (
        col("actor", "VARCHAR", "the actor"),
        col("recipient", "VARCHAR", "the recipient"),
    ),
)
