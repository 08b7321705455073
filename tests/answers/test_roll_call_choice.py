"""Roll calls by issue, importance, list and condition; what the sources do not say is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from poleward.answers.roll_call_choice import Choice, choose, read_list
from poleward.archive import Archive
from poleward.channels.vote_positions import vote_table
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.intake.votes import load_votes
from poleward.periods import Window
from tests.vote_samples import BALLOTS, undl, unvotes

EVERY = Window(dt.date(1946, 1, 1), dt.date(2030, 1, 1))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("votes")
    with Archive.open(folder / "votes.duckdb", write=True) as opened:
        load_votes(opened, [*unvotes(folder), undl(folder / "bulk.csv")])
        yield opened


def symbols(archive: Archive, choice: Choice) -> set[str]:
    chosen = choose(archive, EVERY, choice).ids
    rows = archive.rows("SELECT roll_call_id, symbol FROM roll_calls")
    return {row["symbol"] for row in rows if row["roll_call_id"] in chosen}


def test_by_issue(archive: Archive) -> None:
    assert symbols(archive, Choice(issues=("di",))) == {"A/RES/50/904B"}
    assert symbols(archive, Choice(issues=("di", "hr"))) == {"A/RES/50/904B", "A/RES/69/903"}
    found = choose(archive, EVERY, Choice(issues=("di",)))
    assert found.notes[0] == "1 of 5 roll calls chosen."
    assert "after 1995-12-06 carry no flag 'di'" in found.notes[1]
    votes = vote_table(archive, EVERY, among=found.ids)
    assert set(votes["roll_call"].to_pylist()) == set(found.ids)


def test_by_a_users_list(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("symbol,why\nR/68/901,lakes\nA/RES/69/903 # and its parts?\n\nA/RES/1/1\n", encoding="utf-8")
    found = choose(archive, EVERY, Choice(listed=read_list(path)))
    assert len(found.ids) == 2, "a symbol is the vote on the whole resolution, not on its third paragraph"
    assert "1 of the list's names are no roll call here: A/RES/1/1." in found.notes


def test_by_a_condition_and_all_at_once(archive: Archive) -> None:
    lakes = Choice(where="title ILIKE '%LAKES%' -- a comment does no harm")
    assert symbols(archive, lakes) == {b.symbol for b in BALLOTS[:2]}
    assert symbols(archive, Choice(where="kind = 'paragraph' OR year(date) = 2013", issues=())) == {
        "A/RES/68/901",
        "A/RES/69/903",
    }
    with pytest.raises(NothingFoundError):
        choose(archive, EVERY, Choice(issues=("di",), where="year(date) = 2013"))


@pytest.mark.parametrize(
    "condition",
    [
        "colour = 'red'",
        "1 = 1); DROP TABLE roll_calls; SELECT (1",
        "symbol IN (SELECT content FROM read_text('/etc/hostname'))",
        "symbol IN (SELECT vote FROM votes)",
        "",
        "(SELECT count(*) FROM range(100000000000) a, range(100000000000) b WHERE a.range < b.range) > 0 AND",
    ],
)
def test_a_condition_that_cannot_be_or_reaches_out_is_refused(archive: Archive, condition: str) -> None:
    before = archive.rows("SELECT count(*) AS n FROM roll_calls")
    with pytest.raises(UnusableInputError, match="cannot be evaluated"):
        choose(archive, EVERY, Choice(where=condition))
    assert archive.rows("SELECT count(*) AS n FROM roll_calls") == before


def test_a_condition_that_never_ends_is_stopped(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.answers.roll_call_choice.SECONDS", 0.3)
    endless = "(SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range % 7 = b.range % 11) > 0"
    with pytest.raises(UnusableInputError, match=r"cannot be evaluated.*nterrupt"):
        choose(archive, EVERY, Choice(where=endless))


def test_importance_that_no_source_states_is_said(archive: Archive) -> None:
    with pytest.raises(NothingFoundError):
        choose(archive, EVERY, Choice(important=True))
    with pytest.raises(UnusableInputError, match="no issue 'xx'"):
        choose(archive, EVERY, Choice(issues=("xx",)))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "names no roll call"), (b"symbol\n", "names no roll call"), (b"\xff\xfe\x00", "not UTF-8")],
)
def test_a_list_that_cannot_be_used_is_explained(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(UnusableInputError, match=message):
        read_list(path)
    with pytest.raises(UnusableInputError, match="cannot be read"):
        read_list(tmp_path / "absent.txt")
    path.write_bytes(b"A/RES/1/1\n" * 200_000)
    with pytest.raises(UnusableInputError, match="larger than a megabyte"):
        read_list(path)
