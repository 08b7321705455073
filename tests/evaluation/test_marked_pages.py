"""Marked pages are scored item by item: what is found, turned round, misdated, or said where nothing is marked."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from poleward.cli import cli
from poleward.coding import load_coder
from poleward.coding.statements import Sign
from poleward.errors import UnusableInputError
from poleward.evaluation.marked_pages import MarkedStatement, read_folder
from poleward.evaluation.statements import evaluate_statements, lean_right, turned
from tests.coding.cases import document

TEXT = """Georgia and its neighbours

On 3 March 2022 Kazakhstan condemned Russia for the shelling of Kharkiv.

Uzbekistan thanked China for the vaccines. Serbia imposed sanctions on Belarus.
"""
MARKS = """
document:
  language: en
  genre: news
  published: {earliest: 2022-03-04, latest: 2022-03-04}
items:
- {id: a, kind: event, actor: [KAZ], recipient: [RUS], type: ACCUSE, date: 2022-03-03, lean: {moscow: away},
   evidence: condemned Russia}
- {id: b, kind: event, actor: [UZB], recipient: [CHN], type: SUPPORT, lean: {beijing: away}, must: false,
   evidence: thanked China for the vaccines}
- {id: c, kind: event, actor: [MDA], recipient: [EU], lean: {west: towards}, evidence: Georgia and its}
traps:
- {text: Georgia and its neighbours, why: a heading}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "marked").mkdir()
    (tmp_path / "text" / "1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "marked" / "1.yml").write_text(MARKS, encoding="utf-8")
    return tmp_path


def test_items_are_found_turned_or_missed(folder: Path) -> None:
    scores = evaluate_statements(folder, dated=True)
    assert (scores["n"], scores["pages"]) == (3, 1)
    assert scores["recall"]["all"] == pytest.approx(1 / 3, abs=1e-3)
    assert scores["recall"]["actor_recipient"] == pytest.approx(2 / 3, abs=1e-3)
    assert (scores["signed"], scores["signed_right"], scores["turned"]) == (2, 1, 1)
    assert scores["dates"] == {"right": 1, "wrong": 0, "none": 0}
    assert scores["noise"] > 0, "the sanctions of Serbia are not marked"
    assert set(scores["by_language"]) == {"en"}
    assert set(scores["by_genre"]) == {"news"}


@pytest.mark.parametrize("lean", ["away", "towards"])
def test_a_vote_on_a_third_state_leans_by_what_it_says_of_the_pole(lean: str) -> None:
    found = load_coder().code(document("Kazakhstan condemned Russia."))[0]
    signs = (Sign("KAZ", "GEO", 1, "vote"), Sign("KAZ", "RUS", -1, "vote"))
    vote = replace(found, recipient="GEO", signs=signs)
    item = MarkedStatement("v", "vote-claim", ("KAZ",), ("GEO",), (), False, None, {"moscow": lean}, True, "condemned")
    assert lean_right(item, vote) == (lean == "away")
    assert turned(item, vote) == (lean == "towards")


def test_the_command_prints_a_table_and_json(folder: Path) -> None:
    done = CliRunner().invoke(cli, ["evaluate", "statements", str(folder)])
    assert "recall: actor recipient" in done.output
    done = CliRunner().invoke(cli, ["evaluate", "statements", str(folder), "--json"])
    assert json.loads(done.output)["task"] == "statements"


def test_dates_of_marks_are_days_months_years_or_stretches(folder: Path) -> None:
    file = folder / "marked" / "1.yml"
    for written, first, last in (
        ("2022", (2022, 1, 1), (2022, 12, 31)),
        ("2022-02", (2022, 2, 1), (2022, 2, 28)),
        ("2020..2021-03", (2020, 1, 1), (2021, 3, 31)),
    ):
        file.write_text(MARKS.replace("date: 2022-03-03", f"date: '{written}'"), encoding="utf-8")
        date = read_folder(folder)[0].items[0].date
        assert date is not None
        assert (date.earliest, date.latest) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("spoilt", ["items: 3", "- 1", "document: {}\nitems: [{id: 1}]", "a: [", "a: &b 1\nc: *b"])
def test_marks_that_are_none_are_refused(folder: Path, spoilt: str) -> None:
    (folder / "marked" / "1.yml").write_text(spoilt, encoding="utf-8")
    with pytest.raises(UnusableInputError, match=r"1\.yml"):
        read_folder(folder)


def test_a_folder_without_marks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no marked pages"):
        read_folder(tmp_path)
