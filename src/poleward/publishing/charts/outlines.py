"""The map: outlines of states in an equal-area projection, small states as dots.

Outlines are Natural Earth's, which are in the public domain, simplified and joined to our codes by
`scripts/make_outlines.py`. Borders that members dispute are dashed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from poleward.publishing.charts import svg
from poleward.publishing.charts.tiles import Tile

Floats = npt.NDArray[np.float64]
Projection = Callable[[Floats], Floats]

WIDTH = 1000.0
SOUTH = -58.0
"""Degrees: land that lies wholly south of this is left out of the world."""
DOT = 4.0
SEEN = 30.0
"""Square units of the drawing below which a state is a dot."""
SIGN_ROOM = 420.0
"""Square units of the drawing that a state needs to have its sign inside it."""
HORIZON = np.pi / 2
"""Radians from the centre of a regional map beyond which nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Rings of a state or territory (points, 2: longitude, latitude in degrees), the largest first; and its middle."""

    rings: tuple[Floats, ...]
    middle: tuple[float, float] | None


@cache
def _outlines() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        resources.files("poleward.publishing").joinpath("data/outlines.json").read_bytes()
    )
    return data


@cache
def shapes() -> dict[str, Shape]:
    """Return outlines by ISO3, and of land that is no member's by name; a state without one has no rings."""
    return {
        code: Shape(tuple(_degrees(ring) for ring in held["rings"]), _place(held.get("at")))
        for code, held in _outlines()["states"].items()
    }


@cache
def disputed() -> tuple[Floats, ...]:
    """Return the lines (points, 2) in degrees that are drawn dashed."""
    return tuple(_degrees(line) for line in _outlines()["disputed"])


def _degrees(flat: Sequence[int]) -> Floats:
    return np.array(flat, dtype=np.float64).reshape(-1, 2) / 100


def _place(flat: Sequence[int] | None) -> tuple[float, float] | None:
    return (flat[0] / 100, flat[1] / 100) if flat else None


def area(ring: Floats) -> float:
    """Return the signed area of a closed ring (points, 2), in the square of its unit."""
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def equal_earth(points: Floats) -> Floats:
    """Return (points, 2) in the Equal Earth projection (Savric, Patterson & Jenny 2018), from degrees."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = np.arcsin(np.sqrt(3) / 2 * np.sin(latitude))
    x = 2 * np.sqrt(3) * longitude * np.cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    return np.column_stack([x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t])


def lambert(centre: tuple[float, float]) -> Projection:
    """Return Lambert's azimuthal equal-area projection about a centre (longitude, latitude in degrees)."""
    l0, p0 = np.radians(centre)

    def project(points: Floats) -> Floats:
        east, north = np.radians(points[:, 0]) - l0, np.radians(points[:, 1])
        cosine = np.sin(p0) * np.sin(north) + np.cos(p0) * np.cos(north) * np.cos(east)
        k = np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
        y = np.cos(p0) * np.sin(north) - np.sin(p0) * np.cos(north) * np.cos(east)
        return np.column_stack([k * np.cos(north) * np.sin(east), k * y])

    return project


