"""How much does expected agreement wander anyway? Steps from year to year, and means of four years beside those before.

    python benchmarks/stance_wander.py votes.duckdb [--years 1963,1971,1979,1987,1995] [--seed 7]

For the eight years before each date and every state beside Moscow, the West and Beijing: the usual yearly step, the
variance of the difference of two means of four years over that of a random walk with the same steps, and how large
changes from these eight years to the four after them usually are. Over the middle nine tenths of states a walk's own
ratio is less than 1, so that beside it stands the ratio of votes in which states do walk, simulated on the same
questions: what is less returns, what is more goes on. `measures/stance/wander.py` rests on these, `SAME_WITHIN` on the
last. And how poles of one and of many members move: how far from year to year, and how far their spans differ beside
what a walk with such steps makes of it. Settings were chosen on these years.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from stance_data import GROUPS, Remembering, members_of

from poleward import config
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import posterior
from poleward.evaluation.placebo import BEFORE, SINCE, windows
from poleward.measures.stance.compare import PoleView, moves_since, season_agreement
from poleward.measures.stance.posterior import Stance, fit
from poleward.measures.stance.wander import reach, step_variances
from poleward.measures.testing.simulated_stance import truth_of, votes_from, walking
from poleward.periods import Window

YEARS = (1963, 1971, 1979, 1987, 1995)
MORE_GROUPS = ("weog", "NATO", "EU", "AU", "OAS", "OECD", "OIC", "NON-ALIGNED", "G77", "COMMONWEALTH", "FRANCOPHONIE")
SIZES, EACH, ASKED = (4, 8, 16, 32, 64), 5, 15
"""Members of groups drawn at random, groups of each size, and states asked about beside a group."""
LEAST = 20
"""Roll calls in each span."""
WALK_DRAWS = 50


def alone(view: PoleView, state: str) -> np.ndarray | None:
    """Return (draws, seasons) agreement were only the state to move; None where a season is missing."""
    column = view.stance.record.column[state]
    own, pole = view.chamber.stand(column), view.of(column)
    if own is None or pole is None or not (own.there & pole.there).all():
        return None
    return season_agreement(view, own, pole).mean(axis=2)


def ratios(series: Sequence[np.ndarray], view: PoleView) -> tuple[float, float]:
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


def views_of(stance: Stance, poles: Mapping[str, tuple[str, ...]], year: int) -> dict[str, PoleView]:
    """Return each pole that voted, before and since a year."""
    chamber = Remembering(stance, windows(year))
    return {
        pole: PoleView(stance, members, windows(year), wanders=False, chamber=chamber, asked=False)
        for pole, members in poles.items()
        if any(m in stance.record.column for m in members)
    }


def series_of(views: Mapping[str, PoleView], pairs: Sequence[tuple[str, str]]) -> list[np.ndarray]:
    """Return agreement were only the state to move, of pairs of pole and state."""
    told = (alone(views[pole], state) for pole, state in pairs)
    return [one for one in told if one is not None]


def steps_of(view: PoleView, states: Sequence[str]) -> tuple[float, float]:
    """Return the squared yearly step of a pole beside some states, and how far its spans differ: medians over states.

    The latter is the squared difference of the spans over what a walk with these steps is expected to make.
    """
    found = []
    for state in states:
        column = view.stance.record.column[state]
        own, pole = view.chamber.stand(column), view.of(column)
        weight = None if own is None or pole is None else view.seasons.weights(own.there & pole.there)
        if weight is None or column in view.columns:
            continue
        series = np.einsum("kst,s->kt", season_agreement(view, own, pole), 0.5 * (weight[0] + weight[1]))
        squares, n = step_variances(series, view.seasons, weight)
        step = float(squares.mean()) / n
        apart = float(((series @ (weight[1] - weight[0])) ** 2).mean())
        found.append((step, apart / (reach(view.seasons, weight) * step)))
    step, further = np.median(found, axis=0)
    return float(step), float(further)


def poles_apart(stance: Stance, year: int) -> dict[str, list[tuple[int, float, float]]]:
    """Return by kind of pole (members, step over that of one state, how far spans differ)."""
    rng = np.random.default_rng(year)
    masks = windows(year).masks(stance.record.day)
    there = [s for k, s in enumerate(stance.record.states)
             if all((stance.record.votes[mask, k] >= 0).sum() >= LEAST for mask in masks)]  # fmt: skip
    kinds = {
        "single states": {s: (s,) for s in rng.permutation(there)[:ASKED]},
        "states drawn at random": {f"{n} {k}": tuple(rng.permutation(there)[:n]) for n in SIZES for k in range(EACH)},
        "organisations": members_of(there, (*GROUPS, *MORE_GROUPS), dt.date(year, 1, 1)),
    }
    asked = rng.permutation(there)[:ASKED]
    found = {
        kind: [(len(view.columns), *steps_of(view, asked)) for view in views_of(stance, poles, year).values()]
        for kind, poles in kinds.items()
    }
    one = float(np.median([step for _, step, _ in found["single states"]]))
    return {kind: [(n, float(np.sqrt(step / one)), f) for n, step, f in rows] for kind, rows in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--years", default=",".join(map(str, YEARS)))
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    known, steps = config.load(), []
    kept = {pole: [] for pole in known.poles}
    apart = defaultdict(list)
    print("date  series  yearly step  variance ratio  of a walk")
    with Archive.open(asked.archive) as archive:
        for year in map(int, asked.years.split(",")):
            window = Window(dt.date(year - BEFORE, 1, 1), dt.date(year + SINCE - 1, 12, 31))
            stance = posterior(Reading(archive), window)
            poles = {pole: known.pole(pole, on=dt.date(year, 1, 1)).states for pole in known.poles}
            views, pairs = views_of(stance, poles, year), []
            for pole, view in views.items():
                for state in stance.record.states:
                    both = np.isfinite(view.observed(stance.record.column[state]))
                    two = None if state in poles[pole] else moves_since(view, state)
                    if two is not None and min((both & mask).sum() for mask in view.masks) >= LEAST:
                        kept[pole].append(abs(float(two.sum(axis=0).mean())))
                        pairs.append((pole, state))
            series = series_of(views, pairs)
            step, ratio = ratios(series, view)
            steps.append(step)
            walk = votes_from(walking(truth_of(stance), truth_of(stance, draw=5), asked.seed), asked.seed)
            walked = ratios(series_of(views_of(fit(walk, draws=WALK_DRAWS), poles, year), pairs), view)[1]
            print(f"{year}{len(series):8d}{step:13.4f}{ratio:16.2f}{walked:11.2f}", flush=True)
            for kind, told in poles_apart(stance, year).items():
                apart[kind].extend(told)
    for pole, change in kept.items():
        if len(change) > 3:
            low, middle, high = np.quantile(change, [0.25, 0.5, 0.75])
            print(f"{pole:8s} {len(change):5d} changes, quartiles {low:.3f} {middle:.3f} {high:.3f}")
    together = np.quantile([c for p in ("west", "beijing") for c in kept[p]], 0.75)
    print(f"usual step {np.nanmedian(steps):.4f}; upper quartile beside the West and Beijing {together:.3f}")
    print("members: yearly step over that of one state, and how far spans differ (a walk: 0.49), medians over poles")
    for kind, told in apart.items():
        for low, high in pairwise((1, 2, 6, 12, 25, 50, 200)):
            some = [one[1:] for one in told if low <= one[0] < high]
            if some:
                step, further = np.median(some, axis=0)
                print(f"{kind:24s}{low:4d} to {high - 1:3d}{len(some):6d} poles{step:8.2f}{further:8.2f}")


if __name__ == "__main__":
    main()
