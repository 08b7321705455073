"""Arrow tables as the frames that people work with, and what their columns mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from poleward.errors import UnusableInputError

BACKENDS = ("polars", "pandas", "pyarrow")
"""Frames that `to_native` can make, the first that is installed by default; pyarrow always is."""
META = b"poleward"
"""Key of an Arrow schema's metadata under which sources and notes are kept, as JSON."""
DOC = b"doc"
"""Key of an Arrow field's metadata under which the column's meaning is kept."""


def to_native(rows: pa.Table, backend: str | None = None) -> Any:
    """Return rows as a frame of polars, pandas or pyarrow.

    Parameters
    ----------
    backend
        'polars', 'pandas' or 'pyarrow'; by default the first of these that is installed. A pandas frame has what the
        rows say of themselves (title, sources, notes, columns) in its `attrs`.

    Raises
    ------
    UnusableInputError
        There is no such backend, or it is not installed.
    """
    if backend is None:
        backend = next(name for name in BACKENDS if find_spec(name))
    if backend not in BACKENDS:
        raise UnusableInputError(f"there is no backend {backend!r}.", todo=f"Choose one of {', '.join(BACKENDS)}.")
    if backend == "pyarrow":
        return rows
    if find_spec(backend) is None:
        raise UnusableInputError(f"{backend} is not installed.", todo=f"Install it with 'pip install {backend}'.")
    import narwhals as nw

    frame = nw.from_native(rows, eager_only=True).lazy().collect(backend=backend).to_native()
    if backend == "pandas":
        frame.attrs.update(about(rows))
    return frame


def described(rows: pa.Table, columns: Mapping[str, str], **about_them: Any) -> pa.Table:
    """Return rows that carry the meaning of their columns, and what is said of all of them.

    Parameters
    ----------
    columns
        Column to its meaning, with the unit and what missing means.
    about_them
        Plain values such as `title`, `sources` and `notes`.
    """
    fields = [
        field.with_metadata({DOC: columns[field.name].encode()}) if field.name in columns else field
        for field in rows.schema
    ]
    told = {META: json.dumps(about_them, ensure_ascii=False, default=str, sort_keys=True).encode()}
    return pa.table(rows.columns, schema=pa.schema(fields, metadata=told))


def about(rows: pa.Table) -> dict[str, Any]:
    """Return what rows say of themselves, with the meaning of every described column under 'columns'."""
    told = json.loads((rows.schema.metadata or {}).get(META, b"{}"))
    columns = {f.name: f.metadata[DOC].decode() for f in rows.schema if f.metadata and DOC in f.metadata}
    return {**told, "columns": columns} if columns else told
