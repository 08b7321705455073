"""The waterfall: how the parts of a number add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg
from poleward.publishing.tongue import Tongue

DIGITS = 3
"""Of parts: enough that a sum of hundreds of them can be followed."""
WIDTH, ROW, LEFT, RIGHT = 660.0, 20.0, 275.0, 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One part: its label, its signed value and where its evidence stands on the page (empty: nowhere)."""

    label: str
    value: float
    href: str = ""


def waterfall(steps: Sequence[Step], total: float, *, pole: str, tongue: Tongue) -> Markup:
    """Draw the parts of a number, each beginning where the one before it ends, and their sum.

    Filled bars add, hollow ones take away.
    """
    at, reached = 0.0, [0.0]
    for step in steps:
        at += step.value
        reached.append(at)
    low, high = min(0.0, total, *reached), max(0.0, total, *reached)
    scale = svg.AxisScale(low, high, LEFT, WIDTH - RIGHT)
    parts = [svg.line(scale(0), 4, scale(0), ROW * (len(steps) + 1) + 6, "axis")]
    for i, step in enumerate(steps):
        a, b = sorted((scale(reached[i]), scale(reached[i + 1])))
        y = ROW * i + 6
        bar = svg.el(
            "rect", x=a, y=y + 2, width=max(b - a, 1.0), height=ROW - 6,
            class_="bar" if step.value >= 0 else "bar minus",
        )  # fmt: skip
        name = svg.text(LEFT - 8, y + 12, _short(step.label), anchor="end")
        value = svg.text(b + 5, y + 12, tongue.with_sign(step.value, DIGITS), class_="quiet")
        row = (name, bar, value)
        said = f"{step.label}: {tongue.with_sign(step.value, DIGITS)}"
        parts.append(svg.link(step.href, said, *row, drawer=False) if step.href else svg.el("g", *row))
    y = ROW * len(steps) + 6
    a, b = sorted((scale(0), scale(total)))
    parts += [
        svg.el("rect", x=a, y=y + 2, width=max(b - a, 1.0), height=ROW - 6, class_="sum"),
        svg.text(LEFT - 8, y + 12, tongue("the number"), anchor="end"),
        svg.text(b + 5, y + 12, tongue.with_sign(total, DIGITS)),
    ]
    height = ROW * (len(steps) + 1) + 12
    return svg.chart(
        WIDTH,
        height,
        tongue("How the parts add up to %(number)s", number=tongue.with_sign(total, DIGITS)),
        *parts,
        class_=f"pole-{pole}",
    )


def _short(label: str, at_most: int = 36) -> str:
    return label if len(label) <= at_most else label[: at_most - 1].rstrip() + "…"
