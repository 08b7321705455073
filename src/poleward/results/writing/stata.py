"""A table as a Stata file: variables and values with labels, missing as missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from poleward.errors import UnusableInputError, needs_extra
from poleward.results.frames import about
from poleward.results.writing.plain import flat

MAX_NAME, MAX_LABEL, MAX_TEXT = 32, 80, 2045
"""Limits of the format (Stata's help files dta and limits): characters of a name, of a label, of a text."""
MAX_EXACT = 2**53
"""Whole numbers beyond this are not exact in Stata's doubles."""
RESERVED = frozenset({
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred",
    "_rc", "_skip", "strL", "using", "with",
})  # fmt: skip


def write(rows: pa.Table, path: Path) -> None:
    """Write rows to a `.dta` file of version 118 (Stata 14 and later).

    Categories and truth values become numbers with value labels, lists JSON text, days Stata dates.

    Raises
    ------
    UnusableInputError
        A text is longer than Stata's 2,045 bytes, or a whole number beyond what it holds exactly.
    MissingExtraError
        The extra 'export' is not installed.
    """
    with needs_extra("export"):
        import pandas as pd
        import pyreadstat

    told = about(rows)
    meanings = told.get("columns", {})
    labels = {field.name: meanings.get(field.name, "") for field in rows.schema}
    rows = flat(rows)
    names = _names(rows.column_names)
    values: dict[str, dict[int | float, str]] = {}
    columns: dict[str, Any] = {}
    for old, field in zip(names, rows.schema, strict=True):
        column, coded = _column(rows.column(field.name), field, pd)
        columns[names[old]] = column
        if coded:
            values[names[old]] = coded
    pyreadstat.write_dta(
        pd.DataFrame(columns), str(path), file_label=_cut(str(told.get("title", ""))),
        column_labels=[_cut(labels[name]) for name in rows.column_names], variable_value_labels=values, version=15,
    )  # fmt: skip


def _column(values: pa.ChunkedArray, field: pa.Field, pd: Any) -> tuple[Any, dict[int | float, str]]:
    """Return a column as pandas takes it, and its value labels."""
    kind = field.type
    if pa.types.is_dictionary(kind):
        whole = values.combine_chunks()
        codes = [None if i is None else i + 1 for i in whole.indices.to_pylist()]
        return pd.Series(codes, dtype="float64"), dict(enumerate(whole.dictionary.to_pylist(), start=1))
    if pa.types.is_boolean(kind):
        return pd.Series([None if v is None else int(v) for v in values.to_pylist()], dtype="float64"), {
            0: "no",
            1: "yes",
        }
    if pa.types.is_integer(kind):
        ends = pc.min_max(values).as_py()
        if ends["min"] is not None and max(-ends["min"], ends["max"]) > MAX_EXACT:
            raise UnusableInputError(f"'{field.name}' holds numbers that Stata cannot.", todo="Write .parquet or .csv.")
        small = values.null_count == 0 and (ends["max"] is None or max(-ends["min"], ends["max"]) < 2**31 - 100)
        return pd.Series(values.to_pylist(), dtype="int32" if small else "float64"), {}
    if pa.types.is_floating(kind):
        return pd.Series(values.to_pylist(), dtype="float64"), {}
    if pa.types.is_date(kind):
        return pd.Series(values.to_pylist(), dtype="object"), {}
    if pa.types.is_timestamp(kind):
        return pd.Series(pd.to_datetime(values.to_pylist())), {}
    texts = ["" if v is None else str(v) for v in values.to_pylist()]
    longest = max((len(t.encode()) for t in texts), default=0)
    if longest > MAX_TEXT:
        raise UnusableInputError(
            f"'{field.name}' holds a text of {longest} bytes; Stata takes {MAX_TEXT}.", todo="Write .parquet or .csv."
        )
    return pd.Series(texts, dtype="object"), {}


def _names(names: list[str]) -> dict[str, str]:
    """Return a name for each column that Stata takes, no two the same."""
    out: dict[str, str] = {}
    for name in names:
        own = re.sub(r"\W", "_", name, flags=re.ASCII)
        own = f"_{own}" if not own or own[0].isdigit() or own in RESERVED else own
        own, k = own[:MAX_NAME], 1
        while own in out.values():
            k += 1
            own = f"{own[: MAX_NAME - 3]}_{k}"
        out[name] = own
    return out


def _cut(text: str) -> str:
    return text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 1]}…"
