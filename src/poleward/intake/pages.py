"""Reading pages into the archive: documents, annotations, statements and signs, in batches that survive interruption.

A page is known by its bytes. What was read by this version of reader and coder is passed over, so a run that was
interrupted goes on where it stopped; what an older version read is read again and replaces the old rows in one
transaction.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from poleward import __version__
from poleward.archive import Archive
from poleward.coding import Coder, load_coder
from poleward.errors import PolewardError, Skips, UnusableInputError
from poleward.pages import Document, cluster_stories, read_path

BATCH = 64
"""Documents per transaction: what an interruption can lose."""
PAGE_SUFFIXES = {".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".jsonl", ".ndjson", ".xml", ".rss", ".atom", ".gz"}


@dataclass
class ReadReport:
    """What a reading did: counts of files and documents, and what was skipped and why."""

    files: int = 0
    files_known: int = 0
    documents_added: int = 0
    documents_known: int = 0
    statements_added: int = 0
    stories: int = 0
    skips: Skips = field(default_factory=Skips)
    unusable: list[str] = field(default_factory=list)


def page_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, folders searched for pages, in a fixed order.

    Raises
    ------
    UnusableInputError
        A path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in PAGE_SUFFIXES)
        elif path.exists():
            found.append(path)
        else:
            raise UnusableInputError("there is no such file or folder.", where=str(path), todo="Check the name.")
    return list(dict.fromkeys(found))


def read_pages(
    archive: Archive,
    paths: Sequence[Path],
    *,
    coder: Coder | None = None,
    layout: str | None = None,
    advance: Callable[[int], None] = lambda n: None,
) -> ReadReport:
    """Read pages, code them and store the result.

    Parameters
    ----------
    archive
        A writable archive.
    paths
        Files, or folders that are searched for pages.
    coder
        The coder; the default one is loaded when needed.
    layout
        'feed' to insist on a feed; otherwise each file's layout is recognised from its content.
    advance
        Called with the number of files just finished.

    Returns
    -------
    What was added, known and skipped. A file that cannot be used is listed and does not stop the others.

    Raises
    ------
    UnusableInputError
        No path can be used.
    """
    files = page_files(paths)
    report = ReadReport(files=len(files))
    coder = coder or load_coder()
    version = f"{__version__}+{coder.version}"
    for path in files:
        try:
            _read_file(archive, path, coder, version, layout, report)
        except PolewardError as error:
            report.unusable.append(error.message)
        advance(1)
    if files and len(report.unusable) == len(files):
        raise UnusableInputError(" ".join(report.unusable[:3]))
    report.stories = _cluster(archive)
    return report


def _read_file(
    archive: Archive, path: Path, coder: Coder, version: str, layout: str | None, report: ReadReport
) -> None:
    source_id = _digest(path)
    known = archive.rows("SELECT version FROM sources WHERE source_id = ?", [source_id])
    if known and known[0]["version"] == version:
        report.files_known += 1
        return
    skips = Skips()
    read = added = 0
    layouts: set[str] = set()
    for batch in _batches(read_path(path, layout=layout, skips=skips)):
        read += len(batch)
        layouts |= {document.layout for document in batch}
        fresh = _unread(archive, batch, coder.version)
        report.documents_known += len(batch) - len(fresh)
        with archive.transaction():
            report.statements_added += _store(archive, fresh, coder)
        added += len(fresh)
    if read == 0:
        raise UnusableInputError(
            "no document could be read." + (f" {skips.lines()[0]}" if skips.total else ""), where=str(path)
        )
    with archive.transaction():
        archive.connection.execute("DELETE FROM sources WHERE source_id = ?", [source_id])
        archive.connection.execute("DELETE FROM skips WHERE source_id = ?", [source_id])
        archive.append("sources", [_source_row(source_id, path, "+".join(sorted(layouts)), read, added, version)])
        archive.append("skips", skip_rows(source_id, skips))
    report.documents_added += added
    report.skips.merge(skips)


def _source_row(source_id: str, path: Path, layout: str, read: int, added: int, version: str) -> dict[str, object]:
    return {
        "source_id": source_id, "name": path.name, "layout": layout, "rows_read": read, "rows_added": added,
        "version": version, "observed_from": None, "observed_to": None,
    }  # fmt: skip


def skip_rows(source_id: str, skips: Skips) -> list[dict[str, object]]:
    """Return the rows of the skips table for one source."""
    return [
        {"source_id": source_id, "reason": reason, "n": n, "examples": skips.examples.get(reason, [])}
        for reason, n in sorted(skips.counts.items())
    ]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise UnusableInputError(f"cannot be read: {error.strerror}.", where=str(path)) from None
    return digest.hexdigest()


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(itertools.islice(documents, BATCH)):
        yield batch


def _unread(archive: Archive, batch: Sequence[Document], coder_version: str) -> list[Document]:
    """Return the documents of a batch that this coder has not coded yet, each once."""
    ids = list({d.doc_id for d in batch})
    stale = archive.rows(
        "SELECT DISTINCT d.doc_id, s.coder FROM documents d LEFT JOIN statements s USING (doc_id) "
        "WHERE list_contains(?, d.doc_id)",
        [ids],
    )
    done = {row["doc_id"] for row in stale if row["coder"] in (None, coder_version)}
    return list({d.doc_id: d for d in batch if d.doc_id not in done}.values())


def _store(archive: Archive, documents: Sequence[Document], coder: Coder) -> int:
    """Store documents with their statements, in place of what an older coder left; return the number of statements."""
    ids = [d.doc_id for d in documents]
    if not ids:
        return 0
    execute = archive.connection.execute
    execute(
        "DELETE FROM signs WHERE statement_id IN (SELECT statement_id FROM statements WHERE list_contains(?, doc_id))",
        [ids],
    )
    execute("DELETE FROM statements WHERE list_contains(?, doc_id)", [ids])
    execute("DELETE FROM annotations WHERE list_contains(?, doc_id)", [ids])
    archive.append("documents", documents)
    archive.append(
        "annotations",
        [
            {
                "doc_id": d.doc_id, "start_at": a.start_at, "end_at": a.end_at, "kind": a.kind, "value": a.value,
                "confidence": a.confidence,
            }
            for d in documents
            for a in d.annotations
        ],
    )  # fmt: skip
    statements = [s for coded in coder.code_many(documents) for s in coded]
    added = archive.append("statements", statements)
    archive.append(
        "signs",
        [
            {
                "statement_id": s.statement_id, "state": g.state, "target": g.target, "sign": g.sign,
                "reason": g.reason,
            }
            for s in statements
            for g in s.signs
        ],
    )  # fmt: skip
    return added


def _cluster(archive: Archive) -> int:
    """Give every document its story, where new documents have come; return the number of stories."""
    pending = archive.rows("SELECT count(*) AS n FROM documents WHERE story_id = ''")[0]["n"]
    if pending:
        documents = archive.rows(
            "SELECT doc_id, title, text, language, published_earliest, published_latest FROM documents ORDER BY doc_id"
        )
        stories = cluster_stories(documents)
        with archive.transaction():
            archive.connection.executemany(
                "UPDATE documents SET story_id = ? WHERE doc_id = ? AND story_id <> ?",
                [(story, doc, story) for doc, story in sorted(stories.items())],
            )
    return int(archive.rows("SELECT count(DISTINCT story_id) AS n FROM documents")[0]["n"])
