"""The triangle of three poles: each state a point among them, with its cloud of what may be and its tail of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.web.charts import svg

WIDTH, HEIGHT, PAD, TOP = 560.0, 510.0, 46.0, 34.0
Share = tuple[float, float, float]
LOOKS = ("solid", "ring", "square", "diamond", "cross")


@dataclass(frozen=True, slots=True)
class Trail:
    """One state: its name, where it stands, the cloud around it, and where it stood year by year."""

    state: str
    name: str
    now: Share | None
    cloud: Sequence[Share]
    years: Sequence[tuple[str, Share]]
    href: str = ""


def place(share: Share) -> tuple[float, float]:
    """Return where three shares that sum to one lie: the first pole left below, the second right, the third above."""
    side = WIDTH - 2 * PAD
    x = PAD + side * (share[1] + share[2] / 2)
    return x, TOP + side * math.sqrt(3) / 2 * (1 - share[2])


def triangle(trails: Sequence[Trail], corners: tuple[str, str, str], label: str) -> Markup:
    """Draw the triangle; the centre is as close to each pole as to the others."""
    ends = [place(s) for s in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))]
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
    parts = [svg.el("polygon", points=outline, class_="grid")]
    centre = place((1 / 3, 1 / 3, 1 / 3))
    parts += [
        svg.line(*centre, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, "grid")
        for a, b in zip(ends, [*ends[1:], ends[0]], strict=True)
    ]
    words = zip(corners, ends, ((0, 18, "start"), (0, 18, "end"), (0, -10, "middle")), strict=True)
    parts += [svg.text(max(4, x + dx) if a != "start" else 4, y + dy, w, anchor=a) for w, (x, y), (dx, dy, a) in words]
    parts += [_trail(t, LOOKS[i % len(LOOKS)]) for i, t in enumerate(trails)]
    return svg.chart(WIDTH, HEIGHT, label, *parts, class_="triangle")


def _trail(trail: Trail, look: str) -> Markup:
    parts = [svg.el("circle", cx=x, cy=y, r=2, class_="cloud") for x, y in map(place, trail.cloud)]
    tail = [place(share) for _, share in trail.years]
    if len(tail) > 1:
        parts.append(svg.el("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in tail), class_="tail"))
    if trail.now is not None:
        x, y = place(trail.now)
        mark = [svg.el("circle", cx=x, cy=y, r=6, class_="here"), svg.text(x + 9, y + 4, trail.state)]
        said = f"{trail.name}: " + ", ".join(f"{share:.0%}" for share in trail.now)
        parts.append(svg.link(trail.href, said, *mark, drawer=False))
    return svg.el("g", *parts, class_=f"trail {look}", data_state=trail.state)
