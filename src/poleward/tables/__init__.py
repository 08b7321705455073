"""The tables that flow between the rooms: their columns, DuckDB types, units and what missing means.

Rows are appended under these names by `poleward.archive`; a room that produces rows uses dataclasses or
Arrow tables whose field names are the column names here. The schema that an archive has on disk is made by
the migrations in `poleward.archive`; a test holds the two equal.
"""

from __future__ import annotations

from poleward.tables.event_tables import EVENT_MENTIONS, EVENT_PENDING, EVENT_REPORTS, EVENT_VOLUME, EVENTS
from poleward.tables.shape import Table, col

STATEMENT_KINDS = ("event", "statement", "assessment", "dependence", "vote_claim", "structure")
"""An act; words spoken; a judgement of a tie; who depends on whom; a claim about a roll call; a standing fact."""

TIE_STATUSES = ("observed", "zero", "at_most", "not_observed", "not_applicable", "not_a_member")
"""Why a tie has the value it has: missing is typed, zero is not missing, and 'at_most' is a bound, never a figure."""

ANY_OTHER = "OTHER"
"""The partner of a bound that holds for each partner which the source does not name for that state, flow and year."""

TIE_LOADS = ("trade", "arms", "treaties")
LOADS = ("votes", *TIE_LOADS, "events")
"""The kinds of files that `poleward load` and `poleward fetch` take; those of ties become rows of `ties`."""
STATEMENT_CHANNELS = ("words", "deeds")
"""The channels in which statements count."""
STATEMENT_LOAD = "statements"
"""What `poleward load` takes beside them: other coders' statements on pages."""

JUDGEMENTS = ("wrong_actor", "wrong_sign", "duplicate", "not_about_this")


SOURCES = Table(
    "sources",
    "Every file that was read or loaded, by its content.",
    ("source_id",),
    (
        col("source_id", "VARCHAR", "SHA-256 of the file's bytes, hexadecimal"),
        col("name", "VARCHAR", "file name or address as given"),
        col("layout", "VARCHAR", "the recognised format, for example 'undl-2025', 'voeten', 'html', 'jsonl'"),
        col("rows_read", "BIGINT", "rows or pages understood"),
        col("rows_added", "BIGINT", "rows or pages that were new to the archive"),
        col("version", "VARCHAR", "the version of poleward that read it"),
        col("observed_from", "DATE?", "earliest date the source covers; NULL when it has no dates"),
        col("observed_to", "DATE?", "latest date the source covers: later is not observed, not zero"),
    ),
)

SKIPS = Table(
    "skips",
    "Rows left out of a source, counted by reason.",
    ("source_id", "reason"),
    (
        col("source_id", "VARCHAR", "the source"),
        col("reason", "VARCHAR", "why, in words"),
        col("n", "BIGINT", "how many rows"),
        col("examples", "VARCHAR[]", "the first few places (file and line)"),
    ),
)

DOCUMENTS = Table(
    "documents",
    "Pages as read. The text is immutable; everything else is offsets into it (in characters).",
    ("doc_id",),
    (
        col("doc_id", "VARCHAR", "SHA-256 of the page's bytes (of the record, in JSON Lines and feeds)"),
        col("source", "VARCHAR", "name of the file, or the address, that it was read from"),
        col("url", "VARCHAR?", "its own address, when it states one"),
        col("layout", "VARCHAR", "'html', 'text', 'jsonl' or 'feed'"),
        col("title", "VARCHAR?", "the headline"),
        col("text", "VARCHAR", "the text as read, teasers and all"),
        col("language", "VARCHAR", "ISO 639-1 code; 'und' when undetermined"),
        col("published_earliest", "DATE?", "first day on which it can have been published; NULL: unknown"),
        col("published_latest", "DATE?", "last such day; NULL: unknown"),
        col("published_how", "VARCHAR", "how the interval was found, in words"),
        col(
            "story_id",
            "VARCHAR",
            "the cluster of copies and translations that it belongs to: one story, counted once",
        ),
        col("reader", "VARCHAR", "version of the page reader"),
    ),
)

ANNOTATIONS = Table(
    "annotations",
    "Spans of a document's text: what was discarded and why, mended, garbled, or named.",
    (),
    (
        col("doc_id", "VARCHAR", "the document"),
        col("start_at", "INTEGER", "first character"),
        col("end_at", "INTEGER", "one past the last character"),
        col("kind", "VARCHAR", "'discard', 'mend', 'garbled', 'written' (when, in a live page) or 'name'"),
        col("value", "VARCHAR", "the reason; the text as mended; the actor's code"),
        col("confidence", "DOUBLE", "0 to 1"),
    ),
)

