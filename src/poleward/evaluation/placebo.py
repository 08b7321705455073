"""`poleward evaluate placebo`: how often an answer about votes says that a state moved where nothing did.

What is quiet is fixed beforehand and does not use the computation that is tested. To 1999: spans in which the published
ideal points of Bailey, Strezhnev & Voeten change by less than 0.15, both the state's own and how far above or below it
the pole stands (the mean over members): a pole that passes the state has moved. For later years nothing published may
be looked at; there the roll calls of each title are shuffled in time, so that whatever the votes of a title hold, they
hold before and since alike.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import posterior, record_of
from poleward.config import Config
from poleward.errors import UnusableInputError
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, compare, weigh
from poleward.measures.stance.posterior import Record, Stance, fit
from poleward.measures.stance.ranking import Part, mostly
from poleward.periods import Window

QUIET = 0.15
"""Published points that change by less have not moved: about half of a state's usual change in twelve years."""
BEFORE, SINCE = 8, 4
"""Years before and since the date."""
YEARS = (1996, 1994, 1992, 1990, 1988, 1986, 1982, 1974, 1966, 1958)
"""Dates asked about to 1999. Others (1995, 1987, 1979, 1971, 1963) were looked at while the answer was built."""
LATER = (2022, 2014, 2008)
"""Dates asked about with roll calls shuffled."""
FIRST_WITH_TITLES = 1986
"""From this date on titles come back before and since; earlier spans have no questions in common."""
LEVELS = (0.8, 0.95)
"""The probabilities at which a claim to have moved is counted (docs/stance.md)."""
PERCENT = (55, 60, 65, 70, 75, 80, 85, 90, 95, 99)
"""Probabilities for which the placebo count that ships is kept, in per cent."""
SEED = 1
"""Any number does: the same one gives the same bytes."""

