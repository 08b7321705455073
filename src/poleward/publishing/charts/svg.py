"""A few words for writing SVG: every attribute and text is escaped, and no style is inline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


def el(tag: str, *children: str, **attributes: object) -> Markup:
    """Return an element; `class_` is class, underscores in names are hyphens, None leaves an attribute out."""
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(str(escape(child)) for child in children)
    return Markup(f"<{tag}{said}>{inner}</{tag}>")  # noqa: S704  names are ours, the rest is escaped


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def together(parts: Sequence[Markup]) -> Markup:
    """Return elements one after another."""
    return Markup("").join(parts)


def link(href: str, label: str, *children: str, drawer: bool = True) -> Markup:
    """Return a mark that leads somewhere: reachable by keyboard, with its name for screen readers and on hover."""
    return el("a", el("title", label), *children, href=href, aria_label=label, data_drawer="" if drawer else None)


def chart(width: float, height: float, label: str, *children: str, class_: str = "", stretch: bool = False) -> Markup:
    """Return a drawing that scales to its place; stretched, it fills it in both directions."""
    return el(
        "svg", el("title", label), *children, class_=f"chart {class_}".strip(), viewBox=f"0 0 {width:g} {height:g}",
        role="group", aria_label=label, preserveAspectRatio="none" if stretch else None,
    )  # fmt: skip


def text(x: float, y: float, said: str, *, class_: str = "", anchor: str = "start") -> Markup:
    """Return a text."""
    return el("text", said, x=float(x), y=float(y), text_anchor=anchor, class_=class_ or None)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return a straight line."""
    return el("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


@dataclass(frozen=True, slots=True)
class AxisScale:
    """A linear scale from values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Return round values between two ends."""
    span = high - low
    if span <= 0:
        return [low]
    step = 10.0 ** len(str(int(span))) if span >= 1 else 1.0
    for candidate in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100):
        if span / candidate <= wanted:
            step = candidate
            break
    first = -(-low // step)
    return [round((first + i) * step, 10) for i in range(int(span / step) + 2) if (first + i) * step <= high + 1e-9]
