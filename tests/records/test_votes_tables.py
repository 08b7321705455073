"""What is made of stored votes: arrays for the measures, bridges between years, the table of consistency."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from poleward.outcomes import OUTCOMES
from poleward.records.votes import consistency, matrix
from poleward.records.votes.bridges import Titled, bridges, joined_titles, normal_title

CELLS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["KAZ", "RUS", "USA", "UZB"]), st.sampled_from(OUTCOMES), st.booleans()
    ),
    max_size=60,
    unique_by=lambda cell: cell[:2],
)


def _tables(cells: list[tuple[int, str, str, bool]]) -> tuple[pa.Table, pa.Table]:
    rolls = pa.table(
        {
            "roll_call_id": [f"r{i}" for i in range(5)],
            "date": pa.array([date(2020, 5 - i, 1) for i in range(5)], pa.date32()),
        }
    )
    votes = pa.table(
        {
            "roll_call_id": pa.array([f"r{r}" for r, _, _, _ in cells], pa.string()),
            "state": pa.array([s for _, s, _, _ in cells], pa.string()),
            "vote": pa.array([v for _, _, v, _ in cells], pa.string()),
            "contradicted": pa.array([c for _, _, _, c in cells], pa.bool_()),
        }
    )
    return rolls, votes


@given(CELLS)
def test_arrays_hold_every_cell_that_is_not_contradicted(cells: list[tuple[int, str, str, bool]]) -> None:
    rolls, votes = _tables(cells)
    found = matrix(rolls, votes)
    assert found.roll_call_ids == ("r4", "r3", "r2", "r1", "r0")
    assert list(found.dates) == sorted(found.dates)
    said = {
        (found.roll_call_ids[r], found.states[s], OUTCOMES[o])
        for r, s, o in zip(found.roll_call, found.state, found.outcome, strict=True)
    }
    assert said == {(f"r{r}", s, v) for r, s, v, doubtful in cells if not doubtful and r < 5}
    assert found.contradicted == sum(doubtful and r < 5 for r, _, _, doubtful in cells)
    dense = found.dense()
    assert dense.shape == (5, len(found.states))
    assert (dense >= 0).sum() == len(said)
    encoded = votes.set_column(1, "state", votes["state"].dictionary_encode())
    assert np.array_equal(matrix(rolls, encoded).dense(), dense)


def test_arrays_of_chosen_states_keep_their_columns() -> None:
    rolls, votes = _tables([(0, "KAZ", "yes", False)])
    found = matrix(rolls, votes, states=["UZB", "KAZ"])
    assert found.states == ("KAZ", "UZB")
    assert found.dense()[:, 1].tolist() == [-1] * 5


def test_titles_bridge_sessions_only_where_they_are_equal_and_single() -> None:
    def roll(name: str, session: str, title: str, kind: str = "resolution") -> Titled:
        return Titled(name, session, kind, title)

    found = bridges(
        [
            roll("a", "60", "Question of the great lakes"),
            roll("b", "61", "Question of the Great Lakes."),
            roll("c", "66", "Question of the great lakes"),  # too late for the run, alone after it
            roll("d", "60", "Report for the year 2005"),
            roll("e", "61", "Report for the year 2006"),
            roll("f", "60", "Twice in one session"),
            roll("g", "60", "Twice in one session"),
            roll("h", "61", "Twice in one session"),
            roll("i", "62", "Question of the great lakes", kind="paragraph"),
            roll("j", "70", "Too short"),
            roll("k", "71", "Too short"),
        ]
    )
    assert set(found) == {"a", "b"}
    assert found["a"] == found["b"]


def test_a_reworded_title_is_the_question_it_was_and_what_a_publisher_adds_is_no_part_of_it() -> None:
    titles = {
        "a": ("66", "Inadmissibility of certain practices that contribute to fuelling contemporary forms of racism"),
        "b": (
            "67",
            "Glorification of Nazism : inadmissibility of certain practices that contribute to fuel racism",
        ),
        "c": ("68", "Combating glorification of Nazism and other practices"),
        "d": ("71", "Combating glorification of Nazism, neo-Nazism and other practices that contrib..."),
        "e": ("59", "Human rights and the lakes : resolution / adopted by the General"),
        "f": ("60", "Human rights and the lakes"),
        "g": ("60", "Human rights and the rivers"),
    }
    found = bridges(Titled(name, session, "resolution", title) for name, (session, title) in titles.items())
    assert len({found[name] for name in "abcd"}) == 1
    assert found["e"] == found["f"] != found["a"]
    assert "g" not in found


def test_no_wording_that_is_joined_hides_another_one() -> None:
    """A beginning that is the beginning of another, of another question, would take its titles."""
    table = joined_titles()
    for begins, first in table:
        assert normal_title(begins) == begins
        assert {f for b, f in table if begins.startswith(b)} == {first}


@given(st.text(max_size=60))
def test_normal_titles_are_stable(title: str) -> None:
    assert normal_title(normal_title(title)) == normal_title(title)


def test_the_table_of_consistency() -> None:
    def roll(name: str, session: str, day: date, symbol: str | None, kind: str = "resolution") -> dict[str, object]:
        return {
            "roll_call_id": name, "symbol": symbol, "session": session, "date": day, "kind": kind, "adopted": True,
            "bridge": None,
        }  # fmt: skip

    rolls = pa.Table.from_pylist(
        [
            roll("a", "18", date(1963, 11, 1), None, "draft"),
            roll("b", "20", date(1965, 12, 1), "A/RES/2050(XX)A"),
            roll("c", "20", date(1965, 12, 1), "A/RES/2050(XX)B"),
            roll("d", "ES-5", date(1967, 7, 4), None, "draft"),
        ]
    )
    votes = pa.Table.from_pylist(
        [
            {"roll_call_id": r, "state": s, "vote": v, "contradicted": c}
            for r, s, v, c in [
                ("a", "USA", "yes", False), ("b", "USA", "no", False), ("c", "USA", "no", False),
                ("d", "USA", "no", True), ("d", "USA", "yes", True), ("a", "IDN", "not_a_member", False),
            ]
        ]
    )  # fmt: skip
    found = consistency(rolls, votes)
    assert found.missing_sessions == (19,)
    assert found.packages["roll_call_ids"].to_pylist() == [["b", "c"]]
    by_session = {row["session"]: row for row in found.sessions.to_pylist()}
    assert by_session["ES-5"]["in_session"] == 21
    assert by_session["ES-5"]["contradicted"] == 1
    assert by_session["18"]["not_a_member"] == 1
    assert any("session 19" in line for line in found.lines())
