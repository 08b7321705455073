"""The paths of exposure: yearly shares of trade and arms, each known to within an interval, and dated memberships.

A year's share speaks of the level in the middle of the year. Its interval is half the range of what publishers give,
and no less than a floor; for arms, deliveries are few, so a year's share is taken like one of few draws.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np

from poleward.archive import Archive
from poleward.channels import flows, memberships
from poleward.channels.model import Estimate, Item, Question
from poleward.channels.paths.assemble import Scale, assembled, first_month, months, placed
from poleward.channels.paths.model import Accounts, Band, ChannelPath, PathBreak, Tick, rounded
from poleward.channels.paths.pieces import METHOD, Piece
from poleward.channels.paths.series import Series
from poleward.config import Pole
from poleward.errors import NothingFoundError
from poleward.measures.exposure import shares
from poleward.measures.paths import Grid, PathSettings, share_terms
from poleward.measures.paths.grid import Floats
from poleward.periods import month_days, month_labels

GRID = Grid(0.0, 1.0, 201)
SETTINGS = {
    "trade": PathSettings(walk=0.006, jump=0.08, rate=0.004, flicker=0.02, stray=0.05, start_mean=0.25, start_sd=0.4),
    "arms": PathSettings(walk=0.012, jump=0.3, rate=0.004, flicker=0.05, stray=0.05, start_mean=0.5, start_sd=0.5),
}
"""How shares move: assumed; see docs/breaks.md."""
FLOOR = 0.005
"""No published share of trade is taken to be known better than to within half a point."""
ONE_ORDER = 20.0
"""Million TIV: deliveries of a year count as if each such amount were one decision of whom to buy from."""
RECORD_RIGHT = 0.99
"""Published memberships are taken to be right 99 times in 100."""
SCALES = {
    "trade": Scale("exposure", "share of the pole in exports and imports, 0 to 1", lambda x: x),
    "arms": Scale("exposure", "share of the pole in arms imports (trend-indicator value), 0 to 1", lambda x: x),
}


@dataclass(frozen=True)
class Year:
    """A year's share by the publisher quoted, how well it is known, and the flows that make it with their weights."""

    year: int
    share: float
    sd: float
    publisher: str
    rows: tuple[tuple[str, float], ...]


def path(archive: Archive, question: Question, pole: Pole, channel: str) -> ChannelPath:
    """Return the path of 'trade' or 'arms'.

    Raises
    ------
    NothingFoundError
        There are too few years.
    """
    years = yearly(archive, question, pole, channel)
    asked, when = placed(question, channel, [dt.date(y.year, 7, 1) for y in years])
    terms = share_terms(np.array([y.share for y in years]), np.array([y.sd for y in years]), GRID)
    series = Series.of(months(question), when, terms, GRID, SETTINGS[channel])
    pieces = [
        Piece("tie", y.rows[0][0], f"{y.year}", f"{y.publisher}: {100 * y.share:.0f} %", "other", y.rows) for y in years
    ]
    return assembled(asked, series, pieces, SCALES[channel], who="both")


def yearly(archive: Archive, question: Question, pole: Pole, channel: str) -> list[Year]:
    """Return the yearly shares of the publisher that covers most years, whole years of the question only."""
    first, last = question.before.first, question.after.last
    by_source: dict[str, list[flows.Flow]] = {}
    for source, flow in flows.yearly_flows(archive, question.state, channel):
        if dt.date(flow.year, 7, 1) >= first and dt.date(flow.year, 7, 1) <= last:
            by_source.setdefault(source, []).append(flow)
    made = {source: _shares(found, pole) for source, found in by_source.items()}
    if not made:
        raise NothingFoundError(f"no {channel} record of these years.")
    quoted = max(made, key=lambda s: (len(made[s]), s))
    out = []
    for year, (share, total, rows) in sorted(made[quoted].items()):
        others = [one[year][0] for one in made.values() if year in one]
        sd = max(FLOOR, 0.5 * (max(others) - min(others)))
        if channel == "arms":
            sd = max(sd, 0.5 / math.sqrt(1 + total / ONE_ORDER))
        out.append(Year(year, share, sd, quoted, rows))
    return out


