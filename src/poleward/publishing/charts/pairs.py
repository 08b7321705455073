"""The same questions before and since: on each line where agreement stood, an arrow, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

ROW = 38.0
SAME = 0.005
"""A difference of shares below this is drawn as none."""


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """One question: its name, agreement before and since (0 to 1), what is said of it, and where it leads."""

    name: str
    before: float
    since: float
    said: str
    href: str = ""


def pairs_chart(pairs: Sequence[DrawnPair], label: str, width: float, *, pole: str, ends: tuple[str, str]) -> Markup:
    """Draw questions one below the other on a scale from 0 to 100; `ends` says what the two ends of it are."""
    room = design.Room(width, left=12.0, right=12.0)
    x = svg.AxisScale(0.0, 1.0, room.left, width - room.right)
    tall = ROW * len(pairs) + 22
    parts = [svg.text(x(0), 12, ends[0], class_="quiet"), svg.text(x(1), 12, ends[1], class_="quiet", anchor="end")]
    for k, pair in enumerate(pairs):
        y = 22 + ROW * k + 27
        marks = [
            svg.el("rect", x=0.0, y=22 + ROW * k, width=width, height=ROW, class_="hit"),
            svg.text(x(0), y - 11, design.cut(pair.name, width - 24)),
            svg.line(x(0), y, x(1), y, "grid"),
            svg.el("circle", cx=x(pair.before), cy=y, r=5, class_="hollow"),
            svg.el("circle", cx=x(pair.since), cy=y, r=5, class_="dot"),
        ]
        if abs(pair.since - pair.before) > SAME:
            toward = 1 if pair.since > pair.before else -1
            marks.insert(3, svg.line(x(pair.before) + 5 * toward, y, x(pair.since), y, "line"))
        whole = svg.el("g", svg.el("title", pair.said), *marks)
        parts.append(svg.link(pair.href, pair.said, *marks) if pair.href else whole)
    return svg.chart(width, tall, label, *parts, class_=f"pairs-chart pole-{pole}")
