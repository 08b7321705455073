"""How positions move: the settings of votes' paths by marginal likelihood, on states that no case names.

    python benchmarks/paths_settings.py [--evaluations 120] [--every 4]

Every fourth of the states that ../shared/gold/realignments.csv does not name (the poles are left out too), all
published roll calls to 2019. The log evidence sums over all paths and breaks; nothing that is found or missed enters.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from paths_data import GOLD, published_paths
from scipy.optimize import minimize

from poleward.channels.vote_paths import SETTINGS
from poleward.evaluation.shifts import POLES, read_cases
from poleward.measures.paths import PathSettings, log_evidence

NAMES = ("walk", "jump", "rate", "flicker", "stray")
START = (0.03, 0.3, 0.004, 0.03, 0.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evaluations", type=int, default=120)
    parser.add_argument("--every", type=int, default=4)
    args = parser.parse_args()
    paths = published_paths()
    cases = read_cases(GOLD)
    named = {c.state for c in cases} | {c.code for c in cases} | set(POLES)
    keep = np.array([i for i, s in enumerate(paths.states) if s not in named])[:: args.every]
    observed = paths.observed.take(keep)

    def misfit(logs: np.ndarray) -> float:
        return -float(log_evidence(observed, paths.grid, PathSettings(*np.exp(logs))).sum())

    began = time.process_time()
    start = np.log(START)
    simplex = np.vstack([start, *(start + 0.4 * row for row in np.eye(len(start)))])
    best = minimize(
        misfit, start, method="Nelder-Mead", options={"maxfev": args.evaluations, "initial_simplex": simplex}
    )
    used = np.log([getattr(SETTINGS, name) for name in NAMES])
    print(f"{len(keep)} states; {time.process_time() - began:.0f} s of processor time")
    for name, value, now in zip(NAMES, np.exp(best.x), np.exp(used), strict=True):
        print(f"{name:<10}{value:10.4f}   in use {now:.4f}")
    print(f"log evidence {-best.fun:.2f}; of the settings in use {-misfit(used):.2f}")


if __name__ == "__main__":
    main()
