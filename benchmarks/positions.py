"""How long positions take: against the plain reference, with size, and against R where it is installed.

    python benchmarks/positions.py [--r | --r-only]

The ratio to the plain reference is taken in the same run, sweep for sweep on the same votes. `--r` also times MCMCpack
(MCMCdynamicIRT1d) and, where it is installed, emIRT (dynIRT) on the same votes made binary (yes or not); it says so
and goes on where Rscript is missing. Debian: apt-get install r-base-core r-cran-mcmcpack.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from poleward.measures.positions import ChainSettings, Draws, Layout, fit_bsv, fit_dynamic
from poleward.measures.positions import dynamic as dynamic_module
from poleward.measures.testing import reference
from poleward.measures.testing.simulated_votes import simulate

SWEEPS = 20
SIZES = [
    (50, 20, 40, 1),
    (100, 20, 40, 1),
    (200, 20, 40, 1),
    (400, 20, 40, 1),
    (100, 20, 80, 1),
    (100, 20, 160, 1),
    (100, 80, 40, 1),
    (100, 20, 40, 2),
    (100, 20, 40, 3),
    (193, 79, 84, 1),
]
"""Members, periods, roll calls a period, dimensions."""

R_SCRIPT = """
arguments <- commandArgs(trailingOnly = TRUE)
sweeps <- as.integer(arguments[2])
votes <- read.csv(arguments[1])
members <- max(votes$state) + 1
items <- max(votes$item) + 1
binary <- matrix(NA, members, items)
binary[cbind(votes$state + 1, votes$item + 1)] <- as.integer(votes$outcome == 2)
rownames(binary) <- paste0("S", seq_len(members))
when <- integer(items)
when[votes$item + 1] <- votes$period + 1
if (requireNamespace("MCMCpack", quietly = TRUE)) {
  suppressMessages(library(MCMCpack))
  seconds <- system.time(MCMCdynamicIRT1d(binary, item.time.map = when, theta.constraints = list(S1 = "+"),
    burnin = 0, mcmc = sweeps, thin = 1, store.ability = TRUE, store.item = FALSE, verbose = 0))[["elapsed"]]
  cat("MCMCpack", seconds, "\\n")
} else cat("MCMCpack NA\\n")
if (requireNamespace("emIRT", quietly = TRUE)) {
  suppressMessages(library(emIRT))
  rc <- ifelse(is.na(binary), 0, ifelse(binary == 1, 1, -1))
  periods <- max(when)
  data <- list(rc = rc, startlegis = matrix(0L, members, 1), endlegis = matrix(periods - 1L, members, 1),
    bill.session = matrix(as.integer(when - 1), ncol = 1), T = periods)
  start <- list(alpha = matrix(rnorm(items)), beta = matrix(rnorm(items)),
    x = matrix(rnorm(members * periods), members))
  priors <- list(x.mu0 = matrix(0, members, 1), x.sigma0 = matrix(1, members, 1), beta.mu = matrix(0, 2, 1),
    beta.sigma = diag(2), omega2 = matrix(0.1, members, 1))
  seconds <- system.time(dynIRT(.data = data, .starts = start, .priors = priors,
    .control = list(threads = 1, verbose = FALSE, thresh = 1e-6, maxit = 500)))[["elapsed"]]
  cat("emIRT", seconds, "\\n")
} else cat("emIRT NA\\n")
"""


def timed(fit: Callable[[Layout, ChainSettings], Draws], layout: Layout, dims: int = 1) -> float:
    """Return seconds per sweep, start-up taken out, the best of three."""
    taken = []
    for draws in (1, 1 + SWEEPS):
        runs = []
        for _ in range(3):
            start = time.perf_counter()
            fit(layout, ChainSettings(warmup=0, draws=draws, dims=dims, above=0, below=1))
            runs.append(time.perf_counter() - start)
        taken.append(min(runs))
    return (taken[1] - taken[0]) / SWEEPS


def against_reference() -> None:
    simulated = simulate(100, 20, 40, absence=0.0, seed=1)
    layout = simulated.layout(absences=False)
    start = time.perf_counter()
    reference.gibbs(
        layout,
        warmup=0,
        draws=5,
        seed=1,
        ridge=dynamic_module.RIDGE,
        step_variance=0.05,
        beta_variance=2.0,
        cut_variance=5.0,
        theta=simulated.position[layout.cell_state, layout.cell_period],
        item=simulated.item_truth[layout.item_source],
    )
    plain = (time.perf_counter() - start) / 5
    fast = timed(fit_dynamic, layout)
    votes = len(layout.cell_item)
    print(f"plain reference, {votes:,} votes: {plain * 1e3:8.1f} ms a sweep")
    print(f"compiled,        {votes:,} votes: {fast * 1e3:8.1f} ms a sweep: {plain / fast:.0f} times as fast")


def scaling() -> None:
    heads = [f"{name:>8s}" for name in ("members", "periods", "calls", "dims", "votes", "dynamic", "bsv")]
    print("\n" + " ".join(heads) + "  ms a sweep")
    for members, periods, calls, dims in SIZES:
        simulated = simulate(members, periods, calls, dims=dims, seed=2)
        layout = simulated.layout()
        ours = timed(fit_dynamic, layout, dims) * 1e3
        row = f"{members:8d} {periods:8d} {calls:8d} {dims:8d} {len(layout.cell_item):8d} {ours:8.1f}"
        if dims == 1:
            bare = simulated.layout(absences=False, empty_cells=False)
            row += f" {timed(fit_bsv, bare) * 1e3:8.1f}"
        print(row, flush=True)


def against_r() -> None:
    if shutil.which("Rscript") is None:
        print("\nRscript is not installed: the comparison with R is left out.")
        return
    simulated = simulate(193, 10, 80, absence=0.05, founders=1.0, seed=3)
    layout = simulated.layout(absences=False)
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder) / "votes.csv", Path(folder) / "time.R"
        cast = simulated.outcome < 3
        columns = [simulated.state[cast], simulated.item[cast], simulated.outcome[cast], simulated.period[cast]]
        np.savetxt(table, np.stack(columns, axis=1), "%d", ",", header="state,item,outcome,period", comments="")
        script.write_text(R_SCRIPT)
        done = subprocess.run(["Rscript", str(script), str(table), "200"], capture_output=True, text=True, check=False)
    found = dict(line.split() for line in done.stdout.splitlines() if len(line.split()) == 2)
    if not found:
        print("\nR failed:", done.stderr.strip()[-500:])
        return
    print(f"\n{cast.sum():,} votes; R takes yes or not, we take yes, abstain, no")
    print(f"poleward dynamic, 200 sweeps   {200 * timed(fit_dynamic, layout):8.1f} s")
    for name, text in (("MCMCpack", "MCMCdynamicIRT1d, 200 sweeps"), ("emIRT", "dynIRT, to convergence")):
        value = found.get(name, "NA")
        print(f"{name} {text:24s}" + (" not installed" if value == "NA" else f"{float(value):8.1f} s"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--r", action="store_true", help="also time R's MCMCpack and emIRT")
    parser.add_argument("--r-only", action="store_true", help="time only them")
    args = parser.parse_args()
    timed(fit_dynamic, simulate(20, 3, 10).layout())
    timed(fit_bsv, simulate(20, 3, 10).layout(absences=False, empty_cells=False))
    if not args.r_only:
        against_reference()
        scaling()
    if args.r or args.r_only:
        against_r()


if __name__ == "__main__":
    main()
