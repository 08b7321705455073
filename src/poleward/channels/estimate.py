"""A number that a channel gives, the evidence that it rests on, and the few words that say what it is about."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["stance", "exposure"]
Mover = Literal["state", "pole", "both", "others"]
"""Who moved; 'others' where only third parties tell of it."""
EvidenceKind = Literal["statement", "roll_call", "tie", "event"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: what kind, its id, its weight and its signed part of the estimate's value."""

    kind: EvidenceKind
    ref: str
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval (5 % and 95 % quantiles) and evidence; None where there is not enough to say.

    `period` is the window that it is about, `compared_with` the one that it is compared with, both ISO 8601;
    None where it compares nothing.
    """

    state: str
    pole: str
    channel: str
    measure: str
    period: str
    value: float | None
    q05: float | None = None
    q95: float | None = None
    probability: float | None = None
    n: int
    method: str
    compared_with: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def estimate_id(self) -> str:
        """Hash of the number, its method and the evidence that it rests on."""
        what = [self.state, self.pole, self.channel, self.measure, self.period, self.method]
        numbers = [self.value, self.q05, self.q95, self.probability, self.n]
        evidence = sorted((e.kind, e.ref, e.weight, e.contribution) for e in self.evidence)
        content = json.dumps([what, numbers, evidence], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:24]

    def to_json(self) -> dict[str, Any]:
        """Return plain values; evidence is left to `why`."""
        return {
            "id": self.estimate_id, "measure": self.measure, "period": self.period, "value": self.value,
            "q05": self.q05, "q95": self.q95, "probability": self.probability, "n": self.n, "method": self.method,
        }  # fmt: skip
