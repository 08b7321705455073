"""A table of the archive as a file: CSV, JSON, JSON Lines or Parquet, rows in a fixed order.

Statements come with their lean towards each pole in words, and documents without their text: codes, offsets, hashes and
one-sentence quotes may be published; the full text stays in the user's own archive.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.tables import BY_NAME

LEAN = {1: "toward", 0: "neutral", -1: "away"}
HELD_BACK = frozenset({("documents", "text"), ("fits", "data")})
FORMATS = (".csv", ".json", ".jsonl", ".parquet")


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
    return _with_leans(archive, rows, config) if table == "statements" else rows


def _with_leans(archive: Archive, rows: pa.Table, config: Config) -> pa.Table:
    """Add a column per pole: toward, away, neutral, or nothing where the statement does not speak of the pole."""
    signs: dict[str, list[tuple[str, int]]] = {}
    for row in archive.rows("SELECT statement_id, target, sign FROM signs ORDER BY ALL"):
        signs.setdefault(row["statement_id"], []).append((row["target"], row["sign"]))
    ids = rows.column("statement_id").to_pylist()
    days = rows.column("date_latest").to_pylist()
    for key, pole in sorted(config.poles.items()):
        leans = []
        for statement_id, day in zip(ids, days, strict=True):
            parts = [side * sign for target, sign in signs.get(statement_id, ()) if (side := pole.sign_of(target, day))]
            leans.append(LEAN[(sum(parts) > 0) - (sum(parts) < 0)] if parts else None)
        rows = rows.append_column(f"lean_{key}", pa.array(leans, type=pa.string()))
    return rows


def export(archive: Archive, table: str, path: Path, config: Config) -> int:
    """Write a table of the archive to `path` in the format of its suffix and return the number of rows.

    Raises
    ------
    UnusableInputError
        Unknown table or suffix, or the file cannot be written.
    """
    return write_table(table_rows(archive, table, config), path)


def write_table(rows: pa.Table, path: Path) -> int:
    """Write rows to `path` in the format of its suffix and return how many there are.

    The file appears under its name only when it is complete.

    Raises
    ------
    UnusableInputError
        Unknown suffix, or the file cannot be written.
    """
    if path.suffix not in FORMATS:
        raise UnusableInputError(
            f"'{path.suffix}' is not a format.", where=str(path), todo=f"End the name in {', '.join(FORMATS)}."
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".poleward-", dir=path.absolute().parent) as folder:
            draft = Path(folder) / "export"
            _write(rows, draft, path.suffix)
            os.replace(draft, path)  # noqa: PTH105  named for its atomicity
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(path)) from None
    return int(rows.num_rows)


def _write(rows: pa.Table, path: Path, suffix: str) -> None:
    if suffix == ".parquet":
        pa.parquet.write_table(rows, path)
    elif suffix == ".csv":
        pa.csv.write_csv(_flat(rows), path)
    else:
        with path.open("w", encoding="utf-8") as stream:
            lines = (json.dumps(row, ensure_ascii=False, default=str) for row in rows.to_pylist())
            if suffix == ".jsonl":
                stream.writelines(f"{line}\n" for line in lines)
            else:
                stream.write("[\n" + ",\n".join(lines) + "\n]\n")


def _flat(rows: pa.Table) -> pa.Table:
    """Return rows with lists as JSON text, which CSV can hold."""
    for i, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type):
            texts = [json.dumps(value, ensure_ascii=False) for value in rows.column(i).to_pylist()]
            rows = rows.set_column(i, field.name, pa.array(texts, type=pa.string()))
    return rows
