"""Make src/poleward/publishing/data/outlines.json from Natural Earth's outlines, which are in the public domain.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/make_outlines.py package/countries-50m.json package/countries-10m.json

The first file gives the outlines, simplified here border by border so that neighbours still meet; the second gives a
place for the dots of states that the first lacks or shows too small. Coordinates are whole hundredths of a degree,
longitude and latitude in turn.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from babel.core import get_global

from poleward.actors import load_registry

Points = npt.NDArray[np.float64]
Area = dict[str, Any]
Polygon = list[list[int]]
"""Rings of arc numbers; a negative number ~i is arc i backwards."""

OUT = Path("src/poleward/publishing/data/outlines.json")
TOLERANCE = 0.03
"""Square degrees: a bend whose triangle is smaller is left out (Visvalingam & Whyatt 1993)."""
SMALLEST = 0.02
"""Square degrees: a smaller islet is left out where its state has a larger one."""
CRIMEA = (34.1, 45.2)
"""A point of Crimea. The source draws Crimea with the state that controls it; the General Assembly calls upon all not
to recognise a change of its status (A/RES/68/262), and members vote as they are recognised: it is drawn with Ukraine,
its border to the mainland dashed."""
DISPUTED = ("Kosovo", "N. Cyprus", "Somaliland", "W. Sahara", "Palestine", "Taiwan", "Siachen Glacier")
"""Areas of the source whose borders are drawn dashed."""
JOINED = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
"""Areas that the source keeps apart and that are drawn with a member."""


def main() -> None:
    """Write the file and say what is in it."""
    coarse, fine = (json.loads(Path(p).read_text()) for p in sys.argv[1:3])
    arcs = [simplified(arc) for arc in unpacked(coarse)]
    drawn, by_name = areas_by_code(coarse, arcs)
    dashed = {abs_number(a) for name in DISPUTED for polygon in by_name[name] for ring in polygon for a in ring}
    shared = Counter(abs_number(a) for parts in drawn.values() for polygon in parts for ring in polygon for a in ring)
    lines = [arcs[a] for a in sorted(dashed | crimean(drawn, arcs)) if shared[a] > 1]
    states: dict[str, Any] = {
        code: {
            "rings": [
                flat(ring)
                for ring in worth_drawing(
                    [piece for p in parts for r in p for piece in cut_at_date_line(joined(r, arcs))]
                )
            ]
        }
        for code, parts in sorted(drawn.items())
    }
    fine_arcs = unpacked(fine)
    for code, parts in areas_by_code(fine, fine_arcs)[0].items():
        if code in states or len(code) == 3:
            largest = max((joined(polygon[0], fine_arcs) for polygon in parts), key=area)
            states.setdefault(code, {"rings": []})["at"] = flat(middle(largest)[None, :])
    content = {
        "source": "Natural Earth, public domain, by way of world-atlas 2.0.2",
        "states": states, "disputed": [flat(line) for line in lines],
    }  # fmt: skip
    OUT.write_text(json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n")
    print(f"{len(states)} outlines, {len(lines)} dashed lines, {OUT.stat().st_size} bytes")


def unpacked(topology: Area) -> list[Points]:
    """Return the arcs of a TopoJSON topology in degrees."""
    scale, move = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]


def areas_by_code(topology: Area, arcs: Sequence[Points]) -> tuple[dict[str, list[Polygon]], dict[str, list[Polygon]]]:
    """Return polygons by our code (ISO3 of a state, else the source's name), and by the source's name."""
    by_code: dict[str, list[Polygon]] = {}
    by_name: dict[str, list[Polygon]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        by_name[name] = polygons
        code = code_of(name, shape.get("id"))
        for polygon in polygons:
            crimea = code == "RUS" and holds(joined(polygon[0], arcs), CRIMEA)
            by_code.setdefault("UKR" if crimea else code, []).append(polygon)
    return by_code, by_name


def code_of(name: str, number: str | None) -> str:
    """Return our code of an area by its ISO number, or its name where it has none that we know."""
    short = get_global("territory_aliases").get(str(number).zfill(3), [""])[0]
    return JOINED.get(name) or (load_registry().state(short) if short else None) or name


def abs_number(arc: int) -> int:
    """Return the number of an arc, whichever way it is run through."""
    return arc if arc >= 0 else ~arc


def joined(ring: Iterable[int], arcs: Sequence[Points]) -> Points:
    """Return a ring's points (n, 2); the end of an arc is the beginning of the next."""
    parts = [arcs[a] if a >= 0 else arcs[~a][::-1] for a in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def cut_at_date_line(ring: Points) -> list[Points]:
    """Return the parts of a closed ring on either side of the meridian of 180 degrees, each a closed ring."""
    turns = np.cumsum(np.rint(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360))
    if not turns.any() or turns[-1]:  # a ring around a pole does not close
        return [ring]
    whole = ring - np.column_stack([360 * turns, np.zeros(len(ring))])
    pieces = []
    for edge in (180.0, -180.0):
        inner, outer = (one_side(whole, edge, keep_west=west) for west in (edge > 0, edge < 0))
        if len(inner) > 3 and len(outer) > 3:
            pieces = [inner, outer - np.array([np.sign(edge) * 360, 0])]
    return pieces or [ring]


def one_side(ring: Points, edge: float, *, keep_west: bool) -> Points:
    """Return the part of a closed ring west (or east) of a meridian, closed along it (Sutherland & Hodgman 1974)."""
    sign = 1.0 if keep_west else -1.0
    kept: list[Points] = []
    for a, b in pairwise(ring):
        inside_a, inside_b = sign * a[0] <= sign * edge, sign * b[0] <= sign * edge
        if inside_a:
            kept.append(a)
        if inside_a != inside_b:
            kept.append(a + (edge - a[0]) / (b[0] - a[0]) * (b - a))
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))


