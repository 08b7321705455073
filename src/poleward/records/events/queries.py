"""Pieces of the queries that read event files: the rows as text, days, numbers within bounds, keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from poleward.clock import today
from poleward.records.events.files import EventFile
from poleward.records.events.layouts import FIRST_YEAR, LAST_YEAR, EventLayout
from poleward.records.events.sieve import MAX_LINE, columns_read

BOUNDS = {"goldstein": (-10.0, 10.0), "intensity": (-10.0, 10.0), "mentions": (0, 10_000_000), "confidence": (0, 100)}
"""What the numbers of a row can be; others are left out of the row and counted."""
TO_COME, AFTER_ADDED = "a day that is still to come", "a day after the row was written"
DAYS_AHEAD = 7
"""An event announced for the days to come is dated by them; one dated further ahead of its own row is a fault."""
TWO_WAYS = "a date that can be read two ways"
WHOLE = ("row_id", "cameo", "root", "article", "sentence")
"""Fields that are whole numbers where they are numbers."""
NOTHING = (
    "NA", "NaN", "nan", "<NA>", "None", "none", "NULL", "null", "N/A", "n/a", "#N/A", "n.a.", ".", "..", "-", "–", "—",
)  # fmt: skip
"""How packages and spreadsheets write that a cell has nothing. Namibia is NAM in all layouts with a header."""
NUMBERS = ("day", "cameo", "root", "goldstein", "intensity", "confidence")
REJECTS_KEPT = 50_000
"""Faults of form of which the reason is kept (a half row has one for each column); rows beyond are counted only."""


def raw(files: Sequence[EventFile], fields: Iterable[str]) -> str:
    """Return the query of the fields, as text, of files of one layout; `file_no` counts them from 0.

    Of several files, `number_files` must have been called.
    """
    layout = files[0].layout
    chosen = ", ".join(f"{_cell(layout, field)}::VARCHAR AS {field}" for field in fields)
    chosen += f", {layout.complete or 'TRUE'} IS NOT NULL AS whole"
    rejected = (
        f", null_padding = {str(layout.complete is not None).lower()}, store_rejects = true,"
        f" rejects_limit = {REJECTS_KEPT}, rejects_table = 'rejects_of_rows', rejects_scan = 'rejects_of_scans'"
    )
    paths = [file.path for file in files]
    if len(files) == 1:
        query = f"SELECT {chosen}, 0 AS file_no FROM {_table(layout, paths, layout.columns, rejected)}"
    else:
        named = _table(layout, paths, layout.columns, f"{rejected}, filename = 'file_'")
        query = f"SELECT {chosen}, files_.file_no FROM {named} LEFT JOIN files_ ON files_.path = file_"
    cut = [(n, _table(layout, [file.cut], columns_read(layout))) for n, file in enumerate(files) if file.cut]
    return query + "".join(f" UNION ALL SELECT {chosen}, {n} AS file_no FROM {table}" for n, table in cut)


def _table(layout: EventLayout, paths: Sequence[Path], columns: Iterable[str], more: str = "") -> str:
    """Return the SQL of the tables in files: the named columns, as text."""
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    missing = str(["", *NOTHING]) if layout.header else "['']"
    return (
        f"read_csv([{names}], auto_detect = false, hive_partitioning = false, header = false, skip = {layout.skip},"
        f" delim = '{layout.separator}', quote = '{layout.quote}', escape = '{layout.quote}', columns = {{{types}}},"
        f" nullstr = {missing}, max_line_size = {MAX_LINE + 2}{more})"
    )


def number_files(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> None:
    """Number files in a table of the connection, by the names that the reader of CSV gives them."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE files_ AS SELECT unnest(?::VARCHAR[]) AS path, unnest(?::INTEGER[]) AS file_no",
        [[str(file.path) for file in files], list(range(len(files)))],
    )


def _cell(layout: EventLayout, field: str) -> str:
    """Return the SQL of a field; in a table with a header, as spreadsheets and packages may have written it."""
    text = layout.fields.get(field, "NULL")
    if field not in layout.fields:
        return text
    if layout.header:
        text = f"nullif(trim({text}, ' \u00a0'), '')"
        if field in WHOLE:
            # A number written as 1001.0, or as text by a formula or an apostrophe.
            text = f"regexp_replace({text}, '^(?:=\"|'')?((?:icews:)?[0-9]+)(?:[.,]0)?\"?$', '\\1')"
    # Where the comma parts no fields, it may stand for the point in a number.
    rewritten = field in NUMBERS and layout.separator != "," and (layout.header or layout.separator != "\t")
    return f"replace({text}, ',', '.')" if rewritten else text


