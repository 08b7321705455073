"""Who moved, as a bar that adds up: parts of a change one after the other, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

ROW, BAR = 30.0, 16.0
"""Pixels of a row, and of a bar in it; on a phone its words stand above it."""


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """One part: its name, its value, how it is written, its interval where it has one, and its look."""

    name: str
    value: float
    written: str
    look: str
    low: float | None = None
    high: float | None = None


def sum_chart(parts: Sequence[DrawnPart], total: DrawnPart, label: str, width: float, *, pole: str) -> Markup:
    """Draw the parts of a change and their sum; left of 0 is away. An interval hangs on the end of its part."""
    narrow = width < design.WIDE
    row = ROW + (design.LINE if narrow else 0.0)
    left = 6.0 if narrow else 20.0 + max(design.words_width(p.name) for p in (*parts, total))
    room = 16.0 + max(design.words_width(p.written) for p in (*parts, total))
    reached, ends = 0.0, [0.0, total.value]
    starts = []
    for part in parts:
        starts.append(reached)
        ends += [reached + v for v in (part.value, part.low, part.high) if v is not None]
        reached += part.value
    x = svg.AxisScale(min(ends), max(ends), left + 10, width - (10 if narrow else room))
    drawn = [svg.line(x(0), 2, x(0), row * (len(parts) + 1), "axis")]
    for k, (part, start) in enumerate([*zip(parts, starts, strict=True), (total, 0.0)]):
        middle = row * (k + 1) - ROW / 2
        words = middle - BAR if narrow else middle + 4
        look = "name" if part is total else ""
        a, b = sorted((x(start), x(start + part.value)))
        marks = [
            svg.text(left, words, part.name, anchor="start" if narrow else "end", class_=look),
            svg.text(width - 4, words, part.written, anchor="end", class_=look),
            svg.el("rect", x=a, y=middle - BAR / 2, width=max(b - a, 1.0), height=BAR, class_=part.look),
        ]
        if part.low is not None and part.high is not None:
            marks.append(svg.line(x(start + part.low), middle, x(start + part.high), middle, "sure"))
        drawn.append(svg.el("g", svg.el("title", f"{part.name}: {part.written}"), *marks))
    return svg.chart(width, row * (len(parts) + 1) + 4, label, *drawn, class_=f"sums pole-{pole}")
