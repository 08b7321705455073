"""Do paths foretell votes? Fitted to month t, the votes of all states in the twelve months after it.

    python benchmarks/paths_prediction.py [--ends 1978-07,1999-07,2010-07,2021-07]

A roll call of the year to come is new, so its parameters must come from somebody's votes: a fifth of the states is
hidden at a time after month t, the others' votes place the roll call, the hidden states' votes are foretold from their
paths as month t left them. Only roll calls that divide the states. Score: mean log probability of the vote cast (no,
abstain, yes), in nats; every method is mixed with 2 % of the shares on the roll call. Methods:

* shares: the shares of yes, abstain, no among the states not hidden;
* majority: the state votes with the majority as often as in the last twelve months before t, else as the others do;
* pole: the same with the side that Russia or the United States took, whichever it agreed with more;
* agreement: the votes of the states not hidden, weighted by agreement in the twelve months before t to the power of 8;
* positions: yearly positions of the dynamic estimator, the last mean before t, with the same roll calls' parameters;
* paths: the forecast of the path, jumps, passing deviations and all.
"""

from __future__ import annotations

import argparse
import datetime as dt

import numpy as np
import polars as pl
from paths_data import with_positions
from positions_data import votes
from positions_prediction import CODES, FLOOR, FOLDS, by_agreement, dense, shares

from poleward.channels.vote_paths import SETTINGS
from poleward.measures.paths.filtering import passing_kernel

YEARS_BEFORE = 8
POLES = ("RUS", "USA")


