"""How long loading a file of roll calls into a new archive takes, beside what pandas needs only to read it.

    python benchmarks/load_votes.py FILE...

Each FILE (or several joined by '+', where they belong together) is loaded in a process of its own, so that the memory
is that of one loading. Without a FILE, a file of 500,000 votes in the UN Digital Library's two-file layout is made.
"""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from poleward.actors import load_registry

LOAD = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from poleward.archive import Archive
from poleward.intake.votes import load_votes
with Archive.open(sys.argv[1], write=True) as archive:
    report = load_votes(archive, [Path(p) for p in sys.argv[2:]])
    stored = archive.count("votes")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "rows": report.rows_read, "votes": stored, "mb": peak / 1024}))
"""
PANDAS = """
import json, sys, time
import pandas as pd
start = time.perf_counter()
for path in sys.argv[1:]:
    pd.read_csv(path, dtype=str, keep_default_na=False)
print(json.dumps({"seconds": time.perf_counter() - start}))
"""


def made_up(folder: Path) -> Path:
    """Write 2,600 roll calls of 193 states, our own numbers."""
    states = sorted(load_registry().members(date(2015, 1, 1)))
    path = folder / "made_up.csv.gz"
    outcome = itertools.cycle("YYYYANYYX")
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write("undl_id,resolution,date,iso3,vote\n")
        for n in range(2_600):
            session, number = 50 + n // 100, n % 100 + 1
            head = f"{900_000 + n},A/RES/{session}/{number},{1945 + session}-12-{n % 28 + 1:02d}"
            out.writelines(f"{head},{state},{next(outcome)}\n" for state in states)
    return path


def in_its_own_process(code: str, arguments: list[str]) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def load(paths: list[Path], folder: Path) -> dict[str, float]:
    archive = folder / "archive.duckdb"
    archive.unlink(missing_ok=True)
    return in_its_own_process(LOAD, [str(archive), *map(str, paths)])


def plain_read(paths: list[Path]) -> float:
    return in_its_own_process(PANDAS, [str(path) for path in paths])["seconds"]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = [[Path(part) for part in arg.split("+")] for arg in sys.argv[1:]] or [[made_up(folder)]]
        print(f"{'file':<44}{'rows':>10}{'seconds':>9}{'pandas':>8}{'ratio':>7}{'MB':>6}")
        for paths in sets:
            plain = plain_read(paths)
            took = load(paths, folder)
            label = " + ".join(path.name for path in paths)
            print(
                f"{label[:43]:<44}{took['rows']:>10.0f}{took['seconds']:>9.2f}{plain:>8.2f}"
                f"{took['seconds'] / plain:>7.1f}{took['mb']:>6.0f}"
            )


if __name__ == "__main__":
    main()
