"""Hold the titles that are joined against how states voted: `check_joined_titles.py [--shared ../shared]`.

For each reworded title, the share of states that voted the same on the last resolution of the earlier wording and the
first of the later one; and, to compare with, the same for pairs under one unchanged title.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np

from poleward import box
from poleward.records.votes.bridges import MAX_GAP, asked, joined_titles, normal_title

FILES = ("unga_resolutions_1992_2025.csv", "unga_resolutions_2025_late.csv")
SAME = """
    SELECT avg((a.vote = b.vote)::INT) FROM votes a JOIN votes b USING (state)
    WHERE a.roll_call_id = ? AND b.roll_call_id = ?
    AND a.vote IN ('yes', 'no', 'abstain') AND b.vote IN ('yes', 'no', 'abstain')
"""


def titled(folder: Path) -> dict[str, dict[int, str]]:
    """Return the roll call of each normal title and session."""
    official: dict[str, str] = {}
    for name in FILES:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            official.update({row["undl_id"]: row["title"] for row in csv.DictReader(file)})
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for roll in box.roll_calls().select(["roll_call_id", "undl_id", "session", "kind"]).to_pylist():
        title = official.get(roll["undl_id"] or "")
        if title and roll["kind"] == "resolution" and roll["session"].isdecimal():
            found[normal_title(title)][int(roll["session"])] = roll["roll_call_id"]
    return found


def main() -> None:
    """Print one line for each change of wording, and the quantiles of pairs without one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    votes = box.votes()  # duckdb finds it by its name
    connection = duckdb.connect()
    connection.register("votes", votes)

    def same(one: str, other: str) -> float:
        row = connection.execute(SAME, [one, other]).fetchone()
        return float(row[0]) if row and row[0] is not None else float("nan")

    found = titled(parser.parse_args().shared / "data" / "unga")
    unchanged: dict[int, list[float]] = defaultdict(list)
    questions: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for title, sessions in found.items():
        asked_in = sorted(sessions)
        for a, b in pairwise(asked_in):
            unchanged[b - a].append(same(sessions[a], sessions[b]))
        questions[asked(title)] += [(session, title, call) for session, call in sessions.items()]
    firsts = {first for _, first in joined_titles()}
    for first in sorted(firsts & set(questions)):
        line = sorted(questions[first])
        for (a, earlier, one), (b, later, other) in pairwise(line):
            if earlier != later:
                print(f"{same(one, other):.2f}  {a}: {earlier[:70]}  ->  {b}: {later[:70]}")
    for gap in range(1, MAX_GAP + 1):
        low, middle = np.nanquantile(unchanged[gap], (0.1, 0.5))
        print(f"{gap} sessions apart, {len(unchanged[gap])} pairs: nine in ten {low:.2f} or more, half {middle:.2f}")


if __name__ == "__main__":
    main()
