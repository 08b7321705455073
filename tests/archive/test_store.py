"""The archive keeps what was committed, adds nothing twice, and says clearly when it cannot be used."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import duckdb
import pytest

from poleward.archive import Archive
from poleward.archive.migrations import LATEST
from poleward.archive.rows import arrow_schema
from poleward.errors import ArchiveBusyError, UnusableInputError
from poleward.outcomes import OUTCOMES
from poleward.tables import TABLES

ROLL_CALL = {
    "roll_call_id": "A/RES/68/262", "symbol": "A/RES/68/262", "session": "68", "date": dt.date(2014, 3, 27),
    "title": "Territorial integrity of Ukraine", "kind": "resolution", "adopted": True, "important": None,
    "issues": ["ru"], "bridge": None, "yes": 100, "no": 11, "abstain": 58, "not_voting": 24, "undl_id": None,
    "rcid": None, "url": None,
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.duckdb"


def test_the_schema_on_disk_is_the_one_that_tables_describes(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        for table in TABLES:
            found = archive.connection.execute(
                "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                " WHERE table_name = ? ORDER BY ordinal_position",
                [table.name],
            ).fetchall()
            described = [(c.name, c.type, "YES" if c.nullable else "NO") for c in table]
            # DuckDB quotes the field names of a STRUCT that are also keywords.
            assert [(name, kind.replace('"', ""), null) for name, kind, null in found] == described
            assert arrow_schema(table).names == list(table.names)


def test_every_vote_of_the_tables_is_allowed_and_no_other(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        row = {"roll_call_id": "r", "state": "KAZ", "sources": ["s"], "contradicted": False}
        assert archive.append("votes", [row | {"vote": vote} for vote in OUTCOMES]) == 5
        with pytest.raises(duckdb.ConstraintException):
            archive.append("votes", [row | {"vote": "maybe"}])


def test_appending_the_same_row_twice_adds_nothing(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        assert archive.append("roll_calls", [ROLL_CALL, ROLL_CALL | {"title": "again"}]) == 1
        assert archive.append("roll_calls", [ROLL_CALL]) == 0
    with Archive.open(path) as archive:
        assert archive.rows("SELECT title, date FROM roll_calls") == [
            {"title": "Territorial integrity of Ukraine", "date": dt.date(2014, 3, 27)}
        ]


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with Archive.open(path, write=True) as archive:

        def write_and_fail() -> None:
            with archive.transaction():
                archive.append("roll_calls", [ROLL_CALL])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            write_and_fail()
        assert archive.count("roll_calls") == 0


def test_a_second_process_gets_a_clear_message(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; from poleward.archive import Archive\n"
         "a = Archive.open(sys.argv[1], write=True); print('held', flush=True); sys.stdin.read()", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        for write in (True, False):
            with pytest.raises(ArchiveBusyError, match=r"another process.*try again"):
                Archive.open(path, write=write)
    finally:
        holder.communicate("")
    with Archive.open(path):
        pass


@pytest.mark.parametrize("content", [b"", b"<html>", b"\0" * 5000])
def test_a_file_that_is_no_archive_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnusableInputError):
        Archive.open(path)
    assert path.read_bytes() == content


def test_a_plain_duckdb_file_is_refused(path: Path) -> None:
    duckdb.connect(str(path)).close()
    with pytest.raises(UnusableInputError, match="not a poleward archive"):
        Archive.open(path, write=True)


def test_an_archive_of_a_newer_poleward_is_refused(path: Path) -> None:
    Archive.open(path, write=True).close()
    connection = duckdb.connect(str(path))
    connection.execute("INSERT INTO schema_versions VALUES (?, 'from the future')", [LATEST + 1])
    connection.close()
    with pytest.raises(UnusableInputError, match="newer poleward"):
        Archive.open(path)


def test_kill_at_any_moment_leaves_what_was_committed(path: Path) -> None:
    script = textwrap.dedent("""
        import datetime as dt, sys
        from poleward.archive import Archive
        with Archive.open(sys.argv[1], write=True) as archive:
            n = archive.count("skips") // 2
            while True:
                with archive.transaction():
                    for part in ("a", "b"):
                        archive.append("skips", [{"source_id": str(n), "reason": part, "n": 1, "examples": []}])
                n += 1
                print(n, flush=True)
    """)
    for pause in (0.0, 0.03, 0.11):
        process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        printed = process.communicate()[0].split()
        with Archive.open(path) as archive:
            pairs = archive.rows("SELECT source_id, count(*) AS parts FROM skips GROUP BY ALL")
        assert all(pair["parts"] == 2 for pair in pairs)
        assert len(pairs) >= (int(printed[-1]) if printed else 1)


def test_rows_are_added_and_read_column_by_column(path: Path) -> None:
    bars = {"estimate_id": ["a", "b"], "kind": ["tie", "event"], "ref": ["x", "ü"], "weight": [1, 0.1],
            "contribution": [-0.25, 1e-300]}  # fmt: skip
    with Archive.open(path, write=True) as archive:
        archive.insert("evidence", bars)
        found = archive.columns("SELECT * FROM evidence WHERE weight <= ? ORDER BY ref", [1.0])
        assert {name: values.tolist() for name, values in found.items()} == bars
        archive.insert("fits", {"fit_id": ["f"], "votes_hash": ["v"], "method": ["m"], "data": [b"\0\xff"]})
        assert archive.rows("SELECT data FROM fits") == [{"data": b"\0\xff"}]
