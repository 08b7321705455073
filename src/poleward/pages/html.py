"""HTML to text: trafilatura as the base, and what the markup says about its lines for the second pass.

Trafilatura (Barbaresi, ACL 2021) finds the article; it keeps what stands inside it as plain paragraphs, such as
'Read more' lines. The hints gathered here (lines that are nothing but a link, captions, headings, titles) let
`discards` take those out with a reason.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from poleward.errors import needs_extra
from poleward.pages.discards import MarkupHints, key
from poleward.pages.layout_tables import BLOCKS, unfold_layout
from poleward.pages.markup_dates import marked_as_change, microdata, near_headline, written
from poleward.pages.published import parse_stated

with needs_extra("text"):
    import trafilatura
    from lxml import etree
    from lxml import html as lxml_html

MAX_ELEMENTS = 60_000
"""A page with more elements is read by the plain walk alone, so that time stays bounded."""
MAX_MARKUP = 6_000_000
"""The same for more characters of markup."""
_SILENT = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select", "option", "button",
        "textarea",
    )
)  # fmt: skip
_AROUND = frozenset(["nav", "header", "footer", "aside", "form"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])(?:caption|credit|wp-caption-text|image-source|photo-source)", re.IGNORECASE)
_POPUP_CLASS = re.compile(
    r"rollover[\w-]{0,40}-block|tooltip|popup|screen-reader|sr-only|visually-hidden", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")
_TRAILING_COMMA = re.compile(r",\s{0,20}([}\]])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2})\b;?", re.IGNORECASE)
_LINE_LIMIT = 400
"""Characters of a headline, caption or byline: what is longer is a paragraph."""
_JSON_LIMIT = 1_000_000
"""Characters of embedded data that are parsed: a bound on time."""


@dataclass(slots=True)
class HtmlPage:
    """What one HTML page holds: its text with one paragraph a line, and what its markup states."""

    text: str
    title: str | None
    url: str | None
    language: str | None
    dates: list[tuple[str, str]] = field(default_factory=list)
    """(how, raw value) of each stated publication date, the most reliable first."""
    hints: MarkupHints = field(default_factory=MarkupHints)
    notes: list[str] = field(default_factory=list)


def read_html(markup: str) -> HtmlPage:
    """Return the text and the stated facts of an HTML page; nothing in it is run or fetched.

    A page that trafilatura cannot read, or that is too large for it, gives the text of its blocks.
    """
    tree = _parse(markup)
    if tree is None:
        return HtmlPage("", None, None, None, notes=["no markup could be read"])
    notes: list[str] = []
    data = list(_linked_data(tree))
    hints = _hints(tree)
    titles = _titles(tree, data)
    page = HtmlPage(
        "", titles[0] if titles else None, _address(tree), tree.get("lang"), _dates(tree, data), notes=notes
    )
    elements = sum(1 for _ in tree.iter())
    language = (tree.get("lang") or "en")[:2].lower()
    near = next((stated.latest for _, raw in page.dates if (stated := parse_stated(raw)) and stated.latest), None)
    told = written(tree, language, near) if elements <= MAX_ELEMENTS else {}
    dated = {key(text): day for text, day in told.items()}
    page.hints = MarkupHints(hints.links, hints.captions, hints.headings, frozenset(key(t) for t in titles), dated)
    _drop_popups(tree)
    if elements <= MAX_ELEMENTS and len(markup) <= MAX_MARKUP:
        unfold_layout(tree)
        page.text = _article(tree)
    else:
        notes.append(f"read by its blocks alone: {elements:,} elements, {len(markup):,} characters of markup")
    page.text = page.text or block_text(tree)
    page.text = _whole_body(page.text, data, notes)
    if not page.text:
        page.text = _without_tags(markup)
        notes.append("read without its markup, which is too broken or nested too deeply")
    return page


def _whole_body(text: str, data: list[dict[str, Any]], notes: list[str]) -> str:
    """Return the article as the linked data have it, where the visible page shows no more than its beginning."""
    for item in data:
        body = item.get("articleBody")
        if not _is_article(item) or not isinstance(body, str) or "LiveBlogPosting" in str(item.get("@type")):
            continue
        plain = clean_markup(body)
        begins = key(plain[:60])[:40]
        if len(plain) > 1.3 * len(text) or (item.get("isAccessibleForFree") is False and begins in key(text)):
            notes.append("the text is that of its linked data: the visible page shows a part")
            return plain
    return text


def clean_markup(text: str, rounds: int = 3) -> str:
    """Return the text of a field that may hold markup or entities, encoded once or more often."""
    for _ in range(rounds):
        before = text
        text = fragment_text(text) if looks_like_markup(text) else unescape(text) if _ENTITY.search(text) else text
        if text == before:
            break
    return text


def looks_like_markup(text: str) -> bool:
    """Return whether a text field holds HTML rather than plain text."""
    return bool(re.search(r"<(?:p|br|div|a|h[1-6]|ul|li|strong|em|b|i|span|img)\b[^<>]{0,500}>", text[:20_000], re.I))


def fragment_text(markup: str) -> str:
    """Return the plain text of an HTML fragment, one block a line; tags that do not parse are left out."""
    tree = _parse(f"<html><body>{markup}</body></html>")
    return block_text(tree) if tree is not None else ""


def block_text(tree: Any) -> str:
    """Return the text of an element's blocks in order, one a line, without scripts, menus and forms."""
    lines: list[str] = []
    run: list[str] = []

    def end_line() -> None:
        line = " ".join("".join(run).split())
        if line:
            lines.append(line)
        run.clear()

    skipping = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        silent = tag in _SILENT or tag in _AROUND or tag in ("head", "title") or not tag
        if event == "start":
            if tag in BLOCKS:
                end_line()
            skipping += silent
            if not skipping and element.text:
                run.append(element.text)
        else:
            skipping -= silent
            if tag in BLOCKS:
                end_line()
            if not skipping and element.tail:
                run.append(element.tail)
    end_line()
    return "\n".join(lines)


