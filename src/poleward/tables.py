"""The tables that flow between the rooms: their columns, DuckDB types, units and what missing means.

Rows are appended under these names by `poleward.archive`; a room that produces rows uses dataclasses or
Arrow tables whose field names are the column names here. The schema that an archive has on disk is made by
the migrations in `poleward.archive`; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

"""The five outcomes of a roll call for a state."""

STATEMENT_KINDS = ("event", "statement", "assessment", "dependence", "vote_claim", "structure")
"""An act; words spoken; a judgement of a tie; who depends on whom; a claim about a roll call; a standing fact."""

TIE_STATUSES = ("observed", "zero", "at_most", "not_observed", "not_applicable", "not_a_member")
"""Why a tie has the value it has: missing is typed, zero is not missing, and 'at_most' is a bound, never a figure."""

ANY_OTHER = "OTHER"
"""The partner of a bound that holds for each partner which the source does not name for that state, flow and year."""

TIE_LOADS = ("trade", "arms", "treaties")
LOADS = ("votes", *TIE_LOADS, "events")
"""The kinds of files that `poleward load` and `poleward fetch` take; those of ties become rows of `ties`."""

JUDGEMENTS = ("wrong_actor", "wrong_sign", "duplicate", "not_about_this")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, DuckDB type, whether it may be NULL, and what it means."""

    name: str
    type: str
    doc: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, key (empty for bulk tables whose uniqueness the loader guarantees) and columns."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns in order."""
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)


def _c(name: str, type_: str, doc: str) -> Column:
    """Return a column; a type that ends in '?' may be NULL."""
    return Column(name, type_.removesuffix("?"), doc, nullable=type_.endswith("?"))


SOURCES = Table(
    "sources",
    "Every file that was read or loaded, by its content.",
    ("source_id",),
    (
        _c("source_id", "VARCHAR", "SHA-256 of the file's bytes, hexadecimal"),
        _c("name", "VARCHAR", "file name or address as given"),
        _c("layout", "VARCHAR", "the recognised format, for example 'undl-2025', 'voeten', 'html', 'jsonl'"),
        _c("rows_read", "BIGINT", "rows or pages understood"),
        _c("rows_added", "BIGINT", "rows or pages that were new to the archive"),
        _c("version", "VARCHAR", "the version of poleward that read it"),
        _c("observed_from", "DATE?", "earliest date the source covers; NULL when it has no dates"),
        _c("observed_to", "DATE?", "latest date the source covers: later is not observed, not zero"),
    ),
)

SKIPS = Table(
    "skips",
    "Rows left out of a source, counted by reason.",
    ("source_id", "reason"),
    (
        _c("source_id", "VARCHAR", "the source"),
        _c("reason", "VARCHAR", "why, in words"),
        _c("n", "BIGINT", "how many rows"),
        _c("examples", "VARCHAR[]", "the first few places (file and line)"),
    ),
)

DOCUMENTS = Table(
    "documents",
    "Pages as read. The text is immutable; everything else is offsets into it (in characters).",
    ("doc_id",),
    (
        _c("doc_id", "VARCHAR", "SHA-256 of the page's bytes (of the record, in JSON Lines and feeds)"),
        _c("source", "VARCHAR", "name of the file, or the address, that it was read from"),
        _c("url", "VARCHAR?", "its own address, when it states one"),
        _c("layout", "VARCHAR", "'html', 'text', 'jsonl' or 'feed'"),
        _c("title", "VARCHAR?", "the headline"),
        _c("text", "VARCHAR", "the text as read, teasers and all"),
        _c("language", "VARCHAR", "ISO 639-1 code; 'und' when undetermined"),
        _c("published_earliest", "DATE?", "first day on which it can have been published; NULL: unknown"),
        _c("published_latest", "DATE?", "last such day; NULL: unknown"),
        _c("published_how", "VARCHAR", "how the interval was found, in words"),
        _c(
            "story_id",
            "VARCHAR",
            "the cluster of copies and translations that it belongs to: one story, counted once",
        ),
        _c("reader", "VARCHAR", "version of the page reader"),
    ),
)

