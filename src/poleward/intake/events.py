"""Loading other coders' events: each file once and whole or not at all, and events made of all reports together.

Small files of one layout are read together and are one transaction; every larger file is one of its own. When all are
read, the events of the directed dyads that have new reports are made anew, in one more transaction; a load that was cut
off between the two is completed by the next one.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.engines import Engine, LocalEngine
from poleward.engines.event_counts import TYPES
from poleward.errors import PolewardError, Skips, UnusableInputError
from poleward.intake.collapsed import merges
from poleward.intake.event_rows import Tables, Told, store, told_of
from poleward.records.events.collapse import (
    LINKS_INPUT,
    collapse_query,
    drop_statements,
    events_insert,
    number_statements,
    reports_input,
)
from poleward.records.events.files import EventFile, expand, look
from poleward.records.events.reading import read, reader, staged_by, together
from poleward.records.naming import FindsStates

GROUP_FILES, GROUP_BYTES = 400, 32 * 2**20
"""Files read together, at most, and their bytes: four days of GDELT's quarters of an hour, and a second of reading."""
_PIECE = 122_880
"""Rows handed over at once: as many as DuckDB stores together. Of other pieces it makes such groups once more, by one
thread. A value of Spark's, which ends at 2 GB, holds them easily."""
_WORK = pa.schema([("path", pa.string()), ("told", pa.string()), ("table", pa.string()), ("rows", pa.binary())])
"""What a worker hands back: rows for the pieces of each staged table of a file, as Arrow streams; without, an error."""


