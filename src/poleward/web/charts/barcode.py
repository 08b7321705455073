"""Where evidence exists: one strip for each channel, a tick for each day or span that something is known of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from poleward.web.charts import svg
from poleward.web.charts.series import LEFT, RIGHT, WIDTH, Frame

STRIP = 9.0
Spans = Sequence[tuple[dt.date, dt.date]]


def year(day: dt.date) -> float:
    """Return a day as a year with a fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def barcode(frame: Frame, days: Mapping[str, Spans], name: str, *, pole: str) -> Markup:
    """Draw a strip for each channel; a channel without any evidence is hatched."""
    parts: list[Markup] = []
    for i, (channel, spans) in enumerate(days.items()):
        y = i * (STRIP + 3)
        parts.append(svg.el("text", channel, x=LEFT - 5, y=y + 8, text_anchor="end", class_="quiet tiny"))
        box = {"x": LEFT, "y": y, "width": WIDTH - LEFT - RIGHT, "height": STRIP}
        parts.append(svg.el("rect", class_="strip" if spans else "unseen", **box))
        path = "".join(
            f"M{a:.1f} {y:.0f}h{max(b - a, 1.0):.1f}v{STRIP:.0f}h-{max(b - a, 1.0):.1f}z"
            for first, last in spans
            if (b := min(frame.x(year(last)), WIDTH - RIGHT)) >= LEFT and (a := max(frame.x(year(first)), LEFT)) <= b
        )
        if path:
            parts.append(svg.el("path", d=path, class_="tick"))
    said = "; ".join(f"{channel}: {len(spans) or 'nothing'}" for channel, spans in days.items())
    height = len(days) * (STRIP + 3) + 2
    return svg.chart(WIDTH, height, f"Evidence on {name}: {said}", *parts, class_=f"pole-{pole}")
