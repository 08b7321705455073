"""Reading event files: every layout into the same reports, with what was left out counted by reason.

The work is one DuckDB query over the file, so that a file larger than the memory is read as fast as it is parsed. What
comes out does not depend on the connection: the local engine and a Spark worker each have one of their own.

Nothing is stored out of nothing: a code that lost its leading zero is told by the root code, the words or the other
codes of the file, or the file is refused; numbers outside their scale are left out of their row; a day that is still to
come, or after the row was written, is no date. All of it is counted.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pyarrow as pa

from poleward.clock import today
from poleward.errors import Skips, UnusableInputError
from poleward.records.events.actors import Registry, cameo_codes, lookup
from poleward.records.events.cameo import LAST_ROOT, bare_forms, code_rows, labels, scale, written_forms
from poleward.records.events.files import MAX_LINE, EventFile, count_lines
from poleward.records.events.layouts import FIELDS, MENTION_FIELDS, EventLayout

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Days outside these years are faults of the file: GDELT itself begins in 1979. Days to come are faults too."""
BOUNDS = {"goldstein": (-10.0, 10.0), "intensity": (-10.0, 10.0), "mentions": (0, 10_000_000), "confidence": (0, 100)}
"""What the numbers of a row can be; others are left out of the row and counted."""
TO_COME, AFTER_ADDED = "a day that is still to come", "a day after the row was written"
DAYS_AHEAD = 7
"""An event announced for the days to come is dated by them; one dated further ahead of its own row is a fault."""
TWO_WAYS = "a date that can be read two ways"
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
class EventsRead:
    """What a file held, beside the rows that were staged.

    Attributes
    ----------
    rows
        Rows understood, whether between two actors or not.
    observed
        First and last day; None when no row was understood.
    restored
        How many event codes had lost their leading zero, which was restored.
    """

    file: EventFile
    rows: int
    observed: tuple[date, date] | None
    skips: Skips
    restored: int = 0


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


def read(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry, skips: Skips) -> EventsRead:
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
        observed, restored = _count_faults(connection, file, skips)
        _split(connection, file, skips)
    except duckdb.Error as error:
        raise UnusableInputError(
            f"cannot be read as a table ({' '.join(str(error).split())[:200]}).",
            where=file.name,
            todo="Download it again.",
        ) from None
    connection.execute("DROP TABLE staged_rows")
    _drop_rejects(connection)
    return EventsRead(file, rows, observed, skips, restored)


def _raw(file: EventFile, fields: Iterable[str]) -> str:
    """Return the query of a layout's fields as text."""
    layout = file.layout
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in layout.columns)
    chosen = ", ".join(f"{layout.fields.get(field, 'NULL')}::VARCHAR AS {field}" for field in fields)
    chosen += f", {layout.complete or 'TRUE'} IS NOT NULL AS whole"
    missing = "['', 'NA']" if layout.names == "names" else "['']"
    path = str(file.path).replace("'", "''")
    return (
        f"SELECT {chosen} FROM read_csv('{path}', auto_detect = false, hive_partitioning = false,"
        f" header = {str(layout.header).lower()},"
        f" delim = '{layout.separator}', quote = '{layout.quote}', escape = '{layout.quote}', columns = {{{columns}}},"
        f" nullstr = {missing}, null_padding = {str(layout.complete is not None).lower()},"
        f" max_line_size = {MAX_LINE + 2}, store_rejects = true, rejects_limit = {REJECTS_KEPT},"
        " rejects_table = 'rejects_of_rows', rejects_scan = 'rejects_of_scans')"
    )


def _drop_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE IF EXISTS rejects_of_rows")
    connection.execute("DROP TABLE IF EXISTS rejects_of_scans")


def _cameo_lookup(year: int, registry: Registry) -> pa.Table:
    """Return the actors of all CAMEO codes in a year, worked out once for each registry."""
    known = _LOOKUPS.setdefault(registry, {})
    if year not in known:
        known[year] = lookup(cameo_codes(), year, registry, names="cameo")
    return known[year]


