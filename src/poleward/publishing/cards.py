"""The picture that is shown where a link is shared: the message in large letters, and the chart below it."""

from __future__ import annotations

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg
from poleward.publishing.multiples import placed

TITLE, UNDER = 52.0, 26.0
"""Pixels of the letters of the message, and of the line under it."""
EDGE = 60.0
"""Room around a card, in its pixels: a matter of looks."""


def card(title: str, under: str, drawing: Markup) -> str:
    """Return a card as a drawing that stands alone: the message on at most two lines, a line under it, a chart."""
    width, height = design.CARD
    lines = wrapped(title, (width - 2 * EDGE) / (TITLE * design.PER_CHARACTER))[:2]
    top = EDGE + TITLE
    parts = [
        svg.el("text", line, x=EDGE, y=top + k * TITLE * 1.15, font_size=TITLE, font_weight="700")
        for k, line in enumerate(lines)
    ]
    below = top + (len(lines) - 1) * TITLE * 1.15 + UNDER * 1.7
    parts.append(svg.el("text", under, x=EDGE, y=below, font_size=UNDER, class_="under"))
    parts.append(placed(design.wide(drawing), EDGE, below + 20, width - 2 * EDGE, height - below - 60))
    parts.append(svg.el("text", "poleward", x=width - EDGE, y=height - 26, font_size=UNDER, text_anchor="end"))
    return design.standalone(str(svg.chart(width, height, title, *parts, class_="card")))


def wrapped(said: str, characters: float) -> list[str]:
    """Return a text in lines of at most so many characters, broken between words.

    Examples
    --------
    >>> wrapped("Hungary moved away from Moscow", 20)
    ['Hungary moved away', 'from Moscow']
    """
    lines = [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= characters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
