"""Which positions foretell votes? Fit to session t, predict session t + 1 state by state.

    python benchmarks/positions_prediction.py [--sessions 30,40,50,60,70,76]

A roll call of session t + 1 is new, so a fifth of the states is hidden at a time: the roll call's parameters come from
the other states' votes, the hidden states' votes are foretold. Score: mean log probability of the vote cast (no,
abstain, yes), in nats; every method is mixed with 2 % of the shares on the roll call. Methods:

* shares: the shares of yes, abstain, no among the states not hidden;
* as last time: the state's vote when the same resolution (by title) was last put, right with a probability learnt from
  the others; else as `shares`;
* agreement: the votes of the states not hidden, weighted by agreement in sessions up to t to the power of 8;
* bsv, dynamic, dynamic with title bridges, dynamic in two dimensions: positions at t, averaged over 20 joint draws.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import polars as pl
from positions_data import votes

from poleward.measures.positions import Positions, positions
from poleward.measures.positions.chain import starting_items
from poleward.measures.positions.chances import log_chances
from poleward.measures.positions.items import update_items
from poleward.measures.positions.layout import lay_out

WINDOW, FOLDS, DRAWS, POWER, FLOOR = 10, 5, 20, 8, 0.02
CODES = {"no": 0, "abstain": 1, "yes": 2}


def dense(table: pl.DataFrame, states: list[str], calls: list[str]) -> np.ndarray:
    """Return (states, roll calls) outcome codes, -1 where there is none."""
    out = np.full((len(states), len(calls)), -1, dtype=np.int8)
    place, number = {s: k for k, s in enumerate(states)}, {c: k for k, c in enumerate(calls)}
    for state, call, outcome in table.select("state", "roll_call", "outcome").iter_rows():
        if state in place and call in number and outcome in CODES:
            out[place[state], number[call]] = CODES[outcome]
    return out


def shares(shown: np.ndarray) -> np.ndarray:
    """Return (roll calls, 3) smoothed shares of the outcomes that are shown."""
    counts = np.stack([(shown == k).sum(axis=0) for k in range(3)], axis=1) + np.array([0.3, 0.4, 1.0])
    return counts / counts.sum(axis=1, keepdims=True)


def as_last_time(shown: np.ndarray, last: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return (states, roll calls, 3) chances: the earlier vote is repeated with a probability learnt from `shown`."""
    out = np.broadcast_to(base, (*shown.shape, 3)).copy()
    for j in range(shown.shape[1]):
        both = (shown[:, j] >= 0) & (last[:, j] >= 0)
        if both.any():
            same = ((shown[both, j] == last[both, j]).sum() + 2.0) / (both.sum() + 3.0)
            known = last[:, j] >= 0
            out[known, j] = (1 - same) * base[j]
            out[known, j, last[known, j]] += same
    return out