ANNOTATIONS = Table(
    "annotations",
    "Spans of a document's text: what was discarded and why, mended, garbled, or named.",
    (),
    (
        _c("doc_id", "VARCHAR", "the document"),
        _c("start_at", "INTEGER", "first character"),
        _c("end_at", "INTEGER", "one past the last character"),
        _c("kind", "VARCHAR", "'discard', 'mend', 'garbled', 'written' (when, in a live page) or 'name'"),
        _c("value", "VARCHAR", "the reason; the text as mended; the actor's code"),
        _c("confidence", "DOUBLE", "0 to 1"),
    ),
)

STATEMENTS = Table(
    "statements",
    "Who did or said what to whom, when, who says so: one row per actor, recipient and trigger.",
    ("statement_id",),
    (
        _c("statement_id", "VARCHAR", "hash of the statement's content"),
        _c("doc_id", "VARCHAR", "the document"),
        _c("start_at", "INTEGER", "first character of the evidence in the document's text"),
        _c("end_at", "INTEGER", "one past its last character"),
        _c("exact", "VARCHAR", "text[start_at:end_at], the sentence or clause that is the evidence"),
        _c("prefix", "VARCHAR", "up to 32 characters before it"),
        _c("suffix", "VARCHAR", "up to 32 characters after it"),
        _c("trigger_start", "INTEGER?", "first character of the verb or noun that names the act"),
        _c("trigger_end", "INTEGER?", "one past its last character"),
        _c("kind", "VARCHAR", "one of tables.STATEMENT_KINDS"),
        _c("actor", "VARCHAR?", "code of the actor (ISO3 state or organisation); NULL: none or unresolved"),
        _c("actor_name", "VARCHAR?", "the actor's surface form"),
        _c(
            "actor_role",
            "VARCHAR?",
            "'head of state', 'government', 'military', 'legislature', 'media', 'society', …",
        ),
        _c("recipient", "VARCHAR?", "code of the recipient; NULL: none or unresolved"),
        _c("recipient_name", "VARCHAR?", "the recipient's surface form"),
        _c("recipient_role", "VARCHAR?", "as actor_role"),
        _c("event_type", "VARCHAR?", "PLOVER event type; NULL: not an event or not decidable"),
        _c("mode", "VARCHAR?", "PLOVER mode, where the type has modes"),
        _c("domain", "VARCHAR", "'diplomatic', 'economic', 'security', 'society' or 'unclear'"),
        _c(
            "channel",
            "VARCHAR?",
            "'words' or 'deeds'; NULL: counts in no channel (a vote claim is checked)",
        ),
        _c("negated", "BOOLEAN", "the act is said not to have happened, or the support not to be given"),
        _c("future", "BOOLEAN", "announced, not done"),
        _c("hypothetical", "BOOLEAN", "conditional or only possible"),
        _c("historical", "BOOLEAN", "background: well before the page's own time"),
        _c("date_earliest", "DATE?", "first day on which it can have happened; NULL: unknown"),
        _c("date_latest", "DATE?", "last such day; NULL: unknown"),
        _c("date_how", "VARCHAR", "the expression or rule that gave the interval"),
        _c("place", "VARCHAR?", "where, as named; NULL: not given"),
        _c(
            "speakers",
            "STRUCT(name VARCHAR, actor VARCHAR, role VARCHAR)[]",
            "who says so, outermost first; empty: the page itself",
        ),
        _c("confidence", "DOUBLE", "0 to 1, calibrated where the coder has been evaluated"),
        _c("abstained", "VARCHAR?", "why the coder gives no sign or type; NULL: it does"),
        _c("coder", "VARCHAR", "version of the coder"),
    ),
)

