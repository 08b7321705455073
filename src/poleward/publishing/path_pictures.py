"""Paths drawn for the report and for papers: bands, the posterior of the break on the time axis, main events.

Each is a Vega-Lite specification, drawn to SVG or PNG as in `pictures`. Time is in years, so that no time zone matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poleward.answers.curves import BANDS, Curve, curve_of, year_of
from poleward.answers.paths import PathAnswer
from poleward.channels.likelihood import percent
from poleward.colours import PALETTE, colour_of
from poleward.publishing.pictures import CONFIG, SCHEMA

WIDTH, HEIGHT, VIOLIN = 320, 130, 44
SHORTEST = 0.02
"""A break less probable in every month than this is drawn to this scale."""
HATCHES = 0.2
"""Years between the lines of hatching."""


def paths_picture(told: PathAnswer, channel: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return small multiples of one channel, one state each, on shared axes; None where no state has a path."""
    curves = [curve_of(p, told.since) for p in told.paths if p.channel == channel]
    if not curves:
        return None
    months = [range(c.first, c.last + 1) for c in curves]
    low = min(0.0, *(c.low[BANDS[0]][i] for c, own in zip(curves, months, strict=True) for i in own))
    high = max(0.0, *(c.high[BANDS[0]][i] for c, own in zip(curves, months, strict=True) for i in own))
    span = (min(c.at[0] for c in curves), max(c.at[-1] for c in curves))
    tallest = max([SHORTEST, *(v for c in curves for v in (*c.path.towards, *c.path.away))])
    x = {"type": "quantitative", "title": None, "scale": {"domain": list(span), "nice": False},
         "axis": {"format": "d", "grid": False, "tickCount": 8}}  # fmt: skip
    y = {"type": "quantitative", "title": "towards ↑", "scale": {"domain": [low, high], "zero": False}}
    colour = PALETTE[colour_of(told.pole, told.pole_colour)]
    return {
        "$schema": SCHEMA, "config": CONFIG, "columns": 2,
        "concat": [_state(c, names, told, x, y, colour, tallest, (low, high)) for c in curves],
    }  # fmt: skip


def _state(
    curve: Curve, names: Mapping[str, str], told: PathAnswer, x: dict[str, Any], y: dict[str, Any], colour: str,
    tallest: float, ends: tuple[float, float],
) -> dict[str, Any]:  # fmt: skip
    """Return one state's panel: its path above, when it broke and its main events below."""
    rows = [
        {"x": round(curve.at[i], 3), "median": curve.median[i],
         **{f"{end}{b}": getattr(curve, end)[b][i] for b in BANDS for end in ("low", "high")}}
        for i in range(curve.first, curve.last + 1)
    ]  # fmt: skip

    def place(field: str, scale: dict[str, Any]) -> dict[str, Any]:
        return {"field": field, **scale}

    bands = [
        {"mark": {"type": "area", "color": colour, "opacity": 0.2},
         "encoding": {"x": place("x", x), "y": place(f"low{b}", y), "y2": {"field": f"high{b}"}}}
        for b in BANDS
    ]  # fmt: skip
    line = {"mark": {"type": "line", "color": colour}, "encoding": {"x": place("x", x), "y": place("median", y)}}
    rule: dict[str, Any] = {
        "data": {"values": [{"x": round(year_of(told.since) - 0.5 / 12, 3)}]},
        "mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": place("x", x)},
    }  # fmt: skip
    zero = {"data": {"values": [{"y": 0}]}, "mark": {"type": "rule", "color": "#777777"},
            "encoding": {"y": place("y", y)}}  # fmt: skip
    hatched = {
        "data": {"values": _hatching(curve, ends)},
        "mark": {"type": "rule", "color": "#cccccc"},
        "encoding": {"x": place("x", x), "y": place("y", y), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }  # fmt: skip
    name = names.get(curve.path.state, curve.path.state)
    return {
        "title": {"text": f"{name}: P(no change) = {percent(curve.path.no_change)}", "fontSize": 12, "anchor": "start"},
        "spacing": 2,
        "vconcat": [
            {"width": WIDTH, "height": HEIGHT, "data": {"values": rows}, "layer": [hatched, zero, *bands, line, rule]},
            _violin(curve, x, colour, tallest, rule),
        ],
    }  # fmt: skip


def _violin(curve: Curve, x: dict[str, Any], colour: str, tallest: float, rule: dict[str, Any]) -> dict[str, Any]:
    """Return when the path broke, above towards and below away, with the main events as triangles at its foot."""
    when = {**x, "field": "x", "axis": None}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [-1.5, 1]}}
    halves = [
        {"x": round(at, 3), "towards": round(t / tallest, 4), "away": round(-a / tallest, 4)}
        for at, t, a in zip(curve.at, curve.path.towards, curve.path.away, strict=True)
    ]
    events = [
        {"x": round(year_of(tick.date if len(tick.date) > 6 else f"{tick.date[:4]}-06"), 3),
         "for": "for a break" if tick.contribution >= 0 else "against"}
        for tick in curve.path.ticks
    ]  # fmt: skip
    filled = {"scale": {"domain": ["for a break", "against"], "range": [colour, "#ffffff"]}, "legend": None}
    return {
        "width": WIDTH, "height": VIOLIN,
        "layer": [
            {"data": {"values": halves}, "mark": {"type": "area", "color": colour},
             "encoding": {"x": when, "y": {**y, "field": "towards"}}},
            {"data": {"values": halves},
             "mark": {"type": "area", "color": "#ffffff", "line": {"color": colour, "strokeWidth": 1}},
             "encoding": {"x": when, "y": {**y, "field": "away"}}},
            {"data": {"values": events},
             "mark": {"type": "point", "shape": "triangle-up", "stroke": colour, "size": 30},
             "encoding": {"x": when, "y": {"datum": -1.35}, "fill": {"field": "for", "type": "nominal", **filled}}},
            {**rule, "encoding": {"x": when}},
        ],
    }  # fmt: skip


def _hatching(curve: Curve, ends: tuple[float, float]) -> list[dict[str, float]]:
    """Return slanted lines over the months before the first and after the last observation."""
    low, high = ends
    slant = 2 * HATCHES
    lines = []
    for first, last in ((curve.at[0], curve.at[curve.first]), (curve.at[curve.last], curve.at[-1])):
        for k in range(-2, int((last - first) / HATCHES) + 1 if last > first else -2):
            foot = first + k * HATCHES
            a, b = max(foot, first), min(foot + slant, last)
            bottom, top = (low + (high - low) * (edge - foot) / slant for edge in (a, b))
            if b > a:
                lines.append({"x": round(a, 3), "y": round(bottom, 4), "x2": round(b, 3), "y2": round(top, 4)})
    return lines
