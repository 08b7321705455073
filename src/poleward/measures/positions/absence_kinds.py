"""Why a state does not vote, by kind of roll call: on this issue, is its absence ignorable, or a soft no?

The model of `absence` is fitted again to a state's roll calls of one kind, with levels and tilts of their own, while
positions and roll calls stay as the fit to all votes left them. So what a kind says of absence does not move positions:
the 'cut' of modular Bayesian inference (Plummer 2015, Statistics and Computing 25). Positions vary by sweep over their
joint draws; roll calls are taken at their posterior means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from poleward.errors import NothingFoundError
from poleward.measures.long_votes import Floats, Ints, LongVotes, Period
from poleward.measures.positions.absence import SPREAD, update_absence
from poleward.measures.positions.ideal_points import AbsenceTable, Positions, absence_reading
from poleward.measures.positions.summary import summarise
from poleward.outcomes import NOT_VOTING

EVERY = "all"
WARMUP, DRAWS = 150, 450
"""Sweeps left out and kept: our choice for a model of few parameters given the positions."""
MIN_ABSENCES = 5
"""Fewer absences of a kind than this say nothing: such rows are left out."""


def absence_by(
    votes: Any,
    found: Positions,
    kinds: Mapping[str, Collection[str]],
    *,
    period: Period = "year",
    states: Sequence[str] | None = None,
    seed: int = 1,
) -> pa.Table:
    """Return why states do not vote, for all roll calls and by kind.

    Parameters
    ----------
    votes, period
        The table and period that `found` was estimated from.
    found
        The estimate; its roll calls must be those of `votes` (bridged or not).
    kinds
        Names of the roll calls of each kind, such as an issue; a roll call may be of several.
    states
        The states wanted; all by default.

    Returns
    -------
    One row per kind and state that stayed away from at least five roll calls of the kind that divide the states:
    kind, then the columns of `AbsenceTable.to_arrow`. The kind 'all' is every roll call.

    Raises
    ------
    NothingFoundError
        No state stayed away often enough.
    """
    table = LongVotes(votes, period)
    item_of = {name: j for j, name in enumerate(found.roll_calls)}
    item = np.array([item_of.get(name, -1) for name in table.items])[table.item]
    cell = _cells(table, found)
    wanted = np.isin(table.state, [k for k, s in enumerate(table.states) if states is None or s in set(states)])
    usable = (item >= 0) & (cell >= 0) & wanted
    parts = []
    for kind, names in {EVERY: None, **kinds}.items():
        of_kind = usable
        if names is not None:
            chosen = set(names)
            of_kind = usable & np.array([name in chosen for name in table.calls])[table.call]
        rows = _one_kind(item[of_kind], cell[of_kind], table.outcome[of_kind].astype(np.int64), found, seed)
        if rows is not None:
            own = rows.to_arrow()
            parts.append(own.add_column(0, "kind", pa.array([kind] * own.num_rows)))
    if not parts:
        raise NothingFoundError("no state stayed away often enough to ask why.")
    return pa.concat_tables(parts)


def _cells(table: LongVotes, found: Positions) -> Ints:
    """Return the cell of each vote in the estimate, -1 for none."""
    cells = np.full((len(found.states), len(found.periods)), -1)
    cells[found.cell_state, found.cell_period] = np.arange(len(found.cell_state))
    place = {name: k for k, name in enumerate(found.states)}
    when = {name: k for k, name in enumerate(found.periods)}
    state = np.array([place.get(name, -1) for name in table.states])[table.state]
    time = np.array([when.get(name, -1) for name in table.periods])[table.period]
    return np.where((state >= 0) & (time >= 0), cells[state, time], -1)


def _one_kind(item: Ints, cell: Ints, outcome: Ints, found: Positions, seed: int) -> AbsenceTable | None:
    """Return the absence table of one kind's votes, or None where nobody stayed away often enough."""
    away = outcome == NOT_VOTING
    states = len(found.states)
    absent = np.bincount(found.cell_state[cell[away]], minlength=states)
    asked = absent >= MIN_ABSENCES
    keep = asked[found.cell_state[cell]]
    item, cell, outcome, away = item[keep], cell[keep], outcome[keep], away[keep]
    if not away.any():
        return None
    used, own = np.unique(cell, return_inverse=True)
    cast = np.zeros((len(used), 3))
    np.add.at(cast, (own[~away], outcome[~away]), 1.0)
    order = np.lexsort((item[away], own[away]))
    missed = np.bincount(own[away], minlength=len(used))
    absent_ptr = np.concatenate([[0], np.cumsum(missed)]).astype(np.int64)
    names, state = np.unique(found.cell_state[used], return_inverse=True)
    state_ptr = np.searchsorted(state, np.arange(len(names) + 1)).astype(np.int64)
    tilts = _sample(item[away][order], absent_ptr, cast, state, state_ptr, used, found, seed)
    no, abstain = summarise(tilts[:, :, 0]), summarise(tilts[:, :, 1])
    voted = np.bincount(state, weights=cast.sum(axis=1), minlength=len(names)).astype(np.int64)
    return AbsenceTable(
        tuple(found.states[s] for s in names), voted, absent[names], no, abstain, absence_reading(no, abstain)
    )


def _sample(
    absent_item: Ints,
    absent_ptr: Ints,
    cast: Floats,
    state: Ints,
    state_ptr: Ints,
    used: Ints,
    found: Positions,
    seed: int,
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return (draws, states, 2) tilts by the steps of `dynamic`, over joint draws of the positions."""
    rng = np.random.default_rng(seed)
    states = len(state_ptr) - 1
    rolls: Floats = np.ascontiguousarray(np.hstack([found.discrimination, found.thresholds]))
    level: Floats = np.log((np.diff(absent_ptr) + 0.5) / (cast.sum(axis=1) + 0.5))
    tilt, centre, weight = np.zeros((states, 2)), np.full(states, -2.0), np.ones((len(used), 3))
    kept = np.empty((DRAWS, states, 2), dtype=np.float32)
    precision = np.diff(state_ptr) / SPREAD**2 + 0.25
    for sweep in range(WARMUP + DRAWS):
        total = np.bincount(state, weights=level, minlength=states)
        mean = (total / SPREAD**2 - 2.0 * 0.25) / precision
        centre[:] = mean + rng.standard_normal(states) / np.sqrt(precision)
        theta = np.ascontiguousarray(found.samples[sweep % len(found.samples)][used], dtype=np.float64)
        update_absence(
            0, states, state_ptr, absent_ptr, absent_item, cast, rolls, theta, centre,
            np.uint64((seed * 0x1000003 + sweep) % 2**63), level, tilt, weight,
        )  # fmt: skip
        if sweep >= WARMUP:
            kept[sweep - WARMUP] = tilt
    return kept
