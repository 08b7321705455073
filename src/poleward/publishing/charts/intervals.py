"""Many answers in one picture: a row for each state, in it a dot with its interval for each pole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

STEP, GAP = 15.0, 12.0
"""Pixels from one pole's line to the next, and between two states."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A change with its interval, in points: the pole, its colour, and what is said of it."""

    pole: str
    colour: str
    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One state's dots, and where its name leads."""

    name: str
    dots: Sequence[Dot]
    href: str = ""


def intervals_chart(rows: Sequence[DrawnRow], label: str, width: float, ends: tuple[str, str]) -> Markup:
    """Draw rows on one axis; the poles are named in the first row. Left of 0 is away."""
    narrow = width < design.WIDE
    poles = max((design.words_width(d.pole, design.SMALL) for row in rows for d in row.dots), default=0.0)
    left = 10.0 if narrow else 20.0 + max(design.words_width(row.name) for row in rows)
    values = [v for row in rows for d in row.dots for v in (d.low, d.high, 0.0)]
    x = svg.AxisScale(min(values), max(values), left + 8, width - 12 - poles)
    parts, y = [svg.text(x.start, 14, ends[0], class_="quiet")], 26.0
    if not narrow:
        parts.append(svg.text(width - 4, 14, ends[1], class_="quiet", anchor="end"))
    heights = []
    for row in rows:
        heights.append(y)
        y += STEP * len(row.dots) + GAP + (design.LINE if narrow else 0.0)
    for t in svg.ticks(x.low, x.high, 4 if narrow else 8):
        parts += [
            svg.line(x(t), 20, x(t), y, "axis" if t == 0 else "grid"),
            svg.text(x(t), y + 14, f"{t:+g}".replace("-", "−") if t else "0", class_="quiet", anchor="middle"),
        ]
    for row, top in zip(rows, heights, strict=True):
        start = top + (design.LINE if narrow else 0.0)
        middle = start + STEP * len(row.dots) / 2
        name = svg.text(left, top + 10 if narrow else middle + 4, row.name, class_="name",
                        anchor="start" if narrow else "end")  # fmt: skip
        parts.append(svg.link(row.href, row.name, name, drawer=False) if row.href else name)
        for k, dot in enumerate(row.dots):
            at = start + STEP * k + STEP / 2
            parts.append(
                svg.el(
                    "g", svg.el("title", dot.said), svg.line(x(dot.low), at, x(dot.high), at, "span"),
                    svg.el("circle", cx=x(dot.value), cy=at, r=4, class_="dot"),
                    svg.text(x(dot.high) + 6, at + 4, dot.pole, class_="pole-name") if row is rows[0] else "",
                    class_=f"pole-{dot.colour}",
                )
            )  # fmt: skip
    return svg.chart(width, y + 20, label, *parts, class_="intervals")
