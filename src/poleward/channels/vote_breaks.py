"""Breaks of votes where no date is asked about: on one line, where a state and a pole stand, and which of them broke.

`poleward shifts` looks through a whole record with it; an answer about a date is given by `votes_path`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate
from poleward.channels.paths.channel_path import Accounts, Band, ChannelPath, PathBreak, rounded
from poleward.channels.paths.pieces import (
    Observation,
    SeriesQuestion,
    by_date,
    joined,
    number,
    overlap,
    still_number,
    told,
)
from poleward.channels.paths.series import Series
from poleward.channels.question import Question
from poleward.channels.say import N_, UntoldError
from poleward.channels.vote_paths import SETTINGS, VotePaths, vote_paths
from poleward.channels.vote_record import QuotedRollCall, VoteRecord
from poleward.kept import Kept
from poleward.measures.agreement import Outcomes
from poleward.measures.paths import distance_weights
from poleward.measures.paths.grid import Floats
from poleward.outcomes import CAST, CODES
from poleward.periods import month_labels, month_number

Bools = npt.NDArray[np.bool_]
Whose = Literal["state", "pole"]
UNIT = "distance of ideal points, in standard deviations of all states"
MIN_ROLL_CALLS = 3
"""With fewer, a path says what was assumed of it."""
MANY = 20
"""From so many roll calls on a month cannot go astray: without this, many months of one lonely vote each outweigh the
autumn's seventy, which then count as one month gone astray (docs/breaks.md)."""
MAX_LABEL = 100
"""Characters of a roll call's title in the label of a mark: our choice."""


@dataclass(frozen=True)
class Side:
    """A state or a pole: its series, one observation for each roll call, and that roll call's name."""

    series: Series
    roll_calls: tuple[str, ...]


_SIDES = Kept(64)
"""Series of states and poles in memory, each of some kilobytes."""


def path(reading: Reading, question: Question, record: VoteRecord) -> ChannelPath:
    """Return the path of votes from the baseline to the end of the question.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are too few votes, or they do not divide the states.
    """
    found = vote_paths(reading, question.whole)
    own = _side(reading, found, (question.state,))
    theirs = _side(reading, found, question.members)
    since = month_number(question.since) - found.first
    for name, side in ((question.state, own), (question.pole.label, theirs)):
        later = int((side.series.when >= since).sum())
        if len(side.roll_calls) < MIN_ROLL_CALLS or not later:
            raise UntoldError(
                N_("%(name)s voted on %(n)s roll calls that divide the states, %(later)s since %(since)s."),
                name=name, n=len(side.roll_calls), later=later, since=question.since,
            )  # fmt: skip
    last = min(own.series.span_seen[1], theirs.series.span_seen[1])
    asked = SeriesQuestion(question, "votes", found.first, (max(1, since), last))
    return _told(asked, record, own, theirs)


def _side(reading: Reading, found: VotePaths, states: tuple[str, ...]) -> Side:
    """Return a state, or a pole of several, computed once for the same votes."""
    return _SIDES.get((reading.mark, found, states), lambda: _made(found, states))


def _made(found: VotePaths, states: tuple[str, ...]) -> Side:
    # One observation is a roll call: what the members of a pole say on it belongs together.
    observed, calls, total = found.one(states[0]) if len(states) == 1 else found.pole(states)
    names = tuple(found.roll_calls[c] for c in calls)
    observed = replace(observed, steady=_many_kinds(found))
    return Side(Series(observed, found.grid, SETTINGS, found.month[calls], total), names)


def _many_kinds(found: VotePaths) -> Bools:
    """Return (columns) whether a month has so many roll calls that they cannot all be of one unusual issue."""
    known = found.month[found.month >= 0]
    return np.asarray(np.bincount(known, minlength=len(found.observed.when)) >= MANY)