def simplified(line: Points) -> Points:
    """Return a line without its least bends; both ends stay, so that lines that met still meet."""
    kept = list(range(len(line)))
    while len(kept) > 4:
        p = line[kept]
        a, b, c = p[:-2], p[1:-1], p[2:]
        bends = 0.5 * np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1]))
        least = int(np.argmin(bends))
        if bends[least] > TOLERANCE:
            break
        del kept[least + 1]
    return np.asarray(line[kept])


def area(ring: Points) -> float:
    """Return the area of a closed ring in square degrees."""
    x, y = ring[:, 0], ring[:, 1]
    return abs(0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def middle(ring: Points) -> Points:
    """Return the centroid (2,) of a closed ring, or the mean of its points where it has no area."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    whole = 3 * float(cross.sum())
    if abs(whole) < 1e-9:
        return np.asarray(ring.mean(axis=0))
    return np.array([((x[:-1] + x[1:]) * cross).sum() / whole, ((y[:-1] + y[1:]) * cross).sum() / whole])


def holds(ring: Points, point: tuple[float, float]) -> bool:
    """Return whether a point lies inside a closed ring (even-odd rule)."""
    x, y = point
    a, b = ring[:-1], ring[1:]
    across = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[across], b[across]
    at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return bool(np.count_nonzero(at > x) % 2)


def crimean(drawn: dict[str, list[Polygon]], arcs: Sequence[Points]) -> set[int]:
    """Return the arcs between Crimea and the mainland."""
    parts = drawn["UKR"]
    crimea = [p for p in parts if holds(joined(p[0], arcs), CRIMEA)]
    of = [
        {abs_number(a) for p in some for ring in p for a in ring}
        for some in (crimea, [p for p in parts if p not in crimea])
    ]
    return of[0] & of[1]


def worth_drawing(rings: Sequence[Points]) -> list[Points]:
    """Return the rings that can be seen, the largest first; at least one."""
    ordered = sorted(rings, key=area, reverse=True)
    return ordered[:1] + [ring for ring in ordered[1:] if area(ring) >= SMALLEST]


def flat(points: Points) -> list[int]:
    """Return points as whole hundredths of a degree, longitude and latitude in turn."""
    return [int(v) for v in np.rint(points * 100).ravel()]


if __name__ == "__main__":
    main()
