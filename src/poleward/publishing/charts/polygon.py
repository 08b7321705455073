"""States among poles: each a point among two to five corners, with its cloud of what may be and its tail of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg

WIDTH, PAD, TOP, BELOW = 560.0, 46.0, 34.0, 70.0
SIDE = WIDTH - 2 * PAD
Share = tuple[float, ...]
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


def corners(n: int) -> list[tuple[float, float]]:
    """Return where n poles stand: two at the ends of a line, three and more on a regular polygon, two of them below."""
    if n == 2:
        return [(PAD, TOP + 40), (WIDTH - PAD, TOP + 40)]
    if n == 3:
        return [(PAD, TOP + SIDE * math.sqrt(3) / 2), (WIDTH - PAD, TOP + SIDE * math.sqrt(3) / 2), (WIDTH / 2, TOP)]
    radius = SIDE / 2
    # The first pole left below, the second right below, the others on against the clock.
    turns = [math.pi * (0.5 + 1 / n) - 2 * math.pi * k / n for k in range(n)]
    return [(WIDTH / 2 + radius * math.cos(t), TOP + radius + radius * math.sin(t)) for t in turns]


def place(share: Share) -> tuple[float, float]:
    """Return where shares that sum to one lie: the mean of the corners, each with its pole's share."""
    ends = corners(len(share))
    return sum(s * x for s, (x, _) in zip(share, ends, strict=True)), sum(
        s * y for s, (_, y) in zip(share, ends, strict=True)
    )


def polygon(trails: Sequence[Trail], labels: Sequence[str], label: str) -> Markup:
    """Draw the states among the poles; the centre is as close to each pole as to the others."""
    n = len(labels)
    ends = corners(n)
    centre = place((1 / n,) * n)
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
    parts = [svg.el("polygon", points=outline, class_="grid")]
    if n == 2:
        parts.append(svg.line(centre[0], centre[1] - 8, centre[0], centre[1] + 8, "grid"))
    else:
        parts += [
            svg.line(*centre, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, "grid")
            for a, b in zip(ends, [*ends[1:], ends[0]], strict=True)
        ]
    parts += [_corner(x, y, word, centre) for word, (x, y) in zip(labels, ends, strict=True)]
    parts += [_trail(t, LOOKS[i % len(LOOKS)]) for i, t in enumerate(trails)]
    height = max(y for _, y in ends) + BELOW
    return svg.chart(WIDTH, height, label, *parts, class_="triangle")


def _corner(x: float, y: float, word: str, centre: tuple[float, float]) -> Markup:
    """Return a pole's name beside its corner: below the lower ones, above the others, never outside the drawing."""
    below = y >= centre[1]
    dy = 18 if below else -10
    if abs(x - centre[0]) < 1:
        return svg.text(x, y + dy, word, anchor="middle")
    return (
        svg.text(4, y + dy, word, anchor="start") if x < centre[0] else svg.text(WIDTH - 4, y + dy, word, anchor="end")
    )


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
