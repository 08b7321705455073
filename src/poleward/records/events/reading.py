"""Reading event files: every layout into the same reports, with what was left out counted by reason.

The work is one DuckDB query over the file, so that a file larger than the memory is read as fast as it is parsed. What
comes out does not depend on the connection: the local engine stages into the archive's own, a Spark worker into one of
its own.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pyarrow as pa

from poleward.errors import Skips, UnusableInputError
from poleward.records.events.actors import Registry, cameo_codes, lookup
from poleward.records.events.cameo import code_rows, scale
from poleward.records.events.files import MAX_LINE, EventFile, count_lines
from poleward.records.events.layouts import FIELDS, MENTION_FIELDS, Layout

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Days outside these years are faults of the file: GDELT itself begins in 1979."""
REJECTS_KEPT = 50_000
"""Faults of form of which the reason is kept (a half row has one for each column); rows beyond are counted only."""
NO_DYAD = "no state or organisation known on one of the two sides"
SAME_SIDE = "both sides are the same state or organisation"

REPORT_COLUMNS = (
    "report_key", "coder", "row_id", "actor", "recipient", "date", "event_type", "mode", "cameo", "goldstein",
    "intensity", "place", "place_key", "mentions", "confidence", "article", "article_key",
)  # fmt: skip
"""Columns of the staged reports: those of `tables.EVENT_REPORTS` without the source."""


_LOOKUPS: WeakKeyDictionary[Any, dict[int, pa.Table]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held, beside the rows that were staged.

    Attributes
    ----------
    rows
        Rows understood, whether between two actors or not.
    observed
        First and last day; None when no row was understood.
    """

    file: EventFile
    rows: int
    observed: tuple[date, date] | None
    skips: Skips


MEMORY_LIMIT = "700MB"
"""For one reader; DuckDB spills to a folder for temporary files beyond it."""


@contextmanager
def reader(*, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that reads large files; the archive's own may read none.

    Rows have no order that means anything, and keeping it would hold a file in memory. DuckDB guesses that a file is
    small and would put it, not the table of codes, into a join's hash table.
    """
    with (
        tempfile.TemporaryDirectory(prefix="poleward-events-") as folder,
        duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": folder}) as connection,
    ):
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        connection.execute("SET enable_progress_bar = false")
        if threads:
            connection.execute(f"SET threads = {threads}")
        yield connection


def staged_by(file: EventFile) -> tuple[str, ...]:
    """Return which tables `read` stages for a file: 'reports' and 'volume', or 'mentions'."""
    return ("mentions",) if file.layout.mentions else ("reports", "volume")


def read(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry, skips: Skips) -> Reading:
    """Stage the rows of a file in temporary tables of a connection.

    Leaves `staged_reports` (columns `REPORT_COLUMNS`: rows between two different actors) and `staged_volume` (coder,
    date, rows: all rows understood), or for mentions `staged_mentions` (coder, row_id, date, article, outlet,
    confidence). Earlier ones are replaced.

    Parameters
    ----------
    skips
        Rows left out are counted here by reason, with file and line.

    Raises
    ------
    UnusableInputError
        DuckDB cannot read it.
    """
    for kind in ("reports", "volume", "mentions"):
        connection.execute(f"DROP TABLE IF EXISTS staged_{kind}")
    try:
        if file.layout.mentions:
            _stage_mentions(connection, file)
        else:
            _stage_events(connection, file, registry)
        rows = _count_rejects(connection, file, skips)
        observed = _count_faults(connection, file, skips)
        _split(connection, file, skips)
    except duckdb.Error as error:
        raise UnusableInputError(
            f"cannot be read as a table ({' '.join(str(error).split())[:200]}).",
            where=file.name,
            todo="Download it again.",
        ) from None
    connection.execute("DROP TABLE staged_rows")
    _drop_rejects(connection)
    return Reading(file, rows, observed, skips)


def _raw(file: EventFile, fields: Iterable[str]) -> str:
    """Return the query of a layout's fields as text."""
    layout = file.layout
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in layout.columns)
    chosen = ", ".join(f"{layout.fields.get(field, 'NULL')}::VARCHAR AS {field}" for field in fields)
    chosen += f", {layout.complete or 'TRUE'} IS NOT NULL AS whole"
    missing = "['', 'NA']" if layout.names == "names" else "['']"
    path = str(file.path).replace("'", "''")
    return (
        f"SELECT {chosen} FROM read_csv('{path}', auto_detect = false, header = {str(layout.header).lower()},"
        f" delim = '{layout.separator}', quote = '{layout.quote}', escape = '{layout.quote}', columns = {{{columns}}},"
        f" nullstr = {missing}, null_padding = {str(layout.complete is not None).lower()},"
        f" max_line_size = {MAX_LINE + 2}, store_rejects = true, rejects_limit = {REJECTS_KEPT},"
        " rejects_table = 'rejects_of_rows', rejects_scan = 'rejects_of_scans')"
    )


