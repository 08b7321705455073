"""The table of breaks: one row for each break, one for a path without any, and the way back to the evidence."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from poleward import config
from poleward.answers import shifts as module
from poleward.answers.shifts import shifts
from poleward.answers.why import why_estimate
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.vote_paths import vote_paths
from poleward.channels.vote_shifts import vote_shifts
from poleward.channels.vote_stance import posterior
from poleward.cli import cli
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.intake.votes import load_votes
from poleward.measures.stance.compare import PoleView, compare, own_contributions
from poleward.measures.stance.posterior import WHOLE_RECORD
from poleward.measures.stance.shifts import session_of, session_spans
from poleward.periods import Window
from poleward.results.writing.unfinished import SUFFIX
from tests.box_samples import recurring, undl_file


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shifts")
    undl_file(folder / "votes.csv", recurring())
    with Archive.open(folder / "a.duckdb", write=True) as archive:
        load_votes(archive, [folder / "votes.csv"])
    return folder / "a.duckdb"


def test_each_shift_says_when_and_leads_to_its_roll_calls(votes: Path) -> None:
    settings = config.load()
    with Archive.open(votes, write=True) as archive:
        table = shifts(archive, ["MLI", "Uzbekistan", "RUS"], ["moscow"], config=settings).to_pylist()
        found = next(row for row in table if row["state"] == "MLI" and row["month"])
        arithmetic = why_estimate(archive, found["estimate_id"], config=settings)
    with Archive.open(votes) as archive:
        assert shifts(archive, ["MLI", "UZB"], ["moscow"], config=settings).to_pylist() == table, "read back as kept"
    assert {row["state"] for row in table} == {"MLI", "UZB"}, "the pole itself is left out"
    assert found["first"] <= "2021-07" <= found["last"], "Mali turned after the coups of 2020 and 2021"
    assert (found["direction"], found["who_moved"]) == ("towards", "state")
    assert found["probability"] > 0.9
    assert found["size"] > 0.03
    assert found["no_change"] is None, "of a whole record there is no one date to weigh accounts about"
    assert any("A/RES/" in line.what for line in arithmetic.lines)
    (still,) = (row for row in table if (row["state"], row["channel"]) == ("UZB", "votes"))
    assert still["month"] is still["direction"] is None, "Moscow's own move is no shift of Uzbekistan"


def test_a_shift_is_what_is_said_of_its_session(votes: Path) -> None:
    """The size is the state's own move in the comparison about the session, and its evidence adds up to it."""
    settings = config.load()
    window = Window(dt.date(2014, 1, 1), dt.date(2024, 12, 31))
    with Archive.open(votes, write=True) as archive:
        reading = Reading(archive)
        found = vote_shifts(reading, window, [settings.poles["moscow"]])["moscow"]
        shift = next(s for s in found if s.state == "MLI")
        stance = posterior(reading, window, WHOLE_RECORD)
    view = PoleView(stance, ["RUS"], session_spans(shift.session), wanders=False)
    own = compare(view, "MLI")
    parts = own_contributions(view, "MLI")
    assert own is not None
    assert parts is not None
    assert float(own.own.mean()) == pytest.approx(shift.move.own.mean, abs=1e-9)
    assert float(parts.sum()) == pytest.approx(shift.move.own.mean, abs=1e-5)
    assert shift.probability <= shift.jumped


def test_a_jump_between_sessions_belongs_to_the_one_that_shows_it(votes: Path) -> None:
    window = Window(dt.date(2014, 1, 1), dt.date(2024, 12, 31))
    with Archive.open(votes, write=True) as archive:
        reading = Reading(archive)
        found = vote_shifts(reading, window, [config.load().poles["moscow"]], least=0.2)["moscow"]
        paths = vote_paths(reading, window)
    seen = paths.seen()
    between = 0
    for shift in found:
        voted = np.flatnonzero(seen[paths.states.index(shift.state)]) + paths.first
        shown = int(voted[voted >= shift.month][0])
        assert shift.session == session_of(shown)
        between += shift.session > session_of(shift.month)
    assert between, "none of these shifts falls between two sessions"


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


def test_a_table_that_was_stopped_goes_on_where_it_stopped(
    votes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole.csv", tmp_path / "breaks.csv"
    asked = ["--archive", str(votes), "shifts", "--group", "central-asia", "--pole", "moscow", "-o"]
    assert CliRunner().invoke(cli, [*asked, str(whole)]).exit_code == 0
    assert not whole.with_name(whole.name + SUFFIX).exists()
    untouched = module.by_state

    def stops(*given: Any, **named: Any) -> Iterator[Any]:
        for k, one in enumerate(untouched(*given, **named)):
            if k == 2:
                raise KeyboardInterrupt
            yield one

    monkeypatch.setattr(module, "by_state", stops)
    assert CliRunner().invoke(cli, [*asked, str(out)]).exit_code != 0
    left = out.with_name(out.name + SUFFIX)
    assert len(left.read_text(encoding="utf-8").splitlines()) == 3, "what was asked, and two states"
    with left.open("a", encoding="utf-8") as file:
        file.write('{"piece": "TJK", "ro')  # killed within a line
    monkeypatch.undo()
    result = CliRunner().invoke(cli, [*asked, str(out)])
    assert result.exit_code == 0, result.output
    assert "2 of 5 states are done already" in result.stderr
    assert out.read_bytes() == whole.read_bytes()
    assert not left.exists()


def test_rows_of_another_question_are_not_taken_up(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "breaks.csv"
    out.with_name(out.name + SUFFIX).write_text('{"question": "another"}\n{"piece": "KAZ", "rows": []}\n')
    asked = ["--archive", str(votes), "shifts", "-o", str(out), "--state", "KAZ", "--pole", "moscow"]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    assert "done already" not in result.stderr
    assert "KAZ" in out.read_text(encoding="utf-8")


def test_fits_are_exported_without_their_bytes(votes: Path, tmp_path: Path) -> None:
    out = tmp_path / "fits.json"
    result = CliRunner().invoke(cli, ["--archive", str(votes), "export", "fits", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "data" not in out.read_text(encoding="utf-8")
