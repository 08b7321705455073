"""One state's path: bands that fade with uncertainty, a violin of when it broke, and what tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from poleward.answers.curves import BANDS, Curve, year_of
from poleward.channels.paths import Tick
from poleward.channels.say import N_
from poleward.publishing.charts import svg
from poleward.publishing.charts.series import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Frame, axes
from poleward.publishing.tongue import Tongue

TICK_ROW, VIOLIN = 16.0, 22.0
"""Height of the row of events, and of each half of the violin."""
WHOLE = HEIGHT + TICK_ROW + 2 * VIOLIN + 4
SHORTEST = 0.02
"""A break less probable in every month than this is drawn to this scale, so that noise stays small."""


@dataclass(frozen=True, slots=True)
class PathLinks:
    """Where marks lead: each year with evidence, and each event of the row with what it is."""

    years: Mapping[int, str]
    ticks: Sequence[tuple[Tick, str, str]]


def frame_of_curves(curves: Sequence[Curve], since: float) -> Frame:
    """Return axes that hold every observed month's widest band."""
    values, years = [0.0], [since]
    for curve in curves:
        months = slice(curve.first, curve.last + 1)
        values += [*curve.low[BANDS[0]][months], *curve.high[BANDS[0]][months]]
        years += [curve.at[0], curve.at[-1]]
    low, high = min(values), max(values)
    pad = (high - low) * 0.05 or 0.1
    return Frame(
        first=float(int(min(years))),
        last=float(int(max(years)) + 1),
        low=low - pad,
        high=high + pad,
        since=since,
        zero=0.0,
    )


def tallest(curves: Sequence[Curve]) -> float:
    """Return the largest probability of a break in one month: the scale that violins share."""
    return max([SHORTEST, *(v for c in curves for v in (*c.path.towards, *c.path.away))])


def path_panel(
    frame: Frame, curve: Curve, links: PathLinks, scale: float, label: str, *, pole: str, tongue: Tongue
) -> Markup:
    """Draw one path. `scale` is the probability that fills half a violin."""
    months = range(curve.first, curve.last + 1)
    parts = [*_unseen(frame, curve.at[months[0]], curve.at[months[-1]], tongue), *axes(frame, tongue)]
    for band in BANDS:
        upper = [(frame.x(curve.at[i]), frame.y(curve.high[band][i])) for i in months]
        lower = [(frame.x(curve.at[i]), frame.y(curve.low[band][i])) for i in reversed(months)]
        parts.append(svg.el("polygon", points=_points([*upper, *lower]), class_="band"))
    middle = _points([(frame.x(curve.at[i]), frame.y(curve.median[i])) for i in months])
    parts.append(svg.el("polyline", points=middle, class_="line"))
    said = tongue("P(no change) %(share)s", share=tongue.percent(curve.path.no_change))
    parts += [
        svg.text(LEFT + 4, TOP + 10, said), *_years(frame, curve, links.years, tongue),
        *_ticks(frame, links.ticks, tongue), *_violin(frame, curve, scale, tongue),
    ]  # fmt: skip
    return svg.chart(WIDTH, WHOLE, label, *parts, class_=f"pole-{pole}")


def empty_panel(frame: Frame, why: str, label: str, *, pole: str, tongue: Tongue) -> Markup:
    """Draw the axes of a state whose path is not known, hatched; `why` is said to those who cannot see it."""
    box = svg.el(
        "rect", svg.el("title", tongue("Not observed: %(why)s", why=why)), x=LEFT, y=TOP, width=WIDTH - LEFT - RIGHT,
        height=HEIGHT - BOTTOM - TOP, class_="unseen",
    )  # fmt: skip
    return svg.chart(
        WIDTH, HEIGHT, tongue("%(label)s: not observed", label=label), box, *axes(frame, tongue), class_=f"pole-{pole}"
    )


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _unseen(frame: Frame, first: float, last: float, tongue: Tongue) -> list[Markup]:
    """Return the hatching before the first and after the last observed month."""
    ends = (
        (LEFT, frame.x(first), tongue("before the first observation")),
        (frame.x(last), WIDTH - RIGHT, tongue("not observed")),
    )
    return [
        svg.el(
            "rect", svg.el("title", said), x=a, y=TOP, width=b - a, height=HEIGHT - BOTTOM - TOP, class_="unseen"
        )
        for a, b, said in ends
        if b - a > 1
    ]  # fmt: skip


