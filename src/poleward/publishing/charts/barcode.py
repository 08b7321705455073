"""Where evidence exists: one strip for each channel, a tick for each day or span that something is known of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from poleward.periods import Window
from poleward.publishing.charts import svg
from poleward.publishing.charts.series import LEFT, RIGHT, WIDTH, Frame
from poleward.publishing.tongue import Tongue

STRIP = 9.0
Spans = Sequence[Window]


def year(day: dt.date) -> float:
    """Return a day as a year with a fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def barcode(frame: Frame, days: Mapping[str, Spans], name: str, *, pole: str, tongue: Tongue) -> Markup:
    """Draw a strip for each channel; a channel without any evidence is hatched."""
    parts: list[Markup] = []
    for i, (channel, spans) in enumerate(days.items()):
        y = i * (STRIP + 3)
        parts.append(svg.el("text", tongue(channel), x=LEFT - 5, y=y + 8, text_anchor="end", class_="quiet tiny"))
        box = {"x": LEFT, "y": y, "width": WIDTH - LEFT - RIGHT, "height": STRIP}
        parts.append(svg.el("rect", class_="strip" if spans else "unseen", **box))
        path = "".join(f"M{a:g} {y:g}h{b - a:g}v{STRIP:g}h-{b - a:g}z" for a, b in _marks(frame, spans))
        if path:
            parts.append(svg.el("path", d=path, class_="tick"))
    said = ", ".join(f"{tongue(channel)} {tongue.number(len(spans))}" for channel, spans in days.items())
    height = len(days) * (STRIP + 3) + 2
    return svg.chart(
        WIDTH, height, tongue("Evidence on %(name)s: %(counts)s", name=name, counts=said), *parts, class_=f"pole-{pole}"
    )


def _marks(frame: Frame, spans: Spans) -> list[tuple[float, float]]:
    """Return where spans are drawn, from and to, those that touch one another as one: there can be very many."""
    whole: list[tuple[float, float]] = []
    for first, last in sorted((span.first, span.last) for span in spans):
        a = round(max(frame.x(year(first)), LEFT), 1)
        b = round(min(max(frame.x(year(last)), a + 1), WIDTH - RIGHT), 1)
        if b < a:
            continue
        if whole and a <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(b, whole[-1][1]))
        else:
            whole.append((a, b))
    return whole
