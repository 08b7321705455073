"""The panel's stance: expected agreement on one agenda, the same for all its years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import posterior
from poleward.config import Pole
from poleward.measures.positions.layout import Floats
from poleward.measures.stance.draws import Halves
from poleward.measures.stance.levels import Levels
from poleward.periods import Window

Row = dict[str, Any]


def levels_of(reading: Reading, years: Sequence[int]) -> Levels:
    """Return the levels of some years, from the posterior that answers about them use.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are no such votes, or they do not divide the states.
    """
    whole = Window(dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31))
    return Levels(posterior(reading, whole), (whole.first.toordinal(), whole.last.toordinal()))


def with_poles(
    levels: Levels, states: Iterable[str], poles: Mapping[str, Mapping[int, Pole]]
) -> dict[tuple[str, str, int], Row]:
    """Return the stance by pole, state and year; where either cast no vote that year there is no row.

    `poles` are by key and year. A member of a pole is compared with the others.
    """
    out: dict[tuple[str, str, int], Row] = {}
    for year in sorted({year for by_year in poles.values() for year in by_year}):
        here = {key: by_year[year].states for key, by_year in poles.items() if year in by_year}
        found = _chances(levels, {*states, *(m for members in here.values() for m in members)}, year)
        for key, members in here.items():
            for state in states:
                others = [found[m] for m in members if m in found and m != state]
                if state in found and others:
                    out[key, state, year] = _row(levels.between(found[state], others))
    return out


def of_dyads(levels: Levels, pairs: Sequence[tuple[str, str]], years: Iterable[int]) -> dict[tuple[str, str, int], Row]:
    """Return the stance of each pair and year; where either cast no vote that year there is no row."""
    out: dict[tuple[str, str, int], Row] = {}
    for year in years:
        found = _chances(levels, {state for pair in pairs for state in pair}, year)
        for a, b in pairs:
            if a in found and b in found:
                out[a, b, year] = _row(levels.between(found[a], [found[b]]))
    return out


def _chances(levels: Levels, states: Iterable[str], year: int) -> dict[str, Halves]:
    span = (dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal())
    both = ((state, levels.chances(state, span)) for state in sorted(states))
    return {state: chances for state, chances in both if chances is not None}


def _row(draws: Floats) -> Row:
    low, high = np.quantile(draws, [0.05, 0.95])
    return {
        "stance": float(draws.mean()), "stance_sd": float(draws.std(ddof=1)), "stance_q05": float(low),
        "stance_q95": float(high), "stance_status": "observed",
    }  # fmt: skip