def _actors(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry) -> str:
    """Return the name of a table with the actors of a file's codes."""
    if file.layout.names == "cameo":
        return _table(connection, f"actors_{file.year}", lambda: _cameo_lookup(file.year, registry))
    sides = ("actor_code", "actor_group", "recipient_code", "recipient_group")
    found = connection.execute(
        f"SELECT DISTINCT unnest([{', '.join(sides)}]) AS code FROM ({_raw(file, sides)}) ORDER BY code"
    ).fetchall()
    _drop_rejects(connection)
    connection.execute("DROP TABLE IF EXISTS actors_")
    codes = [row[0] for row in found if row[0]]
    return _table(connection, "actors_", lambda: lookup(codes, file.year, registry, names=file.layout.names))


def _table(connection: duckdb.DuckDBPyConnection, name: str, make: Callable[[], pa.Table]) -> str:
    """Make a table of the connection once, and return its name."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]).fetchall():
        connection.register("made_", make())
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM made_")
        connection.unregister("made_")
    return name


def _types(connection: duckdb.DuckDBPyConnection, file: EventFile) -> str:
    """Return the name of a table (code, root, whole_code, type_, mode_): what codes mean, as the file writes them.

    A type of PLOVER stands for itself.
    """
    layout = file.layout
    if "cameo" not in layout.fields and "label" not in layout.fields:
        return _table(connection, "types_plover", lambda: _meaning([(k, "", k) for k in scale()], plover=True))
    if "root" in layout.fields:
        return _table(connection, "types_rooted", lambda: _meaning(written_forms()))
    if "label" not in layout.fields and _lost_zeros(connection, file):
        return _table(connection, "types_bare", lambda: _meaning([(code, "", whole) for code, whole in bare_forms()]))
    return _table(connection, "types_whole", lambda: _meaning([(row[0], "", row[0]) for row in code_rows()]))


def _meaning(forms: Sequence[tuple[str, str, str]], *, plover: bool = False) -> pa.Table:
    meaning = {code: (kind, mode) for code, _, kind, mode in code_rows()}
    if plover:
        meaning = {code: (code, None) for code, _, _ in forms}
        forms, meaning["DEMAND"] = [*forms, ("DEMAND", "", "DEMAND")], ("REQUEST", None)
    rows = [(code, root, whole, *meaning[whole]) for code, root, whole in forms]
    columns = zip(("code", "root", "whole_code", "type_", "mode_"), zip(*rows, strict=True), strict=True)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns})


def _lost_zeros(connection: duckdb.DuckDBPyConnection, file: EventFile) -> bool:
    """Return whether a file that gives no root codes has lost the leading zeros of its event codes.

    Raises
    ------
    UnusableInputError
        It may have lost them, and nothing in it tells.
    """
    short = "length(code) = 2 AND code BETWEEN '10' AND '20'"
    ((impossible, zeros, some, friendly, scaled),) = connection.execute(
        f"SELECT count(*) FILTER (code[1] <> '0' AND try_cast(code[:2] AS INTEGER) > {LAST_ROOT}),"
        f" count(*) FILTER (code[1] = '0'), count(*) FILTER ({short}), count(*) FILTER ({short} AND g > -1.5),"
        f" count(*) FILTER ({short} AND g IS NOT NULL)"
        " FROM (SELECT split_part(trim(cameo), '.', 1) AS code, try_cast(goldstein AS DOUBLE) AS g"
        f" FROM ({_raw(file, ('cameo', 'goldstein'))}))"
    ).fetchall()
    _drop_rejects(connection)
    if zeros or impossible:
        return not zeros
    if some and not scaled:
        raise UnusableInputError(
            "its event codes may have lost their leading zeros: 20 is then 020, an appeal, or else 20, mass violence,"
            " and nothing in the file tells.",
            where=file.name,
            todo="Save it with the codes as text, or with the columns EventRootCode or GoldsteinScale.",
        )
    if some and 0.1 * scaled < friendly < 0.9 * scaled:
        raise UnusableInputError(
            "some of its event codes have lost their leading zeros, and others have not.",
            where=file.name,
            todo="Save it with the codes as text, or with the column EventRootCode.",
        )
    return bool(some and friendly > 0.5 * scaled)


def _whole_width(layout: EventLayout) -> int:
    """Return how many columns a whole row has at least."""
    return layout.columns.index(layout.complete) + 1 if layout.complete else len(layout.columns)


def _key(text: str) -> str:
    """Return the SQL of a 63-bit number that stands for a text, the same on every machine."""
    return f"(md5_number({text}) >> 65)::BIGINT"


_ISO = "WHEN day[5] = '-' THEN day[:10]"
_RUN = "WHEN length(day) = 8 OR day[9:] = '.0' THEN day[:4] || '-' || day[5:6] || '-' || day[7:8]"
_SLASHED = "regexp_matches(day, '^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}')"
_PLAIN_DATE = f"TRY_CAST(CASE {_ISO} {_RUN} END AS DATE)"


def _date(connection: duckdb.DuckDBPyConnection, file: EventFile) -> str:
    """Return the SQL of a row's date; whether the day or the month comes first is told by the whole file."""
    if not file.layout.header:
        return _PLAIN_DATE
    ((day_first, month_first),) = connection.execute(
        "SELECT count(*) FILTER (try_cast(p[1] AS INTEGER) > 12), count(*) FILTER (try_cast(p[2] AS INTEGER) > 12) FROM"
        f" (SELECT string_split_regex(day, '[/.-]') AS p FROM ({_raw(file, ('day',))}) WHERE {_SLASHED})"
    ).fetchall()
    _drop_rejects(connection)
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
    other = short if file.layout.names == "names" else ""
    return f"TRY_CAST(CASE {_ISO} WHEN {_SLASHED} THEN {ordered} {_RUN} {other} END AS DATE)"


