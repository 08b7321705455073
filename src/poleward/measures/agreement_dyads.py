"""Agreement of all dyads and periods, with intervals, by matrix products.

Every index of `agreement` follows from seven sums over the roll calls that both voted on: the disagreement, and how
often each of the two chose each outcome. For all dyads at once these are one matrix (roll calls, 7 x dyads), and a
bootstrap over roll calls is one product of its weights (replicates, roll calls) with it. One draw of weights serves all
dyads of a period, so that differences between dyads can be taken draw by draw.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.agreement import CATEGORIES, Outcomes, Weighting, all_dyads, disagreement_weights
from poleward.measures.long_votes import Floats, Ints, LongVotes, Period, thin_note, year_of
from poleward.measures.products import product
from poleward.outcomes import NOT_VOTING
from poleward.results import Lines, Result, SeriesPoint

INDICES = ("plain", "s", "pi", "kappa")
SUMS = 1 + 2 * CATEGORIES
MEMORY = 2e6
"""Bytes that the sums of one block of dyads may take, over roll calls or replicates: about a processor's cache."""
DRAWN = 6
"""How many dyads a picture shows."""
LOW, HIGH = 0.05, 0.95
"""The ends of a 90 % interval."""
MAX_REPLICATES = 10_000
"""A bound on time and memory."""
Part: TypeAlias = tuple[Any, ...]
"""A period's arrays, in the order of `DyadAgreement`."""


@dataclass(frozen=True, slots=True, repr=False)
class DyadAgreement(Result):
    """Agreement of dyads by period; arrays have one entry per dyad and period in which both voted on a roll call.

    Attributes
    ----------
    states, periods
        names, in the order that the indices below refer to.
    first, second, period
        the two states (first < second) and the period, as indices.
    roll_calls
        on how many roll calls both voted.
    value
        by index ('plain', 's', 'pi', 'kappa'); NaN where the index is not defined (see `agreement.Agreement`).
    low, high
        5 and 95 % quantiles of the Bayesian bootstrap over roll calls, by index; empty without replicates.
    dropped
        votes left out, by reason.
    notes
        what a reader of the numbers should know.
    """

    states: tuple[str, ...]
    periods: tuple[str, ...]
    first: Ints
    second: Ints
    period: Ints
    roll_calls: Ints
    value: dict[str, Floats]
    low: dict[str, Floats]
    high: dict[str, Floats]
    dropped: dict[str, int]
    notes: tuple[str, ...]

    def to_arrow(self, indices: tuple[str, ...] = INDICES) -> pa.Table:
        """Return one row per dyad and period: state_a, state_b, period, roll_calls, and each index with q05 and q95.

        An index that is not defined is null.
        """
        names = np.array(self.states)
        columns: dict[str, Any] = {
            "state_a": names[self.first],
            "state_b": names[self.second],
            "period": np.array(self.periods)[self.period],
            "roll_calls": self.roll_calls,
        }
        for name in indices:
            columns[name] = pa.array(self.value[name], from_pandas=True)
            if self.low:
                columns[f"{name}_q05"] = pa.array(self.low[name], from_pandas=True)
                columns[f"{name}_q95"] = pa.array(self.high[name], from_pandas=True)
        return pa.table(columns)

    def among(self, states: Sequence[str], others: Sequence[str] = ()) -> DyadAgreement:
        """Return the dyads of one of `states` with one of `others`, in either order; an empty list is every state.

        Raises
        ------
        NothingFoundError
            There is no such dyad.
        """
        known = np.array(self.states)
        one = np.isin(known, list(states)) if states else np.ones(len(known), dtype=bool)
        two = np.isin(known, list(others)) if others else np.ones(len(known), dtype=bool)
        keep = (one[self.first] & two[self.second]) | (one[self.second] & two[self.first])
        if not keep.any():
            raise NothingFoundError("No such two states voted on the same roll call.")
        value, low, high = (
            {name: part[keep] for name, part in side.items()} for side in (self.value, self.low, self.high)
        )
        return replace(
            self,
            first=self.first[keep],
            second=self.second[keep],
            period=self.period[keep],
            roll_calls=self.roll_calls[keep],
            value=value,
            low=low,
            high=high,
        )

    @property
    def headline(self) -> str:
        """What the table is, in one line."""
        span = f"{self.periods[0]} to {self.periods[-1]}" if self.periods else "no period"
        return f"agreement of {len(self.first):,} dyads and periods, {span}"

    def remarks(self) -> Sequence[str]:
        """Return the notes."""
        return self.notes

    def chart(self) -> Lines:
        """Return plain agreement by period of the dyads that shared most roll calls, with 90 % intervals."""
        dyad = self.first * len(self.states) + self.second
        shared = np.bincount(dyad, self.roll_calls)
        points = []
        for one in sorted(np.argsort(-shared, kind="stable")[:DRAWN]):
            for c in np.flatnonzero(dyad == one):
                name = f"{self.states[self.first[c]]}, {self.states[self.second[c]]}"
                ends = [float(side["plain"][c]) for side in (self.low, self.high)] if self.low else [None, None]
                points.append(
                    SeriesPoint(name, year_of(self.periods[self.period[c]]), float(self.value["plain"][c]), *ends)
                )
        return Lines(tuple(points), "agreement (0 to 1)")


