"""The bundled roll calls are the facts, and go through the ordinary door."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.demo.roll_calls import LETTERS, as_undl_csv, bundled
from poleward.intake.votes import load_votes


def test_every_line_names_each_member_once() -> None:
    registry = load_registry()
    roll_calls = bundled()
    assert len(roll_calls) == 23
    assert (roll_calls[0].symbol, roll_calls[-1].symbol) == ("A/RES/68/262", "A/RES/ES-11/8")
    for r in roll_calls:
        assert set(r.votes) == registry.members(r.date), r.symbol
        assert sum(r.tally.values()) == 193, f"{r.symbol}: a state stands under two outcomes"
        assert r.source.startswith("UN Digital Library, record ")


@pytest.mark.shared
def test_every_cell_is_that_of_the_published_record_both_ways(shared: Path) -> None:
    with (shared / "data/unga/unga_key_resolutions.csv").open(encoding="utf-8", newline="") as stream:
        published = {(r["resolution"], r["date"], r["iso3"]): r["vote"] for r in csv.DictReader(stream)}
    ours = {
        (r.symbol, r.date.isoformat(), state): LETTERS[outcome] for r in bundled() for state, outcome in r.votes.items()
    }
    assert len(published) == 23 * 193
    assert ours == published


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
        assert (report.roll_calls_new, report.votes_new) == (23, 23 * 193)
        assert (report.totals_checked, report.totals_differ, report.conflicts_total) == (23, 0, 0)
        assert not report.skips.total
        flagged = archive.rows("SELECT count(*) AS n FROM roll_calls WHERE list_contains(issues, 'ru')")
        assert flagged[0]["n"] == 23
        again = load_votes(archive, [path])
        assert (again.roll_calls_new, again.votes_new, again.votes_known) == (0, 0, 23 * 193)
        told = archive.rows(
            "SELECT vote FROM votes JOIN roll_calls USING (roll_call_id) WHERE symbol = 'A/RES/ES-11/3' AND state = ?",
            ["KAZ"],
        )
        assert [row["vote"] for row in told] == ["no"]