def _first_day(connection: duckdb.DuckDBPyConnection, file: EventFile) -> int:
    """Return the year of a file's first sound row, at which its actors' codes are read."""
    rows = connection.execute(
        f"SELECT year FROM (SELECT TRY_CAST(day[:4] AS INTEGER) AS year FROM ({_raw(file, ('day',))}))"
        f" WHERE year BETWEEN {FIRST_YEAR} AND {LAST_YEAR} LIMIT 1"
    ).fetchall()
    _drop_rejects(connection)
    return int(rows[0][0]) if rows else LAST_YEAR


def _drop_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE IF EXISTS rejects_of_rows")
    connection.execute("DROP TABLE IF EXISTS rejects_of_scans")


def _cameo_lookup(year: int, registry: Registry) -> pa.Table:
    """Return the actors of all CAMEO codes in a year, worked out once for each registry."""
    known = _LOOKUPS.setdefault(registry, {})
    if year not in known:
        known[year] = lookup(cameo_codes(), year, registry, names="cameo")
    return known[year]


def _actors(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry) -> pa.Table:
    """Return the actors of a file's codes."""
    year = _first_day(connection, file)
    if file.layout.names == "cameo":
        return _cameo_lookup(year, registry)
    sides = ("actor_code", "actor_group", "recipient_code", "recipient_group")
    found = connection.execute(
        f"SELECT DISTINCT unnest([{', '.join(sides)}]) AS code FROM ({_raw(file, sides)}) ORDER BY code"
    ).fetchall()
    _drop_rejects(connection)
    return lookup([row[0] for row in found if row[0]], year, registry, names=file.layout.names)


def _types(layout: Layout) -> pa.Table:
    """Return (code, type_, mode_): what the codes of a layout mean; a type of PLOVER stands for itself."""
    rows: list[tuple[str, str | None, str | None]]
    if "cameo" in layout.fields:
        rows = [(code, kind, mode) for code, _, kind, mode in code_rows()]
    else:
        rows = [*((kind, kind, None) for kind in scale()), ("DEMAND", "REQUEST", None)]
    return pa.table(
        {
            "code": [r[0] for r in rows],
            "type_": pa.array([r[1] for r in rows], pa.string()),
            "mode_": pa.array([r[2] for r in rows], pa.string()),
        }
    )


def _whole_width(layout: Layout) -> int:
    """Return how many columns a whole row has at least."""
    return layout.columns.index(layout.complete) + 1 if layout.complete else len(layout.columns)


def _key(text: str) -> str:
    """Return the SQL of a 63-bit number that stands for a text, the same on every machine."""
    return f"(md5_number({text}) >> 65)::BIGINT"


_DAY = "TRY_CAST(CASE WHEN day[5] = '-' THEN day[:10] ELSE day[:4] || '-' || day[5:6] || '-' || day[7:] END AS DATE)"


