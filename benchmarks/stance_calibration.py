"""Is what is said about votes right where the truth is known? Votes simulated on the real agenda and pattern of voting.

    python benchmarks/stance_calibration.py votes.duckdb [--since 2014-01-01] [--states 90] [--draws 100] [--seeds 4]

*Null*: a fit in one and in two dimensions, its states held at their means over the window, gives votes in which nobody
moves; the whole model is fitted to them, and the share of answers is counted in which the 90 % interval of a part
excludes 0, and in which "moved" is said at 80 % and more. *These questions*: votes from a draw of the whole model, in
which states move as they seem to have moved; the share of 90 % intervals is counted that hold the true change and its
parts on these very questions, as drawn (which questions are asked, and wandering, left out). *Lasting change*: what
printed intervals are about. States step by as much, once and for all, and wander about it from year to year, and the
recurring questions are drawn anew; the same share is counted of the change that lasts, on the questions as they were.

Every state is asked about beside a dozen single states and a dozen groups. The states beside one pole share its part,
and the poles beside one state share the state's: standard errors are of pole and seed together (the pole's part and the
change), or of state and seed (the own move).
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from stance_data import SINGLE, Remembering, poles_of, thinned

from poleward import config
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import record_of
from poleward.evaluation.placebo import BEFORE, SINCE, windows
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, moves_since, weigh
from poleward.measures.stance.posterior import Record, Stance, fit
from poleward.measures.testing.simulated_stance import redrawn, stepping, truth_of, votes_from, walking
from poleward.periods import Window

PARTS = ("change", "own", "pole")
WARMUP, BASE_DRAWS = 40, 20
KINDS = ("single states", "groups", "both")
AS_DRAWN, AS_PRINTED = (False, False), (True, True)
"""Whether titles vary and voters wander."""

ALONE, TOGETHER = "each by itself", "as like one another as they do"
"""How states wander."""

Poles = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a state beside a pole in one simulated world: (3) of the parts, and their intervals."""

    seed: int
    pole: str
    state: str
    members: int
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    moved: bool
    true: np.ndarray

    @property
    def holds(self) -> np.ndarray:
        """(3) whether the interval holds the truth."""
        return (self.low <= self.true) & (self.true <= self.high)


def told(seed: int, again: Stance, spans: Spans, poles: Poles, how: tuple[bool, bool], truth: Stance) -> Iterator[Told]:
    """Yield what is told of every state beside every pole, and what is true of the record that it was drawn from."""
    known, found = Remembering(truth, spans), Remembering(again, spans)
    for pole, members in poles.items():
        true = PoleView(truth, members, spans, titles_vary=False, wanders=False, chamber=known, asked=False)
        view = PoleView(again, members, spans, titles_vary=how[0], wanders=how[1], chamber=found, asked=False)
        for state in again.record.states:
            one, two = (None, None) if state in members else (moves_since(true, state), moves_since(view, state))
            if one is None or two is None:
                continue
            drawn = np.stack([two.sum(axis=0), *two])
            low, high = np.quantile(drawn, [0.05, 0.95], axis=1)
            moved = max(weigh(drawn[0])[:2]) >= 0.8
            is_true = np.array([one.sum(), *one[:, 0]])
            yield Told(seed, pole, state, len(members), drawn.mean(axis=1), low, high, moved, is_true)


def clustered(values: Sequence[bool], cluster: Sequence[object]) -> str:
    """Return a share in percent with its standard error, clusters drawn as a whole."""
    share = float(np.mean(values))
    _, place = np.unique([str(one) for one in cluster], return_inverse=True)
    off = np.bincount(place, weights=np.array(values, dtype=float) - share)
    return f"{100 * share:7.1f} ({100 * float(np.sqrt((off**2).sum())) / len(values):.1f})"


def shares(rows: Sequence[Told], counted: Sequence[np.ndarray]) -> str:
    """Return the share of each part that counts."""
    by_pole, by_state = ([(row.seed, getattr(row, name)) for row in rows] for name in ("pole", "state"))
    clusters = {"change": by_pole, "own": by_state, "pole": by_pole}
    return "  ".join(clustered([c[k] for c in counted], clusters[part]) for k, part in enumerate(PARTS))


