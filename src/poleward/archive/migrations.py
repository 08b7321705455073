"""The archive's schema, as the steps that lead to it.

A step that has been released is never edited: a later change is a further step. `poleward.tables` describes the
schema that the last step leaves; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the schema version it leads to, what it does, and its SQL."""

    version: int
    what: str
    sql: str


FIRST = Migration(
    1,
    "sources, pages, statements, roll calls, ties, events, estimates and judgements",
    """
CREATE TABLE sources (
    source_id VARCHAR NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, layout VARCHAR NOT NULL,
    rows_read BIGINT NOT NULL, rows_added BIGINT NOT NULL, version VARCHAR NOT NULL,
    observed_from DATE, observed_to DATE
);
CREATE TABLE skips (
    source_id VARCHAR NOT NULL, reason VARCHAR NOT NULL, n BIGINT NOT NULL, examples VARCHAR[] NOT NULL
);
CREATE TABLE documents (
    doc_id VARCHAR NOT NULL PRIMARY KEY, source VARCHAR NOT NULL, url VARCHAR, layout VARCHAR NOT NULL,
    title VARCHAR, text VARCHAR NOT NULL, language VARCHAR NOT NULL,
    published_earliest DATE, published_latest DATE, published_how VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL, reader VARCHAR NOT NULL,
    CHECK (published_earliest IS NULL OR published_latest IS NULL OR published_earliest <= published_latest)
);
CREATE TABLE annotations (
    doc_id VARCHAR NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, kind VARCHAR NOT NULL,
    value VARCHAR NOT NULL, confidence DOUBLE NOT NULL,
    CHECK (start_at <= end_at)
);
CREATE TABLE statements (
    statement_id VARCHAR NOT NULL PRIMARY KEY, doc_id VARCHAR NOT NULL,
    start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
    exact VARCHAR NOT NULL, prefix VARCHAR NOT NULL, suffix VARCHAR NOT NULL,
    trigger_start INTEGER, trigger_end INTEGER, kind VARCHAR NOT NULL,
    actor VARCHAR, actor_name VARCHAR, actor_role VARCHAR,
    recipient VARCHAR, recipient_name VARCHAR, recipient_role VARCHAR,
    event_type VARCHAR, mode VARCHAR, domain VARCHAR NOT NULL, channel VARCHAR,
    negated BOOLEAN NOT NULL, future BOOLEAN NOT NULL, hypothetical BOOLEAN NOT NULL, historical BOOLEAN NOT NULL,
    date_earliest DATE, date_latest DATE, date_how VARCHAR NOT NULL, place VARCHAR,
    speakers STRUCT("name" VARCHAR, actor VARCHAR, "role" VARCHAR)[] NOT NULL,
    confidence DOUBLE NOT NULL, abstained VARCHAR, coder VARCHAR NOT NULL,
    CHECK (start_at < end_at), CHECK (confidence BETWEEN 0 AND 1),
    CHECK (kind IN ('event', 'statement', 'assessment', 'dependence', 'vote_claim', 'structure'))
);
CREATE TABLE signs (
    statement_id VARCHAR NOT NULL, state VARCHAR NOT NULL, target VARCHAR NOT NULL,
    sign TINYINT NOT NULL, reason VARCHAR NOT NULL,
    PRIMARY KEY (statement_id, state, target), CHECK (sign IN (-1, 0, 1))
);
CREATE TABLE roll_calls (
    roll_call_id VARCHAR NOT NULL PRIMARY KEY, symbol VARCHAR, session VARCHAR NOT NULL, date DATE NOT NULL,
    title VARCHAR, kind VARCHAR NOT NULL, adopted BOOLEAN, important BOOLEAN, issues VARCHAR[] NOT NULL,
    bridge VARCHAR, yes INTEGER, no INTEGER, abstain INTEGER, not_voting INTEGER,
    undl_id VARCHAR, rcid INTEGER, url VARCHAR
);
CREATE TABLE votes (
    roll_call_id VARCHAR NOT NULL, state VARCHAR NOT NULL, vote VARCHAR NOT NULL, sources VARCHAR[] NOT NULL,
    contradicted BOOLEAN NOT NULL,
    CHECK (vote IN ('yes', 'no', 'abstain', 'not_voting', 'not_a_member'))
);
CREATE TABLE ties (
    state VARCHAR NOT NULL, partner VARCHAR NOT NULL, channel VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    date_earliest DATE NOT NULL, date_latest DATE, value DOUBLE, unit VARCHAR NOT NULL, status VARCHAR NOT NULL,
    reporter VARCHAR, source_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    CHECK (channel IN ('trade', 'arms', 'treaties')),
    CHECK (status IN ('observed', 'zero', 'not_observed', 'not_applicable', 'not_a_member')),
    CHECK ((value IS NOT NULL) = (status IN ('observed', 'zero')))
);
CREATE TABLE events (
    event_id VARCHAR NOT NULL PRIMARY KEY, coder VARCHAR NOT NULL, actor VARCHAR, recipient VARCHAR,
    date DATE NOT NULL, event_type VARCHAR, mode VARCHAR, cameo VARCHAR, plover_score DOUBLE, goldstein DOUBLE,
    place VARCHAR, reports INTEGER NOT NULL, mentions INTEGER, row_ids VARCHAR[] NOT NULL, source_id VARCHAR NOT NULL
);
CREATE TABLE estimates (
    estimate_id VARCHAR NOT NULL PRIMARY KEY, state VARCHAR NOT NULL, pole VARCHAR NOT NULL, channel VARCHAR NOT NULL,
    measure VARCHAR NOT NULL, period VARCHAR NOT NULL, value DOUBLE, q05 DOUBLE, q95 DOUBLE, probability DOUBLE,
    n INTEGER NOT NULL, method VARCHAR NOT NULL,
    CHECK (q05 IS NULL OR q95 IS NULL OR q05 <= q95), CHECK (probability IS NULL OR probability BETWEEN 0 AND 1)
);
CREATE TABLE evidence (
    estimate_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, ref VARCHAR NOT NULL, weight DOUBLE NOT NULL,
    contribution DOUBLE NOT NULL,
    CHECK (kind IN ('statement', 'roll_call', 'tie', 'event'))
);
CREATE TABLE judgements (
    judgement_id VARCHAR NOT NULL PRIMARY KEY, statement_id VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
    correction VARCHAR, author VARCHAR NOT NULL, made_at TIMESTAMP NOT NULL, note VARCHAR, withdrawn_at TIMESTAMP,
    CHECK (verdict IN ('wrong_actor', 'wrong_sign', 'duplicate', 'not_about_this'))
);
""",
)

