"""The box in an archive: put in once, joined to what is there, replaced by a publisher's newer word."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from poleward import box
from poleward.archive import Archive
from poleward.errors import ArchiveBusyError, UnusableInputError
from poleward.intake import box as put
from poleward.intake.votes import load_votes
from tests import vote_samples as sample
from tests.box_samples import undl_file

EMBARGO = "Necessity of ending the economic, commercial and financial embargo of an island"
KNOWN = ("4091600", "A/RES/80/4", date(2025, 10, 29))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that holds the box and nothing else."""
    path = tmp_path_factory.mktemp("box") / "box.duckdb"
    put.open_archive(path, write=True, with_box=True).close()
    return path


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copy(made, tmp_path / "own.duckdb")
    with put.open_archive(tmp_path / "own.duckdb", write=True) as opened:
        yield opened


def _file(path: Path, rolls: list[tuple[str, str, date, str, dict[str, str]]]) -> Path:
    """Write roll calls as the UN Digital Library's bulk file."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "title"])
        for undl_id, symbol, day, title, votes in rolls:
            for state, vote in votes.items():
                writer.writerow([undl_id, state, "", vote, day.isoformat(), symbol.split("/")[2], symbol, title])
    return path


def _cell(archive: Archive, roll_call: str, state: str) -> list[tuple[str, list[str]]]:
    found = archive.rows("SELECT vote, sources FROM votes WHERE roll_call_id = ? AND state = ?", [roll_call, state])
    return [(row["vote"], row["sources"]) for row in found]


def test_a_fresh_archive_holds_the_box_as_it_is(made: Path) -> None:
    with Archive.open(made) as archive:
        votes = archive.query("SELECT * FROM votes ORDER BY roll_call_id, state, vote")
        assert votes.cast(box.votes().schema).equals(box.votes())
        rolls = archive.query("SELECT * FROM roll_calls ORDER BY date, roll_call_id")
        assert rolls.equals(box.roll_calls().select(rolls.column_names).cast(rolls.schema))
        (source,) = archive.rows("SELECT * FROM sources WHERE layout = 'box'")
        assert (source["source_id"], source["observed_to"]) == (box.digest(), date(2025, 12, 18))
        assert archive.count("ties") > 3000, "memberships always apply"


def test_it_is_put_in_once(archive: Archive) -> None:
    before = {t: archive.count(t) for t in ("votes", "roll_calls", "sources", "ties")}
    assert put.put_box(archive) is False
    assert {t: archive.count(t) for t in before} == before


def test_the_last_days_are_those_of_the_votes() -> None:
    rolls = dict(zip(*(box.roll_calls()[n].to_pylist() for n in ("roll_call_id", "date")), strict=True))
    seen: dict[str, date] = {}
    for roll_call, sources in zip(*(box.votes()[n].to_pylist() for n in ("roll_call_id", "sources")), strict=True):
        for name in sources:
            seen[name] = max(seen.get(name, date.min), rolls[roll_call])
    assert seen == dict(box.last_days())


def test_an_archive_of_the_cache_is_made_by_one_of_many(tmp_path: Path) -> None:
    code = (
        "from poleward.intake import box\n"
        "box.PATIENCE = 3600.0\n"
        "print(box.open_archive(None, write=True).count('votes'))\n"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert {run.communicate()[0].strip() for run in both} == {str(box.votes().num_rows)}
    (left,) = (tmp_path / "poleward" / "box").iterdir()
    assert box.digest()[:16] in left.name


def test_a_busy_box_is_waited_for_and_not_forever(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(made, tmp_path / "box.duckdb")
    monkeypatch.setattr(put, "box_archive", lambda progress: tmp_path / "box.duckdb")
    monkeypatch.setattr(put, "PATIENCE", 0.3)
    hold = (
        "import sys; from poleward.archive import Archive\n"
        "with Archive.open(sys.argv[1], write=True):\n    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(tmp_path / "box.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ArchiveBusyError):
            put.open_archive(None, write=True)
        monkeypatch.setattr(put, "PATIENCE", 3600.0)
        other.kill()
        put.open_archive(None, write=True).close()


def test_a_cache_that_cannot_be_made_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(UnusableInputError, match="XDG_CACHE_HOME"):
        put.open_archive(None)


def test_an_archive_for_reading_is_left_as_it_is(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "own.duckdb", write=True) as own:
        load_votes(own, [sample.undl(tmp_path / "bulk.csv")])
    with put.open_archive(tmp_path / "own.duckdb") as own:
        assert own.count("roll_calls") == 4
    with put.open_archive(tmp_path / "own.duckdb", write=True, with_box=False) as own:
        assert own.count("roll_calls") == 4


@pytest.mark.slow
def test_the_box_joins_an_archive_that_has_roll_calls(tmp_path: Path) -> None:
    known = {"RUS": "N", "KAZ": "A", "USA": "Y", "BLR": "N"}
    title = "Aggression against Ukraine : resolution / adopted by the General Assembly"
    with Archive.open(tmp_path / "own.duckdb", write=True) as own:
        load_votes(own, [sample.undl(tmp_path / "bulk.csv")])
        load_votes(own, [_file(tmp_path / "un.csv", [("3959039", "A/RES/ES-11/1", date(2022, 3, 2), title, known)])])
    with put.open_archive(tmp_path / "own.duckdb", write=True) as own:
        assert own.count("roll_calls") == box.roll_calls().num_rows + 4
        assert _cell(own, "A/RES/ES-11/1", "KAZ") == [("abstain", ["undl"])]
        (roll,) = own.rows("SELECT title, yes FROM roll_calls WHERE symbol = 'A/RES/ES-11/1'")
        assert roll == {"title": "Aggression against Ukraine", "yes": 141}


def test_a_newer_file_of_the_publisher_replaces_what_the_box_says(archive: Archive, tmp_path: Path) -> None:
    was = _cell(archive, "A/RES/80/4", "USA")
    assert was == [("no", ["undl"])]
    rolls = [
        (*KNOWN, EMBARGO, {"USA": "A", "CUB": "Y"}),
        ("4999999", "A/RES/81/4", date(2026, 10, 28), EMBARGO, {"USA": "N", "CUB": "Y"}),
    ]
    report = load_votes(archive, [_file(tmp_path / "newer.csv", rolls)])
    assert (report.votes_replaced, report.votes_contradicted) == (1, 0)
    assert _cell(archive, "A/RES/80/4", "USA") == [("abstain", ["undl"])]
    assert any("replaced" in line for line in report.lines())
    new, old = (
        archive.rows("SELECT bridge, title FROM roll_calls WHERE symbol = ?", [s])[0]
        for s in ("A/RES/81/4", "A/RES/80/4")
    )
    assert new["bridge"] == old["bridge"], "the resolution has come back"
    assert old["title"] == EMBARGO, "the publisher's title takes the place of ours"


def test_a_newer_file_brings_the_symbol_that_a_roll_call_lacks(archive: Archive, tmp_path: Path) -> None:
    late = next(r for r in box.roll_calls().to_pylist() if r["symbol"] is None and r["undl_id"])
    file = undl_file(tmp_path / "newer.csv", ({**late, "symbol": "A/RES/80/999"},))
    report = load_votes(archive, [file])
    assert (report.roll_calls_new, report.votes_new, report.votes_contradicted) == (0, 0, 0)
    (now,) = archive.rows("SELECT symbol FROM roll_calls WHERE undl_id = ?", [late["undl_id"]])
    assert now["symbol"] == "A/RES/80/999"


def test_an_older_file_that_says_otherwise_is_a_contradiction(archive: Archive, tmp_path: Path) -> None:
    report = load_votes(archive, [_file(tmp_path / "older.csv", [(*KNOWN, EMBARGO, {"USA": "A"})])])
    assert (report.votes_replaced, report.votes_contradicted) == (0, 1)
    assert sorted(_cell(archive, "A/RES/80/4", "USA")) == [("abstain", ["undl"]), ("no", ["undl"])]


@pytest.mark.shared
@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_published_files_change_no_vote_of_the_box(archive: Archive, shared: Path) -> None:
    folder = shared / "data" / "unga"
    files = sorted(f for f in folder.iterdir() if not f.name.startswith("us_state_dept"))
    query = "SELECT * FROM votes ORDER BY roll_call_id, state, vote"
    known = "SELECT * EXCLUDE title FROM roll_calls ORDER BY roll_call_id"
    before, described = archive.query(query), archive.query(known)
    report = load_votes(archive, files)
    assert (report.roll_calls_new, report.votes_new, report.votes_replaced) == (0, 0, 0)
    assert archive.query(query).equals(before)
    assert archive.query(known).equals(described)
