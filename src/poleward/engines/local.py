"""The local engine: queries by DuckDB within the archive, functions over batches in processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pyarrow as pa

from poleward.archive import Archive
from poleward.engines.engine import BatchFunction, Inputs


def _run(function: BatchFunction, batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    return list(function(batch))


class LocalEngine:
    """Works on this machine, with as many processes as it has cores unless told otherwise."""

    name = "local"

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or os.cpu_count() or 1

    def map_batches(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """Apply a function to each batch; see `Engine.map_batches`. With one process, without another process."""
        if self.processes == 1:
            for batch in batches:
                for found in function(batch):
                    yield found.cast(schema)
            return
        # A fresh process: DuckDB and numerical libraries hold threads that a fork would leave half alive.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.processes, mp_context=context) as pool:
            waiting: list[Future[list[pa.RecordBatch]]] = []
            for batch in batches:
                waiting.append(pool.submit(_run, function, batch))
                # Only a few batches are held at once.
                if len(waiting) > 2 * self.processes:
                    yield from (found.cast(schema) for found in waiting.pop(0).result())
            for future in waiting:
                yield from (found.cast(schema) for found in future.result())

    def aggregate(self, archive: Archive, query: str, inputs: Inputs, store: str) -> int:
        """Run a query within the archive; see `Engine.aggregate`."""
        connection = archive.connection
        for name, source in inputs.items():
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {source}")
        # One statement from the input to the store, so that no result is held in between.
        connection.execute(f"CREATE OR REPLACE TEMP VIEW result AS {query}")
        ((rows,),) = connection.execute(store).fetchall()
        for name in ("result", *inputs):
            connection.execute(f"DROP VIEW {name}")
        return int(rows)

    def close(self) -> None:
        """Nothing is held."""
