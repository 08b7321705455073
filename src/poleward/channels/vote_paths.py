"""Latent positions month by month from the archive's roll calls, with every roll call's own likelihood at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from poleward.channels.archive_reading import Reading
from poleward.channels.vote_positions import estimate, votes_of
from poleward.measures.paths import Grid, Observed, PathSettings, Smoothed, add_votes, outcome_table, smooth
from poleward.measures.paths.grid import Singles
from poleward.measures.positions import Positions
from poleward.outcomes import CAST
from poleward.periods import Window, month_number

Ints = npt.NDArray[np.int64]

SETTINGS = PathSettings(walk=0.019, jump=0.21, rate=0.0075, flicker=0.012, stray=0.03)
"""How positions move: by marginal likelihood on states that no case names, `python benchmarks/paths_settings.py`."""
POINTS = 161
"""Points of the grid of positions, ends included."""
MARGIN = 1.5
"""How far the grid reaches beyond the outermost position."""


@dataclass(frozen=True, eq=False)
class VotePaths:
    """The votes of a span of time, as likelihoods of positions.

    Two are equal where they are the same one, so that it can be part of a key.

    Attributes
    ----------
    states
        One series each, in this order.
    first
        The first month, counted from year 0.
    roll_calls
        Their names; `call`, `series`, `column`, `item` and `outcome` (votes) say which vote is whose, in which month's
        column, on which row of `table` and what it was.
    table
        (roll calls with parameters, 3, points) log probabilities of the outcomes.
    """

    states: tuple[str, ...]
    first: int
    grid: Grid
    roll_calls: tuple[str, ...]
    call: Ints
    series: Ints
    column: Ints
    item: Ints
    outcome: npt.NDArray[np.int8]
    table: Singles
    observed: Observed

    @cached_property
    def smoothed(self) -> Smoothed:
        """Every state's path, computed once."""
        return smooth(self.observed, self.grid, SETTINGS)

    def seen(self) -> npt.NDArray[np.bool_]:
        """Return (states, months) whether a state voted in a month."""
        out = np.zeros((len(self.states), self.observed.months), dtype=np.bool_)
        out[self.series, self.observed.when[self.column]] = True
        return out


def vote_paths(reading: Reading, window: Window) -> VotePaths:
    """Return the paths of a window's votes, computed once for the same estimate of positions.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are no votes, or they do not divide the states.
    """
    found = estimate(reading, window)
    return reading.once(
        ("vote paths", window), lambda: from_votes(votes_of(reading, window), found, window), large=True
    )


def from_votes(votes: pa.Table, found: Positions, window: Window | None = None) -> VotePaths:
    """Return the paths of votes (columns state, roll_call, date, outcome [, bridge]) on the scale of `found`.

    Parameters
    ----------
    window
        Which months to cover; those of the votes unless given.
    """
    votes = votes.filter(pc.is_in(votes["outcome"], pa.array(CAST)))
    names = votes["roll_call"]
    if "bridge" in votes.column_names and any(name.startswith("bridge ") for name in found.roll_calls):
        group = pc.fill_null(votes["bridge"], "")
        names = pc.if_else(pc.equal(group, ""), names, pc.binary_join_element_wise("bridge", group, " "))
    item = pc.index_in(names, pa.array(found.roll_calls)).combine_chunks()
    series = pc.index_in(votes["state"], pa.array(found.states)).combine_chunks()
    usable = pc.and_(pc.is_valid(item), pc.is_valid(series))
    votes, item, series = votes.filter(usable), item.filter(usable), series.filter(usable)
    months = np.asarray(pc.add(pc.multiply(pc.year(votes["date"]), 12), pc.subtract(pc.month(votes["date"]), 1)))
    first, last = int(months.min()), int(months.max())
    if window is not None:
        first = month_number(window.first)
        last = max(last, month_number(window.last))
    when, column = np.unique(months - first, return_inverse=True)
    calls = votes["roll_call"].combine_chunks().dictionary_encode()
    codes = pc.index_in(votes["outcome"], pa.array(CAST)).combine_chunks()
    where = found.mean[:, 0]
    grid = Grid(float(np.floor(where.min() - MARGIN)), float(np.ceil(where.max() + MARGIN)), POINTS)
    table = outcome_table(np.column_stack([found.discrimination[:, :1], found.thresholds]), grid)
    at, rows = np.asarray(series, dtype=np.int64), np.asarray(item, dtype=np.int64)
    outcome = np.asarray(codes).astype(np.int8)
    total = add_votes(at, column.astype(np.int64), rows, outcome, table, (len(found.states), len(when)))
    observed = Observed(last - first + 1, when.astype(np.int64), total)
    return VotePaths(
        states=found.states, first=first, grid=grid, roll_calls=tuple(calls.dictionary.to_pylist()),
        call=np.asarray(calls.indices, dtype=np.int64), series=at, column=column.astype(np.int64), item=rows,
        outcome=outcome, table=table, observed=observed,
    )  # fmt: skip
