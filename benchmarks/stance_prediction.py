"""Does the model of stance foretell votes? Fit to session t, predict session t + 1 state by state.

    python benchmarks/stance_prediction.py [--sessions 51,77] [--dims 3]

As in `positions_prediction.py`: a fifth of the states is hidden at a time, a new roll call's parameters come from the
others' votes, and chances are mixed with 2 % of the shares. A state's habit on a title is that of its last vote on it.
Dimensions, habits and the spread of their steps were chosen on sessions 46, 61 and 74.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import polars as pl
from positions_data import votes
from positions_prediction import CODES, FLOOR, FOLDS, WINDOW, dense, shares

from poleward.measures.positions.chain import starting_items
from poleward.measures.positions.items import update_items
from poleward.measures.positions.layout import lay_out
from poleward.measures.stance.posterior import Record, Stance, fit
from poleward.measures.testing.reference import log_chances

WARMUP, DRAWS, USED = 25, 30, 15


def titles(table: pl.DataFrame, calls: list[str]) -> dict[str, str]:
    """Return the bridge of each roll call that has one."""
    rolls = table.select("roll_call", "bridge").unique("roll_call").filter(pl.col("bridge").is_not_null())
    known = dict(rolls.iter_rows())
    return {call: known[call] for call in calls if call in known}


def habits(stance: Stance, states: list[str], title: np.ndarray, draw: int) -> np.ndarray:
    """Return (states, roll calls) each state's last habit on the titles (-1: none) of new roll calls."""
    held, out = stance.habits, np.zeros((len(states), len(title)))
    last = {
        (int(s), int(t)): int(held.ptr[k + 1]) - 1 for k, (s, t) in enumerate(zip(held.state, held.title, strict=True))
    }
    for i, state in enumerate(states):
        for j, asked in enumerate(title):
            vote = last.get((stance.record.column[state], int(asked)))
            out[i, j] = 0.0 if vote is None else stance.draws.habit[draw, vote]
    return out


def predicted(stance: Stance, states: list[str], shown: np.ndarray, title: np.ndarray) -> np.ndarray:
    """Return (states, roll calls, 3) chances of votes in the next session; NaN where nobody shown differs."""
    state, call = np.nonzero(shown >= 0)
    layout = lay_out(
        state, call, shown[state, call], np.zeros(len(state), dtype=np.int64), states=len(states),
        items=shown.shape[1], period_time=np.zeros(1), absences=False, empty_cells=True,
    )  # fmt: skip
    cells = [stance.cell[stance.record.column[s]].max() for s in states]
    item_of_vote = np.repeat(np.arange(layout.items), np.diff(layout.item_ptr))
    state_of_vote = layout.cell_state[layout.item_cell.astype(np.int64)]
    dims = stance.draws.theta.shape[2]
    total = np.zeros((len(states), layout.items, 3))
    for draw in range(0, DRAWS, DRAWS // USED):
        place = stance.draws.theta[draw][cells].astype(np.float64)
        own = habits(stance, states, title[layout.item_source], draw)
        item, offset = starting_items(layout, dims), np.ascontiguousarray(own[state_of_vote, item_of_vote])
        for sweep in range(8):
            update_items(
                0, layout.items, layout.item_segment, layout.item_cell, layout.kind, place[layout.cell_state], offset,
                np.ones((layout.cells, 3)), item, item.copy(), 0.25, 0.05, 0.0, 12.0, False, np.uint64(sweep),
                np.zeros(layout.items, dtype=np.int64),
            )  # fmt: skip
        u = place @ item[:, :dims].T + own
        for k in range(3):
            total[:, :, k] += np.exp(log_chances(np.full(u.shape, k), item[:, -2], item[:, -1], u))
    out = np.full((*shown.shape, 3), np.nan)
    out[:, layout.item_source] = total / len(range(0, DRAWS, DRAWS // USED))
    return out


def score_session(table: pl.DataFrame, session: int, dims: int) -> tuple[float, int]:
    """Return the sum of log probabilities of the votes of session + 1, and how many they are."""
    cast = table.filter(pl.col("outcome").is_in(list(CODES)))
    past = cast.filter((pl.col("session") <= session) & (pl.col("session") > session - WINDOW)).sort(
        "date", "roll_call"
    )
    target = cast.filter(pl.col("session") == session + 1)
    divided = target.group_by("roll_call").agg(pl.col("outcome").n_unique().alias("n")).filter(pl.col("n") > 1)
    calls, held = sorted(divided["roll_call"]), past["roll_call"].unique(maintain_order=True).to_list()
    voters = sorted(set(past["state"]))
    days = dict(past.select("roll_call", "date").unique("roll_call").iter_rows())
    bridge = titles(table, [*held, *calls])
    named = [bridge[c] for c in (*held, *calls) if c in bridge]
    number = {b: k for k, b in enumerate(b for b in sorted(set(named)) if named.count(b) > 1)}
    old, new = (np.array([number.get(bridge.get(c, ""), -1) for c in group]) for group in (held, calls))
    day = np.array([days[c].toordinal() for c in held])
    stance = fit(
        Record(tuple(voters), tuple(held), dense(past, voters, held).T, day, old), dims=dims, warmup=WARMUP, draws=DRAWS
    )
    states = sorted(set(target["state"]) & set(voters))
    actual = dense(target, states, calls)
    fold = np.random.default_rng(session).permutation(len(states)) % FOLDS
    total = 0.0
    for f in range(FOLDS):
        shown = np.where((fold == f)[:, None], -1, actual).astype(np.int8)
        base = shares(shown)
        chance = predicted(stance, states, shown, new)
        state, call = np.nonzero((fold == f)[:, None] & (actual >= 0))
        plain = base[call]
        told = np.where(np.isfinite(chance[state, call]), chance[state, call], plain)
        mixed = (1 - FLOOR) * told + FLOOR * plain
        total += float(np.log(mixed[np.arange(len(state)), actual[state, call]]).sum())
    return total, int((actual >= 0).sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", default="51,77")
    parser.add_argument("--dims", type=int, default=3)
    asked = parser.parse_args()
    table, whole, n = votes(), 0.0, 0
    for session in (int(part) for part in asked.sessions.split(",")):
        total, count = score_session(table, session, asked.dims)
        print(f"{session + 1:8d}{count:8d}{total / count:10.4f}", flush=True)
        whole, n = whole + total, n + count
    print(f"{'all':>8s}{n:8d}{whole / n:10.4f}")


if __name__ == "__main__":
    sys.exit(main())
