"""What a posterior of positions and habits consists of: which states have habits on which titles, and joint draws.

No kernel is loaded here, so that draws that are kept can be spoken of without compiled code.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from poleward.measures.positions.layout import SHORTEST_GAP, Floats, Ints, Layout

Halves = npt.NDArray[np.float32]
NO_HABIT, UNKNOWN_HABIT = -1, -2
"""A roll call whose title does not come back; one whose title does, on which the state never voted."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Which states have a habit on which titles, and where their votes are.

    Attributes
    ----------
    state, title
        (pairs) indices, sorted by state, then title.
    ptr, vote
        a pair's votes are vote[ptr[k]:ptr[k + 1]] in time order, places in the layout's order of cells.
    gap
        (as vote) years since the pair's vote before; 0 for its first.
    state_ptr
        (states + 1) a state's pairs.
    title_ptr, title_pair
        pairs by title.
    title_item_ptr, title_item
        roll calls by title.
    """

    state: Ints
    title: Ints
    ptr: Ints
    vote: Ints
    gap: Floats
    state_ptr: Ints
    title_ptr: Ints
    title_pair: Ints
    title_item_ptr: Ints
    title_item: Ints

    @classmethod
    def of(cls, layout: Layout, title: Ints, period_time: Floats) -> Habits:
        """Return the habits of a layout whose roll calls have these titles (roll calls; -1: none that comes back).

        `period_time` (periods) is in years.
        """
        titles = int(title.max(initial=-1)) + 1
        cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
        of_vote = title[layout.cell_item.astype(np.int64)]
        voted = np.flatnonzero(of_vote >= 0)
        code = layout.cell_state[cell[voted]] * max(titles, 1) + of_vote[voted]
        order = np.argsort(code, kind="stable")
        found, start = np.unique(code[order], return_index=True)
        state, own = found // max(titles, 1), found % max(titles, 1)
        items = np.flatnonzero(title >= 0)
        items = items[np.argsort(title[items], kind="stable")]
        by_title = np.argsort(own, kind="stable")
        when = period_time[layout.cell_period[cell[voted[order]]]]
        gap = np.maximum(np.diff(when, prepend=0.0), SHORTEST_GAP)
        gap[start] = 0.0
        return cls(
            state=state,
            title=own,
            ptr=np.append(start, len(voted)).astype(np.int64),
            vote=voted[order],
            gap=gap,
            state_ptr=np.searchsorted(state, np.arange(layout.states + 1)),
            title_ptr=np.searchsorted(own[by_title], np.arange(titles + 1)),
            title_pair=by_title,
            title_item_ptr=np.searchsorted(title[items], np.arange(titles + 1)),
            title_item=items,
        )


@dataclass(frozen=True, slots=True)
class StanceDraws:
    """Joint draws.

    Attributes
    ----------
    theta
        (draws, cells, dims) positions; cells as in the layout.
    item
        (draws, roll calls, dims + 2) beta, t1, t2.
    habit
        (draws, votes of pairs) as `Habits.vote` lists them; of half precision once they are kept or about to be.
    habit_size, habit_step
        (draws) standard deviations of habits at their first vote, and of a year's step.
    acceptance
        share of accepted steps by kind of step.
    """

    theta: Halves
    item: Halves
    habit: Halves | npt.NDArray[np.float16]
    habit_size: Halves
    habit_step: Halves
    acceptance: dict[str, float] = field(default_factory=dict)
