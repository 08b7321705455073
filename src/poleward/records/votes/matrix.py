"""Votes as arrays: what the measures take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from poleward.outcomes import NOT_OBSERVED, OUTCOMES


@dataclass(frozen=True)
class VoteArrays:
    """Votes in long form, one entry for each cell that is observed and not contradicted.

    Attributes
    ----------
    states, roll_call_ids
        Sorted codes; roll calls in the order of day and identifier.
    dates
        Day of each roll call, shape (roll calls,), datetime64[D].
    state, roll_call
        Indices into them, shape (cells,), int32; ordered by roll call, then state.
    outcome
        Codes of `outcomes`: 0 no, 1 abstain, 2 yes, 3 not voting, 4 not a member; shape (cells,), int8.
    contradicted
        How many cells were left out because sources contradict one another.
    """

    states: tuple[str, ...]
    roll_call_ids: tuple[str, ...]
    dates: np.ndarray[Any, np.dtype[np.datetime64]]
    state: np.ndarray[Any, np.dtype[np.int32]]
    roll_call: np.ndarray[Any, np.dtype[np.int32]]
    outcome: np.ndarray[Any, np.dtype[np.int8]]
    contradicted: int

    def dense(self) -> np.ndarray[Any, np.dtype[np.int8]]:
        """Return the outcomes as a matrix of roll calls x states; -1 where no source says anything."""
        filled = np.full((len(self.roll_call_ids), len(self.states)), NOT_OBSERVED, dtype=np.int8)
        filled[self.roll_call, self.state] = self.outcome
        return filled


def matrix(roll_calls: pa.Table, votes: pa.Table, *, states: Sequence[str] | None = None) -> VoteArrays:
    """Return the votes on some roll calls as arrays.

    Parameters
    ----------
    roll_calls
        Columns `roll_call_id` and `date`: the roll calls wanted, each once.
    votes
        Columns `roll_call_id`, `state`, `vote` and, unless there is none to leave out, `contradicted`; votes on other
        roll calls are left out. Text columns may be dictionary-encoded.
    states
        The states wanted; all that have a vote by default.
    """
    order = pc.sort_indices(roll_calls, sort_keys=[("date", "ascending"), ("roll_call_id", "ascending")])
    listed = roll_calls.take(order)
    ids: list[str] = listed["roll_call_id"].to_pylist()
    roll_codes, roll_names = _codes(votes["roll_call_id"])
    state_codes, state_names = _codes(votes["state"])
    vote_codes, vote_names = _codes(votes["vote"])
    wanted = sorted(set(state_names) if states is None else set(states))
    roll = _lookup(roll_names, ids)[roll_codes]
    state = _lookup(state_names, wanted)[state_codes]
    outcome = _lookup(vote_names, OUTCOMES)[vote_codes].astype(np.int8)
    inside = (roll >= 0) & (state >= 0) & (outcome >= 0)
    doubtful = np.zeros(len(inside), dtype=bool)
    if "contradicted" in votes.column_names:
        doubtful = votes["contradicted"].to_numpy(zero_copy_only=False)
    cells = np.unique(roll[inside & doubtful].astype(np.int64) * max(len(wanted), 1) + state[inside & doubtful])
    keep = np.flatnonzero(inside & ~doubtful)
    keep = keep[np.lexsort((state[keep], roll[keep]))]
    kept_state = state[keep]
    if states is None:
        seen = np.unique(kept_state)
        kept_state = np.searchsorted(seen, kept_state).astype(np.int32)
        wanted = [wanted[i] for i in seen]
    return VoteArrays(
        states=tuple(wanted),
        roll_call_ids=tuple(ids),
        dates=np.asarray(listed["date"].to_numpy(zero_copy_only=False), dtype="datetime64[D]"),
        state=kept_state,
        roll_call=roll[keep],
        outcome=outcome[keep],
        contradicted=int(cells.size),
    )


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray[Any, np.dtype[np.int32]], list[str]]:
    """Return the codes of a text column and the values that they stand for."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    return np.asarray(whole.indices.to_numpy(zero_copy_only=False), dtype=np.int32), whole.dictionary.to_pylist()


def _lookup(names: Sequence[str], wanted: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Return for each name its place among those wanted, -1 for none; never of length zero."""
    place = {name: i for i, name in enumerate(wanted)}
    return np.array([place.get(name, -1) for name in names] or [-1], dtype=np.int32)
