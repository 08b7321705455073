"""The chart defaults: sizes, room for words, and how a drawing of a page becomes a picture that stands alone.

Colours and type are in `static/app.css` alone; what is drawn here carries classes of it. A chart is drawn twice, for a
page and for a phone, each in its own pixels, so that its words keep their size; the style sheet shows one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from poleward.colours import PALETTE
from poleward.errors import needs_extra
from poleward.publishing.charts import svg

WIDE, NARROW = 720.0, 336.0
"""Pixels a chart is wide on a page and on a phone of 360 pixels."""
TEXT, SMALL = 13.0, 12.0
"""Pixels of the words of a chart, and of its axis."""
LINE = 17.0
"""Pixels from one line of words to the next."""
PER_CHARACTER = 0.6
"""Width of a character in heights of the type, on average: there is no font here to measure with."""
CARD = (1200, 630)
"""Pixels of a picture that is shown where a link is shared."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a chart: its width, and what its words leave free on each side."""

    width: float
    left: float = 34.0
    right: float = 12.0
    top: float = 14.0
    bottom: float = 24.0

    @property
    def narrow(self) -> bool:
        """Whether this is a phone's."""
        return self.width < (WIDE + NARROW) / 2


def words_width(said: str, size: float = TEXT) -> float:
    """Return about how many pixels a text takes."""
    return len(said) * size * PER_CHARACTER


def cut(said: str, pixels: float, size: float = TEXT) -> str:
    """Return a text that fits into so many pixels, with an ellipsis where it was cut."""
    most = max(3, int(pixels / (size * PER_CHARACTER)))
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def apart(places: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return places moved as little as it takes to lie at least so far apart between two ends, in their own order."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    at = low - least
    for i in order:
        at = out[i] = max(places[i], at + least)
    at = high + least
    for i in reversed(order):
        at = out[i] = min(out[i], at - least)
    return out


def both(draw: Callable[[float], Markup]) -> Markup:
    """Return a drawing for a page and one for a phone; the style sheet shows one of them."""
    return Markup("").join(
        svg.el("div", draw(width), class_=name) for name, width in (("wide", WIDE), ("narrow", NARROW))
    )


def wide(drawing: Markup) -> str:
    """Return the page's drawing of the two that `both` made."""
    return str(drawing).removeprefix('<div class="wide">').partition("</svg></div>")[0] + "</svg>"


@cache
def style() -> str:
    """Return the style sheet."""
    return resources.files("poleward.publishing").joinpath("static/app.css").read_text(encoding="utf-8")


@cache
def chart_style() -> str:
    """Return the part of the style sheet that charts need, in the light colours, with every colour written out."""
    text = style()
    found = re.findall(r"(?<![\w-])--([\w-]+):([^;}]+)", text[: text.index("@media")])
    tokens = {name: value.strip() for name, value in found}
    part = text[text.index("/* charts") : text.index("/* end of charts")]
    rules = re.findall(r"(?<![^{}])([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", part, flags=re.DOTALL))
    out = []
    for selectors, body in rules:
        if "--pole:" in body:
            continue
        for name, prefix in [("blue", ""), *((name, f".pole-{name} ") for name in PALETTE)]:
            if prefix and "--pole" not in body:
                continue
            filled = body.replace("var(--pole, var(--blue))", f"var(--{name})").replace("var(--pole)", f"var(--{name})")
            filled = re.sub(r"var\(--([\w-]+)\)", lambda m: tokens[m.group(1)].strip(), filled)
            chosen = ",".join(f"{prefix}{s.strip().removeprefix('svg ')}" for s in selectors.split(","))
            out.append(f"{chosen}{{{filled.strip()}}}")
    return "\n".join(out)


def standalone(drawing: str) -> str:
    """Return an SVG drawing as a file: its own style in it, on white."""
    head, _, rest = str(drawing).partition(">")  # a plain text: parts of a drawing are not escaped anew
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    width, height = box.groups() if box else ("720", "400")
    return (
        f"{head.replace('<svg', '<svg xmlns=' + chr(34) + 'http://www.w3.org/2000/svg' + chr(34), 1)} "
        f'width="{width}" height="{height}" font-family="Liberation Sans, Arial, sans-serif" font-size="{TEXT:g}">'
        f'<style>{chart_style()}</style><rect width="100%" height="100%" fill="#ffffff"/>{rest}\n'
    )


def to_png(drawing: str, *, scale: float = 1.0) -> bytes:
    """Return a drawing that stands alone as PNG, so many times its size in pixels."""
    with needs_extra("web"):
        import vl_convert

    png: bytes = vl_convert.svg_to_png(drawing, scale=scale)
    return png
