"""Progress of reading is told in documents, also inside one large file, and ends at what was announced."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.intake.pages import page_files, read_pages
from poleward.pages import count_documents


def _records(n: int, first: int = 0) -> str:
    lines = [
        json.dumps({"title": f"Note {i}", "text": f"Kazakhstan and Russia signed agreement number {i} on 3 May 2021."})
        for i in range(first, first + n)
    ]
    return "\n".join(lines) + "\n"


def test_one_large_file_moves_the_bar_before_its_end(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(_records(70) + "not a record\n", encoding="utf-8")
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(_records(5, first=100).encode()))
    (tmp_path / "page.txt").write_text("Tashkent\n\nUzbekistan thanked Russia on 4 May 2021.\n", encoding="utf-8")
    (tmp_path / "broken.jsonl.gz").write_bytes(gzip.compress(b"{}" * 900)[:20])
    files = page_files([tmp_path])
    total = sum(count_documents(path) for path in files)
    told: list[int] = []
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        read_pages(archive, files, advance=told.append)
        again: list[int] = []
        read_pages(archive, files, advance=again.append)
    assert total == 71 + 5 + 1 + 1
    assert sum(told) == sum(again) == total
    assert max(told) < 70, "the bar moves inside a file"


def test_what_cannot_be_read_counts_as_one(tmp_path: Path) -> None:
    assert count_documents(tmp_path / "absent.txt") == 1
    (tmp_path / "empty.txt").write_bytes(b"")
    told: list[int] = []
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive, pytest.raises(UnusableInputError):
        read_pages(archive, [tmp_path / "empty.txt"], advance=told.append)
    assert told == [1]
