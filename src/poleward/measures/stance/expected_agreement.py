"""From draws to expected agreement: the chances of a vote, and what two voters are expected to have in common.

Agreement on one roll call is 1 - |difference| with no 0, abstain 1/2, yes 1. Given a draw of the parameters two states
vote independently, so that its expectation follows from each one's chances; for a pole of many members from the mean
of its members' chances, which makes it the mean over members.
"""

from __future__ import annotations

import math

import numpy as np

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import normal_at


@kernel
def fill_chances(place: Array, item: Array, habit: Array, size: Array, pair: Index, out: Array) -> None:
    """Fill out (draws, roll calls, 2) with one state's chances of no and of yes.

    place (draws, dims) is where it stands; item (draws, roll calls, dims + 2); habit (draws, pairs of the state); size
    (draws) the standard deviation of habits; pair (roll calls) index into habit, NO_HABIT, or UNKNOWN_HABIT, which is
    integrated out.
    """
    dims = place.shape[1]
    for k in range(place.shape[0]):
        wide = 1.0 / math.sqrt(1.0 + size[k] * size[k])
        for j in range(item.shape[1]):
            u = 0.0
            for d in range(dims):
                u += item[k, j, d] * place[k, d]
            scale = 1.0
            if pair[j] >= 0:
                u += habit[k, pair[j]]
            elif pair[j] == -2:
                scale = wide
            out[k, j, 0] = normal_at((item[k, j, dims] - u) * scale)[0]
            out[k, j, 1] = normal_at((u - item[k, j, dims + 1]) * scale)[0]


@kernel
def fill_margins(
    place: Array, item: Array, habit: Array, size: Array, pair: Index, at: Index, agenda: Array, asked: Array
) -> None:
    """Fill agenda (draws, questions of the agenda, 2) and asked (draws, questions asked, 2) with one state's margins.

    Margins are 1 - no - yes and no - yes of the chances that `fill_chances` finds from the first five; at
    (2, questions) says where each question stands on the agenda and among those asked, -1 where it does not.
    """
    chance = np.empty((1, item.shape[1], 2), dtype=np.float32)
    one, two = np.float32(1.0), np.empty((item.shape[1], 2), dtype=np.float32)
    for k in range(place.shape[0]):
        fill_chances(place[k : k + 1], item[k : k + 1], habit[k : k + 1], size[k : k + 1], pair, chance)
        for j in range(item.shape[1]):
            two[j, 0] = one - chance[0, j, 0]
            two[j, 1] = chance[0, j, 0] - chance[0, j, 1]
        for j in range(item.shape[1]):
            two[j, 0] -= chance[0, j, 1]
        for j in range(item.shape[1]):
            if at[0, j] >= 0:
                agenda[k, at[0, j], 0] = two[j, 0]
                agenda[k, at[0, j], 1] = two[j, 1]
            if at[1, j] >= 0:
                asked[k, at[1, j], 0] = two[j, 0]
                asked[k, at[1, j], 1] = two[j, 1]


@kernel
def fill_agreement(own: Array, pole: Array, weight: Array, drawn: Array, out: Array) -> None:
    """Fill out (2, draws) with expected agreement on an agenda, and on one that differs from draw to draw.

    own and pole (draws, questions, 2) are chances of no and yes; weight (questions) and drawn (draws, questions) are
    the agendas.
    """
    for k in range(own.shape[0]):
        one = 0.0
        two = 0.0
        for j in range(own.shape[1]):
            no, yes = own[k, j, 0], own[k, j, 1]
            m, z = pole[k, j, 0], pole[k, j, 1]
            agree = 0.5 + 0.5 * (1.0 - no - yes) * (1.0 - m - z) + 0.5 * (no - yes) * (m - z)
            one += weight[j] * agree
            two += drawn[k, j] * agree
        out[0, k] = one
        out[1, k] = two


@kernel
def fill_habits(habit: Array, ptr: Index, period: Index, spanned: Array, out: Array) -> None:
    """Fill out (seasons, draws, pairs) with mean habits over the votes in a season.

    Where there is none: the habit of the last vote before it or, failing that, of the first after it. habit (draws,
    votes) and period (votes) are sorted by pair and time, ptr (pairs + 1) says where pairs begin; spanned (seasons,
    periods) which periods a season holds.
    """
    votes = np.empty(habit.shape[1], dtype=np.int64)
    ends = np.empty(out.shape[2] + 1, dtype=np.int64)
    nearest = np.empty(out.shape[2], dtype=np.int64)
    for s in range(out.shape[0]):
        start = 0
        while start < spanned.shape[1] and not spanned[s, start]:
            start += 1
        ends[0] = 0
        for p in range(out.shape[2]):
            ends[p + 1] = ends[p]
            nearest[p] = ptr[p]
            for v in range(ptr[p], ptr[p + 1]):
                if spanned[s, period[v]]:
                    votes[ends[p + 1]] = v
                    ends[p + 1] += 1
                if period[v] < start:
                    nearest[p] = v
        for k in range(out.shape[1]):
            for p in range(out.shape[2]):
                if ends[p] == ends[p + 1]:
                    out[s, k, p] = habit[k, nearest[p]]
                    continue
                total = 0.0
                for i in range(ends[p], ends[p + 1]):
                    total += habit[k, votes[i]]
                out[s, k, p] = total / (ends[p + 1] - ends[p])
