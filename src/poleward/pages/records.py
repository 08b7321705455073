"""Documents inside files: JSON Lines, JSON arrays, RSS, Atom and RDF feeds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from poleward.errors import Skips, UnusableInputError, needs_extra

with needs_extra("text"):
    from lxml import etree

MAX_LINE = 20_000_000
"""Longest line of a JSON Lines file, in bytes."""
MAX_RECORDS = 1_000_000
"""Lines of one file of documents: a bound on time."""

_KEYS = {
    "text": (
        "text", "body", "content", "articlebody", "article", "fulltext", "maintext", "plaintext", "story",
        "articletext", "contenttext", "rawtext", "bodytext", "contenthtml", "html",
    ),
    "summary": ("summary", "description", "lead", "abstract", "excerpt", "teaser",
                "leadparagraph"),
    "title": ("title", "headline", "translatedtitle", "name", "heading"),
    "url": ("url", "link", "permalink", "sourceurl", "weburl", "canonicalurl", "address", "uri"),
    "date": (
        "datepublished", "publisheddate", "publicationdate", "published", "publishedat", "publishdate", "pubdate",
        "datepublish", "webpublicationdate", "datetimepub", "pubtime", "publicationtime", "publishtime", "articledate",
        "date", "firstpublished", "issued", "createdat", "created", "timestamp", "datetime", "time", "scrapedate",
        "seendate", "downloaddate", "datedownload", "crawldate", "year",
    ),
    "language": ("language", "lang"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """One document as a file states it; `where` is its place in the file."""

    record_id: str
    where: str
    text: str
    title: str | None = None
    url: str | None = None
    dates: tuple[tuple[str, str], ...] = ()
    language: str | None = None


def json_lines(stream: BinaryIO, source: str, skips: Skips) -> Iterator[StatedDocument]:
    """Yield the documents of a JSON Lines stream, one line at a time; other lines are counted in `skips`."""
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        where = f"{source}, line {number}"
        if len(raw) > MAX_LINE:
            skips.add(f"a line of more than {MAX_LINE:,} bytes", where)
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE)
            continue
        line = raw.strip(b"\xef\xbb\xbf \t\r\n\x00")
        if not line:
            continue
        if number > MAX_RECORDS:
            skips.add(f"beyond the first {MAX_RECORDS:,} lines", where)
            continue
        try:
            row = json.loads(line.decode("utf-8", errors="replace"), strict=False)
        except (ValueError, RecursionError):
            skips.add("not a JSON object", where)
            continue
        if _holds_records(row):
            yield from _records(row, where, skips)
        elif record := _record(row, hashlib.sha256(line).hexdigest(), where, skips):
            yield record


def json_array(text: str, source: str, skips: Skips) -> Iterator[StatedDocument]:
    """Yield the documents of a JSON array, or of an object that holds one.

    Raises
    ------
    UnusableInputError
        The text is no JSON.
    """
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise UnusableInputError(
            "not valid JSON.", where=source, todo="Give JSON Lines, one document a line."
        ) from None
    yield from _records(data, source, skips)


def _holds_records(data: Any) -> bool:
    """Return whether an object has no text of its own and holds a list of objects, as JSON Feed and interfaces have."""
    return (
        isinstance(data, dict)
        and _field(data, "text") is None
        and any(isinstance(v, list) and v and isinstance(v[0], dict) for v in data.values())
    )


def _records(data: Any, source: str, skips: Skips) -> Iterator[StatedDocument]:
    """Yield the documents of a list, of an object that holds one, or of an object that is one."""
    rows = data if isinstance(data, list) else [data]
    if _holds_records(data):
        rows = next(v for v in data.values() if isinstance(v, list) and v and isinstance(v[0], dict))
    for number, row in enumerate(rows, start=1):
        canonical = json.dumps(row, sort_keys=True, ensure_ascii=False).encode("utf-8", errors="replace")
        record = _record(row, hashlib.sha256(canonical).hexdigest(), f"{source}, item {number}", skips)
        if record:
            yield record


def _record(row: Any, record_id: str, where: str, skips: Skips) -> StatedDocument | None:
    if not isinstance(row, dict):
        skips.add("not a JSON object", where)
        return None
    title = _field(row, "title")
    text = _field(row, "text") or _field(row, "summary") or title
    if not text:
        skips.add("a record without text", where)
        return None
    lowered = _lowered(row)
    dates = tuple(
        (f"the record's '{name}'", str(value)[:80])
        for name in _KEYS["date"]
        if isinstance(value := lowered.get(name), str | int | float)
        and not isinstance(value, bool)
        and str(value).strip()
    )
    return StatedDocument(
        record_id=record_id,
        where=where,
        text=text,
        title=title,
        url=_field(row, "url"),
        dates=dates,
        language=_field(row, "language"),
    )


def _lowered(row: dict[str, Any]) -> dict[str, Any]:
    return {re.sub(r"[^a-z]", "", str(name).lower()): value for name, value in reversed(list(row.items())[:200])}


def _field(row: dict[str, Any], role: str) -> str | None:
    """Return the record's field for a role under any of its usual names, with lists of lines joined."""
    lowered = _lowered(row)
    for name in _KEYS[role]:
        value = lowered.get(name)
        if isinstance(value, dict):
            value = next((value[part] for part in ("rendered", "main", "text", "#text") if part in value), None)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            value = "\n".join(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def feed(data: bytes, source: str, skips: Skips) -> Iterator[StatedDocument]:
    """Yield the entries of an RSS, Atom or RDF feed; entities are not expanded and nothing is fetched.

    Raises
    ------
    UnusableInputError
        The data are no XML, or XML without entries.
    """
    if re.search(rb"<!ENTITY", data[:100_000], re.IGNORECASE):
        skips.add("entity declarations are not read", source, n=1)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnusableInputError(f"not readable as a feed: {str(error)[:120]}.", where=source) from None
    entries = [] if root is None else [e for e in root.iter() if _name(e) in ("item", "entry")]
    if not entries:
        raise UnusableInputError(
            "XML without feed entries.", where=source, todo="Give an RSS or Atom feed, or the page as HTML."
        )
    for number, entry in enumerate(entries[:MAX_RECORDS], start=1):
        where = f"{source}, entry {number}"
        try:
            fields = _entry(entry)
        except (etree.LxmlError, ValueError, TypeError):
            skips.add("a feed entry that cannot be read", where)
            continue
        title = fields.get("title")
        text = fields.get("encoded") or fields.get("content") or fields.get("description") or fields.get("summary")
        if not (text or title):
            skips.add("a feed entry without text", where)
            continue
        dates = tuple(
            (f"the feed's '{name}'", fields[name])
            for name in ("pubdate", "published", "issued", "date", "created", "updated")
            if name in fields
        )
        entry.tail = None
        identity = hashlib.sha256(etree.tostring(entry)).hexdigest()
        yield StatedDocument(
            record_id=identity, where=where, text=text or title or "", title=title, url=fields.get("link"), dates=dates
        )


def _name(element: Any) -> str:
    """Return an element's name without its namespace; a prefix that is bound to none counts as one."""
    return re.split(r"[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def _entry(entry: Any) -> dict[str, str]:
    """Return an entry's fields by local name; the first of each counts."""
    fields: dict[str, str] = {}
    for child in entry:
        name = _name(child)
        value = child.get("href") if name == "link" and child.get("href") else "".join(child.itertext())
        if name == "link" and child.get("rel") not in (None, "alternate"):
            continue
        # An entity that nothing declares is a child too, but no markup: its name stays in the text.
        if name in ("content", "summary", "description") and any(isinstance(part.tag, str) for part in child):
            value = etree.tostring(child, encoding="unicode", with_tail=False)
        if name and value and value.strip():
            fields.setdefault(name, value.strip())
    return fields
