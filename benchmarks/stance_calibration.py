"""Is what is said about votes right where the truth is known? Votes simulated on the real agenda and pattern of voting.

    python benchmarks/stance_calibration.py votes.duckdb [--since 2014-01-01] [--states 90] [--draws 60]

*Null*: a fit in one and in two dimensions, its states held at their means over the window, gives votes in which nobody
moves; the whole model is fitted to them, and the share of answers is counted in which the 90 % interval of a part
excludes 0, and in which "moved" is said at 80 % and more. *Change*: votes from a draw of the whole model, in which
states move as they seem to have moved; the share of 90 % intervals is counted that hold the true change and its parts
on these very questions, as drawn (which questions are asked, and wandering, left out) and as printed (with both).
*Lasting change*: states step by as much, once and for all, and wander about it from year to year; the same share is
counted of the change that lasts, which is what printed intervals are about.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np

from poleward import config
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_stance import record_of
from poleward.evaluation.placebo import BEFORE, SINCE, windows
from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.compare import PoleView, compare, weigh
from poleward.measures.stance.posterior import Record, Stance, fit
from poleward.measures.testing.simulated_stance import truth_of, votes_from, wandering
from poleward.periods import Window

PARTS = ("change", "own", "pole")
POLES = ("moscow", "west", "beijing")
WARMUP = 40


def thinned(record: Record, states: int, keep: set[str]) -> Record:
    """Return the record of some states drawn at random, and of those to keep."""
    rng = np.random.default_rng(1)
    drawn = set(rng.permutation(record.states)[:states]) | keep
    chosen = [k for k, state in enumerate(record.states) if state in drawn]
    votes = record.votes[:, chosen]
    some = (votes >= 0).any(axis=1)
    names = tuple(np.array(record.roll_calls)[some])
    return Record(tuple(record.states[k] for k in chosen), names, votes[some], record.day[some], record.title[some])


def null(again: Stance, spans: Spans, members: dict[str, tuple[str, ...]]) -> None:
    """Print how often a part excludes 0 and a move is said where nobody moved."""
    for pole, states in members.items():
        view, out, moved = PoleView(again, states, spans), [], []
        for state in again.record.states:
            found = None if state in states else compare(view, state)
            if found is None or min(found.roll_calls) < 20:
                continue
            low, high = (np.quantile([getattr(found, part) for part in PARTS], q, axis=1) for q in (0.05, 0.95))
            out.append((low > 0) | (high < 0))
            moved.append(max(weigh(found.change)[:2]) >= 0.8)
        shares = "".join(f"{share:8.3f}" for share in np.mean(out, axis=0))
        print(f"  {pole:8s}{len(out):5d}{shares}{np.mean(moved):8.3f}", flush=True)


def covered(truth: Stance, again: Stance, spans: Spans, members: dict[str, tuple[str, ...]]) -> None:
    """Print how often 90 % intervals hold what is true."""
    for pole, states in members.items():
        known = PoleView(truth, states, spans, titles_vary=False, wanders=False)
        for name, more in (("drawn", False), ("printed", True)):
            view, out = PoleView(again, states, spans, titles_vary=more, wanders=more), []
            for state in again.record.states:
                one, two = (None, None) if state in states else (compare(known, state), compare(view, state))
                if one is None or two is None or min(two.roll_calls) < 20:
                    continue
                true = np.array([float(getattr(one, part)[0]) for part in PARTS])
                low, high = (np.quantile([getattr(two, part) for part in PARTS], q, axis=1) for q in (0.05, 0.95))
                out.append((low <= true) & (true <= high))
            shares = "".join(f"{share:8.3f}" for share in np.mean(out, axis=0))
            print(f"  {pole:8s}{name:8s}{len(out):5d}{shares}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--since", type=int, default=2014)
    parser.add_argument("--states", type=int, default=90)
    parser.add_argument("--draws", type=int, default=60)
    asked = parser.parse_args()
    poles = config.load()
    window = Window(dt.date(asked.since - BEFORE, 1, 1), dt.date(asked.since + SINCE - 1, 12, 31))
    with Archive.open(asked.archive) as archive:
        whole = record_of(Reading(archive).archive, window)
    members = {pole: poles.pole(pole, on=dt.date(asked.since, 1, 1)).states for pole in POLES}
    record = thinned(whole, asked.states, {m for states in members.values() for m in states[:12]})
    spans = windows(asked.since)
    print(f"{len(record.day)} roll calls, {len(record.states)} states")
    for dims in (1, 2):
        still = truth_of(fit(record, dims=dims, warmup=WARMUP, draws=20))
        again = fit(votes_from(still, 11), warmup=WARMUP, draws=asked.draws)
        print(f"nobody moves, {dims} dimensions: 90 % interval excludes 0 ({', '.join(PARTS)}), moved at 80 %")
        null(again, spans, members)
    base = fit(record, warmup=WARMUP, draws=20)
    moving = truth_of(base, draw=19)
    again = fit(votes_from(moving, 12), warmup=WARMUP, draws=asked.draws)
    print(f"states move: 90 % intervals hold the truth ({', '.join(PARTS)})")
    covered(moving, again, spans, members)
    lasting, seen = wandering(truth_of(base), moving, spans.since[0], 13)
    again = fit(votes_from(seen, 14), warmup=WARMUP, draws=asked.draws)
    print(f"states move and wander: 90 % intervals hold the lasting change ({', '.join(PARTS)})")
    covered(lasting, again, spans, members)


if __name__ == "__main__":
    main()
