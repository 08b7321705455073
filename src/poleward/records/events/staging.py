"""The rows of an event file in temporary tables, by one query over the file.

A row that is between no two different actors keeps its day only; what the others say stands in one structure.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from poleward.records.events.files import EventFile
from poleward.records.events.layouts import FIELDS, MENTION_FIELDS, EventLayout
from poleward.records.events.meanings import actors_of, days, types_of, words
from poleward.records.events.queries import (
    BOUNDS,
    PLAIN_DATE,
    date_of,
    faults_of_dates,
    key,
    number,
    raw,
    sound,
    whole_width,
)
from poleward.records.naming import FindsStates

REPORT_COLUMNS = (
    "report_key", "coder", "row_id", "actor", "recipient", "date", "event_type", "mode", "cameo", "goldstein",
    "intensity", "place", "place_key", "mentions", "confidence", "article", "article_key",
)  # fmt: skip
"""Columns of the staged reports: those of `tables.EVENT_REPORTS` without the source."""

ROUNDED = "a row id that a spreadsheet has rounded"


def drop_staged(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget the rows of an earlier file."""
    for kind in ("reports", "dyads", "volume", "mentions"):
        connection.execute(f"DROP VIEW IF EXISTS staged_{kind}")
    for kind in ("rows", "sifted"):
        connection.execute(f"DROP TABLE IF EXISTS staged_{kind}")


def stage_events(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile], registry: FindsStates) -> None:
    """Stage every row of files of events that have one layout and year."""
    layout = files[0].layout
    actors, types = actors_of(connection, files, registry), types_of(connection, files)
    code = "trim(cameo)" if "cameo" in layout.fields else "upper(trim(raw.event_type))"
    root = "coalesce(trim(raw.root), '')" if "root" in layout.fields else "''"
    labelled = ""
    if "label" in layout.fields:
        letters = "regexp_replace(replace(lower(raw.label), 'not specified below', ''), '[^a-z]', '', 'g')"
        labelled, code = f"LEFT JOIN {words(connection)} l ON l.words = {letters}", "coalesce(l.told, trim(cameo))"
    numbers = [name for name in BOUNDS if name in layout.fields]
    wrong = [
        f"CASE WHEN {name} IS NOT NULL AND {name}_ IS NULL THEN {2**i} ELSE 0 END"
        for i, name in enumerate(BOUNDS)
        if name in numbers
    ]
    # Of rows between two actors only, and once, what the next step looks at twice.
    cast = [f"CASE WHEN dyad THEN {number(layout, name)} END AS {name}_" for name in numbers]
    cast.append("CASE WHEN dyad THEN trim(split_part(place, ',', 1)) END AS place_")
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        WITH raw AS ({raw(files, FIELDS)}),
        told AS (
            SELECT raw.* EXCLUDE (event_type, mode, day, cameo),
                coalesce(known.date, {date_of(connection, files)}) AS date,
                a.actor, r.actor AS recipient, raw.cameo AS written,
                t.whole_code AS cameo, t.type_, coalesce(t.mode_, lower(raw.mode)) AS mode_, raw.day, raw.event_type
            FROM raw
            LEFT JOIN {actors} a ON a.code = coalesce(raw.actor_code, raw.actor_group)
            LEFT JOIN {actors} r ON r.code = coalesce(raw.recipient_code, raw.recipient_group)
            {labelled}
            LEFT JOIN {types} t ON t.code = {code} AND t.root = {root}
            LEFT JOIN {days(connection, files[0].year)} known ON known.text = raw.day
        ),
        judged AS (
            SELECT *, CASE WHEN {sound(layout)} THEN NULL {_faults(layout)} END AS fault,
                coalesce(actor <> recipient, false) AS dyad
            FROM told
        ),
        cast_ AS (SELECT *, {", ".join(cast)} FROM judged),
        weighed AS (SELECT *, CASE WHEN dyad THEN {" + ".join(wrong) or "0"} ELSE 0 END AS wrong FROM cast_)
        SELECT file_no, CASE WHEN dyad THEN 'd' WHEN actor = recipient THEN 's' ELSE 'n' END AS sides, fault, date,
            wrong, dyad AND coalesce(length(cameo) > length(split_part(written, '.', 1)), false) AS restored,
            CASE WHEN fault IS NOT NULL OR wrong > 0
                THEN concat_ws(chr(31), row_id, day, coalesce(written, event_type)) END AS cells,
            CASE WHEN dyad AND fault IS NULL THEN struct_pack({_said(layout, whole=types != "types_plover")}) END
                AS said
        FROM weighed
        """
    )
    said = ", ".join("date" if name == "date" else f"said.{name}" for name in REPORT_COLUMNS)
    connection.execute(
        f"CREATE TEMP VIEW staged_reports AS SELECT file_no, {said} FROM staged_rows WHERE said IS NOT NULL"
    )
    connection.execute(
        "CREATE TEMP VIEW staged_dyads AS SELECT DISTINCT actor, recipient FROM staged_reports ORDER BY ALL"
    )
    _stage_sifted(connection, files)
    connection.execute(
        f"CREATE TEMP VIEW staged_volume AS SELECT file_no, '{layout.coder}' AS coder, date, sum(rows)::BIGINT AS rows"
        " FROM (SELECT file_no, date, count(*) AS rows FROM staged_rows WHERE fault IS NULL GROUP BY ALL"
        " UNION ALL SELECT * FROM staged_sifted) GROUP BY ALL ORDER BY file_no, date"
    )


def _faults(layout: EventLayout) -> str:
    """Return the SQL that says what is wrong with a row, as branches of a CASE."""
    rounded = f"WHEN regexp_matches(row_id, '^[0-9][.,][0-9]*[eE][+]') THEN '{ROUNDED}'" if layout.header else ""
    return f"""
        WHEN NOT whole THEN 'fewer than {whole_width(layout)} columns'
        WHEN date IS NULL AND NOT regexp_matches(coalesce(day, ''), '[0-9]') AND lower(day) LIKE '%da%'
            THEN 'the header line again'
        WHEN date IS NULL AND day IS NULL THEN 'no date'
        {faults_of_dates(layout)}
        WHEN row_id IS NULL THEN 'no row id'
        {rounded}
        WHEN cameo IS NULL THEN 'not an event code'
    """


def _said(layout: EventLayout, *, whole: bool) -> str:
    """Return the fields of the report that a row is, as SQL; `whole`: its codes are CAMEO's."""
    cameo = "cameo" if whole else "NULL::VARCHAR"
    counted = {name: f"{name}_" if name in layout.fields else "NULL::DOUBLE" for name in BOUNDS}
    identity = (
        f"concat_ws('|', '{layout.coder}', row_id, actor, recipient, date::VARCHAR, {cameo}, type_, place, article)"
    )
    if "sentence" in layout.fields:
        # ICEWS tells one sentence again under other numbers and days: the same story, sentence, actors and code.
        again = f"concat_ws('|', '{layout.coder}', article, sentence, actor, recipient, {cameo})"
        identity = f"CASE WHEN article IS NOT NULL AND sentence IS NOT NULL THEN {again} ELSE {identity} END"
    fields = {
        "report_key": key(identity), "coder": f"'{layout.coder}'", "row_id": "row_id", "actor": "actor",
        "recipient": "recipient", "event_type": "type_", "mode": "mode_", "cameo": cameo,
        "goldstein": counted["goldstein"], "intensity": counted["intensity"],
        "mentions": f"{counted['mentions']}::INTEGER", "confidence": f"{counted['confidence']} / 100",
        "place": "place", "article": "article",
        "place_key": "CASE WHEN place_ <> '' THEN coalesce(place_rank, 'u') || ':' || strip_accents(lower(place_)) END",
        "article_key": f"CASE WHEN article IS NOT NULL THEN {key('article')} END",
    }  # fmt: skip
    return ", ".join(f"{name} := {expression}" for name, expression in fields.items())


