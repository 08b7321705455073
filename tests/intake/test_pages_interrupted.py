"""A reading that is killed in the middle is taken up again and ends with the same rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from poleward.archive import Archive
from poleward.intake.pages import read_pages

STATES = ["Peru", "Chile", "Ghana", "Togo", "Norway", "Latvia"]
N = 120
TABLES = {"documents": "doc_id", "statements": "statement_id", "signs": "statement_id, state, target"}


def write_pages(folder: Path) -> Path:
    path = folder / "pages.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(N):
            a, b = STATES[n % 6], STATES[(n + 1 + n // 6 % 5) % 6]
            text = f"{a} praised {b} on 3 May {1900 + n}. {a} sent {n + 2} tons of grain to {b}. " * 3
            out.write(json.dumps({"title": f"No. {n}", "text": text, "date": "2023-06-01"}) + "\n")
    return path


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    with Archive.open(path) as archive:
        return {table: archive.rows(f"SELECT * FROM {table} ORDER BY {key}") for table, key in TABLES.items()}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there")
def test_a_killed_reading_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pages = write_pages(tmp_path)
    whole, cut = tmp_path / "whole.duckdb", tmp_path / "cut.duckdb"
    with Archive.open(whole, write=True) as archive:
        read_pages(archive, [pages])

    command = [sys.executable, "-m", "poleward", "read", str(pages), "--archive", str(cut)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = cut.with_name(cut.name + ".wal")
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and running.poll() is None:
        if log.exists() and log.stat().st_size > 60_000:  # a batch has been committed
            os.kill(running.pid, signal.SIGKILL)
            break
        time.sleep(0.01)
    assert running.wait(60) == -signal.SIGKILL, "the reading ended before it could be killed"

    with Archive.open(cut, write=True) as archive:
        kept = archive.rows("SELECT count(*) AS n FROM documents")[0]["n"]
        assert 0 < kept < N
        report = read_pages(archive, [pages])
    assert (report.documents_known, report.documents_added) == (kept, N - kept)
    assert rows(cut) == rows(whole)
    with Archive.open(cut, write=True) as archive:
        again = read_pages(archive, [pages])
    assert (again.files_known, again.documents_added, again.statements_added) == (1, 0, 0)
