"""Real votes for tests, taken from the box: its roll calls as a file of the UN Digital Library, and a small choice."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from poleward import box

LETTERS = {"yes": "Y", "no": "N", "abstain": "A", "not_voting": "X"}
COLUMNS = ("undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "title", "undl_link")
SESSIONS = tuple(str(n) for n in range(69, 80))


@cache
def recurring() -> tuple[dict[str, Any], ...]:
    """Return what was asked in each of the sessions 69 to 79 and divided a quarter of the states, and on Ukraine."""
    known = [r for r in box.roll_calls().to_pylist() if r["undl_id"] and r["symbol"] and r["date"].year >= 2014]
    among = [r for r in known if r["session"] in SESSIONS and 4 * r["yes"] <= 3 * (r["yes"] + r["no"] + r["abstain"])]
    asked = Counter(bridge for bridge, _ in {(r["bridge"], r["session"]) for r in among})
    chosen = [r for r in known if "ru" in r["issues"] or (r in among and asked[r["bridge"]] == len(SESSIONS))]
    return tuple(sorted(chosen, key=lambda r: (r["date"], r["symbol"])))


@cache
def votes() -> dict[str, dict[str, str]]:
    """Return each roll call's uncontradicted votes, by state."""
    found: dict[str, dict[str, str]] = {}
    for name, state, vote, contradicted in zip(
        *(box.votes()[c].to_pylist() for c in ("roll_call_id", "state", "vote", "contradicted")), strict=True
    ):
        if vote in LETTERS and not contradicted:
            found.setdefault(name, {})[state] = vote
    return found


def undl_file(path: Path, roll_calls: tuple[dict[str, Any], ...]) -> Path:
    """Write roll calls in the columns of the UN Digital Library's bulk file."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for r in roll_calls:
            for state, vote in sorted(votes()[r["roll_call_id"]].items()):
                writer.writerow(
                    (r["undl_id"], state, state, LETTERS[vote], r["date"], r["session"], r["symbol"], r["title"],
                     r["url"])
                )  # fmt: skip
    return path
