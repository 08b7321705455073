"""Loading roll calls into the archive: joined to those known, each vote once, contradictions kept and reported.

All files of one call are one transaction: an interruption leaves the archive as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.intake.recurring import renew_bridges
from poleward.intake.source_rows import note_source
from poleward.intake.votes_known import identify, known_roll_calls, match_known, replace_roll_calls, roll_call_rows
from poleward.intake.votes_merge import check_totals, merge_votes
from poleward.intake.votes_report import LoadReport
from poleward.records.naming import FindsMembers
from poleward.records.votes import VoteRecords, file_sets, read_set


def load_votes(
    archive: Archive,
    paths: Sequence[Path],
    *,
    registry: FindsMembers | None = None,
    progress: Callable[[str], None] | None = None,
) -> LoadReport:
    """Load files of roll calls.

    Parameters
    ----------
    archive
        A writable archive.
    paths
        Files of any known layout, plain or gzip; files that belong together are found by their columns.
    registry
        Tells states and membership; the package's own by default.
    progress
        Told what is being done, in a few words.

    Raises
    ------
    UnusableInputError
        A file cannot be used; nothing of any file was stored.
    """
    say = progress or (lambda text: None)
    registry = registry or load_registry()
    report = LoadReport()
    sets = file_sets([Path(p) for p in paths])
    with archive.transaction():
        for files in sets:
            say(f"reading {', '.join(f.file.name for f in files.files)}")
            days = {
                row["rcid"]: (row["session"], row["date"])
                for row in archive.rows("SELECT rcid, session, date FROM roll_calls WHERE rcid IS NOT NULL")
            }
            records = read_set(files, registry, days)
            say(f"storing {records.cells.num_rows} votes on {len(records.roll_calls)} roll calls")
            store(archive, records, report)
        report.bridges = renew_bridges(archive)
    return report


def store(archive: Archive, records: VoteRecords, report: LoadReport) -> None:
    """Store one data set inside the running transaction."""
    known = known_roll_calls(archive)
    numbers = [r.rcid for r in known]
    found = match_known(archive, records, known)
    ids, new, changed = identify(records.roll_calls, known, found)
    changed += [r for r, rcid in zip(known, numbers, strict=True) if rcid is not None and r.rcid is None]
    report.layouts.append(records.layout)
    report.rows_read += records.rows_read
    report.roll_calls_new += len(new)
    report.roll_calls_known += len(ids) - len(new)
    report.joined += found.how
    report.add_conflicts(found.conflicts)
    report.skips.merge(records.skips)
    report.notes += records.notes
    archive.append("roll_calls", roll_call_rows(new))
    replace_roll_calls(archive, changed)
    before = report.votes_new
    merge_votes(archive, records, ids, report)
    check_totals(archive, ids, report)
    added = report.votes_new - before + len(new)
    for i, (source_id, name, rows) in enumerate(records.sources):  # what the set added stands with its first file
        note_source(
            archive, source_id=source_id, name=name, layout=records.layout, rows_read=rows,
            rows_added=added if i == 0 else 0, observed=records.observed, skips=records.skips if i == 0 else None,
        )  # fmt: skip
