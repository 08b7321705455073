"""A reading that is killed in the middle is taken up again and ends with the same rows."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from poleward.archive import Archive
from poleward.intake.page_files import PIECE
from poleward.intake.pages import read_pages

STATES = ["Peru", "Chile", "Ghana", "Togo", "Norway", "Latvia"]
N = 120
HALF = """
import os, signal, sys
from pathlib import Path
from poleward.archive import Archive
from poleward.intake.pages import read_pages
append, batches = Archive.append, 0
def add(archive, table, rows):
    global batches
    batches += table == "signs"
    if batches == 2:
        print("in the second batch", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return append(archive, table, rows)
Archive.append = add
with Archive.open(sys.argv[1], write=True) as archive:
    read_pages(archive, [Path(sys.argv[2])])
"""
"""A reading that is killed when its first batch is committed and its second half written."""
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

    running = subprocess.Popen(
        [sys.executable, "-c", HALF, str(cut), str(pages)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert running.communicate()[0] == "in the second batch\n"
    assert running.returncode == -signal.SIGKILL

    with Archive.open(cut, write=True) as archive:
        kept = archive.count("documents")
        assert kept == PIECE < N
        assert archive.rows("SELECT doc_id FROM statements ANTI JOIN documents USING (doc_id)") == []
        report = read_pages(archive, [pages])
    assert (report.documents_known, report.documents_added) == (kept, N - kept)
    assert rows(cut) == rows(whole)
    with Archive.open(cut, write=True) as archive:
        again = read_pages(archive, [pages])
    assert (again.files_known, again.documents_added, again.statements_added) == (1, 0, 0)
