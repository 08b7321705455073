"""`import poleward as pw`: every verb in Python, its results shown, framed, explained and written."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import poleward as pw
from poleward.archive import Archive
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.project.told import Done
from poleward.results import Result
from tests.answers.conftest import document, roll_call, sign, statement, vote

HEAVY = (
    "spacy", "onnxruntime", "duckdb", "numba", "scipy", "pyarrow", "pandas", "polars", "numpy", "click", "trafilatura",
    "altair", "jinja2", "fastapi", "mcp", "narwhals", "rapidfuzz",
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which Kazakhstan moves away from Moscow in votes; statements have a hostile sentence."""
    where = tmp_path_factory.mktemp("project") / "own.duckdb"
    with Archive.open(where, write=True) as opened:
        calls, votes = [], []
        for i in range(20):
            day = dt.date(2019, 3, 1) + dt.timedelta(days=70 * i) if i < 10 else dt.date(2022, 3, 1 + i)
            calls.append(roll_call(f"R{i:02d}", day))
            votes += [
                vote(f"R{i:02d}", "RUS", "no"), vote(f"R{i:02d}", "USA", "yes"),
                vote(f"R{i:02d}", "KAZ", "no" if i < 10 else "yes"), vote(f"R{i:02d}", "HUN", "yes"),
            ]  # fmt: skip
        opened.append("roll_calls", calls)
        opened.append("votes", votes)
        opened.append("documents", [document("d1")])
        bad = {"exact": "<script>alert(1)</script> Kazakhstan"}
        days = [dt.date(2022, 3, 5 + n) for n in range(6)]
        opened.append("statements", [statement(f"word{n}", "d1", day, "words", **bad) for n, day in enumerate(days)])
        opened.append("signs", [sign(f"word{n}", -1) for n in range(6)])
    return where


@pytest.fixture
def project(path: Path) -> pw.Project:
    return pw.open(path)


