"""What the yearly shares of a flow say: one posterior of the pole's share by month, and all that is told of it.

A year's share speaks of the level in the middle of the year, to within an interval: half the range of what publishers
give, and no less than a floor; where deliveries are few, a year's share is taken like one of few draws. Of the level
whole paths are drawn (`measures.paths.draw_paths`). In a draw, a span's level is the mean over its years, each as much
as flowed in it, as in the published share of the span; the change is that since less that before. It is a *break* where
a jump that way led to it, and gradual otherwise. Which way, how sure, how much, since when and the path itself are so
read off the same posterior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poleward.channels.channel import Options
from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.flow_years import Publisher, Year, middle_of
from poleward.channels.likelihood import LIKELY, decide
from poleward.channels.paths.assemble import Drawn, assembled, first_month, months, placed
from poleward.channels.paths.channel_path import Accounts, ChannelPath
from poleward.channels.paths.pieces import Observation
from poleward.channels.paths.series import Series
from poleward.channels.question import Direction, Question
from poleward.channels.say import N_, UntoldError
from poleward.measures.paths import Break, DrawnPaths, Grid, PathSettings, draw_paths, share_terms
from poleward.measures.paths.breaks import LASTING
from poleward.measures.paths.filtering import Ints
from poleward.measures.paths.grid import Floats
from poleward.periods import month_number

GRID = Grid(0.0, 1.0, 201)
"""Shares in steps of half a point, as published ones are known (`flow_years.FLOOR`)."""
DRAWS = 1000
"""They tell a chance to within three points of a hundred."""
SAME_WITHIN = 0.02
"""Changes of a share of at most two points count as no change."""
TWO_POINTS = N_("One year before and one since are two points, which give no direction.")
LEAST_YEARS = 3
"""One year before and one since are two points, and give no direction: a share goes up and down by itself."""


@dataclass(frozen=True, eq=False)
class SharePath:
    """The posterior of a pole's share in a question's months, and the years that it rests on."""

    question: Question
    years: tuple[Year, ...]
    series: Series

    @classmethod
    def of(cls, question: Question, years: Sequence[Year], settings: PathSettings) -> SharePath:
        """Return the posterior of some years' shares."""
        when = np.array([_month(question, y.year) for y in years], dtype=np.int64)
        terms = share_terms(np.array([y.share for y in years]), np.array([y.sd for y in years]), GRID)
        return cls(question, tuple(years), Series.of(months(question), when, terms, GRID, settings))

    def drawn(self) -> DrawnPaths:
        """Return paths drawn from it."""
        return draw_paths(self.series.observed, GRID, self.series.settings, DRAWS)


