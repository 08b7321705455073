"""The two pictures of results: numbers with their intervals side by side, and series with their bands.

Each is described once, as values. Altair draws it where it is installed; a plain SVG drawing of our own stands in where
it is not, so that a result can always be looked at. What is not observed is left out, never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any, TypeAlias

from poleward.colours import PALETTE
from poleward.errors import NothingFoundError

COLOURS = tuple(PALETTE.values())
WIDTH, ROW, LEFT, TOP = 640, 26, 190, 36
HEIGHT = 260
TICKS = 5
"""Marks of an axis: our choice."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One number with its interval; the interval is None where there is none."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """Numbers with their intervals, one below the other; `panel` keeps numbers of different units apart."""

    panels: tuple[tuple[str, tuple[Mark, ...]], ...]


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One number of a series, at a time in years; `value` None breaks the line."""

    series: str
    at: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Series over time with bands; `unit` says what is drawn."""

    points: tuple[SeriesPoint, ...]
    unit: str


Chart: TypeAlias = Forest | Lines


def draw(chart: Chart | None, title: str) -> Any:
    """Return a chart of Altair's where it is installed, else an SVG drawing as text.

    Raises
    ------
    NothingFoundError
        There is nothing to draw.
    """
    empty = chart is None or not (chart.panels if isinstance(chart, Forest) else chart.points)
    if chart is None or empty:
        raise NothingFoundError("there is nothing to draw: no number of this result is known.")
    return to_altair(chart, title) if find_spec("altair") else to_svg(chart, title)


def to_altair(chart: Chart, title: str) -> Any:
    """Return the chart of Altair's."""
    import altair

    if isinstance(chart, Lines):
        return _altair_lines(altair, chart).properties(title=title, width=WIDTH - LEFT, height=HEIGHT)
    panels = [_altair_panel(altair, name, marks) for name, marks in chart.panels]
    return altair.vconcat(*panels).resolve_scale(x="independent").properties(title=title)


def _altair_panel(altair: Any, name: str, marks: Sequence[Mark]) -> Any:
    values = [{"label": m.label, "value": m.value, "low": m.low, "high": m.high} for m in marks]
    base = altair.Chart(altair.Data(values=values)).encode(y=altair.Y("label:N", title=None, sort=None))
    points = base.mark_point(filled=True, size=60, color=COLOURS[0]).encode(x=altair.X("value:Q", title=name))
    bars = base.mark_rule(color=COLOURS[0]).encode(x="low:Q", x2="high:Q")
    zero = altair.Chart(altair.Data(values=[{"x": 0}])).mark_rule(strokeDash=[4, 3]).encode(x="x:Q")
    return (zero + bars + points).properties(width=WIDTH - LEFT)


def _altair_lines(altair: Any, chart: Lines) -> Any:
    values = [
        {"series": p.series, "at": p.at, "value": p.value, "low": p.low, "high": p.high} for p in chart.points
    ]  # fmt: skip
    x = altair.X("at:Q", title=None, scale=altair.Scale(zero=False, nice=False), axis=altair.Axis(format="d"))
    colour = altair.Color("series:N", title=None, scale=altair.Scale(range=list(COLOURS)))
    base = altair.Chart(altair.Data(values=values)).encode(x=x, color=colour)
    y = altair.Y("value:Q", title=chart.unit, scale=altair.Scale(zero=False))
    band = base.mark_area(opacity=0.2).encode(y="low:Q", y2="high:Q")
    return band + base.mark_line(point=True).encode(y=y)


def to_svg(chart: Chart, title: str) -> str:
    """Return an SVG drawing as text; every word in it is escaped."""
    body, height = _svg_forest(chart) if isinstance(chart, Forest) else _svg_lines(chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<text x="4" y="18" font-weight="bold">{escape(title[:90])}</text>{body}</svg>'
    )


