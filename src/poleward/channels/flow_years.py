"""A pole's share of a flow year by year: who publishes it, which years are compared, how well each share is known."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poleward.channels.question import Question
from poleward.channels.ties_record import WORLD, PublishedTie, pivot
from poleward.config import Pole

YEARS_BEFORE = 5
"""How many full years before the date asked about are compared with those since."""
FLOOR = 0.005
"""No published share is taken to be known better than to within half a point."""


Rows = tuple[tuple[str, float], ...]
"""Published values with their weights, which sum to 1."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year's share by the publisher quoted, of which total, how well it is known, and the flows that make it.

    Where the pole has no flow, the year's largest flow stands for it.
    """

    year: int
    share: float
    total: float
    sd: float
    publisher: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher that has years both before and since: which, and the pole's share of all flows of each span."""

    name: str
    years: tuple[tuple[int, ...], tuple[int, ...]]
    share: tuple[float, float]

    @property
    def change(self) -> float:
        """Share since minus share before."""
        return self.share[1] - self.share[0]

    @property
    def n(self) -> int:
        """How many years it has in the two spans."""
        return sum(map(len, self.years))


def middle_of(year: int) -> dt.date:
    """Return the day of which a year's share speaks."""
    return dt.date(year, 7, 1)


def publishers(ties: Sequence[PublishedTie], question: Question, *, listed: bool) -> list[Publisher]:
    """Return the publishers that have years both before and since, and a flow with the pole in one of them.

    Parameters
    ----------
    ties
        Yearly flows that are observed (`Flows.observed`).
    listed
        Whether a publisher lists every partner with a value: then no flow with the pole is a share of zero.
    """
    found = (_publisher(name, rows, question) for name, rows in _by_source(ties, question).items())
    return [one for one in found if one is not None and (listed or any(one.share))]


def _by_source(ties: Sequence[PublishedTie], question: Question) -> dict[str, list[PublishedTie]]:
    by_source: dict[str, list[PublishedTie]] = {}
    for t in ties:
        if middle_of(t.year) in question.whole:
            by_source.setdefault(t.source, []).append(t)
    return by_source


def _publisher(name: str, ties: Sequence[PublishedTie], question: Question) -> Publisher | None:
    since = question.since
    first = since.year + (since > middle_of(since.year))
    years = sorted({t.year for t in ties})
    spans = tuple(y for y in years if first - YEARS_BEFORE <= y < first), tuple(y for y in years if y >= first)
    if not all(spans):
        return None
    made = pivot(ties, [name], {y: k for k, span in enumerate(spans) for y in span}, question.pole)
    share = made.shares.values[0]
    if not np.isfinite(share).all():
        return None
    return Publisher(name, spans, (float(share[0]), float(share[1])))


def quoted(found: Sequence[Publisher]) -> Publisher:
    """Return the publisher that covers most years."""
    return max(found, key=lambda p: (p.n, p.name))


def yearly(
    ties: Sequence[PublishedTie], question: Question, publisher: str | None, one_decision: float | None
) -> list[Year]:
    """Return a publisher's yearly shares within the question, in order; none where it has none.

    Parameters
    ----------
    publisher
        Its name; None: the one that covers most years.
    one_decision
        See `channels.flows.Flows`.
    """
    made = {source: shares_by_year(found, question.pole) for source, found in _by_source(ties, question).items()}
    if not made:
        return []
    name = max(made, key=lambda s: (len(made[s]), s)) if publisher is None else publisher
    out = []
    for year, (share, total, rows) in sorted(made[name].items()):
        others = [one[year][0] for one in made.values() if year in one]
        sd = max(FLOOR, 0.5 * (max(others) - min(others)))
        if one_decision is not None:
            sd = max(sd, 0.5 / math.sqrt(1 + total / one_decision))
        out.append(Year(year, share, total, sd, name, rows))
    return out


def shares_by_year(found: Sequence[PublishedTie], pole: Pole) -> dict[int, tuple[float, float, Rows]]:
    """Return by year the pole's share, the total, and the pole's flows; the year's largest flow where it has none."""
    years = sorted({t.year for t in found})
    column = {year: i for i, year in enumerate(years)}
    made = pivot(found, [found[0].source], column, pole)
    group = {p for p, member in zip(made.partners, made.members, strict=True) if member} - {WORLD}
    out = {}
    for year in years:
        share = float(made.shares.values[0, column[year]])
        if not np.isfinite(share):
            continue
        mine = [t for t in found if t.year == year and t.value]
        theirs = sorted((t for t in mine if t.partner in group), key=lambda t: (-(t.value or 0.0), t.ref))
        whole = sum(t.value or 0.0 for t in theirs)
        rows = tuple((t.ref, (t.value or 0.0) / whole) for t in theirs)
        largest = max(mine, key=lambda t: (t.value or 0.0, t.ref)).ref
        out[year] = (share, float(np.nansum(made.cells[0, column[year]])), rows or ((largest, 1.0),))
    return out
