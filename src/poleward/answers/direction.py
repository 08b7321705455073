"""One channel's finding for many states: what a map needs, without paths, positions or stored numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import events, flows, memberships, votes
from poleward.channels import statements as text
from poleward.channels.model import Finding, Question
from poleward.channels.signed import signed_statements, vote_record
from poleward.coding import sign_error
from poleward.config import Config, Pole
from poleward.periods import Window

Finder = Callable[[Archive, Question, Pole, str], Finding | None]


def _votes(archive: Archive, asked: Question, pole: Pole, name: str) -> Finding:
    record = vote_record(archive, asked.state, pole, Window(asked.before.first, asked.after.last))
    return votes.finding(asked, record, name, pole.label)


def _text(channel: str) -> Finder:
    def find(archive: Archive, asked: Question, pole: Pole, name: str) -> Finding:
        statements = signed_statements(archive, asked.state, pole)
        return text.finding(asked, channel, statements, pole, name, sign_error())

    return find


def _flow(channel: str) -> Finder:
    return lambda archive, asked, pole, name: flows.finding(archive, asked, channel, pole, name)


FINDERS: dict[str, Finder] = {
    "votes": _votes,
    "words": _text("words"),
    "deeds": _text("deeds"),
    "events": events.finding,
    "trade": _flow("trade"),
    "arms": _flow("arms"),
    "treaties": memberships.treaties,
}


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
    registry, where = load_registry(), config.pole(pole)
    found = []
    for state in states:
        if where.states == (state,):
            continue
        asked = question(archive, state, pole, since, config=config, registry=registry, baseline=baseline, until=until)
        found.append((asked, FINDERS[channel](archive, asked, where, registry.states[asked.state].name)))
    return found