def _stage_events(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry) -> None:
    """Stage every row of a file of events; rows that are not between two different actors keep only their day."""
    layout = file.layout
    connection.register("actors_view_", _actors(connection, file, registry))
    connection.register("types_view_", _types(layout))
    connection.execute("CREATE OR REPLACE TEMP TABLE actors_ AS SELECT * FROM actors_view_")
    connection.execute("CREATE OR REPLACE TEMP TABLE types_ AS SELECT * FROM types_view_")
    connection.unregister("actors_view_")
    connection.unregister("types_view_")
    code = "trim(cameo)" if "cameo" in layout.fields else "upper(trim(event_type))"
    place = "trim(split_part(place, ',', 1))"
    connection.execute(
        f"""
        CREATE TABLE staged_rows AS
        WITH raw AS ({_raw(file, FIELDS)}),
        told AS (
            SELECT raw.* EXCLUDE (event_type, mode, day), {_DAY} AS date,
                a.actor, r.actor AS recipient,
                t.code AS known, t.type_, coalesce(t.mode_, lower(raw.mode)) AS mode_, raw.day, raw.event_type
            FROM raw
            LEFT JOIN actors_ a ON a.code = coalesce(raw.actor_code, raw.actor_group)
            LEFT JOIN actors_ r ON r.code = coalesce(raw.recipient_code, raw.recipient_group)
            LEFT JOIN types_ t ON t.code = {code}
        ),
        judged AS (
            SELECT *, CASE
                WHEN NOT whole THEN 'fewer than {_whole_width(layout)} columns'
                WHEN date IS NULL AND NOT regexp_matches(coalesce(day, ''), '[0-9]') AND lower(day) LIKE '%da%'
                    THEN 'the header line again'
                WHEN date IS NULL AND day IS NULL THEN 'no date'
                WHEN day[:4] = '0000' THEN 'a date of the year 0'
                WHEN date IS NULL THEN 'not a date'
                WHEN year(date) < {FIRST_YEAR} OR year(date) > {LAST_YEAR}
                    THEN 'a date before {FIRST_YEAR} or after {LAST_YEAR}'
                WHEN row_id IS NULL THEN 'no row id'
                WHEN known IS NULL THEN 'not an event code'
            END AS fault,
            actor IS NOT NULL AND recipient IS NOT NULL AND actor <> recipient AS dyad
            FROM told
        )
        SELECT CASE WHEN dyad THEN 'd' WHEN actor = recipient THEN 's' ELSE 'n' END AS sides, fault, date,
            CASE WHEN fault IS NOT NULL THEN concat_ws(chr(31), row_id, day, coalesce(cameo, event_type)) END AS cells,
            CASE WHEN dyad THEN row_id END AS row_id, CASE WHEN dyad THEN actor END AS actor,
            CASE WHEN dyad THEN recipient END AS recipient, CASE WHEN dyad THEN type_ END AS event_type,
            CASE WHEN dyad THEN mode_ END AS mode, CASE WHEN dyad THEN trim(cameo) END AS cameo,
            CASE WHEN dyad THEN TRY_CAST(goldstein AS DOUBLE) END AS goldstein,
            CASE WHEN dyad THEN TRY_CAST(intensity AS DOUBLE) END AS intensity,
            CASE WHEN dyad THEN TRY_CAST(mentions AS INTEGER) END AS mentions,
            CASE WHEN dyad THEN TRY_CAST(confidence AS DOUBLE) / 100 END AS confidence,
            CASE WHEN dyad THEN place END AS place,
            CASE WHEN dyad AND {place} <> '' THEN coalesce(place_rank, 'u') || ':' || strip_accents(lower({place}))
                END AS place_key,
            CASE WHEN dyad THEN article END AS article,
            CASE WHEN dyad AND article IS NOT NULL THEN {_key("article")} END AS article_key
        FROM judged
        """
    )
    connection.execute("DROP TABLE actors_")
    connection.execute("DROP TABLE types_")


def _stage_mentions(connection: duckdb.DuckDBPyConnection, file: EventFile) -> None:
    connection.execute(
        f"""
        CREATE TABLE staged_rows AS
        SELECT *, CASE
            WHEN day[:4] = '0000' THEN 'a date of the year 0'
            WHEN date IS NULL THEN 'not a date'
            WHEN year(date) < {FIRST_YEAR} OR year(date) > {LAST_YEAR}
                THEN 'a date before {FIRST_YEAR} or after {LAST_YEAR}'
            WHEN row_id IS NULL OR article IS NULL THEN 'no event or no article named'
        END AS fault, CASE WHEN fault IS NOT NULL THEN concat_ws(chr(31), row_id, day) END AS cells
        FROM (SELECT *, {_DAY} AS date FROM ({_raw(file, MENTION_FIELDS)}))
        """
    )


def _count_rejects(connection: duckdb.DuckDBPyConnection, file: EventFile, skips: Skips) -> int:
    """Count the rows that have another form than the layout; return how many have the right one."""
    ((rows,),) = connection.execute("SELECT count(*) FROM staged_rows").fetchall()
    found = connection.execute(
        "SELECT line, error_type::VARCHAR AS kind, max(error_message) AS message FROM rejects_of_rows"
        " GROUP BY ALL ORDER BY line, kind"
    ).fetchall()
    seen: set[int] = set()
    for line, kind, message in found:
        if line not in seen:
            seen.add(line)
            skips.add(_reason(kind, message, file.layout), f"{file.name} line {line}")
    ((kept,),) = connection.execute("SELECT count(*) FROM rejects_of_rows").fetchall()
    if kept >= REJECTS_KEPT:
        beyond = count_lines(file.path) - file.layout.header - rows - len(seen)
        if beyond > 0:
            skips.add("further rows of a wrong form", n=beyond)
    return int(rows)


