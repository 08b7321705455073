"""How long starting takes: the first question of all, the import, the command line's help, a question on the demo.

    python benchmarks/start.py [--archive FILE] [--times N] [--first]

The *first question* is that of a new machine, from the box: with an empty home and no compiled kernel. It is asked
once, and its time on the clock is told beside that of the processors; `--first` asks nothing else.

Each is a process of its own, and the least of N tries counts, because other work on the machine only adds. *Cold* is a
new process on a copy of the archive as `poleward demo` leaves it: its span is fitted, nothing is in memory. The
question's pole and windows are new to it, or it has ranked all members between them before; *again* is the same
question in one process, as a notebook or the web app asks it. Without --archive the demo is built first, which also
compiles the kernels.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

FIRST = ("ask", "serbia", "--pole", "moscow", "--since", "2022-02-24")
QUESTION = ("UZB", "--pole", "west", "--since", "2022-02-24", "--baseline", "2014-01-01")
AGAIN = """
import sys, time, datetime as dt
from poleward import config
from poleward.answers.ask import ask
from poleward.archive import Archive
with Archive.open(sys.argv[1]) as archive:
    for n in range(2):
        before = time.process_time()
        ask(archive, "UZB", "west", dt.date(2022, 2, 24), config=config.load(), baseline=dt.date(2014, 1, 1))
    print(time.process_time() - before)
"""


def seconds_of(*words: str, environment: Mapping[str, str] = os.environ) -> float:
    """Return the processor seconds of a Python process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_question(folder: str) -> tuple[float, float]:
    """Return the seconds on the clock and of the processors for a question from the box, with a home in a folder."""
    empty = {name: str(Path(folder) / name) for name in ("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")}
    before = time.monotonic()
    processors = seconds_of("-m", "poleward", *FIRST, environment={**os.environ, **empty})
    return time.monotonic() - before, processors


def again(archive: Path) -> float:
    """Return the processor seconds of a question that the process has answered before."""
    done = subprocess.run([sys.executable, "-c", AGAIN, str(archive)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, help="poleward-demo/poleward.duckdb, where it is built already")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--first", action="store_true", help="only the first question on a new machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("the first question, new machine", "the same again"):
            clock, processors = first_question(folder)
            print(f"{name:34} {processors:7.2f} s of processors, {clock:.1f} s on the clock", flush=True)
        if options.first:
            return
        archive = options.archive
        if archive is None:
            archive = Path(folder) / "demo" / "poleward.duckdb"
            print(f"{'poleward demo':34} {seconds_of('-m', 'poleward', 'demo', '--into', str(archive.parent)):7.2f} s")
        copy = Path(folder) / "copy.duckdb"

        def cold(verb: str, words: tuple[str, ...], *, new: bool) -> float:
            if new:
                shutil.copy(archive, copy)
            return seconds_of("-m", "poleward", "--archive", str(copy), verb, *words)

        for name, work in {
            "python -c 'pass'": lambda: seconds_of("-c", "pass"),
            "import poleward": lambda: seconds_of("-c", "import poleward"),
            "poleward --help": lambda: seconds_of("-m", "poleward", "--help"),
            "poleward ask, cold, a new pole": lambda: cold("ask", QUESTION, new=True),
            "poleward ask, cold": lambda: cold("ask", QUESTION, new=False),
            "ask again in the same process": lambda: again(copy),
            "poleward drift, a new pole": lambda: cold("drift", QUESTION[1:], new=True),
            "poleward drift": lambda: cold("drift", QUESTION[1:], new=False),
        }.items():
            print(f"{name:34} {min(work() for _ in range(options.times)):7.2f} s of processors")


if __name__ == "__main__":
    main()
