"""States compared: small multiples on one axis, the plane of two poles, and the mean. From levels to a template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from poleward.answers.compared import Beside, Compared
from poleward.channels.vote_levels import Level
from poleward.colours import colours_of
from poleward.publishing import design
from poleward.publishing.charts.lines import Axes, DrawnLine, axes_of, lines_chart
from poleward.publishing.charts.plane import Tail, plane_chart
from poleward.publishing.links import Links
from poleward.publishing.tongue import Tongue

PANEL = 190.0
"""Pixels a small multiple is high."""


def compare_title(found: Compared, tongue: Tongue) -> str:
    """Return who votes most and least like the leading pole, by the last month."""
    lead = found.poles[0]
    pole = tongue.pole(lead.question.pole)
    ordered = sorted(lead.each, key=lambda one: (-one.level.median[-1], one.states))
    nearest, furthest = (tongue.state(one.states[0]) for one in (ordered[0], ordered[-1]))
    if len(ordered) == 1:
        return tongue("How %(state)s votes with %(pole)s and others", state=nearest, pole=pole)
    return tongue("%(near)s votes most like %(pole)s, %(far)s least", near=nearest, far=furthest, pole=pole)


def compare_view(found: Compared, tongue: Tongue, links: Links) -> dict[str, Any]:
    """Return what the template draws."""
    colours = colours_of([(b.question.pole.key, b.question.pole.colour) for b in found.poles])
    since = found.poles[0].question.since
    lines = {
        state: [_line(level, b, tongue, colours) for b in found.poles if (level := b.of(state))]
        for state in found.states
    }
    means = [_line(b.mean, b, tongue, colours) for b in found.poles if b.mean is not None]
    at = since.year + since.timetuple().tm_yday / 366
    axes = axes_of([line for held in lines.values() for line in held], at, tongue.day(since))
    label = tongue("Mean expected agreement of %(n)s states with each pole, of 100", n=len(found.states))
    return {
        "panels": [_panel(state, held, axes, found, tongue, links) for state, held in lines.items()],
        "mean": design.both(lambda w: lines_chart(means, axes, label, w)) if means else Markup(""),
        "plane": _plane(found, tongue, links, at), "count": len(found.states),
        "called_poles": [tongue.pole(b.question.pole) for b in found.poles],
        "names": ", ".join(tongue.state(s) for s in found.states), "since_said": tongue.day(since),
        "rows_said": [_row(b, state, tongue, links) for state in found.states for b in found.poles if b.of(state)],
    }  # fmt: skip


def _line(level: Level, beside: Beside, tongue: Tongue, colours: dict[str, str]) -> DrawnLine:
    at = [int(m[:4]) + (int(m[5:7]) - 0.5) / 12 for m in level.months]
    middle, low, high = (
        [100 * v for v in part] for part in (level.level.median, level.level.low80, level.level.high80)
    )
    return DrawnLine(
        name=tongue.pole(beside.question.pole),
        colour=colours[beside.question.pole.key],
        at=at,
        middle=middle,
        low=low,
        high=high,
    )


def _panel(
    state: str, lines: Sequence[DrawnLine], axes: Axes, found: Compared, tongue: Tongue, links: Links
) -> dict[str, Any]:
    name = tongue.state(state)
    label = tongue("Expected agreement of %(state)s with each pole, of 100", state=name)
    return {
        "name": name, "href": links.state(state, found.poles[0].question.pole.key),
        "drawing": lines_chart(lines, axes, label, design.NARROW, height=PANEL),
    }  # fmt: skip


def _plane(found: Compared, tongue: Tongue, links: Links, since: float) -> Markup:
    """Draw where states stand between the first two poles; empty where there is only one."""
    if len(found.poles) < 2:
        return Markup("")
    one, two = found.poles[:2]
    tails = []
    for state in found.states:
        across, up = one.of(state), two.of(state)
        if across and up:
            tails.append(_tail(tongue.state(state), across, up, tongue, links.state(state, one.question.pole.key)))
    if one.mean and two.mean and len(tails) > 1:
        tails.append(_tail(tongue("their mean"), one.mean, two.mean, tongue, "", group=True))
    if not tails:
        return Markup("")
    names = tuple(tongue("nearer to %(pole)s", pole=tongue.pole(b.question.pole)) for b in (one, two))
    label = tongue("Where states stand between two poles, year by year")
    return design.both(lambda width: plane_chart(tails, (names[0], names[1]), label, width, since))


def _tail(name: str, across: Level, up: Level, tongue: Tongue, href: str, *, group: bool = False) -> Tail:
    ys = dict(up.by_year())
    places = [(year, 100 * x, 100 * ys[year]) for year, x in across.by_year() if year in ys]
    first, last = places[0], places[-1]
    said = tongue(
        "%(name)s: from %(x0)s and %(y0)s in %(first)s to %(x)s and %(y)s in %(last)s", name=name, first=first[0],
        last=last[0], x0=round(first[1]), y0=round(first[2]), x=round(last[1]), y=round(last[2]),
    )  # fmt: skip
    return Tail(name, places, said, href, group)


def _row(beside: Beside, state: str, tongue: Tongue, links: Links) -> dict[str, Any]:
    level = beside.of(state)
    years = level.by_year() if level else []
    return {
        "state": tongue.state(state), "pole": tongue.pole(beside.question.pole),
        "href": links.state(state, beside.question.pole.key), "first": years[0][0], "last": years[-1][0],
        "before": round(100 * years[0][1]), "now": round(100 * years[-1][1]),
    }  # fmt: skip
