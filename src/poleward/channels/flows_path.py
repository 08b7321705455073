"""The path of a flow: yearly shares, each known to within an interval.

A year's share speaks of the level in the middle of the year. Its interval is half the range of what publishers give,
and no less than a floor; where deliveries are few, a year's share is taken like one of few draws.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poleward.channels.paths.assemble import Drawn, assembled, months, placed
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.paths.pieces import Observation
from poleward.channels.paths.series import Series
from poleward.channels.question import Question
from poleward.channels.say import N_, UntoldError
from poleward.channels.ties_record import WORLD, PublishedTie, pivot
from poleward.config import Pole
from poleward.measures.paths import Grid, PathSettings, share_terms

GRID = Grid(0.0, 1.0, 201)
"""Shares in steps of half a point, as published ones are known (`FLOOR`)."""
FLOOR = 0.005
"""No published share is taken to be known better than to within half a point."""


@dataclass(frozen=True)
class Year:
    """A year's share by the publisher quoted, how well it is known, and the flows that make it with their weights."""

    year: int
    share: float
    sd: float
    publisher: str
    rows: tuple[tuple[str, float], ...]


def path(
    question: Question, channel: str, ties: Sequence[PublishedTie], unit: str, settings: PathSettings,
    one_decision: float | None,
) -> ChannelPath:  # fmt: skip
    """Return the path of a flow's yearly shares.

    Raises
    ------
    NothingFoundError
        There are too few years.
    """
    years = yearly(question, channel, ties, one_decision)
    asked, when = placed(question, channel, [dt.date(y.year, 7, 1) for y in years])
    terms = share_terms(np.array([y.share for y in years]), np.array([y.sd for y in years]), GRID)
    series = Series.of(months(question), when, terms, GRID, settings)
    pieces = [
        Observation(
            kind="tie",
            ref=y.rows[0][0],
            date=f"{y.year}",
            label=f"{y.publisher}: {100 * y.share:.0f} %",
            whose="other",
            rows=y.rows,
        )
        for y in years
    ]
    return assembled(asked, series, pieces, Drawn("exposure", unit, lambda x: x), who="both")


def yearly(question: Question, channel: str, ties: Sequence[PublishedTie], one_decision: float | None) -> list[Year]:
    """Return the yearly shares of the publisher that covers most years, whole years of the question only.

    Raises
    ------
    NothingFoundError
        There is none.
    """
    by_source: dict[str, list[PublishedTie]] = {}
    for t in ties:
        if dt.date(t.year, 7, 1) in question.whole:
            by_source.setdefault(t.source, []).append(t)
    made = {source: _shares(found, question.pole) for source, found in by_source.items()}
    if not made:
        raise UntoldError(N_("no record of these years."))
    quoted = max(made, key=lambda s: (len(made[s]), s))
    out = []
    for year, (share, total, rows) in sorted(made[quoted].items()):
        others = [one[year][0] for one in made.values() if year in one]
        sd = max(FLOOR, 0.5 * (max(others) - min(others)))
        if one_decision is not None:
            sd = max(sd, 0.5 / math.sqrt(1 + total / one_decision))
        out.append(Year(year, share, sd, quoted, rows))
    return out


def _shares(found: Sequence[PublishedTie], pole: Pole) -> dict[int, tuple[float, float, tuple[tuple[str, float], ...]]]:
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
