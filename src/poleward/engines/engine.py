"""The two verbs of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

import pyarrow as pa

from poleward.archive import Archive

Inputs = Mapping[str, str]
"""Name of a relation in a query → the query over the archive's tables that makes it."""
BatchFunction = Callable[[pa.RecordBatch], Iterator[pa.RecordBatch]]


class Engine(Protocol):
    """Where work is done. The same input gives the same rows on every engine."""

    name: str

    def map_batches(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """Apply a function to each batch and give what it yields, in the order of the batches.

        Parameters
        ----------
        function
            Importable by name (not a lambda), so that another process can run it.
        schema
            Of the batches that the function yields.
        """

    def aggregate(self, archive: Archive, query: str, inputs: Inputs, store: str) -> int:
        """Run a query over inputs taken from an archive, store its result in it, and return how many rows that are.

        Parameters
        ----------
        query
            In the SQL that DuckDB and Spark understand alike; it reads the relations that `inputs` names.
        store
            The statement that writes the relation `result` into the archive's tables, in DuckDB's SQL.
        """

    def close(self) -> None:
        """Give back what the engine holds."""
