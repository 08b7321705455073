"""Compile the kernels of a fit before they are called for: two processes, each with a share of them.

On a new machine compiling takes longer than the fit. The compiler holds the interpreter, so that threads would compile
one after the other; what processes compile is kept on disk, where this one finds it. Each compiles its share by running
it once on invented votes. Where anything goes wrong the kernels are compiled when they are called.

    python -m poleward.measures.stance.compiling SHARE
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL
from typing import Literal, get_args

import numpy as np

from poleward.measures.positions._jit import to_be_compiled
from poleward.measures.positions.chain import ChainSettings, open_chain, place_states, thread_count
from poleward.measures.positions.dynamic import PeriodMoves, update_chain_paths
from poleward.measures.positions.items import update_items
from poleward.measures.positions.moves import move_periods
from poleward.measures.positions.walk import update_paths
from poleward.measures.stance.fit import Sampler
from poleward.measures.stance.habit_moves import shift_states, turn_titles
from poleward.measures.stance.habits import update_habits
from poleward.measures.stance.posterior import Record, lay_out_record

Share = Literal["roll-calls", "states"]
"""Of about equal weight."""
KERNELS = (update_items, move_periods, update_paths, update_habits, shift_states, turn_titles)
"""Those that a fit calls; each holds the code of those that it calls."""
STATES, QUESTIONS, TIMES = 12, 6, 4
FIRST_DAY, GAP = 736330, 200
"""Of the invented votes: enough that every kind of vote and a habit is among them; days."""
LESS_OPTIMISED = {"NUMBA_OPT": "1", "NUMBA_LOOP_VECTORIZE": "0"}
"""A fifth less to compile. What a kernel does is look up tables and follow indices: it runs as fast, and to the same
draws."""

_running: list[subprocess.Popen[bytes]] = []
_starting = threading.Lock()


def needed() -> bool:
    """Whether a kernel of a fit is not on disk yet."""
    return any(to_be_compiled(one) for one in KERNELS)


def start() -> None:
    """Begin to compile what the disk does not hold; nothing where it holds all, or there is one processor."""
    is_python = "python" in Path(sys.executable or "").name.lower()  # not so where Python is part of another program
    with _starting:
        if _running or not is_python or thread_count(None) < 2 or not needed():
            return
        found_here = {**os.environ, **LESS_OPTIMISED, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        for share in get_args(Share):
            command = [sys.executable, "-P", "-m", __name__, share]
            with suppress(OSError):
                child = subprocess.Popen(command, env=found_here, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603
                _running.append(child)


def wait() -> None:
    """Return when all that was begun is compiled."""
    for one in _running:
        one.wait()


def invented() -> Record:
    """Return twelve states' votes on six questions, each asked four times."""
    rng = np.random.default_rng(1)
    lean = rng.standard_normal((TIMES, QUESTIONS, STATES)) + np.linspace(-1, 1, STATES)
    votes = np.digitize(lean, [-0.5, 0.3]).astype(np.int8).reshape(-1, STATES)
    calls = TIMES * QUESTIONS
    names = ("USA", "RUS", *(f"S{k:02d}" for k in range(2, STATES)))
    day = FIRST_DAY + GAP * np.repeat(np.arange(TIMES), QUESTIONS)
    return Record(names, tuple(f"R{k}" for k in range(calls)), votes, day, np.arange(calls) % QUESTIONS)


def run(share: Share) -> None:
    """Run a share of the kernels once."""
    _, layout, habits = lay_out_record(invented())
    with open_chain(layout, ChainSettings(dims=2, threads=1)) as chain:
        sampler = Sampler(chain, habits)
        if share == "roll-calls":
            place_states(chain)
            PeriodMoves.of(chain).move(sampler.walk, sampler.rng, 0, 1.0, 1.0)
        else:
            update_chain_paths(chain, sampler.walk, 0, draw=True)
            sampler.draw_habits(0, draw=True)
            sampler.move(0)


if __name__ == "__main__":
    run(sys.argv[1])  # type: ignore[arg-type]