Points = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about a quiet span and what was answered: chances, the change, its 90 % interval, and who moved."""

    state: str
    pole: str
    since: dt.date
    up: float
    down: float
    change: float
    q05: float
    q95: float
    mover: Literal["state", "pole", "both"]

    @property
    def moved(self) -> float:
        """The greater chance of a move."""
        return max(self.up, self.down)


def read_points(path: Path) -> Points:
    """Return the published points by state and year from a file of BSV's (iso3c, year, idealpointall).

    Raises
    ------
    UnusableInputError
        A column is missing, or a row cannot be understood.
    """
    found: dict[str, dict[int, float]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["iso3c"] and row["idealpointall"] not in ("", "NA"):
                    found[row["iso3c"]][int(float(row["year"]))] = float(row["idealpointall"])
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError) as error:
        raise UnusableInputError(
            f"not a file of published ideal points: {error}.",
            where=str(path),
            todo="Columns iso3c, year, idealpointall.",
        ) from None
    return found


def windows(year: int) -> Spans:
    """Return the spans of a question about 1 January of a year."""
    cut = dt.date(year, 1, 1).toordinal()
    return Spans(
        (dt.date(year - BEFORE, 1, 1).toordinal(), cut - 1), (cut, dt.date(year + SINCE, 1, 1).toordinal() - 1)
    )


def is_quiet(points: Points, state: str, members: Sequence[str], year: int) -> bool:
    """Return whether a state, and where a pole stands from it, stayed by the published points around 1 January."""

    def mean(who: str, years: range) -> float:
        known = [points[who][y] for y in years if y in points.get(who, {})]
        return float(np.mean(known)) if len(known) >= len(years) // 2 else float("nan")

    spans = range(year - BEFORE, year), range(year, year + SINCE)
    own = [mean(state, span) for span in spans]
    pole = [_mean_of_known([mean(m, span) for m in members if m != state]) for span in spans]
    apart = [own[k] - pole[k] for k in (0, 1)]
    return bool(abs(own[1] - own[0]) < QUIET and abs(apart[1] - apart[0]) < QUIET)


def _mean_of_known(values: Sequence[float]) -> float:
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")


def asks_about(stance: Stance, config: Config, year: int, keep: Callable[[str, Sequence[str]], bool]) -> Iterator[Ask]:
    """Yield what is answered about a year for every state and pole that `keep` lets through."""
    for pole in config.poles:
        members = config.pole(pole, on=dt.date(year, 1, 1)).states
        chosen = [s for s in stance.record.states if s not in members and keep(s, members)]
        if not chosen or not any(m in stance.record.column for m in members):
            continue
        view = PoleView(stance, members, windows(year))
        for state in chosen:
            found = compare(view, state)
            if found is not None and min(found.roll_calls) >= 20:
                up, down, _ = weigh(found.change)
                change = Part.of(found.change)
                mover = mostly(float(found.own.mean()), float(found.pole.mean()))
                day = dt.date(year, 1, 1)
                yield Ask(
                    state=state,
                    pole=pole,
                    since=day,
                    up=up,
                    down=down,
                    change=change.mean,
                    q05=change.q05,
                    q95=change.q95,
                    mover=mover,
                )


def published(archive: Archive, points: Points, config: Config, years: Sequence[int]) -> Iterator[Ask]:
    """Yield the answers about spans to 1999 that are quiet by the published points."""
    for year in years:
        window = Window(dt.date(year - BEFORE, 1, 1), dt.date(year + SINCE - 1, 12, 31))
        stance = posterior(Reading(archive), window)
        yield from asks_about(stance, config, year, lambda s, m, y=year: is_quiet(points, s, m, y))  # type: ignore[misc]


def shuffled(record: Record, seed: int) -> Record:
    """Return a record in which the roll calls of each title have changed places at random; the others stay."""
    rng = np.random.default_rng(seed)
    order = np.arange(len(record.day))
    for title in range(int(record.title.max(initial=-1)) + 1):
        own = np.flatnonzero(record.title == title)
        order[own] = rng.permutation(own)
    return replace(record, votes=record.votes[order])


def permuted(archive: Archive, config: Config, years: Sequence[int], seed: int) -> Iterator[Ask]:
    """Yield the answers about later spans in which the roll calls of each title are shuffled; titled ones alone."""
    for year in years:
        record = record_of(archive, Window(dt.date(year - BEFORE, 1, 1), dt.date(year + SINCE - 1, 12, 31)))
        mixed = shuffled(record, seed + year)
        titled = mixed.title >= 0
        only = Record(
            mixed.states, tuple(np.array(mixed.roll_calls)[titled]), mixed.votes[titled], mixed.day[titled],
            mixed.title[titled],
        )  # fmt: skip
        yield from asks_about(fit(only), config, year, lambda s, m: True)


def evaluate_placebo(
    path: Path, archive: Archive, *, config: Config, years: Sequence[int] = YEARS, later: Sequence[int] = LATER
) -> dict[str, Any]:
    """Return how often answers say that a state moved where nothing did.

    Parameters
    ----------
    path
        The published points.
    archive
        Roll calls of the whole time.
    years, later
        1 January of these years are asked about, as published and shuffled.

    Raises
    ------
    UnusableInputError
        The points cannot be read.
    NothingFoundError
        The archive holds no roll call of a span.
    """
    quiet = list(published(archive, read_points(path), config, years))
    titled = [ask for ask in quiet if ask.since.year >= FIRST_WITH_TITLES]
    shuffle = list(permuted(archive, config, later, SEED))
    return {"published": scores(quiet), "published_with_titles": scores(titled), "shuffled": scores(shuffle)}


def scores(asks: Sequence[Ask]) -> dict[str, Any]:
    """Return the shares of answers that say a state moved, and of intervals that exclude 0, in all and by pole.

    `moved_by` counts whose move it is said to be where "moved" is said at the first of `LEVELS`; `moved` counts the
    answers that say it at least so surely, in percent.
    """

    def share(of: Sequence[Ask]) -> dict[str, Any]:
        if not of:
            return {"asks": 0}
        moved = [a.mover for a in of if a.moved >= LEVELS[0]]
        return {
            "asks": len(of),
            **{f"moved_at_{level:.2f}": round(float(np.mean([a.moved >= level for a in of])), 4) for level in LEVELS},
            "interval_excludes_0": round(float(np.mean([a.q05 > 0 or a.q95 < 0 for a in of])), 4),
            "moved_by": {side: moved.count(side) for side in sorted(set(moved))},
        }

    poles = {p: [a for a in asks if a.pole == p] for p in sorted({a.pole for a in asks})}
    counts = {str(level): sum(a.moved >= level / 100 for a in asks) for level in PERCENT}
    return {**share(asks), "moved": counts, "by_pole": {p: share(of) for p, of in poles.items() if of}}
