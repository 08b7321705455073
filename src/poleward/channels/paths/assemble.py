"""From one series to a path in its own unit: bands, accounts of the months asked about, breaks, stored numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from poleward.channels.estimate import Estimate, Kind, Mover
from poleward.channels.paths.channel_path import Accounts, Band, ChannelPath, PathBreak, rounded
from poleward.channels.paths.pieces import Observation, SeriesQuestion, by_date, number, still_number, told
from poleward.channels.paths.series import Series
from poleward.channels.question import Question
from poleward.channels.say import N_, UntoldError
from poleward.measures.paths import Break
from poleward.measures.paths.filtering import Ints
from poleward.measures.paths.grid import Floats
from poleward.periods import month_labels, month_number

MIN_OBSERVATIONS = 3
"""Fewer observations than this are no path."""


@dataclass(frozen=True)
class Drawn:
    """What a path's level counts; `change` leads from the grid to the unit and rises, as nearness to the pole does."""

    kind: Kind
    unit: str
    change: Callable[[Floats], Floats]


def first_month(question: Question) -> int:
    """Return the first month of a question's baseline, counted from year 0."""
    return month_number(question.before.first)


def months(question: Question) -> int:
    """Return how many months there are from the baseline's first to the question's last."""
    return month_number(question.after.last) - first_month(question) + 1


def placed(question: Question, channel: str, days: Sequence[dt.date]) -> tuple[SeriesQuestion, Ints]:
    """Return the months asked about, up to the last observation, and the month index of every observation.

    Raises
    ------
    NothingFoundError
        There are too few, or none since the date asked about.
    """
    first = first_month(question)
    since = month_number(question.since) - first
    when = np.array([month_number(d) - first for d in days], dtype=np.int64)
    later = int((when >= since).sum())
    if len(days) < MIN_OBSERVATIONS or not later:
        message = N_("%(n)s that can be placed in time, %(later)s of them since %(since)s.")
        raise UntoldError(message, n=len(days), later=later, since=question.since)
    return SeriesQuestion(question, channel, first, (max(1, since), max(1, int(when.max())))), when


def breaks_of(
    asked: SeriesQuestion, series: Series, pieces: Sequence[Observation], drawn: Drawn, measure: str, who: Mover | None,
    since: Sequence[Break] | None = None,
) -> list[tuple[PathBreak, Estimate]]:  # fmt: skip
    """Return the breaks of a series, each with its number; `who` None is read from whose acts carry a break.

    `since` are those of the months asked about, where they are told otherwise than by the series alone.
    """
    breaks = series.breaks
    if since is not None:
        breaks = (*(b for b in breaks if b.last < asked.span[0]), *since)
    out = []
    for found in breaks:
        before = series.mean[max(0, found.first - 1)]
        ends = drawn.change(np.array([before, before + found.size]))
        out.append(told(asked, measure, series, pieces, found, size=float(ends[1] - ends[0]), who=who))
    return out


def assembled(
    asked: SeriesQuestion, series: Series, pieces: Sequence[Observation], drawn: Drawn, *, measure: str = "break",
    who: Mover | None = None, n: int | None = None, accounts: Accounts | None = None,
    since: Sequence[Break] | None = None,
) -> ChannelPath:  # fmt: skip
    """Return the path of one series.

    Parameters
    ----------
    accounts, since
        Accounts and breaks of the months asked about; None: those of the series.
    n
        How many observations to name, where one piece stands for several.
    """
    accounts = series.accounts(*asked.span) if accounts is None else accounts
    parts = breaks_of(asked, series, pieces, drawn, measure, who, since)
    main = number(asked, measure, series, pieces, asked.span, accounts.broke)[0]
    count = len(pieces) if n is None else n
    seen = tuple(asked.month(i) for i in series.span_seen)
    return ChannelPath(
        state=asked.question.state, channel=asked.channel, kind=drawn.kind, unit=drawn.unit, nearer="up",
        observations=count, months=month_labels(asked.first, series.observed.months),
        level=Band.of(series.weights, series.grid.levels).mapped(drawn.change), own=None, pole=None,
        towards=rounded(series.rise), away=rounded(series.fall), since=asked.month(asked.span[0]),
        accounts=accounts, own_accounts=None,
        pole_accounts=None, seen=(seen[0], seen[1]), breaks=by_date([b for b, _ in parts]),
        estimates=(still_number(asked, accounts, count), main, *(e for _, e in parts)),
    )  # fmt: skip