SIGNS = Table(
    "signs",
    "Which way a statement speaks for the tie between a state and another actor.",
    ("statement_id", "state", "target"),
    (
        _c("statement_id", "VARCHAR", "the statement"),
        _c("state", "VARCHAR", "ISO3 code of the state whose tie it is"),
        _c("target", "VARCHAR", "code of the other actor"),
        _c("sign", "TINYINT", "+1 closer, 0 neutral, -1 more distant"),
        _c(
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
        _c(
            "roll_call_id",
            "VARCHAR",
            "stable identifier across sources; the resolution's symbol where it is unique",
        ),
        _c(
            "symbol",
            "VARCHAR?",
            "resolution symbol such as A/RES/ES-11/1; NULL: rejected or procedural without one",
        ),
        _c("session", "VARCHAR", "session such as '68' or 'ES-11'"),
        _c("date", "DATE", "day of the vote"),
        _c("title", "VARCHAR?", "title"),
        _c("kind", "VARCHAR", "'resolution', 'decision', 'amendment', 'paragraph', 'draft' or 'motion'"),
        _c("adopted", "BOOLEAN?", "NULL: the source does not say"),
        _c(
            "important",
            "BOOLEAN?",
            "named important by the US State Department; NULL: the source does not say",
        ),
        _c("issues", "VARCHAR[]", "issue flags: me nu di hr co ec, and ru for Russia and Ukraine since 2014"),
        _c("bridge", "VARCHAR?", "group of resolutions with the same text; NULL: alone"),
        _c("yes", "INTEGER?", "official total; NULL: not stated"),
        _c("no", "INTEGER?", "official total"),
        _c("abstain", "INTEGER?", "official total"),
        _c("not_voting", "INTEGER?", "official total"),
        _c("undl_id", "VARCHAR?", "record number in the UN Digital Library"),
        _c("rcid", "INTEGER?", "number in Bailey, Strezhnev and Voeten's data"),
        _c("url", "VARCHAR?", "address of the official record"),
    ),
)

VOTES_TABLE = Table(
    "votes",
    "One state's outcome on one roll call. Two rows for one cell mean that sources contradict one another.",
    (),
    (
        _c("roll_call_id", "VARCHAR", "the roll call"),
        _c("state", "VARCHAR", "ISO3 code at the time of the vote (SUN before 1992-12-24 is stored as RUS)"),
        _c("vote", "VARCHAR", "one of outcomes.OUTCOMES"),
        _c("sources", "VARCHAR[]", "the sources that say so, sorted"),
        _c(
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
        _c("state", "VARCHAR", "ISO3 code of the reporting or exposed state"),
        _c("partner", "VARCHAR", "code of the partner state or organisation; 'OTHER': each one that is not named"),
        _c("channel", "VARCHAR", "a channel of exposure: 'trade', 'arms', 'treaties', …"),
        _c(
            "indicator",
            "VARCHAR",
            "what is measured, for example 'imports', 'exports', 'tiv', 'defence', 'member'",
        ),
        _c("date_earliest", "DATE", "first day that the value covers"),
        _c("date_latest", "DATE?", "last day; NULL: still in force"),
        _c("value", "DOUBLE?", "NULL unless status is 'observed', 'zero' or 'at_most'"),
        _c("unit", "VARCHAR", "'USD', 'TIV million', 'share' (of the flow, 0 to 1), 'count' or 'yes/no'"),
        _c("status", "VARCHAR", "one of tables.TIE_STATUSES"),
        _c("reporter", "VARCHAR?", "who reports it, where the two partners may disagree"),
        _c("source_id", "VARCHAR", "the source"),
        _c("source", "VARCHAR", "publisher or address, to cite"),
    ),
)

EVENTS = Table(
    "events",
    "Events as other coders have them: reports of one event collapsed (docs/events.md). Made from `event_reports`.",
    (),
    (
        _c("event_id", "VARCHAR", "hash of dyad, family, first day and place (without a place: and code)"),
        _c("coder", "VARCHAR", "'gdelt1', 'gdelt2', 'icews', 'polecat' or 'phoenix'; several are joined by '+'"),
        _c("actor", "VARCHAR", "ISO3 or organisation code"),
        _c("recipient", "VARCHAR", "ISO3 or organisation code"),
        _c("date", "DATE", "first day that a report gives for the event"),
        _c("date_latest", "DATE", "last such day"),
        _c("family", "VARCHAR", "PLOVER event type, YIELD for CONCEDE and RETREAT, or 'CAMEO 01' where no type exists"),
        _c("event_type", "VARCHAR?", "PLOVER event type; NULL: no correspondence, or reports differ within YIELD"),
        _c("mode", "VARCHAR?", "PLOVER mode; NULL: none, or reports differ"),
        _c("cameo", "VARCHAR?", "CAMEO code, the category where reports differ; NULL: the coder has none"),
        _c("plover_score", "DOUBLE?", "conflict to co-operation by PLOVER type on our own scale, -10 to 10"),
        _c("goldstein", "DOUBLE?", "mean Goldstein score as published in the rows, -10 to 10; NULL: not given"),
        _c("intensity", "DOUBLE?", "mean of the coder's own intensity (ICEWS, POLECAT), -10 to 10; NULL: not given"),
        _c("place", "VARCHAR?", "place as named; NULL: not given"),
        _c("place_key", "VARCHAR?", "how precisely (c, p, s) and the place's folded name; NULL: not given"),
        _c("reports", "INTEGER", "how many rows were collapsed into this event"),
        _c("articles", "INTEGER", "in how many articles; a row without article counts as one"),
        _c("mentions", "BIGINT?", "mentions that the coder counted; NULL: not given"),
        _c("confidence", "DOUBLE?", "highest confidence of a mention or row, 0 to 1; NULL: not given"),
        _c("mention_age", "DOUBLE?", "mean days from the event to its mentions; NULL: no mentions were loaded"),
    ),
)

EVENT_REPORTS = Table(
    "event_reports",
    "Rows of other coders between two different actors, as read. Two events are never made of one row.",
    (),
    (
        _c("source_id", "VARCHAR", "the source"),
        _c("report_key", "BIGINT", "hash of the row's content: row ids repeat in some data, contents do not"),
        _c("coder", "VARCHAR", "as in events, one of them"),
        _c("row_id", "VARCHAR", "the coder's own row id"),
        _c("actor", "VARCHAR", "ISO3 or organisation code"),
        _c("recipient", "VARCHAR", "ISO3 or organisation code"),
        _c("date", "DATE", "day of the event by the coder"),
        _c("event_type", "VARCHAR?", "PLOVER event type; NULL: no correspondence"),
        _c("mode", "VARCHAR?", "PLOVER mode"),
        _c("cameo", "VARCHAR?", "CAMEO code as published"),
        _c("goldstein", "DOUBLE?", "Goldstein score as published"),
        _c("intensity", "DOUBLE?", "the coder's own intensity as published"),
        _c("place", "VARCHAR?", "place as named"),
        _c("place_key", "VARCHAR?", "as in events"),
        _c("mentions", "INTEGER?", "mentions counted by the coder"),
        _c("confidence", "DOUBLE?", "0 to 1"),
        _c("article", "VARCHAR?", "address of the article, or the coder's number of the story"),
        _c("article_key", "BIGINT?", "hash of the article"),
    ),
)

EVENT_MENTIONS = Table(
    "event_mentions",
    "Mentions of events in articles, as GDELT 2.0 has them.",
    (),
    (
        _c("source_id", "VARCHAR", "the source"),
        _c("coder", "VARCHAR", "as in event_reports"),
        _c("row_id", "VARCHAR", "the coder's row id of the event"),
        _c("date", "DATE", "day of the mention"),
        _c("article", "VARCHAR", "address of the article"),
        _c("article_key", "BIGINT", "hash of the article"),
        _c("outlet", "VARCHAR?", "who published it"),
        _c("confidence", "DOUBLE?", "how sure the coder is of this mention, 0 to 1"),
    ),
)

EVENT_VOLUME = Table(
    "event_volume",
    "How many rows a coder has for a day, between any actors or none: the volume of news.",
    (),
    (
        _c("source_id", "VARCHAR", "the source"),
        _c("coder", "VARCHAR", "as in event_reports"),
        _c("date", "DATE", "the day"),
        _c("rows", "BIGINT", "rows read"),
    ),
)

EVENT_PENDING = Table(
    "event_pending",
    "Directed dyads whose reports have changed since events were last made of them; empty after every load.",
    (),
    (
        _c("actor", "VARCHAR", "the actor"),
        _c("recipient", "VARCHAR", "the recipient"),
    ),
)

ESTIMATES = Table(
    "estimates",
    "Every number that an answer prints.",
    ("estimate_id",),
    (
        _c("estimate_id", "VARCHAR", "hash of question, measure, period and evidence"),
        _c("state", "VARCHAR", "ISO3"),
        _c("pole", "VARCHAR", "pole"),
        _c("channel", "VARCHAR", "a channel of `channels.CHANNELS`, or 'overall'"),
        _c(
            "measure",
            "VARCHAR",
            "what was measured, for example 'agreement', 'scott_pi', 'balance', 'change'",
        ),
        _c("period", "VARCHAR", "ISO 8601 period or interval"),
        _c("value", "DOUBLE?", "NULL: not enough evidence"),
        _c("q05", "DOUBLE?", "5 % quantile"),
        _c("q95", "DOUBLE?", "95 % quantile"),
        _c("probability", "DOUBLE?", "probability of the statement that the answer makes"),
        _c("n", "INTEGER", "items of evidence"),
        _c("method", "VARCHAR", "measure's name and version"),
        _c("compared_with", "VARCHAR?", "ISO 8601 interval that `period` is compared with; NULL: nothing is compared"),
    ),
)

EVIDENCE = Table(
    "evidence",
    "What an estimate rests on: a statement, a roll call, a tie or an event, with its weight.",
    (),
    (
        _c("estimate_id", "VARCHAR", "the estimate"),
        _c("kind", "VARCHAR", "'statement', 'roll_call', 'tie' or 'event'"),
        _c("ref", "VARCHAR", "the item's id"),
        _c("weight", "DOUBLE", "its weight in the estimate"),
        _c("contribution", "DOUBLE", "its signed part of the value; the parts sum to the value"),
    ),
)

JUDGEMENTS_TABLE = Table(
    "judgements",
    "A person's word on a statement; it outranks the coder and can be withdrawn.",
    ("judgement_id",),
    (
        _c("judgement_id", "VARCHAR", "hash of target, verdict, author and time"),
        _c("statement_id", "VARCHAR", "the statement judged"),
        _c("verdict", "VARCHAR", "one of tables.JUDGEMENTS"),
        _c("correction", "VARCHAR?", "the right actor code or sign, when given"),
        _c("author", "VARCHAR", "who says so"),
        _c("made_at", "TIMESTAMP", "when, UTC"),
        _c("note", "VARCHAR?", "why"),
        _c("withdrawn_at", "TIMESTAMP?", "when it was taken back; NULL: in force"),
    ),
)

FITS = Table(
    "fits",
    "Positions as they were estimated, so that the next question need not wait for them; made again when votes change.",
    ("fit_id",),
    (
        _c("fit_id", "VARCHAR", "the span of days, and hashes of the votes and the method"),
        _c("votes_hash", "VARCHAR", "hash of all votes of the archive; fits of other votes are thrown away"),
        _c("method", "VARCHAR", "estimator's name and version"),
        _c("data", "BLOB", "arrays, by `measures.positions.stored`"),
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
