"""The specification curve: the change under every defensible choice, sorted, and below it which choices made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

HEIGHT, ROW = 170.0, 15.0
"""Pixels of the curve, and of a row of choices; on a phone a row has its name above it."""


@dataclass(frozen=True, slots=True)
class DrawnChoice:
    """One combination: the change in points of 100, and the names of what was chosen."""

    change: float
    chosen: tuple[str, ...]


def choices_chart(choices: Sequence[DrawnChoice], label: str, width: float, *, pole: str) -> Markup:
    """Draw the changes from the furthest away on, and a row of marks for each name that occurs."""
    narrow = width < design.WIDE
    ordered = sorted(choices, key=lambda c: (c.change, c.chosen))
    names = list(dict.fromkeys(name for place in zip(*(c.chosen for c in choices), strict=True) for name in place))
    left = 34.0 if narrow else 24.0 + max(design.words_width(name, design.SMALL) for name in names)
    x = svg.AxisScale(0, max(len(ordered) - 1, 1), left + 8, width - 12)
    low, high = min(0.0, ordered[0].change), max(0.0, ordered[-1].change)
    y = svg.AxisScale(low - 1, high + 1, HEIGHT, 10)
    parts = []
    for t in svg.ticks(y.low, y.high, 5):
        parts += [
            svg.line(x.start - 6, y(t), x.end, y(t), "axis" if t == 0 else "grid"),
            svg.text(x.start - 12, y(t) + 4, f"{t:+g}".replace("-", "−") if t else "0", class_="quiet", anchor="end"),
        ]
    for k, one in enumerate(ordered):
        said = f"{one.change:+z.1f}: {', '.join(one.chosen)}".replace("-", "−")
        parts.append(svg.el("circle", svg.el("title", said), cx=x(k), cy=y(one.change), r=2.6, class_="dot"))
    row, top = ROW + (design.LINE if narrow else 0.0), HEIGHT + 14
    for n, name in enumerate(names):
        middle = top + row * n + row - ROW / 2
        parts.append(svg.text(left if not narrow else 4, middle - ROW + 2 if narrow else middle + 4, name,
                              class_="quiet", anchor="start" if narrow else "end"))  # fmt: skip
        marks = "".join(f"M{x(k):.1f} {middle - 4:.1f}v8" for k, one in enumerate(ordered) if name in one.chosen)
        parts.append(svg.el("path", d=marks, class_="made"))
    return svg.chart(width, top + row * len(names) + 6, label, *parts, class_=f"choices pole-{pole}")
