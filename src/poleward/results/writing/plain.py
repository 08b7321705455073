"""Arrow columns in the plainer types that other formats know."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc


def decoded(rows: pa.Table) -> pa.Table:
    """Return rows with categories as their text."""
    for i, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            text = pc.cast(rows.column(i), field.type.value_type)
            rows = rows.set_column(i, field.with_type(field.type.value_type), text)
    return rows


def flat(rows: pa.Table) -> pa.Table:
    """Return rows with lists and records as JSON text."""
    for i, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type):
            values = rows.column(i).to_pylist()
            texts = [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in values]
            rows = rows.set_column(i, field.with_type(pa.string()), pa.array(texts, type=pa.string()))
    return rows


FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would run; in CSV an apostrophe is put before it."""


def without_formulas(rows: pa.Table) -> pa.Table:
    """Return rows in which no text is a formula to a spreadsheet."""
    for i, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            texts = pc.replace_substring_regex(rows.column(i), FORMULA, r"'\0")
            rows = rows.set_column(i, field, texts)
    return rows
