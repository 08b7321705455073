"""Known realignments: our breaks beside PELT (ruptures) on the published ideal points, over its penalty.

    python benchmarks/shifts_pelt.py

The published points are yearly and reach to 1999 here, so both are judged on the cases and the state-years until then,
by the same rules (docs/breaks.md). PELT's alarms are whole years: one counts as found wherever its year touches the
window, and the month in the middle of the year must lie in the window to be found strictly. PELT fits a piecewise
constant level by least squares (Killick, Fearnhead & Eckley 2012), segments of at least two years; its penalty runs
over a grid, the same for all states. Also: PELT on our own yearly means.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import ruptures
from paths_data import GOLD, published_paths
from positions_data import reference

from poleward.actors import load_registry
from poleward.evaluation.shifts import THRESHOLDS, Judged, read_cases
from poleward.measures.paths import Break, find_breaks

LAST = 1999
PENALTIES = (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0)
COLUMNS = ("idealpointall", "idealpointlegacy")


def pelt(points: np.ndarray, penalty: float) -> list[Break]:
    """Return the alarms of yearly points (states, years from the first), NaN where there is none."""
    out = []
    for series, row in enumerate(points):
        years = np.flatnonzero(np.isfinite(row))
        if len(years) < 4:
            continue
        values = row[years]
        ends = [0, *ruptures.Pelt(model="l2", min_size=2, jump=1).fit(values[:, None]).predict(pen=penalty)]
        means = [float(values[a:b].mean()) for a, b in pairwise(ends)]
        for end, before, after in zip(ends[1:-1], means, means[1:], strict=False):
            month = 12 * int(years[end])
            sign = 1 if after > before else -1
            out.append(Break(series, month, month + 6, month + 11, sign, 1.0, after - before, lasts=True))
    return out


def published(judged: Judged, column: str) -> np.ndarray:
    """Return (states, years) published points, in the order of our states."""
    place = {state: i for i, state in enumerate(judged.paths.states)}
    out = np.full((len(place), LAST - judged.first_year + 1), np.nan)
    for state, year, value in reference().select("state", "year", column).iter_rows():
        # Yugoslavia's number went on to Serbia, and two codes of the file are not ours.
        code = {"CZE": "CSK"}.get(state, state) if year <= 1992 else state
        if code in place and judged.first_year <= year <= LAST and value is not None:
            out[place[code], year - judged.first_year] = value
    return out


def monthly(points: np.ndarray, months: int) -> np.ndarray:
    """Return (states, months): the last point known, then the first one for months before it."""
    filled = points.copy()
    for t in range(1, filled.shape[1]):
        gap = np.isnan(filled[:, t])
        filled[gap, t] = filled[gap, t - 1]
    for t in range(filled.shape[1] - 2, -1, -1):
        gap = np.isnan(filled[:, t])
        filled[gap, t] = filled[gap, t + 1]
    long = np.repeat(np.nan_to_num(filled), 12, axis=1)
    return np.pad(long, ((0, 0), (0, max(0, months - long.shape[1]))), mode="edge")[:, :months]


def until(judged: Judged, year: int, known: np.ndarray | None = None) -> Judged:
    """Return the cases and state-years up to a year, and of states that a file has points of."""
    keep = np.arange(judged.stayed.shape[1]) <= year - judged.first_year
    known = np.ones(len(judged.stayed), dtype=bool) if known is None else known
    cases = tuple(c for c in judged.cases if c.year <= year)
    mask = keep[None, :] & known[:, None]
    return replace(judged, cases=cases, stayed=judged.stayed & mask, elsewhere=judged.elsewhere & mask)


def jumps(judged: Judged, threshold: float) -> list[Break]:
    """Return the lasting jumps of positions on the line, from which `poleward shifts` starts."""
    paths = judged.paths
    return [b for b in find_breaks(paths.smoothed, judged.mean, paths.seen(), threshold) if b.lasts]


def show(name: str, settings: tuple[float, ...], judge: Callable[[float], dict]) -> None:
    """Print the trade-off of one method."""
    for setting in settings:
        r = judge(setting)
        missed = " ".join(d["state"] for d in r["details"] if not d["found"])
        print(
            f"{name:<34}{setting:>6}{r['found']:>7}{r['found_strictly']:>10}"
            f"{r['false_alarms_per_100_state_years']:>14.2f}{r['alarms_per_100_state_years_elsewhere']:>12.2f}"
            f"   {missed}",
            flush=True,
        )


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    judged = Judged.of(published_paths(), read_cases(GOLD), load_registry())
    months = judged.mean.shape[1]
    points = {column: published(judged, column) for column in COLUMNS}
    short = until(judged, LAST, np.isfinite(points[COLUMNS[0]]).any(axis=1))
    print(f"{len(short.cases)} cases, {int(short.stayed.sum())} state-years that stayed, to {LAST}")
    print(f"{'method':<34}{'set':>6}{'found':>7}{'strictly':>10}{'false per 100':>14}{'elsewhere':>12}   missed")
    show("jumps on the line (threshold)", THRESHOLDS, lambda t: short.judge(short.on_line(jumps(short, t))))
    for column, values in points.items():
        theirs = replace(short, mean=monthly(values, months))
        show(f"PELT, {column} (penalty)", PENALTIES, lambda p, v=values, j=theirs: j.judge(j.on_line(pelt(v, p))))
    ours = judged.mean[:, : 12 * (months // 12)].reshape(len(judged.mean), -1, 12).mean(axis=2)
    voted = np.zeros_like(ours, dtype=bool)
    voted[judged.paths.series, judged.paths.observed.when[judged.paths.column] // 12] = True
    ours = np.where(voted, ours, np.nan)[:, : LAST - judged.first_year + 1]
    show("PELT, our yearly means (penalty)", PENALTIES, lambda p: short.judge(short.on_line(pelt(ours, p))))


if __name__ == "__main__":
    main()
