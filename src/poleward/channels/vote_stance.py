"""The posterior behind every number about votes: one fit of a span of years, shared by all that is asked about it."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from poleward.archive import Archive
from poleward.channels import kept_fits
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.question import Question
from poleward.channels.vote_record import cells, hash_of_votes, last_roll_call
from poleward.errors import NothingFoundError
from poleward.kept import Kept
from poleward.measures.stance import stored_draws, stored_moves
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, by_season, contributions
from poleward.measures.stance.posterior import (
    MAIN,
    SHORT_DRAWS,
    SHORT_WARMUP,
    FitSettings,
    Record,
    Stance,
    fits,
)
from poleward.measures.stance.ranking import Move, Part, moves_of
from poleward.measures.stance.specifications import choices
from poleward.periods import Window

YEARS_TOGETHER = 2
"""A span begins with a year that this divides, so that questions about neighbouring dates share a fit."""
TO_THE_END = 10
"""A span that comes within so many years of the last roll call goes on to it."""
_POSTERIORS, _VIEWS, _MOVES = Kept(6), Kept(4), Kept(8)
"""Posteriors, each some tens of megabytes; poles before and since; all states' moves."""
_FITTING = threading.Lock()
"""Held while posteriors are fitted: who asks for the same ones meanwhile waits for them."""


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
    calls = archive.columns(
        "SELECT roll_call_id, date::VARCHAR AS date, coalesce(bridge, '') AS bridge, kind FROM roll_calls "
        "WHERE date BETWEEN ? AND ? ORDER BY roll_calls.date, roll_call_id",
        [window.first, window.last],
    )
    states, cast = cells(archive, window, only_cast=True)
    if not states:
        raise NothingFoundError("no such votes are in the archive.", todo="Load some with 'poleward load votes'.")
    votes = np.full((len(calls["roll_call_id"]), len(states)), -1, dtype=np.int8)
    votes[cast["roll_call"], cast["state"]] = cast["code"]
    voted = (votes >= 0).any(axis=1)
    day = np.array([dt.date.fromisoformat(day).toordinal() for day in calls["date"]])[voted]
    names = calls["roll_call_id"][voted]
    bridge = calls["bridge"].astype(np.str_)[voted]
    return Record(
        states, tuple(names.tolist()), votes[voted], day, titles(bridge), tuple(calls["kind"][voted].tolist())
    )