def _told(asked: SeriesQuestion, record: VoteRecord, own: Side, theirs: Side) -> ChannelPath:
    one, two = own.series, theirs.series
    apart, sizes = distance_weights(one.weights, two.weights, one.grid)
    towards, away = _towards_and_away(one, two)
    (state_accounts, pole_accounts) = (side.accounts(*asked.span) for side in (one, two))
    question = asked.question
    breaks, estimates = [], []
    sides: tuple[tuple[Whose, Side, Series, str, Accounts], ...] = (
        ("state", own, two, "break_by_state", state_accounts),
        ("pole", theirs, one, "break_by_pole", pole_accounts),
    )
    for who, side, other, measure, accounts in sides:
        pieces = _pieces(record, side, who)
        estimates.append(number(asked, measure, side.series, pieces, asked.span, accounts.broke)[0])
        parts = [_break(asked, measure, side.series, other, pieces, i, who) for i in range(len(side.series.breaks))]
        breaks.append([b for b, _ in parts])
        estimates += [e for _, e in parts]
    accounts = state_accounts.either(pole_accounts)
    n = len(own.roll_calls)
    return ChannelPath(
        state=question.state, channel="votes", kind="stance", unit=UNIT, nearer="down", observations=n,
        months=month_labels(asked.first, one.observed.months), level=Band.of(apart, sizes),
        own=Band.of(one.weights, one.grid.levels), pole=Band.of(two.weights, two.grid.levels),
        towards=rounded(towards), away=rounded(away), accounts=accounts, own_accounts=state_accounts,
        pole_accounts=pole_accounts, seen=(asked.month(one.span_seen[0]), asked.month(one.span_seen[1])),
        breaks=_shared(*breaks), estimates=(still_number(asked, accounts, n), *estimates),
    )  # fmt: skip


def _towards_and_away(own: Series, theirs: Series) -> tuple[Floats, Floats]:
    """Return (months) probabilities of a break that leads one side nearer to the other, and of one that leads it off.

    A move that passes the other side and ends farther off on the other one leads off.
    """
    gap, spread = _gap(own, theirs)
    towards, away = np.ones((2, own.observed.months))
    for series, ahead in ((own, gap), (theirs, -gap)):
        half = 0.5 * np.abs(np.nan_to_num(series.smoothed.size[0], nan=series.settings.jump))
        rising, falling = ndtr((ahead - half) / spread), ndtr((-ahead - half) / spread)
        towards *= 1 - (series.rise * rising + series.fall * falling)
        away *= 1 - (series.rise * (1 - rising) + series.fall * (1 - falling))
    return 1 - towards, 1 - away


def _gap(own: Series, theirs: Series) -> tuple[Floats, Floats]:
    """Return (months) mean and standard deviation of where the pole stood above the state in the month before."""
    levels = own.grid.levels
    variance = sum(((levels[None, :] - s.mean[:, None]) ** 2 * s.weights).sum(axis=1) for s in (own, theirs))
    gap, spread = theirs.mean - own.mean, np.sqrt(np.maximum(variance, 1e-6))
    return np.concatenate([gap[:1], gap[:-1]]), np.concatenate([spread[:1], spread[:-1]])


def _break(
    asked: SeriesQuestion,
    measure: str,
    series: Series,
    other: Series,
    pieces: Sequence[Observation],
    which: int,
    who: Whose,
) -> tuple[PathBreak, Estimate]:
    found = series.breaks[which]
    before = max(0, found.first - 1)
    gap = float(other.mean[before] - series.mean[before])
    nearer = abs(gap) - abs(gap - found.size)
    return told(asked, measure, series, pieces, found, size=nearer, who=who, passed=gap * (gap - found.size) < 0)


def _shared(own: Sequence[PathBreak], theirs: Sequence[PathBreak]) -> tuple[PathBreak, ...]:
    """Return the breaks of both sides; two of one direction whose times overlap are one break by both."""
    out, left = [], list(theirs)
    for b in own:
        same = [t for t in left if overlap(b, t)]
        if same:
            left.remove(same[0])
            out.append(joined(b, same[0]))
        else:
            out.append(b)
    return by_date([*out, *left])


def _pieces(record: VoteRecord, side: Side, who: Whose) -> list[Observation]:
    """Return the roll calls of a side as pieces of evidence, in the order of its observations."""
    outcomes = record.state[:, None] if who == "state" else record.pole
    line = {r.roll_call_id: i for i, r in enumerate(record.roll_calls)}
    return [_piece(record.roll_calls[line[name]], outcomes[line[name]], who) for name in side.roll_calls]


def _piece(roll_call: QuotedRollCall, outcomes: Outcomes, who: Whose) -> Observation:
    votes = {word: n for word in sorted(CAST) if (n := int((outcomes == CODES[word]).sum()))}
    said = next(iter(votes)) if len(votes) == 1 else ", ".join(f"{n} {vote}" for vote, n in votes.items())
    title = f"{roll_call.symbol or roll_call.roll_call_id} {roll_call.title or ''}".strip()
    short = title if len(title) <= MAX_LABEL else title[: MAX_LABEL - 1] + "…"
    return Observation("roll_call", roll_call.roll_call_id, str(roll_call.date), f"{short}: {said}", who)
