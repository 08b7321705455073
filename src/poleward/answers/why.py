"""The arithmetic of a number: its items, their signs and contributions, down to the sentence or the roll call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poleward.actors import load_registry
from poleward.actors.asked import state_named
from poleward.answers.ask import keep
from poleward.archive import Archive
from poleward.channels import CHANNELS, KEYS, channel, of_evidence
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Place, WhatIf
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, Say
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError
from poleward.periods import Window, parse_period

TOLERANCE = 1e-9
"""A rest below this is that of adding in floating point, and is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an arithmetic.

    Attributes
    ----------
    kind, ref
        What it is and its id.
    date
        Day or interval, ISO 8601.
    what
        The sentence, or the roll call's symbol and title.
    detail
        Why this sign; or the votes of the state and of the pole, and the tally.
    where
        Document and character offsets; or the address of the official record.
    sign, weight, contribution
        Which way it pulls the number (+1, 0, -1), its weight, and its signed part of the number.
    without, turned
        The number without it, and with its sign turned, as asking again would give it; None where that is not known
        or there would be no number.
    place
        The document and character offsets as fields; None where it is not of a document.
    """

    kind: str
    ref: str
    date: str
    what: str
    detail: str
    where: str
    sign: int
    weight: float
    contribution: float
    without: float | None = None
    turned: float | None = None
    place: Place | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values; the place is told in words."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "place"}


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A number as the sum of its items; `remainder` is what the prior and the coder's error add."""

    estimate: Estimate
    lines: tuple[Line, ...]
    remainder: float

    @property
    def added(self) -> float:
        """The sum of the items that add to the number."""
        return sum(line.contribution for line in self.lines if line.contribution > 0)

    @property
    def taken_away(self) -> float:
        """The sum of the items that take away from it, negative or 0."""
        return sum(line.contribution for line in self.lines if line.contribution < 0)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        e = self.estimate
        return {
            "id": e.estimate_id, "state": e.state, "pole": e.pole, "channel": e.channel, "measure": e.measure,
            "period": e.period, "value": e.value, "q05": e.q05, "q95": e.q95, "n": e.n, "method": e.method,
            "sum_of_items": sum(line.contribution for line in self.lines), "remainder": self.remainder,
            "items": [line.to_json() for line in self.lines],
        }  # fmt: skip


def folded(parts: Sequence[float], total: float | None, most: int) -> tuple[float, float]:
    """Return the sum of all parts of a number but the first `most`, and what all of them leave of it: 0 where nothing.

    Examples
    --------
    >>> folded([0.5, 0.25, 0.25], 1.5, 1)
    (0.5, 0.5)
    """
    rest = (total or 0.0) - sum(parts)
    return sum(parts[most:], 0.0), 0.0 if abs(rest) < TOLERANCE else rest


def in_words(estimate: Estimate, say: Say = ENGLISH, digits: int = 3) -> str:
    """Return a number with its sign, the range where only a range is known, or that there is not enough evidence."""
    if estimate.value is not None:
        return say.with_sign(estimate.value, digits)
    if estimate.q05 is None or estimate.q95 is None:
        return say("not enough evidence")
    return say(
        "between %(low)s and %(high)s", low=say.number(estimate.q05, digits), high=say.number(estimate.q95, digits)
    )


def why(
    archive: Archive, state: str, pole: str, period: Window, *, config: Config, say: Say = ENGLISH
) -> list[Arithmetic]:
    """Return the arithmetic of each number of one state, pole and period.

    Raises
    ------
    UnusableInputError
        Unknown state or pole.
    NothingFoundError
        Nothing in the archive falls into the period.
    """
    registry = load_registry()
    code = state_named(state, registry)
    asked_pole = config.pole(pole, on=period.first)
    asked = Question(state=code, state_name=registry.states[code].name, pole=asked_pole, before=period, after=period)
    reading = Reading(archive)
    estimates = [e for c in CHANNELS for e in c.numbers(c.read(reading, asked), period)]
    if not estimates:
        raise NothingFoundError(
            "nothing about %(state)s and %(pole)s in %(period)s.", todo="Choose a longer period, or load more.",
            state=code, pole=asked_pole.label, period=str(period),
        )  # fmt: skip
    if archive.writable:
        keep(archive, estimates)
    return [explain(reading, estimate, asked_pole, say) for estimate in estimates]


def why_estimate(archive: Archive, estimate_id: str, *, config: Config) -> Arithmetic:
    """Return the arithmetic of one estimate that an answer printed, by its id."""
    rows = archive.rows("SELECT * FROM estimates WHERE estimate_id = ?", [estimate_id])
    if not rows:
        raise NothingFoundError(f"there is no estimate '{estimate_id}'.", todo="Take an id from 'poleward ask --json'.")
    row = rows[0]
    del row["estimate_id"]
    evidence = archive.rows(
        "SELECT kind, ref, weight, contribution FROM evidence WHERE estimate_id = ? ORDER BY ref", [estimate_id]
    )
    estimate = Estimate(**row, evidence=tuple(Evidence(**piece) for piece in evidence))
    return explain(Reading(archive), estimate, config.pole(estimate.pole, on=first_day(estimate.period)))


def main_measure(key: str) -> str | None:
    """Return the measure that a channel's arithmetic is told by where none is named; None: whatever comes first."""
    one = channel(key)
    return one.scale.level if one.kind == "stance" else None


def first_day(period: str) -> dt.date:
    """Return the first day of an estimate's period."""
    return parse_period(period.partition("/")[0]).first


def explain(reading: Reading, estimate: Estimate, pole: Pole, say: Say = ENGLISH) -> Arithmetic:
    """Return the arithmetic of an estimate, largest contributions first."""
    ordered = sorted(estimate.evidence, key=lambda e: (-abs(e.contribution), e.ref))
    described: dict[str, Described] = {}
    for kind in dict.fromkeys(e.kind for e in ordered):
        refs = [e.ref for e in ordered if e.kind == kind]
        own = estimate.channel in KEYS and channel(estimate.channel).evidence == kind
        teller = channel(estimate.channel) if own else of_evidence(kind)
        described |= teller.describe(reading.archive, refs, state=estimate.state, pole=pole, say=say)
    changed = _changed(reading, estimate, pole, [e.ref for e in ordered])
    unknown = WhatIf()
    lines = [
        Line(
            kind=e.kind, ref=e.ref, **described.get(e.ref, Described("", e.ref, "", ""))._asdict(),
            sign=(e.contribution > 0) - (e.contribution < 0), weight=e.weight, contribution=e.contribution,
            without=changed.get(e.ref, unknown).without, turned=changed.get(e.ref, unknown).turned,
        )
        for e in ordered
    ]  # fmt: skip
    rest = (estimate.value or 0.0) - sum(e.contribution for e in estimate.evidence)
    return Arithmetic(estimate, tuple(lines), 0.0 if abs(rest) < TOLERANCE else rest)


def _changed(reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
    """Return what the number would be without each piece of evidence, where its channel can tell."""
    if estimate.value is None or not refs or estimate.channel not in KEYS:
        return {}
    return channel(estimate.channel).without(reading, estimate, pole, refs)
