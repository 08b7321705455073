"""How much does expected agreement wander anyway? Steps from year to year, and means of four years beside those before.

    python benchmarks/stance_wander.py votes.duckdb [--years 1963,1971,1979,1987,1995]

For the eight years before each date and every state beside Moscow, the West and Beijing: the usual yearly step, the
variance of the difference of two means of four years over that of a random walk with the same steps (1: a walk; less:
it returns; more: it goes on), and how large changes from these eight years to the four after them usually are.
`measures/stance/wander.py` rests on the first two, `SAME_WITHIN` on the last. Settings were chosen on these years.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np

from poleward import config
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import posterior
from poleward.evaluation.placebo import BEFORE, SINCE, windows
from poleward.measures.stance.compare import PoleView, compare, season_agreement
from poleward.measures.stance.wander import reach
from poleward.periods import Window

YEARS = (1963, 1971, 1979, 1987, 1995)


def alone(view: PoleView, state: str) -> np.ndarray | None:
    """Return (draws, seasons) agreement were only the state to move; None where a season is missing."""
    column = view.stance.record.column[state]
    own, pole = view.chamber.stand(column), view.of(column)
    if own is None or pole is None or not (own.there & pole.there).all():
        return None
    return season_agreement(view, own, pole).mean(axis=2)


def ratios(series: list[np.ndarray], view: PoleView) -> tuple[float, float]:
    """Return the usual yearly step, and the variance ratio; each over the middle nine tenths of states."""
    early = view.seasons.span == 0
    half = np.where(np.arange(early.sum()) < early.sum() // 2, 0, 1)
    weight = np.stack([(half == k) / (half == k).sum() for k in (0, 1)])
    seasons = type(view.seasons)(half, view.seasons.days[early], view.seasons.time[early], view.seasons.calls[early])
    step = np.array([(np.diff(s[:, early], axis=1) ** 2).mean() for s in series])
    apart = np.array([((s[:, early] @ (weight[1] - weight[0])) ** 2).mean() for s in series])
    most = int(0.9 * len(series))
    ratio = np.sort(apart)[:most].mean() / (reach(seasons, weight) * np.sort(step)[:most].mean())
    return float(np.sqrt(np.median(step))), float(ratio)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--years", default=",".join(map(str, YEARS)))
    asked = parser.parse_args()
    poles, steps = config.load(), []
    kept = {pole: [] for pole in poles.poles}
    print("date  states  yearly step  variance ratio")
    with Archive.open(asked.archive) as archive:
        for year in map(int, asked.years.split(",")):
            window = Window(dt.date(year - BEFORE, 1, 1), dt.date(year + SINCE - 1, 12, 31))
            stance = posterior(Reading(archive), window)
            series = []
            for pole in poles.poles:
                members = poles.pole(pole, on=dt.date(year, 1, 1)).states
                if not any(m in stance.record.column for m in members):
                    continue
                view = PoleView(stance, members, windows(year), wanders=False)
                for state in stance.record.states:
                    found = compare(view, state)
                    if state in members or found is None or min(found.roll_calls) < 20:
                        continue
                    kept[pole].append(abs(float(found.change.mean())))
                    if (one := alone(view, state)) is not None:
                        series.append(one)
            step, ratio = ratios(series, view) if series else (float("nan"), float("nan"))
            steps.append(step)
            print(f"{year}{len(series):8d}{step:13.4f}{ratio:16.2f}", flush=True)
    for pole, change in kept.items():
        if len(change) > 3:
            low, middle, high = np.quantile(change, [0.25, 0.5, 0.75])
            print(f"{pole:8s} {len(change):5d} changes, quartiles {low:.3f} {middle:.3f} {high:.3f}")
    together = np.quantile([c for p in ("west", "beijing") for c in kept[p]], 0.75)
    print(f"usual step {np.nanmedian(steps):.4f}; upper quartile beside the West and Beijing {together:.3f}")


if __name__ == "__main__":
    main()
