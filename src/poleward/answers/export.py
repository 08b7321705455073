"""A table of the archive as a file, in the format of its suffix, rows in a fixed order.

Statements come with their lean towards each pole in words, and documents without their text: codes, offsets, hashes and
one-sentence quotes may be published; the full text stays in the user's own archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.results import described
from poleward.results.writing import write_tables
from poleward.tables import BY_NAME

LEAN = {1: "towards", 0: "neutral", -1: "away"}
ALL = "all"
NOT_IN_ALL = frozenset({"fits", "event_pending", "event_reports", "event_mentions"})
"""Left out of 'all': what is made again from the rest, and rows of others as read."""
HELD_BACK = frozenset({("documents", "text"), ("fits", "data")})


def table_rows(archive: Archive, table: str, config: Config) -> pa.Table:
    """Return the rows that an export of `table` holds, in a fixed order.

    Raises
    ------
    UnusableInputError
        There is no such table.
    """
    if table not in BY_NAME:
        raise UnusableInputError(f"there is no table '{table}'.", todo=f"Choose one of {', '.join(BY_NAME)}.")
    columns = [name for name in BY_NAME[table].names if (table, name) not in HELD_BACK]
    quoted = ", ".join(f'"{name}"' for name in columns)
    rows = archive.query(f"SELECT {quoted} FROM {table} ORDER BY ALL")
    rows = _with_leans(archive, rows, config) if table == "statements" else rows
    meanings = {column.name: column.doc for column in BY_NAME[table]}
    meanings |= {
        f"lean_{key}": f"lean towards {pole.label}; missing: says nothing of it" for key, pole in config.poles.items()
    }
    return described(rows, meanings, title=table.replace("_", " "), notes=[BY_NAME[table].doc])


def _with_leans(archive: Archive, rows: pa.Table, config: Config) -> pa.Table:
    """Add a column per pole: towards, away, neutral, or nothing where the statement does not speak of the pole."""
    signs: dict[str, list[tuple[str, int]]] = {}
    for row in archive.rows("SELECT statement_id, target, sign FROM signs ORDER BY ALL"):
        signs.setdefault(row["statement_id"], []).append((row["target"], row["sign"]))
    ids = rows.column("statement_id").to_pylist()
    days = rows.column("date_latest").to_pylist()
    for key, pole in sorted(config.poles.items()):
        leans = []
        for statement_id, day in zip(ids, days, strict=True):
            lean = pole.lean_of(signs.get(statement_id, ()), day)
            leans.append(None if lean is None else LEAN[lean])
        rows = rows.append_column(f"lean_{key}", pa.array(leans, type=pa.string()))
    return rows


def export(archive: Archive, tables: str | Sequence[str], path: Path, config: Config) -> int:
    """Write tables of the archive to `path` in the format of its suffix and return the number of rows.

    Parameters
    ----------
    tables
        A table's name, or several, or 'all' (but what is derived and not text): an SQLite file or a workbook holds more
        than one.

    Raises
    ------
    UnusableInputError
        Unknown table or suffix, or the file cannot be written.
    """
    named = [tables] if isinstance(tables, str) else list(tables)
    if named == [ALL]:
        named = [name for name in BY_NAME if name not in NOT_IN_ALL]
    rows = {name: table_rows(archive, name, config) for name in dict.fromkeys(named)}
    write_tables(rows, path)
    return sum(int(one.num_rows) for one in rows.values())