def agreement(
    votes: Any,
    *,
    period: Period = "year",
    weighting: Weighting = "linear",
    replicates: int = 200,
    seed: int = 1,
) -> DyadAgreement:
    """Return the agreement of all dyads by period.

    Parameters
    ----------
    votes
        Any frame as `measures.positions.positions` takes it: state, roll_call, date [, session], outcome. Absences are
        left out; a roll call counts for a dyad where both voted.
    period
        'session', 'year', 'quarter' or 'month'.
    weighting
        How an abstention counts against a yes or a no: 'nominal' (a whole disagreement), 'linear' (half), 'squared'.
    replicates
        Bootstrap replicates behind each interval; 0 for none.
    seed
        The same votes, settings and seed give the same bytes.

    Raises
    ------
    UnusableInputError
        For missing columns, unknown outcomes, empty cells, or options that are not possible.
    NothingFoundError
        No two states voted on the same roll call.
    """
    if weighting not in ("nominal", "linear", "squared"):
        raise UnusableInputError(f"There is no weighting {weighting!r}.", todo="Use 'nominal', 'linear' or 'squared'.")
    if not 0 <= replicates <= MAX_REPLICATES:
        raise UnusableInputError(f"{replicates} replicates are not possible.", todo=f"Use 0 to {MAX_REPLICATES}.")
    table = LongVotes(votes, period, bridges=False)
    cast = table.outcome != NOT_VOTING
    order = np.argsort(table.period[cast], kind="stable")
    state, voted, outcome = (values[cast][order] for values in (table.state, table.call, table.outcome))
    start = np.searchsorted(table.period[cast][order], np.arange(len(table.periods) + 1))

    def of_period(t: int) -> Part:
        rows = slice(start[t], start[t + 1])
        calls, call = np.unique(voted[rows], return_inverse=True)
        present, voter = np.unique(state[rows], return_inverse=True)
        outcomes = np.full((len(calls), len(present)), -1, dtype=np.int8)
        outcomes[call, voter] = outcome[rows]
        rng = np.random.default_rng([seed, t])
        first, second, *rest = dyads_of(outcomes, weighting, replicates, rng)
        return (np.full(len(first), t), present[first], present[second], *rest)

    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        parts = list(pool.map(of_period, range(len(table.periods))))
    if not any(len(part[0]) for part in parts):
        raise NothingFoundError("No two states voted on the same roll call.")
    when, first, second, shared, value, low, high = (
        np.concatenate([part[k] for part in parts], axis=0 if k < FIELDS else 1) for k in range(len(parts[0]))
    )
    dropped = dict(table.dropped)
    if (~cast).any():
        dropped["absence left out"] = int((~cast).sum())
    count = np.array([len(np.unique(voted[start[t] : start[t + 1]])) for t in range(len(table.periods))])
    return DyadAgreement(
        states=tuple(table.states),
        periods=table.periods,
        first=first,
        second=second,
        period=when,
        roll_calls=shared,
        value=dict(zip(INDICES, value, strict=True)),
        low=dict(zip(INDICES, low, strict=True)) if replicates else {},
        high=dict(zip(INDICES, high, strict=True)) if replicates else {},
        dropped=dropped,
        notes=tuple(thin_note(table.periods, count)),
    )


