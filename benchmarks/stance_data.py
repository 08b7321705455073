"""Poles and chambers for the benchmarks of stance: many poles beside many states cost little, each found once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from poleward import config
from poleward.errors import UnusableInputError
from poleward.measures.stance.agenda import Spans, fixed_agenda
from poleward.measures.stance.posterior import Record, Stance
from poleward.measures.stance.seasons import Chamber, Seasons, Stand

SINGLE = ("RUS", "CHN", "USA", "FRA", "IND", "BRA", "TUR", "ZAF", "EGY", "JPN", "MEX", "IDN")
"""A dozen states of all regions, each a pole by itself."""
GROUPS = (
    "west", "ASEAN", "LAS", "CSTO", "GCC", "ECOWAS", "MERCOSUR", "OPEC", "grulac", "african-group",
    "asia-pacific-group", "eastern-european-group",
)  # fmt: skip
"""Poles of many members."""


class Remembering(Chamber):
    """A chamber that finds each voter once, on the agenda alone."""

    def __init__(self, stance: Stance, spans: Spans) -> None:
        weight = stance.by_question(fixed_agenda(stance.record, spans).weight)
        super().__init__(stance, Seasons.of(stance.record, spans), np.flatnonzero(weight > 0), asked=False)
        self._known: dict[int, Stand | None] = {}

    def stand(self, state: int) -> Stand | None:
        """Return how a state stood."""
        if state not in self._known:
            self._known[state] = super().stand(state)
        return self._known[state]


def members_of(states: Collection[str], groups: Sequence[str], day: dt.date) -> dict[str, tuple[str, ...]]:
    """Return the members that groups have among some states on a day; groups with three or more there."""
    known, found = config.load(), {}
    for group in groups:
        try:
            members = tuple(m for m in known.pole(group, on=day).states if m in states)
        except UnusableInputError:  # no members that day
            continue
        if len(members) > 2:
            found[group] = members
    return found


def poles_of(record: Record, day: dt.date) -> dict[str, tuple[str, ...]]:
    """Return the members in a record of single states and of groups, as of a day."""
    single = {state: (state,) for state in SINGLE if state in record.column}
    return single | members_of(record.column, GROUPS, day)


def thinned(record: Record, states: int, keep: Iterable[str]) -> Record:
    """Return the record of some states drawn at random, and of those to keep."""
    drawn = {*np.random.default_rng(1).permutation(record.states)[:states], *keep}
    chosen = [k for k, state in enumerate(record.states) if state in drawn]
    votes = record.votes[:, chosen]
    some = (votes >= 0).any(axis=1)
    title = record.title[some]
    title = np.where(title >= 0, np.searchsorted(np.unique(title[title >= 0]), title), -1)
    names = tuple(np.array(record.roll_calls)[some])
    return Record(tuple(record.states[k] for k in chosen), names, votes[some], record.day[some], title)
