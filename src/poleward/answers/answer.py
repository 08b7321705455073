"""What an answer is made of: a finding per channel, and the overall stance beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from poleward.answers.freshness import Stale
from poleward.answers.silent_pages import SilentPages
from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate
from poleward.channels.question import Direction, Question
from poleward.measures.weightings import Weightings


@dataclass(frozen=True, slots=True)
class Overall:
    """The overall stance.

    Attributes
    ----------
    direction, probability
        As in a finding.
    channels
        Those that tell of a change, with their change from -1 to 1.
    weights
        Of these channels, summing to 1.
    holds_under
        Share of all weightings of these channels under which the whole points where it does with the weights given;
        where nothing is decided, that of the likeliest direction.
    shares
        Shares of all weightings by direction.
    estimate
        The number, as stored with its evidence.
    """

    direction: Direction
    probability: float | None
    channels: Mapping[str, float]
    weights: Mapping[str, float]
    holds_under: float
    shares: Weightings
    sentence: str
    estimate: Estimate

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        e = self.estimate
        return {
            "direction": self.direction, "probability": self.probability, "sentence": self.sentence,
            "channels": dict(self.channels), "weights": dict(self.weights), "holds_under": self.holds_under,
            "shares": {"towards": self.shares.rising, "away": self.shares.falling, "no change": self.shares.same},
            "estimate": {"id": e.estimate_id, "value": e.value, "q05": e.q05, "q95": e.q95, "n": e.n},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: a finding per channel, stance and exposure kept apart; sources that are too old."""

    question: Question
    findings: tuple[Finding, ...]
    headline: str = ""
    overall: Overall | None = None
    stale: tuple[Stale, ...] = ()
    pages: SilentPages | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know besides."""
        return tuple(one.sentence() for one in self.stale)

    @property
    def state_name(self) -> str:
        """The state's name."""
        return self.question.state_name

    @property
    def pole_label(self) -> str:
        """The pole's name."""
        return self.question.pole.label

    def finding(self, channel: str) -> Finding:
        """Return the finding of a channel."""
        return next(f for f in self.findings if f.channel == channel)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "state": self.question.state,
            "state_name": self.state_name,
            "pole": self.question.pole.key,
            "pole_label": self.pole_label,
            "since": self.question.since.isoformat(),
            "before": str(self.question.before),
            "after": str(self.question.after),
            "headline": self.headline,
            "overall": self.overall.to_json() if self.overall else None,
            "findings": [f.to_json() for f in self.findings],
            "notes": list(self.notes),
            "pages_naming": self.pages.naming if self.pages else 0,
            "pages_silent": list(self.pages.silent) if self.pages else [],
        }
