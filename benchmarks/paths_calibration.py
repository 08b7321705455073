"""Do the intervals and the probabilities of paths hold? Votes simulated from the model, breaks known.

    python benchmarks/paths_calibration.py [--series 600] [--states 120] [--seed 1]

Two settings. *Roll calls known*: the parameters of the roll calls are given. *Everything estimated*: an assembly's
votes go through `positions` and `from_votes`, as real ones do, and the truth is put on the scale of the estimate.
Printed: the share of true levels in the central 50 % and 90 % intervals; for P(no change), P(gradual) and P(break) of a
span, how often what was said with a probability of about p was true; the same for the breaks that are found.
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from poleward.channels.vote_paths import SETTINGS, from_votes
from poleward.measures.paths import (
    Grid,
    Observed,
    Smoothed,
    find_breaks,
    mean_path,
    quantiles,
    smooth,
    weigh,
)
from poleward.measures.positions import positions
from poleward.measures.testing.simulated_paths import SimulatedVotes, simulate_votes

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.85, 0.95, 1.0)
WORDS = np.array(["no", "abstain", "yes"])


def coverage(smoothed: Smoothed, grid: Grid, truth: np.ndarray, voted: np.ndarray) -> None:
    """Print the share of true levels, in months with votes, inside the central intervals."""
    inside = {0.5: 0.0, 0.9: 0.0}
    for series, level in enumerate(smoothed.level):
        for width in inside:
            low, high = quantiles(level[voted], grid.levels, ((1 - width) / 2, (1 + width) / 2))
            inside[width] += float(((low <= truth[series, voted]) & (truth[series, voted] <= high)).mean())
    for width, total in inside.items():
        print(f"  {width:.0%} intervals hold {100 * total / len(smoothed.level):.1f} %")


def reliability(name: str, said: np.ndarray, true: np.ndarray) -> None:
    """Print how often what was said with a probability of about p was true."""
    for low, high in pairwise(EDGES):
        here = (said >= low) & (said < high if high < 1 else said <= high)
        if here.sum() >= 10:
            print(f"  {name:<14}{low:.2f} to {high:.2f}: said {said[here].mean():.3f}, true {true[here].mean():.3f}"
                  f"   (n = {int(here.sum())})")  # fmt: skip


def judge(observed: Observed, grid: Grid, simulated: SimulatedVotes, truth: np.ndarray, span: tuple[int, int]) -> None:
    """Print coverage and reliability of one set of paths."""
    smoothed = smooth(observed, grid, SETTINGS)
    coverage(smoothed, grid, truth, observed.when)
    found = weigh(observed, grid, SETTINGS, *span)
    jumped = (simulated.jump[:, span[0] : span[1] + 1] != 0).any(axis=1)
    reliability("no change", found.no_change, ~jumped & ~simulated.gradual)
    reliability("gradual", found.gradual, simulated.gradual)
    reliability("break", found.broke, jumped)
    seen = np.zeros(simulated.level.shape, dtype=bool)
    seen[:, observed.when] = True
    breaks = find_breaks(smoothed, mean_path(smoothed, grid), seen, 0.3)
    size = [simulated.jump[b.series, max(0, b.month - 24) : b.month + 25] for b in breaks]
    real = np.array([bool((b.sign * s > 0).any()) for b, s in zip(breaks, size, strict=True)])
    dated = [bool((b.sign * simulated.jump[b.series, b.first : b.last + 1] > 0).any()) for b in breaks]
    reliability("found breaks", np.array([b.probability for b in breaks]), real)
    print(f"  of the real ones {np.array(dated)[real].mean():.3f} within the 5-95 % span of months")


def table(simulated: SimulatedVotes) -> pa.Table:
    """Return the votes in long form."""
    months = simulated.call_month[simulated.call]
    days = [dt.date(1990 + m // 12, m % 12 + 1, 15) for m in range(simulated.level.shape[1])]
    return pa.table(
        {
            "state": np.char.mod("S%03d", simulated.series),
            "roll_call": np.char.mod("R%05d", simulated.call),
            "date": pa.array(days).take(pa.array(months)),
            "outcome": WORDS[simulated.outcome],
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=600)
    parser.add_argument("--states", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    grid, months, calls, span = Grid(-5.0, 5.0, 161), 144, 20, (96, 131)
    print(f"roll calls known, {args.series} paths of {months} months, {calls} roll calls in each of four months a year")
    simulated = simulate_votes(args.series, months, calls, grid, SETTINGS, span=span, seed=args.seed)
    judge(simulated.observed(grid), grid, simulated, simulated.level, span)

    print(f"everything estimated, {args.states} states")
    # Estimated positions have spread 1, so the true ones have about that too.
    settings = replace(SETTINGS, start_sd=1.0)
    simulated = simulate_votes(args.states, months, calls, grid, settings, span=span, seed=args.seed + 1)
    ends = simulated.level.mean(axis=1)
    pair = (f"S{int(ends.argmax()):03d}", f"S{int(ends.argmin()):03d}")
    votes = table(simulated)
    found = from_votes(votes, positions(votes, positive=pair))
    # Months before the first vote are not on the paths; positions have mean 0 and spread 1 over states and years.
    begins = found.first - 1990 * 12
    truth = simulated.level[:, begins : begins + found.observed.months]
    yearly = simulated.level.reshape(len(ends), -1, 12)[:, :, 8:].mean(axis=2)
    late = SimulatedVotes(
        truth, simulated.jump[:, begins:], simulated.gradual, simulated.series, simulated.call, simulated.outcome,
        simulated.call_month, simulated.items,
    )  # fmt: skip
    judge(
        found.observed, found.grid, late, (truth - yearly.mean()) / yearly.std(), (span[0] - begins, span[1] - begins)
    )


if __name__ == "__main__":
    main()
