"""Positions from the archive's votes: the table that `poleward positions` writes, and who moved for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from poleward.archive import Archive
from poleward.channels import kept_fits
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Mover
from poleward.channels.question import Question
from poleward.channels.vote_record import hash_of_votes
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.positions import DistanceChange, Positions, stored_positions
from poleward.periods import Window
from poleward.records.votes.symbols import session_of_special


def vote_table(archive: Archive, window: Window, *, among: Sequence[str] | None = None) -> pa.Table:
    """Return a window's uncontradicted votes in the long form that `measures.positions` takes.

    Parameters
    ----------
    among
        Keep only these roll calls (`roll_call_choice.choose`).

    Raises
    ------
    NothingFoundError
        There is none.
    """
    return _with_sessions(_some(_cells(archive, window, None if among is None else list(among))))


def _cells(archive: Archive, window: Window, named: list[str] | None) -> pa.Table:
    return archive.query(
        """
        SELECT v.state, v.roll_call_id AS roll_call, r.date, v.vote AS outcome, coalesce(r.bridge, '') AS bridge,
               coalesce(try_cast(r.session AS INTEGER), -1) AS session
        FROM votes v JOIN roll_calls r USING (roll_call_id)
        WHERE NOT v.contradicted AND v.vote <> 'not_a_member' AND r.date BETWEEN ? AND ?
          AND (?::VARCHAR[] IS NULL OR v.roll_call_id IN (SELECT unnest(?::VARCHAR[])))
        ORDER BY r.date, v.roll_call_id, v.state
        """,
        [window.first, window.last, named, named],
    )


def _some(rows: pa.Table) -> pa.Table:
    if rows.num_rows == 0:
        raise NothingFoundError("no such votes are in the archive.", todo="Load some with 'poleward load votes'.")
    return rows


def _with_sessions(rows: pa.Table) -> pa.Table:
    """Return votes with those of special sessions placed into the regular session in whose year they fall."""
    days = rows["date"].combine_chunks().dictionary_encode()
    by_day = pa.array([session_of_special(day) for day in days.dictionary.to_pylist()], pa.int32())
    own = rows["session"].cast(pa.int32())
    placed = pc.if_else(pc.equal(own, -1), by_day.take(days.indices), own)
    return rows.set_column(rows.schema.get_field_index("session"), "session", placed)


def votes_of(reading: Reading, window: Window) -> pa.Table:
    """Return the same votes without sessions, read once.

    Raises
    ------
    NothingFoundError
        There is none.
    """
    rows = reading.once(("votes in long form", window), lambda: _cells(reading.archive, window, None), large=True)
    return _some(rows.drop_columns(["session"]))


def estimate(reading: Reading, window: Window) -> Positions:
    """Return yearly positions from the votes of a window, estimated once for the same archive and votes.

    They are kept in the archive where it is writable, so that the next command need not wait for them.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are no votes, or they do not divide the states.
    """
    archive = reading.archive
    votes_hash = reading.once("hash of votes", lambda: hash_of_votes(archive))

    def estimated() -> Positions:
        from poleward.measures.positions import positions  # loads the compiled kernels

        return positions(votes_of(reading, window))

    def kept_or_made() -> Positions:
        return kept_fits.kept_or_made(
            archive, f"{window} {votes_hash} {stored_positions.METHOD}", votes_hash=votes_hash,
            method=stored_positions.METHOD, make=estimated, written=stored_positions.to_bytes,
            read=stored_positions.from_bytes,
        )  # fmt: skip

    return reading.once(("positions", window, votes_hash), kept_or_made, large=True)


PASSED = 0.5
"""From this probability on that state and pole changed sides, the parts of a change are not read as who moved."""
MOSTLY = 2.0
"""One side moved where its part is more than this many times the other's."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The change in distance to a pole with each side's part; where there is none, `reason` says why."""

    change: DistanceChange | None = None
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether state and pole probably passed one another, so that parts do not tell who moved."""
        return self.change is not None and self.change.passed > PASSED

    @property
    def told(self) -> bool:
        """Whether the interval of the change leaves 0 out."""
        return self.change is not None and not self.change.total.q05.item() <= 0 <= self.change.total.q95.item()

    @property
    def mover(self) -> Mover | None:
        """Who moved; None where that cannot be told."""
        if self.change is None or self.passed or not self.told:
            return None
        own, pole = abs(self.change.own.mean.item()), abs(self.change.pole.mean.item())
        if pole > MOSTLY * own:
            return "pole"
        return "state" if own > MOSTLY * pole else "both"


def who_moved(reading: Reading, question: Question) -> Moved:
    """Return the change in distance to a pole with each side's part, or why it cannot be told.

    The later span begins with the year of the date asked about.
    """
    try:
        fitted = estimate(reading, question.whole)
        years = question.since.year - question.before.first.year
        found = fitted.change(
            question.state, list(question.members), question.since.isoformat(), before=max(1, years)
        )  # fmt: skip
    except (NothingFoundError, UnusableInputError) as error:
        return Moved(reason=error.message)
    return Moved(found)