def titles(bridge: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return (roll calls) an index for each bridge that several roll calls share, -1 for the others."""
    present, inverse, count = np.unique(bridge, return_inverse=True, return_counts=True)
    shared = (count > 1) & (present != "")
    return np.where(shared[inverse], (np.cumsum(shared) - 1)[inverse], -1)


def posterior(reading: Reading, window: Window, settings: FitSettings = MAIN) -> Stance:
    """Return the posterior for questions about a window; see `posteriors`."""
    return posteriors(reading, window, [settings])[0]


def posteriors(reading: Reading, window: Window, settings: Sequence[FitSettings]) -> list[Stance]:
    """Return posteriors for questions about a window, fitted once for the same votes, and side by side.

    They are kept in the archive where it is writable, so that the next command need not wait for them.
    """
    archive, span = reading.archive, span_of(reading, window)
    votes_hash = votes_hash_of(reading)
    keys = {one: (str(archive.path), str(span), votes_hash, one) for one in settings}

    def kept_or_fitted(one: FitSettings, made: Stance | None = None) -> Stance:
        record = _record(reading, span)
        return kept_fits.kept_or_made(
            archive, fit_id_of(span, votes_hash, one), votes_hash=votes_hash, method=stored_draws.method_of(one),
            make=lambda: made or fits(record, [one], progress=reading.progress)[0],
            written=lambda made: stored_draws.to_bytes(made.draws),
            read=lambda data: stored_draws.from_bytes(data, record),
        )  # fmt: skip

    if any(key not in _POSTERIORS for key in keys.values()):
        with _FITTING:
            needed = [
                one
                for one, key in keys.items()
                if key not in _POSTERIORS and not kept_fits.holds(archive, fit_id_of(span, votes_hash, one))
            ]
            made = fits(_record(reading, span), needed, progress=reading.progress) if needed else []
            for one, stance in zip(needed, made, strict=True):
                _POSTERIORS.get(keys[one], partial(kept_or_fitted, one, stance))
    return [_POSTERIORS.get(key, partial(kept_or_fitted, one)) for one, key in keys.items()]


def _record(reading: Reading, span: Window) -> Record:
    return reading.once(("record", span), lambda: record_of(reading.archive, span), large=True)


def votes_hash_of(reading: Reading) -> str:
    """Return what changes with the votes of the archive, computed once."""
    return reading.once("hash of votes", lambda: hash_of_votes(reading.archive))


def fit_id_of(span: Window, votes_hash: str, settings: FitSettings = MAIN) -> str:
    """Return under which name the archive keeps a fit."""
    return f"{span} {votes_hash} {stored_draws.method_of(settings)}"


def whole_of(question: Question) -> Window:
    """Return the window from the first day before to the last since."""
    return Window(question.before.first, question.after.last)


def spans_of(question: Question) -> Spans:
    """Return a question's windows as the measures take them."""
    (a, b), (c, d) = ((w.first.toordinal(), w.last.toordinal()) for w in (question.before, question.after))
    return Spans((a, b), (c, d))


def moves_about(reading: Reading, question: Question) -> tuple[Move, ...]:
    """Return how all states moved with respect to a question's pole, between its windows.

    A pole of one member is not compared with itself; a member of a larger one is compared with the others. The archive
    keeps them where it is writable: a later command then needs no posterior to rank a state.
    """
    votes_hash, span = votes_hash_of(reading), span_of(reading, whole_of(question))
    members = ",".join(question.pole.states)
    about = hashlib.sha256(f"{members} {question.before} {question.after}".encode()).hexdigest()[:32]
    fit_id = f"{fit_id_of(span, votes_hash)} {kept_fits.MOVES} {about}"

    def kept_or_made() -> tuple[Move, ...]:
        return kept_fits.kept_or_made(
            reading.archive, fit_id, votes_hash=votes_hash, method=f"{stored_draws.METHOD} {kept_fits.MOVES}",
            make=lambda: _made(reading, question),
            written=stored_moves.to_bytes, read=stored_moves.from_bytes,
        )  # fmt: skip

    return _MOVES.get((str(reading.archive.path), fit_id), kept_or_made)


def _made(reading: Reading, question: Question) -> tuple[Move, ...]:
    """Return how all states moved, beside fits of other numbers of dimensions."""
    fewer = {
        one["name"]: FitSettings(dims=one["dimensions"], warmup=SHORT_WARMUP, draws=SHORT_DRAWS)
        for one in choices()["dimensions"]
        if one["dimensions"] != MAIN.dims
    }
    _, *short = posteriors(reading, whole_of(question), [MAIN, *fewer.values()])
    views = {
        name: PoleView(stance, question.pole.states, spans_of(question), asked=False)
        for name, stance in zip(fewer, short, strict=True)
    }
    return tuple(moves_of(view_of(reading, question), fewer=views))


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


def seasons_of(reading: Reading, question: Question) -> list[Window]:
    """Return the seasons of a question's windows: what each holds of a calendar year with roll calls."""
    view = view_of(reading, question)
    return [_window(days) for days in view.seasons.windows(view.stance.record, view.spans)]


def levels_of(reading: Reading, question: Question, measure: str, windows: Sequence[Window]) -> list[Estimate | None]:
    """Return expected agreement in windows on the fixed agenda, each day of the seasons that lie in one the same.

    None where state or pole voted in no season of a window.
    """
    view = view_of(reading, question)
    found = by_season(view, question.state)
    if found is None:
        return [None] * len(windows)
    shared = np.isfinite(view.observed(view.stance.record.column[question.state]))
    seasons = seasons_of(reading, question)
    told: list[Estimate | None] = []
    for window in windows:
        inside = np.array([one.first in window and one.last in window for one in seasons], dtype=np.bool_)
        here = np.flatnonzero(inside & np.isfinite(found[0]))
        if not len(here):
            told.append(None)
            continue
        level = Part.of(found[:, here] @ (view.seasons.days[here] / view.seasons.days[here].sum()))
        told.append(
            Estimate(
                state=question.state, pole=question.pole.key, channel="votes", measure=measure, period=str(window),
                value=level.mean, q05=level.q05, q95=level.q95, method=stored_draws.METHOD,
                n=int((view.seasons.calls[here].any(axis=0) & shared).sum()),
            )
        )  # fmt: skip
    return told


def _window(days: tuple[int, int]) -> Window:
    return Window(dt.date.fromordinal(days[0]), dt.date.fromordinal(days[1]))


def forget() -> None:
    """Drop what is kept in memory; what archives keep stays."""
    for kept in (_POSTERIORS, _VIEWS, _MOVES):
        kept.clear()
