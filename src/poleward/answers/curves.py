"""A path as it is drawn: turned so that up is towards the pole, and relative to where it stood in the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from poleward.channels.paths import ChannelPath, PathBreak
from poleward.channels.say import N_, Say

BANDS = (95, 80, 50)
"""Per cent of the posterior within each band, the widest first."""
WHO = {
    "state": N_("the state moved"), "pole": N_("the pole moved"), "both": N_("both moved"),
    "others": N_("third parties tell of it"),
}  # fmt: skip
_BREAKS = {
    "towards": N_("A break towards in %(month)s (between %(first)s and %(last)s), P = %(percent)s"),
    "away": N_("A break away in %(month)s (between %(first)s and %(last)s), P = %(percent)s"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """One path, up towards the pole.

    Attributes
    ----------
    baseline
        Where the median stood on average in the observed months before the date asked about, in the path's own unit;
        None where none of them was observed: then values are relative to nothing, 0 being the scale's own.
    median
        By month, relative to the baseline.
    low, high
        The ends of the bands of `BANDS`, by month.
    first, last
        Indices of the first and last observed month; outside of them nothing was observed.
    """

    path: ChannelPath
    baseline: float | None
    median: tuple[float, ...]
    low: dict[int, tuple[float, ...]]
    high: dict[int, tuple[float, ...]]
    first: int
    last: int

    @property
    def at(self) -> tuple[float, ...]:
        """Return the middle of each month in years."""
        return tuple(year_of(month) for month in self.path.months)

    def rows(self, pole: str) -> list[dict[str, Any]]:
        """Return one row for each month, with the numbers that are drawn."""
        return [
            {
                "state": self.path.state, "pole": pole, "channel": self.path.channel, "period": month,
                "relative_to_baseline": self.median[i],
                **{f"{end}{band}": getattr(self, end)[band][i] for band in BANDS for end in ("low", "high")},
                "break_towards": self.path.towards[i], "break_away": self.path.away[i], "unit": self.path.unit,
                "baseline": self.baseline, "status": "observed" if self.first <= i <= self.last else "not observed",
            }
            for i, month in enumerate(self.path.months)
        ]  # fmt: skip


def year_of(month: str) -> float:
    """Return the middle of a month ('YYYY-MM') in years."""
    return int(month[:4]) + (int(month[5:7]) - 0.5) / 12


def curve_of(path: ChannelPath, since: str) -> Curve:
    """Return a path as it is drawn; `since` is the first month ('YYYY-MM') after the baseline."""
    sign = -1.0 if path.nearer == "down" else 1.0
    seen = [i for i, month in enumerate(path.months) if path.seen[0] <= month <= path.seen[1]]
    before = [path.level.median[i] for i in seen if path.months[i] < since]
    baseline = round(sum(before) / len(before), 4) if before else None

    def turned(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(round(sign * (v - (baseline or 0.0)), 4) for v in values)

    ends = {b: (turned(getattr(path.level, f"low{b}")), turned(getattr(path.level, f"high{b}"))) for b in BANDS}
    low, high = ({b: both[i] for b, both in ends.items()} for i in ((0, 1) if sign > 0 else (1, 0)))
    return Curve(
        path=path,
        baseline=baseline,
        median=turned(path.level.median),
        low=low,
        high=high,
        first=min(seen, default=0),
        last=max(seen, default=-1),
    )


def accounts_said(path: ChannelPath, say: Say) -> str:
    """Return the three accounts of the months asked about, in words."""
    return say(
        "P(no change) = %(no_change)s, a gradual change %(gradual)s, a break %(broke)s",
        no_change=say.percent(path.no_change), gradual=say.percent(path.gradual), broke=say.percent(path.broke),
    )  # fmt: skip


def break_said(one: PathBreak, say: Say) -> str:
    """Return a break in words."""
    month, first, last = (say.period(month) for month in (one.month, one.first, one.last))
    told = [
        say(_BREAKS[one.direction], month=month, first=first, last=last, percent=say.percent(one.probability)),
        say(WHO[one.who]),
    ]
    if not one.lasts:
        told.append(say("undone within two years"))
    if one.passed:
        told.append(say("past the other"))
    return ", ".join(told)
