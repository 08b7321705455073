"""Sentences and the units that are parsed, with offsets that lead back to the document's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.coding.grammar.lexicon import words
from poleward.pages.document import MendedText

MAX_UNIT = 900
"""Characters; a longer sentence is cut at a comma or blank, so that no page can make a parse endless."""

MIN_AFTER_DATELINE = 20
"""Characters that follow a dateline at least: our choice; else it is the sentence itself."""

# A run of stops is looked at from its beginning alone: 60,000 dots cost no more than other text.
_END = re.compile(r"""(?<![.!?…])[.!?…]+["'”’»)\]]*(?=\s|$)""")
_STRAY_END = re.compile(r"(?<=[.!?…])\s{1,40}[.!?…,;]{1,40}\Z")
_OPENS = re.compile(r"""\s{1,40}["'“‘«(\[>–—-]{0,10}\s{0,5}[A-ZÀ-ÖØ-Þ0-9Ѐ-Я]""")
ABBREVIATIONS = words("abbreviations")
_DASHED = re.compile(r"\s[–—-]{1,2}\s(?P<inner>[^–—]{12,300}?)\s[–—-]{1,2}(?=[\s,.])")
_DATELINE = re.compile(
    r"[A-ZА-ЯЁ]{3}[A-ZА-ЯЁ -]*[,(.][^—–\n]{1,60}?\s[—–-]{1,2}\s"
    r"|(?:date|published|updated|posted):? \d{4}-\d\d-\d\d "
    r"|[A-ZÀ-ÞЀ-Я][\w-]{2,20},? \d{1,2}\.\d{1,2}\.\d{4}[.:]? "
)
"""'ASTANA, 5 May (Agency) – ', 'date 2022-05-05 ', 'Minsk 5.05.2022 ': where and when a page was written, no part of
what it says."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph inside a body: its first character there, and the mended text."""

    start: int
    mended: MendedText


class Body:
    """A document's paragraphs, mended, one a line, with the way back to the document's own offsets."""

    def __init__(self, paragraphs: Sequence[MendedText]) -> None:
        self.pieces: list[Paragraph] = []
        at = 0
        for mended in paragraphs:
            self.pieces.append(Paragraph(at, mended))
            at += len(mended.text) + 1
        self.text = "\n".join(p.mended.text for p in self.pieces)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's offsets of the body's characters `start` to `end` (within one paragraph)."""
        piece = max((p for p in self.pieces if p.start <= start), key=lambda p: p.start)
        length = len(piece.mended.text)
        span = piece.mended.to_source(min(start - piece.start, length), max(0, min(end - piece.start, length)))
        return span.start_at, span.end_at


def split(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph as (start, end), without blanks at their ends.

    A full stop ends a sentence where a blank and a capital, figure or opening quote follow, but not after an
    abbreviation or an initial. A sentence inside quotation marks ends like any other.
    """
    cuts = []
    for match in _END.finditer(text):
        rest = text[match.end() :]
        if rest and not _OPENS.match(rest):
            continue
        words = text[: match.start()].rsplit(None, 1)
        before = words[-1].lstrip("\"'“‘«([").lower() if words else ""
        dot = match.group(0).startswith(".") and len(match.group(0)) == 1
        if dot and rest and (before in ABBREVIATIONS or re.fullmatch(r"(?:[a-zа-яё]\.)*[a-zа-яё]", before)):
            continue
        cuts.append(match.end())
    out = []
    at = 0
    for cut in [*cuts, len(text)]:
        start, end = at, cut
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(c.isalnum() for c in text[start:end]):
            stray = _STRAY_END.search(text, start, end)
            out.append((start, stray.start() if stray else end))
        at = cut
    return out


@dataclass(frozen=True, slots=True)
class Unit:
    """What is parsed at once: text, and for each of its characters the offset in the body.

    Offsets go up, save where the text is that of another language in English order. `aside` marks a clause that stood
    between dashes.
    """

    text: str
    offsets: tuple[int, ...]
    sentence: int
    aside: bool = False

    def to_body(self, start: int, end: int) -> tuple[int, int]:
        """Return the body's offsets of characters `start` to `end` of the unit."""
        if not self.offsets:
            return 0, 0
        last = min(max(end - 1, start), len(self.offsets) - 1)
        places = self.offsets[min(start, last) : last + 1]
        return min(places), max(places) + 1


def after_dateline(text: str, start: int, end: int) -> int:
    """Return where a sentence begins after its dateline, if it has one."""
    dateline = _DATELINE.match(text, start, end)
    return dateline.end() if dateline and end - dateline.end() > MIN_AFTER_DATELINE else start


def units_of(text: str, start: int, end: int, sentence: int) -> list[Unit]:
    """Return the units of one sentence: a clause between dashes is parsed by itself; blanks in a row become one."""
    start = after_dateline(text, start, end)
    holes: list[tuple[int, int]] = []
    pieces: list[tuple[int, int]] = []
    for match in _DASHED.finditer(text, start, end):
        if len(match.group("inner").split()) >= 4:
            holes.append((match.start(), match.end()))
            pieces.append(match.span("inner"))
    out = _build(text, _outside(start, end, holes), sentence, aside=False)
    for piece in pieces:
        out += _build(text, [piece], sentence, aside=True)
    return out


def _outside(start: int, end: int, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept, at = [], start
    for a, b in holes:
        kept.append((at, a))
        at = b
    kept.append((at, end))
    return kept


def _build(text: str, ranges: Sequence[tuple[int, int]], sentence: int, *, aside: bool) -> list[Unit]:
    chars: list[str] = []
    offsets: list[int] = []
    for a, b in ranges:
        for at in range(a, b):
            char = " " if text[at].isspace() else text[at]
            if char == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(char)
            offsets.append(at)
    units = []
    at = 0
    while at < len(chars):
        limit = min(at + MAX_UNIT, len(chars))
        if limit < len(chars):
            piece = "".join(chars[at:limit])
            cut = max(piece.rfind(", "), piece.rfind("; "))
            limit = at + (cut + 1 if cut > MAX_UNIT // 3 else max(piece.rfind(" "), MAX_UNIT // 2))
        unit = "".join(chars[at:limit])
        if any(c.isalnum() for c in unit):
            units.append(Unit(unit, tuple(offsets[at:limit]), sentence, aside))
        at = limit
    return units
