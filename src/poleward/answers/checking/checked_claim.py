"""What a check gives out: a claim, its verdict, and the records that decide it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from poleward.channels.say import N_, Say

Verdict = Literal["supported", "contradicted", "mixed", "not decidable"]
KINDS = (N_("vote"), N_("membership"), N_("trade"), N_("dependence"), N_("event"), N_("headline"))
VERDICTS: dict[Verdict, str] = {
    "supported": N_("supported"), "contradicted": N_("contradicted"), "mixed": N_("mixed"),
    "not decidable": N_("not decidable"),
}  # fmt: skip
CORRECTED = N_("supported as corrected")
RECORDS = (
    N_("roll call"), N_("membership"), N_("trade"), N_("statement"), N_("event"), N_("answer"), N_("veto"), N_("office")
)  # fmt: skip
"""Kinds of records as they are called, '_' as a space."""


@dataclass(frozen=True, slots=True)
class DecidingRecord:
    """A record that decides a claim.

    Attributes
    ----------
    kind
        'roll_call', 'veto', 'membership', 'trade', 'statement', 'event' or 'answer'.
    ref
        Its identity in the archive, such as a resolution's symbol or a statement's id.
    date
        Day, year or interval, ISO 8601.
    what
        What the record says, in words.
    source
        Where it is published: an address, a publisher, or a document with offsets.
    values
        The same as plain values: votes by state, shares, tallies.
    """

    kind: str
    ref: str
    date: str
    what: str
    source: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        base = {"kind": self.kind, "ref": self.ref, "date": self.date, "what": self.what, "source": self.source}
        return {**base, **self.values}


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict.

    Attributes
    ----------
    kind
        One of KINDS.
    exact, start_at, end_at
        The claim's words and where they stand in the document's text; the headline's offsets may be (0, 0).
    states
        The states it is about (ISO3).
    verdict
        Supported, contradicted, mixed or not decidable.
    correction
        Where the record decides but the page's wording is imprecise: what the record says. Empty otherwise.
    why
        The verdict in plain sentences, with what decides it.
    records
        What decides it.
    leans
        Which way the record behind the claim points, by pole: 'towards', 'away' or 'neutral'; only where it tells.
    values
        More about the claim as plain values.
    """

    kind: str
    exact: str
    start_at: int
    end_at: int
    states: tuple[str, ...]
    verdict: Verdict
    why: str
    records: tuple[DecidingRecord, ...] = ()
    correction: str = ""
    leans: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The verdict in words: 'supported as corrected' where the wording is imprecise."""
        return CORRECTED if self.verdict == "supported" and self.correction else self.verdict

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "kind": self.kind,
            "exact": self.exact,
            "start": self.start_at,
            "end": self.end_at,
            "states": list(self.states),
            **self.values,
            "verdict": self.verdict,
            "label": self.label,
            "correction": self.correction or None,
            "leans": dict(self.leans),
            "why": self.why,
            "records": [r.to_json() for r in self.records],
        }


def ruled(verdict: Verdict, correction: str, told: str, say: Say) -> str:
    """Return a verdict, what corrects it where something does, and what decides it."""
    name = say(VERDICTS[verdict])
    if correction:
        return say(
            "%(verdict)s as corrected: %(correction)s. %(told)s", verdict=capital(name), correction=correction,
            told=told,
        )  # fmt: skip
    return say("%(verdict)s. %(told)s", verdict=capital(name), told=told)


def capital(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


class OfStates(Protocol):
    """A claim about states, named one by one or by a quantifier."""

    @property
    def states(self) -> tuple[str, ...]:
        """The states (ISO3)."""
        ...

    @property
    def quantifier(self) -> str:
        """'each' where they are named one by one."""
        ...


Claim = TypeVar("Claim", bound=OfStates)


def each_by_itself(claim: Claim, judged: Callable[[Claim], CheckedClaim]) -> list[CheckedClaim]:
    """Return a claim's verdict; where it is mixed, one for each set of its states that have the same.

    A claim about 'none', 'most' or 'only' some states is one claim.
    """
    whole = judged(claim)
    if whole.verdict != "mixed" or claim.quantifier != "each" or len(claim.states) < 2:
        return [whole]
    alike: dict[str, list[str]] = {}
    for state in claim.states:
        alike.setdefault(judged(_about(claim, (state,))).verdict, []).append(state)
    return [judged(_about(claim, tuple(states))) for states in alike.values()] if len(alike) > 1 else [whole]


def _about(claim: Claim, states: tuple[str, ...]) -> Claim:
    return dataclasses.replace(claim, states=states)  # type: ignore[type-var]


def combine(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a claim from those on each of its parts."""
    kinds = set(verdicts)
    if not kinds:
        return "not decidable"
    if len(kinds) == 1:
        return verdicts[0]
    if "mixed" in kinds or {"supported", "contradicted"} <= kinds:
        return "mixed"
    return "not decidable" if "supported" in kinds else "contradicted"


def days(first: dt.date | None, last: dt.date | None) -> str:
    """Return a day or an interval, ISO 8601; '..' for an open end."""
    if first == last and first is not None:
        return first.isoformat()
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"
