"""Judgements: a person's word on a statement, kept beside the machine's, in force until withdrawn."""

from __future__ import annotations

import datetime as dt
import hashlib

from poleward.archive import Archive
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.tables import JUDGEMENTS


def judge(
    archive: Archive, statement_id: str, verdict: str, *, author: str, note: str | None = None, at: dt.datetime
) -> str:
    """Store a judgement on a statement and return its id; it outranks the coder from now on.

    Parameters
    ----------
    statement_id
        The statement's id, or a beginning of it that only one statement has.
    verdict
        One of `tables.JUDGEMENTS`.
    author
        Who says so.
    note
        Why, in words.
    at
        When, UTC without a time zone.

    Raises
    ------
    UnusableInputError
        Unknown verdict, or the beginning of an id that several statements share.
    NothingFoundError
        There is no such statement.
    """
    if verdict not in JUDGEMENTS:
        raise UnusableInputError(f"'{verdict}' is not a judgement.", todo=f"Choose one of {', '.join(JUDGEMENTS)}.")
    found = archive.rows(
        "SELECT statement_id FROM statements WHERE starts_with(statement_id, ?) LIMIT 2", [statement_id]
    )
    if not found or not statement_id:
        raise NothingFoundError("there is no statement '%(id)s'.", todo="Take an id from 'poleward why'.",
                                id=statement_id)  # fmt: skip
    if len(found) > 1:
        raise UnusableInputError(
            "several statements begin with '%(id)s'.", todo="Give more of the id.", id=statement_id
        )
    target = found[0]["statement_id"]
    content = "\x1f".join((target, verdict, author, at.isoformat()))
    judgement_id = hashlib.sha256(content.encode()).hexdigest()[:16]
    archive.append(
        "judgements",
        [
            {
                "judgement_id": judgement_id, "statement_id": target, "verdict": verdict, "correction": None,
                "author": author, "made_at": at, "note": note, "withdrawn_at": None,
            }
        ],
    )  # fmt: skip
    return judgement_id


def withdraw(archive: Archive, judgement_id: str, *, at: dt.datetime) -> None:
    """Take a judgement back; it stays on record, but no number heeds it any more.

    Raises
    ------
    NothingFoundError
        There is no such judgement in force.
    """
    with archive.transaction():
        found = archive.rows(
            "SELECT judgement_id FROM judgements WHERE judgement_id = ? AND withdrawn_at IS NULL", [judgement_id]
        )
        if not found:
            raise NothingFoundError("no judgement '%(id)s' is in force.", todo="See 'poleward judge --list'.",
                                    id=judgement_id)  # fmt: skip
        archive.connection.execute("UPDATE judgements SET withdrawn_at = ? WHERE judgement_id = ?", [at, judgement_id])
