"""From long-form votes to the two sorted orders that the kernels walk: by roll call and by state and period."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.errors import UnusableInputError
from poleward.outcomes import NOT_VOTING

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

SHORTEST_GAP = 1 / 24
"""Years: two periods are never taken to be closer than half a month."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Votes in the order of the kernels.

    A *cell* is one state in one period; a state's cells are adjacent and in time order. Absences come after the votes
    cast within a cell and within a roll call.

    Attributes
    ----------
    cell_state, cell_period
        (cells) state and period index.
    cell_gap
        (cells) years since the state's earlier cell; 0 for its first.
    before
        (cells) the same state's earlier cell, -1 for its first.
    state_ptr
        (states + 1) a state's cells are state_ptr[s]..state_ptr[s + 1] - 1.
    cell_ptr, cell_item, cell_outcome
        votes by cell: roll call and outcome of votes cell_ptr[c]..cell_ptr[c + 1] - 1.
    item_ptr, item_cell, item_outcome
        the same votes by roll call.
    cell_segment, item_segment
        (cells, 5) and (roll calls, 5) where the votes no, abstain, yes and the absences start, and their end.
    kind
        (roll calls) which outcomes were cast, see `items`.
    first_period, last_period
        (roll calls) the periods a roll call was taken in; they differ where it bridges.
    tally
        (cells, 3) votes cast by outcome.
    item_tally
        (roll calls, 3) votes cast by outcome.
    item_source
        (roll calls) index of the roll call, or bridge group, in the input.
    dropped
        votes left out, by reason.
    """

    states: int
    periods: int
    items: int
    cell_state: Ints
    cell_period: Ints
    cell_gap: Floats
    before: Ints
    state_ptr: Ints
    cell_ptr: Ints
    cell_segment: Ints
    cell_item: npt.NDArray[np.uint32]
    cell_outcome: Small
    item_ptr: Ints
    item_segment: Ints
    item_cell: npt.NDArray[np.uint32]
    item_outcome: Small
    kind: Ints
    first_period: Ints
    last_period: Ints
    tally: Floats
    item_tally: Floats
    item_source: Ints
    dropped: dict[str, int]

    @property
    def cells(self) -> int:
        """How many states times periods."""
        return len(self.cell_state)

    @property
    def votes(self) -> Ints:
        """(cells) votes cast."""
        return np.asarray(self.tally.sum(axis=1), dtype=np.int64)

    @property
    def absences(self) -> int:
        """Absences kept in the model."""
        return int((self.cell_outcome == NOT_VOTING).sum())


def lay_out(
    state: Ints,
    item: Ints,
    outcome: Small,
    period: Ints,
    *,
    states: int,
    items: int,
    period_time: Floats,
    absences: bool,
    empty_cells: bool,
) -> Layout:
    """Sort votes into a Layout.

    Parameters
    ----------
    state, item, outcome, period
        (votes) indices and outcome codes (0 no, 1 abstain, 2 yes, 3 not voting); one row per state and roll call,
        rows of one bridged roll call may lie in several periods.
    states, items
        how many of each there are.
    period_time
        (periods) mean date of each period in years, increasing.
    absences
        keep outcome 3 as data; otherwise absences are left out.
    empty_cells
        keep a cell for a state that was there in a period but cast no vote.

    Raises
    ------
    UnusableInputError
        When no roll call divides the states.
    """
    if len(state) == 0:
        raise UnusableInputError(
            "There are no votes.", todo="Give at least one roll call on which states voted differently."
        )
    periods = len(period_time)
    cast = outcome != NOT_VOTING
    tally = np.zeros((items, 3), dtype=np.int64)
    np.add.at(tally, (item[cast], outcome[cast]), 1)
    divided = (tally > 0).sum(axis=1) > 1
    keep_item = divided[item]
    dropped = {
        "vote on an undivided roll call": int((cast & ~keep_item).sum()),
        "absence from an undivided roll call": int((~cast & ~keep_item).sum()),
    }
    if not divided.any():
        raise UnusableInputError(
            f"None of the {items} roll calls divides the states: positions cannot be told apart.",
            todo="Add roll calls on which some voted yes and others no or abstained.",
        )

    there = keep_item if empty_cells else keep_item & cast
    code = state * periods + period
    cell_codes = np.unique(code[there])
    use = keep_item & (cast if not absences else np.ones_like(cast))
    if not absences:
        dropped["absence left out"] = int((~cast & keep_item).sum())
    cell = np.searchsorted(cell_codes, code[use])
    outcome_used = outcome[use]
    new_item = np.cumsum(divided) - 1
    item_used = new_item[item[use]]
    count = int(divided.sum())
    cell_state = cell_codes // periods
    cell_period = cell_codes % periods
    cells = len(cell_codes)

    late = outcome_used == NOT_VOTING
    by_cell = np.lexsort((item_used, outcome_used, cell))
    by_item = np.lexsort((cell, outcome_used, item_used))
    state_ptr = np.searchsorted(cell_state, np.arange(states + 1))
    before = np.arange(-1, cells - 1)
    before[state_ptr[:-1][state_ptr[:-1] < state_ptr[1:]]] = -1
    gap = np.where(before >= 0, period_time[cell_period] - period_time[cell_period[before]], 0.0)
    gap = np.where(before >= 0, np.maximum(gap, SHORTEST_GAP), 0.0)
    cell_tally = np.zeros((cells, 3))
    np.add.at(cell_tally, (cell[~late], outcome_used[~late]), 1.0)
    first = np.full(count, periods, dtype=np.int64)
    last = np.full(count, -1, dtype=np.int64)
    np.minimum.at(first, item_used, period[use])
    np.maximum.at(last, item_used, period[use])
    kept = tally[divided]
    kind = np.select([(kept > 0).all(axis=1), kept[:, 0] == 0, kept[:, 2] == 0], [3, 1, 2], 0)
    return Layout(
        states=states,
        periods=periods,
        items=count,
        cell_state=cell_state,
        cell_period=cell_period,
        cell_gap=gap,
        before=before,
        state_ptr=state_ptr,
        cell_ptr=_pointers(cell, cells),
        cell_segment=_segments(cell, outcome_used, cells),
        cell_item=item_used[by_cell].astype(np.uint32),
        cell_outcome=outcome_used[by_cell],
        item_ptr=_pointers(item_used, count),
        item_segment=_segments(item_used, outcome_used, count),
        item_cell=cell[by_item].astype(np.uint32),
        item_outcome=outcome_used[by_item],
        kind=kind.astype(np.int64),
        first_period=first,
        last_period=last,
        tally=cell_tally,
        item_tally=kept.astype(np.float64),
        item_source=np.flatnonzero(divided),
        dropped={reason: n for reason, n in dropped.items() if n},
    )


def _pointers(index: Ints, n: int) -> Ints:
    """Return where each of n groups starts in an array sorted by `index`, and its end."""
    return np.concatenate([[0], np.cumsum(np.bincount(index, minlength=n))]).astype(np.int64)


def _segments(index: Ints, outcome: Small, n: int) -> Ints:
    """Return (n, 5) where each group's votes no, abstain, yes and absences start, and their end."""
    flat = _pointers(index * 4 + outcome, 4 * n)
    return np.stack([flat[k : 4 * n + 1 : 4][:n] for k in range(4)] + [flat[4::4]], axis=1)


def even_chunks(pointers: Ints, pieces: int) -> list[tuple[int, int]]:
    """Split units into about `pieces` ranges of equal work; unit u has pointers[u + 1] - pointers[u] votes."""
    n = len(pointers) - 1
    work = pointers[:-1] + np.arange(n)
    cuts = np.searchsorted(work, np.linspace(0, int(pointers[-1]) + n, pieces + 1))
    cuts[0], cuts[-1] = 0, n
    return [(int(a), int(b)) for a, b in itertools.pairwise(cuts) if b > a]


def period_means(layout: Layout, values: Floats) -> Floats:
    """Return the mean over each period's cells of `values` (cells, ...); periods without cells are 0."""
    total = np.zeros((layout.periods, *values.shape[1:]))
    np.add.at(total, layout.cell_period, values)
    n = np.bincount(layout.cell_period, minlength=layout.periods)
    return np.asarray(total / np.maximum(n, 1).reshape(-1, *[1] * (values.ndim - 1)))