def _dated(*, added: bool) -> str:
    """Return the SQL that says what is wrong with a date, as branches of a CASE."""
    written = "TRY_CAST(added[:4] || '-' || added[5:6] || '-' || added[7:8] AS DATE)"
    after = (
        f"WHEN length(added) >= 8 AND day > added AND date > {written} + {DAYS_AHEAD} THEN '{AFTER_ADDED}'"
        if added
        else ""
    )
    return f"""
        WHEN day[:4] = '0000' THEN 'a date of the year 0'
        WHEN date IS NULL AND {_SLASHED} AND day[:2] <> '00' THEN '{TWO_WAYS}'
        WHEN date IS NULL THEN 'not a date'
        WHEN year(date) < {FIRST_YEAR} OR year(date) > {LAST_YEAR}
            THEN 'a date before {FIRST_YEAR} or after {LAST_YEAR}'
        WHEN date > DATE '{today().isoformat()}' THEN '{TO_COME}'
        {after}
    """


def _number(name: str, kind: str = "DOUBLE") -> str:
    """Return the SQL of a number within its bounds."""
    low, high = BOUNDS[name]
    return f"CASE WHEN TRY_CAST({name} AS {kind}) BETWEEN {low} AND {high} THEN TRY_CAST({name} AS {kind}) END"


