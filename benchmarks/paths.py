"""How long a full re-estimate of votes' paths takes: 193 states, twelve years.

    python benchmarks/paths.py

Positions, roll calls' parameters, and every state's path by month with its breaks. Wall and processor time; what
compiles is compiled beforehand. Then the smoother alone beside a reference in the same run: the same model written out
path by path and month by month in plain numpy, in 64 bits, on a sixteenth of the states; their posteriors must agree.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from paths_data import paths_of
from positions_data import votes

from poleward.channels.vote_paths import SETTINGS, VotePaths
from poleward.measures.paths import Grid, Observed, PathSettings, find_breaks, mean_path, smooth
from poleward.measures.paths.filtering import passing_kernel
from poleward.measures.paths.grid import jump_kernels, starting_weights, walk_kernel

THRESHOLD = 0.55


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return a result with its wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    out = work()
    return out, time.perf_counter() - wall, time.process_time() - cpu


def everything(table: pl.DataFrame) -> VotePaths:
    """Estimate all: states' positions, paths and breaks."""
    paths = paths_of(table)
    find_breaks(paths.smoothed, mean_path(paths.smoothed, paths.grid), paths.seen(), THRESHOLD)
    return paths


def plainly(observed: Observed, grid: Grid, settings: PathSettings) -> np.ndarray:
    """Return (series, months, points) the posterior of the level, one path at a time, forward and backward."""
    jump = np.add(*jump_kernels(grid, settings.jump)).astype(float)
    move = (1 - settings.rate) * walk_kernel(grid, settings.walk).astype(float) + settings.rate * jump
    passing = passing_kernel(grid, settings).astype(float)
    out = np.empty((len(observed.log_likelihood), observed.months, grid.points))
    for series, own in enumerate(observed.log_likelihood.astype(float)):
        chance = np.ones((observed.months, grid.points))
        for month, row in zip(observed.when, own, strict=True):
            if np.ptp(row) > 0:
                chance[month] = passing @ np.exp(row - row.max())
        ahead = np.empty_like(chance)
        weights = starting_weights(grid, settings.start_mean, settings.start_sd).astype(float)
        for t in range(observed.months):
            weights = (weights @ move if t else weights) * chance[t]
            weights /= weights.sum()
            ahead[t] = weights
        later = np.ones(grid.points)
        for t in range(observed.months - 1, -1, -1):
            here = ahead[t] * later
            out[series, t] = here / here.sum()
            later = move @ (later * chance[t])
            later /= later.max()
    return out


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    table = votes().filter(pl.col("date").is_between(dt.date(2013, 10, 1), dt.date(2025, 9, 30)))
    everything(table.filter(pl.col("date") >= dt.date(2024, 10, 1)))
    paths, wall, cpu = timed(lambda: everything(table))
    print(f"{len(paths.states)} states x {paths.observed.months} months, {len(paths.item)} votes: "
          f"{wall:.1f} s, {cpu:.1f} s of processor time")  # fmt: skip
    some = paths.observed.take(np.arange(0, len(paths.states), 16))
    theirs, slow, slow_cpu = timed(lambda: plainly(some, paths.grid, SETTINGS))
    ours, quick, quick_cpu = timed(lambda: smooth(paths.observed, paths.grid, SETTINGS))
    share = len(paths.states) / len(theirs)
    apart = float(np.abs(ours.level[::16] - theirs).max())
    print(f"smoothing {len(paths.states)} paths: {quick:.2f} s ({quick_cpu:.2f} s of processor time)")
    print(f"plain numpy, {len(theirs)} of them: {slow:.2f} s ({slow_cpu:.2f} s); for all, {slow * share:.1f} s: "
          f"{slow * share / quick:.0f} times as long; posteriors differ by at most {apart:.1e}")  # fmt: skip


if __name__ == "__main__":
    main()
