"""What latent paths look like to those who draw or quote them: months, bands, breaks and their main evidence."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from poleward.channels.estimate import Estimate, Kind, Mover
from poleward.measures.paths import quantiles
from poleward.measures.paths.grid import Floats, Singles

Nearer = Literal["down", "up"]
Whose = Literal["state", "pole", "other"]
LEARNT = 0.1
"""Accounts that the data moved by less than this (in total variation) may say nothing that was not assumed."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of a span of months; each three sum to 1.

    `prior` is what would be said of them without any data; None where that is not asked.
    """

    no_change: float
    gradual: float
    broke: float
    prior: tuple[float, float, float] | None

    @property
    def learnt(self) -> float:
        """How far the data moved them: the total variation between prior and posterior, 0 to 1."""
        if self.prior is None:
            return 1.0
        found = (self.no_change, self.gradual, self.broke)
        return 0.5 * sum(abs(a - b) for a, b in zip(found, self.prior, strict=True))

    @property
    def tell(self) -> bool:
        """Whether the data changed what would be said without them: by a tenth, or the odds of no change by e."""

        def log_odds(p: float) -> float:
            return math.log(max(p, 1e-6) / max(1 - p, 1e-6))

        return (
            self.prior is None or self.learnt >= LEARNT or abs(log_odds(self.no_change) - log_odds(self.prior[0])) >= 1
        )

    def to_json(self) -> dict[str, float]:
        """Return the three."""
        return {"no_change": self.no_change, "gradual": self.gradual, "broke": self.broke}


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
class Voted:
    """A roll call as evidence: its title, the state's vote, and those of the pole's members, None where all agree."""

    title: str
    state: str
    pole: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Leant:
    """A statement as evidence: which way it leans, and its words."""

    towards: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A membership as evidence: joined or left, which organisation, and who has it on record."""

    joined: bool
    organisation: str
    source: str


TickFacts = Voted | Leant | Entered


@dataclass(frozen=True, slots=True)
class Tick:
    """One piece of evidence for a break.

    Attributes
    ----------
    kind, ref
        'roll_call', 'statement', 'event' or 'tie', and its identity in the archive.
    date
        ISO 8601 day, or the month or year where no more is known.
    label
        What it is, in words.
    facts
        What the label is made of; None where it is the same in every language.
    whose
        Whose vote or act it is.
    contribution
        Votes: what its title adds to the change of expected agreement, in points of a hundred. Others: by how much the
        log Bayes factor of the break falls when it alone is left out, in nats; negative: it speaks against the break.
    """

    kind: str
    ref: str
    date: str
    label: str
    whose: Whose
    contribution: float
    facts: TickFacts | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values: its label in words, not the facts."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "facts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PathBreak:
    """A break: when (5, 50 and 95 % of its month), which way, how sure, how large, who moved, and why we think so.

    `size` is in the unit of the path, positive towards the pole; `lasts` tells whether at least half of it is there two
    years later, `passed` whether the one that moved ended on the other side of the other (votes only). `estimate` is
    the id of the stored number whose arithmetic lists all evidence.
    """

    first: str
    month: str
    last: str
    direction: Literal["towards", "away"]
    probability: float
    size: float
    who: Mover
    lasts: bool
    passed: bool
    evidence: tuple[Tick, ...]
    against: tuple[Tick, ...]
    estimate: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {name: tuple(tick.to_json() for tick in plain[name]) for name in ("evidence", "against")}


@dataclass(frozen=True, slots=True, kw_only=True)
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
        Expected agreement (votes), balance (words, deeds) or share (trade, arms).
    own, pole
        Where state and pole stand, on one scale; events only.
    towards, away
        Probability that a break towards the pole (away from it) falls between the month before and this one.
    since
        'YYYY-MM', the first of the months asked about.
    accounts
        Of the months asked about, as far as they were observed, whoever changed.
    own_accounts, pole_accounts
        The same of each side; where sides are told apart.
    seen
        First and last month with an observation.
    breaks
        Breaks at least likely, by date.
    estimates
        The numbers that are stored with their evidence: the log Bayes factor of a break in the months asked about and
        that of every break, and the accounts.
    """

    state: str
    channel: str
    kind: Kind
    unit: str
    nearer: Nearer
    observations: int
    months: tuple[str, ...]
    level: Band
    own: Band | None
    pole: Band | None
    towards: tuple[float, ...]
    away: tuple[float, ...]
    since: str
    accounts: Accounts
    own_accounts: Accounts | None
    pole_accounts: Accounts | None
    seen: tuple[str, str]
    breaks: tuple[PathBreak, ...]
    estimates: tuple[Estimate, ...]

    @property
    def no_change(self) -> float:
        """Probability of no change in the months asked about."""
        return self.accounts.no_change

    @property
    def gradual(self) -> float:
        """Probability of a gradual change in them."""
        return self.accounts.gradual

    @property
    def broke(self) -> float:
        """Probability of a break in them."""
        return self.accounts.broke

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Main evidence of all breaks, by date, each once."""
        return tuple(
            sorted(
                {t for b in self.breaks for t in (*b.evidence, *b.against)},
                key=lambda t: (t.date, t.ref, t.whose, t.label, t.contribution),
            )
        )

    def summary(self) -> dict[str, Any]:
        """Return what an answer quotes, as plain values: all but the monthly numbers and the list of estimates."""
        sides = (("state", self.own_accounts), ("pole", self.pole_accounts))
        return {
            "kind": self.kind, "unit": self.unit, "nearer": self.nearer, "observations": self.observations,
            "seen": list(self.seen), "since": self.since, **self.accounts.to_json(),
            "sides": {name: side.to_json() for name, side in sides if side is not None},
            "breaks": [b.to_json() for b in self.breaks],
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return plain values under the same names."""
        return {
            "state": self.state, "channel": self.channel, **self.summary(), "months": list(self.months),
            **{name: band and asdict(band) for name in ("level", "own", "pole") for band in [getattr(self, name)]},
            "towards": list(self.towards), "away": list(self.away), "ticks": [t.to_json() for t in self.ticks],
            "estimates": [
                {"id": e.estimate_id, "measure": e.measure, "period": e.period, "value": e.value, "n": e.n}
                for e in self.estimates
            ],
        }  # fmt: skip


def rounded(values: Floats) -> tuple[float, ...]:
    """Return numbers as short as a picture needs them."""
    return tuple(round(float(v), 5) for v in values)
