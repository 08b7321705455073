"""Calibration: how often the coder is right when it is so sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg
from poleward.publishing.tongue import Tongue

SIZE, LEFT, BOTTOM, PAD = 300.0, 40.0, 34.0, 10.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how many, their mean confidence and the share that is right, 0 to 1."""

    n: int
    confidence: float
    accuracy: float


def calibration(bins: Sequence[Bin], label: str, *, tongue: Tongue) -> Markup:
    """Draw the bins against the line on which confidence is what it claims; a dot's area is how many answers it has."""
    x, y = svg.AxisScale(0, 1, LEFT, SIZE - PAD), svg.AxisScale(0, 1, SIZE - BOTTOM, PAD)
    parts = [svg.line(x(0), y(0), x(1), y(1), "rule")]
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        said = f"{round(100 * value)}\N{NO-BREAK SPACE}%"
        parts += [
            svg.line(LEFT, y(value), SIZE - PAD, y(value), "grid"),
            svg.text(LEFT - 5, y(value) + 4, said, class_="quiet", anchor="end"),
            svg.text(x(value), SIZE - BOTTOM + 14, said, class_="quiet", anchor="middle"),
        ]
    parts.append(svg.text(x(0.5), SIZE - 4, tongue("confidence → share right ↑"), class_="quiet", anchor="middle"))
    most = max((b.n for b in bins), default=1)
    for one in bins:
        said = tongue(
            "%(n)s answers at confidence %(confidence)s: %(right)s right",
            n=tongue.number(one.n), confidence=tongue.number(one.confidence, 2), right=tongue.number(one.accuracy, 2),
        )  # fmt: skip
        dot = svg.el("circle", cx=x(one.confidence), cy=y(one.accuracy), r=3 + 8 * (one.n / most) ** 0.5, class_="dot")
        parts.append(svg.el("g", svg.el("title", said), dot))
    return svg.chart(SIZE, SIZE, label, *parts, class_="square pole-blue")