EVENTS = Migration(
    2,
    "reports of other coders, their mentions and volume; events are made of them",
    # No earlier version could load events: the table is empty in every archive of schema 1.
    """
DROP TABLE events;
-- The methods of compression that DuckDB would choose: named, no other is tried, a fifth less time to store rows.
CREATE TABLE events (
    event_id VARCHAR USING COMPRESSION fsst NOT NULL, coder VARCHAR USING COMPRESSION dictionary NOT NULL,
    actor VARCHAR USING COMPRESSION dictionary NOT NULL, recipient VARCHAR USING COMPRESSION dictionary NOT NULL,
    date DATE NOT NULL, date_latest DATE NOT NULL, family VARCHAR USING COMPRESSION dictionary NOT NULL,
    event_type VARCHAR USING COMPRESSION dictionary, mode VARCHAR USING COMPRESSION dictionary,
    cameo VARCHAR USING COMPRESSION dictionary, plover_score DOUBLE, goldstein DOUBLE, intensity DOUBLE,
    place VARCHAR USING COMPRESSION dictionary, place_key VARCHAR USING COMPRESSION dictionary,
    reports INTEGER NOT NULL, articles INTEGER NOT NULL, mentions BIGINT, confidence DOUBLE, mention_age DOUBLE
);
CREATE TABLE event_reports (
    source_id VARCHAR USING COMPRESSION dictionary NOT NULL, report_key BIGINT NOT NULL,
    coder VARCHAR USING COMPRESSION dictionary NOT NULL, row_id VARCHAR USING COMPRESSION fsst NOT NULL,
    actor VARCHAR USING COMPRESSION dictionary NOT NULL, recipient VARCHAR USING COMPRESSION dictionary NOT NULL,
    date DATE NOT NULL, event_type VARCHAR USING COMPRESSION dictionary, mode VARCHAR USING COMPRESSION dictionary,
    cameo VARCHAR USING COMPRESSION dictionary, goldstein DOUBLE, intensity DOUBLE,
    place VARCHAR USING COMPRESSION dictionary, place_key VARCHAR USING COMPRESSION dictionary, mentions INTEGER,
    confidence DOUBLE, article VARCHAR USING COMPRESSION fsst, article_key BIGINT
);
CREATE TABLE event_mentions (
    source_id VARCHAR NOT NULL, coder VARCHAR NOT NULL, row_id VARCHAR NOT NULL, date DATE NOT NULL,
    article VARCHAR NOT NULL, article_key BIGINT NOT NULL, outlet VARCHAR, confidence DOUBLE
);
CREATE TABLE event_volume (
    source_id VARCHAR NOT NULL, coder VARCHAR NOT NULL, date DATE NOT NULL, "rows" BIGINT NOT NULL
);
CREATE TABLE event_pending (actor VARCHAR NOT NULL, recipient VARCHAR NOT NULL);
""",
)

