"""Lines over time with bands, each named where it ends: the same question for several poles, or several states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

HEIGHT, LOW = 340.0, 260.0
"""Pixels a chart is high on a page and on a phone."""
FEW = 46.0
"""Pixels between two years that are named."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line.

    Attributes
    ----------
    name, colour
        What is written at its end, and the colour of a pole.
    at, middle, low, high
        Times in years, and at each the value and the ends of its band.
    href, said
        Where the line leads, and what is said of it.
    """

    name: str
    colour: str
    at: Sequence[float]
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    href: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes of lines hold, so that several charts can share them; `since` is marked and named."""

    first: float
    last: float
    low: float
    high: float
    since: float
    since_said: str


def axes_of(lines: Sequence[DrawnLine], since: float, since_said: str, *, least: float = 10.0) -> Axes:
    """Return axes that hold all lines with their bands, and at least so much of the scale."""
    low = min(v for line in lines for v in line.low)
    high = max(v for line in lines for v in line.high)
    room = max(least - (high - low), 0.04 * (high - low)) / 2
    first, last = min(line.at[0] for line in lines), max(line.at[-1] for line in lines)
    return Axes(first=first, last=last, low=low - room, high=high + room, since=since, since_said=since_said)


def lines_chart(
    lines: Sequence[DrawnLine], axes: Axes, label: str, width: float, *, height: float | None = None, named: bool = True
) -> Markup:
    """Draw lines on axes.

    Parameters
    ----------
    named
        Write each line's name at its end.
    """
    tall = height or (HEIGHT if width >= design.WIDE else LOW)
    ends = [line.name if named else "" for line in lines]
    room = design.Room(width, right=12.0 + max(design.words_width(end) for end in ends))
    x = svg.AxisScale(axes.first, axes.last, room.left, width - room.right)
    y = svg.AxisScale(axes.low, axes.high, tall - room.bottom, room.top + design.LINE)
    parts = [*_grid(axes, x, y, width - room.right, tall), *_since(axes, x, room, tall)]
    for line in lines:
        band = [*zip(line.at, line.high, strict=True), *reversed([*zip(line.at, line.low, strict=True)])]
        drawn = svg.el("polygon", points=_points(band, x, y), class_="band")
        parts.append(svg.el("g", drawn, class_=f"pole-{line.colour}"))
    places = design.apart([y(line.middle[-1]) + 4 for line in lines], design.LINE, room.top + 8, tall - room.bottom)
    for line, end, place in zip(lines, ends, places, strict=True):
        drawn = svg.el("polyline", points=_points([*zip(line.at, line.middle, strict=True)], x, y), class_="line")
        dot = svg.el("circle", cx=x(line.at[-1]), cy=y(line.middle[-1]), r=3.5, class_="dot")
        name = svg.text(width - room.right + 8, place, end, class_="pole-name")
        mark = svg.el("g", drawn, dot, name, class_=f"pole-{line.colour}")
        parts.append(svg.link(line.href, line.said or end, mark, drawer=False) if line.href else mark)
    return svg.chart(width, tall, label, *parts, class_="lines")


def _points(places: Sequence[tuple[float, float]], x: svg.AxisScale, y: svg.AxisScale) -> str:
    return " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in places)


def _grid(axes: Axes, x: svg.AxisScale, y: svg.AxisScale, right: float, tall: float) -> list[Markup]:
    parts = []
    for value in svg.ticks(axes.low, axes.high, 5):
        parts += [
            svg.line(x.start, y(value), right, y(value), "grid"),
            svg.text(x.start - 6, y(value) + 4, f"{value:g}", class_="quiet", anchor="end"),
        ]
    fits = (x.end - x.start) / FEW
    span = axes.last - axes.first
    step = next((s for s in (1, 2, 3, 4, 5, 10, 20, 50) if span / s <= fits), 100)
    first = -(-int(axes.first) // step) * step
    years = [year for year in range(first, int(axes.last) + 1, step) if axes.first <= year <= axes.last]
    parts += [svg.text(x(year), tall - 7, str(year), class_="quiet", anchor="middle") for year in years]
    return parts


def _since(axes: Axes, x: svg.AxisScale, room: design.Room, tall: float) -> list[Markup]:
    if not axes.first < axes.since < axes.last:
        return []
    place = x(axes.since)
    left = place - design.words_width(axes.since_said) / 2 < room.left
    right = place + design.words_width(axes.since_said) / 2 > room.width - 4
    anchor = "start" if left else "end" if right else "middle"
    return [
        svg.line(place, room.top + 4, place, tall - room.bottom, "rule"),
        svg.text(place, room.top, axes.since_said, class_="quiet", anchor=anchor),
    ]
