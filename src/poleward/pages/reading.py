"""Bytes to documents: the layout is recognised from the content, then every page goes through the same passes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from poleward.errors import Skips, UnusableInputError
from poleward.pages.decode import MAX_BYTES, clean, decode
from poleward.pages.discards import MarkupHints, discards, key, matching
from poleward.pages.document import Annotation, Document, Span, lines_of, strip, without
from poleward.pages.html import clean_markup, read_html
from poleward.pages.language import UNDETERMINED, identify
from poleward.pages.mending import garbled, mends
from poleward.pages.published import TO_COME, only_day, published
from poleward.pages.records import MAX_LINE, StatedDocument, feed, json_array, json_lines

READER = "pages 2"
"""Version of the page reader; it changes when the same bytes can give another document."""
LAYOUTS = ("html", "text", "jsonl", "feed")
MAX_TEXT = 500_000
"""Characters of a page that are read; what follows is annotated as discarded."""
MAX_ANNOTATIONS = 20_000
"""Of one page: a bound on memory; beyond it those side by side are joined."""

_HEAD = 8_192
"""Bytes by which the form of a file is told."""
_GZIP = b"\x1f\x8b"
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|p|div|span|table|article|meta|br|h[1-6]|a\s)[\s>/]", re.IGNORECASE
)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|\w+:feed)[\s>]", re.IGNORECASE)


def read_path(path: Path, *, layout: str | None = None, skips: Skips | None = None) -> Iterator[Document]:
    """Yield the documents of one file; JSON Lines are streamed, also when compressed with gzip.

    Parameters
    ----------
    path
        An HTML page, scraped text, JSON Lines or a JSON array of documents, or an RSS, Atom or RDF feed.
    layout
        One of `LAYOUTS`; recognised from the content when None.
    skips
        Counts records that are left out, by reason.

    Raises
    ------
    UnusableInputError
        The file cannot be opened, is no page in any of the layouts, or is too large.
    """
    skips = Skips() if skips is None else skips
    source = str(path)
    try:
        with path.open("rb") as raw:
            stream, head = _unpacked(raw)
            if (layout or _layout(head)) == "jsonl" and not _is_array(head):
                yield from _documents(json_lines(stream, source, skips), source, "jsonl", skips)
            else:
                yield from read_bytes(stream.read(MAX_BYTES + 1), source, layout=layout, skips=skips)
    except (OSError, EOFError, zlib.error) as error:
        raise UnusableInputError(
            f"cannot be read: {error}.", where=source, todo="Check the name and that the file is whole."
        ) from None


def _unpacked(raw: BinaryIO) -> tuple[BinaryIO, bytes]:
    """Return a file from its beginning, unpacked where it is compressed with gzip, and its first bytes."""
    stream = raw
    head = raw.read(_HEAD)
    raw.seek(0)
    if head.startswith(_GZIP):
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
        head = stream.read(_HEAD)
        stream.seek(0)
    return stream, head


def count_documents(path: Path) -> int:
    """Return about how many documents a file holds, for progress: lines of JSON Lines, else 1; 1 if unreadable."""
    try:
        with path.open("rb") as raw:
            stream, head = _unpacked(raw)
            if _layout(head) != "jsonl" or _is_array(head):
                return 1
            return max(1, sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")))
    except (OSError, EOFError, zlib.error):
        return 1


def read_bytes(
    data: bytes, source: str, *, layout: str | None = None, skips: Skips | None = None
) -> Iterator[Document]:
    """Yield the documents in `data`: one of a page, several of JSON Lines and feeds.

    The same bytes give the same documents. `source` is a file name or an address; an address also serves as the
    page's own when the page states none.

    Raises
    ------
    UnusableInputError
        The data are empty, too large, no text, or hold no document.
    """
    skips = Skips() if skips is None else skips
    layout = layout or _layout(data[:_HEAD])
    if layout not in LAYOUTS:
        raise UnusableInputError(f"there is no layout '{layout}'.", todo=f"Choose one of {', '.join(LAYOUTS)}.")
    if layout == "jsonl" and not _is_array(data[:_HEAD]):
        yield from _documents(json_lines(io.BytesIO(data), source, skips), source, layout, skips)
        return
    decoded = decode(data, source)
    if layout == "jsonl":
        yield from _documents(json_array(decoded.text, source, skips), source, layout, skips)
    elif layout == "feed":
        yield from _documents(feed(data, source, skips), source, layout, skips)
    else:
        made = _page(data, decoded.text, source, layout, decoded.notes)
        _count_to_come(made, source, skips)
        yield made


def _count_to_come(document: Document, where: str, skips: Skips) -> None:
    """Count a date of publication that was left out because it is still to come."""
    if TO_COME in document.published_how:
        skips.add(TO_COME, where)


def _layout(head: bytes) -> str:
    """Return the layout that the first bytes of a file show, whatever its name."""
    start = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    start = start.lstrip("\ufeff\x00 \t\r\n")
    if start[:1] == "{" and _begins_objects(start.split("\n")):
        return "jsonl"
    if start[:1] == "[" and re.match(r"\[\s*\{\s*\"", start):
        return "jsonl"
    if _FEED.search(start[:4_000]) and not re.search(r"<html[\s>]", start[:4_000], re.IGNORECASE):
        return "feed"
    return "html" if _TAG.search(start) else "text"


def _begins_objects(lines: list[str]) -> bool:
    """Return whether the first line begins a JSON object, and the second is no prose after it."""
    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return bool(re.match(r"\{\s*(?:\"[^\"\n]{1,60}\"\s*:|$)", lines[0]))
    following = next((line.strip() for line in lines[1:-1] if line.strip()), "{")
    return isinstance(first, dict) and (following[:1] in "{[" or len(first) > 3)


def _is_array(head: bytes) -> bool:
    """Return whether JSON is one array or one object over several lines, rather than one object a line."""
    start = head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if start.startswith(b"["):
        return True
    first = start.split(b"\n", 1)[0].strip()
    return len(start) > len(first) and not first.endswith(b"}") and len(first) < 200


def _page(data: bytes, text: str, source: str, layout: str, notes: tuple[str, ...]) -> Document:
    """Return the document of an HTML page or of scraped text."""
    identity = hashlib.sha256(data).hexdigest()
    address = source if _ADDRESS.match(source) else None
    if layout == "html":
        page = read_html(text)
        found = clean(page.text, [])
        if not found.strip():
            raise UnusableInputError(
                "no text was found on the page.", where=source, todo="Save it after its scripts have run, or as text."
            )
        return _document(
            identity, source, page.url or address, layout, page.title, found, page.dates, page.language, page.hints,
            (*notes, *page.notes),
        )  # fmt: skip
    if not text.strip():
        raise UnusableInputError("the page holds no text.", where=source, todo="Fetch it again.")
    return _document(identity, source, address, layout, _first_line(text), text, (), None, None, notes)


def _documents(records: Iterable[StatedDocument], source: str, layout: str, skips: Skips) -> Iterator[Document]:
    """Yield the documents of records; one that holds no text after all is counted in `skips`.

    Raises
    ------
    UnusableInputError
        There was not one record.
    """
    n = 0
    for record in records:
        notes: list[str] = []
        text = clean_markup(clean(record.text, notes))
        if not text.strip():
            skips.add("a record without text", record.where)
            continue
        n += 1
        title = " ".join(clean_markup(clean(record.title, notes)).split())[:500] if record.title else None
        made = _document(
            record.record_id, source, record.url, layout, title, text, record.dates, record.language, None, tuple(notes)
        )
        _count_to_come(made, record.where, skips)
        yield made
    if not n:
        reasons = "; ".join(skips.lines()[:3])
        raise UnusableInputError(
            f"no document was found in it{f' ({reasons})' if reasons else ''}.",
            where=source,
            todo="JSON Lines need a text field ('text', 'body' or 'content') in each record.",
        )


_ENDS_WITHIN = re.compile(r"(?:[^\W\d_]{4}|[)»”])\.\s+[^\W\d_a-zà-ÿа-яё]\w+ \w+ \w+")
"""A sentence ends and another begins: no initial, no 'U.S. Army'."""


def _first_line(text: str) -> str | None:
    """Return the headline of scraped text: its first line, when that is short, one sentence, and text follows."""
    lines = lines_of(text[:20_000])
    if len(lines) < 2:
        return None
    first = " ".join(text[lines[0].start_at : lines[0].end_at].split())
    headline = len(first) <= 250 and not first.endswith((".", ";", ",", ":")) and matching(first) is None
    return first if headline and not _ENDS_WITHIN.search(first) else None


def _named(source: str) -> str:
    """Return an address, or a file's name: where it lies on this machine is nobody else's business."""
    return source if _ADDRESS.match(source) else PurePath(source).name or source


def _document(
    identity: str,
    source: str,
    url: str | None,
    layout: str,
    title: str | None,
    text: str,
    stated: Iterable[tuple[str, str]],
    language: str | None,
    hints: MarkupHints | None,
    notes: tuple[str, ...],
) -> Document:
    """Return a document after all passes: what is discarded, its language, mends, garbled stretches, its date."""
    read, beyond = _bounded(text)
    dropped = _only_headline(discards(read, title=title, hints=hints), read) + beyond
    spans = [Span(a.start_at, a.end_at) for a in dropped]
    body = [span for left in without(lines_of(read), spans) if (span := strip(read, left))]
    sample = "\n".join(read[span.start_at : span.end_at] for span in body[:40])
    found = identify(sample)
    if found == UNDETERMINED and language and re.match(r"^[a-z]{2}(?:[-_]|$)", language.lower()):
        found = language[:2].lower()
    mended = mends(read, found)
    broken = garbled(read, found, body, mended)
    when = published(tuple(stated), url, read, body, dropped, found)
    dated = _written(read, body, hints, found)
    return Document(
        doc_id=identity,
        source=_SURROGATES.sub("\ufffd", _named(source)),
        url=url,
        layout=layout,
        title=title or None,
        text=text,
        language=found,
        published_earliest=when.earliest,
        published_latest=when.latest,
        published_how=when.how,
        story_id="",
        reader=READER,
        annotations=tuple(sorted([*dropped, *mended, *broken, *dated])),
        notes=notes,
    )


def _written(text: str, body: list[Span], hints: MarkupHints | None, language: str) -> list[Annotation]:
    """Return the days on which the paragraphs of a live page were written.

    Markup says so, or a line that is nothing but a date stands above them; one such line alone dates the page.
    """
    days = hints.written if hints else {}
    found: list[Annotation] = []
    above, days_above = None, set()
    for span in body:
        line = text[span.start_at : span.end_at]
        day = only_day(line, language)
        if day:
            above = day.isoformat()
            days_above.add(above)
        elif told := days.get(key(line)):
            found.append(Annotation(span.start_at, span.end_at, "written", told, 1.0))
        elif above and not days:
            found.append(Annotation(span.start_at, span.end_at, "written", above, 0.9))
    return found if days or len(days_above) > 1 else []


_ADDRESS = re.compile(r"https?://")
_SURROGATES = re.compile("[\ud800-\udfff]")


def _bounded(text: str) -> tuple[str, list[Annotation]]:
    """Return the part of the text that is read, and the annotation of what lies beyond it."""
    if len(text) <= MAX_TEXT:
        return text, []
    cut = max(text.rfind("\n", 0, MAX_TEXT), text.rfind(" ", MAX_TEXT - 10_000, MAX_TEXT), 1)
    reason = f"beyond the first {MAX_TEXT:,} characters"
    return text[:cut], [Annotation(cut, len(text), "discard", reason, 1.0)]


def _joined(dropped: list[Annotation]) -> list[Annotation]:
    """Return discards with neighbours of one reason as one, for pages that are little else."""
    joined: list[Annotation] = []
    for item in dropped:
        last = joined[-1] if joined else None
        if last and last.value == item.value and item.start_at - last.end_at <= 2:
            joined[-1] = Annotation(last.start_at, item.end_at, "discard", item.value, last.confidence)
        else:
            joined.append(item)
    return joined


def _only_headline(dropped: list[Annotation], text: str) -> list[Annotation]:
    """Return the discards, without the headline's own when nothing else is left of the page; and not too many."""
    if len(dropped) > MAX_ANNOTATIONS:
        dropped = _joined(dropped)[:MAX_ANNOTATIONS]
    left = without([Span(0, len(text))], [Span(a.start_at, a.end_at) for a in dropped])
    if any(strip(text, span) for span in left):
        return dropped
    return [a for a in dropped if a.value != "title"]


__all__ = ["LAYOUTS", "MAX_LINE", "READER", "read_bytes", "read_path"]