def _years(frame: Frame, curve: Curve, hrefs: Mapping[int, str], tongue: Tongue) -> list[Markup]:
    """Return a link over each year with evidence; it says where the path stood in the middle of it."""
    out = []
    for year, href in hrefs.items():
        inside = [i for i, at in enumerate(curve.at) if int(at) == year and curve.first <= i <= curve.last]
        if not inside:
            continue
        i = inside[len(inside) // 2]
        low, middle, high = (
            tongue.with_sign(v[i], 2) for v in (curve.low[BANDS[0]], curve.median, curve.high[BANDS[0]])
        )
        said = tongue(
            "%(month)s: %(number)s, 95 %% interval %(low)s to %(high)s",
            month=tongue.period(curve.path.months[i]), number=middle, low=low, high=high,
        )  # fmt: skip
        a, b = frame.x(max(frame.first, year)), frame.x(min(frame.last, year + 1))
        box = svg.el("rect", x=a, y=TOP, width=b - a, height=HEIGHT - BOTTOM - TOP, class_="hit")
        out.append(svg.link(href, said, box))
    return out


def _ticks(frame: Frame, ticks: Sequence[tuple[Tick, str, str]], tongue: Tongue) -> list[Markup]:
    """Return the row of main events: filled ones speak for a break, hollow ones against it."""
    out = []
    for tick, label, href in ticks:
        x, y = frame.x(_day(tick.date)), HEIGHT + TICK_ROW / 2 - 3
        if not LEFT <= x <= WIDTH - RIGHT:
            continue
        look = "tick" if tick.contribution >= 0 else "hollow"
        mark = svg.el(
            "polygon", points=f"{x:.1f},{y - 5:.1f} {x - 4:.1f},{y + 4:.1f} {x + 4:.1f},{y + 4:.1f}", class_=look
        )
        way = (
            N_("%(date)s %(label)s: for a break")
            if tick.contribution >= 0
            else N_("%(date)s %(label)s: against a break")
        )
        said = tongue(way, date=tongue.period(tick.date), label=label)
        out.append(svg.link(href, said, svg.el("rect", x=x - 5, y=y - 7, width=10, height=14, class_="hit"), mark))
    return out


def _day(date: str) -> float:
    """Return a day, month or year in years."""
    if len(date) < 7:
        return int(date[:4]) + 0.5
    return year_of(date) if len(date) < 10 else int(date[:4]) + (int(date[5:7]) - 1 + int(date[8:10]) / 31) / 12


def _violin(frame: Frame, curve: Curve, scale: float, tongue: Tongue) -> list[Markup]:
    """Return when the path broke: above the line towards the pole, below it away."""
    middle = HEIGHT + TICK_ROW + VIOLIN
    parts = [
        svg.line(LEFT, middle, WIDTH - RIGHT, middle, "axis"),
        svg.text(LEFT - 5, middle - 8, tongue("towards"), class_="quiet tiny", anchor="end"),
        svg.text(LEFT - 5, middle + 14, tongue("away"), class_="quiet tiny", anchor="end"),
    ]
    halves = (
        (
            -1,
            curve.path.towards,
            "half towards",
            N_("A break towards: most probable in %(month)s, %(share)s in that month"),
        ),
        (1, curve.path.away, "half away", N_("A break away: most probable in %(month)s, %(share)s in that month")),
    )
    for side, values, look, message in halves:
        edge = [(frame.x(at), middle + side * VIOLIN * p / scale) for at, p in zip(curve.at, values, strict=True)]
        ends = [(frame.x(curve.at[-1]), middle), (frame.x(curve.at[0]), middle)]
        most = max(range(len(values)), key=values.__getitem__)
        said = tongue(message, month=tongue.period(curve.path.months[most]), share=tongue.percent(values[most]))
        parts.append(svg.el("polygon", svg.el("title", said), points=_points([*edge, *ends]), class_=look))
    return parts