FIELDS = 4
"""How many of a period's arrays have one entry per dyad; the others have a row per index."""


def dyads_of(
    outcomes: Outcomes, weighting: Weighting, replicates: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats]:
    """Return the agreement of the dyads of (roll calls, voters) outcomes that share a roll call.

    Returns
    -------
    first, second, roll calls shared (dyads), and value, q05 and q95 (4 indices, dyads); the last two are NaN without
    replicates. An interval always holds the value.
    """
    every = all_dyads(outcomes, weighting)
    first, second = (np.asarray(side, dtype=np.int64) for side in np.nonzero(np.triu(every.n > 0, 1)))
    shared = np.asarray(every.n[first, second], dtype=np.int64)
    value = np.stack([getattr(every, name)[first, second] for name in INDICES])
    low, high = np.full_like(value, np.nan), np.full_like(value, np.nan)
    if replicates and len(first):
        items = len(outcomes)
        drawn = np.ascontiguousarray(rng.standard_exponential((replicates, items)).T, dtype=np.float32)
        unknown = rng.standard_exponential(replicates).astype(np.float32)
        size = max(1, int(MEMORY / (4 * SUMS * max(items, replicates))))
        for start in range(0, len(first), size):
            block = slice(start, start + size)
            some = _bootstrap(outcomes, first[block], second[block], weighting, drawn, unknown)
            low[:, block], high[:, block] = _quantiles(some)
        low, high = np.minimum(low, value), np.maximum(high, value)
    return first, second, shared, value, low, high


def _bootstrap(
    outcomes: Outcomes, first: Ints, second: Ints, weighting: Weighting, drawn: Any, unknown: Any
) -> npt.NDArray[np.float32]:
    """Return (3, dyads, replicates) plain agreement, pi and kappa of every replicate; as `agreement.bootstrap_pairs`.

    `drawn` (roll calls, replicates) weights the roll calls, `unknown` (replicates) one further roll call on which every
    pair of outcomes is equally likely.
    """
    weights = disagreement_weights(weighting).astype(np.float32)
    code = np.ascontiguousarray(outcomes.T).astype(np.intp) + 1
    pair = code[first] * (CATEGORIES + 1) + code[second]
    total = product(np.take(_sums_by_pair(weights), pair, axis=1), drawn)
    total[0] += unknown * weights.mean()
    total[1:] += unknown / CATEGORIES
    total /= total[1] + total[2] + total[3]
    apart, rows, columns = total[0], total[1:4], total[4:]

    def chance(a: Any, b: Any) -> Any:
        """Return the disagreement of independent votes with shares a and b, symmetric in the weights."""
        ends = a[0] * b[2] + a[2] * b[0]
        return weights[0, 2] * ends + weights[0, 1] * (a[1] * (b[0] + b[2]) + b[1] * (a[0] + a[2]))

    by_kappa = chance(rows, columns)
    pooled = (rows + columns) / 2
    return np.stack([1 - apart, 1 - apart / chance(pooled, pooled), 1 - apart / by_kappa])


def _sums_by_pair(weights: Any) -> npt.NDArray[np.float32]:
    """Return (sums, 16) what a roll call adds to each sum, by 4 x (outcome of one + 1) + (outcome of the other + 1)."""
    table = np.zeros((SUMS, CATEGORIES + 1, CATEGORIES + 1), dtype=np.float32)
    table[0, 1:, 1:] = weights
    for k in range(CATEGORIES):
        table[1 + k, 1 + k, 1:] = 1.0
        table[1 + CATEGORIES + k, 1:, 1 + k] = 1.0
    return table.reshape(SUMS, -1)


def _quantiles(drawn: npt.NDArray[np.float32]) -> tuple[Floats, Floats]:
    """Return the 5 and 95 % quantiles of all four indices, (4, dyads) each; S is a linear function of the plain one."""
    drawn.sort(axis=2)
    sides = []
    for share in (LOW, HIGH):
        place = share * (drawn.shape[2] - 1)
        below, above = drawn[:, :, int(place)], drawn[:, :, min(int(place) + 1, drawn.shape[2] - 1)]
        side = np.asarray(below + (above - below) * (place - int(place)), dtype=np.float64)
        sides.append(np.stack([side[0], 2 * side[0] - 1, side[1], side[2]]))
    return sides[0], sides[1]