def drop_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what an earlier query could not read."""
    connection.execute("DROP TABLE IF EXISTS rejects_of_rows")
    connection.execute("DROP TABLE IF EXISTS rejects_of_scans")


def whole_width(layout: EventLayout) -> int:
    """Return how many columns a whole row has at least."""
    return layout.columns.index(layout.complete) + 1 if layout.complete else len(layout.columns)


def key(text: str) -> str:
    """Return the SQL of a 63-bit number that stands for a text, the same on every machine."""
    return f"(md5_number({text}) >> 65)::BIGINT"


DAYS = (
    "SELECT unnest([strftime(d, '%Y%m%d'), strftime(d, '%Y-%m-%d')]) AS text, d::DATE AS date"
    " FROM range(DATE '{}-01-01', DATE '{}-01-01', INTERVAL 1 DAY) t(d)"
)
"""The query of the days from one year up to another, as they are mostly written: to look one up is faster than to read
it."""
_ISO = "WHEN day[5] = '-' THEN day[:10]"
_RUN = "WHEN length(day) = 8 OR day[9:] = '.0' THEN day[:4] || '-' || day[5:6] || '-' || day[7:8]"
_SLASHED = "regexp_matches(day, '^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}')"
PLAIN_DATE = f"TRY_CAST(CASE {_ISO} {_RUN} END AS DATE)"


def date_of(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> str:
    """Return the SQL of a row's date; whether the day or the month comes first is told by the whole file."""
    layout = files[0].layout
    if not layout.header:
        return PLAIN_DATE
    ((day_first, month_first),) = connection.execute(
        "SELECT count(*) FILTER (try_cast(p[1] AS INTEGER) > 12), count(*) FILTER (try_cast(p[2] AS INTEGER) > 12) FROM"
        f" (SELECT string_split_regex(day, '[/.-]') AS p FROM ({raw(files, ('day',))}) WHERE {_SLASHED})"
    ).fetchall()
    drop_rejects(connection)
    order = "'d'" if day_first and not month_first else "'m'" if month_first and not day_first else "NULL"
    part = "string_split_regex(day, '[/.-]')[{}]".format
    first, second, year = f"lpad({part(1)}, 2, '0')", f"lpad({part(2)}, 2, '0')", f"{part(3)}[:4]"
    ordered = (
        f"CASE CASE WHEN {first} > '12' THEN 'd' WHEN {second} > '12' THEN 'm' WHEN {first} = {second} THEN 'd'"
        f" ELSE {order} END WHEN 'd' THEN {year} || '-' || {second} || '-' || {first}"
        f" WHEN 'm' THEN {year} || '-' || {first} || '-' || {second} END"
    )
    century = "CASE WHEN day[:2] > '90' THEN '19' ELSE '20' END"
    short = f"WHEN regexp_full_match(day, '[0-9]{{6}}') THEN {century} || day[:2] || '-' || day[3:4] || '-' || day[5:]"
    other = short if layout.names == "names" else ""
    return f"TRY_CAST(CASE {_ISO} WHEN {_SLASHED} THEN {ordered} {_RUN} {other} END AS DATE)"


def sound(layout: EventLayout) -> str:
    """Return the SQL that tells of most rows at once that none of the faults is theirs."""
    last = min(today(), date(LAST_YEAR, 12, 31)).isoformat()
    written = "length(added) >= 8 AND day <= added AND " if "added" in layout.fields else ""
    plain = " AND NOT contains(row_id, '+')" if layout.header else ""
    return (
        f"whole AND {written}date BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{last}' AND row_id IS NOT NULL"
        f" AND cameo IS NOT NULL{plain}"
    )


def faults_of_dates(layout: EventLayout) -> str:
    """Return the SQL that says what is wrong with a date, as branches of a CASE."""
    written = "TRY_CAST(added[:4] || '-' || added[5:6] || '-' || added[7:8] AS DATE)"
    after = (
        f"WHEN length(added) >= 8 AND day > added AND date > {written} + {DAYS_AHEAD} THEN '{AFTER_ADDED}'"
        if "added" in layout.fields
        else ""
    )
    two_ways = f"WHEN date IS NULL AND {_SLASHED} AND day[:2] <> '00' THEN '{TWO_WAYS}'" if layout.header else ""
    return f"""
        WHEN day[:4] = '0000' THEN 'a date of the year 0'
        {two_ways}
        WHEN date IS NULL THEN 'not a date'
        WHEN year(date) < {FIRST_YEAR} OR year(date) > {LAST_YEAR}
            THEN 'a date before {FIRST_YEAR} or after {LAST_YEAR}'
        WHEN date > DATE '{today().isoformat()}' THEN '{TO_COME}'
        {after}
    """


def number(layout: EventLayout, name: str) -> str:
    """Return the SQL of a number within its bounds."""
    if name not in layout.fields:
        return "NULL::DOUBLE"
    low, high = BOUNDS[name]
    kind = "INTEGER" if name == "mentions" else "DOUBLE"
    return f"CASE WHEN TRY_CAST({name} AS {kind}) BETWEEN {low} AND {high} THEN TRY_CAST({name} AS {kind}) END"
