"""The box's form: the same tables give the same bytes, and the bytes give the tables back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.archive.rows import to_arrow
from poleward.box.pack import FIELDS, compress, expand, pack, unpack_roll_calls, unpack_votes
from poleward.errors import UnusableInputError
from poleward.outcomes import OUTCOMES
from poleward.tables import ROLL_CALLS, VOTES_TABLE

STATES = ("AFG", "KAZ", "RUS", "USA")
SOURCES = (["undl"], ["undl", "unvotes"], ["voeten"])
CELL = st.one_of(
    st.none(),
    st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(SOURCES)),
    st.permutations(OUTCOMES).map(lambda votes: votes[:2]),
)
TITLE = st.one_of(st.none(), st.sampled_from(["Embargo", "A «quoted» question", 'Côte d\'Ivoire, "today"']))


def _tables(titles: list[str | None], grid: list[list[Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rolls: list[dict[str, Any]] = [
        {
            **dict.fromkeys(FIELDS), "roll_call_id": f"A/RES/68/{i}", "session": "68", "date": date(2014, 1, 1 + i),
            "precision": "day", "title": title, "kind": "resolution", "issues": ["hr", "nu"] if i % 2 else [],
            "adopted": True if i else None, "yes": i, "undl_id": "76756" + str(i) if i else None,
            "important": False,
        }
        for i, title in enumerate(titles)
    ]  # fmt: skip
    votes: list[dict[str, Any]] = []
    for roll, row in zip(rolls, grid, strict=True):
        for state, cell in zip(STATES, row, strict=True):
            sides = [] if cell is None else [(cell[0], cell[1], False)]
            if isinstance(cell, list):
                sides = [(cell[0], ["undl"], True), (cell[1], ["voeten"], True)]
            votes += [
                {"roll_call_id": roll["roll_call_id"], "state": state, "vote": v, "sources": s, "contradicted": c}
                for v, s, c in sides
            ]
    return rolls, sorted(votes, key=lambda v: (v["roll_call_id"], v["state"], v["vote"]))


@settings(max_examples=60)
@given(st.data())
def test_what_is_packed_comes_out(data: st.DataObject) -> None:
    titles = data.draw(st.lists(TITLE, min_size=1, max_size=8))
    grid = [data.draw(st.lists(CELL, min_size=4, max_size=4)) for _ in titles]
    grid[0][0] = ("yes", ["undl"])
    rolls, votes = _tables(titles, grid)
    files = pack(rolls, to_arrow(VOTES_TABLE, votes))
    assert pack(list(reversed(rolls)), to_arrow(VOTES_TABLE, votes[::-1])) == files
    assert unpack_votes(files).to_pylist() == votes
    back = unpack_roll_calls(files).to_pylist()
    assert [{k: r[k] for k in FIELDS if k != "lineage"} for r in back] == [
        {k: r[k] for k in FIELDS if k != "lineage"} for r in rolls
    ]
    assert set(ROLL_CALLS.names) < set(back[0])
    assert {r["url"] for r in back if r["undl_id"] is None} <= {None}
    said = [sorted({s for v in votes if v["roll_call_id"] == r["roll_call_id"] for s in v["sources"]}) for r in rolls]
    assert [r["lineage"] or "" for r in back] == ["+".join(s) for s in said]


def test_damaged_files_are_refused_in_words() -> None:
    whole = compress(b"abc" * 1000)
    assert expand(whole, "votes.txt") == b"abc" * 1000
    for damaged in (whole[:40], b"PK\x03\x04" + whole, whole[:20] + b"\x00" * 8 + whole[28:]):
        with pytest.raises(UnusableInputError, match=r"votes\.txt"):
            expand(damaged, "votes.txt")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.box.pack.MAX_BYTES", 10_000)
    with pytest.raises(UnusableInputError, match="too large"):
        expand(compress(b"\x00" * 20_000), "votes.txt")
