"""Reading event files: every layout into the same reports, with what was left out counted by reason.

The work is one DuckDB query over the file, so that a file larger than the memory is read as fast as it is parsed. What
comes out does not depend on the connection: the local engine and a Spark worker each have one of their own.

Nothing is stored out of nothing: a code that lost its leading zero is told by the root code, the words or the other
codes of the file, or the file is refused; numbers outside their scale are left out of their row; a day that is still to
come, or after the row was written, is no date. All of it is counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from poleward.errors import UnusableInputError
from poleward.records.events.faults import count_faults, count_rejects
from poleward.records.events.files import EventFile
from poleward.records.events.queries import drop_rejects, number_files
from poleward.records.events.staging import drop_staged, stage_events, stage_mentions
from poleward.records.naming import FindsStates
from poleward.stopping import heeding


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
    reports
        Rows between two different actors.
    repeated
        Whether a report comes twice in the files that were read together.
    """

    file: EventFile
    rows: int
    observed: tuple[date, date] | None
    restored: int
    reports: int
    repeated: bool


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
        heeding(connection)
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        connection.execute("SET enable_progress_bar = false")
        if threads:
            connection.execute(f"SET threads = {threads}")
        yield connection


def staged_by(file: EventFile) -> tuple[str, ...]:
    """Return which tables `read` stages for a file: 'reports', 'dyads' and 'volume', or 'mentions'."""
    return ("mentions",) if file.layout.mentions else ("reports", "dyads", "volume")


def together(one: EventFile, other: EventFile) -> bool:
    """Return whether two files may be read at once: by one layout and year, and nothing told by the whole of a file."""
    return not one.layout.header and one.layout == other.layout and one.year == other.year


def read(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile], registry: FindsStates) -> list[EventsRead]:
    """Stage the rows of files in temporary tables of a connection; what is left out is counted in the files returned.

    Leaves `staged_reports` (file_no, counted from 0, and the columns `staging.REPORT_COLUMNS`: rows between two
    different actors), `staged_dyads` (their actors and recipients) and `staged_volume` (file_no, coder, date, rows: all
    rows understood), or for mentions `staged_mentions` (file_no, coder, row_id, date, article, article_key, outlet,
    confidence). Earlier ones are replaced.

    Parameters
    ----------
    files
        One, or several that may be read `together`.

    Raises
    ------
    UnusableInputError
        DuckDB cannot read them.
    """
    files = [replace(file, skips=deepcopy(file.skips)) for file in files]
    drop_staged(connection)
    drop_rejects(connection)
    if len(files) > 1:
        number_files(connection, files)
    try:
        if files[0].layout.mentions:
            stage_mentions(connection, files)
        else:
            stage_events(connection, files, registry)
        counted = count_faults(connection, files)
        count_rejects(connection, files, [c.read for c in counted])
        staged = staged_of(connection, files)
    except duckdb.Error as error:
        raise UnusableInputError(
            f"cannot be read as a table ({' '.join(str(error).split())[:200]}).",
            where=files[0].name,
            todo="Download it again.",
        ) from None
    drop_rejects(connection)
    return [
        EventsRead(file, c.rows, c.observed, c.restored, *staged[n])
        for n, (file, c) in enumerate(zip(files, counted, strict=True))
    ]


def staged_of(connection: duckdb.DuckDBPyConnection, files: Sequence[EventFile]) -> dict[int, tuple[int, bool]]:
    """Return how many reports each file has, and whether any of all the files' comes twice."""
    if files[0].layout.mentions:
        return dict.fromkeys(range(len(files)), (0, False))
    counts = dict(connection.execute("SELECT file_no, count(*) FROM staged_reports GROUP BY file_no").fetchall())
    ((distinct,),) = connection.execute("SELECT count(DISTINCT report_key) FROM staged_reports").fetchall()
    repeated = distinct < sum(counts.values())
    return {n: (counts.get(n, 0), repeated) for n in range(len(files))}
