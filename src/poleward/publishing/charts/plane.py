"""The plane of two poles: how near each state stands to one and to the other, with a tail of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing import design
from poleward.publishing.charts import svg

HEIGHT, LOW = 520.0, 360.0


@dataclass(frozen=True, slots=True)
class Tail:
    """One state: its name, its place in each year (year, x, y), oldest first, what is said, and where it leads."""

    name: str
    places: Sequence[tuple[int, float, float]]
    said: str
    href: str = ""
    group: bool = False


def plane_chart(tails: Sequence[Tail], names: tuple[str, str], label: str, width: float, since: float) -> Markup:
    """Draw tails; `names` says what the two axes are. The years up to `since` are pale."""
    tall = HEIGHT if width >= design.WIDE else LOW
    room = design.Room(width, left=38.0, right=16.0, top=26.0, bottom=42.0)
    xs = [x for t in tails for _, x, _ in t.places]
    ys = [y for t in tails for _, _, y in t.places]
    pad = 0.06 * max(max(xs) - min(xs), max(ys) - min(ys), 10.0)
    x = svg.AxisScale(min(xs) - pad, max(xs) + pad, room.left, width - room.right)
    y = svg.AxisScale(min(ys) - pad, max(ys) + pad, tall - room.bottom, room.top)
    parts = [
        *(svg.line(x(t), room.top, x(t), tall - room.bottom, "grid") for t in svg.ticks(x.low, x.high, 6)),
        *(svg.line(room.left, y(t), width - room.right, y(t), "grid") for t in svg.ticks(y.low, y.high, 6)),
        *(svg.text(x(t), tall - room.bottom + 16, f"{t:g}", class_="quiet", anchor="middle")
          for t in svg.ticks(x.low, x.high, 6)),
        *(svg.text(room.left - 6, y(t) + 4, f"{t:g}", class_="quiet", anchor="end")
          for t in svg.ticks(y.low, y.high, 6)),
        svg.text(width - room.right, tall - 8, f"{names[0]} →", class_="name", anchor="end"),
        svg.text(4, 14, f"↑ {names[1]}", class_="name"),
    ]  # fmt: skip
    heads = [(x(t.places[-1][1]), y(t.places[-1][2])) for t in tails]
    beside = design.apart([at[1] + 4 for at in heads], design.LINE - 2, room.top + 6, tall - room.bottom)
    for tail, (cx, cy), place in zip(tails, heads, beside, strict=True):
        early = [(x(a), y(b)) for year, a, b in tail.places if year <= since]
        late = [(x(a), y(b)) for year, a, b in tail.places if year >= since - 1]
        marks = [
            svg.el("polyline", points=_points(early), class_="early"),
            svg.el("polyline", points=_points(late), class_="late"),
            *(svg.el("circle", cx=x(a), cy=y(b), r=1.8, class_="year") for _, a, b in tail.places[:-1]),
            svg.el("circle", cx=cx, cy=cy, r=5.5 if tail.group else 4.5, class_="head group" if tail.group else "head"),
        ]
        left = cx + 8 + design.words_width(tail.name) > width - 4
        marks.append(svg.text(cx - 9 if left else cx + 9, place, tail.name, class_="name",
                              anchor="end" if left else "start"))  # fmt: skip
        parts.append(svg.link(tail.href, tail.said, *marks, drawer=False) if tail.href
                     else svg.el("g", svg.el("title", tail.said), *marks))  # fmt: skip
    return svg.chart(width, tall, label, *parts, class_="plane")


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