def by_agreement(shown: np.ndarray, past: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return (states, roll calls, 3) chances from the shown votes of the states that agreed in the past."""
    seen = (past >= 0).astype(float)
    score = np.where(past >= 0, past / 2.0, 0.0)
    pairs = np.maximum(seen @ seen.T, 1.0)
    apart = np.zeros_like(pairs)
    for k in range(past.shape[1]):
        both = np.outer(seen[:, k], seen[:, k])
        apart += both * np.abs(score[:, k][:, None] - score[:, k][None, :])
    weight = (1.0 - apart / pairs) ** POWER
    total = np.stack([weight @ (shown == k) for k in range(3)], axis=2) + 0.5 * base[None]
    return total / total.sum(axis=2, keepdims=True)


def by_positions(found: Positions, shown: np.ndarray, states: list[str], base: np.ndarray) -> np.ndarray:
    """Return (states, roll calls, 3) chances from joint draws of the last positions."""
    latest = {found.states[s]: c for c, s in enumerate(found.cell_state)}
    known = np.array([s in latest for s in states])
    cells = np.array([latest[s] for s in states if s in latest])
    out = np.broadcast_to(base, (*shown.shape, 3)).copy()
    usable = shown[known]
    state, call = np.nonzero(usable >= 0)
    layout = lay_out(
        state,
        call,
        usable[state, call],
        np.zeros(len(state), dtype=np.int64),
        states=len(cells),
        items=usable.shape[1],
        period_time=np.zeros(1),
        absences=False,
        empty_cells=False,
    )
    total = np.zeros((len(cells), layout.items, 3))
    for theta in found.draws(DRAWS):
        place = theta[cells].astype(np.float64)
        own = place[layout.cell_state]
        item = starting_items(layout, found.dims)
        for sweep in range(10):
            update_items(
                0,
                layout.items,
                layout.item_segment,
                layout.item_cell,
                layout.kind,
                own,
                np.zeros(len(layout.item_cell)),
                np.ones((layout.cells, 3)),
                item,
                item.copy(),
                0.25,
                0.05,
                0.0,
                12.0,
                False,
                np.uint64(sweep),
                np.zeros(layout.items, dtype=np.int64),
            )
        u = place @ item[:, : found.dims].T
        for k in range(3):
            total[:, :, k] += np.exp(log_chances(np.full(u.shape, k), item[:, -2], item[:, -1], u))
    out[np.ix_(np.flatnonzero(known), layout.item_source)] = total / DRAWS
    return out


def last_votes(table: pl.DataFrame, session: int, states: list[str], calls: list[str]) -> np.ndarray:
    """Return (states, roll calls) each state's vote when a roll call's bridge was last put before `session`."""
    now = table.filter((pl.col("session") == session) & pl.col("bridge").is_not_null())
    past = table.filter((pl.col("session") < session) & pl.col("bridge").is_not_null())
    latest = past.sort("date").group_by("bridge").agg(pl.col("roll_call").last().alias("earlier"))
    pairs = now.select("roll_call", "bridge").unique().join(latest, on="bridge")
    out = np.full((len(states), len(calls)), -1, dtype=np.int8)
    for call, _, earlier in pairs.iter_rows():
        if call in calls:
            out[:, calls.index(call)] = dense(past.filter(pl.col("roll_call") == earlier), states, [earlier])[:, 0]
    return out


def score_session(table: pl.DataFrame, session: int) -> tuple[dict[str, float], int]:
    """Return the mean log score of every method on session + 1, and how many votes it covers."""
    past = table.filter((pl.col("session") <= session) & (pl.col("session") > session - WINDOW))
    target = table.filter((pl.col("session") == session + 1) & pl.col("outcome").is_in(list(CODES)))
    divided = target.group_by("roll_call").agg(pl.col("outcome").n_unique().alias("n")).filter(pl.col("n") > 1)
    calls = sorted(divided["roll_call"])
    states = sorted(set(target["state"]) & set(past["state"]))
    actual = dense(target, states, calls)
    before = dense(past, states, sorted(set(past["roll_call"])))
    last = last_votes(table, session + 1, states, calls)
    plain = past.drop("bridge")
    cast = plain.filter(pl.col("outcome") != "not_voting")
    fits = {
        "bsv": positions(cast, estimator="bsv", period="session"),
        "dynamic": positions(plain, period="session"),
        "dynamic, title bridges": positions(past, period="session"),
        "dynamic, 2 dimensions": positions(plain, period="session", dims=2),
    }
    fold = np.random.default_rng(session).permutation(len(states)) % FOLDS
    total: dict[str, float] = {}
    for f in range(FOLDS):
        shown = np.where((fold == f)[:, None], -1, actual).astype(np.int8)
        base = shares(shown)
        chances = {
            "shares": np.broadcast_to(base, (*actual.shape, 3)),
            "as last time": as_last_time(shown, last, base),
            "agreement": by_agreement(shown, before, base),
        } | {name: by_positions(found, shown, states, base) for name, found in fits.items()}
        state, call = np.nonzero((fold == f)[:, None] & (actual >= 0))
        for name, chance in chances.items():
            mixed = (1 - FLOOR) * chance[state, call] + FLOOR * base[call]
            hit = mixed[np.arange(len(state)), actual[state, call]]
            total[name] = total.get(name, 0.0) + float(np.log(hit).sum())
    n = int((actual >= 0).sum())
    return {name: value / n for name, value in total.items()}, n


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", default="30,40,50,60,70,76")
    sessions = [int(part) for part in parser.parse_args().sessions.split(",")]
    table = votes()
    names: list[str] = []
    sums: dict[str, float] = {}
    count = 0
    for session in sessions:
        scores, n = score_session(table, session)
        if not names:
            names = list(scores)
            print(f"{'session':>8s}{'votes':>8s}" + "".join(f"{name:>24s}" for name in names))
        print(f"{session + 1:8d}{n:8d}" + "".join(f"{scores[name]:24.4f}" for name in names), flush=True)
        for name in names:
            sums[name] = sums.get(name, 0.0) + scores[name] * n
        count += n
    print(f"{'all':>8s}{count:8d}" + "".join(f"{sums[name] / count:24.4f}" for name in names))


if __name__ == "__main__":
    sys.exit(main())
