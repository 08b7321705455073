"""Storing the rows of event files that were read together: each file once, its new reports, mentions and volume."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from poleward.archive import Archive
from poleward.errors import Skips
from poleward.intake.source_rows import skip_rows
from poleward.records.events.reading import EventsRead
from poleward.records.events.staging import REPORT_COLUMNS
from poleward.tables import BY_NAME
from poleward.version import __version__

REPEATED = "a row that the file or the archive has already"
Told = dict[str, Any]
Tables = Iterator[tuple[str, pa.RecordBatchReader]]
"""The staged tables of a reading one after the other, each by its name and to be read once."""
_COLUMNS = ", ".join(REPORT_COLUMNS)


def told_of(reading: EventsRead) -> Told:
    """Return what the archive keeps of a reading, as plain values."""
    file, (first, last) = reading.file, reading.observed or (None, None)
    return {
        "source_id": file.source_id, "name": file.name, "layout": file.layout.name, "coder": file.layout.coder,
        "mentions": file.layout.mentions, "rows": reading.rows,
        "first": first.isoformat() if first else None, "last": last.isoformat() if last else None,
        "skips": dict(file.skips.counts), "examples": file.skips.examples, "restored": reading.restored,
        "reports": reading.reports, "repeated": reading.repeated,
    }  # fmt: skip


def store(archive: Archive, told: Sequence[Told], tables: Tables) -> list[tuple[int, Skips]]:
    """Store what was read of files, inside the running transaction; return of each the new rows and what was left out.

    Parameters
    ----------
    told
        What `told_of` returns of each file, in the order of their numbers in the tables.
    tables
        Those of `reading.staged_by`, in its order.
    """
    mentions = told[0]["mentions"]
    added = _store_mentions(archive, told, tables) if mentions else _store_reports(archive, told, tables)
    left_out = [_skips(t, 0 if mentions else t["reports"] - n) for t, n in zip(told, added, strict=True)]
    # Rows of all the files at once: two queries for each would be most of what a small file costs.
    named = {name: [t[name] for t in told] for name in ("source_id", "name", "layout")}
    counted = {"rows_read": [t["rows"] for t in told], "rows_added": added, "version": [__version__] * len(told)}
    observed = {f"observed_{end}": [t[day] for t in told] for end, day in (("from", "first"), ("to", "last"))}
    archive.insert("sources", named | counted | observed)
    skipped = [row for t, s in zip(told, left_out, strict=True) for row in skip_rows(t["source_id"], s)]
    archive.insert("skips", {name: [row[name] for row in skipped] for name in BY_NAME["skips"].names})
    return list(zip(added, left_out, strict=True))


def _skips(told: Told, repeated: int) -> Skips:
    skips = Skips()
    for reason, n in told["skips"].items():
        skips.add(reason, n=n)
        for place in told["examples"].get(reason, []):
            skips.add(reason, place, n=0)
    if repeated:
        skips.add(REPEATED, n=repeated)
    return skips


def _handed(told: Sequence[Told]) -> str:
    """Return the relation of the rows that are handed over, with the id of their file."""
    if len(told) == 1:
        return f"(SELECT *, '{told[0]['source_id']}' AS source_id FROM handed_)"
    numbers = ", ".join(f"({n}, '{t['source_id']}')" for n, t in enumerate(told))
    return f"(SELECT * FROM handed_ JOIN (VALUES {numbers}) sources_(file_no, source_id) USING (file_no))"


def _span(told: Sequence[Told]) -> list[str]:
    """Return the first and last day of files."""
    days = [t[end] for t in told for end in ("first", "last") if t[end]]
    return [min(days, default="9999-12-31"), max(days, default="0001-01-01")]


def _store_reports(archive: Archive, told: Sequence[Told], tables: Tables) -> list[int]:
    """Store the reports that are new, the dyads that they are of, and the volume; return how many are new by file."""
    execute = archive.connection.execute
    # ICEWS tells of one sentence again under another day.
    days = ["0001-01-01", "9999-12-31"] if told[0]["layout"] == "icews" else _span(told)
    same = f"coder = '{told[0]['coder']}' AND date BETWEEN '{days[0]}' AND '{days[1]}'"
    before = any(t["reports"] for t in told) and execute(f"SELECT 1 FROM event_reports WHERE {same} LIMIT 1").fetchall()
    _, rows = next(tables)
    with archive.lend("handed_", rows):
        if before or any(t["repeated"] for t in told):
            added = _store_new_reports(archive, told, same)
            next(tables)
        else:
            # Nothing can be there already: the rows go from the reader to their table without a copy in between.
            execute(
                f"INSERT INTO event_reports (source_id, {_COLUMNS}) SELECT source_id, {_COLUMNS} FROM {_handed(told)}"
            )
            added = [t["reports"] for t in told]
    if not before and not any(t["repeated"] for t in told):
        _, dyads = next(tables)
        with archive.lend("handed_", dyads):
            execute("INSERT INTO event_pending SELECT actor, recipient FROM handed_")
    # A file of the same name is the same publication, mended: its volume replaces the earlier one.
    for layout in {t["layout"] for t in told}:
        execute(
            "DELETE FROM event_volume WHERE source_id IN"
            " (SELECT source_id FROM sources WHERE layout = ? AND list_contains(?, name))",
            [layout, [t["name"] for t in told]],
        )
    _, volume = next(tables)
    with archive.lend("handed_", volume):
        execute(f"INSERT INTO event_volume SELECT source_id, coder, date, rows FROM {_handed(told)}")
    return added


def _store_new_reports(archive: Archive, told: Sequence[Told], same: str) -> list[int]:
    """Store those of the handed reports that neither the archive nor another row has; return how many, by file."""
    execute = archive.connection.execute
    # Rows with the same content are one; where the counts of mentions differ, the highest of a file stands.
    execute(
        f"CREATE TEMP TABLE new_ AS SELECT * FROM {_handed(told)}"
        f" ANTI JOIN (SELECT report_key FROM event_reports WHERE {same}) USING (report_key)"
        " QUALIFY row_number() OVER (PARTITION BY report_key ORDER BY file_no, date, mentions DESC NULLS LAST,"
        " confidence DESC NULLS LAST) = 1"
    )
    execute("INSERT INTO event_pending SELECT DISTINCT actor, recipient FROM new_ ORDER BY actor, recipient")
    execute(f"INSERT INTO event_reports (source_id, {_COLUMNS}) SELECT source_id, {_COLUMNS} FROM new_")
    return _counted_and_dropped(archive, told)


def _counted_and_dropped(archive: Archive, told: Sequence[Told]) -> list[int]:
    """Return how many new rows each file has, and drop them."""
    counts = dict(archive.connection.execute("SELECT file_no, count(*) FROM new_ GROUP BY file_no").fetchall())
    archive.connection.execute("DROP TABLE new_")
    return [int(counts.get(n, 0)) for n in range(len(told))]


def _store_mentions(archive: Archive, told: Sequence[Told], tables: Tables) -> list[int]:
    """Store the mentions that are new, and mark the dyads of the events that they mention; return how many by file."""
    execute = archive.connection.execute
    columns = "coder, row_id, date, article, article_key, outlet, confidence"
    _, rows = next(tables)
    with archive.lend("handed_", rows):
        execute(
            f"CREATE TEMP TABLE new_ AS SELECT DISTINCT ON (coder, row_id, article_key, date) * FROM {_handed(told)} s"
            " ANTI JOIN (SELECT coder, row_id, article_key, date FROM event_mentions WHERE date BETWEEN ? AND ?) b"
            " USING (coder, row_id, article_key, date)"
            " ORDER BY coder, row_id, article_key, date, file_no, confidence DESC",
            _span(told),
        )
    execute(f"INSERT INTO event_mentions (source_id, {columns}) SELECT source_id, {columns} FROM new_")
    execute(
        "INSERT INTO event_pending SELECT DISTINCT actor, recipient FROM event_reports r"
        " SEMI JOIN new_ n ON n.coder = r.coder AND n.row_id = r.row_id"
    )
    return _counted_and_dropped(archive, told)
