"""The posterior behind every number about votes: one fit of a span of years, shared by all that is asked about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from poleward.archive import Archive
from poleward.channels import kept_fits
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Question
from poleward.channels.estimate import Evidence
from poleward.channels.vote_positions import hash_of_votes, last_roll_call
from poleward.errors import NothingFoundError
from poleward.kept import Kept
from poleward.measures.stance import stored_draws
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, contributions
from poleward.measures.stance.posterior import Record, Stance, fit
from poleward.measures.stance.ranking import Move, moves_of
from poleward.periods import Window

YEARS_TOGETHER = 2
"""A span begins with a year that this divides, so that questions about neighbouring dates share a fit."""
TO_THE_END = 10
"""A span that comes within so many years of the last roll call goes on to it."""
_POSTERIORS, _VIEWS, _MOVES = Kept(3), Kept(8), Kept(8)
"""Posteriors, each some tens of megabytes; poles before and since; all states' moves."""


def span_of(reading: Reading, window: Window) -> Window:
    """Return the span of whole years that is fitted for questions about a window.

    Raises
    ------
    NothingFoundError
        The archive holds no roll call in it.
    """
    first = dt.date(max(1, window.first.year - window.first.year % YEARS_TOGETHER), 1, 1)
    last = reading.once("last roll call", lambda: last_roll_call(reading.archive))
    if last is None or last < first:
        raise NothingFoundError("no such votes are in the archive.", todo="Load some with 'poleward load votes'.")
    end = dt.date(last.year, 12, 31)
    if window.last.year + TO_THE_END < last.year:
        end = dt.date(window.last.year + YEARS_TOGETHER - 1 - window.last.year % YEARS_TOGETHER, 12, 31)
    return Window(first, end)


def record_of(archive: Archive, window: Window) -> Record:
    """Return a window's uncontradicted votes as a matrix.

    Raises
    ------
    NothingFoundError
        There is none.
    """
    calls = archive.query(
        "SELECT roll_call_id, date, coalesce(bridge, '') AS bridge FROM roll_calls WHERE date BETWEEN ? AND ? "
        "ORDER BY date, roll_call_id",
        [window.first, window.last],
    )
    cast = archive.query(
        """
        WITH r AS (SELECT roll_call_id, row_number() OVER (ORDER BY date, roll_call_id) - 1 AS place
                   FROM roll_calls WHERE date BETWEEN ? AND ?),
             v AS (SELECT place, state, CASE vote WHEN 'no' THEN 0 WHEN 'abstain' THEN 1 ELSE 2 END AS code
                   FROM votes JOIN r USING (roll_call_id) WHERE NOT contradicted AND vote IN ('no', 'abstain', 'yes'))
        SELECT place, state, code FROM v
        """,
        [window.first, window.last],
    )
    if cast.num_rows == 0:
        raise NothingFoundError("no such votes are in the archive.", todo="Load some with 'poleward load votes'.")
    named = cast["state"].combine_chunks().dictionary_encode()
    found = np.array(named.dictionary.to_pylist())
    order = np.argsort(found)
    column = np.argsort(order)[named.indices.to_numpy(zero_copy_only=False)]
    votes = np.full((calls.num_rows, len(found)), -1, dtype=np.int8)
    votes[cast["place"].to_numpy(), column] = cast["code"].to_numpy()
    voted = (votes >= 0).any(axis=1)
    bridge = np.array(calls["bridge"].to_pylist())[voted]
    day = np.array([day.toordinal() for day in calls["date"].to_pylist()])[voted]
    names = np.array(calls["roll_call_id"].to_pylist())[voted]
    return Record(tuple(found[order].tolist()), tuple(names.tolist()), votes[voted], day, titles(bridge))


def titles(bridge: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return (roll calls) an index for each bridge that several roll calls share, -1 for the others."""
    present, inverse, count = np.unique(bridge, return_inverse=True, return_counts=True)
    shared = (count > 1) & (present != "")
    return np.where(shared[inverse], (np.cumsum(shared) - 1)[inverse], -1)


def posterior(reading: Reading, window: Window, *, progress: Callable[[int, int], None] | None = None) -> Stance:
    """Return the posterior for questions about a window, fitted once for the same votes.

    It is kept in the archive where it is writable, so that the next command need not wait for it.
    """
    archive, span = reading.archive, span_of(reading, window)
    votes_hash = reading.once("hash of votes", lambda: hash_of_votes(archive))
    key = (str(archive.path), str(span), votes_hash)
    return _POSTERIORS.get(key, lambda: _kept_or_fitted(archive, span, votes_hash, progress))


def whole_of(question: Question) -> Window:
    """Return the window from the first day before to the last since."""
    return Window(question.before.first, question.after.last)


def spans_of(question: Question) -> Spans:
    """Return a question's windows as the measures take them."""
    (a, b), (c, d) = ((w.first.toordinal(), w.last.toordinal()) for w in (question.before, question.after))
    return Spans((a, b), (c, d))


def moves_about(reading: Reading, question: Question) -> tuple[Move, ...]:
    """Return how all states moved with respect to a question's pole, between its windows.

    A pole of one member is not compared with itself; a member of a larger one is compared with the others.
    """
    view = view_of(reading, question)
    return _MOVES.get(view, lambda: tuple(moves_of(view)))


def view_of(reading: Reading, question: Question) -> PoleView:
    """Return a question's pole before and since, made once for all states asked about."""
    stance = posterior(reading, whole_of(question))
    members, spans = question.pole.states, spans_of(question)
    return _VIEWS.get((stance, members, spans), lambda: PoleView(stance, members, spans))


def evidence_of(reading: Reading, question: Question) -> tuple[Evidence, ...]:
    """Return the roll calls of the fixed agenda with what each adds to the change: they sum to it."""
    view = view_of(reading, question)
    parts = contributions(view, question.state)
    if parts is None:
        return ()
    names = view.stance.record.roll_calls
    return tuple(Evidence("roll_call", names[k], 1.0, float(parts[k])) for k in np.flatnonzero(parts))


def forget() -> None:
    """Drop what is kept in memory; what archives keep stays."""
    for kept in (_POSTERIORS, _VIEWS, _MOVES):
        kept.clear()


def _kept_or_fitted(
    archive: Archive, span: Window, votes_hash: str, progress: Callable[[int, int], None] | None
) -> Stance:
    record = record_of(archive, span)
    fit_id = f"{span} {votes_hash} {stored_draws.METHOD}"
    data = kept_fits.kept(archive, fit_id)
    if data is not None:
        return stored_draws.from_bytes(data, record)
    made = fit(record, progress=progress)
    kept_fits.keep(
        archive, fit_id=fit_id, votes_hash=votes_hash, method=stored_draws.METHOD,
        data=stored_draws.to_bytes(made.draws),
    )  # fmt: skip
    return made
