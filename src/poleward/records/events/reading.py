"""Reading event files: every layout into the same reports, with what was left out counted by reason.

The work is one DuckDB query over the file, so that a file larger than the memory is read as fast as it is parsed. What
comes out does not depend on the connection: the local engine and a Spark worker each have one of their own.

Nothing is stored out of nothing: a code that lost its leading zero is told by the root code, the words or the other
codes of the file, or the file is refused; numbers outside their scale are left out of their row; a day that is still to
come, or after the row was written, is no date. All of it is counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from poleward.errors import Skips, UnusableInputError
from poleward.records.events.actors import Registry
from poleward.records.events.faults import count_faults, count_rejects
from poleward.records.events.files import EventFile
from poleward.records.events.queries import drop_rejects
from poleward.records.events.staging import drop_staged, stage_events, stage_mentions


@dataclass(frozen=True, slots=True)
class EventsRead:
    """What a file held, beside the rows that were staged.

    Attributes
    ----------
    rows
        Rows understood, whether between two actors or not.
    observed
        First and last day; None when no row was understood.
    restored
        How many event codes had lost their leading zero, which was restored.
    """

    file: EventFile
    rows: int
    observed: tuple[date, date] | None
    skips: Skips
    restored: int = 0


MEMORY_LIMIT = "700MB"
"""For one reader; DuckDB spills to a folder for temporary files beyond it."""


@contextmanager
def reader(*, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that reads large files; the archive's own may read none.

    Rows have no order that means anything, and keeping it would hold a file in memory. DuckDB guesses that a file is
    small and would put it, not the table of codes, into a join's hash table.
    """
    with (
        tempfile.TemporaryDirectory(prefix="poleward-events-") as folder,
        duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": folder}) as connection,
    ):
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        connection.execute("SET enable_progress_bar = false")
        if threads:
            connection.execute(f"SET threads = {threads}")
        yield connection


def staged_by(file: EventFile) -> tuple[str, ...]:
    """Return which tables `read` stages for a file: 'reports' and 'volume', or 'mentions'."""
    return ("mentions",) if file.layout.mentions else ("reports", "volume")


def read(connection: duckdb.DuckDBPyConnection, file: EventFile, registry: Registry, skips: Skips) -> EventsRead:
    """Stage the rows of a file in temporary tables of a connection.

    Leaves `staged_reports` (columns `staging.REPORT_COLUMNS`: rows between two different actors) and `staged_volume`
    (coder, date, rows: all rows understood), or for mentions `staged_mentions` (coder, row_id, date, article, outlet,
    confidence). Earlier ones are replaced.

    Parameters
    ----------
    skips
        Rows left out are counted here by reason, with file and line.

    Raises
    ------
    UnusableInputError
        DuckDB cannot read it.
    """
    drop_staged(connection)
    drop_rejects(connection)
    try:
        if file.layout.mentions:
            stage_mentions(connection, file)
        else:
            stage_events(connection, file, registry)
        counted = count_faults(connection, file, skips)
        count_rejects(connection, file, counted.rows, skips)
    except duckdb.Error as error:
        raise UnusableInputError(
            f"cannot be read as a table ({' '.join(str(error).split())[:200]}).",
            where=file.name,
            todo="Download it again.",
        ) from None
    drop_rejects(connection)
    return EventsRead(file, counted.rows, counted.observed, skips, counted.restored)
