"""Tables as an SQLite file, and what Datasette shows of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from poleward.results.frames import about
from poleward.results.writing.plain import decoded, flat

BATCH = 10_000
"""Rows written at once: a matter of speed."""


def write(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write tables into a new SQLite file: days and times as ISO 8601 text, truth values as 0 and 1, lists as JSON."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, rows in tables.items():
            plain = flat(decoded(rows))
            columns = ", ".join(f"{_quoted(field.name)} {_type(field.type)}" for field in plain.schema)
            connection.execute(f"CREATE TABLE {_quoted(name)} ({columns})")
            marks = ", ".join("?" * plain.num_columns)
            connection.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", _values(plain))


def metadata(tables: Mapping[str, pa.Table], database: str) -> dict[str, Any]:
    """Return the metadata file for Datasette: titles, sources, notes and what each column means."""
    told = {name: about(rows) for name, rows in tables.items()}
    return {
        "title": "poleward",
        "databases": {
            database: {
                "tables": {
                    name: {
                        **({"title": one["title"]} if "title" in one else {}),
                        "description": " ".join([*one.get("notes", ()), *_sources(one.get("sources", ()))]),
                        "columns": one.get("columns", {}),
                    }
                    for name, one in told.items()
                }
            }
        },
    }


def _sources(sources: Iterable[str]) -> list[str]:
    listed = "; ".join(sources)
    return [f"Sources: {listed}."] if listed else []


def _values(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in rows.to_batches(max_chunksize=BATCH):
        yield from zip(*(map(_plain, column.to_pylist()) for column in batch.columns), strict=True)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | float | str | bytes):
        return int(value) if isinstance(value, bool) else value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "BLOB" if pa.types.is_binary(kind) else "TEXT"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
