"""Rank among all: every member a dot on one axis, stacked where they meet; one is named, and so are the ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

DOT, STEP = 3.2, 7.0
"""Radius of a dot, and the pixels from one to the next, in both directions."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: what is said of it, its change in points, where it leads, and whether it is the one told of."""

    name: str
    change: float
    said: str
    href: str = ""
    marked: bool = False


def strip_chart(members: Sequence[Member], label: str, width: float, *, pole: str, ends: tuple[str, str]) -> Markup:
    """Draw all members; `ends` names the two directions."""
    room = design.Room(width, left=12.0, right=12.0)
    changes = [m.change for m in members]
    x = svg.AxisScale(min(0.0, *changes), max(0.0, *changes), room.left, width - room.right)
    columns: dict[int, list[Member]] = {}
    for member in sorted(members, key=lambda m: (not m.marked, m.name)):
        columns.setdefault(round(x(member.change) / STEP), []).append(member)
    most = max(len(column) for column in columns.values())
    base = 26.0 + STEP * most + 22.0
    parts = [
        svg.line(room.left, base + 5, width - room.right, base + 5, "axis"), svg.line(x(0), 24, x(0), base + 5, "rule"),
        *(svg.text(x(t), base + 20, f"{t:+g}".replace("-", "−") if t else "0", class_="quiet", anchor="middle")
          for t in svg.ticks(x.low, x.high, 5 if room.narrow else 8)),
        svg.text(room.left, base + 38, ends[0], class_="quiet"),
        svg.text(width - room.right, base + 38, ends[1], class_="quiet", anchor="end"),
    ]  # fmt: skip
    for column, held in sorted(columns.items()):
        for k, member in enumerate(held):
            place = {"cx": column * STEP, "cy": base - STEP * k, "r": DOT + 1.6 if member.marked else DOT}
            dot = svg.el("circle", class_="dot" if member.marked else "other", **place)
            parts.append(
                svg.link(member.href, member.said, dot, drawer=False) if member.href
                else svg.el("g", svg.el("title", member.said), dot)
            )  # fmt: skip
            if member.marked:
                at = column * STEP
                end = at > width / 2
                parts += [svg.line(at, 20, at, base - STEP * k - 7, "lead"),
                          svg.text(at + (3 if end else -3), 14, member.said, class_="name",
                                   anchor="end" if end else "start")]  # fmt: skip
    return svg.chart(width, base + 44, label, *parts, class_=f"strip-chart pole-{pole}")