STATEMENTS = Table(
    "statements",
    "Who did or said what to whom, when, who says so: one row per actor, recipient and trigger.",
    ("statement_id",),
    (
        col("statement_id", "VARCHAR", "hash of the statement's content"),
        col("doc_id", "VARCHAR", "the document"),
        col("start_at", "INTEGER", "first character of the evidence in the document's text"),
        col("end_at", "INTEGER", "one past its last character"),
        col("exact", "VARCHAR", "text[start_at:end_at], the sentence or clause that is the evidence"),
        col("prefix", "VARCHAR", "up to 32 characters before it"),
        col("suffix", "VARCHAR", "up to 32 characters after it"),
        col("trigger_start", "INTEGER?", "first character of the verb or noun that names the act"),
        col("trigger_end", "INTEGER?", "one past its last character"),
        col("kind", "VARCHAR", "one of tables.STATEMENT_KINDS"),
        col("actor", "VARCHAR?", "code of the actor (ISO3 state or organisation); NULL: none or unresolved"),
        col("actor_name", "VARCHAR?", "the actor's surface form"),
        col(
            "actor_role",
            "VARCHAR?",
            "'head of state', 'government', 'military', 'legislature', 'media', 'society', …",
        ),
        col("recipient", "VARCHAR?", "code of the recipient; NULL: none or unresolved"),
        col("recipient_name", "VARCHAR?", "the recipient's surface form"),
        col("recipient_role", "VARCHAR?", "as actor_role"),
        col("event_type", "VARCHAR?", "PLOVER event type; NULL: not an event or not decidable"),
        col("mode", "VARCHAR?", "PLOVER mode, where the type has modes"),
        col("domain", "VARCHAR", "'diplomatic', 'economic', 'security', 'society' or 'unclear'"),
        col(
            "channel",
            "VARCHAR?",
            "'words' or 'deeds'; NULL: counts in no channel (a vote claim is checked)",
        ),
        col("negated", "BOOLEAN", "the act is said not to have happened, or the support not to be given"),
        col("future", "BOOLEAN", "announced, not done"),
        col("hypothetical", "BOOLEAN", "conditional or only possible"),
        col("historical", "BOOLEAN", "background: well before the page's own time"),
        col("date_earliest", "DATE?", "first day on which it can have happened; NULL: unknown"),
        col("date_latest", "DATE?", "last such day; NULL: unknown"),
        col("date_how", "VARCHAR", "the expression or rule that gave the interval"),
        col("place", "VARCHAR?", "where, as named; NULL: not given"),
        col(
            "speakers",
            "STRUCT(name VARCHAR, actor VARCHAR, role VARCHAR)[]",
            "who says so, outermost first; empty: the page itself",
        ),
        col("confidence", "DOUBLE", "0 to 1, calibrated where the coder has been evaluated"),
        col("abstained", "VARCHAR?", "why the coder gives no sign or type; NULL: it does"),
        col("coder", "VARCHAR", "version of the coder"),
    ),
)

SIGNS = Table(
    "signs",
    "Which way a statement speaks for the tie between a state and another actor.",
    ("statement_id", "state", "target"),
    (
        col("statement_id", "VARCHAR", "the statement"),
        col("state", "VARCHAR", "ISO3 code of the state whose tie it is"),
        col("target", "VARCHAR", "code of the other actor"),
        col("sign", "TINYINT", "+1 closer, 0 neutral, -1 more distant"),
        col(
            "reason",
            "VARCHAR",
            "in words, for example 'refused × support × exclusion of RUS → closer to RUS'",
        ),
    ),
)

ROLL_CALLS = Table(
    "roll_calls",
    "Recorded votes of an assembly.",
    ("roll_call_id",),
    (
        col(
            "roll_call_id",
            "VARCHAR",
            "stable identifier across sources; the resolution's symbol where it is unique",
        ),
        col(
            "symbol",
            "VARCHAR?",
            "resolution symbol such as A/RES/ES-11/1; NULL: rejected or procedural without one",
        ),
        col("session", "VARCHAR", "session such as '68' or 'ES-11'"),
        col("date", "DATE", "day of the vote"),
        col("title", "VARCHAR?", "title"),
        col("kind", "VARCHAR", "'resolution', 'decision', 'amendment', 'paragraph', 'draft' or 'motion'"),
        col("adopted", "BOOLEAN?", "NULL: the source does not say"),
        col(
            "important",
            "BOOLEAN?",
            "named important by the US State Department; NULL: the source does not say",
        ),
        col("issues", "VARCHAR[]", "issue flags: me nu di hr co ec, and ru for Russia and Ukraine since 2014"),
        col("bridge", "VARCHAR?", "group of resolutions with the same text; NULL: alone"),
        col("yes", "INTEGER?", "official total; NULL: not stated"),
        col("no", "INTEGER?", "official total"),
        col("abstain", "INTEGER?", "official total"),
        col("not_voting", "INTEGER?", "official total"),
        col("undl_id", "VARCHAR?", "record number in the UN Digital Library"),
        col("rcid", "INTEGER?", "number in Bailey, Strezhnev and Voeten's data"),
        col("url", "VARCHAR?", "address of the official record"),
    ),
)

