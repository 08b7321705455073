"""The page as other rooms see it: immutable text, and offsets into it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

MAX_PARAGRAPH = 6_000
"""Longer paragraphs are handed out in pieces that end at a sentence, so that nobody downstream meets a 10 MB line."""

INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Soft hyphens, zero-width signs and marks of writing direction: kept in the text, left out of mended text."""

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?…][\"'”»’)\]]*\s")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a document's text, in characters."""

    start_at: int
    end_at: int


@dataclass(frozen=True, slots=True, order=True)
class Annotation:
    """What is known about a stretch of text: see `tables.ANNOTATIONS` for the kinds."""

    start_at: int
    end_at: int
    kind: str
    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class DateInterval:
    """A day that is known to lie between two days, both included."""

    earliest: dt.date
    latest: dt.date


@dataclass(frozen=True, slots=True)
class MendedText:
    """Text as mended, with a map to the offsets of the document's own text.

    Mended character `i` stands for `text[starts[i]:ends[i]]` of the document; an inserted space stands for
    nothing, so that its two offsets are equal.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    span: Span

    def to_source(self, start: int, end: int) -> Span:
        """Return the stretch of the document's text that mended characters `start` to `end` stand for."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is outside the mended text of {len(self.text)} characters")
        if start == end:
            at = self.starts[start] if start < len(self.text) else self.span.end_at
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    def to_mended(self, start_at: int, end_at: int) -> tuple[int, int]:
        """Return the mended characters that the document's `start_at` to `end_at` became (start, end).

        Characters that mending left out have no place of their own: the nearest one is given.
        """
        start = bisect_right(self.ends, start_at)
        end = bisect_left(self.starts, end_at)
        return start, max(start, end)


@dataclass(frozen=True, slots=True)
class Document:
    """One page: the columns of `tables.DOCUMENTS`, its annotations, and notes on how it was read.

    `story_id` is empty until `cluster_stories` has compared the document with others.
    """

    doc_id: str
    source: str
    url: str | None
    layout: str
    title: str | None
    text: str
    language: str
    published_earliest: dt.date | None
    published_latest: dt.date | None
    published_how: str
    story_id: str
    reader: str
    annotations: tuple[Annotation, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def published(self) -> DateInterval | None:
        """The publication interval, with an open end closed by the other; None when nothing is known."""
        earliest = self.published_earliest or self.published_latest
        latest = self.published_latest or self.published_earliest
        return DateInterval(earliest, latest) if earliest and latest else None

    def written(self, span: Span) -> DateInterval | None:
        """Return when a paragraph of a live page was written; None: when the page was."""
        for a in self.annotations:
            if a.kind == "written" and a.start_at <= span.start_at < a.end_at:
                day = dt.date.fromisoformat(a.value)
                return DateInterval(day, day)
        return None

    def paragraphs(self) -> list[Span]:
        """Return the body's paragraphs in order, without discarded stretches and surrounding blanks.

        A document that is nothing but a headline gives that headline.
        """
        dropped = [Span(a.start_at, a.end_at) for a in self.annotations if a.kind == "discard"]
        last = max(dropped, key=lambda span: span.end_at, default=None)
        read = self.text[: last.start_at] if last and last.end_at == len(self.text) else self.text
        pieces = [piece for left in without(lines_of(read), dropped) for piece in _cut(self.text, left)]
        return [span for piece in pieces if (span := strip(self.text, piece))]

    def mended(self, span: Span) -> MendedText:
        """Return the text of `span` as mended: glued words apart, line breaks as spaces, invisible signs out."""
        mends = [
            a for a in self.annotations if a.kind == "mend" and span.start_at <= a.start_at and a.end_at <= span.end_at
        ]
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []

        def put(char: str, start: int, end: int) -> None:
            chars.append(char)
            starts.append(start)
            ends.append(end)

        at = span.start_at
        for mend in sorted(mends):
            if mend.start_at < at:
                continue
            _copy(self.text, at, mend.start_at, put)
            source = mend.start_at
            for char in mend.value:
                found = self.text.find(char, source, mend.end_at)
                if found < 0:
                    put(char, source, source)
                else:
                    put(char, found, found + 1)
                    source = found + 1
            at = mend.end_at
        _copy(self.text, at, span.end_at, put)
        return MendedText("".join(chars), tuple(starts), tuple(ends), span)


def _copy(text: str, start: int, end: int, put: Callable[[str, int, int], None]) -> None:
    for at in range(start, end):
        char = text[at]
        if char in "\n\t":
            put(" ", at, at + 1)
        elif not INVISIBLE.match(char):
            put(char, at, at + 1)


def is_wrapped(text: str) -> bool:
    """Return whether the text's lines were broken at a fixed width, so that a paragraph spans several lines."""
    sample = text[:20_000]
    if not _BLANK_LINE.search(sample):
        return False
    lines = sample.split("\n")
    breaks = [(a.rstrip(), b.lstrip()) for a, b in pairwise(lines) if a.strip() and b.strip()]
    running = sum(1 for a, b in breaks if b[:1].islower() and a[-1:] not in ".!?:;")
    return len(breaks) >= 3 and running > 0.3 * len(breaks)


def lines_of(text: str) -> list[Span]:
    """Return the text's paragraphs: its lines, or its blocks between blank lines where lines were wrapped."""
    separator = _BLANK_LINE if is_wrapped(text) else re.compile(r"\n")
    spans = []
    at = 0
    for match in separator.finditer(text):
        spans.append(Span(at, match.start()))
        at = match.end()
    spans.append(Span(at, len(text)))
    return [span for line in spans if (span := strip(text, line))]


def strip(text: str, span: Span) -> Span | None:
    """Return the span without blanks at its ends; None when nothing is left."""
    start, end = span.start_at, span.end_at
    while start < end and (text[start].isspace() or INVISIBLE.match(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or INVISIBLE.match(text[end - 1])):
        end -= 1
    return Span(start, end) if end > start else None


def without(spans: Iterable[Span], dropped: Iterable[Span]) -> list[Span]:
    """Return what is left of spans in order when the dropped stretches are taken out of them."""
    left: list[Span] = []
    drops = sorted(dropped)
    first = 0
    for span in spans:
        at = span.start_at
        while first < len(drops) and drops[first].end_at <= at:
            first += 1
        place = first
        while place < len(drops) and drops[place].start_at < span.end_at:
            if drops[place].start_at > at:
                left.append(Span(at, drops[place].start_at))
            at = max(at, drops[place].end_at)
            place += 1
        if at < span.end_at:
            left.append(Span(at, span.end_at))
    return left


def _cut(text: str, span: Span) -> list[Span]:
    """Return the span in pieces of at most MAX_PARAGRAPH characters, cut after a sentence or a blank."""
    pieces = []
    start = span.start_at
    while span.end_at - start > MAX_PARAGRAPH:
        limit = start + MAX_PARAGRAPH
        ends = [m.end() for m in _SENTENCE_END.finditer(text, start + MAX_PARAGRAPH // 2, limit)]
        blank = text.rfind(" ", start + MAX_PARAGRAPH // 2, limit)
        cut = ends[-1] if ends else blank + 1 if blank > 0 else limit
        pieces.append(Span(start, cut))
        start = cut
    return [*pieces, Span(start, span.end_at)]


def page_name(source: str, url: str | None, title: str | None, *, alone: bool) -> str:
    """Return what a page is called: its file, or where it is not alone there its address, else its title.

    Examples
    --------
    >>> page_name("news.jsonl", "https://example.org/1", "Talks", alone=False)
    'https://example.org/1'
    """
    return source if alone else url or title or source
