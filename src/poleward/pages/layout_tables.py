"""Pages that tables lay out: their tables become plain blocks before the article is looked for."""

from __future__ import annotations

from typing import Any

from poleward.errors import needs_extra

with needs_extra("text"):
    from lxml import etree


RUNNING_TEXT = 250
"""Characters outside links that make a cell one of running text."""
MENU_LINKS = 3
"""Links that make a cell a menu at least: our choice."""
MAX_TABLES = 400
"""Tables of one page that are looked at."""

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
        "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul", "br",
    )
)  # fmt: skip


def unfold_layout(tree: Any) -> None:
    """Turn tables that only lay a page out into plain blocks, without their cells of menus and link lists.

    A table lays out when it holds another table or a cell of running text; what is left is a table of data.
    """
    layout = [table for table in list(tree.iter("table"))[:MAX_TABLES] if _lays_out(table)]
    for table in layout:
        for cell in [c for c in table.iter("td") if next(c.iterancestors("table")) is table]:
            if _is_link_list(cell):
                cell.drop_tree()
    for table in layout:
        table.tag = "div"
        for part in table.iter("tbody", "thead", "tr", "td", "th"):
            if next(part.iterancestors("table"), None) is None:
                part.tag = "div"
    if layout:
        _break_paragraphs(tree)


def _lays_out(table: Any) -> bool:
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return any(_linked_length(cell)[1] >= RUNNING_TEXT for cell in table.iter("td"))


def _linked_length(cell: Any) -> tuple[int, int]:
    """Return the number of characters of a cell's links and of its text outside them, without blanks at the ends."""
    linked = sum(len(part.strip()) for link in cell.iter("a") for part in link.itertext())
    return linked, sum(len(part.strip()) for part in cell.itertext()) - linked


def _is_link_list(cell: Any) -> bool:
    """Whether a cell is a menu or a column of teasers: mostly links, and no stretch of running text between them."""
    linked, plain = _linked_length(cell)
    links = sum(1 for _ in cell.iter("a"))
    return links >= MENU_LINKS and linked > plain


def _break_paragraphs(tree: Any) -> None:
    """Make paragraphs of stretches that two line breaks part, as pages laid out by tables write them."""
    for block in list(tree.iter("div")):
        breaks = [e for e in block if e.tag == "br"]
        if len(breaks) < 2 or any(e.tag in BLOCKS and e.tag != "br" for e in block):
            continue
        parts: list[Any] = [etree.Element("p")]
        parts[0].text, block.text = block.text, None
        for child in list(block):
            tail, child.tail = child.tail, None
            block.remove(child)
            if child.tag == "br":
                parts.append(etree.Element("p"))
                parts[-1].text = tail
            else:
                child.tail = tail
                parts[-1].append(child)
        block.extend(p for p in parts if len(p) or (p.text or "").strip())
