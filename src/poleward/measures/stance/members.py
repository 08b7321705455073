"""A pole's members by season: their sum and mean, and how each stood by itself.

Over a whole record one voter's chances take tens of megabytes, and a pole may have a hundred members. So those of the
first members are kept as far as `MOST_KEPT` reaches, and the others are found again when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from poleward.measures.stance.seasons import Stand

MOST_KEPT = 256_000_000
"""Bytes of single members that are kept: a bound on memory. In eight years and the four since, all of any pole."""


class Members:
    """The members of a pole that voted in some season.

    Parameters
    ----------
    find
        how a voter stood; None where it voted in no season.
    columns
        the members.
    """

    def __init__(self, find: Callable[[int], Stand | None], columns: Sequence[int]) -> None:
        self._find = find
        self._there: dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
        self._kept: dict[int, Stand] = {}
        self._total: Stand | None = None
        room = MOST_KEPT
        for member in columns:
            stand = self._steady(member)
            if stand is None:
                continue
            self._there[member] = stand.there
            self._total = stand.copy() if self._total is None else self._total.add(stand)
            room -= stand.nbytes
            if room >= 0:
                self._kept[member] = stand

    def __contains__(self, member: object) -> bool:
        return member in self._there

    def stand(self, member: int) -> Stand:
        """Return how a member stands for the pole.

        Raises
        ------
        KeyError
            It is none that voted.
        """
        if member in self._kept:
            return self._kept[member]
        stand = self._steady(member) if member in self._there else None
        if stand is None:
            raise KeyError(member)
        return stand

    def mean(self, without: int | None = None) -> Stand | None:
        """Return the mean of the members by season, one of them left out; None where nobody is left."""
        there = [voted for member, voted in self._there.items() if member != without]
        if not there or self._total is None:
            return None
        total = self._total if without not in self._there else self._total.less(self.stand(without))
        voted = np.sum(there, axis=0)
        by_season = zip(total.asked, voted, strict=False)  # nothing where nobody asks about a season's own questions
        asked = tuple(one / np.float32(max(n, 1)) for one, n in by_season)
        return Stand(voted > 0, np.asarray(total.agenda / np.float32(len(there))), asked)

    def _steady(self, member: int) -> Stand | None:
        """Return how a voter stood, in seasons without a vote as in the nearest with one."""
        stand = self._find(member)
        if stand is None or stand.there.all():
            return stand
        known = np.flatnonzero(stand.there)
        seasons = np.arange(len(stand.there))
        nearest = known[np.abs(seasons[:, None] - known).argmin(axis=1)]
        return Stand(stand.there, stand.agenda[:, nearest], stand.asked)
