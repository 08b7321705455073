"""The whole demonstration, built once, by the ordinary path."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from poleward.channels.votes import VoteFacts
from poleward.cli import cli
from poleward.cli.demo import demo
from poleward.config import load
from poleward.demo import Built, build
from poleward.demo.build import GROUP, write_files
from poleward.errors import UnusableInputError

FIVE = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("case") / "poleward-demo")


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
    assert "did not vote on 39 of 138 roll calls before and 27 of 61 since" in votes["TKM"].unknown
    assert votes["UZB"].direction == "away"
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


def test_a_second_run_adds_nothing_and_gives_the_same_bytes(built: Built) -> None:
    page = built.report.read_bytes()
    again = build(built.folder)
    assert again.report.read_bytes() == page
    assert [a.to_json() for a in again.answers] == [a.to_json() for a in built.answers]
    assert (again.documents, again.statements, again.roll_calls) == (
        built.documents,
        built.statements,
        built.roll_calls,
    )


def test_the_command_prints_five_verdicts_and_where_the_rest_is(built: Built) -> None:
    result = CliRunner().invoke(cli, ["demo", "--into", str(built.folder)])
    assert result.exit_code == 0, result.output
    for name in FIVE:
        assert f"{name} and Moscow since 2022-02-24" in result.stdout
    assert str(built.report) in result.stdout
    assert "written for this demonstration" in result.stdout


def test_the_command_gives_the_same_as_json(built: Built) -> None:
    result = CliRunner().invoke(cli, ["demo", "--into", str(built.folder), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert len(found["answers"]) == len(built.answers)
    assert found["report"] == str(built.report)


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
