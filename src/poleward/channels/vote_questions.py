"""The questions asked both before and since, and the new ones: how a state and a pole voted on each, then and now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.channels.vote_stance import view_of
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.stance.compare import contributions
from poleward.measures.stance.same_questions import same_questions


@dataclass(frozen=True, slots=True)
class CastTogether:
    """One roll call with the vote of the state and those of the pole's members, by outcome and how many."""

    roll_call_id: str
    symbol: str
    title: str
    date: dt.date
    url: str
    state: str
    pole: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A question that both voted on before and since.

    Attributes
    ----------
    before, since
        Mean agreement observed on it, 0 to 1.
    part
        What it adds to the change of expected agreement; those of all questions sum to the change.
    earlier, latest
        The last roll call before, and the last since.
    """

    before: float
    since: float
    part: float
    earlier: CastTogether
    latest: CastTogether


def recurring(reading: Reading, question: Question) -> tuple[Recurring, ...]:
    """Return the questions that both voted on before and since, those that add most first; none without a posterior."""
    try:
        view = view_of(reading, question)
    except (NothingFoundError, UnusableInputError):
        return ()
    record = view.stance.record
    column = record.column.get(question.state)
    parts = contributions(view, question.state)
    if column is None or parts is None:
        return ()
    observed = view.observed(column)
    panel = same_questions(observed, record.title, view.masks)
    if panel is None:
        return ()
    voted = np.isfinite(observed)
    last: dict[int, tuple[str, str]] = {}
    for title in panel.title.tolist():
        of_title = voted & (record.title == title)
        ends = [int(np.flatnonzero(of_title & mask)[-1]) for mask in view.masks]
        last[title] = (record.roll_calls[ends[0]], record.roll_calls[ends[1]])
    told = _cast(reading.archive, question, [ref for both in last.values() for ref in both])
    found = [
        Recurring(float(before), float(since), float(parts[record.title == title].sum()),
                  told[last[title][0]], told[last[title][1]])
        for title, before, since in zip(panel.title.tolist(), panel.before, panel.since, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda r: (-abs(r.part), r.latest.roll_call_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestions:
    """Roll calls since that ask what nothing asked before, of those that both voted on.

    Attributes
    ----------
    asked
        How many.
    agreement
        Mean agreement observed on them, 0 to 1.
    apart
        Those on which the two voted furthest apart, the latest first where they are level.
    """

    asked: int
    agreement: float
    apart: tuple[CastTogether, ...]


def new_questions(reading: Reading, question: Question, most: int = 3) -> NewQuestions | None:
    """Return the roll calls since without a counterpart before; None where there is none or no posterior.

    Parameters
    ----------
    most
        How many of those that part the two are named; full agreement is never named.
    """
    try:
        view = view_of(reading, question)
    except (NothingFoundError, UnusableInputError):
        return None
    record = view.stance.record
    column = record.column.get(question.state)
    if column is None:
        return None
    observed = view.observed(column)
    before, since = view.masks
    known = np.unique(record.title[before & (record.title >= 0)])
    calls = np.flatnonzero(since & np.isfinite(observed) & ~np.isin(record.title, known))
    if not len(calls):
        return None
    order = sorted(calls[observed[calls] < 1.0], key=lambda i: (observed[i], -record.day[i], record.roll_calls[i]))
    refs = [record.roll_calls[i] for i in order[:most]]
    told = _cast(reading.archive, question, refs)
    return NewQuestions(
        asked=len(calls), agreement=float(observed[calls].mean()), apart=tuple(told[ref] for ref in refs)
    )


def _cast(archive: Archive, question: Question, refs: Sequence[str]) -> Mapping[str, CastTogether]:
    """Return roll calls with the votes of the state and of the pole's members."""
    rows = archive.rows(
        "SELECT r.roll_call_id, coalesce(r.symbol, r.roll_call_id) AS symbol, coalesce(r.title, '') AS title, r.date, "
        "coalesce(r.url, '') AS url, max(v.vote) FILTER (v.state = $state) AS own, "
        "histogram(v.vote) FILTER (list_contains($members, v.state)) AS theirs "
        "FROM roll_calls r JOIN votes v USING (roll_call_id) "
        "WHERE list_contains($refs, r.roll_call_id) AND NOT v.contradicted GROUP BY ALL",
        {"state": question.state, "members": list(question.members), "refs": list(refs)},
    )
    return {
        row["roll_call_id"]: CastTogether(
            roll_call_id=row["roll_call_id"], symbol=row["symbol"], title=row["title"], date=row["date"],
            url=row["url"], state=row["own"] or "not_observed",
            pole=tuple(sorted(dict(row["theirs"] or {}).items(), key=lambda both: (-both[1], both[0]))),
        )
        for row in rows
    }  # fmt: skip
