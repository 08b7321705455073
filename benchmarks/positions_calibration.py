"""Do intervals hold? Coverage of 50, 80 and 90 % intervals on votes simulated at the size of the General Assembly.

    python benchmarks/positions_calibration.py [--replications 4] [--states 193] [--periods 79] [--items 84]

Positions, year-on-year changes, distances to a state and ten-year changes of distance, with the true paths known:
heavy-tailed steps, one state in ten with a break, members that join later, 8 % absences.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from poleward.measures.positions import ChainSettings, Layout, fit_bsv, fit_dynamic
from poleward.measures.positions.summary import quantiles
from poleward.measures.testing.simulated_votes import Simulated, simulate, truth_on_scale

LEVELS = (0.5, 0.8, 0.9)
WARMUP, DRAWS = {"dynamic": 30, "bsv": 25}, {"dynamic": 90, "bsv": 75}


def covered(samples: np.ndarray, truth: np.ndarray) -> list[float]:
    """Return the share of true values inside the central interval of each level."""
    found = []
    for level in LEVELS:
        low, high = quantiles(samples, ((1 - level) / 2, (1 + level) / 2))
        found.append(float(((low <= truth) & (truth <= high)).mean()))
    return found


def pole_of(simulated: Simulated) -> int:
    """Return a founder that stands far out, as a pole does."""
    mean = simulated.position[:, :, 0].mean(axis=1)
    return int(np.argsort(np.nan_to_num(mean))[-3])


def replicate(estimator: str, seed: int, args: argparse.Namespace) -> dict[str, list[float]]:
    """Simulate, fit, and return coverage by quantity."""
    simulated = simulate(args.states, args.periods, args.items, breaks=args.states // 10, seed=seed)
    ours = estimator == "dynamic"
    layout = simulated.layout(absences=ours, empty_cells=ours)
    mean = simulated.position[:, :, 0].mean(axis=1)
    settings = ChainSettings(
        warmup=WARMUP[estimator],
        draws=DRAWS[estimator],
        above=int(np.nanargmax(mean)),
        below=int(np.nanargmin(mean)),
    )
    draws = (fit_dynamic if ours else fit_bsv)(layout, settings).theta[:, :, 0]
    truth = truth_on_scale(layout, simulated)[:, 0]
    return {name: covered(*pair) for name, pair in quantities(layout, draws, truth, pole_of(simulated)).items()}


def quantities(
    layout: Layout, draws: np.ndarray, truth: np.ndarray, pole: int
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return draws and truth of every quantity whose interval is checked."""
    at_pole = np.full(layout.periods, -1)
    own = np.flatnonzero(layout.cell_state == pole)
    at_pole[layout.cell_period[own]] = own
    other = np.flatnonzero((layout.cell_state != pole) & (at_pole[layout.cell_period] >= 0))
    there = at_pole[layout.cell_period[other]]
    later = np.flatnonzero(layout.before >= 0)
    earlier = layout.before[later]
    cell = np.full((layout.states, layout.periods), -1)
    cell[layout.cell_state, layout.cell_period] = np.arange(layout.cells)
    span = min(10, layout.periods - 1)
    past = np.where(
        layout.cell_period[other] >= span, cell[layout.cell_state[other], layout.cell_period[other] - span], -1
    )
    known = (past >= 0) & (at_pole[np.maximum(layout.cell_period[other] - span, 0)] >= 0)
    now, then = other[known], past[known]

    def distance(x: np.ndarray, cells: np.ndarray) -> np.ndarray:
        return np.abs(x[..., cells] - x[..., at_pole[layout.cell_period[cells]]])

    return {
        "positions": (draws, truth),
        "year-on-year changes": (draws[:, later] - draws[:, earlier], truth[later] - truth[earlier]),
        "distances to a pole": (np.abs(draws[:, other] - draws[:, there]), np.abs(truth[other] - truth[there])),
        f"{span}-year changes of distance": (
            distance(draws, now) - distance(draws, then),
            distance(truth, now) - distance(truth, then),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, value in (("replications", 4), ("states", 193), ("periods", 79), ("items", 84)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    print(f"{args.states} states, {args.periods} periods of {args.items} roll calls, {args.replications} replications")
    for estimator in ("dynamic", "bsv"):
        start = time.perf_counter()
        runs = [replicate(estimator, seed, args) for seed in range(1, args.replications + 1)]
        print(f"\n{estimator:32s}" + "".join(f"{level:>8.0%}" for level in LEVELS))
        for name in runs[0]:
            mean = np.mean([run[name] for run in runs], axis=0)
            print(f"{name:32s}" + "".join(f"{share:8.1%}" for share in mean))
        print(f"{(time.perf_counter() - start) / args.replications:.1f} s a fit", flush=True)


if __name__ == "__main__":
    main()
