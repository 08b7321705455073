"""From the files of one data set to roll calls and votes in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from poleward.errors import UnusableInputError
from poleward.records.delimited import FileRows
from poleward.records.naming import FindsMembers
from poleward.records.votes.cells import no_cells, read_cells
from poleward.records.votes.columns import CodedColumn, rows_of, skip_rows
from poleward.records.votes.layouts import FileSet, Recognised, file_sets
from poleward.records.votes.roll_call import Ints, VoteRecords, Work
from poleward.records.votes.rolls import (
    drop_undated,
    is_dated,
    judge_adoption,
    name_roll_calls,
    take_issues,
    take_roll_calls,
)
from poleward.records.votes.state_codes import StateResolver

Days = Mapping[int, tuple[str, date]]


def read(paths: Sequence[Path], registry: FindsMembers) -> VoteRecords:
    """Read the files of one data set, recognised by their columns.

    Raises
    ------
    UnusableInputError
        A file cannot be used, or the files are of more than one data set.
    """
    sets = file_sets(paths)
    if len(sets) > 1:
        raise UnusableInputError(
            f"these files are of {len(sets)} data sets: {', '.join(s.label for s in sets)}.",
            todo="Read them one after the other.",
        )
    return read_set(sets[0], registry)


def read_set(files: FileSet, registry: FindsMembers, known_days: Days | None = None) -> VoteRecords:
    """Read the files of one data set.

    Parameters
    ----------
    files
        From `layouts.file_sets`.
    registry
        Tells which state a code or name meant on a day, and who was a member.
    known_days
        Session and day of roll calls known already, by BSV's number: unvotes' tables of votes and issues, which
        state neither, can then be read without its table of roll calls.

    Raises
    ------
    UnusableInputError
        A file cannot be used at all. Rows that cannot be used are counted in `skips` instead.
    """
    work = Work(files, StateResolver(registry, by_seat=files.family == "undl"))
    table = files.of("roll_calls")
    if table is not None:
        rows = rows_of(work, table)
        take_roll_calls(work, table, rows, np.arange(rows.table.num_rows))
    issues = files.of("issues")
    if issues is not None:
        take_issues(work, issues)
    votes = files.of("votes")
    if votes is None:
        cells = no_cells()
        drop_undated(work, known_days or {})
    else:
        cells = _take_votes(work, votes, known_days or {})
    rolls = list(work.rolls.values())
    if not rolls or (votes is not None and cells.num_rows == 0):
        raise UnusableInputError(
            "no row can be used.",
            where=", ".join(str(f.file.path) for f in files.files),
            todo="; ".join(work.skips.lines()[:3]) or "Check that it is the right file.",
        )
    name_roll_calls(rolls, work)
    judge_adoption(rolls, cells, work.family)
    vague = sum(1 for roll in rolls if not roll.exact)
    if vague:
        work.notes.append(
            f"{vague} roll calls have a date that is right to the month only (their day is a day of the week)."
        )
    return VoteRecords(
        roll_calls=rolls,
        cells=cells,
        family=work.family,
        layout=files.label,
        sources=tuple((f.file.source_id, str(f.file.path), work.rows_of_file[f.file.source_id]) for f in files.files),
        rows_read=sum(work.rows_of_file.values()),
        skips=work.skips,
        notes=tuple(work.notes),
    )


def _take_votes(work: Work, found: Recognised, known_days: Days) -> pa.Table:
    """Read a table of votes, and the roll calls that its rows describe."""
    rows = rows_of(work, found)
    name = "key" if "key" in found.columns else "symbol"
    key = CodedColumn(rows, found, name)
    _, first = np.unique(key.codes, return_index=True)
    take_roll_calls(work, found, rows, np.sort(first))
    if name == "key":
        _note_disagreements(work, found, rows, key, first)
    undated = {k for k, r in work.rolls.items() if not is_dated(r, known_days)}
    if undated:
        lacking = np.array([value in undated for value in key.values])[key.codes]
        skip_rows(work, rows, lacking, "a vote on a roll call whose date is not known")
        work.rolls = {k: r for k, r in work.rolls.items() if k not in undated}
    return read_cells(work, found, rows, key, undated)


def _note_disagreements(work: Work, found: Recognised, rows: FileRows, key: CodedColumn, first: Ints) -> None:
    """Note when rows of one roll call disagree about its symbol or date."""
    for name in ("symbol", "date"):
        if name not in found.columns:
            continue
        column = CodedColumn(rows, found, name)
        expected = np.zeros(len(key.values), dtype=column.codes.dtype)
        expected[key.codes[first]] = column.codes[first]
        differing = np.flatnonzero(column.codes != expected[key.codes])
        if differing.size:
            work.notes.append(
                f"{differing.size} rows give another {name} for their roll call than its first row does"
                f" (first: {rows.place(int(differing[0]))}); the first row's was taken."
            )
