"""Dates that a page's markup states: microdata, time elements, short dated lines by the headline, live updates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from poleward.pages.published import only_day, parse_stated
from poleward.pages.saying_when import published_part, speaks_of_change

MAX_LOOKED_AT = 400
"""Elements around the headline."""
_SHORT, _PARAGRAPH = 120, 140
"""Characters of an element that may hold a date alone; a longer one is a paragraph: our choice."""
_NO_YEAR = 40
"""Letters of a heading that can be a day without its year."""
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date\w*|publish\w*|posted|pub-?date|time(?:stamp)?|byline|dateline|meta|info)(?=$|[\s_-])", re.I
)
_ASIDE = frozenset(("nav", "aside", "footer", "form", "ul", "ol", "script", "style"))
_MARKS = ("datetime", "content", "data-datetime", "data-date", "data-time", "title")
_HEADINGS = ("h2", "h3", "h4", "h5", "strong")
_BLOCKS = frozenset(("p", "li", "blockquote", "h2", "h3", "h4", "h5"))


def microdata(tree: Any) -> list[tuple[str, str]]:
    """Return (how, raw value) of the elements that are marked as the day of publication."""
    found = []
    for element in tree.iter():
        marked = (element.get("itemprop") or element.get("property") or "").lower() if _is_tag(element) else ""
        if marked.rsplit(":", 1)[-1] == "datepublished" and element.tag != "meta":
            found += [("its microdata (datePublished)", value) for value in _values(element)[:1]]
    return found


def near_headline(tree: Any) -> list[tuple[str, str]]:
    """Return (how, raw value) of the short dated lines between a page's headline and its first paragraph, or above it.

    A line that speaks of a change alone is none; of one that speaks of both, the part on publication counts.
    """
    found: list[tuple[str, str]] = []
    for element in _around_headline(tree):
        if element.tag != "time" and not _DATED.search(_marks(element)):
            continue
        text = _text(element)
        if marked_as_change(element) or (text is not None and speaks_of_change(text) and not _labelled(text)):
            continue
        for value in _values(element):
            part = published_part(value)
            if part and parse_stated(part[0]):
                found.append(("a line near its headline" if element.tag != "time" else "its time element", part[0]))
                break
    return found


def _marks(element: Any) -> str:
    return " ".join(str(element.get(name) or "") for name in ("class", "id", "itemprop"))


def marked_as_change(element: Any) -> bool:
    """Return whether an element is marked as the day of a change of the page."""
    return speaks_of_change(_marks(element))


def _labelled(text: str) -> bool:
    part = published_part(text)
    return bool(part and part[1])


def written(tree: Any, language: str = "en", published: dt.date | None = None) -> Mapping[str, str]:
    """Return the day (ISO) on which each paragraph of a live page was written, by the paragraph's text.

    A paragraph is dated by the nearest time element, element marked as a date, or heading that is a date before it. A
    page with one day alone gives nothing: its own date says as much.

    Parameters
    ----------
    published
        A day that the page states: a heading without a year ("Friday 4 March") is of the year next to it.
    """
    day: str | None = None
    found: dict[str, str] = {}
    for element in tree.iter("time", "span", "div", *_BLOCKS, *_HEADINGS):
        marked = element.tag == "time" or (element.tag not in _BLOCKS and bool(_DATED.search(_marks(element))))
        if (element.tag in ("span", "div") and not marked) or _is_aside(element):
            continue
        text = _text(element) if element.tag != "p" else " ".join("".join(element.itertext()).split())[:2_000]
        if marked or (element.tag in _HEADINGS and text):
            told = _day_of(element, text or "", language, published)
            if told:
                day = told.isoformat()
                continue
        if day and text and element.tag in _BLOCKS:
            found.setdefault(text, day)
    return found if len(set(found.values())) > 1 else {}


def _day_of(element: Any, text: str, language: str, published: dt.date | None) -> dt.date | None:
    """Return the day that a time element, an element marked as a date or a heading names; None: none."""
    stated = parse_stated(element.get("datetime") or "") if element.get("datetime") else None
    if stated is None and element.tag in ("span", "div"):
        stated = parse_stated(text)
    if stated and stated.earliest == stated.latest:
        return stated.earliest
    told = only_day(text, language)
    if told or published is None or not 4 <= len(text) <= _NO_YEAR:
        return told
    years = (published.year, published.year - 1, published.year + 1)
    near = [day for year in years for mark in (" ", ", ") if (day := only_day(f"{text}{mark}{year}", language))]
    return min(near, key=lambda day: abs((day - published).days), default=None)


def _around_headline(tree: Any) -> Iterator[Any]:
    """Yield the elements shortly before the headline, and after it up to the first paragraph."""
    before: list[Any] = []
    seen = -1
    for element in tree.iter():
        if not _is_tag(element) or _is_aside(element):
            continue
        if seen < 0 and element.tag == "h1":
            seen = 0
            yield from before[-30:]
        elif seen < 0:
            before.append(element)
            if len(before) > 2_000:
                del before[:1_000]
        else:
            seen += 1
            text = _text(element, limit=_PARAGRAPH)
            if seen > MAX_LOOKED_AT or (element.tag == "p" and text is None):
                return
            yield element
    if seen < 0:
        yield from before[:MAX_LOOKED_AT]


def _values(element: Any) -> list[str]:
    values = [str(element.get(name) or "").strip() for name in _MARKS]
    return [value[:_SHORT] for value in (*values, _text(element) or "") if value]


def _text(element: Any, limit: int = _SHORT) -> str | None:
    """Return an element's text when it is a short line; None when it is longer."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        size += len(part)
        if size > 3 * limit:
            return None
        parts.append(part)
    text = " ".join("".join(parts).split())
    return text if len(text) <= limit else None


def _is_tag(element: Any) -> bool:
    return isinstance(element.tag, str)


def _is_aside(element: Any) -> bool:
    """Return whether an element stands in a menu, list or margin, looking up a few levels."""
    for _ in range(5):
        if element is None:
            return False
        if element.tag in _ASIDE:
            return True
        element = element.getparent()
    return False
