"""A state's votes beside those of a pole's members, from all votes of a span, which are read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.measures.agreement import Outcomes
from poleward.outcomes import CAST, NOT_OBSERVED, NOT_VOTING, OUTCOMES
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
    """All votes of a span.

    Attributes
    ----------
    roll_calls
        In order of date.
    column
        Where each state is.
    said
        (roll calls, states) outcome codes; not observed where no source has one, or sources contradict one another.
    contradicted
        (roll calls, states) whether they do.
    """

    roll_calls: tuple[QuotedRollCall, ...]
    column: Mapping[str, int]
    said: Outcomes
    contradicted: npt.NDArray[np.bool_]


def all_votes(reading: Reading, window: Window) -> VotesOfSpan:
    """Return all votes of a window."""
    return reading.once(("all votes", window), lambda: _all_votes(reading.archive, window), large=True)


def _all_votes(archive: Archive, window: Window) -> VotesOfSpan:
    roll_calls = archive.rows(
        "SELECT roll_call_id, symbol, date, title FROM roll_calls WHERE date BETWEEN ? AND ? "
        "ORDER BY date, roll_call_id",
        [window.first, window.last],
    )
    states, found = cells(archive, window)
    said = np.full((len(roll_calls), len(states)), NOT_OBSERVED, dtype=np.int8)
    contradicted = np.zeros(said.shape, dtype=np.bool_)
    unclear, cell = found["contradicted"], (found["roll_call"], found["state"])
    said[*(index[~unclear] for index in cell)] = found["code"][~unclear]
    contradicted[*(index[unclear] for index in cell)] = True
    names = {state: k for k, state in enumerate(states)}
    return VotesOfSpan(tuple(QuotedRollCall(**row) for row in roll_calls), names, said, contradicted)


def cells(
    archive: Archive, window: Window, *, only_cast: bool = False
) -> tuple[tuple[str, ...], dict[str, npt.NDArray[Any]]]:
    """Return the states that have a vote in a window, and its votes, in no order.

    Columns: roll_call, its place among the window's by date and name; state, its place; code; contradicted. With
    `only_cast` there are only uncontradicted votes of no, abstain and yes.
    """
    days = {"first": window.first, "last": window.last}
    codes = {"outcomes": list(CAST if only_cast else OUTCOMES), "only_cast": only_cast}
    states = archive.columns(f"{_CELLS} SELECT DISTINCT state FROM c ORDER BY state", {**days, **codes})["state"]
    ranked = "SELECT roll_call, rank AS state, code, contradicted FROM c JOIN s USING (state)"
    return tuple(states.tolist()), archive.columns(f"{_CELLS} {ranked}", {**days, **codes})


_CELLS = """
WITH r AS (SELECT roll_call_id, row_number() OVER (ORDER BY date, roll_call_id) - 1 AS roll_call
           FROM roll_calls WHERE date BETWEEN $first AND $last),
     c AS (SELECT roll_call, state, list_position($outcomes, vote) - 1 AS code, contradicted
           FROM votes JOIN r USING (roll_call_id)
           WHERE NOT $only_cast OR (NOT contradicted AND list_contains($outcomes, vote))),
     s AS (SELECT state, row_number() OVER (ORDER BY state) - 1 AS rank FROM (SELECT DISTINCT state FROM c))
"""


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
    whole = all_votes(reading, question.whole)
    voters = (question.state, *question.members)
    # A state that never voted stands in a column of nothing, the last one.
    column = [whole.column.get(voter, len(whole.column)) for voter in voters]
    said = np.pad(whole.said, ((0, 0), (0, 1)), constant_values=NOT_OBSERVED)[:, column]
    unclear = np.pad(whole.contradicted, ((0, 0), (0, 1)))[:, column]
    known = np.flatnonzero(((said != NOT_OBSERVED) | unclear).any(axis=1))
    said = said[known]
    outcomes = np.where(said < NOT_VOTING, said, NOT_OBSERVED).astype(np.int8)
    return VoteRecord(
        roll_calls=tuple(whole.roll_calls[i] for i in known),
        state_votes=tuple(OUTCOMES[code] if code >= 0 else "" for code in said[:, 0]),
        state=outcomes[:, 0],
        members=question.members,
        pole=outcomes[:, 1:],
        contradicted=int(unclear.sum()),
    )


def hash_of_votes(archive: Archive) -> str:
    """Return what changes whenever a vote, or the date or bridge of a roll call does."""
    (found,) = archive.rows(
        """
        SELECT (SELECT count(*) FROM votes) AS votes, (SELECT count(*) FROM roll_calls) AS roll_calls,
               (SELECT bit_xor(hash(roll_call_id, state, vote, contradicted)) FROM votes) AS of_votes,
               (SELECT bit_xor(hash(roll_call_id, date, session, bridge)) FROM roll_calls) AS of_roll_calls
        """
    )
    return "-".join(str(part) for part in found.values())


def last_roll_call(archive: Archive) -> dt.date | None:
    """Return the day of the last roll call, or None."""
    day: dt.date | None = archive.rows("SELECT max(date) AS day FROM roll_calls")[0]["day"]
    return day