VOTES_TABLE = Table(
    "votes",
    "One state's outcome on one roll call. Two rows for one cell mean that sources contradict one another.",
    (),
    (
        col("roll_call_id", "VARCHAR", "the roll call"),
        col("state", "VARCHAR", "ISO3 code at the time of the vote (SUN before 1992-12-24 is stored as RUS)"),
        col("vote", "VARCHAR", "one of outcomes.OUTCOMES"),
        col("sources", "VARCHAR[]", "the sources that say so, sorted"),
        col(
            "contradicted",
            "BOOLEAN",
            "another source says otherwise: measures leave the cell out and count it",
        ),
    ),
)

TIES = Table(
    "ties",
    "Exposure: trade, arms, treaties, memberships, as published.",
    (),
    (
        col("state", "VARCHAR", "ISO3 code of the reporting or exposed state"),
        col("partner", "VARCHAR", "code of the partner state or organisation; 'OTHER': each one that is not named"),
        col("channel", "VARCHAR", "a channel of exposure: 'trade', 'arms', 'treaties', …"),
        col(
            "indicator",
            "VARCHAR",
            "what is measured, for example 'imports', 'exports', 'tiv', 'defence', 'member'",
        ),
        col("date_earliest", "DATE", "first day that the value covers"),
        col("date_latest", "DATE?", "last day; NULL: still in force"),
        col("value", "DOUBLE?", "NULL unless status is 'observed', 'zero' or 'at_most'"),
        col("unit", "VARCHAR", "'USD', 'TIV million', 'share' (of the flow, 0 to 1), 'count' or 'yes/no'"),
        col("status", "VARCHAR", "one of tables.TIE_STATUSES"),
        col("reporter", "VARCHAR?", "who reports it, where the two partners may disagree"),
        col("source_id", "VARCHAR", "the source"),
        col("source", "VARCHAR", "publisher or address, to cite"),
    ),
)


ESTIMATES = Table(
    "estimates",
    "Every number that an answer prints.",
    ("estimate_id",),
    (
        col("estimate_id", "VARCHAR", "hash of question, measure, period and evidence"),
        col("state", "VARCHAR", "ISO3"),
        col("pole", "VARCHAR", "pole"),
        col("channel", "VARCHAR", "a channel of `channels.CHANNELS`, or 'overall'"),
        col(
            "measure",
            "VARCHAR",
            "what was measured, for example 'agreement', 'change_in_agreement', 'balance', 'share'",
        ),
        col("period", "VARCHAR", "ISO 8601 period or interval"),
        col("value", "DOUBLE?", "NULL: not enough evidence"),
        col("q05", "DOUBLE?", "5 % quantile"),
        col("q95", "DOUBLE?", "95 % quantile"),
        col("probability", "DOUBLE?", "probability of the statement that the answer makes"),
        col("n", "INTEGER", "items of evidence"),
        col("method", "VARCHAR", "measure's name and version"),
        col("compared_with", "VARCHAR?", "ISO 8601 interval that `period` is compared with; NULL: nothing is compared"),
    ),
)

EVIDENCE = Table(
    "evidence",
    "What an estimate rests on: a statement, a roll call, a tie or an event, with its weight.",
    (),
    (
        col("estimate_id", "VARCHAR", "the estimate"),
        col("kind", "VARCHAR", "'statement', 'roll_call', 'tie' or 'event'"),
        col("ref", "VARCHAR", "the item's id"),
        col("weight", "DOUBLE", "its weight in the estimate"),
        col("contribution", "DOUBLE", "its signed part of the value; the parts sum to the value"),
    ),
)

JUDGEMENTS_TABLE = Table(
    "judgements",
    "A person's word on a statement; it outranks the coder and can be withdrawn.",
    ("judgement_id",),
    (
        col("judgement_id", "VARCHAR", "hash of target, verdict, author and time"),
        col("statement_id", "VARCHAR", "the statement judged"),
        col("verdict", "VARCHAR", "one of tables.JUDGEMENTS"),
        col("correction", "VARCHAR?", "the right actor code or sign, when given"),
        col("author", "VARCHAR", "who says so"),
        col("made_at", "TIMESTAMP", "when, UTC"),
        col("note", "VARCHAR?", "why"),
        col("withdrawn_at", "TIMESTAMP?", "when it was taken back; NULL: in force"),
    ),
)

FITS = Table(
    "fits",
    "What was estimated from votes, so that the next question need not wait for it: the newest few, of whatever votes.",
    ("fit_id",),
    (
        col("fit_id", "VARCHAR", "the span of days, and hashes of the votes and the method"),
        col("votes_hash", "VARCHAR", "hash of all votes that it was estimated from"),
        col("method", "VARCHAR", "estimator's name and version"),
        col("data", "BLOB", "arrays, by `measures.positions.stored`"),
    ),
)

TABLES: tuple[Table, ...] = (
    SOURCES,
    SKIPS,
    DOCUMENTS,
    ANNOTATIONS,
    STATEMENTS,
    SIGNS,
    ROLL_CALLS,
    VOTES_TABLE,
    TIES,
    EVENTS,
    EVENT_REPORTS,
    EVENT_MENTIONS,
    EVENT_VOLUME,
    EVENT_PENDING,
    ESTIMATES,
    EVIDENCE,
    JUDGEMENTS_TABLE,
    FITS,
)
BY_NAME = {table.name: table for table in TABLES}
