"""A page as people hand it over: a file, its text, or a document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from poleward.errors import Skips, UnusableInputError
from poleward.pages import Document, read_bytes, read_path
from poleward.project.names import DayGiven, first_day, last_day

MAX_NAME = 1000
"""A longer text is no name of a file."""


def documents_of(page: Path | str | Document, published: DayGiven | None = None) -> list[Document]:
    """Return the documents of a file or of a text, or the document itself, as published on a day where one is given.

    Raises
    ------
    UnusableInputError
        It holds no page, or the file cannot be read.
    """
    if isinstance(page, Document):
        found = [page]
    else:
        skips = Skips()
        named = isinstance(page, Path) or _names_a_file(page)
        read = read_path(Path(page), skips=skips) if named else read_bytes(str(page).encode(), "text", skips=skips)
        found = list(read)
        if not found:
            raise UnusableInputError(f"holds no page. {' '.join(skips.lines())}".strip(), where=str(page)[:80])
    if published is None:
        return found
    first, last = first_day(published), last_day(published)
    return [replace(d, published_earliest=first, published_latest=last, published_how="given") for d in found]


def _names_a_file(text: str) -> bool:
    """Whether a text is the name of a file: one short line, and the file is there."""
    try:
        return len(text) < MAX_NAME and "\n" not in text and Path(text).is_file()
    except (OSError, ValueError):
        return False
