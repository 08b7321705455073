"""The tile map: one tile for each member of the United Nations, small states and large ones alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from poleward.publishing.charts import svg

SIZE, GAP = 40.0, 4.0


@dataclass(frozen=True, slots=True)
class Tile:
    """How a state's tile looks: a class of `app.css`, a sign under its code, what is said of it, and where it leads."""

    look: str
    sign: str
    said: str
    href: str = ""
    strength: float = 1.0


@cache
def places() -> dict[str, tuple[int, int]]:
    """Return each state's column and row."""
    found: dict[str, tuple[int, int]] = {}
    text = resources.files("poleward.publishing").joinpath("data/tiles.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row, line in enumerate(lines):
        for run in line.split(";"):
            first, *codes = run.split()
            for i, code in enumerate(codes):
                found[code] = (int(first) + i, row)
    return found


def tile_map(tiles: Mapping[str, Tile], label: str, *, pole: str, around: Sequence[str] = ()) -> Markup:
    """Draw the map; states without a tile are left blank. `around` crops it to some states and their neighbours."""
    where = places()
    near = [where[s] for s in around if s in where]
    left, right, top, bottom = _box(near) if near else _box(list(where.values()), 0)
    parts = [
        _tile(code, x - left, y - top, tiles.get(code))
        for code, (x, y) in sorted(where.items(), key=lambda item: (item[1][1], item[1][0]))
        if left <= x <= right and top <= y <= bottom
    ]
    step, look = SIZE + GAP, "near" if near else "tiles"
    width, height = (right - left + 1) * step, (bottom - top + 1) * step
    return svg.chart(width, height, label, *parts, class_=f"{look} pole-{pole}")


def _box(places_: Sequence[tuple[int, int]], pad: int = 2) -> tuple[int, int, int, int]:
    columns, rows = [x for x, _ in places_], [y for _, y in places_]
    return (
        max(0, min(columns) - pad), max(columns) + pad, max(0, min(rows) - pad), max(rows) + pad,
    )  # fmt: skip


def _tile(code: str, x: int, y: int, tile: Tile | None) -> Markup:
    left, top = x * (SIZE + GAP) + GAP / 2, y * (SIZE + GAP) + GAP / 2
    box = {"x": left, "y": top, "width": SIZE, "height": SIZE, "rx": 3}
    if tile is None:
        return svg.el("g", svg.el("rect", class_="tile blank", **box), _code(left, top, code, "quiet"))
    shapes = [
        svg.el("rect", class_="tile back", **box),
        svg.el("rect", class_=f"tile {tile.look}", fill_opacity=tile.strength, **box),
        svg.el("rect", class_="plate", x=left + 4, y=top + 4, width=SIZE - 8, height=14, rx=2),
        _code(left, top, code, ""),
    ]
    if tile.sign:
        shapes += [
            svg.el("rect", class_="plate", x=left + SIZE / 2 - 7, y=top + 23, width=14, height=13, rx=2),
            svg.text(left + SIZE / 2, top + 33, tile.sign, anchor="middle"),
        ]
    if tile.href:
        return svg.link(tile.href, tile.said, *shapes, drawer=False)
    return svg.el("g", svg.el("title", tile.said), *shapes, role="img", aria_label=tile.said)


def _code(left: float, top: float, code: str, class_: str) -> Markup:
    return svg.text(left + SIZE / 2, top + 15, code, class_=class_, anchor="middle")
