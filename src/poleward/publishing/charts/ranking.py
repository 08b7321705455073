"""A ranked list's bars: each state's change with its interval, the state's own move and the pole's in two tones.

Every row is a small drawing on one common axis, so that rows can be sorted, searched and printed as a table. It is
stretched to its place, so it holds lines and bars alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg

WIDTH, NARROW, HEIGHT = 340.0, 124.0, 22.0
TICKS = 6
"""Lines of the axis, about."""
EDGE = 10.0
"""Room at both ends of the axis."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One state's change, in points of 100: its 90 % interval, and the moves of the state and of the pole.

    Negative is away from the pole.
    """

    change: float
    low: float
    high: float
    own: float
    pole: float


def axis_of(bars: Sequence[Bar]) -> svg.AxisScale:
    """Return the axis on which all bars fit, 0 among them."""
    ends = [0.0, *(v for b in bars for v in (b.low, b.high, *_reach(b)))]
    return svg.AxisScale(min(ends), max(ends), EDGE, WIDTH - EDGE)


def _reach(bar: Bar) -> tuple[float, float]:
    """Return how far the two moves reach from 0: those of one sign stand one after the other."""
    return min(bar.own, 0.0) + min(bar.pole, 0.0), max(bar.own, 0.0) + max(bar.pole, 0.0)


def head(axis: svg.AxisScale, label: str, width: float = WIDTH) -> Markup:
    """Draw the axis with its numbers, for a page or for a phone; `label` says which side is which."""
    edge = EDGE * width / WIDTH
    place = svg.AxisScale(axis.low, axis.high, edge, width - edge)
    # Numbers stand at the rows' own lines; a phone has room for every second one.
    at = svg.ticks(axis.low, axis.high, TICKS)
    each = 1 if width == WIDTH or len(at) < 2 else 2
    numbers = [
        svg.text(place(t), HEIGHT - 6, f"{t:+.0f}".replace("-", "−") if t else "0", class_="quiet", anchor="middle")
        for t in at
        if round(t / (at[1] - at[0] if len(at) > 1 else 1)) % each == 0
    ]
    return svg.chart(width, HEIGHT, label, *numbers, class_="rank-head")


def row(bar: Bar, axis: svg.AxisScale, said: str, *, pole: str) -> Markup:
    """Draw one state's change.

    Parameters
    ----------
    said
        What the row says, in words, for those who hear it.
    pole
        Class of the pole's colour.
    """
    grid = [svg.line(axis(t), 0, axis(t), HEIGHT, "grid") for t in svg.ticks(axis.low, axis.high, TICKS) if t]
    parts = [*grid, svg.line(axis(0), 0, axis(0), HEIGHT, "axis")]
    for class_, value, start in _moves(bar):
        a, b = sorted((axis(start), axis(start + value)))
        parts.append(svg.el("rect", class_=class_, x=a, y=4.0, width=b - a, height=HEIGHT - 8))
    middle = HEIGHT / 2
    parts += [
        svg.line(axis(bar.low), middle, axis(bar.high), middle, "span sure"),
        svg.line(axis(bar.change), 1, axis(bar.change), HEIGHT - 1, "here"),
    ]
    return svg.chart(WIDTH, HEIGHT, said, *parts, class_=f"rank pole-{pole}", stretch=True)


def _moves(bar: Bar) -> list[tuple[str, float, float]]:
    """Return the two moves as (class, value, where it starts); the second goes on where one of its sign ended."""
    after = bar.own if bar.own * bar.pole > 0 else 0.0
    return [("own", bar.own, 0.0), ("poles", bar.pole, after)]
