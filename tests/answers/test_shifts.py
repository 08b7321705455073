"""The table of breaks: one row for each break, one for a path without any, and the way back to the evidence."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from poleward import config
from poleward.answers.shifts import shifts
from poleward.answers.why import why_estimate
from poleward.archive import Archive
from poleward.cli import cli
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.intake.votes import load_votes
from tests.box_samples import recurring, undl_file


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shifts")
    undl_file(folder / "votes.csv", recurring())
    with Archive.open(folder / "a.duckdb", write=True) as archive:
        load_votes(archive, [folder / "votes.csv"])
    return folder / "a.duckdb"


def test_each_break_says_when_who_moved_and_leads_to_its_roll_calls(votes: Path) -> None:
    settings = config.load()
    with Archive.open(votes, write=True) as archive:
        table = shifts(archive, ["KAZ", "Uzbekistan", "RUS"], ["moscow"], config=settings).to_pylist()
        found = next(row for row in table if row["state"] == "KAZ" and row["month"])
        arithmetic = why_estimate(archive, found["estimate_id"], config=settings)
    assert {row["state"] for row in table} == {"KAZ", "UZB"}, "the pole itself is left out"
    assert found["first"] <= "2022-03" <= found["last"]
    assert found["who_moved"] == "pole"
    assert found["probability"] > 0.9
    assert sum(found[name] for name in ("no_change", "gradual", "broke")) == pytest.approx(1, abs=1e-4)
    assert any("A/RES/ES-11/" in line.what for line in arithmetic.lines)


def test_a_path_without_a_break_is_one_row(votes: Path) -> None:
    with Archive.open(votes) as archive:
        table = shifts(
            archive, ["KAZ"], ["beijing"], config=config.load(), since=dt.date(2022, 2, 24),
            baseline=dt.date(2014, 1, 1), channels=["votes"],
        ).to_pylist()  # fmt: skip
    (row,) = table
    assert row["month"] is row["direction"] is row["who_moved"] is None
    assert row["no_change"] > 0.1
    assert (row["observed_from"], row["observations"] > 100) == ("2014-03", True)


def test_what_cannot_be_asked_is_said(votes: Path, tmp_path: Path) -> None:
    with Archive.open(votes) as archive:
        with pytest.raises(UnusableInputError, match="no channel 'tweets'"):
            shifts(archive, ["KAZ"], ["moscow"], config=config.load(), channels=["tweets"])
        with pytest.raises(NothingFoundError, match="no path can be drawn"):
            shifts(archive, ["KAZ"], ["moscow"], config=config.load(), channels=["words"])
    with (
        Archive.open(tmp_path / "empty.duckdb", write=True) as archive,
        pytest.raises(NothingFoundError, match="empty"),
    ):
        shifts(archive, ["KAZ"], ["moscow"], config=config.load())


def test_the_verb_writes_the_table(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "breaks.csv"
    asked = ["--archive", str(votes), "shifts", "-o", str(out), "--group", "central-asia", "--pole", "moscow"]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["state"] for row in rows} == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert "of 5" in result.stderr
    assert f"wrote {len(rows)} rows" in result.stderr


def test_fits_are_exported_without_their_bytes(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "fits.json"
    result = CliRunner().invoke(cli, ["--archive", str(votes), "export", "fits", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "data" not in out.read_text(encoding="utf-8")
