"""Whatever goes wrong, a command ends with a message for a person and the exit status that the docs name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import duckdb
import pytest

from poleward.archive import Archive
from poleward.cli.ending import status_of
from poleward.errors import NothingFoundError, UnusableInputError


def _raised(error: BaseException, during: BaseException | None = None) -> BaseException:
    try:
        if during is None:
            raise error
        try:
            raise during
        except BaseException:
            raise error  # noqa: B904  the context is what is tested
    except BaseException as caught:
        return caught


@pytest.mark.parametrize(
    ("error", "during", "status", "told"),
    [
        (UnusableInputError("no table.", where="a.csv", todo="Try b."), None, 2, "poleward: a.csv: no table. Try b."),
        (NothingFoundError("nothing."), None, 1, "nothing."),
        (click.UsageError("no such option"), None, 2, "no such option"),
        (click.exceptions.Abort(), None, 130, "Interrupted"),
        (KeyboardInterrupt(), None, 130, "Interrupted"),
        (duckdb.InterruptException("x"), None, 130, "Interrupted"),
        (duckdb.TransactionException("no transaction"), KeyboardInterrupt(), 130, "Interrupted"),
        (BrokenPipeError(32, "gone"), None, 0, ""),
        (OSError(28, "No space left on device", "out.csv"), None, 2, "out.csv: the disk is full"),
        (PermissionError(13, "Permission denied", "x"), None, 2, "x: Permission denied."),
        (MemoryError(), None, 2, "not enough memory"),
        (duckdb.IOException("No space left on device"), None, 2, "the disk is full"),
        (duckdb.IOException("Corrupt block"), None, 2, "the archive cannot be read"),
    ],
)  # fmt: skip
def test_each_error_has_its_status_and_a_message(
    capfd: pytest.CaptureFixture[str], error: BaseException, during: BaseException | None, status: int, told: str
) -> None:
    assert status_of(_raised(error, during)) == status
    said = capfd.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_a_fault_of_our_own_is_kept_in_a_file_and_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert status_of(_raised(ZeroDivisionError("by nought"))) == 70
    said = capsys.readouterr().err
    (kept,) = tmp_path.glob("poleward-fault-*.txt")
    assert "ZeroDivisionError: by nought" in said
    assert str(kept) in said
    assert "Traceback" not in said
    assert "in _raised" in kept.read_text()


def _start(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "poleward", *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    process = _start("--help", stdout=write)
    os.close(write)
    assert process.communicate()[1] == ""
    assert process.returncode == 0


def test_a_full_disk_under_the_output_is_said() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full on this system")
    with full.open("w") as out:
        process = _start("--help", stdout=out.fileno())
    assert "the disk is full" in process.communicate()[1]
    assert process.returncode == 2


ENDLESS = """
import signal, sys
from poleward.cli import main
from poleward.intake import ties
def store(archive, records, report):
    archive.connection.execute("CREATE TABLE half (n INTEGER)")
    print("in the query", flush=True)
    archive.connection.execute("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b").fetchall()
ties._store = store
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background leaves it ignored
main()
"""
"""A loading whose transaction never ends by itself."""


def test_a_load_that_is_interrupted_in_a_query_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    table, archive = tmp_path / "a.csv", tmp_path / "a.duckdb"
    table.write_text("iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\nKGZ,RUS,2000,1,1,agency\n")
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, "load", "trade", str(table), "--archive", str(archive)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "in the query\n"
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert process.returncode == 130
    with Archive.open(archive) as opened:
        assert opened.rows("SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'") == []


def test_a_query_that_another_thread_runs_ends_too() -> None:
    """As when DuckDB's threads have all the work, and the main one waits for them without hearing of signals."""
    code = """
import os, signal, threading
import duckdb
from poleward.stopping import Interruption, heeding
signal.signal(signal.SIGINT, signal.default_int_handler)
Interruption().listen()
connection = heeding(duckdb.connect())
def work():
    try:
        connection.execute("SELECT sum(range) FROM range(1000000000000000)")
    except duckdb.InterruptException:
        print("ended")
worker = threading.Thread(target=work)
worker.start()
while worker.is_alive():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        worker.join(0.1)
    except KeyboardInterrupt:
        pass
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")


def test_an_interruption_that_a_library_swallowed_is_still_one() -> None:
    swallowing = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from poleward import cli\n"
        "@cli.cli.command('swallow')\n"
        "def swallow():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        import time; time.sleep(600)\n"
        "    except KeyboardInterrupt:\n"
        "        pass\n"
        "    raise AttributeError('half a module')\n"
        "cli.LazyGroup.get_command = lambda *_: swallow\n"
        "sys.argv = ['poleward', 'swallow']\n"
        "cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", swallowing], capture_output=True, text=True, timeout=600)
    assert "Interrupted" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 130


def test_help_loads_no_engine() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from poleward.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0\n"
        "heavy = [m for m in ('duckdb', 'pyarrow', 'numpy', 'pandas', 'numba') if m in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)
