"""Rows of a table as Arrow: from dataclasses or mappings, with the types that `poleward.tables` states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pyarrow as pa

from poleward.tables.shape import Table

_SPEAKER = pa.struct([("name", pa.string()), ("actor", pa.string()), ("role", pa.string())])
_ARROW: Mapping[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "TINYINT": pa.int8(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "BLOB": pa.binary(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "STRUCT(name VARCHAR, actor VARCHAR, role VARCHAR)[]": pa.list_(_SPEAKER),
}


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=c.nullable) for c in table])


def _plain(value: Any) -> Any:
    """Return a nested dataclass as a mapping, a tuple as a list, anything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value


def _cell(row: Any, name: str) -> Any:
    return _plain(row[name] if isinstance(row, Mapping) else getattr(row, name))


def to_arrow(table: Table, rows: Iterable[Any] | pa.Table) -> pa.Table:
    """Return `rows` (dataclasses or mappings with the table's column names, or Arrow) as an Arrow table of its schema.

    Extra fields and columns are left out; columns come in the table's order.
    """
    schema = arrow_schema(table)
    if isinstance(rows, pa.Table):
        return rows.select(list(table.names)).cast(schema)
    kept = list(rows)
    columns = [pa.array([_cell(row, f.name) for row in kept], type=f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)