def _stage_sifted(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> None:
    """Stage how many rows of a day were counted before the file was read."""
    rows = [(n, day, times) for n, file in enumerate(files) for day, times in sorted(file.sifted.days.items())]
    # One statement for all: a statement for each row takes half a millisecond.
    connection.execute(
        "CREATE TEMP TABLE staged_sifted AS SELECT unnest(?::INTEGER[]) AS file_no, unnest(?::DATE[]) AS date,"
        " unnest(?::BIGINT[]) AS rows",
        [[row[i] for row in rows] for i in range(3)],
    )


def stage_mentions(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> None:
    """Stage every row of files of mentions that have one layout."""
    layout = files[0].layout
    sure = number(layout, "confidence")
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        SELECT * EXCLUDE (confidence), ({sure}) / 100 AS confidence, CASE
            WHEN day IS NULL THEN 'no date'
            {faults_of_dates(layout)}
            WHEN row_id IS NULL OR article IS NULL THEN 'no event or no article named'
        END AS fault, false AS restored,
            CASE WHEN confidence IS NOT NULL AND ({sure}) IS NULL THEN 8 ELSE 0 END AS wrong,
            CASE WHEN fault IS NOT NULL OR wrong > 0 THEN concat_ws(chr(31), row_id, day) END AS cells
        FROM (SELECT *, {PLAIN_DATE} AS date FROM ({raw(files, MENTION_FIELDS)}))
        """
    )
    connection.execute(
        f"CREATE TEMP VIEW staged_mentions AS SELECT file_no, '{layout.coder}' AS coder, row_id, date, article,"
        f" {key('article')} AS article_key, outlet, confidence FROM staged_rows WHERE fault IS NULL"
    )
