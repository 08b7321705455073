"""One table, or several, as a file: written whole or not at all, and over nothing but a regular file."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from poleward.errors import UnusableInputError
from poleward.results.writing.plain import decoded, flat, without_formulas

Writer = Callable[[Mapping[str, pa.Table], Path, Path], None]
"""Writes tables by name to a draft; told also under which name the file will be found."""


def write_table(rows: pa.Table, path: Path, *, name: str = "") -> int:
    """Write rows to `path` in the format of its suffix and return how many there are.

    Parameters
    ----------
    rows
        Columns that say what they mean (`results.described`) keep that in Parquet, Stata, SQLite and Excel.
    path
        Ends in one of FORMATS. Beside `.db` and `.sqlite` a `.metadata.json` is written, for Datasette.
    name
        What the table is called inside an SQLite file or workbook; the file's own name unless given.

    Raises
    ------
    UnusableInputError
        Unknown suffix, a table that the format cannot hold, or a file that cannot be written.
    MissingExtraError
        The format needs the extra 'export'.
    """
    write_tables({name or path.name.split(".")[0] or "rows": rows}, path)
    return int(rows.num_rows)


def write_tables(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write tables by name into one file; only SQLite files and workbooks hold more than one.

    Raises
    ------
    UnusableInputError, MissingExtraError
        As in `write_table`; or several tables for a format that holds one.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnusableInputError(
            f"'{path.suffix}' is not a format.", where=str(path), todo=f"End the name in {', '.join(FORMATS)}."
        )
    if len(tables) > 1 and suffix not in MANY:
        raise UnusableInputError(
            f"{suffix} holds one table, not {len(tables)}.", where=str(path), todo=f"End the name in {', '.join(MANY)}."
        )
    try:
        if path.is_symlink() or (path.exists() and not stat.S_ISREG(path.stat().st_mode)):
            raise UnusableInputError("is not a regular file, and is left alone.", where=str(path))
        with tempfile.TemporaryDirectory(prefix=".poleward-", dir=path.absolute().parent) as folder:
            draft = Path(folder) / f"export{suffix}"
            FORMATS[suffix](tables, draft, path)
            for made in sorted(Path(folder).iterdir(), key=lambda p: p == draft):  # the file itself last
                target = path if made == draft else path.with_name(made.name)
                os.replace(made, target)  # noqa: PTH105  named for its atomicity
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror or error}.", where=str(path)) from None


def _one(tables: Mapping[str, pa.Table]) -> pa.Table:
    (rows,) = tables.values()
    return rows


def _csv(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    pa.csv.write_csv(without_formulas(flat(decoded(_one(tables)))), draft)


def _parquet(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    pa.parquet.write_table(_one(tables), draft)


def _json(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    with draft.open("w", encoding="utf-8") as stream:
        lines = (json.dumps(row, ensure_ascii=False, default=str) for row in _one(tables).to_pylist())
        if path.suffix.lower() == ".jsonl":
            stream.writelines(f"{line}\n" for line in lines)
        else:
            stream.write("[\n" + ",\n".join(lines) + "\n]\n")


def _stata(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    from poleward.results.writing.stata import write

    write(_one(tables), draft)


def _sqlite(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    from poleward.results.writing.sqlite import metadata, write

    write(tables, draft)
    beside = draft.with_name(f"{path.stem}.metadata.json")
    beside.write_text(json.dumps(metadata(tables, path.stem), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _xlsx(tables: Mapping[str, pa.Table], draft: Path, path: Path) -> None:
    from poleward.results.writing.workbook import write

    write(tables, draft)


FORMATS: dict[str, Writer] = {
    ".csv": _csv, ".json": _json, ".jsonl": _json, ".parquet": _parquet, ".dta": _stata, ".db": _sqlite,
    ".sqlite": _sqlite, ".xlsx": _xlsx,
}  # fmt: skip
MANY = (".db", ".sqlite", ".xlsx")
