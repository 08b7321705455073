"""Positions from the archive's votes: the table that `poleward positions` writes, and who moved for an answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from poleward.archive import Archive
from poleward.channels.model import Question
from poleward.config import Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.positions import Change, Positions, positions, stored
from poleward.periods import Window
from poleward.records.votes.symbols import session_of_special

_CACHED: OrderedDict[tuple[Any, ...], Positions] = OrderedDict()
MAX_CACHED = 4
"""Estimates kept in memory, so that one report asks for one estimate."""


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
    named = None if among is None else list(among)
    rows = archive.query(
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
    if rows.num_rows == 0:
        raise NothingFoundError("no such votes are in the archive.", todo="Load some with 'poleward load votes'.")
    return _with_sessions(rows)


def _with_sessions(rows: pa.Table) -> pa.Table:
    """Return votes with those of special sessions placed into the regular session in whose year they fall."""
    days = rows["date"].combine_chunks().dictionary_encode()
    by_day = pa.array([session_of_special(day) for day in days.dictionary.to_pylist()], pa.int32())
    own = rows["session"].cast(pa.int32())
    placed = pc.if_else(pc.equal(own, -1), by_day.take(days.indices), own)
    return rows.set_column(rows.schema.get_field_index("session"), "session", placed)


def estimate(archive: Archive, window: Window) -> Positions:
    """Return yearly positions from the votes of a window, estimated once for the same archive and votes.

    They are kept in the archive where it is writable, so that the next command need not wait for them.
    """
    votes_hash = hash_of_votes(archive)
    key = (str(archive.path), str(window), votes_hash)
    if key not in _CACHED:
        _CACHED[key] = _kept(archive, window, votes_hash) or _estimated(archive, window, votes_hash)
        while len(_CACHED) > MAX_CACHED:
            _CACHED.popitem(last=False)
    return _CACHED[key]


def forget() -> None:
    """Drop what is kept in memory; what archives keep stays."""
    _CACHED.clear()


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


def _kept(archive: Archive, window: Window, votes_hash: str) -> Positions | None:
    """Return the positions that the archive keeps of these votes, if it does."""
    rows = archive.rows("SELECT data FROM fits WHERE fit_id = ?", [_fit_id(window, votes_hash)])
    return stored.from_bytes(rows[0]["data"]) if rows else None


def _estimated(archive: Archive, window: Window, votes_hash: str) -> Positions:
    """Return newly estimated positions, kept in the archive where it is writable."""
    found = positions(vote_table(archive, window).drop_columns(["session"]))
    if archive.writable:
        row = {
            "fit_id": _fit_id(window, votes_hash), "votes_hash": votes_hash, "method": stored.METHOD,
            "data": stored.to_bytes(found),
        }  # fmt: skip
        with archive.transaction():
            archive.connection.execute("DELETE FROM fits WHERE votes_hash <> ?", [votes_hash])
            archive.append("fits", [row])
    return found


def _fit_id(window: Window, votes_hash: str) -> str:
    return f"{window} {votes_hash} {stored.METHOD}"


def who_moved(archive: Archive, question: Question, pole: Pole) -> Change | str:
    """Return the change in distance to a pole with each side's part, or why it cannot be told.

    The later span begins with the year of the date asked about.
    """
    members = [state for state in pole.states if state != question.state]
    try:
        fitted = estimate(archive, Window(question.before.first, question.after.last))
        years = question.since.year - question.before.first.year
        return fitted.change(question.state, members, question.since.isoformat(), before=max(1, years))
    except (NothingFoundError, UnusableInputError) as error:
        return error.message


PASSED = 0.5
"""From this probability on that state and pole changed sides, the parts of a change are not read as who moved."""


def in_words(change: Change, state_name: str, pole_label: str) -> str:
    """Return who moved in one sentence, distances in standard deviations of all states' positions."""
    total, own, pole = (part.mean.item() for part in (change.total, change.own, change.pole))
    q05, q95 = change.total.q05.item(), change.total.q95.item()
    by_whom = f"{own:+.2f} by {state_name}'s own move, {pole:+.2f} by {pole_label}'s"
    parts = f"({total:+.2f}, 90 % interval {q05:+.2f} to {q95:+.2f}): {by_whom}"
    if change.passed > PASSED:
        return f"{_crossing(change, state_name, pole_label)} The distance of their ideal points changed {parts}."
    if q05 <= 0 <= q95:
        return f"cannot be told; the distance of their ideal points may not have changed {parts}."
    mover = f"mostly {state_name}" if abs(own) > 2 * abs(pole) else "both"
    if abs(pole) > 2 * abs(own):
        mover = f"mostly {pole_label}"
    return f"{mover}; the distance of their ideal points {'grew' if total > 0 else 'shrank'} {parts}."


def _crossing(change: Change, state_name: str, pole_label: str) -> str:
    """Return what a change says where state and pole passed one another: their own moves, not their parts of it."""
    moves = [
        f"{name} itself moved by {shift.mean[0]:+.2f} ({shift.q05[0]:+.2f} to {shift.q95[0]:+.2f})"
        for name, shift in ((state_name, change.own_shift), (pole_label, change.pole_shift))
    ]
    where = "along the line" if len(change.own_shift.mean) == 1 else "along the first dimension"
    return (
        f"the two passed one another, so each one's part in the distance counts a move first as towards and then as "
        f"away, which cancel: a part near 0 does not mean that it stood still. {moves[0]} and {moves[1]} {where}."
    )