def _stage_events(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry) -> None:
    """Stage every row of a file of events; rows that are not between two different actors keep only their day."""
    layout = file.layout
    actors, types = _actors(connection, file, registry), _types(connection, file)
    code = "trim(cameo)" if "cameo" in layout.fields else "upper(trim(raw.event_type))"
    root = "coalesce(trim(raw.root), '')" if "root" in layout.fields else "''"
    words = ""
    if "label" in layout.fields:
        known = _table(connection, "labels_", lambda: pa.table({"words": [*labels()], "told": [*labels().values()]}))
        letters = "regexp_replace(replace(lower(raw.label), 'not specified below', ''), '[^a-z]', '', 'g')"
        words, code = f"LEFT JOIN {known} l ON l.words = {letters}", "coalesce(l.told, trim(cameo))"
    place = "trim(split_part(place, ',', 1))"
    wrong = [
        f"CASE WHEN {name} IS NOT NULL AND ({_number(name)}) IS NULL THEN {2**i} ELSE 0 END"
        for i, name in enumerate(BOUNDS)
        if name in layout.fields
    ]
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        WITH raw AS ({_raw(file, FIELDS)}),
        told AS (
            SELECT raw.* EXCLUDE (event_type, mode, day, cameo), {_date(connection, file)} AS date,
                a.actor, r.actor AS recipient, raw.cameo AS written,
                t.whole_code AS cameo, t.type_, coalesce(t.mode_, lower(raw.mode)) AS mode_, raw.day, raw.event_type
            FROM raw
            LEFT JOIN {actors} a ON a.code = coalesce(raw.actor_code, raw.actor_group)
            LEFT JOIN {actors} r ON r.code = coalesce(raw.recipient_code, raw.recipient_group)
            {words}
            LEFT JOIN {types} t ON t.code = {code} AND t.root = {root}
        ),
        judged AS (
            SELECT *, CASE
                WHEN NOT whole THEN 'fewer than {_whole_width(layout)} columns'
                WHEN date IS NULL AND NOT regexp_matches(coalesce(day, ''), '[0-9]') AND lower(day) LIKE '%da%'
                    THEN 'the header line again'
                WHEN date IS NULL AND day IS NULL THEN 'no date'
                {_dated(added="added" in layout.fields)}
                WHEN row_id IS NULL THEN 'no row id'
                WHEN cameo IS NULL THEN 'not an event code'
            END AS fault,
            actor IS NOT NULL AND recipient IS NOT NULL AND actor <> recipient AS dyad
            FROM told
        ),
        weighed AS (SELECT *, CASE WHEN dyad THEN {" + ".join(wrong) or "0"} ELSE 0 END AS wrong FROM judged)
        SELECT CASE WHEN dyad THEN 'd' WHEN actor = recipient THEN 's' ELSE 'n' END AS sides, fault, date, wrong,
            coalesce(dyad AND length(cameo) > length(split_part(written, '.', 1)), false) AS restored,
            CASE WHEN fault IS NOT NULL OR wrong > 0
                THEN concat_ws(chr(31), row_id, day, coalesce(written, event_type)) END AS cells,
            CASE WHEN dyad THEN row_id END AS row_id, CASE WHEN dyad THEN actor END AS actor,
            CASE WHEN dyad THEN recipient END AS recipient, CASE WHEN dyad THEN type_ END AS event_type,
            CASE WHEN dyad THEN mode_ END AS mode,
            CASE WHEN dyad THEN {"NULL::VARCHAR" if types == "types_plover" else "cameo"} END AS cameo,
            CASE WHEN dyad THEN {_number("goldstein")} END AS goldstein,
            CASE WHEN dyad THEN {_number("intensity")} END AS intensity,
            CASE WHEN dyad THEN {_number("mentions", "INTEGER")} END AS mentions,
            CASE WHEN dyad THEN ({_number("confidence")}) / 100 END AS confidence,
            CASE WHEN dyad THEN place END AS place,
            CASE WHEN dyad AND {place} <> '' THEN coalesce(place_rank, 'u') || ':' || strip_accents(lower({place}))
                END AS place_key,
            CASE WHEN dyad THEN article END AS article, CASE WHEN dyad THEN sentence END AS sentence,
            CASE WHEN dyad AND article IS NOT NULL THEN {_key("article")} END AS article_key
        FROM weighed
        """
    )


def _stage_mentions(connection: duckdb.DuckDBPyConnection, file: EventFile) -> None:
    connection.execute(
        f"""
        CREATE TEMP TABLE staged_rows AS
        SELECT * EXCLUDE (confidence), ({_number("confidence")}) / 100 AS confidence, CASE
            WHEN day IS NULL THEN 'no date'
            {_dated(added=False)}
            WHEN row_id IS NULL OR article IS NULL THEN 'no event or no article named'
        END AS fault, false AS restored,
            CASE WHEN confidence IS NOT NULL AND ({_number("confidence")}) IS NULL THEN 8 ELSE 0 END AS wrong,
            CASE WHEN fault IS NOT NULL OR wrong > 0 THEN concat_ws(chr(31), row_id, day) END AS cells
        FROM (SELECT *, {_PLAIN_DATE} AS date FROM ({_raw(file, MENTION_FIELDS)}))
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


