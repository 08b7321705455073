"""Two engines, one code: the same input gives the same rows here and on Spark."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from poleward.archive import Archive
from poleward.engines import Engine, LocalEngine, engine
from poleward.engines.event_counts import PERIODS, event_balances
from poleward.engines.spark import java_version, parse_java_version
from poleward.errors import UnusableInputError
from poleward.intake.collapsed import reports_of
from poleward.intake.events import load_events
from tests.event_samples import ICEWS, gdelt, icews, write

NO_SPARK = "PySpark is not installed" if find_spec("pyspark") is None else "there is no Java"
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason=NO_SPARK)
LENGTHS = pa.schema([("text", pa.string()), ("length", pa.int64())])


def lengths(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A function over batches that other processes can import."""
    texts = batch.column("text").to_pylist()
    yield pa.record_batch({"text": texts, "length": pa.array([len(t) for t in texts], pa.int64())})


def batches() -> list[pa.RecordBatch]:
    return [pa.record_batch({"text": [f"{i}-{j} текст" * j for j in range(4)]}) for i in range(5)]


def mapped(on: Engine) -> list[dict[str, Any]]:
    return [row for batch in on.map_batches(lengths, batches(), LENGTHS) for row in batch.to_pylist()]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_local_engine_maps_batches_in_order(processes: int) -> None:
    assert mapped(LocalEngine(processes)) == [
        {"text": t, "length": len(t)} for batch in batches() for t in batch.column("text").to_pylist()
    ]


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(UnusableInputError, match="'fast'"):
        engine("fast")


@pytest.mark.parametrize(
    ("told", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_402"', 8), ('openjdk version "21" x', 21)],
)
def test_the_version_of_java(told: str, version: int) -> None:
    assert parse_java_version(told) == version


def test_no_java_and_a_java_that_does_not_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnusableInputError, match="needs Java, and there is none"):
        java_version()
    broken = tmp_path / "bin" / "java"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UnusableInputError, match="does not work"):
        java_version()


@pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed")
def test_a_java_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UnusableInputError, match="needs Java 17; here is Java 11"):
        engine("spark", master="local[1]")


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is installed")
def test_without_pyspark_it_is_said_how_to_get_it() -> None:
    with pytest.raises(UnusableInputError, match=r"poleward\[spark\]"):
        engine("spark")


def sample(folder: Path) -> Path:
    """A folder of 2,000 rows in three files, with repetition, a mention file, and broken rows."""
    draw = random.Random(20220224)
    states = ["KAZ", "RUS", "UKR", "CHN", "USA", "UZB", "", "AFR"]
    codes = ["010", "040", "042", "0831", "0841", "112", "163", "193", "195", "---"]
    rows = [
        gdelt(
            n,
            f"202203{draw.randint(1, 28):02}",
            draw.choice(states),
            draw.choice(states),
            draw.choice(codes),
            place=draw.choice(["Kyiv, Ukraine", "L'viv, Ukraine", "Moscow, Russia", "Ürümqi, China", ""]),
            kind=draw.choice([1, 3, 4, 5]),
            url=f"https://n{draw.randint(1, 9)}.example/{draw.randint(1, 90)}",
            goldstein=str(draw.randint(-100, 100) / 10),
            mentions=draw.randint(1, 20),
        )
        for n in range(1900)
    ]
    rows[70] = rows[70][:60]
    folder.mkdir()
    write(folder / "a.export.CSV", rows[:1000])
    write(folder / "b.export.CSV", rows[1000:] + rows[:20])
    mention = [
        [str(draw.randint(0, 1900)), "20220301000000", f"202204{draw.randint(1, 28):02}000000", "1", "n.example",
         f"https://m.example/{draw.randint(1, 300)}", *[""] * 5, str(draw.randint(1, 10) * 10), *[""] * 4]
        for _ in range(600)
    ]  # fmt: skip
    write(folder / "c.mentions.CSV", mention)
    word = {"KAZ": "Kazakhstan", "RUS": "Russian Federation", "CHN": "China"}
    write(
        folder / "d.tab",
        [
            icews(Event_ID=n, Event_Date=f"2022-03-{draw.randint(1, 28):02}", CAMEO_Code=draw.choice(codes),
                  Source_Country=word[draw.choice(["KAZ", "RUS"])], Target_Country=word["CHN"], Intensity="1.5",
                  Story_ID=draw.randint(1, 20), City=draw.choice(["Moscow", "NA"]), Country="Russia")
            for n in range(100)
        ],
        ICEWS,
    )  # fmt: skip
    (folder / "e.csv").write_text("<html>")
    return folder


TABLES = ("events", "event_reports", "event_mentions", "event_volume", "event_pending", "sources", "skips")


def loaded(path: Path, folder: Path, on: Engine) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    with Archive.open(path, write=True) as archive:
        report = load_events(archive, [folder], engine=on)
        tables = {t: archive.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in TABLES}
        event = tables["events"][0]
        assert len(reports_of(archive, [event["event_id"]])[event["event_id"]]) == event["reports"]
        for period in PERIODS:
            tables[period] = event_balances(archive, period, engine=on).to_pylist()
        return tables, report.to_dict()


@pytest.mark.spark
@needs_spark
def test_spark_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The workers import this module to run `lengths`, and the poleward that is tested.
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (Path(__file__).parent, root, root / "src"))))
    folder = sample(tmp_path / "in")
    here, report = loaded(tmp_path / "local.duckdb", folder, LocalEngine())
    on = engine("spark", master="local[2]")
    try:
        assert mapped(on) == mapped(LocalEngine(1))
        there, report_there = loaded(tmp_path / "spark.duckdb", folder, on)
    finally:
        on.close()
    assert len(here["events"]) > 500
    for table in (*TABLES, *PERIODS):
        assert there[table] == here[table], table
    assert report_there == report
