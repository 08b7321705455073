"""Pages coded by an engine's workers: the same rows as here, whoever codes them."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poleward.archive import Archive
from poleward.cli import cli
from poleward.engines import Engine, LocalEngine, engine
from poleward.errors import UnusableInputError
from poleward.intake.pages import ReadReport, read_pages

NO_SPARK = "PySpark is not installed" if find_spec("pyspark") is None else "there is no Java"
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason=NO_SPARK)
TABLES = ("documents", "annotations", "statements", "signs", "sources", "skips")


def folder(at: Path) -> Path:
    """Three files: one page, lines of documents of which one is repeated and one broken, and one that is no page."""
    at.mkdir()
    (at / "a.txt").write_text(
        "Astana, 3 March 2022. Kazakhstan condemned the invasion of Ukraine."
        " Russia threatened Kazakhstan with sanctions."
    )
    said = [
        '{"url": "https://n.example/1", "title": "Aid", "date": "2022-04-05", "text": "Uzbekistan sent Ukraine aid."}',
        '{"url": "https://n.example/2", "title": "Visit", "date": "2022-04-06", "text": "Tajikistan supports Russia."}',
    ]
    (at / "b.jsonl").write_text("\n".join([*said, said[0], "{broken"]) + "\n")
    (at / "c.txt").write_bytes(b"")
    return at


def told(path: Path, pages: Path, on: Engine | None) -> tuple[dict[str, list[dict[str, Any]]], ReadReport, ReadReport]:
    with Archive.open(path, write=True) as archive:
        first = read_pages(archive, [pages], engine=on)
        again = read_pages(archive, [pages], engine=on)
        return {t: archive.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in TABLES}, first, again


def test_processes_give_the_same_rows(tmp_path: Path) -> None:
    pages = folder(tmp_path / "in")
    here, first, again = told(tmp_path / "a.duckdb", pages, None)
    assert len(here["documents"]) == 3
    assert here["statements"]
    assert here["signs"]
    assert first.skips.total == 1
    assert len(first.unusable) == 1
    assert (again.documents_added, again.files_known) == (0, 2)
    assert told(tmp_path / "b.duckdb", pages, LocalEngine(2)) == (here, first, again)


def test_nothing_usable_is_said_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_bytes(b"")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        with pytest.raises(UnusableInputError, match=r"c\.txt"):
            read_pages(archive, [tmp_path / "c.txt"], engine=LocalEngine(1))
        assert archive.count("sources") == archive.count("documents") == 0


def test_the_verb_takes_workers(tmp_path: Path) -> None:
    pages = folder(tmp_path / "in")
    args = ["--archive", str(tmp_path / "a.duckdb"), "read", str(pages), "--workers", "2", "--json"]
    run = CliRunner().invoke(cli, args)
    assert run.exit_code == 0
    assert '"documents_added": 3' in run.output


@pytest.mark.spark
@needs_spark
def test_spark_gives_the_same_rows(tmp_path: Path) -> None:
    pages = folder(tmp_path / "in")
    on = engine("spark", workers=2)
    try:
        there = told(tmp_path / "spark.duckdb", pages, on)
    finally:
        on.close()
    assert there == told(tmp_path / "here.duckdb", pages, None)
