"""What to cite for a number or a whole archive: the publishers behind it, the pages it quotes, poleward itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from poleward.archive import Archive
from poleward.channels.ties_record import TIE_REF
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.fetching.citing import ITSELF, bibtex, csl, in_words, sources_named, works_of
from poleward.fetching.sources import CitedWork, Sources, load_sources


@dataclass(frozen=True, slots=True)
class Citations:
    """References, and what the table of sources does not know.

    Attributes
    ----------
    works
        The references, poleward's own last.
    licences
        Source and its terms.
    pages
        The news pages that an estimate quotes: title, address, first and last day of publication.
    pages_read
        How many pages an archive has, where it is cited as a whole.
    unknown
        Publishers as the files themselves name them, for which there is no reference.
    """

    works: tuple[CitedWork, ...]
    licences: tuple[tuple[str, str], ...]
    pages: tuple[dict[str, Any], ...]
    pages_read: int
    unknown: tuple[str, ...]

    def references(self) -> list[str]:
        """Return each work and page as a line of text."""
        return [*map(in_words, self.works), *map(_page_line, self.pages)]

    def lines(self) -> list[str]:
        """Return the references as text, with what has none and the terms."""
        out = self.references()
        if self.pages_read:
            out.append(f"{self.pages_read} pages read: 'poleward cite ESTIMATE' names those behind one number.")
        if self.unknown:
            out += ["", "Named by the files themselves, without a reference here:"]
            out += [f"  {name}" for name in self.unknown]
        if self.licences:
            out += ["", "Terms:", *(f"  {title}: {licence}" for title, licence in self.licences)]
        return out

    def to_json(self) -> dict[str, Any]:
        """Return the references in the fields of CSL-JSON, and the rest as plain values."""
        pages = [
            {
                "id": page["doc_id"][:16], "type": "webpage", "title": page["title"] or "untitled page",
                **({"URL": page["url"]} if page["url"] else {}),
                **({"issued": {"date-parts": [_parts(page)]}} if _parts(page) else {}),
            }
            for page in self.pages
        ]  # fmt: skip
        return {
            "references": [*map(csl, self.works), *pages],
            "licences": [{"source": title, "licence": licence} for title, licence in self.licences],
            "pages_read": self.pages_read,
            "without_reference": list(self.unknown),
        }

    def bibtex(self) -> str:
        """Return the references as BibTeX; pages of news are given by `lines` and `to_json`."""
        return "\n\n".join(bibtex(work) for work in self.works)


def cite_archive(archive: Archive, sources: Sources | None = None) -> Citations:
    """Return what to cite for everything that an archive holds."""
    names = _column(archive, "SELECT DISTINCT source AS value FROM ties ORDER BY value")
    coders = _column(archive, "SELECT DISTINCT coder AS value FROM events ORDER BY value")
    families = _column(archive, "SELECT DISTINCT unnest(sources) AS value FROM votes ORDER BY value")
    return _citations(sources, names=names, coders=coders, families=families, pages_read=archive.count("documents"))


def cite_estimate(archive: Archive, estimate: str, sources: Sources | None = None) -> Citations:
    """Return what to cite for one number: `estimate` is its id or the beginning of it.

    Raises
    ------
    UnusableInputError
        No estimate, or more than one, has such an id.
    """
    found = archive.rows(
        "SELECT estimate_id FROM estimates WHERE starts_with(estimate_id, ?) ORDER BY estimate_id LIMIT 2", [estimate]
    )
    ids = [row["estimate_id"] for row in found]
    if len(ids) != 1 or not estimate:
        what = "several numbers have ids that begin so." if ids else "there is no number with this id."
        raise UnusableInputError(what, where=estimate, todo="'poleward export estimates' lists them.")
    rows = archive.rows("SELECT kind, ref FROM evidence WHERE estimate_id = ?", ids)
    return cite_evidence(archive, [(row["kind"], row["ref"]) for row in rows], sources)


def cite_evidence(archive: Archive, evidence: Iterable[tuple[str, str]], sources: Sources | None = None) -> Citations:
    """Return what to cite for pieces of evidence, each its kind and its id in the archive."""
    refs: dict[str, list[str]] = {"tie": [], "event": [], "roll_call": [], "statement": []}
    for kind, ref in evidence:
        refs[kind].append(ref)
    names = _column(
        archive,
        f"SELECT DISTINCT source AS value FROM ties WHERE list_contains(?, {TIE_REF}) ORDER BY value",
        refs["tie"],
    )
    coders = _column(
        archive,
        "SELECT DISTINCT coder AS value FROM events WHERE list_contains(?, event_id) ORDER BY value",
        refs["event"],
    )
    families = _column(
        archive,
        "SELECT DISTINCT unnest(sources) AS value FROM votes WHERE list_contains(?, roll_call_id) ORDER BY value",
        refs["roll_call"],
    )
    pages = archive.rows(
        "SELECT DISTINCT doc_id, title, url, published_earliest, published_latest FROM documents WHERE doc_id IN "
        "(SELECT doc_id FROM statements WHERE list_contains(?, statement_id)) ORDER BY published_earliest, doc_id",
        [refs["statement"]],
    )
    return _citations(sources, names=names, coders=coders, families=families, pages=pages)


def _citations(
    sources: Sources | None,
    *,
    names: list[str],
    coders: list[str],
    families: list[str],
    pages: list[dict[str, Any]] | None = None,
    pages_read: int = 0,
) -> Citations:
    if not (names or coders or families or pages or pages_read):
        raise NothingFoundError("nothing is stored that would have to be cited.", todo="Read or load something first.")
    table = sources or load_sources()
    cited, unknown = sources_named(table, names=names, coders=coders, families=families)
    return Citations(
        (*works_of(table, cited), ITSELF),
        tuple((source.title, source.licence) for source in cited),
        tuple(pages or ()),
        pages_read,
        tuple(unknown),
    )


def _column(archive: Archive, sql: str, refs: list[str] | None = None) -> list[str]:
    """Return one column of a query; none where it asks for refs and there are none."""
    if refs == []:
        return []
    return [row["value"] for row in archive.rows(sql, [] if refs is None else [refs]) if row["value"]]


def _parts(page: dict[str, Any]) -> list[int]:
    """Return the day, month or year on which a page was published, as far as it is known."""
    first, last = page["published_earliest"], page["published_latest"]
    if first is None or last is None or first.year != last.year:
        return []
    if first.month != last.month:
        return [first.year]
    return [first.year, first.month, first.day] if first == last else [first.year, first.month]


def _page_line(page: dict[str, Any]) -> str:
    day = "-".join(f"{part:02}" for part in _parts(page)) or "no date"
    where = page["url"] or f"no address; document {page['doc_id'][:16]}"
    return f"“{page['title'] or 'untitled page'}” ({day}). {where}."