def _svg_forest(chart: Forest) -> tuple[str, int]:
    parts, y = [], TOP
    for name, marks in chart.panels:
        ends = [v for m in marks for v in (m.value, m.low, m.high, 0.0) if v is not None]
        place = _scale(min(ends), max(ends), LEFT, WIDTH - 20)
        foot = y + ROW * len(marks)
        parts.append(_line(place(0.0), y - 4, place(0.0), foot - 4, "#999", "4 3"))
        for m in marks:
            parts.append(f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(m.label[:28])}</text>')
            if m.low is not None and m.high is not None:
                parts.append(_line(place(m.low), y + 8, place(m.high), y + 8, COLOURS[0]))
            parts.append(f'<circle cx="{place(m.value):.1f}" cy="{y + 8}" r="4" fill="{COLOURS[0]}"/>')
            y += ROW
        parts += [_ticks(min(ends), max(ends), place, foot + 8)]
        parts.append(f'<text x="{LEFT}" y="{foot + 24}" fill="#555">{escape(name[:80])}</text>')
        y = foot + 44
    return "".join(parts), y


def _svg_lines(chart: Lines) -> tuple[str, int]:
    names = list(dict.fromkeys(p.series for p in chart.points))
    ends = [v for p in chart.points for v in (p.value, p.low, p.high) if v is not None] or [0.0]
    times = [p.at for p in chart.points]
    x, y = _scale(min(times), max(times), 60, WIDTH - 130), _scale(min(ends), max(ends), TOP + HEIGHT, TOP)
    parts = [_ticks(min(times), max(times), x, TOP + HEIGHT + 18, whole=True)]
    parts += [
        f'<text x="54" y="{y(value) + 4:.1f}" text-anchor="end">{value:.2f}</text>' for value in (min(ends), max(ends))
    ]
    for k, name in enumerate(names):
        colour = COLOURS[k % len(COLOURS)]
        for run in _runs([p for p in chart.points if p.series == name]):
            band = [(p.at, p.low, p.high) for p in run if p.low is not None and p.high is not None]
            if len(band) > 1:
                edge = [f"{x(t):.1f},{y(low):.1f}" for t, low, _ in band]
                edge += [f"{x(t):.1f},{y(high):.1f}" for t, _, high in reversed(band)]
                parts.append(f'<polygon points="{" ".join(edge)}" fill="{colour}" opacity="0.2"/>')
            line = " ".join(f"{x(p.at):.1f},{y(p.value):.1f}" for p in run if p.value is not None)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
            parts += [
                f'<circle cx="{x(p.at):.1f}" cy="{y(p.value):.1f}" r="2.5" fill="{colour}"/>'
                for p in run if p.value is not None
            ]  # fmt: skip
        parts.append(f'<text x="{WIDTH - 122}" y="{TOP + 14 + 16 * k}" fill="{colour}">{escape(name[:20])}</text>')
    parts.append(f'<text x="60" y="{TOP + HEIGHT + 36}" fill="#555">{escape(chart.unit[:80])}</text>')
    return "".join(parts), TOP + HEIGHT + 46


def _runs(points: Sequence[SeriesPoint]) -> list[list[SeriesPoint]]:
    """Return the stretches of a series without a gap."""
    runs: list[list[SeriesPoint]] = [[]]
    for point in sorted(points, key=lambda p: p.at):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _scale(low: float, high: float, start: float, stop: float) -> Any:
    span = high - low or 1.0
    return lambda value: start + (value - low) / span * (stop - start)


def _ticks(low: float, high: float, place: Any, y: float, *, whole: bool = False) -> str:
    marks = [low + (high - low) * k / (TICKS - 1) for k in range(TICKS)] if high > low else [low]
    labels = dict.fromkeys((round(m) if whole else m) for m in marks)
    return "".join(
        f'<text x="{place(m):.1f}" y="{y}" text-anchor="middle" fill="#555">{m if whole else f"{m:+.2f}"}</text>'
        for m in labels
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="2"{dashed}/>'
