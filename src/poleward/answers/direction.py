"""One channel's finding for many states: what a map needs, without paths, positions or stored numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import channel as channel_of
from poleward.channels import wording
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding
from poleward.channels.question import Question
from poleward.config import Config


def directions(
    archive: Archive,
    states: Sequence[str],
    pole: str,
    channel: str,
    since: dt.date,
    *,
    config: Config,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
) -> list[tuple[Question, Finding | None]]:
    """Return each state's question and what one channel says; None where the archive has no such channel.

    The direction is that of `ask`; a state that is the pole itself is left out.

    Raises
    ------
    UnusableInputError, NothingFoundError
        As `ask` does.
    """
    registry, asked_pole, one = load_registry(), config.pole(pole, on=since), channel_of(channel)
    reading = Reading(archive)
    found: list[tuple[Question, Finding | None]] = []
    for state in states:
        if asked_pole.states == (state,):
            continue
        asked = question(archive, state, pole, since, config=config, registry=registry, baseline=baseline, until=until)
        finding = one.finding(one.read(reading, asked), brief=True)
        found.append((asked, wording.told(finding, asked) if finding else None))
    return found
