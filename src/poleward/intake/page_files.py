"""Pages coded by an engine: each file is read and coded by one worker, which hands back the rows of the tables.

A worker knows nothing of the archive: what is stored already is passed over when its rows come back. Files that the
archive knows whole are never sent to one.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from poleward.archive.rows import to_arrow
from poleward.coding import Statement, load_coder
from poleward.engines import Engine
from poleward.errors import PolewardError, Skips
from poleward.pages import Document, read_path
from poleward.tables import ANNOTATIONS, DOCUMENTS, SIGNS, STATEMENTS

PIECE = 64
"""Documents handed back at once, and stored in one transaction."""
WORK = pa.schema([("file", pa.string()), ("told", pa.string()), ("table", pa.string()), ("rows", pa.binary())])
"""What a worker hands back: rows of a table for some documents as an Arrow stream; a row without table says so far."""


@dataclass(frozen=True)
class Coded:
    """Some documents of a file with all their rows, or the end of the file.

    Attributes
    ----------
    tables
        Rows by table: documents, annotations, statements, signs; empty at the end of the file.
    read
        How many documents they are of, repeated ones included.
    skips
        What was left out of the whole file; None before its end.
    error
        Why the file cannot be used; it then has no further rows.
    """

    file: str
    tables: Mapping[str, pa.Table]
    read: int = 0
    skips: Skips | None = None
    error: str | None = None


def code_files(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Read and code the files that a batch names, in a worker."""
    coder = load_coder()
    for file, layout in zip(batch["file"].to_pylist(), batch["layout"].to_pylist(), strict=True):
        skips = Skips()
        try:
            documents = read_path(Path(file), layout=layout, skips=skips)
            while piece := list(itertools.islice(documents, PIECE)):
                once = list({d.doc_id: d for d in piece}.values())
                for table, rows in rows_of(once, coder.code_many).items():
                    yield _row(file, {}, table, _packed(rows))
                yield _row(file, {"end": False, "read": len(piece)}, "", b"")
            yield _row(file, {"end": True, "skips": skips.counts, "examples": skips.examples}, "", b"")
        except PolewardError as error:
            yield _row(file, {"error": error.message}, "", b"")


def coded_files(engine: Engine, files: Sequence[Path], layout: str | None) -> Iterator[Coded]:
    """Yield what an engine's workers make of files, in the order of the files."""
    batches = (pa.record_batch({"file": [str(path)], "layout": pa.array([layout], pa.string())}) for path in files)
    tables: dict[str, pa.Table] = {}
    for found in engine.map_batches(code_files, batches, WORK):
        for row in found.to_pylist():
            told = json.loads(row["told"])
            if row["table"]:
                tables[row["table"]] = pa.ipc.open_stream(io.BytesIO(row["rows"])).read_all()
            elif "error" in told:
                yield Coded(row["file"], {}, error=told["error"])
            elif told["end"]:
                yield Coded(row["file"], {}, skips=_skips(told))
            else:
                yield Coded(row["file"], tables, told["read"])
                tables = {}


def rows_of(
    documents: Sequence[Document], code: Callable[[Sequence[Document]], list[list[Any]]]
) -> dict[str, pa.Table]:
    """Return the rows of the four tables of pages for some documents, coded by `code`."""
    statements = [s for coded in code(documents) for s in coded]
    return {
        "documents": to_arrow(DOCUMENTS, documents),
        "annotations": to_arrow(
            ANNOTATIONS,
            [
                {
                    "doc_id": d.doc_id, "start_at": a.start_at, "end_at": a.end_at, "kind": a.kind, "value": a.value,
                    "confidence": a.confidence,
                }
                for d in documents
                for a in d.annotations
            ],
        ),
        **statement_tables(statements),
    }  # fmt: skip


def statement_tables(statements: Sequence[Statement]) -> dict[str, pa.Table]:
    """Return statements and their signs as rows of the two tables."""
    return {
        "statements": to_arrow(STATEMENTS, statements),
        "signs": to_arrow(
            SIGNS,
            [
                {
                    "statement_id": s.statement_id, "state": g.state, "target": g.target, "sign": g.sign,
                    "reason": g.reason,
                }
                for s in statements
                for g in s.signs
            ],
        ),
    }  # fmt: skip


def fresh_rows(tables: Mapping[str, pa.Table], fresh: set[str]) -> dict[str, pa.Table]:
    """Return the rows of the documents named by id, of all four tables."""
    ids = pa.array(sorted(fresh), pa.string())
    kept = {
        name: tables[name].filter(pc.is_in(tables[name]["doc_id"], value_set=ids))
        for name in ("documents", "annotations", "statements")
    }
    signs = tables["signs"]
    statements = kept["statements"]["statement_id"].combine_chunks()
    return {**kept, "signs": signs.filter(pc.is_in(signs["statement_id"], value_set=statements))}


def _skips(told: Mapping[str, Any]) -> Skips:
    skips = Skips()
    for reason, n in told["skips"].items():
        skips.add(reason, n=n)
        for place in told["examples"].get(reason, []):
            skips.add(reason, place, n=0)
    return skips


def _packed(rows: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue()


def _row(file: str, told: dict[str, Any], table: str, rows: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [{"file": file, "told": json.dumps(told), "table": table, "rows": rows}], schema=WORK
    )
