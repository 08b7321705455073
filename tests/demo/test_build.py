"""The whole demonstration, built once, by the ordinary path."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from poleward.answers.freshness import leant_on
from poleward.archive import Archive
from poleward.bundled import Built, build
from poleward.bundled.build import ARCHIVE, GROUP, MEMBERS, REPORT, SINCE, write_files
from poleward.channels.votes import VoteFacts
from poleward.cli import cli
from poleward.cli.demo import demo
from poleward.config import load
from poleward.errors import UnusableInputError
from poleward.publishing.tongue import Tongue

FIVE = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")


@pytest.fixture(scope="module")
def built(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demonstration run a second time on what the first left."""
    folder = tmp_path_factory.mktemp("case") / "poleward-demo"
    shutil.copytree(bundled, folder)
    return build(folder)


def test_five_states_are_answered_for_three_poles(built: Built) -> None:
    assert GROUP == "central-asia"
    assert [a.state_name for a in built.towards("moscow")] == list(FIVE)
    assert len(built.answers) == len(load().poles) * len(FIVE)
    for answer in built.answers:
        assert [f.channel for f in answer.findings] == ["votes", "words", "deeds", "trade", "arms", "treaties"]
        assert all(f.sentence for f in answer.findings)


def test_the_record_is_answered_for_as_it_is(built: Built) -> None:
    """Signs of the votes are arithmetic over facts; a wrong one is a fault, whatever the coder does."""
    votes = {a.question.state: a.finding("votes") for a in built.towards("moscow")}
    assert re.search(r"did not vote on \d{3} of \d{3} roll calls before and \d{3} of \d{3} since", votes["TKM"].unknown)
    moves = [f.facts.move for f in votes.values() if isinstance(f.facts, VoteFacts)]
    assert [m is not None and m.pole.mean < 0 for m in moves] == [True] * 5, (
        "Moscow's own move, which the usual story leaves out"
    )
    treaties = {a.question.state: a.finding("treaties") for a in built.towards("moscow")}
    assert {state for state, f in treaties.items() if "member of: CSTO, EAEU" in f.sentence} == {"KAZ", "KGZ"}
    assert all(f.direction == "no change" for f in treaties.values())
    for answer in built.answers:
        for finding in answer.findings:
            for e in finding.estimates:
                if e.value is not None and e.q05 is not None and e.q95 is not None:
                    assert e.q05 <= e.q95


def test_the_report_is_one_file_without_addresses_to_load(built: Built) -> None:
    page = built.report.read_text(encoding="utf-8")
    assert all(name in page for name in FIVE)
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["']https?://[^"']*\.(?:js|css|png|svg|woff2?)""", page)


def test_every_member_is_asked_the_same_question(built: Built) -> None:
    rows = built.members.rows.to_pylist()
    asked = {(row["pole"], row["since"]) for row in rows}
    assert asked == {("moscow", SINCE)}
    assert len({row["state"] for row in rows}) == len(rows) > 185
    facts = {a.question.state: a.finding("votes").facts for a in built.towards("moscow")}
    moves = {state: found.move for state, found in facts.items() if isinstance(found, VoteFacts)}
    for row in rows:
        if move := moves.get(row["state"]):
            assert (row["change"], row["rank"]) == (move.change.mean, move.rank), "the table says what the answer says"
    with (built.folder / MEMBERS).open(encoding="utf-8", newline="") as stream:
        assert [row["state"] for row in csv.DictReader(stream)] == [row["state"] for row in rows]


def test_a_second_run_adds_nothing_and_gives_the_same_bytes(built: Built, bundled: Path) -> None:
    for name in (REPORT, MEMBERS):
        assert (built.folder / name).read_bytes() == (bundled / name).read_bytes()
    with Archive.open(bundled / ARCHIVE) as archive:
        counts = [archive.count(table) for table in ("documents", "statements", "roll_calls")]
    assert counts == [built.documents, built.statements, built.roll_calls]


def test_a_stale_source_is_told_wherever_it_is_leant_on(built: Built, known: Built) -> None:
    with Archive.open(built.archive) as archive:
        old = leant_on(archive, ["votes"], built.answers[0].question.after.last, dt.datetime.now(dt.UTC).date())
    assert built.members.stale == old
    assert [one for one in built.answers[0].stale if "votes" in one.source.channels] == list(old)
    page, told = built.report.read_text(encoding="utf-8"), CliRunner().invoke(cli, ["demo"]).stdout
    for one in old:
        assert one.sentence(Tongue()) in page
        assert one.sentence() in told


@pytest.fixture
def known(built: Built, monkeypatch: pytest.MonkeyPatch) -> Built:
    """What the verb would build once more."""
    monkeypatch.setattr(sys.modules["poleward.bundled.build"], "build", lambda into, progress: built)
    return built


def test_the_command_prints_five_verdicts_the_table_and_where_the_rest_is(known: Built) -> None:
    result = CliRunner().invoke(cli, ["demo", "--into", str(known.folder)])
    assert result.exit_code == 0, result.output
    for name in FIVE:
        assert f"{name} and Moscow since 2022-02-24" in result.stdout
        assert re.search(rf"^ *\d+ {name} ", result.stdout, re.MULTILINE), "its line in the table"
    assert str(known.report) in result.stdout
    assert "written for this demonstration" in result.stdout
    assert len(result.stdout.splitlines()) < 60


def test_the_command_gives_the_same_as_json(known: Built) -> None:
    result = CliRunner().invoke(cli, ["demo", "--into", str(known.folder), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert len(found["answers"]) == len(known.answers)
    assert len(found["members"]["rows"]) == known.members.rows.num_rows
    assert found["report"] == str(known.report)


@pytest.mark.parametrize("below", ["", "folder"])
def test_a_folder_that_cannot_be_made_is_one_clear_message(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(UnusableInputError, match=r"cannot be written: .*--into"):
        write_files(tmp_path / "taken" / below if below else tmp_path / "taken")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "poleward.duckdb").write_bytes(b"somebody's work")
    with pytest.raises(UnusableInputError, match="not made by 'poleward demo'"):
        build(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["poleward.duckdb"]


def test_the_default_folder_is_poleward_demo() -> None:
    (into,) = [p for p in demo.params if p.name == "into"]
    assert into.default == Path("poleward-demo")
