"""What a file's codes stand for, as tables of the connection that reads it: actors, types of events, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import duckdb

from poleward.errors import UnusableInputError
from poleward.records.events.actors import cameo_codes, lookup
from poleward.records.events.cameo import LAST_ROOT, bare_forms, code_rows, labels, scale, written_forms
from poleward.records.events.files import EventFile
from poleward.records.events.queries import DAYS, drop_rejects, raw
from poleward.records.naming import FindsStates

_LOOKUPS: WeakKeyDictionary[Any, dict[int, dict[str, str]]] = WeakKeyDictionary()
_MADE: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The tables that a connection has already."""
Query = tuple[str, list[list[str | None]]]
"""A query and its parameters."""


def _cameo_lookup(year: int, registry: FindsStates) -> dict[str, str]:
    """Return the actors of all CAMEO codes in a year, worked out once for each registry."""
    known = _LOOKUPS.setdefault(registry, {})
    if year not in known:
        known[year] = lookup(cameo_codes(), year, registry, names="cameo")
    return known[year]


def actors_of(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile], registry: FindsStates) -> str:
    """Return the name of a table with the actors of the codes in files of one layout and year."""
    file = files[0]
    if file.layout.names == "cameo":
        return table(connection, f"actors_{file.year}", lambda: _actors(_cameo_lookup(file.year, registry)))
    sides = ("actor_code", "actor_group", "recipient_code", "recipient_group")
    found = connection.execute(
        f"SELECT DISTINCT unnest([{', '.join(sides)}]) AS code FROM ({raw(files, sides)}) ORDER BY code"
    ).fetchall()
    drop_rejects(connection)
    _MADE.setdefault(connection, set()).discard("actors_")
    codes = [row[0] for row in found if row[0]]
    return table(connection, "actors_", lambda: _actors(lookup(codes, file.year, registry, names=file.layout.names)))


def _actors(known: Mapping[str, str]) -> Query:
    return _texts({"code": known, "actor": known.values()})


def _texts(columns: Mapping[str, Iterable[str | None]]) -> Query:
    """Return the query of a table of texts; as an Arrow table, it would load pandas where that is installed."""
    unnested = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in columns)
    return f"SELECT {unnested}", [list(values) for values in columns.values()]


def table(connection: duckdb.DuckDBPyConnection, name: str, make: Callable[[], Query]) -> str:
    """Make a table of the connection once, and return its name."""
    made = _MADE.setdefault(connection, set())
    if name not in made:
        query, parameters = make()
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", parameters)
        made.add(name)
    return name


def types_of(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> str:
    """Return the name of a table (code, root, whole_code, type_, mode_): what codes mean, as files write them.

    A type of PLOVER stands for itself.
    """
    layout = files[0].layout
    if "cameo" not in layout.fields and "label" not in layout.fields:
        return table(connection, "types_plover", lambda: _meaning([(k, "", k) for k in scale()], plover=True))
    if "root" in layout.fields:
        return table(connection, "types_rooted", lambda: _meaning(written_forms()))
    if "label" not in layout.fields and _lost_zeros(connection, files):
        return table(connection, "types_bare", lambda: _meaning([(code, "", whole) for code, whole in bare_forms()]))
    return table(connection, "types_whole", lambda: _meaning([(row[0], "", row[0]) for row in code_rows()]))


def _meaning(forms: Sequence[tuple[str, str, str]], *, plover: bool = False) -> Query:
    meaning = {code: (kind, mode) for code, _, kind, mode in code_rows()}
    if plover:
        meaning = {code: (code, None) for code, _, _ in forms}
        forms, meaning["DEMAND"] = [*forms, ("DEMAND", "", "DEMAND")], ("REQUEST", None)
    rows = [(code, root, whole, *meaning[whole]) for code, root, whole in forms]
    return _texts(dict(zip(("code", "root", "whole_code", "type_", "mode_"), zip(*rows, strict=True), strict=True)))


def _lost_zeros(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> bool:
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
        f" FROM ({raw(files, ('cameo', 'goldstein'))}))"
    ).fetchall()
    drop_rejects(connection)
    if zeros or impossible:
        return not zeros
    if some and not scaled:
        raise UnusableInputError(
            "its event codes may have lost their leading zeros: 20 is then 020, an appeal, or else 20, mass violence,"
            " and nothing in the file tells.",
            where=files[0].name,
            todo="Save it with the codes as text, or with the columns EventRootCode or GoldsteinScale.",
        )
    if some and 0.1 * scaled < friendly < 0.9 * scaled:
        raise UnusableInputError(
            "some of its event codes have lost their leading zeros, and others have not.",
            where=files[0].name,
            todo="Save it with the codes as text, or with the column EventRootCode.",
        )
    return bool(some and friendly > 0.5 * scaled)


def days(connection: duckdb.DuckDBPyConnection, year: int) -> str:
    """Return the name of a table (text, date): the days of a year and its neighbours, which a file's mostly are."""
    query = DAYS.format(year - 1, year + 2)
    return table(connection, f"days_{year}", lambda: (query, []))


def words(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the name of a table (words, told): the CAMEO code of each of its texts' letters."""
    return table(connection, "labels_", lambda: _texts({"words": labels(), "told": labels().values()}))