def _parse(markup: str) -> Any:
    """Return the tree of a page, or None; entities are not expanded beyond HTML's own, and nothing is fetched."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    markup = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup[:1_000]) + markup[1_000:]
    try:
        return lxml_html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return None


def _without_tags(markup: str) -> str:
    """Return a page's text by leaving out all that stands in angle brackets, scripts and styles included."""
    for tag in ("script", "style"):
        parts = []
        at = 0
        low = markup.lower()
        while (start := low.find(f"<{tag}", at)) >= 0:
            parts.append(markup[at:start])
            end = low.find(f"</{tag}", start)
            at = end if end >= 0 else len(markup)
        markup = "".join([*parts, markup[at:]])
    lines = re.sub(r"<[^<>]*>?", "\n", markup).split("\n")
    return unescape("\n".join(" ".join(line.split()) for line in lines if line.strip()))


def _article(tree: Any) -> str:
    """Return what trafilatura takes for the article, or nothing where it fails on the page."""
    logger = logging.getLogger("trafilatura")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        text = trafilatura.extract(tree, include_comments=False, favor_precision=True, include_tables=True)
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        return ""
    finally:
        logger.setLevel(level)
    return text or ""


def _short_text(element: Any) -> str | None:
    """Return the element's text when it is a short line; None when it is longer."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        size += len(part)
        if size > 2 * _LINE_LIMIT:
            return None
        parts.append(part)
    text = " ".join("".join(parts).split())
    return text if len(text) <= _LINE_LIMIT else None


def _hints(tree: Any) -> MarkupHints:
    """Return the keys of lines that are nothing but links, captions or headings."""
    links: set[str] = set()
    captions: set[str] = set()
    headings: set[str] = set()
    linked: dict[Any, list[str]] = {}
    for element in tree.iter("a", "figcaption", "div", "span", "p", *sorted(_HEADINGS)):
        tag = element.tag
        if tag == "a":
            block = _block_of(element)
            if block is not None and (text := _short_text(element)):
                linked.setdefault(block, []).append(text)
        elif tag in _HEADINGS:
            if text := _short_text(element):
                headings.add(key(text))
        elif (tag == "figcaption" or _CAPTION_CLASS.search(element.get("class") or "")) and (
            text := _short_text(element)
        ):
            captions.add(key(text))
            captions.update(key(part) for child in element if (part := _short_text(child)) and len(part) > 20)
    for block, texts in linked.items():
        whole = _short_text(block)
        inside = key(" ".join(texts))
        if whole and inside and len(inside) >= 0.9 * len(key(whole)):
            links.add(key(whole))
    return MarkupHints(frozenset(links - headings - {""}), frozenset(captions - {""}), frozenset(headings - {""}))


def _block_of(element: Any) -> Any:
    """Return the nearest block around a link, looking up a few levels only."""
    for _ in range(6):
        element = element.getparent()
        if element is None or element.tag in ("p", "li", "td", "div", *_HEADINGS):
            return element
    return None


def _drop_popups(tree: Any) -> None:
    """Take out tooltips and hidden stretches inside lines; their text would be glued to the words around them."""
    for element in list(tree.iter("span", "div", "em", "small")):
        parent = element.getparent()
        if parent is None:
            continue
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if (hidden and parent.tag in ("p", "span", "a", "li")) or _POPUP_CLASS.search(element.get("class") or ""):
            text = _short_text(element)
            if text is not None or hidden or "rollover" in (element.get("class") or ""):
                element.drop_tree()


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, flat; what does not parse is passed over."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        raw = script.text or ""
        if not raw or len(raw) > _JSON_LIMIT:
            continue
        for text in (raw, _TRAILING_COMMA.sub(r"\1", raw)):
            try:
                data = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _flat(data, 0)
            break


def _flat(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data[:50]:
            yield from _flat(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _flat(data.get(name), depth + 1)


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and re.search(r"Article|Posting|Report|WebPage", kind) for kind in kinds)


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        value = meta.get("content")
        if name and value:
            yield name.strip().lower(), value.strip()[:2_000]


def _titles(tree: Any, data: list[dict[str, Any]]) -> list[str]:
    """Return the page's candidate headlines, the best first."""
    found: list[str] = []
    for item in data:
        headline = item.get("headline")
        if _is_article(item) and isinstance(headline, str):
            found.append(headline)
    found += [value for name, value in _metas(tree) if name == "og:title"]
    heads = [text for element in tree.iter("h1") if (text := _short_text(element))]
    found += heads if len(heads) <= 3 else heads[:1]
    found += [text for element in list(tree.iter("title"))[:1] if (text := _short_text(element))]
    cleaned: list[str] = []
    for title in found:
        plain = " ".join(re.sub(r"<[^<>]{0,200}>", "", title).split())[:_LINE_LIMIT]
        cleaned += [plain, _SITE.sub("", plain)] if len(_SITE.sub("", plain)) > 15 else [plain]
    if heads and len(heads) == 1 and cleaned:
        cleaned.sort(key=lambda title: title != " ".join(heads[0].split()))
    elif len(cleaned) > 1 and cleaned[0].startswith(cleaned[1]):
        cleaned[0], cleaned[1] = cleaned[1], cleaned[0]
    return list(dict.fromkeys(title for title in cleaned if title))