@dataclass(frozen=True, eq=False, kw_only=True)
class Change:
    """How a pole's share changed from the years before a date to those since, in draws.

    Attributes
    ----------
    years
        Those compared, before and since.
    level
        (2, draws) of the years before and since.
    parts
        What each year compared adds to the mean change.
    options
        How likely each way is.
    direction, probability
        What is said: the way that is at least likely. Nothing where there are two points, or where the figures of a
        publisher, as they stand, changed the other way by more than counts as no change: which way is not settled.
    unsettled
        Whether they did.
    two_points
        Whether there are.
    first
        The month index from which on a jump is looked for: after the last year before or, where no such jump is likely
        and one between the years before is, after the first of them.
    at
        (draws) the month index of the jump that made the change; -1 where none did.
    """

    years: tuple[tuple[int, ...], tuple[int, ...]]
    level: Floats
    parts: dict[int, float]
    options: Options
    direction: Direction
    probability: float | None
    unsettled: bool
    two_points: bool
    first: int
    at: Ints

    @classmethod
    def of(cls, path: SharePath, quoted: Publisher, published: Sequence[Publisher]) -> Change:
        """Return the change between the years of the publisher quoted, beside what all publishers have."""
        drawn = path.drawn()
        at = {y: _month(path.question, y) for span in quoted.years for y in span}
        total = {y.year: y.total for y in path.years}
        weight = [{y: total[y] / sum(total[one] for one in span) for y in span} for span in quoted.years]
        level = np.stack([sum(w * drawn.level[:, at[y]] for y, w in span.items()) for span in weight])
        change = level[1] - level[0]
        parts = {
            y: sign * w * float(drawn.level[:, at[y]].mean())
            for span, sign in zip(weight, (-1.0, 1.0), strict=True) for y, w in span.items()
        }  # fmt: skip
        up, down = float((change > SAME_WITHIN).mean()), float((change < -SAME_WITHIN).mean())
        options = Options(up, down, 1.0 - up - down)
        direction, probability = decide(*options)
        sign = {"towards": 1.0, "away": -1.0}.get(direction, 0.0)
        unsettled = any(sign * one.change < -SAME_WITHIN for one in published)
        two_points = quoted.n < LEAST_YEARS
        if unsettled or two_points:
            direction, probability = "not enough evidence", None
        before, until = [at[y] for y in quoted.years[0]], at[quoted.years[1][-1]]
        first, jumps = before[-1] + 1, _jumps(drawn, change, before[-1] + 1, until)
        if float((jumps >= 0).mean()) < LIKELY:
            earlier = _jumps(drawn, change, before[0] + 1, until)
            if float((earlier >= 0).mean()) >= LIKELY:
                first, jumps = before[0] + 1, earlier
        return cls(
            years=quoted.years, level=level, parts=parts, options=options, direction=direction,
            probability=probability, unsettled=unsettled, two_points=two_points, first=first, at=jumps,
        )  # fmt: skip

    @property
    def change(self) -> Floats:
        """(draws) level since less level before."""
        return np.asarray(self.level[1] - self.level[0])

    @property
    def accounts(self) -> Accounts:
        """How likely no change, a gradual one and a break are."""
        same, broke = self.options.same, float((self.at >= 0).mean())
        return Accounts(round(same, 5), round(1.0 - same - broke, 5), round(broke, 5), None)

    def estimate(self, question: Question, channel: str, years: Sequence[Year], method: str) -> Estimate:
        """Return the change as a number: a year's part of its span's level is shared by its flows with the pole."""
        change = self.change
        parts = [
            Evidence("tie", ref, weight, self.parts[y.year] * weight)
            for y in years if y.year in self.parts for ref, weight in y.rows
        ]  # fmt: skip
        return Estimate(
            state=question.state, pole=question.pole.key, channel=channel, measure="change_in_share",
            period=str(question.after), value=float(change.mean()), q05=float(np.quantile(change, 0.05)),
            q95=float(np.quantile(change, 0.95)), probability=self.probability, n=len(parts), method=method,
            compared_with=str(question.before), evidence=tuple(parts),
        )  # fmt: skip

    def breaks(self, series: Series) -> list[Break]:
        """Return the break where the change is said, and a jump in its direction is at least likely.

        Between two years' figures nothing tells when it came: its range ends with the first that shows it.
        """
        sign = {"towards": 1, "away": -1}.get(self.direction, 0)
        own = (self.at >= 0) & (np.sign(self.change) == sign)
        probability = float(own.mean())
        if not sign or probability < LIKELY:
            return []
        first, month, last = (int(m) for m in np.quantile(self.at[own], (0.05, 0.5, 0.95), method="nearest"))
        last = int(series.when[series.when >= last].min())
        mean = series.mean
        before, after = mean[first - 1], mean[last]
        later = mean[min(last + LASTING, len(mean) - 1)]
        lasts = bool(sign * (later - before) >= 0.5 * sign * (after - before))
        size = float(self.change[own].mean())
        return [
            Break(
                series=0, first=first, month=month, last=last, sign=sign, probability=probability, size=size,
                lasts=lasts,
            )
        ]  # fmt: skip


def _month(question: Question, year: int) -> int:
    return month_number(middle_of(year)) - first_month(question)


def _jumps(drawn: DrawnPaths, change: Floats, first: int, last: int) -> Ints:
    """Return (draws) the month, from `first` to `last`, of the greatest jump that made a change.

    -1 where none did, or nothing changed.
    """
    step = np.diff(drawn.level, axis=1, prepend=drawn.level[:, :1])
    along = np.where(drawn.jumped, step * np.sign(change)[:, None], 0.0)
    along[:, :first] = along[:, last + 1 :] = 0.0
    at = along.argmax(axis=1)
    jumped = (along.max(axis=1) > 0) & (np.abs(change) > SAME_WITHIN)
    return np.where(jumped, at, -1).astype(np.int64)


def path(found: SharePath, change: Change | None, channel: str, unit: str) -> ChannelPath:
    """Return the path of a share; without a change to tell of, with the breaks of all months.

    Raises
    ------
    NothingFoundError
        There are too few years, or a date is asked about and no year lies before it, or just one on each side.
    """
    question = found.question
    if not found.years:
        raise UntoldError(N_("no record of these years."))
    asked, _ = placed(question, channel, [middle_of(y.year) for y in found.years])
    pieces = [
        Observation(
            kind="tie", ref=y.rows[0][0], date=f"{y.year}", label=f"{y.publisher}: {100 * y.share:.0f} %",
            whose="other", rows=y.rows,
        )
        for y in found.years
    ]  # fmt: skip
    drawn = Drawn("exposure", unit, lambda x: x)
    if change is not None and change.two_points:
        raise UntoldError(TWO_POINTS)
    if change is not None:
        return assembled(
            asked.about(change.first), found.series, pieces, drawn, who="both", accounts=change.accounts,
            since=change.breaks(found.series),
        )  # fmt: skip
    if middle_of(question.since.year - 1) in question.before:
        raise UntoldError(N_("no publisher has years both before and since %(since)s."), since=question.since)
    return assembled(asked, found.series, pieces, drawn, who="both")
