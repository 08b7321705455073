"""Reading pages into the archive: documents, annotations, statements and signs, in batches that survive interruption.

A page is known by its bytes. What was read by this version of reader and coder is passed over, so a run that was
interrupted goes on where it stopped; what an older version read is read again and replaces the old rows in one
transaction.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from poleward.archive import Archive
from poleward.coding import Coder, load_coder
from poleward.coding.statements import OWN_CODER
from poleward.engines import Engine
from poleward.errors import PolewardError, Skips, UnusableInputError
from poleward.intake.page_files import PIECE, coded_files, fresh_rows, rows_of
from poleward.intake.source_rows import note_source
from poleward.pages import Document, cluster_stories, count_documents, read_path
from poleward.version import __version__

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
    engine: Engine | None = None,
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
    engine
        Where files are read and coded; here, one after the other, by default. The rows are the same on every engine.
    advance
        Called with the number of documents just finished, of the sum of `pages.count_documents` over the files.

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
    meter = _Meter(advance)
    if engine is None:
        for path in files:
            try:
                _read_file(archive, path, coder, version, layout, report, meter)
            except PolewardError as error:
                report.unusable.append(error.message)
            except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
                # A page that nobody foresaw must not stop the others.
                report.unusable.append(f"{path}: a fault of the reader ({type(error).__name__}): please report it.")
            meter.finished(path)
    else:
        _read_there(archive, files, engine, coder, layout, report, meter)
    if files and len(report.unusable) == len(files):
        raise UnusableInputError(" ".join(report.unusable[:3]))
    report.stories = _cluster(archive)
    return report


def _read_file(
    archive: Archive, path: Path, coder: Coder, version: str, layout: str | None, report: ReadReport, meter: _Meter
) -> None:
    source_id = _digest(path)
    if _is_known(archive, source_id, version):
        report.files_known += 1
        return
    skips = Skips()
    so_far = _SoFar()
    for batch in _batches(read_path(path, layout=layout, skips=skips)):
        so_far.read += len(batch)
        so_far.layouts |= {document.layout for document in batch}
        fresh = _unread(archive, [d.doc_id for d in batch], coder.version)
        documents = list({d.doc_id: d for d in batch if d.doc_id in fresh}.values())
        report.documents_known += len(batch) - len(documents)
        report.statements_added += _store(archive, rows_of(documents, coder.code_many))
        so_far.added += len(documents)
        meter.read(len(batch))
    _finish(archive, source_id, path, so_far, version, skips, report)


def _read_there(
    archive: Archive,
    files: Sequence[Path],
    engine: Engine,
    coder: Coder,
    layout: str | None,
    report: ReadReport,
    meter: _Meter,
) -> None:
    """Have an engine's workers read and code the files that are not known, and store what they hand back."""
    version = f"{__version__}+{coder.version}"
    digests: dict[str, str] = {}
    for path in files:
        try:
            source_id = _digest(path)
        except PolewardError as error:
            report.unusable.append(error.message)
            meter.finished(path)
            continue
        if _is_known(archive, source_id, version) or source_id in digests.values():
            report.files_known += 1
            meter.finished(path)
        else:
            digests[str(path)] = source_id
    so_far = _SoFar()
    for coded in coded_files(engine, [Path(file) for file in digests], layout):
        if coded.error is None and coded.skips is None:
            so_far.read += coded.read
            so_far.layouts |= set(coded.tables["documents"]["layout"].to_pylist())
            fresh = _unread(archive, coded.tables["documents"]["doc_id"].to_pylist(), coder.version)
            report.documents_known += coded.read - len(fresh)
            report.statements_added += _store(archive, fresh_rows(coded.tables, fresh))
            so_far.added += len(fresh)
            meter.read(coded.read)
            continue
        try:
            if coded.error is not None:
                report.unusable.append(coded.error)
            elif coded.skips is not None:
                path = Path(coded.file)
                _finish(archive, digests[coded.file], path, so_far, version, coded.skips, report)
        except PolewardError as error:
            report.unusable.append(error.message)
        so_far = _SoFar()
        meter.finished(Path(coded.file))


@dataclass
class _Meter:
    """How far the reading is, in documents; what a file turned out not to hold is made up for at its end."""

    advance: Callable[[int], None]
    done: int = 0

    def read(self, documents: int) -> None:
        """Some documents of the present file are done."""
        self.done += documents
        self.advance(documents)

    def finished(self, path: Path) -> None:
        """The present file is done, read or not."""
        self.advance(count_documents(path) - self.done)
        self.done = 0


@dataclass
class _SoFar:
    """What of a file has been read and stored."""

    read: int = 0
    added: int = 0
    layouts: set[str] = field(default_factory=set)


def _is_known(archive: Archive, source_id: str, version: str) -> bool:
    known = archive.rows("SELECT version FROM sources WHERE source_id = ?", [source_id])
    return bool(known) and known[0]["version"] == version


def _finish(
    archive: Archive, source_id: str, path: Path, so_far: _SoFar, version: str, skips: Skips, report: ReadReport
) -> None:
    """Note a file that was read to its end."""
    if so_far.read == 0:
        raise UnusableInputError(
            "no document could be read." + (f" {skips.lines()[0]}" if skips.total else ""), where=str(path)
        )
    layout = "+".join(sorted(so_far.layouts))
    with archive.transaction():
        archive.connection.execute("DELETE FROM sources WHERE source_id = ?", [source_id])
        archive.connection.execute("DELETE FROM skips WHERE source_id = ?", [source_id])
        note_source(
            archive, source_id=source_id, name=path.name, layout=layout, rows_read=so_far.read,
            rows_added=so_far.added, skips=skips, version=version,
        )  # fmt: skip
    report.documents_added += so_far.added
    report.skips.merge(skips)


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
    while batch := list(itertools.islice(documents, PIECE)):
        yield batch


def _unread(archive: Archive, ids: Sequence[str], coder_version: str) -> set[str]:
    """Return the documents of which the archive has nothing by this version of our own coder."""
    stale = archive.rows(
        "SELECT DISTINCT d.doc_id, s.coder FROM documents d "
        "LEFT JOIN (SELECT doc_id, coder FROM statements WHERE starts_with(coder, ?)) s USING (doc_id) "
        "WHERE list_contains(?, d.doc_id)",
        [OWN_CODER, list(set(ids))],
    )
    return set(ids) - {row["doc_id"] for row in stale if row["coder"] in (None, coder_version)}


def _store(archive: Archive, tables: Mapping[str, pa.Table]) -> int:
    """Store documents with their statements, in place of our own coder's older ones; return how many statements."""
    ids = tables["documents"]["doc_id"].to_pylist()
    if not ids:
        return 0
    execute = archive.connection.execute
    with archive.transaction():
        execute(
            "DELETE FROM signs WHERE statement_id IN"
            " (SELECT statement_id FROM statements WHERE starts_with(coder, ?) AND list_contains(?, doc_id))",
            [OWN_CODER, ids],
        )
        execute("DELETE FROM statements WHERE starts_with(coder, ?) AND list_contains(?, doc_id)", [OWN_CODER, ids])
        execute("DELETE FROM annotations WHERE list_contains(?, doc_id)", [ids])
        return [archive.append(name, tables[name]) for name in ("documents", "annotations", "signs", "statements")][-1]


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
