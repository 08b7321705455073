"""Positions: what an estimate of ideal points gives back, with joint draws behind every number."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.long_votes import year_of
from poleward.measures.positions.change import DistanceChange, change_between, position_of
from poleward.measures.positions.summary import Summary, summarise
from poleward.results import Lines, Result, SeriesPoint

DRAWN = 6
"""How many states a picture shows: as many as there are colours."""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Track:
    """A quantity by period, with its draws.

    Attributes
    ----------
    periods
        ISO 8601 labels, or session numbers.
    summary
        mean, sd, q05, q50, q95, each of shape (periods,).
    samples
        (draws, periods).
    """

    periods: tuple[str, ...]
    summary: Summary
    samples: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AbsenceTable:
    """Why states do not vote; one row per state that ever did not.

    tilt_no and tilt_abstain are the log odds of not voting when the state would vote no (abstain), against when it
    would vote yes: 0 is ignorable. `reading` is 'soft no', 'soft abstention', 'both', 'soft yes', 'ignorable' or
    'undecided': a tilt counts when its 90 % interval excludes 0, and absence is called ignorable when both intervals
    lie within +-1 (odds of at most 2.7).
    """

    state: tuple[str, ...]
    cast: Ints
    absent: Ints
    tilt_no: Summary
    tilt_abstain: Summary
    reading: tuple[str, ...]

    def to_arrow(self) -> pa.Table:
        """Return the table in Arrow form."""
        columns: dict[str, Any] = {"state": self.state, "cast": self.cast, "absent": self.absent}
        for name, summary in (("tilt_no", self.tilt_no), ("tilt_abstain", self.tilt_abstain)):
            columns |= {f"{name}_{part}": getattr(summary, part) for part in ("mean", "q05", "q95")}
        return pa.table(columns | {"reading": self.reading})


@dataclass(frozen=True, slots=True, repr=False)
class Positions(Result):
    """Ideal points of states by period, as joint draws from their posterior.

    A cell is a state in a period in which it was there, with or without a vote of its own.

    Attributes
    ----------
    estimator
        'bsv' or 'dynamic'.
    states, periods
        names, in the order that the indices below refer to.
    cell_state, cell_period
        (cells) indices into them.
    votes
        (cells) votes cast on roll calls that divide the states.
    mean
        (cells, dims) posterior means; all states and periods with votes have mean 0 and, in the first dimension,
        standard deviation 1.
    samples
        (draws, cells, dims) joint posterior draws.
    roll_calls
        names of the roll calls (or bridge groups) used.
    discrimination, thresholds
        (roll calls, dims) and (roll calls, 2) posterior means.
    innovation
        (states) standard deviation of a year's step, or None for 'bsv'.
    absence
        the absence table, or None when absences were left out.
    dropped
        votes left out, counted by reason.
    notes
        what a reader of the numbers should know.
    acceptance
        share of accepted steps by kind of step.
    """

    estimator: str
    states: tuple[str, ...]
    periods: tuple[str, ...]
    cell_state: Ints
    cell_period: Ints
    votes: Ints
    mean: Floats
    samples: npt.NDArray[np.float32]
    roll_calls: tuple[str, ...]
    discrimination: Floats
    thresholds: Floats
    innovation: Floats | None
    absence: AbsenceTable | None
    dropped: Mapping[str, int]
    notes: tuple[str, ...]
    acceptance: Mapping[str, float]

    @property
    def dims(self) -> int:
        """How many dimensions."""
        return int(self.mean.shape[1])

    def to_arrow(self) -> pa.Table:
        """Return one row per cell and dimension: state, period, dimension (from 1), mean, sd, q05, q50, q95, votes."""
        rows = len(self.cell_state)
        summary = summarise(self.samples.reshape(len(self.samples), -1), self.mean.ravel())
        return pa.table(
            {
                "state": np.repeat(np.array(self.states)[self.cell_state], self.dims),
                "period": np.repeat(np.array(self.periods)[self.cell_period], self.dims),
                "dimension": np.tile(np.arange(1, self.dims + 1, dtype=np.int32), rows),
                "mean": summary.mean,
                "sd": summary.sd,
                "q05": summary.q05,
                "q50": summary.q50,
                "q95": summary.q95,
                "votes": np.repeat(self.votes, self.dims),
            }
        )

    @property
    def headline(self) -> str:
        """What the estimate is, in one line."""
        span = f"{self.periods[0]} to {self.periods[-1]}" if self.periods else "no period"
        return f"positions of {len(self.states)} states, {span}, {self.dims} dimension(s), {self.estimator}"

    def remarks(self) -> Sequence[str]:
        """Return the notes."""
        return self.notes

    def chart(self) -> Lines:
        """Return the first dimension of the states that voted most, with 90 % intervals."""
        votes = np.bincount(self.cell_state, self.votes, minlength=len(self.states))
        chosen = sorted(np.argsort(-votes, kind="stable")[:DRAWN])
        summary = summarise(self.samples[:, :, 0], self.mean[:, 0])
        points = [
            SeriesPoint(self.states[k], year_of(self.periods[self.cell_period[c]]), *(float(v[c]) for v in (
                summary.mean, summary.q05, summary.q95)))
            for k in chosen for c in np.flatnonzero(self.cell_state == k)
        ]  # fmt: skip
        return Lines(tuple(points), "position, first dimension (standard deviations of all states)")

    def draws(self, n: int, seed: int = 1) -> npt.NDArray[np.float32]:
        """Return (n, cells, dims) joint draws: all of one draw belong together, so differences have right intervals.

        Without replacement as long as n is at most the number of sweeps kept.
        """
        if n < 1:
            raise UnusableInputError(f"{n} draws were asked for.", todo="Ask for at least one.")
        rng = np.random.default_rng(seed)
        kept = len(self.samples)
        return self.samples[np.sort(rng.choice(kept, n, replace=n > kept))]

    def cells_of(self, state: str) -> Ints:
        """Return a state's cells in time order."""
        if state not in self.states:
            raise NothingFoundError(
                f"{state} has no position here.",
                todo="It cast no vote on a roll call that divides the states, or is spelt differently.",
            )
        return np.flatnonzero(self.cell_state == self.states.index(state))

    def path(self, state: str, dimension: int = 1) -> Track:
        """Return one state's position by period."""
        cells = self.cells_of(state)
        samples = self.samples[:, cells, dimension - 1]
        summary = summarise(samples, self.mean[cells, dimension - 1])
        return Track(tuple(self.periods[t] for t in self.cell_period[cells]), summary, samples)

    def pole_path(self, members: Sequence[str]) -> tuple[Ints, npt.NDArray[np.float32]]:
        """Return the periods (indices) in which a pole has members, and its draws (draws, periods, dims).

        A pole stands at the mean of its members that are there in the period.
        """
        known = [member for member in members if member in self.states]
        if not known:
            raise NothingFoundError(
                f"None of the pole's members ({', '.join(members) or 'none given'}) has a position here."
            )
        cells = np.concatenate([self.cells_of(member) for member in known])
        present, group = np.unique(self.cell_period[cells], return_inverse=True)
        total = np.zeros((len(present), len(self.samples), self.dims))
        np.add.at(total, group, self.samples[:, cells].swapaxes(0, 1))
        mean = total / np.bincount(group)[:, None, None]
        return present, mean.swapaxes(0, 1).astype(np.float32)

    def distance(self, state: str, pole: Sequence[str]) -> Track:
        """Return the distance between a state and a pole (the mean of its members) by period."""
        own_periods, own, there = self._pair(state, pole)
        samples = np.linalg.norm(own - there, axis=2)
        return Track(tuple(self.periods[t] for t in own_periods), summarise(samples), samples)

    def _pair(self, state: str, pole: Sequence[str]) -> tuple[Ints, npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the shared periods of a state and a pole, and the draws of both, (draws, periods, dims)."""
        if state in pole:
            raise UnusableInputError(f"{state} is itself a member of the pole.", todo="Leave it out of the pole.")
        cells = self.cells_of(state)
        present, there = self.pole_path(pole)
        shared, own_at, pole_at = np.intersect1d(self.cell_period[cells], present, return_indices=True)
        if len(shared) == 0:
            raise NothingFoundError(f"{state} and the pole were never there in the same period.")
        return shared, self.samples[:, cells[own_at]], there[:, pole_at]

    def change(
        self,
        state: str,
        pole: Sequence[str],
        since: str,
        *,
        before: int = 1,
        until: str | None = None,
    ) -> DistanceChange:
        """Return how the distance to a pole changed at `since`, and who moved.

        Parameters
        ----------
        state, pole
            a state and the pole's members.
        since
            the first period of the later span: a period's label, or a date within it. Labels sort by time.
        before
            how many periods before it form the earlier span.
        until
            the last period of the later span; None: the last one there is.
        """
        shared, own, there = self._pair(state, pole)
        labels = [self.periods[t] for t in shared]
        first = position_of(labels, since)
        last = len(labels) - 1 if until is None else position_of(labels, until, last=True)
        if first == 0 or first > last:
            raise NothingFoundError(
                f"There is nothing to compare: {state} and the pole share the periods {labels[0]} to {labels[-1]}.",
                todo=f"Choose a later start than {since}." if first == 0 else "Choose an earlier start.",
            )
        start = max(0, first - before)
        return change_between(
            state,
            (tuple(labels[start:first]), tuple(labels[first : last + 1])),
            (own[:, start:first].mean(axis=1), own[:, first : last + 1].mean(axis=1)),
            (there[:, start:first].mean(axis=1), there[:, first : last + 1].mean(axis=1)),
        )

    def to_inference_data(self) -> Any:
        """Return the draws in ArviZ's form: a DataTree of xarray's with the group posterior.

        posterior/theta has shape (chain, draw, state, period, dimension), NaN where a state was not there. It needs
        `arviz-base`, the part of ArviZ 1.x that holds its data; where that is not installed, plain nested dictionaries
        of arrays with the same names are returned (posterior, coords, dims).
        """
        shape = (1, len(self.samples), len(self.states), len(self.periods), self.dims)
        theta = np.full(shape, np.nan, dtype=np.float32)
        theta[0][:, self.cell_state, self.cell_period] = self.samples
        coords = {
            "state": list(self.states),
            "period": list(self.periods),
            "dimension": list(range(1, self.dims + 1)),
        }
        dims = {"theta": ["state", "period", "dimension"]}
        try:
            base = importlib.import_module("arviz_base")
        except ImportError:
            return {"posterior": {"theta": theta}, "coords": coords, "dims": dims}
        return base.from_dict({"posterior": {"theta": theta}}, coords=coords, dims=dims, name="positions")


def absence_reading(no: Summary, abstain: Summary) -> tuple[str, ...]:
    """Return what the intervals of both tilts say, state by state; see `AbsenceTable`."""
    readings = []
    for k in range(len(no.mean)):
        soft_no, soft_abstention = no.q05[k] > 0, abstain.q05[k] > 0
        if soft_no or soft_abstention:
            readings.append("both" if soft_no and soft_abstention else "soft no" if soft_no else "soft abstention")
        elif no.q95[k] < 0 or abstain.q95[k] < 0:
            readings.append("soft yes")
        elif min(no.q05[k], abstain.q05[k]) > -1 and max(no.q95[k], abstain.q95[k]) < 1:
            readings.append("ignorable")
        else:
            readings.append("undecided")
    return tuple(readings)
