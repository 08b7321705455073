"""Votes simulated from the model, with known positions, for calibration and tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.measures.positions.layout import Floats, Ints, Layout, Small, lay_out
from poleward.outcomes import NOT_VOTING, OUTCOMES


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated votes in long form and the truth behind them.

    Attributes
    ----------
    state, item, outcome, period
        (votes) indices and outcome codes.
    position
        (states, periods, dims) true positions, NaN before a state joins.
    item_truth
        (roll calls, dims + 2) true beta, t1, t2.
    breaks
        (state, period) of every built-in break.
    """

    state: Ints
    item: Ints
    outcome: Small
    period: Ints
    position: Floats
    item_truth: Floats
    breaks: tuple[tuple[int, int], ...]

    def layout(self, *, absences: bool = True, empty_cells: bool = True) -> Layout:
        """Return the votes as the estimators take them, with periods a year apart."""
        return lay_out(
            self.state,
            self.item,
            self.outcome,
            self.period,
            states=self.position.shape[0],
            items=len(self.item_truth),
            period_time=np.arange(self.position.shape[1], dtype=np.float64),
            absences=absences,
            empty_cells=empty_cells,
        )

    def table(self) -> pa.Table:
        """Return the votes as a table for `positions`: states S000…, sessions from 1, years from 1946."""
        day = np.datetime64("1946-11-01") + (self.period * 365.25).astype("timedelta64[D]")
        words = np.array(OUTCOMES[: NOT_VOTING + 1])
        return pa.table(
            {
                "state": np.char.mod("S%03d", self.state),
                "roll_call": np.char.mod("R%05d", self.item),
                "date": pa.array(day),
                "session": self.period + 1,
                "outcome": words[self.outcome],
            }
        )


def simulate(
    states: int,
    periods: int,
    items_per_period: int,
    *,
    dims: int = 1,
    step: float = 0.15,
    degrees: float = 4.0,
    breaks: int = 0,
    break_size: float = 1.5,
    founders: float = 0.4,
    absence: float = 0.08,
    soft_no: float = 0.0,
    soft_abstention: float = 0.0,
    seed: int = 1,
) -> Simulated:
    """Simulate votes.

    Parameters
    ----------
    states, periods, items_per_period, dims
        sizes.
    step
        standard deviation of a year's step of the median state; states differ by a factor of about two.
    degrees
        degrees of freedom of the steps.
    breaks, break_size
        how many states jump once, and how far, on top of the walk.
    founders
        share of states there from the start; the others join evenly over the first half.
    absence
        chance of not voting of one who would vote yes.
    soft_no, soft_abstention
        log odds that not voting gains where the state would vote no, or abstain.
    seed
        seed.
    """
    rng = np.random.default_rng(seed)
    position, broken = _paths(rng, states, periods, dims, step, degrees, breaks, break_size)
    joined = np.where(np.arange(states) < founders * states, 0, rng.integers(0, max(1, periods // 2), size=states))
    joined[[s for s, _ in broken]] = 0
    items = periods * items_per_period
    when = np.repeat(np.arange(periods), items_per_period)
    item = np.zeros((items, dims + 2))
    item[:, :dims] = rng.normal(0.0, 1.5, (items, dims))
    middle = rng.normal(-1.0, 1.5, items)
    half = rng.gamma(2.0, 0.3, items)
    item[:, dims], item[:, dims + 1] = middle - half, middle + half

    there = joined[:, None] <= np.arange(periods)
    who, which = np.nonzero(there[:, when])
    latent = np.einsum("vd,vd->v", item[which, :dims], position[who, when[which]])
    latent += rng.standard_normal(len(who))
    outcome = (latent > item[which, dims]).astype(np.int8) + (latent > item[which, dims + 1]).astype(np.int8)
    tilt = np.array([soft_no, soft_abstention, 0.0])[outcome] + np.log(max(absence, 1e-12) / (1.0 - absence))
    away = rng.random(len(who)) < 1.0 / (1.0 + np.exp(-tilt))
    outcome[away] = NOT_VOTING
    position[~there] = np.nan
    return Simulated(
        state=who, item=which, outcome=outcome, period=when[which], position=position, item_truth=item, breaks=broken
    )


def _paths(
    rng: np.random.Generator,
    states: int,
    periods: int,
    dims: int,
    step: float,
    degrees: float,
    breaks: int,
    break_size: float,
) -> tuple[Floats, tuple[tuple[int, int], ...]]:
    """Return (states, periods, dims) positions and where the breaks are."""
    variance = step**2 * np.exp(rng.normal(0.0, 0.7, states))
    position = np.empty((states, periods, dims))
    position[:, 0] = rng.standard_normal((states, dims))
    for t in range(1, periods):
        mixing: Floats = np.ones(states)
        if np.isfinite(degrees):
            mixing = degrees / rng.chisquare(degrees, states)
        keep = np.exp(-0.5 * variance * mixing)[:, None]
        noise = rng.standard_normal((states, dims))
        position[:, t] = keep * position[:, t - 1] + np.sqrt(1.0 - keep**2) * noise
    broken = []
    for s in rng.choice(states, breaks, replace=False):
        t = int(rng.integers(periods // 4, max(periods // 4 + 1, 3 * periods // 4)))
        position[s, t:, 0] += break_size if position[s, t, 0] < 0 else -break_size
        broken.append((int(s), t))
    return position, tuple(broken)


def truth_on_scale(layout: Layout, simulated: Simulated) -> npt.NDArray[np.float64]:
    """Return (cells, dims) true positions, centred over cells with votes and scaled by the first dimension."""
    true = simulated.position[layout.cell_state, layout.cell_period]
    voted = layout.votes > 0
    return np.asarray((true - true[voted].mean(axis=0)) / true[voted, 0].std())