@dataclass
class EventLoadReport:
    """What a loading did.

    Attributes
    ----------
    files, files_known, failed
        Files read now; loaded before (by their bytes); that could not be used, with the reason.
    rows_read
        Rows understood, whether between two actors or not.
    reports, mentions
        Rows between two different actors, and mentions, that were new.
    events, reports_in_events
        Events in the archive afterwards, and the reports that they are made of.
    merged
        How many reports are not an event of their own, by the reason why they count as part of another report's.
    restored
        Event codes that had lost their leading zero, which was restored.
    """

    files: int = 0
    files_known: int = 0
    failed: list[str] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    rows_read: int = 0
    reports: int = 0
    mentions: int = 0
    events: int = 0
    reports_in_events: int = 0
    merged: dict[str, int] = field(default_factory=dict)
    restored: int = 0
    skips: Skips = field(default_factory=Skips)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, fit for JSON."""
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**plain, "skips": dict(self.skips.counts), "skip_examples": self.skips.examples}

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        known = f", {self.files_known} known before" if self.files_known else ""
        found = [
            f"{self.files} files read ({', '.join(self.layouts) or 'none'}){known}, {self.rows_read} rows.",
            f"New: {self.reports} reports between two actors, {self.mentions} mentions.",
        ]
        if self.events:
            found.append(
                f"The archive has {self.events} events, made of {self.reports_in_events} reports"
                f" ({self.reports_in_events / self.events:.2f} each)."
            )
            found += [f"{n} reports are no event of their own: {why}." for why, n in self.merged.items() if n]
        if self.restored:
            found.append(f"{self.restored} event codes had lost their leading zero (20 for 020); it was restored.")
        return found + self.skips.lines() + [f"Not used: {failure}" for failure in self.failed]


def load_events(
    archive: Archive,
    paths: Sequence[Path | str],
    *,
    registry: FindsStates | None = None,
    engine: Engine | None = None,
    progress: Callable[[str], None] | None = None,
) -> EventLoadReport:
    """Load files of event data and make events of them.

    Parameters
    ----------
    archive
        A writable archive.
    paths
        Files (plain, zip or gzip), folders and globs, of any layout in `poleward.records.events.layouts`.
    registry
        Tells states by name and code; the package's own by default.
    engine
        Where files are read and events are made; this machine by default.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        A name matches nothing, or no file could be used; nothing was stored. A file among others that cannot be used
        is named in the report, and the others are loaded.
    """
    say = progress or (lambda text: None)
    engine = engine or LocalEngine()
    report = EventLoadReport()
    files = expand(paths)
    if engine.name == "local":
        _read_here(archive, files, registry or load_registry(), report, say)
    else:
        _read_there(archive, files, engine, report, say)
    if report.failed and not report.files and not report.files_known:
        where, _, what = report.failed[0].partition(": ")
        raise (
            UnusableInputError(what, where=where)
            if len(report.failed) == 1
            else UnusableInputError(
                f"none of the {len(report.failed)} files can be used; the first: {report.failed[0]}"
            )
        )
    make_events(archive, engine, say)
    report.layouts = sorted(set(report.layouts))
    report.events = archive.count("events")
    report.merged = merges(archive)
    report.reports_in_events = report.events + sum(report.merged.values())
    return report


def _read_here(
    archive: Archive, files: Sequence[Path], registry: FindsStates, report: EventLoadReport, say: Callable[[str], None]
) -> None:
    """Read files one after the other, small ones together, and hand each table to the archive as it comes."""
    with reader() as own:
        for group in _groups(archive, files, report, say):
            try:
                _read_group(archive, own, group, registry, report)
            except PolewardError as error:
                if len(group) == 1:
                    report.failed.append(error.message)
                    continue
                for file in group:
                    try:
                        _read_group(archive, own, [file], registry, report)
                    except PolewardError as its_own:
                        report.failed.append(its_own.message)


def _groups(
    archive: Archive, files: Sequence[Path], report: EventLoadReport, say: Callable[[str], None]
) -> Iterator[list[EventFile]]:
    """Look files through and yield those that may be read together; what is known or cannot be used is reported."""
    known, group = _stored(archive), list[EventFile]()
    with ExitStack() as held:
        for path in files:
            say(f"reading {path.name}")
            with ExitStack() as opened:
                try:
                    file = opened.enter_context(look(path))
                except PolewardError as error:
                    report.failed.append(error.message)
                    continue
                if group and not _fits(group, file):
                    yield group
                    held.close()
                    known |= _stored(archive, [other.source_id for other in group])
                    group = []
                if file.source_id in known:
                    report.files_known += 1
                    continue
                group.append(file)
                held.push(opened.pop_all())
        if group:
            yield group


def _stored(archive: Archive, among: Sequence[str] | None = None) -> set[str]:
    """Return which files are in the archive, of all or among some."""
    only = "" if among is None else " WHERE list_contains(?, source_id)"
    rows = archive.connection.execute(f"SELECT source_id FROM sources{only}", [] if among is None else [among])
    return {row[0] for row in rows.fetchall()}


def _fits(group: Sequence[EventFile], file: EventFile) -> bool:
    """Return whether a file may be read with others: one of the same name or bytes comes when those are stored."""
    small = len(group) < GROUP_FILES and sum(other.size for other in group) + file.size <= GROUP_BYTES
    again = any(file.name == other.name or file.source_id == other.source_id for other in group)
    return small and not again and together(group[0], file)


def _read_group(
    archive: Archive,
    own: duckdb.DuckDBPyConnection,
    group: Sequence[EventFile],
    registry: FindsStates,
    report: EventLoadReport,
) -> None:
    """Read files together and store them, in one transaction."""
    told = [told_of(reading) for reading in read(own, group, registry)]
    tables = ((name, own.sql(f"SELECT * FROM staged_{name}").to_arrow_reader(_PIECE)) for name in staged_by(group[0]))
    _store(archive, told, tables, report)


def _read_there(
    archive: Archive, files: Sequence[Path], engine: Engine, report: EventLoadReport, say: Callable[[str], None]
) -> None:
    """Have the engine's workers read the files, and store what they hand back."""
    batches = (pa.record_batch({"path": pa.array([str(path.resolve())])}) for path in files)
    say(f"reading {len(files)} files on {engine.name}")
    rows = (row for batch in engine.map_batches(stage_files, batches, _WORK) for row in batch.to_pylist())
    for _, of_file in itertools.groupby(rows, itemgetter("path")):
        first = next(of_file)
        told = json.loads(first["told"])
        if "error" in told:
            report.failed.append(told["error"])
        elif archive.rows("SELECT 1 AS one FROM sources WHERE source_id = ?", [told["source_id"]]):
            report.files_known += 1
        else:
            _store(archive, [told], _handed_back(itertools.chain([first], of_file)), report)  # noqa: B031


