"""Tables as an Excel workbook: text stays text, so that no cell is ever taken for a formula or a link."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from poleward.errors import UnusableInputError, needs_extra
from poleward.results.frames import about
from poleward.results.writing.plain import decoded, flat

MAX_ROWS, MAX_COLUMNS, MAX_TEXT, MAX_NAME = 1_048_576, 16_384, 32_767, 31
"""Limits of the format (Excel specifications and limits): rows, columns, characters of a cell and of a sheet's name."""
MAX_EXACT = 10**15
"""Excel keeps fifteen digits of a number; longer whole numbers are written as text."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write each table to a sheet, and what the columns mean to a last one.

    Raises
    ------
    UnusableInputError
        More rows, columns or text than a sheet holds.
    MissingExtraError
        The extra 'export' is not installed.
    """
    with needs_extra("export"):
        import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # The same rows give the same bytes: the day of creation is fixed.
    with xlsxwriter.Workbook(str(path), {**options, "constant_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1), "comments": "written by poleward"})
        formats = {
            "head": book.add_format({"bold": True}), "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }  # fmt: skip
        for name, rows in tables.items():
            plain = flat(decoded(rows))
            if plain.num_rows >= MAX_ROWS or plain.num_columns > MAX_COLUMNS:
                raise UnusableInputError(
                    f"'{name}' has {plain.num_rows:,} rows; a sheet holds {MAX_ROWS - 1:,}.",
                    todo="Write .parquet or .db.",
                )
            _sheet(book.add_worksheet(_NOT_IN_NAMES.sub("_", name)[:MAX_NAME]), plain, formats)
        _meanings(book.add_worksheet("about"), tables, formats)


def _sheet(sheet: Any, rows: pa.Table, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(rows.column_names):
        sheet.write_string(0, column, name, formats["head"])
    line = 0
    for batch in rows.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            line += 1
            for column, value in enumerate(values):
                _cell(sheet, line, column, value, formats)


def _cell(sheet: Any, line: int, column: int, value: Any, formats: Mapping[str, Any]) -> None:
    """Write one value; missing is an empty cell."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < MAX_EXACT:
        sheet.write_number(line, column, value)
    elif isinstance(value, dt.datetime) and value.year >= 1900:
        sheet.write_datetime(line, column, value, formats["time"])
    elif isinstance(value, dt.date) and value.year >= 1900:
        sheet.write_datetime(line, column, value, formats["day"])
    else:
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        if len(text) > MAX_TEXT:
            raise UnusableInputError(
                f"row {line} holds a text of {len(text):,} characters; a cell holds {MAX_TEXT:,}.",
                todo="Write .parquet or .db.",
            )
        sheet.write_string(line, column, text)


def _meanings(sheet: Any, tables: Mapping[str, pa.Table], formats: Mapping[str, Any]) -> None:
    line = 0
    for name, rows in tables.items():
        told = about(rows)
        facts = [("title", told.get("title")), *(("source", s) for s in told.get("sources", ()))]
        facts += [("note", text) for text in told.get("notes", ())]
        pairs = [(key, str(text)) for key, text in facts if text] + list(told.get("columns", {}).items())
        sheet.write_string(line, 0, name, formats["head"])
        for row, (key, text) in enumerate(pairs, start=line + 1):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, text[:MAX_TEXT])
        line += len(pairs) + 2
