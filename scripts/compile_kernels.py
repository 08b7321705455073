"""Compile what estimates stance and sifts event files, on invented input, so that nobody waits: `compile_kernels.py`.

The machine code is kept beside the source, or in the user's cache folder where that cannot be written.
"""

from __future__ import annotations

import io

import numpy as np

from poleward.measures.stance.compare import PoleView, Spans, contributions
from poleward.measures.stance.posterior import Record, fit
from poleward.measures.stance.ranking import moves_of
from poleward.measures.stance.stance_path import path_of
from poleward.records.events.layouts import GDELT2
from poleward.records.events.sieve import sift

STATES, QUESTIONS, TIMES = 12, 6, 4
FIRST_DAY, GAP = 736330, 200


def record() -> Record:
    """Return twelve states' votes on six questions, each asked four times."""
    rng = np.random.default_rng(1)
    lean = rng.standard_normal((TIMES, QUESTIONS, STATES)) + np.linspace(-1, 1, STATES)
    votes = np.digitize(lean, [-0.5, 0.3]).astype(np.int8).reshape(-1, STATES)
    calls = TIMES * QUESTIONS
    names = ("USA", "RUS", *(f"S{k:02d}" for k in range(2, STATES)))
    day = FIRST_DAY + GAP * np.repeat(np.arange(TIMES), QUESTIONS)
    return Record(names, tuple(f"R{k}" for k in range(calls)), votes, day, np.arange(calls) % QUESTIONS)


def main() -> None:
    """Run every kernel once."""
    made = fit(record(), warmup=2, draws=2)
    half = FIRST_DAY + GAP * (TIMES // 2)
    view = PoleView(made, ("RUS", "USA"), Spans((FIRST_DAY, half - 1), (half, half + TIMES * GAP)))
    moves_of(view)
    contributions(view, "S02")
    path_of(view, "S02")
    sift(io.BytesIO(b"1\t20230101\n"), io.BytesIO(), GDELT2)


if __name__ == "__main__":
    main()
