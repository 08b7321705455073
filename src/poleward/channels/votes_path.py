"""The path of votes: where a state and a pole stand on one scale, how far apart, and which of them broke."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from poleward.archive import Archive
from poleward.channels.model import Estimate, Question
from poleward.channels.paths.model import Accounts, Band, ChannelPath, PathBreak, rounded
from poleward.channels.paths.pieces import Asked, Piece, by_date, joined, number, overlap, still_number, told
from poleward.channels.paths.series import Series
from poleward.channels.vote_paths import SETTINGS, VotePaths, vote_paths
from poleward.config import Pole
from poleward.errors import NothingFoundError
from poleward.measures.paths import distance_weights
from poleward.measures.paths.grid import Floats
from poleward.periods import Window, month_labels, month_number

Bools = npt.NDArray[np.bool_]
Mover = Literal["state", "pole"]
UNIT = "distance of ideal points, in standard deviations of all states"
MIN_ROLL_CALLS = 3
MANY = 20
"""From so many roll calls on a month cannot go astray: without this, many months of one lonely vote each outweigh the
autumn's seventy, which then count as one month gone astray (docs/breaks.md)."""
MAX_LABEL = 100
MAX_SIDES = 64


@dataclass(frozen=True)
class Side:
    """A state or a pole: its series, one observation for each roll call, and that roll call's name."""

    series: Series
    roll_calls: tuple[str, ...]


_SIDES: OrderedDict[tuple[int, tuple[str, ...]], tuple[VotePaths, Side]] = OrderedDict()
_LOCK = threading.Lock()


def path(archive: Archive, question: Question, pole: Pole) -> ChannelPath:
    """Return the path of votes from the baseline to the end of the question.

    Raises
    ------
    NothingFoundError, UnusableInputError
        There are too few votes, or they do not divide the states.
    """
    found = vote_paths(archive, Window(question.before.first, question.after.last))
    own = _side(found, (question.state,))
    theirs = _side(found, tuple(m for m in pole.states if m != question.state))
    since = month_number(question.since) - found.first
    for name, side in ((question.state, own), (pole.label, theirs)):
        later = int((side.series.when >= since).sum())
        if len(side.roll_calls) < MIN_ROLL_CALLS or not later:
            raise NothingFoundError(
                f"{name} voted on {len(side.roll_calls)} roll calls that divide the states, {later} since "
                f"{question.since}."
            )
    last = min(own.series.span_seen[1], theirs.series.span_seen[1])
    asked = Asked(question, "votes", found.first, (max(1, since), last))
    return _told(archive, asked, pole, own, theirs)


def _side(found: VotePaths, states: tuple[str, ...]) -> Side:
    """Return a state, or a pole of several, computed once for the same votes."""
    key = (id(found), states)
    with _LOCK:
        if key in _SIDES:
            return _SIDES[key][1]
    # One observation is a roll call: what the members of a pole say on it belongs together.
    observed, calls, total = found.one(states[0]) if len(states) == 1 else found.pole(states)
    names = tuple(found.roll_calls[c] for c in calls)
    observed = replace(observed, steady=_many_kinds(found))
    side = Side(Series(observed, found.grid, SETTINGS, found.month[calls], total), names)
    with _LOCK:
        # The votes are kept with it, so that their identity is not given to others meanwhile.
        _SIDES[key] = (found, side)
        while len(_SIDES) > MAX_SIDES:
            _SIDES.popitem(last=False)
    return side


def _many_kinds(found: VotePaths) -> Bools:
    """Return (columns) whether a month has so many roll calls that they cannot all be of one unusual issue."""
    known = found.month[found.month >= 0]
    return np.asarray(np.bincount(known, minlength=len(found.observed.when)) >= MANY)


def _told(archive: Archive, asked: Asked, pole: Pole, own: Side, theirs: Side) -> ChannelPath:
    one, two = own.series, theirs.series
    apart, sizes = distance_weights(one.weights, two.weights, one.grid)
    towards, away = _towards_and_away(one, two)
    (state_accounts, pole_accounts) = (side.accounts(*asked.span) for side in (one, two))
    question = asked.question
    breaks, estimates = [], []
    sides: tuple[tuple[Mover, Side, Series, Sequence[str], str, Accounts], ...] = (
        ("state", own, two, (question.state,), "break_by_state", state_accounts),
        ("pole", theirs, one, pole.states, "break_by_pole", pole_accounts),
    )
    for who, side, other, members, measure, accounts in sides:
        pieces = _pieces(archive, side, who, members)
        estimates.append(number(asked, measure, side.series, pieces, asked.span, accounts.broke)[0])
        parts = [_break(asked, measure, side.series, other, pieces, i, who) for i in range(len(side.series.breaks))]
        breaks.append([b for b, _ in parts])
        estimates += [e for _, e in parts]
    accounts = state_accounts.either(pole_accounts)
    n = len(own.roll_calls)
    return ChannelPath(
        question.state, "votes", "stance", UNIT, "down", n, month_labels(asked.first, one.observed.months),
        Band.of(apart, sizes), Band.of(one.weights, one.grid.levels), Band.of(two.weights, two.grid.levels),
        rounded(towards), rounded(away), accounts, state_accounts, pole_accounts,
        (asked.month(one.span_seen[0]), asked.month(one.span_seen[1])), _shared(*breaks),
        (still_number(asked, accounts, n), *estimates),
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
    asked: Asked, measure: str, series: Series, other: Series, pieces: Sequence[Piece], which: int, who: Mover
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


def _pieces(archive: Archive, side: Side, who: Mover, members: Sequence[str]) -> list[Piece]:
    """Return the roll calls of a side as pieces of evidence, in the order of its observations."""
    rows = archive.rows(
        "SELECT r.roll_call_id AS id, r.date, coalesce(r.symbol, r.roll_call_id) AS symbol, r.title, "
        "histogram(v.vote) AS votes FROM roll_calls r JOIN votes v USING (roll_call_id) "
        "WHERE list_contains(?, v.state) AND NOT v.contradicted AND v.vote IN ('yes', 'no', 'abstain') "
        "AND r.date BETWEEN (SELECT min(date) FROM roll_calls WHERE roll_call_id = ?) "
        "AND (SELECT max(date) FROM roll_calls WHERE roll_call_id = ?) GROUP BY ALL",
        [list(members), side.roll_calls[0], side.roll_calls[-1]],
    )
    by_id = {row["id"]: row for row in rows}
    return [_piece(by_id[name], who) for name in side.roll_calls]


def _piece(row: dict[str, object], who: Mover) -> Piece:
    votes: dict[str, int] = dict(row["votes"])  # type: ignore[call-overload]
    said = next(iter(votes)) if len(votes) == 1 else ", ".join(f"{n} {vote}" for vote, n in sorted(votes.items()))
    title = f"{row['symbol']} {row['title'] or ''}".strip()
    short = title if len(title) <= MAX_LABEL else title[: MAX_LABEL - 1] + "…"
    return Piece(
        "roll_call", str(row["id"]), str(row["date"]), f"{short}: {said}", "pole" if who == "pole" else "state"
    )
