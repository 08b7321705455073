"""What a channel gives: the question it is asked, its finding, and the evidence that carries each number."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from poleward.periods import Window

if TYPE_CHECKING:
    from poleward.channels.paths.model import ChannelPath

Direction = Literal["towards", "away", "no change", "not enough evidence"]


@dataclass(frozen=True, slots=True)
class Question:
    """Is `state` moving towards or away from `pole` since a date, against the baseline window before it?"""

    state: str
    pole: str
    before: Window
    after: Window

    @property
    def since(self) -> dt.date:
        """The date from which on a change is asked for."""
        return self.after.first


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence: what kind, its id, its weight and its signed part of the estimate's value."""

    kind: Literal["statement", "roll_call", "tie", "event"]
    ref: str
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval (5 % and 95 % quantiles) and evidence; None where there is not enough to say."""

    state: str
    pole: str
    channel: str
    measure: str
    period: str
    value: float | None
    q05: float | None
    q95: float | None
    probability: float | None
    n: int
    method: str
    items: tuple[Item, ...] = ()

    @property
    def estimate_id(self) -> str:
        """Hash of the number, its method and the evidence that it rests on."""
        what = [self.state, self.pole, self.channel, self.measure, self.period, self.method]
        numbers = [self.value, self.q05, self.q95, self.probability, self.n]
        evidence = sorted((i.kind, i.ref, i.weight, i.contribution) for i in self.items)
        content = json.dumps([what, numbers, evidence], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one channel says.

    Attributes
    ----------
    direction
        Towards, away, no change, or not enough evidence.
    probability
        Probability of that direction; None where there is not enough evidence.
    sentence
        The finding in one plain sentence, with its numbers.
    who_moved
        Who moved, in words; empty where the channel cannot tell.
    against
        What in the record speaks against the finding.
    unknown
        What is not known: how far the sources reach, what was left out.
    when
        Whether a break stands out, since when, and who moved; empty where there is no path.
    rests_on
        The main evidence for that break, and against it.
    path
        The path itself, or None.
    """

    channel: str
    direction: Direction
    probability: float | None
    sentence: str
    who_moved: str = ""
    against: str = ""
    unknown: str = ""
    estimates: tuple[Estimate, ...] = ()
    when: str = ""
    rests_on: str = ""
    path: ChannelPath | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain values; evidence is left to `why`."""
        return {
            "channel": self.channel,
            "direction": self.direction,
            "probability": self.probability,
            "sentence": self.sentence,
            "who_moved": self.who_moved,
            "against": self.against,
            "unknown": self.unknown,
            "when": self.when,
            "rests_on": self.rests_on,
            "path": self.path.summary() if self.path else None,
            "estimates": [
                {
                    "id": e.estimate_id, "measure": e.measure, "period": e.period, "value": e.value, "q05": e.q05,
                    "q95": e.q95, "probability": e.probability, "n": e.n, "method": e.method,
                }
                for e in self.estimates
            ],
        }  # fmt: skip