def _reason(kind: str, message: str, layout: Layout) -> str:
    """Return a reader's error in words."""
    width = len(layout.columns)
    return {
        "MISSING COLUMNS": f"fewer than {width} columns",
        "TOO MANY COLUMNS": f"{message.rpartition(' ')[2]} columns, not {width}",
        "INVALID ENCODING": "not UTF-8 text",
        "UNQUOTED VALUE": "a quotation mark that is not closed",
        "LINE SIZE OVER MAXIMUM": f"a line longer than {MAX_LINE >> 10} KiB",
    }.get(kind, f"a row of a wrong form ({kind.lower()})")


def _count_faults(connection: duckdb.DuckDBPyConnection, file: EventFile, skips: Skips) -> tuple[date, date] | None:
    """Count the rows whose values cannot be used; return the first and last day of the others."""
    faults = connection.execute(
        "SELECT fault, count(*), list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NOT NULL"
        " GROUP BY fault ORDER BY fault"
    ).fetchall()
    wanted: list[tuple[str, tuple[str, ...]]] = []
    for reason, n, examples in faults:
        skips.add(reason, n=n)
        wanted += [(reason, tuple(cells.split(chr(31)))) for cells in examples]
    for reason, place in _places(file, wanted):
        skips.add(reason, place, n=0)
    ((first, last),) = connection.execute("SELECT min(date), max(date) FROM staged_rows WHERE fault IS NULL").fetchall()
    return (first, last) if first else None


def _places(file: EventFile, wanted: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    """Return (reason, file and line) of the rows that hold the given cells."""
    if not wanted:
        return []
    found: list[tuple[str, str]] = []
    with file.path.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as text:
        taken: set[int] = set()
        for reason, cells in wanted:
            place = _find(text, [c.encode() for c in cells], file.layout, taken)
            if place is not None:
                taken.add(place)
                line = text[:place].count(b"\n") + 1
                found.append((reason, f"{file.name} line {line}"))
    return found


def _find(text: Any, cells: list[bytes], layout: Layout, taken: set[int]) -> int | None:
    """Return where the line begins that has all the cells, and was not found before."""
    if not cells:
        return None
    separator = layout.separator.encode()
    at = text.find(cells[0])
    while at >= 0:
        start = text.rfind(b"\n", 0, at) + 1
        end = text.find(b"\n", at)
        line = text[start : end if end >= 0 else len(text)].rstrip(b"\r")
        parts = {part.strip(b'"') for part in line.split(separator)}
        if start not in taken and (start or not layout.header) and all(cell in parts for cell in cells):
            return int(start)
        at = text.find(cells[0], at + 1)
    return None


def _split(connection: duckdb.DuckDBPyConnection, file: EventFile, skips: Skips) -> None:
    """Make the staged tables from the staged rows, and count the rows that are between no two actors."""
    coder = file.layout.coder
    if file.layout.mentions:
        connection.execute(
            f"CREATE TABLE staged_mentions AS SELECT '{coder}' AS coder, row_id, date, article,"
            f" {_key('article')} AS article_key, outlet, TRY_CAST(confidence AS DOUBLE) / 100 AS confidence"
            " FROM staged_rows WHERE fault IS NULL"
        )
        return
    identity = "concat_ws('|', '{}', row_id, actor, recipient, date::VARCHAR, cameo, event_type, place, article)"
    computed = {"report_key": _key(identity.format(coder)), "coder": f"'{coder}'"}
    columns = ", ".join(f"{computed.get(name, name)} AS {name}" for name in REPORT_COLUMNS)
    connection.execute(
        f"CREATE TABLE staged_reports AS SELECT {columns} FROM staged_rows WHERE fault IS NULL AND sides = 'd'"
    )
    connection.execute(
        f"CREATE TABLE staged_volume AS SELECT '{coder}' AS coder, date, count(*) AS rows FROM staged_rows"
        " WHERE fault IS NULL GROUP BY date ORDER BY date"
    )
    ((same, neither),) = connection.execute(
        "SELECT count(*) FILTER (sides = 's'), count(*) FILTER (sides = 'n') FROM staged_rows WHERE fault IS NULL"
    ).fetchall()
    for reason, n in ((SAME_SIDE, same), (NO_DYAD, neither)):
        if n:
            skips.add(reason, n=n)