def print_held(rows: Sequence[Told]) -> None:
    """Print how often 90 % intervals hold what is true, beside single states, groups, and both."""
    for kind in KINDS:
        some = [row for row in rows if kind == "both" or (row.pole in SINGLE) == (kind == "single states")]
        print(f"  {kind:14s}{len(some):7d} {shares(some, [row.holds for row in some])}")
    by_pole = {pole: [row for row in rows if row.pole == pole] for pole in {row.pole: None for row in rows}}
    for pole, some in by_pole.items():
        error = np.sqrt(np.mean([(row.mean - row.true) ** 2 for row in some], axis=0))
        width = np.mean([row.high - row.low for row in some], axis=0) / 3.29
        held = np.mean([row.holds for row in some], axis=0)
        text = "  ".join(
            f"{100 * h:5.0f} ({100 * e:.1f} of {100 * w:.1f})" for h, e, w in zip(held, error, width, strict=True)
        )
        print(f"    {pole:22s}{some[0].members:4d} members {text}", flush=True)


def print_said(rows: Sequence[Told]) -> None:
    """Print how often a part excludes 0 and a move is said where nobody moved."""
    for kind in KINDS:
        some = [row for row in rows if kind == "both" or (row.pole in SINGLE) == (kind == "single states")]
        excluded = [(row.low > 0) | (row.high < 0) for row in some]
        said = clustered([row.moved for row in some], [(row.seed, row.pole) for row in some])
        print(f"  {kind:14s}{len(some):7d} {shares(some, excluded)}  moved {said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--since", type=int, default=2014)
    parser.add_argument("--states", type=int, default=90)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=4)
    asked = parser.parse_args()
    day, spans = dt.date(asked.since, 1, 1), windows(asked.since)
    window = Window(dt.date(asked.since - BEFORE, 1, 1), dt.date(asked.since + SINCE - 1, 12, 31))
    with Archive.open(asked.archive) as archive:
        whole = record_of(Reading(archive).archive, window)
    record = thinned(whole, asked.states, {*SINGLE, *config.load().pole("west", on=day).states})
    poles = poles_of(record, day)
    print(f"{len(record.day)} roll calls, {len(record.states)} states, {len(poles)} poles; {', '.join(PARTS)}")

    def again(votes: Record) -> Stance:
        return fit(votes, warmup=WARMUP, draws=asked.draws)

    for dims in (1, 2):
        still = truth_of(fit(record, dims=dims, warmup=WARMUP, draws=BASE_DRAWS))
        print(f"nobody moves, {dims} dimensions: % of 90 % intervals that exclude 0")
        said = list[Told]()
        for seed in range(max(1, asked.seeds // 4)):
            said.extend(told(seed, again(votes_from(still, 1100 + seed)), spans, poles, AS_PRINTED, still))
        print_said(said)
    base = fit(record, warmup=WARMUP, draws=BASE_DRAWS)
    drawn, printed = list[Told](), {name: list[Told]() for name in (ALONE, TOGETHER)}
    for seed in range(asked.seeds):
        moving = truth_of(base, draw=seed % BASE_DRAWS)
        if seed < max(1, asked.seeds // 2):
            drawn.extend(told(seed, again(votes_from(moving, 1200 + seed)), spans, poles, AS_DRAWN, moving))
        lasting = stepping(truth_of(base), moving, spans.since[0])
        for name, rows in printed.items():
            seen = walking(lasting, moving, 1300 + seed, spans.since[0], together=name == TOGETHER)
            rows.extend(told(seed, again(redrawn(seen, spans, 1400 + seed)), spans, poles, AS_PRINTED, lasting))
    print("states move: % of intervals as drawn that hold what happened on these questions")
    print_held(drawn)
    for name, rows in printed.items():
        print(f"states step and wander {name}, questions are drawn anew: % as printed that hold the lasting change")
        print_held(rows)


if __name__ == "__main__":
    main()