def outline_map(tiles: Mapping[str, Tile], label: str, *, pole: str, around: Sequence[str] = ()) -> Markup:
    """Draw the map; states without a tile are left blank. `around` crops it to some states and what lies near them."""
    every = shapes()
    near = [s for s in around if s in every and every[s].rings]
    if near:
        corners = np.concatenate([every[s].rings[0] for s in near])
        centre = (float(np.ptp(corners[:, 0]) / 2 + corners[:, 0].min()),
                  float(np.ptp(corners[:, 1]) / 2 + corners[:, 1].min()))  # fmt: skip
        project, framed = lambert(centre), [corners]
        every = {code: Shape(_within(shape.rings, centre), shape.middle) for code, shape in every.items()}
    else:
        project = equal_earth
        every = {code: Shape(_north(shape.rings), shape.middle) for code, shape in every.items()}
        framed = [ring for shape in every.values() for ring in shape.rings]
    page = _Frame.around(project(np.concatenate(framed)), 0.22 if near else 0.01)
    place: Projection = lambda points: page.place(project(points))  # noqa: E731  two projections, one after the other
    land = [_land(shape, place) for code, shape in sorted(every.items()) if code not in tiles and shape.rings]
    # States whose outline is what tells of them come last, so that no neighbour's border covers it.
    ordered = sorted(tiles, key=lambda code: (tiles[code].look == "same", -_size(every.get(code), place), code))
    room = (WIDTH, page.height)
    states = [_state(code if near else "", tiles[code], every[code], place, room) for code in ordered if code in every]
    lines = _within(disputed(), centre) if near else disputed()
    dashed = "".join(_path(line, place, closed=False) for line in lines)
    look = "around" if near else "world"
    return svg.chart(
        WIDTH, page.height, label, *land, *states, svg.el("path", d=dashed, class_="disputed"),
        class_=f"{look} pole-{pole}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Frame:
    """From projected places to those of the drawing."""

    left: float
    top: float
    scale: float
    height: float

    @classmethod
    def around(cls, points: Floats, margin: float) -> _Frame:
        low, high = points.min(axis=0), points.max(axis=0)
        pad = margin * (high - low)
        low, high = low - pad, high + pad
        scale = WIDTH / float(high[0] - low[0])
        return cls(float(low[0]), float(high[1]), scale, round(scale * float(high[1] - low[1]), 1))

    def place(self, points: Floats) -> Floats:
        return np.column_stack([(points[:, 0] - self.left) * self.scale, (self.top - points[:, 1]) * self.scale])


def _within(rings: Sequence[Floats], centre: tuple[float, float]) -> tuple[Floats, ...]:
    """Return the rings that lie on the near half of the globe."""
    east, north = np.radians(centre)

    def far(ring: Floats) -> float:
        longitude, latitude = np.radians(ring[:, 0]), np.radians(ring[:, 1])
        cosine = np.sin(north) * np.sin(latitude) + np.cos(north) * np.cos(latitude) * np.cos(longitude - east)
        return float(np.arccos(np.clip(cosine, -1, 1)).max())

    return tuple(ring for ring in rings if far(ring) < HORIZON)


def _north(rings: Sequence[Floats]) -> tuple[Floats, ...]:
    return tuple(ring for ring in rings if ring[:, 1].max() > SOUTH)


def _path(ring: Floats, place: Projection, *, closed: bool = True) -> str:
    points = " ".join(f"{x:.1f} {y:.1f}" for x, y in place(ring))
    return f"M{points}" + ("Z" if closed else "")


def _land(shape: Shape, place: Projection) -> Markup:
    return svg.el("path", d="".join(_path(ring, place) for ring in shape.rings), class_="land")


def _size(shape: Shape | None, place: Projection) -> float:
    """Return the area of the largest ring in the drawing."""
    return abs(area(place(shape.rings[0]))) if shape is not None and shape.rings else 0.0


def _state(code: str, tile: Tile, shape: Shape, place: Projection, room: tuple[float, float]) -> Markup:
    """Draw a state with its code and what is said of it; one that is too small to see is a dot."""
    size = _size(shape, place)
    parts: list[Markup] = []
    if shape.rings:
        drawn = "".join(_path(ring, place) for ring in shape.rings)
        parts += [
            svg.el("path", d=drawn, class_="tile back"),
            svg.el("path", d=drawn, class_=f"tile {tile.look}", fill_opacity=tile.strength),
        ]
    if size < SEEN and shape.middle is not None:
        x, y = place(np.array([shape.middle]))[0]
        dot = {"cx": float(x), "cy": float(y), "r": DOT}
        parts += [
            svg.el("circle", class_="tile back", **dot),
            svg.el("circle", class_=f"tile {tile.look}", fill_opacity=tile.strength, **dot),
        ]
    elif size >= SIGN_ROOM and (said := f"{code} {tile.sign}".strip()):
        x, y = _middle(place(shape.rings[0]))
        wide = 6 + 8.0 * len(said)
        if 0 < x < room[0] and 0 < y < room[1]:
            parts += [
                svg.el("rect", class_="plate", x=x - wide / 2, y=y - 9, width=wide, height=15, rx=2),
                svg.text(x, y + 3, said, anchor="middle"),
            ]
    if tile.href:
        return svg.link(tile.href, tile.said, *parts, drawer=False)
    return svg.el("g", svg.el("title", tile.said), *parts, role="img", aria_label=tile.said)


def _middle(ring: Floats) -> tuple[float, float]:
    """Return the centroid of a closed ring."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    whole = cross.sum() * 3
    return float(((x[:-1] + x[1:]) * cross).sum() / whole), float(((y[:-1] + y[1:]) * cross).sum() / whole)