FITS = Migration(
    3,
    "estimated positions are kept",
    """
CREATE TABLE fits (
    fit_id VARCHAR NOT NULL PRIMARY KEY, votes_hash VARCHAR NOT NULL, method VARCHAR NOT NULL, data BLOB NOT NULL
);
""",
)

CHANNELS = Migration(
    4,
    "ties of any channel; estimates say what they are compared with",
    """
CREATE TABLE ties_of_any_channel (
    state VARCHAR NOT NULL, partner VARCHAR NOT NULL, channel VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    date_earliest DATE NOT NULL, date_latest DATE, value DOUBLE, unit VARCHAR NOT NULL, status VARCHAR NOT NULL,
    reporter VARCHAR, source_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    CHECK (status IN ('observed', 'zero', 'not_observed', 'not_applicable', 'not_a_member')),
    CHECK ((value IS NOT NULL) = (status IN ('observed', 'zero')))
);
INSERT INTO ties_of_any_channel SELECT * FROM ties;
DROP TABLE ties;
ALTER TABLE ties_of_any_channel RENAME TO ties;
ALTER TABLE estimates ADD COLUMN compared_with VARCHAR;
""",
)

BOUNDS = Migration(
    5,
    "ties that are bounds, of shares among others",
    """
CREATE TABLE ties_with_bounds (
    state VARCHAR NOT NULL, partner VARCHAR NOT NULL, channel VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    date_earliest DATE NOT NULL, date_latest DATE, value DOUBLE, unit VARCHAR NOT NULL, status VARCHAR NOT NULL,
    reporter VARCHAR, source_id VARCHAR NOT NULL, source VARCHAR NOT NULL,
    CHECK (status IN ('observed', 'zero', 'at_most', 'not_observed', 'not_applicable', 'not_a_member')),
    CHECK ((value IS NOT NULL) = (status IN ('observed', 'zero', 'at_most')))
);
INSERT INTO ties_with_bounds SELECT * FROM ties;
DROP TABLE ties;
ALTER TABLE ties_with_bounds RENAME TO ties;
""",
)

MIGRATIONS: tuple[Migration, ...] = (FIRST, EVENTS, FITS, CHANNELS, BOUNDS)
LATEST = MIGRATIONS[-1].version
