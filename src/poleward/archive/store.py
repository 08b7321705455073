"""The archive: one DuckDB file that holds everything read, loaded, measured and judged.

Every write is a transaction. A process that dies leaves what was committed and nothing else, and the command that it
ran can be run again. Only one process can hold the file for writing; another gets `ArchiveBusyError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy.typing as npt
import pyarrow as pa

from poleward.archive.migrations import LATEST, MIGRATIONS
from poleward.archive.opening import connect, create, explained, refuse_incomplete, refuse_other_kinds, refuse_views
from poleward.archive.rows import to_arrow
from poleward.errors import UnusableInputError
from poleward.tables import BY_NAME


class Archive:
    """An open archive; use it as a context manager and make it with `Archive.open`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, *, writable: bool) -> None:
        self.connection = connection
        self.path = path
        self.writable = writable
        self._in_transaction = False

    @classmethod
    def open(cls, path: Path | str, *, write: bool = False) -> Archive:
        """Open the archive at `path`; with `write`, create it if absent and bring its schema up to date.

        Raises
        ------
        ArchiveBusyError
            Another process holds the file.
        UnusableInputError
            The file is absent (without `write`), is not an archive, is damaged, may not be opened, or is of a newer
            version of poleward.
        """
        path = Path(path)
        there = refuse_other_kinds(path, write=write)
        if write and not there:
            create(path, _fill)
        elif not there:
            raise UnusableInputError(
                "there is no archive here.",
                where=str(path),
                todo="Fill one with 'poleward read' or 'poleward load', or name one with --archive.",
            )
        connection = connect(path, read_only=not write)
        try:
            refuse_views(connection, path)
            version = _schema_version(connection, path)
            if version > LATEST:
                raise UnusableInputError(
                    f"this archive has schema {version}; this poleward knows {LATEST}.",
                    where=str(path),
                    todo="Use a newer poleward.",
                )
            if version < LATEST:
                if not write:
                    raise UnusableInputError(
                        f"this archive has the older schema {version}.",
                        where=str(path),
                        todo="Bring it up to date with 'poleward read' or 'poleward load', which may write to it.",
                    )
                _migrate(connection, version)
            refuse_incomplete(connection, path)
        except duckdb.Error as error:
            connection.close()
            raise explained(error, path) from None
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, writable=write)

    @classmethod
    def create(cls, path: Path | str, then: Callable[[Archive], None]) -> None:
        """Make an archive that holds what `then` puts in, whole or not at all; one that is there by then stays.

        Raises
        ------
        UnusableInputError
            The folder does not exist or may not be written to, or the disk is full.
        """

        def fill(connection: duckdb.DuckDBPyConnection) -> None:
            _fill(connection)
            then(cls(connection, Path(path), writable=True))

        create(Path(path), fill)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside as one, or nothing of it; a transaction inside another joins it."""
        if self._in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        self._in_transaction = True
        try:
            yield
        except BaseException:
            # DuckDB may have ended the transaction by itself; what went wrong first is what counts.
            with suppress(duckdb.Error):
                self.connection.execute("ROLLBACK")
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._in_transaction = False

    def append(self, table: str, rows: pa.Table | Iterable[Any]) -> int:
        """Add rows to a table and return how many were new.

        Parameters
        ----------
        table
            A name in `poleward.tables`.
        rows
            Arrow table, or dataclasses or mappings, with the table's column names (more are ignored). Where the
            table has a key, rows whose key is already stored are left as they are, and of equal keys in `rows` the
            first counts.
        """
        spec = BY_NAME[table]
        incoming = to_arrow(spec, rows)
        if incoming.num_rows == 0:
            return 0
        columns = ", ".join(f'"{name}"' for name in spec.names)
        select = f"SELECT {columns} FROM incoming"
        if spec.key:
            keys = ", ".join(f'"{k}"' for k in spec.key)
            select = (
                f"SELECT {columns} FROM (SELECT *, row_number() OVER () AS position_ FROM incoming) "
                f"ANTI JOIN (SELECT {keys} FROM {table}) USING ({keys}) "
                f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY position_) = 1 ORDER BY position_"
            )
        with self.transaction(), self.lend("incoming", incoming):
            ((added,),) = self.connection.execute(f"INSERT INTO {table} ({columns}) {select}").fetchall()
        return int(added)

    def insert(self, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add rows of plain values, column by column, whose keys are known to be new.

        For a few thousand at most; `append` is for more, but its converters load pandas where that is installed.
        """
        chosen = [c for c in BY_NAME[table] if c.name in columns]
        names = ", ".join(f'"{c.name}"' for c in chosen)
        values = ", ".join(f"unnest(?::{c.type}[])" for c in chosen)
        given = [list(columns[c.name]) for c in chosen]
        self.connection.execute(f"INSERT INTO {table} ({names}) SELECT {values}", given)

    @contextmanager
    def lend(self, name: str, rows: Any) -> Iterator[None]:
        """Let queries inside use an Arrow table, data set or reader of batches under a name; a reader is read once."""
        self.connection.register(name, rows)
        try:
            yield
        finally:
            # After a failed statement DuckDB refuses everything until the rollback; the next lending replaces the name.
            with suppress(duckdb.TransactionException):
                self.connection.unregister(name)

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pa.Table:
        """Return the rows of a query as Arrow; values are bound, never pasted into the text."""
        return self.connection.sql(sql, params=parameters or None).to_arrow_table()

    def columns(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> dict[str, npt.NDArray[Any]]:
        """Return the columns of a query, which hold no NULL, as NumPy arrays, strings as objects.

        Arrow's own way to NumPy loads pandas where it is installed, which takes longer than most queries.
        """
        found: dict[str, Any] = self.connection.execute(sql, parameters or None).fetchnumpy()
        return found

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as mappings."""
        rows: list[dict[str, Any]] = self.query(sql, parameters).to_pylist()
        return rows

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        ((n,),) = self.connection.execute(f"SELECT count(*) FROM {BY_NAME[table].name}").fetchall()
        return int(n)


def _schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        ((version,),) = connection.execute("SELECT max(version) FROM schema_versions").fetchall()
    except duckdb.CatalogException:
        raise UnusableInputError(
            "a DuckDB file, but not a poleward archive.",
            where=str(path),
            todo="Name another file with --archive.",
        ) from None
    return int(version or 0)


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Take the steps after `version`, all in one transaction."""
    connection.execute("BEGIN")
    try:
        for step in MIGRATIONS:
            if step.version > version:
                connection.execute(step.sql)
                connection.execute("INSERT INTO schema_versions VALUES (?, ?)", [step.version, step.what])
    except BaseException:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of a new archive."""
    connection.execute("CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, what VARCHAR NOT NULL)")
    _migrate(connection, 0)