def _address(tree: Any) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (href := link.get("href")):
            return str(href).strip()[:2_000] if str(href).startswith("http") else None
    return next((value for name, value in _metas(tree) if name == "og:url" and value.startswith("http")), None)


_DATE_METAS = {
    "article:published_time": "its metadata",
    "datepublished": "its metadata",
    "og:article:published_time": "its metadata",
    "date": "its metadata",
    "dc.date": "its metadata",
    "dc.date.issued": "its metadata",
    "dcterms.created": "its metadata",
    "dcterms.issued": "its metadata",
    "pubdate": "its metadata",
    "publishdate": "its metadata",
    "publish-date": "its metadata",
    "parsely-pub-date": "its metadata",
    "sailthru.date": "its metadata",
    "cxenseparse:recs:publishtime": "its metadata",
}


def _dates(tree: Any, data: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the stated publication dates with where they stand: JSON-LD, meta, then time elements."""
    found = [
        ("its linked data (datePublished)", item["datePublished"])
        for item in data
        if _is_article(item) and isinstance(item.get("datePublished"), str)
    ]
    metas = dict(reversed(list(_metas(tree))))
    found += [(f"{how} ({name})", metas[name]) for name, how in _DATE_METAS.items() if name in metas]
    for element in tree.iter("time"):
        marks = " ".join(str(element.get(a) or "") for a in ("pubdate", "itemprop", "class")).lower()
        if element.get("datetime") and (element.get("pubdate") is not None or "publish" in marks):
            found.append(("its time element", str(element.get("datetime"))))
    found += microdata(tree)
    found += near_headline(tree)
    own = (e for e in tree.iter("time") if e.get("datetime") and not marked_as_change(e))
    times = [str(element.get("datetime")) for element in own]
    if len(set(times)) == 1:
        found.append(("its only time element", times[0]))
    return [(how, value.strip()[:120]) for how, value in found]
