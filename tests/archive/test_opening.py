"""What stands under an archive's name: created once and whole, never replaced, and named as what it is."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from poleward.archive import Archive
from poleward.archive.opening import DRAFTS, STALE_SECONDS, STORAGE
from poleward.errors import ArchiveBusyError, PolewardError, UnusableInputError

MAKE = (
    "import sys; from poleward.archive import Archive; from poleward.errors import PolewardError\n"
    "sys.stdin.readline()\n"
    "try:\n"
    "    with Archive.open(sys.argv[1], write=True) as a:\n"
    "        a.append('skips', [{'source_id': sys.argv[2], 'reason': 'r', 'n': 1, 'examples': []}])\n"
    "except PolewardError as e: print(e.message); sys.exit(2)\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.duckdb"


@pytest.mark.parametrize("empty", [False, True], ids=["no file", "an empty file"])
def test_of_processes_that_create_one_archive_at_once_none_loses_what_it_committed(path: Path, empty: bool) -> None:
    if empty:
        path.touch()
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(path), str(i)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for i in range(4)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("\n")
        maker.stdin.flush()
    said = [maker.communicate()[0] for maker in makers]
    done = {str(i) for i, maker in enumerate(makers) if maker.returncode == 0}
    assert done
    assert all("another process" in text for text, maker in zip(said, makers, strict=True) if maker.returncode)
    with Archive.open(path) as archive:
        assert {row["source_id"] for row in archive.rows("SELECT source_id FROM skips")} == done


def test_threads_that_create_one_archive_find_each_others(path: Path) -> None:
    failed: list[BaseException] = []
    busy: list[int] = []

    def make(n: int) -> None:
        try:
            with Archive.open(path, write=True) as archive:
                archive.append("skips", [{"source_id": str(n), "reason": "r", "n": 1, "examples": []}])
        except ArchiveBusyError:
            busy.append(n)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=make, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with Archive.open(path) as archive:
        assert archive.count("skips") == 6 - len(busy) > 0


def test_nothing_but_a_regular_file_is_taken_for_an_archive(tmp_path: Path, path: Path) -> None:
    os.mkfifo(path)
    for write in (False, True):
        with pytest.raises(UnusableInputError, match="a device or pipe"):
            Archive.open(path, write=write)
    assert path.is_fifo()
    with pytest.raises(UnusableInputError, match="a device or pipe"):
        Archive.open(Path(os.devnull), write=True)
    with pytest.raises(UnusableInputError, match="a folder"):
        Archive.open(tmp_path, write=True)


def test_a_link_is_neither_replaced_nor_filled(tmp_path: Path, path: Path) -> None:
    target = tmp_path / "target"
    path.symlink_to(target)
    with pytest.raises(UnusableInputError, match="leads nowhere"):
        Archive.open(path, write=True)
    target.touch()
    with pytest.raises(UnusableInputError, match="a link to a file without content"):
        Archive.open(path, write=True)
    assert path.is_symlink()
    assert target.stat().st_size == 0
    target.unlink()
    Archive.open(target, write=True).close()
    with Archive.open(path) as archive:
        assert archive.count("skips") == 0


def test_a_view_in_a_strangers_archive_reads_nothing(path: Path) -> None:
    Archive.open(path, write=True).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE skips")
        connection.execute("CREATE VIEW skips AS SELECT content AS reason FROM read_text('/etc/hostname')")
    with pytest.raises(UnusableInputError, match="has a view of its own"):
        Archive.open(path)


@pytest.mark.parametrize("function", ["list_contains(a, b) AS true", "votes() AS TABLE SELECT 1 AS n"])
def test_a_function_of_a_strangers_archive_answers_nothing(path: Path, function: str) -> None:
    Archive.open(path, write=True).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE MACRO {function}")
    with pytest.raises(UnusableInputError, match="has a function of its own"):
        Archive.open(path)


def test_a_column_of_another_type_is_told(path: Path) -> None:
    Archive.open(path, write=True).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE event_pending")
        connection.execute("CREATE TABLE event_pending (actor INTEGER, recipient VARCHAR)")
    with pytest.raises(UnusableInputError, match="'actor' of event_pending holds INTEGER, not VARCHAR"):
        Archive.open(path)


def test_an_archive_reads_no_other_file(path: Path) -> None:
    with Archive.open(path, write=True) as archive, pytest.raises(duckdb.PermissionException):
        archive.rows("SELECT * FROM read_text('/etc/hostname')")


def test_a_missing_table_or_column_is_named(path: Path) -> None:
    for statement, told in (
        ("ALTER TABLE skips DROP COLUMN n", "column 'n' of skips"),
        ("DROP TABLE skips", "'skips'"),
    ):
        if not path.exists():
            Archive.open(path, write=True).close()
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)
        with pytest.raises(UnusableInputError, match=told):
            Archive.open(path)


def test_damage_is_named_and_never_another_kind_of_error(path: Path) -> None:
    Archive.open(path, write=True).close()
    whole = path.read_bytes()
    dice = random.Random(18)
    said: list[str] = []
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(dice.choice([1, 20, 2000])):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data if dice.random() < 0.7 else data[: dice.randrange(13, len(data))])
        try:
            Archive.open(path).close()
        except PolewardError as error:
            said.append(error.what)
    assert len(said) > 10
    assert all("archive" in what or "DuckDB" in what for what in said)


def test_an_archive_that_may_not_be_written_to_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive.open(path, write=True).close()
    # The tests may run as a user to whom permissions mean nothing; the question is asked of the system.
    monkeypatch.setattr(os, "access", lambda name, mode: mode == os.R_OK)
    Archive.open(path).close()
    with pytest.raises(UnusableInputError, match="may not be written to"):
        Archive.open(path, write=True)


def test_the_journal_of_an_archive_that_is_gone_is_not_taken_into_a_new_one(path: Path) -> None:
    journal = path.with_name("a.duckdb.wal")
    journal.write_bytes(b"old")
    with pytest.raises(UnusableInputError, match="no longer there"):
        Archive.open(path, write=True)
    assert not path.exists()


def test_drafts_of_killed_processes_are_removed_after_a_while(tmp_path: Path, path: Path) -> None:
    old, new = tmp_path / f"{DRAFTS}old", tmp_path / f"{DRAFTS}new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "archive.duckdb").touch()
    then = time.time() - 2 * STALE_SECONDS
    os.utime(old, (then, then))
    Archive.open(path, write=True).close()
    assert not old.exists()
    assert new.exists()


def test_a_new_archive_has_the_storage_format_that_the_docs_name(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        (row,) = archive.rows(
            "SELECT tags['storage_version'] AS version FROM duckdb_databases() WHERE path IS NOT NULL"
        )
    assert str(row["version"]).startswith(STORAGE)
    said = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")
    assert f"DuckDB {STORAGE.removeprefix('v').removesuffix('.0')}" in said
