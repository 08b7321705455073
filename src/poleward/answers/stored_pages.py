"""The pages that an archive holds: the latest of them, and one with its annotations."""

from __future__ import annotations

from typing import Any

from poleward.archive import Archive
from poleward.errors import NothingFoundError
from poleward.pages import Annotation, Document


def latest(archive: Archive, most: int) -> list[dict[str, Any]]:
    """Return the latest pages: doc_id, title, published_earliest, published_latest."""
    return archive.rows(
        "SELECT doc_id, title, published_earliest, published_latest FROM documents "
        "ORDER BY published_latest DESC NULLS LAST, doc_id LIMIT ?",
        [most],
    )


def stored(archive: Archive, digest: str) -> Document:
    """Return a page by the hash of its bytes.

    Raises
    ------
    NothingFoundError
        It is not in the archive.
    """
    rows = archive.rows("SELECT * FROM documents WHERE doc_id = ?", [digest])
    if not rows:
        raise NothingFoundError(
            "this page is not in the archive, and pasted pages are kept only while the server runs.",
            todo="Paste it again.",
        )
    notes = archive.rows(
        "SELECT start_at, end_at, kind, value, confidence FROM annotations WHERE doc_id = ? ORDER BY ALL", [digest]
    )
    return Document(**rows[0], annotations=tuple(Annotation(**note) for note in notes))
