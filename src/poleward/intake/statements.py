"""Other coders' statements on pages of the archive: a person's, a language model's, a pipeline's, as JSON Lines.

Each line is one statement with its place in a page's text; places and codes are checked, and the coder is named. On a
page that another coder has coded its statements count instead of our own, never beside them (`channels.signed`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.coding import Statement
from poleward.coding.other_coders import MAX_LINE, MAX_NAME, BadStatementError, Codes, parsed
from poleward.coding.statements import content_id
from poleward.errors import Skips, UnusableInputError
from poleward.intake.page_files import statement_tables
from poleward.intake.source_rows import note_source

MAX_LINES = 1_000_000
LAYOUT = "statements"


@dataclass
class StatementsReport:
    """What a loading did.

    Attributes
    ----------
    rows_read, statements_added, statements_replaced
        Lines that hold a statement; statements stored; earlier ones of the same coder and page that they replace.
    pages
        Pages coded, by coder.
    shared
        Pages that our own or another coder has coded too, by coder: of each, one coder's statements count.
    """

    rows_read: int = 0
    statements_added: int = 0
    statements_replaced: int = 0
    pages: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    skips: Skips = field(default_factory=Skips)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, fit for JSON."""
        return {
            "rows_read": self.rows_read, "statements_added": self.statements_added,
            "statements_replaced": self.statements_replaced, "pages": self.pages, "shared": self.shared,
            "skips": dict(self.skips.counts),
        }  # fmt: skip

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        out = [
            f"{self.rows_read} statements read, {self.statements_added} added, "
            f"{self.statements_replaced} earlier ones replaced."
        ]
        for coder, n in self.pages.items():
            both = self.shared.get(coder, 0)
            out.append(
                f"{coder}: {n} pages; {both} of them are coded by others too. Of a page with several coders one "
                "counts: the last by name of those that were loaded, else our own."
            )
        return [*out, *self.skips.lines()]


def load_statements(archive: Archive, files: Sequence[Path]) -> StatementsReport:
    """Store other coders' statements on pages of the archive, in place of what the same coder said of these pages.

    Parameters
    ----------
    archive
        A writable archive that holds the pages.
    files
        JSON Lines; docs/coding.md says what a line holds.

    Raises
    ------
    UnusableInputError
        A file cannot be read, or no line of it can be used; nothing is stored then.
    """
    report = StatementsReport()
    with archive.transaction():
        for path in files:
            _load_file(archive, path, report)
    return report


def _load_file(archive: Archive, path: Path, report: StatementsReport) -> None:
    found: dict[str, Statement] = {}
    skips = Skips()
    codes = _codes()
    texts: dict[str, str | None] = {}
    for number, line in _lines(path):
        where = f"{path.name}, line {number}"
        try:
            given = _object(line)
            doc_id = str(given.get("doc_id", ""))[:MAX_NAME]
            if doc_id not in texts:
                rows = archive.rows("SELECT text FROM documents WHERE doc_id = ?", [doc_id])
                texts[doc_id] = rows[0]["text"] if rows else None
            statement = parsed(given, texts[doc_id], codes)
        except BadStatementError as error:
            skips.add(str(error), where)
            continue
        statement = replace(statement, statement_id=content_id(statement))
        found[statement.statement_id] = statement
        report.rows_read += 1
    if not found:
        why = f" {skips.lines()[0]}" if skips.total else ""
        raise UnusableInputError(
            f"no statement could be used.{why}", where=str(path),
            todo="docs/coding.md says what a line holds; read the pages into the archive first.",
        )  # fmt: skip
    _store(archive, list(found.values()), report)
    _note(archive, path, len(found), skips)
    report.skips.merge(skips)


def _codes() -> Codes:
    registry = load_registry()
    return Codes(frozenset(registry.states), frozenset(registry.organisations))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as stream:
            for number in range(1, MAX_LINES + 2):
                line = stream.readline(MAX_LINE + 1)
                if not line:
                    return
                if number > MAX_LINES or len(line) > MAX_LINE:
                    what = (
                        f"more than {MAX_LINES} lines"
                        if number > MAX_LINES
                        else f"a line of more than {MAX_LINE} bytes"
                    )
                    raise UnusableInputError(f"{what}.", where=f"{path}, line {number}", todo="Split it.")
                if line.strip():
                    yield number, line
    except OSError as error:
        raise UnusableInputError(f"cannot be read: {error.strerror}.", where=str(path)) from None


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadStatementError("no JSON object")
    return given


def _store(archive: Archive, statements: Sequence[Statement], report: StatementsReport) -> None:
    pages: dict[str, set[str]] = {}
    for s in statements:
        pages.setdefault(s.coder, set()).add(s.doc_id)
    for coder, ids in sorted(pages.items()):
        report.statements_replaced += _removed(archive, coder, sorted(ids))
        others = archive.rows(
            "SELECT count(DISTINCT doc_id) AS n FROM statements WHERE list_contains(?, doc_id) AND coder <> ?",
            [sorted(ids), coder],
        )
        report.pages[coder] = report.pages.get(coder, 0) + len(ids)
        report.shared[coder] = report.shared.get(coder, 0) + int(others[0]["n"])
    tables = statement_tables(statements)
    archive.append("signs", tables["signs"])
    report.statements_added += archive.append("statements", tables["statements"])


def _removed(archive: Archive, coder: str, ids: Sequence[str]) -> int:
    """Remove what a coder said of some pages; return how many statements that were."""
    own = "SELECT statement_id FROM statements WHERE coder = ? AND list_contains(?, doc_id)"
    n = archive.rows(f"SELECT count(*) AS n FROM ({own})", [coder, ids])[0]["n"]
    archive.connection.execute(f"DELETE FROM signs WHERE statement_id IN ({own})", [coder, ids])
    archive.connection.execute("DELETE FROM statements WHERE coder = ? AND list_contains(?, doc_id)", [coder, ids])
    return int(n)


def _note(archive: Archive, path: Path, n: int, skips: Skips) -> None:
    source_id = hashlib.sha256(path.read_bytes()).hexdigest()
    archive.connection.execute("DELETE FROM sources WHERE source_id = ?", [source_id])
    archive.connection.execute("DELETE FROM skips WHERE source_id = ?", [source_id])
    note_source(
        archive, source_id=source_id, name=path.name, layout=LAYOUT, rows_read=n, rows_added=n, skips=skips
    )  # fmt: skip
