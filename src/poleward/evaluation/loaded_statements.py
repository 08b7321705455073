"""Scores another coder's statements, as loaded into an archive, on marked pages, by the same rules as our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from poleward.archive import Archive
from poleward.coding import Statement
from poleward.coding.statements import Sign, Speaker
from poleward.errors import NothingFoundError
from poleward.evaluation.marked_pages import read_folder
from poleward.evaluation.statements import Scored, place_of, scores_of
from poleward.pages import read_path


def evaluate_loaded(folder: Path, archive: Archive, coder: str) -> dict[str, Any]:
    """Return recall, precision, wrong signs and the rest of the statements that a coder has in an archive.

    Parameters
    ----------
    folder
        Marked pages; those that are in the archive are scored, known by their bytes.
    archive
        Holds the pages and the coder's statements (`poleward load statements`).
    coder
        The coder's name.

    Raises
    ------
    UnusableInputError
        The folder has no marked pages, or one cannot be read.
    NothingFoundError
        The archive has no statement by this coder, or none of the pages.
    """
    names = [r["coder"] for r in archive.rows("SELECT DISTINCT coder FROM statements ORDER BY coder")]
    if coder not in names:
        raise NothingFoundError(
            f"the archive has no statement by '{coder[:80]}'.", todo=f"It has some by: {', '.join(names) or 'nobody'}."
        )
    held = {r["doc_id"] for r in archive.rows("SELECT doc_id FROM documents")}
    pages = []
    for page in read_folder(folder):
        document = next(iter(read_path(page.text)))
        if document.doc_id in held:
            places = [place_of(i.evidence, document.text) for i in page.items]
            pages.append(Scored(page, document, statements_by(archive, coder, document.doc_id), places))
    if not pages:
        raise NothingFoundError(
            "none of the marked pages is in the archive.", where=str(folder), todo="Read them: poleward read."
        )
    return scores_of(pages, coder, dated=False)


def statements_by(archive: Archive, coder: str, doc_id: str) -> list[Statement]:
    """Return a coder's statements on a page with their signs, in order of their evidence."""
    signs: dict[str, list[Sign]] = {}
    for r in archive.rows(
        "SELECT g.* FROM signs g JOIN statements s USING (statement_id) WHERE s.doc_id = ? AND s.coder = ? "
        "ORDER BY g.statement_id, g.state, g.target",
        [doc_id, coder],
    ):
        signs.setdefault(r["statement_id"], []).append(Sign(r["state"], r["target"], r["sign"], r["reason"]))
    rows = archive.rows(
        "SELECT * FROM statements WHERE doc_id = ? AND coder = ? ORDER BY start_at, statement_id", [doc_id, coder]
    )
    return [
        Statement(**{
            **row, "speakers": tuple(Speaker(**s) for s in row["speakers"]),
            "signs": tuple(signs.get(row["statement_id"], ())),
        })
        for row in rows
    ]  # fmt: skip
