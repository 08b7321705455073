"""The paths of several states with respect to a pole, by channel: computed once while the archive is unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import KEYS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Channel, NoPath
from poleward.channels.paths import ChannelPath
from poleward.channels.question import Question
from poleward.channels.say import Say, Saying
from poleward.config import Config
from poleward.errors import UnusableInputError


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that cannot be drawn, and why."""

    state: str
    state_name: str
    channel: str
    reason: str
    told: Saying | None = None

    def said(self, say: Say) -> str:
        """Return the reason, in general terms where it is known in English alone."""
        if self.told is not None:
            return self.told.said(say)
        return say("too little is known to draw a path.")

    def __str__(self) -> str:
        return f"{self.state_name}, {self.channel}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnswer:
    """The paths of one question; `skipped` says which there are not, and why."""

    pole: str
    pole_label: str
    pole_colour: str = ""
    since: str
    until: str
    paths: tuple[ChannelPath, ...]
    skipped: tuple[Skipped, ...]

    def of(self, state: str, channel: str) -> ChannelPath | None:
        """Return the path of a state in a channel, or None."""
        return next((p for p in self.paths if (p.state, p.channel) == (state, channel)), None)

    def to_json(self) -> dict[str, Any]:
        """Return plain values under the same names."""
        return {
            "pole": self.pole, "pole_label": self.pole_label, "since": self.since, "until": self.until,
            "paths": [p.to_json() for p in self.paths], "skipped": [str(s) for s in self.skipped],
        }  # fmt: skip


def paths(
    archive: Archive,
    states: Sequence[str],
    pole: str,
    *,
    since: dt.date,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
    channels: Sequence[str] = KEYS,
) -> PathAnswer:
    """Return the monthly paths of states with respect to a pole, from the baseline on.

    Parameters
    ----------
    states
        ISO3 codes or names.
    pole, since, baseline, until
        As in `ask`.
    channels
        Which of `channels.KEYS`.

    Raises
    ------
    UnusableInputError, NothingFoundError
        The question cannot be asked. A single path that cannot be drawn is in `skipped`, with the reason.
    """
    chosen = [channel_of(key) for key in channels]
    if not states:
        raise UnusableInputError("no state is named.", todo="Name at least one.")
    registry = load_registry()
    asked_pole = config.pole(pole, on=since)
    asked = [
        question(archive, s, pole, since, config=config, registry=registry, baseline=baseline, until=until)
        for s in states
    ]
    reading = Reading(archive)
    found: list[ChannelPath] = []
    skipped: list[Skipped] = []
    for q in asked:
        for channel in chosen:
            one = path_of(reading, channel, q)
            if not isinstance(one, NoPath):
                found.append(one)
            elif one.reason:
                skipped.append(Skipped(q.state, q.state_name, channel.key, one.reason, one.told))
    first, last = asked[0].since, asked[0].after.last
    return PathAnswer(
        pole=asked_pole.key, pole_label=asked_pole.label, pole_colour=asked_pole.colour, since=f"{first:%Y-%m}",
        until=f"{last:%Y-%m}", paths=tuple(found), skipped=tuple(skipped),
    )  # fmt: skip


def path_of(reading: Reading, channel: Channel, asked: Question, record: Any = None) -> ChannelPath | NoPath:
    """Return one path, or why there is none; computed once while the archive is unchanged.

    `record` is what the channel has read of the question, where that was done already.
    """

    def make() -> ChannelPath | NoPath:
        return channel.path(channel.read(reading, asked) if record is None else record)

    return reading.once(("path", channel.key, asked), make)
