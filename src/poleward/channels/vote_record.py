"""A state's votes beside those of a pole's members, from all votes of a span, which are read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Question
from poleward.measures.agreement import Outcomes
from poleward.outcomes import CAST, NOT_OBSERVED
from poleward.periods import Window


@dataclass(frozen=True, slots=True)
class QuotedRollCall:
    """A roll call as an answer quotes it."""

    roll_call_id: str
    symbol: str | None
    date: dt.date
    title: str | None


@dataclass(frozen=True, slots=True, eq=False)
class VotesOfSpan:
    """All votes of a span: its roll calls in order of date, and one row for each state's vote.

    `cells` has the columns state, roll_call, date, outcome, bridge ('' for none), session ('' for none) and
    contradicted, in order of date, roll call and state.
    """

    roll_calls: pa.Table
    cells: pa.Table


def all_votes(reading: Reading, window: Window) -> VotesOfSpan:
    """Return all votes of a window."""
    return reading.once(("all votes", window), lambda: _all_votes(reading, window), large=True)


def _all_votes(reading: Reading, window: Window) -> VotesOfSpan:
    roll_calls = reading.archive.query(
        "SELECT roll_call_id, symbol, date, title FROM roll_calls WHERE date BETWEEN ? AND ? "
        "ORDER BY date, roll_call_id",
        [window.first, window.last],
    )
    cells = reading.archive.query(
        """
        SELECT v.state, v.roll_call_id AS roll_call, r.date, v.vote AS outcome, coalesce(r.bridge, '') AS bridge,
               v.contradicted
        FROM votes v JOIN roll_calls r USING (roll_call_id)
        WHERE r.date BETWEEN ? AND ?
        ORDER BY r.date, v.roll_call_id, v.state, v.vote
        """,
        [window.first, window.last],
    )
    return VotesOfSpan(roll_calls, cells)


@dataclass(frozen=True, slots=True, eq=False)
class VoteRecord:
    """A state's outcomes beside those of a pole's members.

    Attributes
    ----------
    roll_calls
        In order of date.
    state_votes
        The state's outcome in words per roll call; '' where no source has it.
    state
        (roll calls) outcome codes.
    members
        The pole's states, in the order of the columns of `pole`.
    pole
        (roll calls, members) outcome codes.
    contradicted
        Cells left out because sources contradict one another.
    """

    roll_calls: tuple[QuotedRollCall, ...]
    state_votes: tuple[str, ...]
    state: Outcomes
    members: tuple[str, ...]
    pole: Outcomes
    contradicted: int

    def within(self, window: Window) -> VoteRecord:
        """Return the part of the record whose roll calls fall into a window."""
        keep = [i for i, r in enumerate(self.roll_calls) if r.date in window]
        return VoteRecord(
            roll_calls=tuple(self.roll_calls[i] for i in keep),
            state_votes=tuple(self.state_votes[i] for i in keep),
            state=self.state[keep],
            members=self.members,
            pole=self.pole[keep],
            contradicted=self.contradicted,
        )

    @property
    def shared(self) -> int:
        """How many roll calls both the state and at least one member of the pole voted on."""
        return int(((self.state >= 0) & (self.pole >= 0).any(axis=1)).sum())

    @property
    def absences(self) -> tuple[int, int]:
        """On how many roll calls the state did not vote though it could, and how many it could vote on."""
        could = [vote for vote in self.state_votes if vote not in ("", "not_a_member")]
        return sum(vote == "not_voting" for vote in could), len(could)


def vote_record(reading: Reading, question: Question) -> VoteRecord:
    """Return the roll calls of a question's windows on which any source has a vote of the state or of a member."""
    voters = [question.state, *question.members]
    whole = all_votes(reading, question.whole)
    rows = whole.cells.filter(pc.is_in(whole.cells["state"], pa.array(voters)))
    known = whole.roll_calls.filter(pc.is_in(whole.roll_calls["roll_call_id"], rows["roll_call"].combine_chunks()))
    roll_calls = tuple(QuotedRollCall(**row) for row in known.to_pylist())
    # One cell for each roll call (in order of date) and voter.
    line = np.asarray(pc.index_in(rows["roll_call"], known["roll_call_id"].combine_chunks()), dtype=np.int64)
    column = np.asarray(pc.index_in(rows["state"], pa.array(voters)), dtype=np.int64)
    unclear = np.asarray(rows["contradicted"], dtype=np.bool_)
    code = np.asarray(pc.fill_null(pc.index_in(rows["outcome"], pa.array(CAST)), NOT_OBSERVED), dtype=np.int64)
    outcomes = np.full((len(roll_calls), len(voters)), NOT_OBSERVED, dtype=np.int8)
    outcomes[line[~unclear], column[~unclear]] = code[~unclear].astype(np.int8)
    words = [""] * len(roll_calls)
    own = ~unclear & (column == 0)
    for i, vote in zip(line[own], rows["outcome"].filter(pa.array(own)).to_pylist(), strict=True):
        words[i] = vote
    return VoteRecord(
        roll_calls=roll_calls,
        state_votes=tuple(words),
        state=outcomes[:, 0],
        members=question.members,
        pole=outcomes[:, 1:],
        contradicted=len(set(zip(line[unclear], column[unclear], strict=True))),
    )
