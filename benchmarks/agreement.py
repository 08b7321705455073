"""All dyads of all years by matrix products, against one pair at a time (what users' R scripts do).

    python benchmarks/agreement.py

Prints the seconds of both for one simulated year, without and with bootstrap intervals, their ratio, and the seconds
for 79 years of 193 states; and, where ../shared has them, for the published roll calls. Processor seconds stand beside
wall-clock seconds: on a busy machine only the former compare.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from positions_data import SHARED, votes

from poleward.measures.agreement import all_dyads, disagreement_weights
from poleward.measures.agreement_dyads import agreement, dyads_of
from poleward.measures.testing.pairs import bootstrap_pairs, pair_tables

STATES, ROLL_CALLS, YEARS, REPLICATES = 193, 90, 79, 200


def pair_at_a_time(outcomes: np.ndarray) -> np.ndarray:
    """The same four indices with one NumPy call per pair."""
    weights = disagreement_weights("linear")
    out = np.full((outcomes.shape[1], outcomes.shape[1], 4), np.nan)
    for i in range(outcomes.shape[1]):
        for j in range(outcomes.shape[1]):
            both = (outcomes[:, i] >= 0) & (outcomes[:, j] >= 0)
            x, y = outcomes[both, i], outcomes[both, j]
            if not len(x):
                continue
            observed = weights[x, y].mean()
            p, q = np.bincount(x, minlength=3) / len(x), np.bincount(y, minlength=3) / len(y)
            m = (p + q) / 2
            by_pi, by_kappa = m @ weights @ m, p @ weights @ q
            out[i, j] = (
                1 - observed,
                1 - 2 * observed,
                1 - observed / by_pi if by_pi else np.nan,
                1 - observed / by_kappa if by_kappa else np.nan,
            )
    return out


@dataclass
class Clock:
    """Wall-clock and processor seconds of a block."""

    wall: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s ({self.cpu:.2f} s of processor time)"


@contextmanager
def timed() -> Iterator[Clock]:
    """Give a clock that stands still when the block ends."""
    clock = Clock()
    wall, cpu = time.perf_counter(), time.process_time()
    yield clock
    clock.wall, clock.cpu = time.perf_counter() - wall, time.process_time() - cpu


def simulated() -> None:
    rng = np.random.default_rng(1)
    years = [rng.integers(-1, 3, size=(ROLL_CALLS, STATES)).astype(np.int8) for _ in range(YEARS)]
    with timed() as slow:
        expected = pair_at_a_time(years[0])
    with timed() as fast:
        found = all_dyads(years[0])
    np.testing.assert_allclose(np.stack([found.plain, found.s, found.pi, found.kappa], axis=-1), expected, atol=1e-9)
    some = STATES - 1
    with timed() as pairs:
        for other in range(1, STATES):
            tables = pair_tables(years[0][:, 0], years[0][:, [other]])
            np.quantile(bootstrap_pairs(tables, "linear", REPLICATES, np.random.default_rng(1)).plain, [0.05, 0.95])
    with timed() as intervals:
        dyads_of(years[0], "linear", REPLICATES, np.random.default_rng(1))
    dyads = STATES * (STATES - 1) // 2
    slow_intervals = pairs.cpu * dyads / some
    print(f"one year of {STATES} states and {ROLL_CALLS} roll calls, {dyads} dyads:")
    print(f"  pair by pair                      {slow}")
    print(f"  matrix products                   {fast}: {slow.cpu / fast.cpu:.0f} times faster")
    print(f"  intervals from {REPLICATES} replicates:")
    print(f"  pair by pair                      {slow_intervals:8.1f} s of processor time (from {some} pairs)")
    print(f"  matrix products                   {intervals}: {slow_intervals / intervals.cpu:.0f} times faster")
    with timed() as every:
        for outcomes in years:
            all_dyads(outcomes)
    print(f"{YEARS} such years                       {every}")
    with timed() as every:
        for outcomes in years:
            dyads_of(outcomes, "linear", REPLICATES, np.random.default_rng(1))
    print(f"{YEARS} such years with intervals        {every}")


def published() -> None:
    if not SHARED.is_dir():
        print("The published roll calls of ../shared are not here.")
        return
    table = votes().drop("bridge")
    for replicates in (0, REPLICATES):
        with timed() as clock:
            found = agreement(table, replicates=replicates)
        print(f"published roll calls, {len(found.first)} dyads and years, {replicates} replicates: {clock}")


if __name__ == "__main__":
    simulated()
    published()
