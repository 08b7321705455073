"""What latent paths look like to those who draw or quote them: months, bands, breaks and their main evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from poleward.measures.paths import quantiles
from poleward.measures.paths.grid import Floats, Singles

Nearer = Literal["down", "up"]
Whose = Literal["state", "pole", "other"]


@dataclass(frozen=True, slots=True)
class Band:
    """A latent quantity by month: its median and the ends of its central 50, 80 and 95 % intervals."""

    median: tuple[float, ...]
    low50: tuple[float, ...]
    high50: tuple[float, ...]
    low80: tuple[float, ...]
    high80: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]

    @classmethod
    def of(cls, weights: Floats | Singles, levels: Floats) -> Band:
        """Return the band of posterior weights (months, points) over rising `levels`, evenly spaced."""
        found = quantiles(weights, levels, (0.5, 0.25, 0.75, 0.1, 0.9, 0.025, 0.975))
        return cls(*(tuple(round(float(v), 4) for v in row) for row in found))

    def mapped(self, change: np.ufunc | Any) -> Band:
        """Return the band of a rising function of the quantity."""
        rows = (change(np.array(getattr(self, name))) for name in self.__slots__)
        return Band(*(tuple(round(float(v), 4) for v in row) for row in rows))


@dataclass(frozen=True, slots=True)
class Tick:
    """One piece of evidence for a break.

    Attributes
    ----------
    kind, ref
        'roll_call', 'statement' or 'tie', and its identity in the archive.
    date
        ISO 8601 day, or the month where no more is known.
    label
        What it is, in words.
    whose
        Whose vote or act it is.
    contribution
        By how much the log Bayes factor of the break falls when it alone is left out, in nats; negative: it speaks
        against the break.
    """

    kind: str
    ref: str
    date: str
    label: str
    whose: Whose
    contribution: float


@dataclass(frozen=True, slots=True)
class PathBreak:
    """A break: when (5, 50 and 95 % of its month), which way, how sure, how large, who moved, and why we think so.

    `size` is in the unit of the path, positive towards the pole; `lasts` tells whether at least half of it is there two
    years later.
    """

    first: str
    month: str
    last: str
    direction: Literal["towards", "away"]
    probability: float
    size: float
    who: Literal["state", "pole", "both"]
    lasts: bool
    evidence: tuple[Tick, ...]
    against: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class ChannelPath:
    """One state's path with respect to a pole in one channel.

    Attributes
    ----------
    kind
        Stance or exposure; the two are never joined.
    unit
        What `level` counts.
    nearer
        Whether being nearer to the pole is `down` or `up` in `level`.
    observations
        Roll calls, happenings or years that it rests on.
    months
        'YYYY-MM', every month from the baseline on.
    level
        Distance of ideal points (votes), balance (words, deeds) or share (trade, arms).
    own, pole
        Where state and pole stand, on one scale; votes only.
    towards, away
        Probability that a break towards the pole (away from it) falls between the month before and this one.
    no_change, gradual, broke
        Accounts of the months asked about; they sum to 1.
    breaks
        Breaks at least likely.
    ticks
        Main evidence of all breaks, by date.
    """

    state: str
    channel: str
    kind: Literal["stance", "exposure"]
    unit: str
    nearer: Nearer
    observations: int
    months: tuple[str, ...]
    level: Band
    own: Band | None
    pole: Band | None
    towards: tuple[float, ...]
    away: tuple[float, ...]
    no_change: float
    gradual: float
    broke: float
    breaks: tuple[PathBreak, ...]

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Main evidence of all breaks, by date, each once."""
        return tuple(sorted({t for b in self.breaks for t in (*b.evidence, *b.against)}, key=lambda t: (t.date, t.ref)))

    def to_json(self) -> dict[str, Any]:
        """Return plain values under the same names."""
        return {**asdict(self), "ticks": [asdict(t) for t in self.ticks]}


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The paths of one question; `skipped` says in words which there are not, and why."""

    pole: str
    pole_label: str
    since: str
    until: str
    paths: tuple[ChannelPath, ...]
    skipped: tuple[str, ...]

    def of(self, state: str, channel: str) -> ChannelPath | None:
        """Return the path of a state in a channel, or None."""
        return next((p for p in self.paths if (p.state, p.channel) == (state, channel)), None)

    def to_json(self) -> dict[str, Any]:
        """Return plain values under the same names."""
        return {
            "pole": self.pole, "pole_label": self.pole_label, "since": self.since, "until": self.until,
            "paths": [p.to_json() for p in self.paths], "skipped": list(self.skipped),
        }  # fmt: skip


def rounded(values: Floats) -> tuple[float, ...]:
    """Return numbers as short as a picture needs them."""
    return tuple(round(float(v), 5) for v in values)


def month_names(first: int, months: int) -> tuple[str, ...]:
    """Return 'YYYY-MM' of months counted from year 0."""
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, first + months))


def month_number(days: Sequence[Any]) -> list[int]:
    """Return the months, counted from year 0, that days fall into."""
    return [day.year * 12 + day.month - 1 for day in days]
