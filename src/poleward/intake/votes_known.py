"""Which roll calls of a data set the archive knows, under which identifier each is stored, and what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from poleward.archive import Archive
from poleward.outcomes import CAST, CODES, NOT_OBSERVED
from poleward.records.votes import RollCall, VoteRecords
from poleward.records.votes.dates import day_is_exact
from poleward.records.votes.identity import Match, Matrix, complete, match


def known_roll_calls(archive: Archive) -> list[RollCall]:
    """Return the archive's roll calls in a fixed order."""
    return [
        RollCall(
            key="",
            exact=row["undl_id"] is not None or day_is_exact(row["date"]),
            issues=set(row.pop("issues")),
            **{name: value for name, value in row.items() if name != "bridge"},
        )
        for row in archive.rows("SELECT * FROM roll_calls ORDER BY roll_call_id")
    ]


def _cast(outcome: str) -> int:
    """Return the code of a vote cast; another outcome tells nothing about which roll call it is."""
    return CODES[outcome] if outcome in CAST else NOT_OBSERVED


def match_known(archive: Archive, records: VoteRecords, known: list[RollCall]) -> Match:
    """Find which roll calls of a data set are known."""
    cells = records.cells
    states: list[str] = cells["state"].combine_chunks().dictionary.to_pylist()
    column = {state: j for j, state in enumerate(states)}
    width = max(len(states), 1)
    new_votes = np.full((len(records.roll_calls), width), -1, dtype=np.int8)
    names = cells["vote"].combine_chunks().dictionary.to_pylist()
    outcome = np.array([_cast(name) for name in names] or [NOT_OBSERVED], dtype=np.int8)
    new_votes[cells["roll"].to_numpy(), cells["state"].combine_chunks().indices.to_numpy()] = outcome[
        cells["vote"].combine_chunks().indices.to_numpy()
    ]

    def known_votes(wanted: Sequence[int]) -> Matrix:
        votes = np.full((len(wanted), width), -1, dtype=np.int8)
        asked = pa.table({"roll_call_id": [known[k].roll_call_id for k in wanted], "i": range(len(wanted))})
        with archive.lend("asked_", asked):
            rows = archive.query(
                "SELECT i::INTEGER AS i, state, vote FROM votes JOIN asked_ USING (roll_call_id)"
                " WHERE NOT contradicted AND vote IN ('yes', 'no', 'abstain')"
            )
        state = rows["state"].combine_chunks().dictionary_encode()
        vote = rows["vote"].combine_chunks().dictionary_encode()
        where = np.array([column.get(s, -1) for s in state.dictionary.to_pylist()] or [-1])[state.indices.to_numpy()]
        what = np.array([CODES[v] for v in vote.dictionary.to_pylist()] or [NOT_OBSERVED], np.int8)
        listed = where >= 0
        votes[rows["i"].to_numpy()[listed], where[listed]] = what[vote.indices.to_numpy()][listed]
        return votes

    return match(records.roll_calls, new_votes, known, known_votes)


def identify(
    rolls: list[RollCall], known: list[RollCall], found: Match
) -> tuple[list[str], list[RollCall], list[RollCall]]:
    """Return the stored identifier of each roll call, the new roll calls, and the known ones that learnt something."""
    used = {r.roll_call_id for r in known}
    numbers = {r.rcid: r.roll_call_id for r in known if r.rcid is not None}
    ids: list[str] = []
    new: list[RollCall] = []
    changed: list[RollCall] = []
    for roll, k in zip(rolls, found.known, strict=True):
        if k is not None:
            ids.append(known[k].roll_call_id)
            if roll.rcid is not None and numbers.get(roll.rcid, known[k].roll_call_id) != known[k].roll_call_id:
                roll.rcid = None  # a number that BSV gave to another roll call, which has it
            if complete(known[k], roll):
                changed.append(known[k])
            continue
        roll.roll_call_id = _free_id(roll, used)
        used.add(roll.roll_call_id)
        ids.append(roll.roll_call_id)
        new.append(roll)
    return ids, new, changed


def _free_id(roll: RollCall, used: set[str]) -> str:
    """Return a roll call's identifier, made different where another roll call has it already."""
    number = f"undl-{roll.undl_id}" if roll.undl_id else f"rcid-{roll.rcid}" if roll.rcid is not None else ""
    for name in (roll.roll_call_id, number, f"{number or roll.roll_call_id}@{roll.date}"):
        if name and name not in used:
            return name
    n = 2
    while f"{roll.roll_call_id}@{roll.date}-{n}" in used:
        n += 1
    return f"{roll.roll_call_id}@{roll.date}-{n}"


def roll_call_rows(rolls: list[RollCall]) -> list[dict[str, Any]]:
    """Return the rows of the table of roll calls."""
    names = (
        "roll_call_id", "symbol", "session", "date", "title", "kind", "adopted", "important", "yes", "no", "abstain",
        "not_voting", "undl_id", "rcid", "url",
    )  # fmt: skip
    return [{**{name: getattr(r, name) for name in names}, "issues": sorted(r.issues), "bridge": None} for r in rolls]


def replace_roll_calls(archive: Archive, rolls: list[RollCall]) -> None:
    """Write roll calls that learnt something over their old rows."""
    if not rolls:
        return
    ids = pa.table({"roll_call_id": [r.roll_call_id for r in rolls]})
    with archive.lend("changed_", ids):
        archive.connection.execute("DELETE FROM roll_calls WHERE roll_call_id IN (SELECT roll_call_id FROM changed_)")
    archive.append("roll_calls", roll_call_rows(rolls))
