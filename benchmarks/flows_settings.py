"""How shares of trade and arms move: the settings of their paths by marginal likelihood.

    python benchmarks/flows_settings.py ties.duckdb [--evaluations 250]

The archive holds published flows (`poleward load trade`, `poleward load arms`). A series is a publisher's yearly shares
of one of a state's largest partners, of eight years or more: six partners in trade; in arms three, and of these only
who has between 15 and 85 % of all the years, as others say little of how suppliers change. What a delivery counts
(`one_decision`) is assumed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from poleward.archive import Archive
from poleward.channels import FLOWS
from poleward.channels.archive_reading import Reading
from poleward.channels.flow_years import FLOOR, shares_by_year
from poleward.channels.flows import Flows
from poleward.channels.flows_path import GRID, SAME_WITHIN
from poleward.channels.ties_record import WORLD, ties_of
from poleward.config import Pole
from poleward.measures.paths import Observed, PathSettings, log_evidence, share_terms

NAMES = ("walk", "jump", "rate", "flicker", "stray")
LEAST, MOST = (0.0, 2 * SAME_WITHIN, 0.0, 0.0, 0.0), (GRID.step, 0.5, 0.1, 0.2, 0.2)
"""A step of the grid each month is the widest walk. A jump is more than what counts as no change: small ones each year
are a walk, which fits trade as well; and rarely more than half of all there is."""
PARTNERS = {"trade": 6, "arms": 3}
BETWEEN = {"trade": (0.0, 1.0), "arms": (0.15, 0.85)}
LEAST_YEARS = 8

Shares = dict[int, tuple[float, float]]


def series_of(archive: Archive, flow: Flows) -> list[Shares]:
    """Return by year the share and the total of each series."""
    states = archive.rows("SELECT DISTINCT state FROM ties WHERE channel = ? ORDER BY state", [flow.key])
    reading, low, high, found = Reading(archive), *BETWEEN[flow.key], []
    for state in (row["state"] for row in states):
        own = ties_of(reading, state, flow.key)
        rows = flow.complete(own)
        for source in sorted({t.source for t in rows}):
            total = Counter[str]()
            for t in rows:
                if t.source == source and t.partner != WORLD:
                    total[t.partner] += t.value or 0.0
            for partner, _ in total.most_common(PARTNERS[flow.key]):
                pole = Pole(partner, partner, (partner,))
                made = shares_by_year([t for t in flow.observed(own, pole) if t.source == source], pole)
                one = {year: (share, whole) for year, (share, whole, _) in made.items()}
                weight = sum(whole for _, whole in one.values())
                if len(one) >= LEAST_YEARS and low <= sum(s * w for s, w in one.values()) / weight <= high:
                    found.append(one)
    return found


def observed_of(series: list[Shares], flow: Flows) -> Observed:
    """Return the likelihoods of all series in the middle of each year."""
    first, last = (end(year for one in series for year in one) for end in (min, max))
    terms = np.zeros((len(series), last - first + 1, GRID.points), dtype=np.float32)
    for k, one in enumerate(series):
        for year, (share, total) in one.items():
            sd = FLOOR if flow.one_decision is None else max(FLOOR, 0.5 / np.sqrt(1 + total / flow.one_decision))
            terms[k, year - first] = share_terms(np.array([share]), np.array([sd]), GRID)[0]
    when = np.arange(last - first + 1, dtype=np.int64)
    return Observed(12 * len(when), 12 * when + 6, terms)


def fitted(observed: Observed, start: PathSettings, evaluations: int) -> tuple[PathSettings, float]:
    """Return the settings of greatest evidence, and that evidence."""
    given = [start]

    def misfit(logs: np.ndarray) -> float:
        given[0] = replace(start, **dict(zip(NAMES, map(float, np.clip(np.exp(logs), LEAST, MOST)), strict=True)))
        return -float(log_evidence(observed, GRID, given[0]).sum())

    begin = np.log([getattr(start, name) for name in NAMES])
    simplex = np.vstack([begin, *(begin + 0.5 * row for row in np.eye(len(begin)))])
    best = minimize(misfit, begin, method="Nelder-Mead", options={"maxfev": evaluations, "initial_simplex": simplex})
    misfit(best.x)
    return given[0], -float(best.fun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--evaluations", type=int, default=250)
    args = parser.parse_args()
    with Archive.open(args.archive) as archive:
        for flow in FLOWS:
            series = series_of(archive, flow)
            observed = observed_of(series, flow)
            used = float(log_evidence(observed, GRID, flow.settings).sum())
            start = replace(flow.settings, stray=max(flow.settings.stray, 0.002))
            best, evidence = fitted(observed, start, args.evaluations)
            print(f"{flow.key}: {len(series)} series, {sum(map(len, series))} years")
            for name in NAMES:
                print(f"{name:<10}{getattr(best, name):10.4f}   in use {getattr(flow.settings, name):.4f}")
            print(f"log evidence {evidence:.1f}; of the settings in use {used:.1f}")


if __name__ == "__main__":
    main()