def _shares(found: list[flows.Flow], pole: Pole) -> dict[int, tuple[float, float, tuple[tuple[str, float], ...]]]:
    """Return by year the pole's share, the total, and the pole's flows; the year's largest flow where it has none."""
    years = sorted({f.year for f in found})
    partners = sorted({f.partner for f in found} - {"WLD"})
    row = {y: i for i, y in enumerate(years)}
    column = {p: i for i, p in enumerate(partners)}
    cells = np.full((1, len(years), max(1, len(partners))), np.nan)
    world = np.full((1, len(years)), np.nan)
    for f in found:
        if f.partner == "WLD":
            world[0, row[f.year]] = np.nan_to_num(world[0, row[f.year]]) + f.value
        else:
            cells[0, row[f.year], column[f.partner]] = np.nan_to_num(cells[0, row[f.year], column[f.partner]]) + f.value
    members = np.array([p in pole.states or p in pole.organisations for p in partners] or [False])
    values: Floats = shares(cells, members, world).values[0]
    out = {}
    for y in years:
        if not np.isfinite(values[row[y]]):
            continue
        mine = [f for f in found if f.year == y and f.value]
        total = float(np.nansum(cells[0, row[y]]))
        theirs = sorted((f for f in mine if column.get(f.partner) is not None and members[column[f.partner]]),
                        key=lambda f: (-f.value, f.ref))  # fmt: skip
        whole = sum(f.value for f in theirs)
        rows = tuple((f.ref, f.value / whole) for f in theirs)
        out[y] = (float(values[row[y]]), total, rows or ((max(mine, key=lambda f: (f.value, f.ref)).ref, 1.0),))
    return out


def treaties(archive: Archive, question: Question, pole: Pole) -> ChannelPath | None:
    """Return the path of memberships in the pole's organisations; None where the pole has none.

    Raises
    ------
    NothingFoundError
        No source speaks of them.
    """
    if not pole.organisations:
        return None
    if not memberships.covered(archive, pole):
        raise NothingFoundError("no membership record is in the archive.")
    found = memberships.memberships(archive, question.state, pole)
    first, n = first_month(question), months(question)
    names = month_labels(first, n)
    ends = [_last_day(first + i, question) for i in range(n)]
    held = [sum(m.on(day) for m in found) for day in ends]
    share = np.array(held, dtype=np.float64) / len(pole.organisations)
    flat = tuple(round(float(s), 4) for s in share)
    step = np.diff(share, prepend=share[0])
    since = next((i for i, name in enumerate(names) if name >= f"{question.since:%Y-%m}"), n - 1)
    changed = bool(step[since:].any())
    accounts = Accounts(round(1 - RECORD_RIGHT, 2), 0.0, RECORD_RIGHT, (0.5, 0.0, 0.5))
    if not changed:
        accounts = Accounts(RECORD_RIGHT, 0.0, round(1 - RECORD_RIGHT, 2), (0.5, 0.0, 0.5))
    estimate = Estimate(
        question.state, question.pole, "treaties", "memberships", f"{names[since]}/{names[-1]}", float(held[-1]), None,
        None, None, len(found), METHOD, tuple(Item("tie", m.ref, 1.0, 1.0) for m in found if m.on(ends[-1])),
    )  # fmt: skip
    breaks = tuple(
        _joined_or_left(names[i], float(step[i]), found, ends[i - 1], ends[i], estimate.estimate_id)
        for i in range(1, n)
        if step[i]
    )
    return ChannelPath(
        question.state, "treaties", "exposure", f"share of memberships in {', '.join(pole.organisations)}", "up",
        len(found), names, Band(flat, flat, flat, flat, flat, flat, flat), None, None,
        rounded(np.where(step > 0, RECORD_RIGHT, 0.0)), rounded(np.where(step < 0, RECORD_RIGHT, 0.0)), accounts, None,
        None, (names[0], names[-1]), breaks, (estimate,),
    )  # fmt: skip


def _last_day(month: int, question: Question) -> dt.date:
    return min(month_days(month).last, question.after.last)


def _joined_or_left(
    month: str, step: float, found: list[memberships.Membership], before: dt.date, after: dt.date, estimate: str
) -> PathBreak:
    part = round(math.log(RECORD_RIGHT / (1 - RECORD_RIGHT)), 3)
    ticks = tuple(
        Tick("tie", m.ref, str(day), f"{what} {m.organisation} ({m.source})", "state", part)
        for m in found
        if m.on(before) != m.on(after)
        for what, day in [("joined", m.first) if m.on(after) else ("left", m.last)]
    )
    return PathBreak(
        month, month, month, "towards" if step > 0 else "away", RECORD_RIGHT, round(step, 4), "state", True, False,
        ticks, (), estimate,
    )  # fmt: skip
