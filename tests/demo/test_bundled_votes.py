"""The bundled roll calls are the facts, and go through the ordinary door."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path

import pytest

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.demo.bundled_votes import LETTERS, as_undl_csv, bundled
from poleward.intake.votes import load_votes


def test_every_line_names_each_member_once() -> None:
    registry = load_registry()
    roll_calls = bundled()
    assert len(roll_calls) == 199
    assert (roll_calls[0].symbol, roll_calls[-1].symbol) == ("A/RES/68/262", "A/RES/79/292")
    for r in roll_calls:
        assert set(r.votes) == registry.members(r.date), r.symbol
        assert sum(r.tally.values()) == 193, f"{r.symbol}: a state stands under two outcomes"
        assert r.source.startswith("UN Digital Library, record ")


@pytest.mark.shared
def test_the_recurring_subjects_are_those_of_the_rule(shared: Path) -> None:
    with (shared / "data/unga/unga_resolutions_1992_2025.csv").open(encoding="utf-8", newline="") as stream:
        recorded = [r for r in csv.DictReader(stream) if r["date"] >= "2014-01-01"]
    by_subject: dict[str, list[dict[str, str]]] = {}
    for r in recorded:
        session = r["resolution"].split("/")[2]
        if session.isdigit() and 69 <= int(session) <= 79:
            by_subject.setdefault(" ".join(re.findall("[a-z]+", r["title"].lower())), []).append(r)
    chosen = set()
    for rows in by_subject.values():
        sessions = {r["resolution"].split("/")[2] for r in rows}
        others = [1 - int(r["yes"]) / (int(r["yes"]) + int(r["no"]) + int(r["abstain"])) for r in rows]
        if len(sessions) == 11 and sum(others) / len(others) >= 0.25:
            chosen |= {r["undl_id"] for r in rows}
    assert {
        r.undl_id for r in bundled() if "Ukraine" not in r.title and r.undl_id not in ("3967778", "4076673")
    } == chosen


@pytest.mark.shared
def test_every_cell_is_that_of_the_published_record_both_ways(shared: Path) -> None:
    mine = {r.undl_id: r for r in bundled()}
    seen = 0
    with gzip.open(shared / "data/unga/unga_votes_1992_2025.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if r := mine.get(row["undl_id"]):
                assert LETTERS[r.votes[row["iso3"]]] == row["vote"], (r.symbol, row["iso3"])
                seen += row["vote"] != "X"
    assert seen == sum(sum(r.tally.values()) - r.tally["not_voting"] for r in mine.values())


@pytest.mark.shared
def test_the_resolutions_on_ukraine_are_the_published_ones_cell_by_cell(shared: Path) -> None:
    with (shared / "data/unga/unga_key_resolutions.csv").open(encoding="utf-8", newline="") as stream:
        published = {(r["resolution"], r["date"], r["iso3"]): r["vote"] for r in csv.DictReader(stream)}
    ours = {
        (r.symbol, r.date.isoformat(), state): LETTERS[outcome] for r in bundled() for state, outcome in r.votes.items()
    }
    assert len(published) == 23 * 193
    assert published.items() <= ours.items()


@pytest.mark.shared
def test_sums_are_the_official_totals_and_the_lines_name_the_official_records(shared: Path) -> None:
    with (shared / "data/unga/unga_resolutions_1992_2025.csv").open(encoding="utf-8", newline="") as stream:
        official = {r["undl_id"]: r for r in csv.DictReader(stream)}
    for r in bundled():
        record = official[r.undl_id]
        meeting = record["meeting"].removeprefix("N/A")
        assert (record["resolution"], record["date"], meeting) == (r.symbol, r.date.isoformat(), r.meeting)
        totals = {"yes": "yes", "no": "no", "abstain": "abstain", "not_voting": "nonvoting"}
        assert r.tally == {ours: int(record[theirs]) for ours, theirs in totals.items()}, r.symbol


def test_the_ordinary_loader_reads_the_written_file(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(as_undl_csv(bundled(), load_registry()), encoding="utf-8")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load_votes(archive, [path])
        assert report.layouts == ["undl-2025"]
        assert (report.roll_calls_new, report.votes_new) == (199, 199 * 193)
        assert (report.totals_checked, report.totals_differ, report.conflicts_total) == (199, 0, 0)
        assert not report.skips.total
        flagged = archive.rows("SELECT count(*) AS n FROM roll_calls WHERE list_contains(issues, 'ru')")
        assert flagged[0]["n"] == 23
        again = load_votes(archive, [path])
        assert (again.roll_calls_new, again.votes_new, again.votes_known) == (0, 0, 199 * 193)
        told = archive.rows(
            "SELECT vote FROM votes JOIN roll_calls USING (roll_call_id) WHERE symbol = 'A/RES/ES-11/3' AND state = ?",
            ["KAZ"],
        )
        assert [row["vote"] for row in told] == ["no"]