def test_importing_loads_nothing_heavy_and_asking_no_language_model(path: Path) -> None:
    code = (
        "import sys, poleward as pw\n"
        f"heavy = [m for m in {HEAVY} if m in sys.modules]\n"
        "assert not heavy, heavy\n"
        "assert {m for m in sys.modules if m.startswith('poleward')} == {'poleward', 'poleward.version'}\n"
        "pw.Project\n"
        f"answer = pw.open({str(path)!r}).ask('Kazakhstan', 'Moscow', '2022-02-24')\n"
        "heavy = [m for m in ('onnxruntime', 'altair', 'fastapi', 'mcp') if m in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)


def test_the_package_offers_the_verbs_of_a_project() -> None:
    assert set(pw.VERBS) <= {name for name in dir(pw.Project) if not name.startswith("_")}
    assert {"open", "demo", "Project", *pw.VERBS} <= set(dir(pw))
    assert callable(pw.demo)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        pw.nonsense  # noqa: B018


def test_the_verbs_of_the_package_are_those_of_the_working_folder(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "poleward.duckdb").write_bytes(path.read_bytes())
    assert pw.ask("KAZ", "moscow", "2022-02-24").answer.finding("votes").direction == "away"


def test_ask_by_any_name_gives_one_answer_with_a_table(project: pw.Project) -> None:
    answer = project.ask("Kazakh", "Russian", since="2022-02-24", until="2022")
    same = project.ask("cow:705", "moscow", since=dt.date(2022, 2, 24), until="2022-12-31")
    assert same.to_dict() == answer.to_dict()
    assert repr(answer).startswith("<Answers: Kazakhstan and Moscow since 2022-02-24: almost certainly away in votes")
    assert len(repr(answer)) < 250
    rows = answer.to_frame()
    assert isinstance(rows, pl.DataFrame)
    votes = rows.filter(pl.col("channel") == "votes").row(0, named=True)
    assert votes["direction"] == "away"
    assert votes["number"] < 0
    assert votes["q05"] <= votes["number"] <= votes["q95"]
    assert isinstance(answer.to_frame("pandas"), pd.DataFrame)
    page = answer._repr_html_()
    for head in ("channel", "direction", "probability", "number", "since_when", "who_moved"):
        assert f"<th>{head}</th>" in page
    assert "away" in str(answer)


def test_every_number_of_an_answer_is_explained(project: pw.Project) -> None:
    answer = project.ask("KAZ", "moscow", "2022-02-24")
    (number,) = answer.why("votes")
    assert number.estimate.estimate_id == answer.to_arrow().to_pylist()[0]["estimate_id"]
    assert sum(line.contribution for line in number.lines) == pytest.approx(number.estimate.value)
    again = project.why(estimate=number.estimate.estimate_id).numbers[0]
    assert again.estimate.estimate_id == number.estimate.estimate_id
    assert again.lines == number.lines
    assert "R19" in answer.why("votes").to_frame("pandas")["ref"].tolist()
    assert "<script" not in project.why("KAZ", "moscow", "2022-03")._repr_html_()
    with pytest.raises(NothingFoundError, match="channel 'arms'"):
        answer.why("arms")
    with pytest.raises(UnusableInputError):
        project.why("KAZ")


def test_several_states_and_poles_and_a_state_as_a_pole(project: pw.Project) -> None:
    answers = project.ask(["Kazakhstan", "HU"], ["moscow", "United States"], "2022-02-24")
    assert [(a.question.state, a.question.pole.key) for a in answers] == [
        ("KAZ", "moscow"), ("HUN", "moscow"), ("KAZ", "USA"), ("HUN", "USA")
    ]  # fmt: skip
    assert len(answers) == 4
    assert {"state_name", "pole"} <= set(answers.shown_columns())
    assert answers.why("votes").numbers[-1].estimate.pole == "USA"
    with pytest.raises(UnusableInputError, match="4 answers"):
        answers.answer  # noqa: B018


@pytest.mark.parametrize(
    ("state", "pole", "since", "told"),
    [
        ("Kazachstan", "moscow", "2022", r"Did you mean Kazakhstan \(KAZ\)"),
        ("KAZ", "Moscw", "2022", "Did you mean moscow"),
        ("KAZ", "moscow", "2022-02-30", "is not a period"),
        ("KAZ", "moscow", "soon", "is not a period"),
        ([], "moscow", "2022", "no state is named"),
        ("Russia", "moscow", "2022", "is the pole"),
        ("KAZ", 705, "2022", "Correlates of War and Slovenia"),
    ],
)
def test_what_cannot_be_asked_is_said(project: pw.Project, state: object, pole: object, since: str, told: str) -> None:
    with pytest.raises(UnusableInputError, match=told):
        project.ask(state, pole, since)  # type: ignore[arg-type]


def test_pictures_with_and_without_altair(project: pw.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from poleward.results import charts

    answer = project.ask("KAZ", "moscow", "2022-02-24")
    assert "vconcat" in answer.plot().to_dict()
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    assert answer.plot().startswith("<svg")
    assert answer.why("votes").plot().startswith("<svg")


def test_every_result_is_shown_framed_written_out_drawn_and_explained(project: pw.Project) -> None:
    asked = ("KAZ", "moscow", "2022-02-24")
    answers = project.ask(*asked)
    found = [
        answers, answers.why("votes"), project.report(*asked), project.drift("moscow", since="2022-02-24"),
        project.shifts("KAZ", "moscow", since="2022-02-24"), project.panel("KAZ", "moscow", measures=["agreement"]),
        project.roll_calls("R15"), project.check("Kazakhstan voted for R15, resolution A/RES/ES-11/1."),
        project.agreement(replicates=0), project.positions(seed=1), project.code("Uzbekistan condemned Russia."),
        Done(["one line"], {"documents": 1}),
    ]  # fmt: skip
    assert {type(one).__name__ for one in found} == kinds_of(Result), "every kind of result is here"
    for one in found:
        assert len(repr(one)) < 400
        assert "\n" not in repr(one)
        page = one._repr_html_()
        assert page.startswith("<")
        assert "<script" not in page
        assert one.to_frame().shape[1] == len(one.to_frame("pandas").columns)
        json.dumps(one.to_dict(), default=str, allow_nan=False)
        if isinstance(one, Done) or one.headline.startswith("Statements"):
            with pytest.raises(NothingFoundError, match="nothing to draw"):
                one.plot()
        else:
            assert one.plot() is not None
    explained = [one for one in found if hasattr(one, "why")]
    assert {type(one).__name__ for one in explained} == {"Answers", "Report", "Drift", "Claims"}
    drift, report = (next(one for one in explained if type(one).__name__ == name) for name in ("Drift", "Report"))
    assert repr(drift.why("KAZ")) == repr(report.why("votes")) == repr(answers.why("votes"))
    with pytest.raises(UnusableInputError, match="knows no archive"):
        type(drift)(drift.rows, drift.windows, drift.labels).why("KAZ")


def kinds_of(base: type[Result]) -> set[str]:
    return {kind for one in base.__subclasses__() for kind in (one.__name__, *kinds_of(one))}


def test_a_read_only_project_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    project = pw.open(path, read_only=True)
    project.ask("KAZ", "moscow", "2022-02-24", baseline="2020")
    assert path.read_bytes() == before
    with pytest.raises(UnusableInputError, match="read only"):
        project.load("votes", path)


def test_measures_from_the_archive_and_from_a_frame(project: pw.Project) -> None:
    found = project.agreement(replicates=0)
    assert repr(found).startswith("<DyadAgreement: agreement of 18 dyads and periods, 2019 to 2022")
    assert found.plot().to_dict()
    assert "plain" in found._repr_html_()
    frame = pl.DataFrame(
        {
            "state": ["A", "B"] * 30, "roll_call": [f"r{i // 2}" for i in range(60)], "date": ["2020-01-01"] * 60,
            "outcome": ["yes", "no"] * 30,
        }
    )  # fmt: skip
    assert pw.agreement(frame, replicates=0).to_frame()["plain"].to_list() == [0.0]
    assert project.agreement(replicates=0, years=2022).periods == ("2022",)


def test_the_archive_is_free_between_verbs(project: pw.Project, path: Path) -> None:
    project.ask("KAZ", "moscow", "2022-02-24")
    with Archive.open(path, write=True) as other:
        assert other.count("roll_calls") == 20


def test_export_and_write(project: pw.Project, tmp_path: Path) -> None:
    assert project.export("votes", tmp_path / "votes.dta") == 80
    assert project.export("all", tmp_path / "all.db") > 100
    assert project.ask("KAZ", "moscow", "2022-02-24").write(tmp_path / "answer.xlsx") > 0


def test_pages_are_read_coded_and_checked(tmp_path: Path) -> None:
    project = pw.open(tmp_path / "new.duckdb")
    assert "not made yet" in repr(project)
    with pytest.raises(UnusableInputError, match="no archive here"):
        project.ask("KAZ", "moscow", "2022")
    rows = pw.code("Uzbekistan condemned Russia on Monday.", published="2022-03-03").to_frame()
    assert ("UZB", "RUS", -1) in rows.select("state", "target", "sign").rows()
    (tmp_path / "story.txt").write_text("ASTANA, 3 May 2023. Kazakhstan criticised Russia on Wednesday.\n")
    assert project.read(tmp_path / "story.txt").to_dict()["documents_added"] == 1
    claims = project.check("Kazakhstan voted for A/RES/ES-11/1.")
    assert repr(claims).startswith("<Claims: ")
    assert [c.kind for c in claims] == ["vote"]
    assert claims.why().column_names[0] == "claim"
