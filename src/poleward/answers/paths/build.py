"""The paths of several states with respect to a pole, by channel: computed once while the archive is unchanged."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import events_path, flows_path, statements_path, votes_path
from poleward.channels.model import Question
from poleward.channels.paths import ChannelPath
from poleward.channels.signed import stamp
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError, UnusableInputError

MAX_CACHED = 512
Maker = Callable[[Archive, Question, Pole], ChannelPath | None]
MAKERS: dict[str, Maker] = {
    "votes": votes_path.path,
    "words": partial(statements_path.path, channel="words"),
    "deeds": partial(statements_path.path, channel="deeds"),
    "events": events_path.path,
    "trade": partial(flows_path.path, channel="trade"),
    "arms": partial(flows_path.path, channel="arms"),
    "treaties": flows_path.treaties,
}
CHANNELS = tuple(MAKERS)
_CACHED: OrderedDict[tuple[Any, ...], ChannelPath | str] = OrderedDict()
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The paths of one question; `skipped` says in words which there are not, and why."""

    pole: str
    pole_label: str
    since: str
    until: str
    paths: tuple[ChannelPath, ...]
    skipped: tuple[str, ...]

    def of(self, state: str, channel: str) -> ChannelPath | None:
        """Return the path of a state in a channel, or None."""
        return next((p for p in self.paths if (p.state, p.channel) == (state, channel)), None)

    def to_json(self) -> dict[str, Any]:
        """Return plain values under the same names."""
        return {
            "pole": self.pole, "pole_label": self.pole_label, "since": self.since, "until": self.until,
            "paths": [p.to_json() for p in self.paths], "skipped": list(self.skipped),
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
    channels: Sequence[str] = CHANNELS,
) -> PathAnswer:
    """Return the monthly paths of states with respect to a pole, from the baseline on.

    Parameters
    ----------
    states
        ISO3 codes or names.
    pole, since, baseline, until
        As in `ask`.
    channels
        Which of `CHANNELS`.

    Raises
    ------
    UnusableInputError, NothingFoundError
        The question cannot be asked. A single path that cannot be drawn is in `skipped`, with the reason.
    """
    if unknown := [c for c in channels if c not in CHANNELS]:
        raise UnusableInputError(f"there is no channel '{unknown[0]}'.", todo=f"Choose from {', '.join(CHANNELS)}.")
    if not states:
        raise UnusableInputError("no state is named.", todo="Name at least one.")
    registry = load_registry()
    where = config.pole(pole)
    asked = [
        question(archive, s, pole, since, config=config, registry=registry, baseline=baseline, until=until)
        for s in states
    ]
    mark = stamp(archive)
    found: list[ChannelPath] = []
    skipped: list[str] = []
    for q in asked:
        for channel in channels:
            one = path_of(archive, q, where, channel, mark)
            if isinstance(one, ChannelPath):
                found.append(one)
            elif one:
                skipped.append(f"{registry.states[q.state].name}, {channel}: {one}")
    first, last = asked[0].since, asked[0].after.last
    return PathAnswer(pole, where.label, f"{first:%Y-%m}", f"{last:%Y-%m}", tuple(found), tuple(skipped))


def path_of(
    archive: Archive, asked: Question, pole: Pole, channel: str, mark: tuple[int, ...] | None = None
) -> ChannelPath | str:
    """Return one path, or why there is none; '' where the archive has no such channel at all."""
    key = (str(archive.path), mark or stamp(archive), asked, pole, channel)
    with _LOCK:
        if key in _CACHED:
            _CACHED.move_to_end(key)
            return _CACHED[key]
    made: ChannelPath | str
    try:
        made = MAKERS[channel](archive, asked, pole) or ""
    except (NothingFoundError, UnusableInputError) as error:
        made = error.message
    with _LOCK:
        _CACHED[key] = made
        while len(_CACHED) > MAX_CACHED:
            _CACHED.popitem(last=False)
    return made
