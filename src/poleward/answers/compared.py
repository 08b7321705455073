"""Several states beside one another and several poles: their expected agreement by month, and their mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from poleward.actors import load_registry
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.channels.vote_levels import Level, levels
from poleward.config import Config
from poleward.errors import NothingFoundError


@dataclass(frozen=True, slots=True)
class Beside:
    """One pole: the question, each state's level, and their mean (None for a single state)."""

    question: Question
    each: tuple[Level, ...]
    mean: Level | None

    def of(self, state: str) -> Level | None:
        """Return a state's level."""
        return next((one for one in self.each if one.states == (state,)), None)


@dataclass(frozen=True, slots=True)
class Compared:
    """States beside one another; the first pole leads."""

    states: tuple[str, ...]
    poles: tuple[Beside, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "states": self.states,
            "poles": [
                {
                    "pole": b.question.pole.key,
                    "levels": [asdict(one) for one in b.each],
                    "mean": asdict(b.mean) if b.mean else None,
                }
                for b in self.poles
            ],
        }


def compared(
    archive: Archive, states: Sequence[str], poles: Sequence[str], since: dt.date, *, config: Config,
    baseline: dt.date | None = None, until: dt.date | None = None,
) -> Compared:  # fmt: skip
    """Return states beside poles.

    Parameters
    ----------
    states, poles
        ISO3 codes, and keys of poles; a state that is a pole itself is left out of that pole.
    since, baseline, until
        As in `ask`.

    Raises
    ------
    UnusableInputError
        Unknown names, or days out of order.
    NothingFoundError
        No state has a level with any pole.
    """
    registry, reading = load_registry(), Reading(archive)
    found = []
    for pole in dict.fromkeys(poles):
        asked = [
            question(archive, s, pole, since, config=config, registry=registry, baseline=baseline, until=until)
            for s in states
            if config.pole(pole, on=since).states != (s,)
        ]
        each, mean = levels(reading, asked)
        if each:
            found.append(Beside(asked[0], tuple(each), mean))
    if not found:
        raise NothingFoundError("of these states the votes say nothing here.")
    known = {one.states[0] for b in found for one in b.each}
    return Compared(tuple(s for s in states if s in known), tuple(found))