def _reason(kind: str, message: str, layout: EventLayout) -> str:
    """Return a reader's error in words."""
    width = len(layout.columns)
    return {
        "MISSING COLUMNS": f"fewer than {width} columns",
        "TOO MANY COLUMNS": f"{message.rpartition(' ')[2]} columns, not {width}",
        "INVALID ENCODING": "not UTF-8 text",
        "UNQUOTED VALUE": "a quotation mark that is not closed",
        "LINE SIZE OVER MAXIMUM": f"a line longer than {MAX_LINE >> 10} KiB",
    }.get(kind, f"a row of a wrong form ({kind.lower()})")


def _count_faults(
    connection: duckdb.DuckDBPyConnection, file: EventFile, skips: Skips
) -> tuple[tuple[date, date] | None, int]:
    """Count the rows and numbers that cannot be used; return the days of the others and how many codes were mended."""
    wanted: list[tuple[str, tuple[str, ...]]] = []
    ((first, last, restored, faulty, wrong),) = connection.execute(
        "SELECT min(date) FILTER (fault IS NULL), max(date) FILTER (fault IS NULL), count(*) FILTER (restored AND fault"
        " IS NULL), count(fault), bit_or(wrong) FILTER (fault IS NULL) FROM staged_rows"
    ).fetchall()
    found = []
    if faulty:
        found += connection.execute(
            "SELECT fault, count(*), list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NOT NULL"
            " GROUP BY fault ORDER BY fault"
        ).fetchall()
    for i, (name, (low, high)) in enumerate(BOUNDS.items()):
        if (wrong or 0) & 2**i:
            found += connection.execute(
                f"SELECT '{name} is no number from {low:g} to {high:g}: left out of its row', count(*),"
                f" list(cells ORDER BY cells)[:3] FROM staged_rows WHERE fault IS NULL AND wrong & {2**i} > 0"
            ).fetchall()
    for reason, n, examples in found:
        skips.add(reason, n=n)
        wanted += [(reason, tuple(cells.split(chr(31)))) for cells in examples]
    for reason, place in _places(file, wanted):
        skips.add(reason, place, n=0)
    return ((first, last) if first else None), int(restored)


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


def _find(text: Any, cells: list[bytes], layout: EventLayout, taken: set[int]) -> int | None:
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
            f"CREATE TEMP TABLE staged_mentions AS SELECT '{coder}' AS coder, row_id, date, article,"
            f" {_key('article')} AS article_key, outlet, confidence"
            " FROM staged_rows WHERE fault IS NULL"
        )
        return
    identity = "concat_ws('|', '{}', row_id, actor, recipient, date::VARCHAR, cameo, event_type, place, article)"
    if "sentence" in file.layout.fields:
        # ICEWS tells one sentence again under other numbers and days: the same story, sentence, actors and code.
        again = f"concat_ws('|', '{coder}', article, sentence, actor, recipient, cameo)"
        identity = f"CASE WHEN article IS NOT NULL AND sentence IS NOT NULL THEN {again} ELSE {identity} END"
    computed = {"report_key": _key(identity.format(coder)), "coder": f"'{coder}'"}
    columns = ", ".join(f"{computed.get(name, name)} AS {name}" for name in REPORT_COLUMNS)
    connection.execute(
        f"CREATE TEMP TABLE staged_reports AS SELECT {columns} FROM staged_rows WHERE fault IS NULL AND sides = 'd'"
    )
    connection.execute(
        f"CREATE TEMP TABLE staged_volume AS SELECT '{coder}' AS coder, date, count(*) AS rows FROM staged_rows"
        " WHERE fault IS NULL GROUP BY date ORDER BY date"
    )
    ((same, neither),) = connection.execute(
        "SELECT count(*) FILTER (sides = 's'), count(*) FILTER (sides = 'n') FROM staged_rows WHERE fault IS NULL"
    ).fetchall()
    for reason, n in ((SAME_SIDE, same), (NO_DYAD, neither)):
        if n:
            skips.add(reason, n=n)
