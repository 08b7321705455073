"""Loading ties: each value once, a mended file's in place of the old, a failing file without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.intake.memberships import load_memberships
from poleward.intake.ties import load_ties
from tests.records import ties_samples as samples


def stored(archive: Archive) -> list[dict[str, object]]:
    return archive.rows("SELECT * FROM ties ORDER BY ALL")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "a.duckdb", write=True)


@pytest.mark.parametrize("layout", samples.SAMPLES)
def test_a_file_twice_adds_nothing(archive: Archive, tmp_path: Path, layout: str) -> None:
    path, kind = samples.write(tmp_path, layout), samples.SAMPLES[layout][0]
    first = load_ties(archive, [path], kind)
    before = stored(archive)
    second = load_ties(archive, [path], kind)
    assert first.ties_new + first.not_observed == len(before) > 0
    assert (second.ties_new, second.ties_known, second.ties_revised) == (0, first.ties_new, 0)
    assert stored(archive) == before
    assert archive.count("sources") == 1
    (source,) = archive.rows("SELECT * FROM sources")
    assert (source["layout"], source["rows_added"]) == (layout, first.ties_new + first.not_observed)
    assert source["observed_from"] <= source["observed_to"]


@pytest.mark.parametrize("layout", ["baci", "sipri-register", "chinese-visits"])
def test_the_same_file_under_two_names_adds_nothing(archive: Archive, tmp_path: Path, layout: str) -> None:
    path, kind = samples.write(tmp_path, layout), samples.SAMPLES[layout][0]
    copies = [path.with_name(f"{name}.csv") for name in ("one", "two")]
    for copy, end in zip(copies, ("", "\n"), strict=True):  # a tool adds a line end: other bytes, the same contents
        copy.write_text(path.read_text() + end)
    load_ties(archive, [path], kind)
    before = archive.rows("SELECT * EXCLUDE source_id FROM ties ORDER BY ALL")
    report = load_ties(archive, copies, kind)
    assert (report.ties_new, report.ties_revised) == (0, 0)
    assert archive.rows("SELECT * EXCLUDE source_id FROM ties ORDER BY ALL") == before


def test_a_mended_file_revises_and_adds_only_what_is_new(archive: Archive, tmp_path: Path) -> None:
    path = samples.write(tmp_path, "trade-long")
    load_ties(archive, [path], "trade")
    text = samples.TRADE_LONG.replace("393.5", "401") + "KGZ,CHN,2021,60,1400,National committee\n"
    report = load_ties(archive, [samples.write(tmp_path, "trade-long", text)], "trade")
    assert (report.ties_new, report.ties_known, report.ties_revised) == (2, 5, 1)
    rows = archive.rows(
        "SELECT t.value, s.rows_added FROM ties t JOIN sources s USING (source_id) "
        "WHERE state = 'KGZ' AND partner = 'RUS' AND indicator = 'exports'"
    )
    assert rows == [{"value": 401, "rows_added": 3}]


def test_what_partners_and_publishers_say_stands_side_by_side(archive: Archive, tmp_path: Path) -> None:
    load_ties(archive, [samples.write(tmp_path, name) for name in ("trade-long", "comtrade-api", "imf-imts")], "trade")
    rows = archive.rows("SELECT count(*) AS n, count(DISTINCT source) AS publishers FROM ties WHERE value IS NOT NULL")
    assert rows == [{"n": 6 + 4 + 2, "publishers": 5}]


@pytest.mark.parametrize("damage", [b"<html>", b"a,b\n1,2\n", b"\xff\xfe", b""])
def test_a_failing_file_leaves_the_archive_as_it_was(archive: Archive, tmp_path: Path, damage: bytes) -> None:
    load_ties(archive, [samples.write(tmp_path, "trade-long")], "trade")
    before, sources = stored(archive), archive.count("sources")
    (tmp_path / "bad.csv").write_bytes(damage)
    with pytest.raises(UnusableInputError):
        load_ties(archive, [tmp_path / "bad.csv"], "trade")
    assert stored(archive) == before
    assert archive.count("sources") == sources
    with pytest.raises(UnusableInputError):
        load_ties(archive, [samples.write(tmp_path, "imf-imts"), tmp_path / "bad.csv"], "trade")
    assert archive.count("ties") == len(before) + 2


def test_what_was_left_out_is_stored_and_said(archive: Archive, tmp_path: Path) -> None:
    text = (
        samples.TRADE_LONG
        + "KGZ,Atlantis,2021,1,1,x\nKGZ,Lemuria,2021,1,1,x\nKGZ,Lemuria,2022,1,1,x\nKGZ,RUS,0,1,1,x\n"
    )
    report = load_ties(archive, [samples.write(tmp_path, "trade-long", text)], "trade")
    assert report.lines() == [
        "trade-long: 6 values new, 0 known, 0 revised. 2 listed without a value: not observed.",
        "3 skipped: partner or state not known: Lemuria 2, Atlantis 1",
        "1 skipped: year is not a year (first: trade-long.csv line 9)",
    ]
    assert report.to_dict()["skips"] == {
        "partner or state not known: Atlantis": 1,
        "partner or state not known: Lemuria": 2,
        "year is not a year": 1,
    }
    assert archive.count("skips") == 3


def test_memberships_and_alliances_do_not_disturb_one_another(archive: Archive, tmp_path: Path) -> None:
    load_memberships(archive)
    before = archive.rows("SELECT * FROM ties WHERE indicator = 'member' ORDER BY ALL")
    load_ties(archive, [samples.write(tmp_path, "atop"), samples.write(tmp_path, "cow-igo")], "treaties")
    assert archive.rows("SELECT * FROM ties WHERE indicator = 'member' ORDER BY ALL") == before
    assert load_memberships(archive).ties_added == 0


@pytest.mark.shared
def test_the_published_trade_table(archive: Archive, shared: Path) -> None:
    path = shared / "data" / "trade" / "central_asia_bilateral_trade_2008_2023.csv"
    assert load_ties(archive, [path], "trade").ties_new == 16_561
    assert load_ties(archive, [path], "trade").ties_known == 16_561