def _handed_back(rows: Iterable[dict[str, Any]]) -> Tables:
    """Yield the tables of one file from the rows that a worker handed back."""
    for name, packed in itertools.groupby(rows, itemgetter("table")):
        pieces = (batch for row in packed for batch in pa.ipc.open_stream(io.BytesIO(row["rows"])))
        first = next(pieces)
        yield name, pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], pieces))


def _store(archive: Archive, told: Sequence[Told], tables: Tables, report: EventLoadReport) -> None:
    """Store files that were read together, whole or not at all, and report each."""
    with archive.transaction():
        stored = store(archive, told, tables)
    for t, (added, skips) in zip(told, stored, strict=True):
        report.files += 1
        report.layouts.append(t["layout"])
        report.rows_read += t["rows"]
        report.restored += t["restored"]
        report.skips.merge(skips)
        if t["mentions"]:
            report.mentions += added
        else:
            report.reports += added


def stage_files(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Read the files that a batch names, in a worker."""
    registry = load_registry()
    for path in batch.column("path").to_pylist():
        try:
            with reader(threads=1) as connection, look(Path(path)) as file:
                (reading,) = read(connection, [file], registry)
                told = json.dumps(told_of(reading))
                for name in staged_by(file):
                    staged = connection.sql(f"SELECT * FROM staged_{name}").to_arrow_reader(_PIECE)
                    # A table without rows is handed back too: the archive looks into each.
                    nothing = pa.RecordBatch.from_pylist([], schema=staged.schema)
                    for piece in itertools.chain([nothing], staged):
                        yield _work_row(path, told, name, _packed(piece))
        except PolewardError as error:
            yield _work_row(path, json.dumps({"error": error.message}), "", b"")


def _packed(piece: pa.RecordBatch) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, piece.schema) as writer:
        writer.write_batch(piece)
    return sink.getvalue()


def _work_row(path: str, told: str, table: str, rows: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"path": path, "told": told, "table": table, "rows": rows}], schema=_WORK)


def make_events(archive: Archive, engine: Engine | None = None, progress: Callable[[str], None] | None = None) -> int:
    """Make the events of the dyads whose reports have changed anew, in one transaction; return how many were made."""
    engine = engine or LocalEngine()
    execute = archive.connection.execute
    if not archive.count("event_pending"):
        return 0
    (progress or (lambda text: None))("making events of the reports")
    mentions = archive.count("event_mentions") > 0
    inputs = {"reports": reports_input(mentions=mentions)}
    if mentions:
        inputs["links"] = LINKS_INPUT
    with archive.transaction():
        if archive.count("events"):
            execute("DELETE FROM events e USING event_pending p WHERE e.actor = p.actor AND e.recipient = p.recipient")
        for statement in number_statements():
            execute(statement)
        query = collapse_query(mentions=mentions, lacking=_lacking(archive, mentions=mentions))
        made = engine.aggregate(archive, query, inputs, events_insert(_scores()))
        for statement in drop_statements():
            execute(statement)
        execute("DELETE FROM event_pending")
    return made


def _lacking(archive: Archive, *, mentions: bool) -> list[str]:
    """Return the columns of the reports, as the collapse takes them, that hold nothing."""
    ((intense, sure),) = archive.connection.execute(
        "SELECT count(intensity), count(confidence) FROM event_reports"
    ).fetchall()
    aged = [] if mentions else ["aged_sum", "aged_n"]
    return aged + ([] if intense else ["intensity"]) + ([] if sure or mentions else ["sureness"])


def _scores() -> str:
    """Return the relation of scores by PLOVER type; the family YIELD has the mean of its two types."""
    rows = ", ".join(f"('{name}', {score}::DOUBLE)" for name, score in sorted(TYPES.score.items()))
    return f"(SELECT * FROM (VALUES {rows}) v(family_or_type, score))"
