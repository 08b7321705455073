"""A number by period: points with their intervals, a gap where nothing was observed, a rule at the date asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.publishing.charts import svg
from poleward.publishing.tongue import Tongue

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460.0, 190.0, 52.0, 10.0, 14.0, 24.0


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its name, its place on the axis in years, the number with its interval, and where it leads.

    `value` None is a period that was not observed.
    """

    period: str
    at: float
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    href: str = ""
    other: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes that panels share: years and values, the date asked about, and the value of no change."""

    first: float
    last: float
    low: float
    high: float
    since: float | None = None
    zero: float | None = None

    @property
    def x(self) -> svg.AxisScale:
        """Years to places."""
        return svg.AxisScale(self.first, self.last, LEFT, WIDTH - RIGHT)

    @property
    def y(self) -> svg.AxisScale:
        """Values to places."""
        return svg.AxisScale(self.low, self.high, HEIGHT - BOTTOM, TOP)


def axes(frame: Frame, tongue: Tongue) -> list[Markup]:
    """Return grid, labels and the rule at the date asked about."""
    parts = []
    for value in svg.ticks(frame.low, frame.high):
        place = frame.y(value)
        parts += [
            svg.line(LEFT, place, WIDTH - RIGHT, place, "grid"),
            svg.text(LEFT - 5, place + 4, tongue.with_sign(value, 2).lstrip("+"), class_="quiet", anchor="end"),
        ]
    step = 1 if frame.last - frame.first <= 7 else 2 if frame.last - frame.first <= 14 else 5
    years = range(int(frame.first), int(frame.last), step)
    parts += [svg.text(frame.x(y + 0.5), HEIGHT - 7, str(y), class_="quiet", anchor="middle") for y in years]
    if frame.zero is not None:
        parts.append(svg.line(LEFT, frame.y(frame.zero), WIDTH - RIGHT, frame.y(frame.zero), "axis"))
    if frame.since is not None:
        parts.append(svg.line(frame.x(frame.since), TOP, frame.x(frame.since), HEIGHT - BOTTOM, "rule"))
    return parts


def marks(frame: Frame, points: Sequence[Point], tongue: Tongue) -> list[Markup]:
    """Return the points of one series, joined where periods follow one another, hatched where none was observed."""
    parts: list[Markup] = []
    width = (frame.x.end - frame.x.start) / max(1, len(points))
    run: list[str] = []
    for point in [*points, Point("", 0, None)]:
        if point.value is None:
            if len(run) > 1:
                parts.append(svg.el("polyline", points=" ".join(run), class_="line"))
            run = []
            if point.period:
                parts.append(_unseen(frame, point, width, tongue))
        else:
            run.append(f"{frame.x(point.at):.1f},{frame.y(point.value):.1f}")
    return [*parts, *(_mark(frame, point, tongue) for point in points if point.value is not None)]


def _unseen(frame: Frame, point: Point, width: float, tongue: Tongue) -> Markup:
    said = tongue("%(period)s: not observed", period=tongue.period(point.period))
    return svg.el(
        "rect", svg.el("title", said), x=frame.x(point.at) - width / 2, y=TOP, width=width,
        height=HEIGHT - BOTTOM - TOP, class_="unseen",
    )  # fmt: skip


def _mark(frame: Frame, point: Point, tongue: Tongue) -> Markup:
    assert point.value is not None  # noqa: S101  the caller draws observed points only
    x, y = frame.x(point.at), frame.y(point.value)
    shapes = []
    said = [f"{tongue.period(point.period)}: {tongue.with_sign(point.value, 2)}"]
    if point.low is not None and point.high is not None:
        shapes.append(svg.line(x, frame.y(point.low), x, frame.y(point.high), "span"))
        low, high = (tongue.with_sign(v, 2) for v in (point.low, point.high))
        said.append(tongue("90 %% interval %(low)s to %(high)s", low=low, high=high))
    if point.other is not None and abs(point.other - point.value) > 1e-12:
        shapes.append(svg.el("circle", cx=x, cy=frame.y(point.other), r=4, class_="hollow"))
        said.append(tongue("without judgements %(number)s", number=tongue.with_sign(point.other, 2)))
    shapes.append(svg.el("circle", cx=x, cy=y, r=4, class_="dot"))
    said.append(tongue.n("one item", "%(n)s items", point.n))
    title = ", ".join(said)
    return svg.link(point.href, title, *shapes) if point.href else svg.el("g", svg.el("title", title), *shapes)


def panel(frame: Frame, points: Sequence[Point], label: str, *, pole: str, tongue: Tongue) -> Markup:
    """Draw one series."""
    return svg.chart(WIDTH, HEIGHT, label, *axes(frame, tongue), *marks(frame, points, tongue), class_=f"pole-{pole}")


def frame_of(
    series: Sequence[Sequence[Point]],
    *,
    since: float | None = None,
    zero: float | None = None,
    floor: float | None = None,
) -> Frame:
    """Return axes that hold every point and interval of several series."""
    points = [p for one in series for p in one]
    values = [v for p in points for v in (p.value, p.low, p.high, p.other) if v is not None]
    values += [v for v in (zero, floor) if v is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    pad = (high - low) * 0.05 or 0.1
    years = [p.at for p in points] + ([since] if since is not None else [])
    first, last = (float(int(min(years))), float(int(max(years)) + 1)) if years else (2014.0, 2026.0)
    return Frame(first=first, last=last, low=low - pad, high=high + pad, since=since, zero=zero)
