"""From draws to expected agreement: the chances of a vote, and what two voters are expected to have in common.

Agreement on one roll call is 1 - |difference| with no 0, abstain 1/2, yes 1. Given a draw of the parameters two states
vote independently, so that its expectation follows from each one's chances; for a pole of many members from the mean
of its members' chances, which makes it the mean over members.

No kernel is compiled here: a question about draws that are kept should not wait for a compiler to load.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from poleward.measures.positions.layout import Ints
from poleward.measures.stance.draws import UNKNOWN_HABIT, Halves

FAR, FINE = 8.0, 512
"""Beyond 8 standard deviations a chance is 0 or 1 in single precision; straight lines between 512 points in each of
them are off by 1e-7, and the two tables stay in the processor's nearest memory."""
_CHANCE = ndtr(np.arange(-FAR * FINE, FAR * FINE + 2) / FINE)
_AT, _RISE = _CHANCE[:-1].astype(np.float32), np.diff(_CHANCE).astype(np.float32)


def normal(x: Halves) -> Halves:
    """Return the chances that a standard normal deviate lies below x, off by less than 5e-7.

    A list of all states asks for tens of millions: looked up they cost half of what `scipy.special.ndtr` takes.
    """
    place = np.clip(x, np.float32(-FAR), np.float32(FAR))
    place += np.float32(FAR)
    place *= np.float32(FINE)
    whole = np.floor(place)
    place -= whole
    point = whole.astype(np.int32)
    place *= _RISE.take(point)
    place += _AT.take(point)
    return place


def by_parameter(item: Halves) -> Halves:
    """Return (dims + 2, draws, questions) the parameters (draws, questions, dims + 2), as `chances` takes them."""
    return np.ascontiguousarray(np.moveaxis(item, 2, 0))


def chances(place: Halves, item: Halves, habit: Halves, size: Halves, pair: npt.NDArray[np.int32]) -> Halves:
    """Return (draws, 2, questions) one state's chances of no and of yes.

    place (draws, dims) is where it stands; item (dims + 2, draws, questions); habit (draws, pairs of the state); size
    (draws) the standard deviation of habits; pair (questions) index into habit, NO_HABIT, or UNKNOWN_HABIT, which is
    integrated out.
    """
    lean = item[0] * place[:, 0, None]
    for d in range(1, place.shape[1]):
        lean += item[d] * place[:, d, None]
    own = np.concatenate([habit, np.zeros((len(habit), 1), dtype=np.float32)], axis=1)
    lean += own.take(np.where(pair >= 0, pair, habit.shape[1]), axis=1)
    beyond = np.stack([item[-2] - lean, lean - item[-1]], axis=1)
    unknown = np.flatnonzero(pair == UNKNOWN_HABIT)
    if len(unknown):
        beyond[:, :, unknown] *= (1.0 / np.sqrt(1.0 + size.astype(np.float64) ** 2)).astype(np.float32)[:, None, None]
    return normal(beyond)


def margins(chance: Halves) -> Halves:
    """Return (draws, 2, questions) 1 - no - yes and no - yes of chances (draws, 2, questions) of no and of yes."""
    found = np.empty_like(chance)
    np.subtract(np.float32(1.0) - chance[:, 0], chance[:, 1], out=found[:, 0])
    np.subtract(chance[:, 0], chance[:, 1], out=found[:, 1])
    return found


def habits_by_season(habit: Halves, ptr: Ints, period: Ints, spanned: npt.NDArray[np.bool_]) -> Halves:
    """Return (seasons, draws, pairs) mean habits over the votes in a season.

    Where there is none: the habit of the last vote before it or, failing that, of the first after it. habit (draws,
    votes) and period (votes) are sorted by pair and time, ptr (pairs + 1) says where pairs begin, none of them empty;
    spanned (seasons, periods) which periods a season holds.
    """
    found = np.empty((len(spanned), len(habit), len(ptr) - 1), dtype=np.float32)
    by_vote = np.ascontiguousarray(habit.T)
    for out, season in zip(found, spanned, strict=True):
        start = int(season.argmax()) if season.any() else len(season)
        earlier = np.add.reduceat(period < start, ptr[:-1], dtype=np.int64)
        mean = by_vote.take(ptr[:-1] + np.maximum(earlier - 1, 0), axis=0)
        inside = season[period]
        count = np.add.reduceat(inside, ptr[:-1], dtype=np.int64)
        voted, votes = np.flatnonzero(count), np.flatnonzero(inside)
        if len(voted):
            begins = np.cumsum(count[voted]) - count[voted]
            total = np.add.reduceat(by_vote.take(votes, axis=0), begins, axis=0)
            mean[voted] = total / count[voted, None].astype(np.float32)
        out[:] = mean.T
    return found
