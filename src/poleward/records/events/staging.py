"""The rows of an event file in temporary tables, by one query over the file.

A row that is between no two different actors keeps its day only; what the others say stands in one list, so that it
takes no room where there is none.
"""

from __future__ import annotations

import duckdb

from poleward.records.events.actors import Registry
from poleward.records.events.files import EventFile
from poleward.records.events.layouts import FIELDS, MENTION_FIELDS
from poleward.records.events.meanings import actors_of, days, types_of, words
from poleward.records.events.queries import (
    BOUNDS,
    PLAIN_DATE,
    date_of,
    faults_of_dates,
    key,
    number,
    raw,
    whole_width,
)

REPORT_COLUMNS = (
    "report_key", "coder", "row_id", "actor", "recipient", "date", "event_type", "mode", "cameo", "goldstein",
    "intensity", "place", "place_key", "mentions", "confidence", "article", "article_key",
)  # fmt: skip
"""Columns of the staged reports: those of `tables.EVENT_REPORTS` without the source."""

ROUNDED = "a row id that a spreadsheet has rounded"


def drop_staged(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget the rows of an earlier file."""
    for kind in ("reports", "volume", "mentions"):
        connection.execute(f"DROP VIEW IF EXISTS staged_{kind}")
    connection.execute("DROP TABLE IF EXISTS staged_rows")


def stage_events(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry) -> None:
    """Stage every row of a file of events."""
    layout = file.layout
    actors, types = actors_of(connection, file, registry), types_of(connection, file)
    code = "trim(cameo)" if "cameo" in layout.fields else "upper(trim(raw.event_type))"
    root = "coalesce(trim(raw.root), '')" if "root" in layout.fields else "''"
    labelled = ""
    if "label" in layout.fields:
        letters = "regexp_replace(replace(lower(raw.label), 'not specified below', ''), '[^a-z]', '', 'g')"
        labelled, code = f"LEFT JOIN {words(connection)} l ON l.words = {letters}", "coalesce(l.told, trim(cameo))"
    place = "trim(split_part(place, ',', 1))"
    wrong = [
        f"CASE WHEN {name} IS NOT NULL AND ({number(layout, name)}) IS NULL THEN {2**i} ELSE 0 END"
        for i, name in enumerate(BOUNDS)
        if name in layout.fields
    ]
    said = {
        "row_id": "row_id", "actor": "actor", "recipient": "recipient", "event_type": "type_", "mode": "mode_",
        "cameo": "NULL::VARCHAR" if types == "types_plover" else "cameo", "goldstein": number(layout, "goldstein"),
        "intensity": number(layout, "intensity"), "mentions": number(layout, "mentions", "INTEGER"),
        "confidence": f"({number(layout, 'confidence')}) / 100", "place": "place",
        "place_key": f"CASE WHEN {place} <> '' THEN coalesce(place_rank, 'u') || ':' || strip_accents(lower({place}))"
        " END", "article": "article", "sentence": "sentence",
    }  # fmt: skip
    rounded = f"WHEN regexp_matches(row_id, '^[0-9][.,][0-9]*[eE][+]') THEN '{ROUNDED}'" if layout.header else ""
    packed = ", ".join(f"{name} := {expression}" for name, expression in said.items())
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        WITH raw AS ({raw(file, FIELDS)}),
        told AS (
            SELECT raw.* EXCLUDE (event_type, mode, day, cameo),
                coalesce(known.date, {date_of(connection, file)}) AS date,
                a.actor, r.actor AS recipient, raw.cameo AS written,
                t.whole_code AS cameo, t.type_, coalesce(t.mode_, lower(raw.mode)) AS mode_, raw.day, raw.event_type
            FROM raw
            LEFT JOIN {actors} a ON a.code = coalesce(raw.actor_code, raw.actor_group)
            LEFT JOIN {actors} r ON r.code = coalesce(raw.recipient_code, raw.recipient_group)
            {labelled}
            LEFT JOIN {types} t ON t.code = {code} AND t.root = {root}
            LEFT JOIN {days(connection, file.year)} known ON known.text = raw.day
        ),
        judged AS (
            SELECT *, CASE
                WHEN NOT whole THEN 'fewer than {whole_width(layout)} columns'
                WHEN date IS NULL AND NOT regexp_matches(coalesce(day, ''), '[0-9]') AND lower(day) LIKE '%da%'
                    THEN 'the header line again'
                WHEN date IS NULL AND day IS NULL THEN 'no date'
                {faults_of_dates(layout)}
                WHEN row_id IS NULL THEN 'no row id'
                {rounded}
                WHEN cameo IS NULL THEN 'not an event code'
            END AS fault,
            coalesce(actor <> recipient, false) AS dyad
            FROM told
        ),
        weighed AS (SELECT *, CASE WHEN dyad THEN {" + ".join(wrong) or "0"} ELSE 0 END AS wrong FROM judged)
        SELECT CASE WHEN dyad THEN 'd' WHEN actor = recipient THEN 's' ELSE 'n' END AS sides, fault, date, wrong,
            dyad AND coalesce(length(cameo) > length(split_part(written, '.', 1)), false) AS restored,
            CASE WHEN fault IS NOT NULL OR wrong > 0
                THEN concat_ws(chr(31), row_id, day, coalesce(written, event_type)) END AS cells,
            CASE WHEN dyad AND fault IS NULL THEN [struct_pack({packed})] END AS said
        FROM weighed
        """
    )
    identity = "concat_ws('|', '{}', row_id, actor, recipient, date::VARCHAR, cameo, event_type, place, article)"
    if "sentence" in layout.fields:
        # ICEWS tells one sentence again under other numbers and days: the same story, sentence, actors and code.
        again = f"concat_ws('|', '{layout.coder}', article, sentence, actor, recipient, cameo)"
        identity = f"CASE WHEN article IS NOT NULL AND sentence IS NOT NULL THEN {again} ELSE {identity} END"
    computed = {
        "report_key": key(identity.format(layout.coder)), "coder": f"'{layout.coder}'",
        "article_key": f"CASE WHEN article IS NOT NULL THEN {key('article')} END",
    }  # fmt: skip
    columns = ", ".join(f"{computed.get(name, name)} AS {name}" for name in REPORT_COLUMNS)
    connection.execute(
        f"CREATE TEMP VIEW staged_reports AS SELECT {columns} FROM (SELECT date, unnest(said, recursive := true)"
        " FROM staged_rows WHERE said IS NOT NULL)"
    )
    connection.execute(
        f"CREATE TEMP VIEW staged_volume AS SELECT '{layout.coder}' AS coder, date, count(*) AS rows FROM staged_rows"
        " WHERE fault IS NULL GROUP BY date ORDER BY date"
    )


def stage_mentions(connection: duckdb.DuckDBPyConnection, file: EventFile) -> None:
    """Stage every row of a file of mentions."""
    sure = number(file.layout, "confidence")
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        SELECT * EXCLUDE (confidence), ({sure}) / 100 AS confidence, CASE
            WHEN day IS NULL THEN 'no date'
            {faults_of_dates(file.layout)}
            WHEN row_id IS NULL OR article IS NULL THEN 'no event or no article named'
        END AS fault, false AS restored,
            CASE WHEN confidence IS NOT NULL AND ({sure}) IS NULL THEN 8 ELSE 0 END AS wrong,
            CASE WHEN fault IS NOT NULL OR wrong > 0 THEN concat_ws(chr(31), row_id, day) END AS cells
        FROM (SELECT *, {PLAIN_DATE} AS date FROM ({raw(file, MENTION_FIELDS)}))
        """
    )
    connection.execute(
        f"CREATE TEMP VIEW staged_mentions AS SELECT '{file.layout.coder}' AS coder, row_id, date, article,"
        f" {key('article')} AS article_key, outlet, confidence FROM staged_rows WHERE fault IS NULL"
    )
