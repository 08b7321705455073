"""Who moved: for each state two arrows, its own and the pole's, and what both together did to the distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg
from poleward.publishing.show import number

WIDTH, ROW, LEFT = 560.0, 20.0, 200.0
Interval = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One state's own part and the pole's in the change of their distance: value, 5 % and 95 % quantile each."""

    state: str
    own: Interval
    pole: Interval


def arrows(moves: Sequence[Arrow], pole_label: str, *, pole: str) -> Markup:
    """Draw the moves; to the right the distance grew."""
    values = [0.0, *(v for m in moves for part in (m.own, m.pole) for v in part)]
    scale = svg.Scale(min(values), max(values), LEFT, WIDTH - 70)
    parts = [svg.line(scale(0), 16, scale(0), len(moves) * 2 * ROW + 24, "axis"),
             svg.text(scale(0), 11, "closer ← → farther", class_="quiet", anchor="middle")]  # fmt: skip
    for i, move in enumerate(moves):
        for j, (who, part, look) in enumerate(((move.state, move.own, "line"), (pole_label, move.pole, "line dashed"))):
            y = 20 + (2 * i + j) * ROW + ROW / 2
            value, low, high = part
            tip = scale(value)
            back = 5 if value >= 0 else -5
            said = f"{who}: {number(value)}, 90 % interval {number(low)} to {number(high)}"
            parts.append(
                svg.el(
                    "g",
                    svg.el("title", said),
                    svg.text(LEFT - 10, y + 4, who, anchor="end", class_="" if j == 0 else "quiet"),
                    svg.line(scale(low), y, scale(high), y, "span thin"),
                    svg.line(scale(0), y, tip, y, look),
                    svg.el("polygon", points=f"{tip},{y} {tip - back},{y - 4} {tip - back},{y + 4}", class_="dot"),
                    svg.text(WIDTH - 4, y + 4, number(value), class_="quiet", anchor="end"),
                )
            )
    height = 30 + len(moves) * 2 * ROW
    label = f"Who moved: each state's own part and {pole_label}'s"
    return svg.chart(WIDTH, height, label, *parts, class_=f"pole-{pole}")
