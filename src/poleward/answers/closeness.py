"""Towards whom? How close a state stands to each of several poles, since a date and year by year, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from poleward.answers.answer import Answer
from poleward.answers.overall import SAME_WITHIN, changes_of, mean_of, spread_of
from poleward.channels import CHANNELS
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Channel, Estimate, Question
from poleward.measures.closeness_parts import Parts, drawn
from poleward.measures.weightings import weightings

DRAWS, SEED = 40, 20220224
MIN_POLES, MAX_POLES = 2, 5


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a state is to each pole, by channel, each from 0 to 1.

    Attributes
    ----------
    now
        Since the date asked about; channels that all poles have.
    cloud
        Draws of what that may be.
    years
        Year by year, from the first channel that has every year.
    """

    now: dict[str, Parts]
    cloud: list[dict[str, Parts]]
    years: list[tuple[str, dict[str, Parts]]]


def closeness(reading: Reading, questions: Sequence[Question], channels: Sequence[str]) -> Closeness:
    """Return how close a state is to several poles; `questions` are the same question about each."""
    chosen = [c for c in CHANNELS if c.key in channels]
    found = {c.key: [_level(reading, c, question) for question in questions] for c in chosen}
    now = {c.key: parts for c in chosen if (parts := _scaled(c, found[c.key])) is not None}
    widths = {
        c.key: [((e.q95 or 0.0) - (e.q05 or 0.0)) / c.scale.width for e in found[c.key] if e is not None]
        for c in chosen
        if c.key in now
    }
    return Closeness(now, drawn(now, widths, DRAWS, SEED), _years(reading, questions))


def _level(reading: Reading, channel: Channel, question: Question) -> Estimate | None:
    """Return a channel's main number since the date asked about."""
    asked = question.on(question.after)

    def make() -> Estimate | None:
        numbers = channel.numbers(channel.read(reading, asked), asked.after)
        return next((e for e in numbers if e.measure == channel.scale.level), None)

    return reading.once(("level", channel.key, asked), make)


def _scaled(channel: Channel, estimates: Sequence[Estimate | None]) -> Parts | None:
    """Return levels as closeness from 0 to 1; None where a pole has none."""
    values = [e.value if e else None for e in estimates]
    if any(v is None for v in values):
        return None
    return tuple((v - channel.scale.low) / channel.scale.width for v in values if v is not None)


def _years(reading: Reading, questions: Sequence[Question]) -> list[tuple[str, dict[str, Parts]]]:
    """Return closeness year by year from the first channel, the only one that has every year."""
    first = CHANNELS[0]

    def by_year(question: Question) -> dict[str, Estimate]:
        def make() -> dict[str, Estimate]:
            finding = first.finding(first.read(reading, question), brief=True)
            own = finding.estimates if finding else ()
            return {e.period[:4]: e for e in own if e.measure == first.scale.level}

        return reading.once(("levels by year", question), make)

    by_pole = [by_year(question) for question in questions]
    years = sorted(set.intersection(*(set(one) for one in by_pole))) if by_pole else []
    found = [(year, _scaled(first, [one[year] for one in by_pole])) for year in years]
    return [(year, {first.key: parts}) for year, parts in found if parts is not None]


def weighed_anew(answer: Answer) -> dict[str, Any]:
    """Return what is needed to weigh an answer anew: changes, their spreads, and shares for each choice of channels.

    `means` and `spreads` are by channel on the scale of the overall stance; `shares` by the channels chosen, joined by
    commas: the share of all weightings under which the whole rises, falls, and stays.
    """
    changes = changes_of(answer.findings)
    means = {c: mean_of(e) for c, e in changes.items()}
    shares: dict[str, list[float]] = {}
    for n in range(1, len(means) + 1):
        for chosen in combinations(means, n):
            found = weightings([means[c] for c in chosen], SAME_WITHIN)
            shares[",".join(chosen)] = [found.rising, found.falling, found.same]
    return {"means": means, "spreads": {c: spread_of(e) for c, e in changes.items()}, "shares": shares}


def level_over_poles(now: Mapping[str, Parts], weights: Mapping[str, float]) -> float:
    """Return the weighted mean over channels of a state's closeness to all poles together."""
    return sum(weights.get(c, 0) * sum(parts) for c, parts in now.items()) / (sum(weights.values()) or 1)
