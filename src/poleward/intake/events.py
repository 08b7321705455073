"""Loading other coders' events: each file once and whole or not at all, and events made of all reports together.

Every file is one transaction. When all are read, the events of the directed dyads that have new reports are made anew,
in one more transaction; a load that was cut off between the two is completed by the next one.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.engines import Engine, LocalEngine
from poleward.engines.event_counts import TYPES
from poleward.errors import PolewardError, Skips, UnusableInputError
from poleward.intake.collapsed import merges
from poleward.intake.source_rows import note_source
from poleward.records.events.actors import Registry
from poleward.records.events.collapse import (
    LINKS_INPUT,
    collapse_query,
    drop_statements,
    events_insert,
    number_statements,
    reports_input,
)
from poleward.records.events.files import expand, look
from poleward.records.events.reading import EventsRead, read, reader, staged_by
from poleward.records.events.staging import REPORT_COLUMNS

REPEATED = "a row that the file or the archive has already"
_STAGED = ("reports", "volume", "mentions")
_PIECE = 100_000
"""Rows handed back at once: Spark cannot hold one value of more than 2 GB."""
_WORK = pa.schema([("path", pa.string()), ("told", pa.string()), ("table", pa.string()), ("rows", pa.binary())])
"""What a worker hands back: rows for the pieces of each staged table of a file, as Arrow streams."""


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
    registry: Registry | None = None,
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
    archive: Archive, files: Sequence[Path], registry: Registry, report: EventLoadReport, say: Callable[[str], None]
) -> None:
    """Read files one after the other, each handed to the archive without a copy in between."""
    with reader() as own:
        for path in files:
            say(f"reading {path.name}")
            skips = Skips()
            try:
                with look(path, skips) as file:
                    if _known(archive, file.source_id):
                        report.files_known += 1
                        continue
                    reading = read(own, file, registry, skips)
                with archive.transaction():
                    for name in staged_by(file):
                        _take(archive, name, own.sql(f"SELECT * FROM staged_{name}").to_arrow_reader(_PIECE))
                    _store(archive, _told(reading), report)
            except PolewardError as error:
                report.failed.append(error.message)


def _read_there(
    archive: Archive, files: Sequence[Path], engine: Engine, report: EventLoadReport, say: Callable[[str], None]
) -> None:
    """Have the engine's workers read the files, and store what they hand back."""
    batches = (pa.record_batch({"path": pa.array([str(path.resolve())])}) for path in files)
    say(f"reading {len(files)} files on {engine.name}")
    rows = (row for batch in engine.map_batches(stage_files, batches, _WORK) for row in batch.to_pylist())
    for row in rows:
        told = json.loads(row["told"])
        if "error" in told:
            report.failed.append(told["error"])
        elif _known(archive, told["source_id"]):
            report.files_known += 1
            while row["table"]:
                row = next(rows)
        else:
            with archive.transaction():
                while row["table"]:
                    _take(archive, row["table"], pa.ipc.open_stream(io.BytesIO(row["rows"])))
                    row = next(rows)
                _store(archive, told, report)


def _take(archive: Archive, table: str, rows: pa.RecordBatchReader) -> None:
    """Add rows to a staged table of the archive's connection."""
    with archive.lend("handed_", rows):
        if archive.rows("SELECT 1 AS one FROM duckdb_tables() WHERE table_name = ?", [f"staged_{table}"]):
            archive.connection.execute(f"INSERT INTO staged_{table} SELECT * FROM handed_")
        else:
            archive.connection.execute(f"CREATE TEMP TABLE staged_{table} AS SELECT * FROM handed_")