def as_often_as_before(shown: np.ndarray, past: np.ndarray, side: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return (states, roll calls, 3): each state takes a side as often as before, else votes as the others do.

    Parameters
    ----------
    side, before
        (roll calls) the side's outcome now, and (roll calls before) then; -1 where it took none.
    """
    base = shares(shown)
    known = (past >= 0) & (before >= 0)[None, :]
    with_it = (((past == before[None, :]) & known).sum(axis=1) + 2.0) / (known.sum(axis=1) + 3.0)
    out = np.broadcast_to(base, (*shown.shape, 3)).copy()
    for j in np.flatnonzero(side >= 0):
        rest = base[j].copy()
        rest[side[j]] = 0.0
        out[:, j] = (1 - with_it)[:, None] * rest / rest.sum()
        out[:, j, side[j]] = with_it
    return out


def majority(outcomes: np.ndarray) -> np.ndarray:
    """Return (roll calls) the commonest outcome."""
    return np.argmax(np.stack([(outcomes == k).sum(axis=0) for k in range(3)]), axis=0)


def by_pole(shown: np.ndarray, past: np.ndarray, actual: np.ndarray, states: list[str]) -> np.ndarray:
    """Return (states, roll calls, 3) with the pole that each state agreed with more; poles' own votes are known."""
    places = [states.index(p) for p in POLES if p in states]
    agree = np.stack([((past == past[p]) & (past >= 0) & (past[p] >= 0)).sum(axis=1) for p in places])
    chances = [as_often_as_before(shown, past, actual[p], past[p]) for p in places]
    best = agree.argmax(axis=0)
    return np.stack(chances)[best, np.arange(len(states))]


def by_paths(table: pl.DataFrame, hidden: set[str], end: dt.date, states: list[str], calls: list[str],
             base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return (states, roll calls, 3) twice: by the last yearly mean before `end`, and by the forecast of the path."""
    paths, found = with_positions(table.filter(~(pl.col("state").is_in(hidden) & (pl.col("date") > end))))
    passing = passing_kernel(paths.grid, SETTINGS)
    place = {name: j for j, name in enumerate(found.roll_calls)}
    days = dict(table.select("roll_call", "date").iter_rows())
    plain = np.broadcast_to(base, (len(states), len(calls), 3)).copy()
    forecast = plain.copy()
    usable = [j for j, call in enumerate(calls) if call in place]
    items = np.array([place[calls[j]] for j in usable])
    chances = np.exp(paths.table[items])
    months = [days[calls[j]].year * 12 + days[calls[j]].month - 1 - paths.first for j in usable]
    last = {}
    for s, t, mean in zip(found.cell_state, found.cell_period, found.mean[:, 0], strict=True):
        if int(found.periods[t]) < end.year or (int(found.periods[t]) == end.year and end.month == 12):
            last[found.states[s]] = mean
    for i, state in enumerate(states):
        if state in paths.states:
            level = paths.smoothed.level[paths.states.index(state)][months] @ passing
            forecast[i, usable] = np.einsum("jg,jkg->jk", level, chances)
        if state in last:
            nearest = int(np.abs(paths.grid.levels - last[state]).argmin())
            plain[i, usable] = chances[:, :, nearest]
    return plain, forecast


def score(table: pl.DataFrame, end: dt.date) -> tuple[dict[str, float], int]:
    """Return the mean log score of every method on the twelve months after a month, and how many votes it covers."""
    stop, start = end.replace(year=end.year + 1), end.replace(year=end.year - YEARS_BEFORE)
    near = table.filter((pl.col("date") > start) & (pl.col("date") <= stop) & (pl.col("outcome") != "not_voting"))
    target, past = near.filter(pl.col("date") > end), near.filter(pl.col("date") <= end)
    year = past.filter(pl.col("date") > end.replace(year=end.year - 1))
    divided = target.group_by("roll_call").agg(pl.col("outcome").n_unique().alias("n")).filter(pl.col("n") > 1)
    calls = sorted(divided["roll_call"])
    states = sorted(set(target["state"]) & set(year["state"]))
    actual = dense(target.filter(pl.col("outcome").is_in(list(CODES))), states, calls)
    before = dense(year, states, sorted(set(year["roll_call"])))
    # The poles are never hidden, since one baseline needs their votes: nobody's are scored that are seen.
    fold = np.random.default_rng(end.year).permutation(len(states)) % FOLDS
    fold[[states.index(p) for p in POLES if p in states]] = -1
    total: dict[str, float] = {}
    for f in range(FOLDS):
        shown = np.where((fold == f)[:, None], -1, actual).astype(np.int8)
        base = shares(shown)
        hidden = {s for s, mine in zip(states, fold, strict=True) if mine == f}
        yearly, forecast = by_paths(near, hidden, end, states, calls, base)
        chances = {
            "shares": np.broadcast_to(base, (*actual.shape, 3)),
            "majority": as_often_as_before(shown, before, majority(shown), majority(before)),
            "pole": by_pole(shown, before, actual, states),
            "agreement": by_agreement(shown, before, base),
            "positions": yearly,
            "paths": forecast,
        }
        state, call = np.nonzero((fold == f)[:, None] & (actual >= 0))
        for name, chance in chances.items():
            mixed = (1 - FLOOR) * chance[state, call] + FLOOR * base[call]
            total[name] = total.get(name, 0.0) + float(np.log(mixed[np.arange(len(state)), actual[state, call]]).sum())
    n = int((actual[fold >= 0] >= 0).sum())
    return {name: value / n for name, value in total.items()}, n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ends", default="1978-07,1999-07,2010-07,2021-07")
    ends = [dt.date.fromisoformat(f"{part}-31") for part in parser.parse_args().ends.split(",")]
    table = votes()
    names: list[str] = []
    rows = []
    for end in ends:
        scores, n = score(table, end)
        if not names:
            names = list(scores)
            print(f"{'after':>10}{'votes':>8}" + "".join(f"{name:>12}" for name in names))
        rows.append((n, scores))
        print(f"{end:%Y-%m}".rjust(10) + f"{n:8d}" + "".join(f"{scores[name]:12.4f}" for name in names), flush=True)
    count = sum(n for n, _ in rows)
    print(f"{'all':>10}{count:8d}" + "".join(f"{sum(n * r[k] for n, r in rows) / count:12.4f}" for k in names))


if __name__ == "__main__":
    main()