def stage_files(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Read the files that a batch names, in a worker; a row without table ends a file."""
    registry = load_registry()
    for path in batch.column("path").to_pylist():
        skips = Skips()
        try:
            with reader(threads=1) as connection, look(Path(path), skips) as file:
                reading = read(connection, file, registry, skips)
                told = json.dumps(_told(reading))
                for name in staged_by(file):
                    staged = connection.sql(f"SELECT * FROM staged_{name}").to_arrow_reader(_PIECE)
                    # A table without rows is handed back too: the archive looks into each.
                    nothing = pa.RecordBatch.from_pylist([], schema=staged.schema)
                    for piece in itertools.chain(staged, [nothing]):
                        yield _work_row(path, told, name, _packed(piece))
            yield _work_row(path, told, "", b"")
        except PolewardError as error:
            yield _work_row(path, json.dumps({"error": error.message}), "", b"")


def _packed(piece: pa.RecordBatch) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, piece.schema) as writer:
        writer.write_batch(piece)
    return sink.getvalue()


def _work_row(path: str, told: str, table: str, rows: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"path": path, "told": told, "table": table, "rows": rows}], schema=_WORK)


def _told(reading: EventsRead) -> dict[str, Any]:
    """Return what the archive keeps of a reading, as plain values."""
    first, last = reading.observed or (None, None)
    return {
        "source_id": reading.file.source_id, "name": reading.file.name, "layout": reading.file.layout.name,
        "mentions": reading.file.layout.mentions, "rows": reading.rows,
        "first": first.isoformat() if first else None, "last": last.isoformat() if last else None,
        "skips": dict(reading.skips.counts), "examples": reading.skips.examples, "restored": reading.restored,
    }  # fmt: skip


def _known(archive: Archive, source_id: str) -> bool:
    return bool(archive.rows("SELECT 1 AS one FROM sources WHERE source_id = ?", [source_id]))


def _store(archive: Archive, told: dict[str, Any], report: EventLoadReport) -> None:
    """Move the staged rows of one file into the archive's tables, inside the running transaction."""
    execute = archive.connection.execute
    source_id = told["source_id"]
    skips = Skips()
    for reason, n in told["skips"].items():
        skips.add(reason, n=n)
        for place in told["examples"].get(reason, []):
            skips.add(reason, place, n=0)
    if told["mentions"]:
        added = _store_mentions(archive, source_id, told)
        report.mentions += added
    else:
        added = _store_reports(archive, source_id, told, skips)
        report.reports += added
    for name in _STAGED:
        execute(f"DROP TABLE IF EXISTS staged_{name}")
    first, last = (date.fromisoformat(told[end]) if told[end] else None for end in ("first", "last"))
    note_source(
        archive, source_id=source_id, name=told["name"], layout=told["layout"], rows_read=told["rows"],
        rows_added=added, observed=(first, last), skips=skips,
    )  # fmt: skip
    report.files += 1
    report.layouts.append(told["layout"])
    report.rows_read += told["rows"]
    report.restored += told["restored"]
    report.skips.merge(skips)


def _store_reports(archive: Archive, source_id: str, told: dict[str, Any], skips: Skips) -> int:
    """Store the staged reports that are new, and the volume of the file; return how many reports were new."""
    execute = archive.connection.execute
    columns = ", ".join(REPORT_COLUMNS)
    source = "staged_reports"
    ((rows, distinct),) = execute("SELECT count(*), count(DISTINCT report_key) FROM staged_reports").fetchall()
    if distinct < rows:
        # Rows with the same content are one; where the counts of mentions differ, the highest stands.
        source = (
            "(SELECT * FROM staged_reports QUALIFY row_number() OVER"
            " (PARTITION BY report_key ORDER BY date, mentions DESC NULLS LAST, confidence DESC NULLS LAST) = 1)"
        )
    new = ""
    overlapping = "coder = (SELECT any_value(coder) FROM staged_reports) AND date BETWEEN ? AND ?"
    # ICEWS tells of one sentence again under another day.
    days = ["0001-01-01", "9999-12-31"] if told["layout"] == "icews" else [told["first"], told["last"]]
    if rows and execute(f"SELECT 1 FROM event_reports WHERE {overlapping} LIMIT 1", days).fetchall():
        execute(
            f"CREATE OR REPLACE TEMP TABLE before_ AS SELECT report_key FROM event_reports WHERE {overlapping}", days
        )
        new = " ANTI JOIN before_ USING (report_key)"
    execute(
        "INSERT INTO event_pending SELECT DISTINCT actor, recipient FROM"
        f" (SELECT * FROM {source}{new}) ORDER BY actor, recipient"
    )
    ((added,),) = execute(
        f"INSERT INTO event_reports (source_id, {columns}) SELECT '{source_id}', {columns} FROM {source}{new}"
    ).fetchall()
    execute("DROP TABLE IF EXISTS before_")
    if added < rows:
        skips.add(REPEATED, n=rows - added)
    # A file of the same name is the same publication, mended: its volume replaces the earlier one.
    execute(
        "DELETE FROM event_volume WHERE source_id IN (SELECT source_id FROM sources WHERE name = ? AND layout = ?)",
        [told["name"], told["layout"]],
    )
    execute(f"INSERT INTO event_volume SELECT '{source_id}', coder, date, rows FROM staged_volume")
    return int(added)


def _store_mentions(archive: Archive, source_id: str, told: dict[str, Any]) -> int:
    """Store the staged mentions that are new, and mark the dyads of the events that they mention."""
    execute = archive.connection.execute
    columns = "coder, row_id, date, article, article_key, outlet, confidence"
    execute(
        "CREATE TEMP TABLE new_ AS SELECT DISTINCT ON (coder, row_id, article_key, date) * FROM staged_mentions s"
        " ANTI JOIN (SELECT coder, row_id, article_key, date FROM event_mentions WHERE date BETWEEN ? AND ?) b"
        " USING (coder, row_id, article_key, date) ORDER BY coder, row_id, article_key, date, confidence DESC",
        [told["first"], told["last"]],
    )
    ((added,),) = execute(
        f"INSERT INTO event_mentions (source_id, {columns}) SELECT '{source_id}', {columns} FROM new_"
    ).fetchall()
    execute(
        "INSERT INTO event_pending SELECT DISTINCT actor, recipient FROM event_reports r"
        " SEMI JOIN new_ n ON n.coder = r.coder AND n.row_id = r.row_id"
    )
    execute("DROP TABLE new_")
    return int(added)


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
        made = engine.aggregate(archive, collapse_query(mentions=mentions), inputs, events_insert(_scores()))
        for statement in drop_statements():
            execute(statement)
        execute("DELETE FROM event_pending")
    return made


def _scores() -> str:
    """Return the relation of scores by PLOVER type; the family YIELD has the mean of its two types."""
    rows = ", ".join(f"('{name}', {score}::DOUBLE)" for name, score in sorted(TYPES.score.items()))
    return f"(SELECT * FROM (VALUES {rows}) v(family_or_type, score))"
