"""The command line keeps its contract: exit statuses, clear messages, results apart from notes, nothing lost."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from poleward.archive import Archive
from poleward.cli import main

STORY = """Astana and Moscow sign

ASTANA, 3 May 2023. Kazakhstan criticised Russia on Wednesday. Kazakhstan sent Ukraine humanitarian aid.

See also: Ten recipes for spring
"""


class Done(NamedTuple):
    """What a verb printed."""

    stdout: str
    stderr: str


class Run(Protocol):
    def __call__(self, *arguments: str | Path, expect: int = 0) -> Done: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb in this process, in a folder of its own; an exception that it lets through fails the test."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path, expect: int = 0) -> Done:
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        printed = Done(*capsys.readouterr())
        assert ended.value.code == expect, printed
        return printed

    return call


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.csv"
    lines = ["undl_id,resolution,date,iso3,vote"]
    for n, (symbol, day) in enumerate([("A/RES/75/1", "2020-10-01"), ("A/RES/77/1", "2022-10-03")] * 4):
        for state, vote in (("KAZ", "A" if n % 2 else "N"), ("RUS", "N"), ("USA", "Y"), ("TKM", "X")):
            lines.append(f"{1000 + n},{symbol[:-1]}{n + 1},{day},{state},{vote}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_verbs_from_reading_to_the_report(run: Run, tmp_path: Path, votes: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY)
    first = run("read", "story.txt")
    assert first.stdout.startswith("1 documents")
    assert run("read", "story.txt").stdout.startswith("0 documents and 0 statements added")
    assert "Votes: 32 new" in run("load", "votes", votes).stdout
    assert "Votes: 0 new" in run("load", "votes", votes).stdout
    question = ("KAZ", "--pole", "moscow", "--since", "2022-02-24", "--until", "2023-12-31")
    answer = json.loads(run("ask", *question, "--json").stdout)
    several = json.loads(run("ask", *question, "--since", "2023-01-01", "--json").stdout)
    assert several[0] == answer
    assert several[1]["since"] == "2023-01-01"
    assert answer["state"] == "KAZ"
    votes_finding = answer["findings"][0]
    # The record that ships is there too: on the questions asked before and since, Kazakhstan stayed.
    assert votes_finding["direction"] == "no change"
    explained = json.loads(run("why", "--estimate", votes_finding["estimates"][0]["id"], "--json").stdout)
    assert sum(item["contribution"] for item in explained[0]["items"]) == pytest.approx(explained[0]["value"])
    run("--archive", "poleward.duckdb", "report", "-o", "r.html", "--states", "KAZ", "--pole", "moscow")
    assert "<svg" in (tmp_path / "r.html").read_text()
    for name in ("s.csv", "s.json", "s.jsonl", "s.parquet"):
        run("export", "statements", "-o", name)
    rows = json.loads((tmp_path / "s.json").read_text())
    assert {"lean_moscow", "lean_west", "lean_beijing", "exact"} <= set(rows[0])
    assert not any("recipes" in row["exact"] for row in rows)
    assert {row["date_latest"] for row in rows} == {"2023-05-03"}
    made = run("judge", rows[0]["statement_id"], "wrong_sign", "--by", "tester").stdout.strip()
    assert "in force" in run("judge", "--list").stdout
    run("judge", "--withdraw", made)
    assert "withdrawn" in run("judge", "--list").stdout


def test_check_tells_supported_from_contradicted(run: Run, tmp_path: Path, votes: Path) -> None:
    run("load", "votes", votes)
    (tmp_path / "true.txt").write_text("Kazakhstan abstained in the vote on UN General Assembly resolution 77/2.\n")
    (tmp_path / "false.txt").write_text("Kazakhstan voted in favour of UN General Assembly resolution 77/2.\n")
    (tmp_path / "none.txt").write_text("It rained in Astana all day, and the market was closed until the evening.\n")
    claims = json.loads(run("check", "true.txt", "--json").stdout)["claims"]
    assert [c["verdict"] for c in claims] == ["supported"]
    assert claims[0]["records"][0]["votes"] == {"KAZ": "abstain"}
    assert "CONTRADICTED" in run("check", "false.txt", expect=1).stdout
    run("check", "none.txt", expect=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "KAZ", "--since", "2022-02-24", "--archive", "absent/a.duckdb"], "no archive here"),
        (["ask", "Atlantis", "--since", "2022-02-24"], "not a state"),
        (["ask", "KAZ", "--since", "yesterday"], "not a period"),
        (["ask", "--since", "2022-02-24"], "name a STATE"),
        (["why", "KAZ", "--period", "soon"], "not a period"),
        (["read", "absent.txt"], "no such file"),
        (["load", "votes", "absent.csv"], "absent.csv"),
        (["export", "secrets", "-o", "x.csv"], "no table 'secrets'"),
        (["export", "votes", "-o", "x.docx"], "not a format"),
        (["frobnicate"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_explained_with_status_2(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    Archive.open(tmp_path / "poleward.duckdb", write=True).close()
    assert message in run(*arguments, expect=2).stderr


def test_an_empty_archive_answers_nothing_with_status_1(run: Run, tmp_path: Path) -> None:
    Archive.open(tmp_path / "poleward.duckdb", write=True).close()
    assert "archive is empty" in run("ask", "KAZ", "--since", "2022-02-24", expect=1).stderr


BAD = {
    "empty.csv": b"",
    "page.csv": b"<!doctype html><html><body>Too many requests</body></html>",
    "latin.csv": "undl_id,resolution,date,iso3,vote\n1,A/RES/1/1,2020-01-01,KAZ,Y\n2,Gu\u00e9,2020,FRA,Y\n".encode(
        "latin-1"
    ),
    "columns.csv": b"a,b,c\n1,2,3\n",
    "cut.csv.gz": gzip.compress(b"undl_id,resolution,date,iso3,vote\n" + b"1,A/RES/1/1,2020-01-01,KAZ,Y\n" * 9000)[:60],
    "line.csv": b"undl_id,resolution,date,iso3,vote\n" + b"x" * 3_000_000,
    "nul.csv": b"undl_id,resolution,date,iso3,vote\n1,\0,\0,\0,Y\n",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_table_is_refused_and_the_archive_stays(run: Run, tmp_path: Path, votes: Path, name: str) -> None:
    run("load", "votes", votes)
    with Archive.open(tmp_path / "poleward.duckdb") as archive:
        before = [archive.count(t) for t in ("votes", "roll_calls", "sources")]
    (tmp_path / name).write_bytes(BAD[name])
    message = run("load", "votes", name, expect=2).stderr
    assert name in message
    with Archive.open(tmp_path / "poleward.duckdb") as archive:
        assert [archive.count(t) for t in ("votes", "roll_calls", "sources")] == before


PAGES = {
    "empty.txt": b"",
    "nul.txt": b"\0" * 4096,
    "broken.jsonl": b'{"text": "half a rec',
    "bomb.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><rss><channel><item>'
    b"<title>&b;</title></item></channel></rss>",
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_bad_page_is_refused_or_read_without_harm(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PAGES[name])
    (tmp_path / "good.txt").write_text(STORY)
    done = run("read", name, "good.txt")
    assert done.stdout.startswith(("1 documents", "2 documents"))
    assert "aaaaaaaaaaaaaaaaaaaaaaaaa" not in done.stdout


def test_a_second_process_is_told_to_wait(run: Run, tmp_path: Path, votes: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; from poleward.archive import Archive\n"
         "a = Archive.open('poleward.duckdb', write=True); print('held', flush=True); sys.stdin.read()"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        assert "another process is using this archive" in run("load", "votes", votes, expect=2).stderr
    finally:
        holder.communicate("")


def test_positions_and_agreement_of_chosen_roll_calls(run: Run, tmp_path: Path, votes: Path) -> None:
    run("load", "votes", votes)
    run("agreement", "-o", "all.csv", "--replicates", "20")
    rows = (tmp_path / "all.csv").read_text().splitlines()
    assert rows[0].startswith('"state_a","state_b","period","roll_calls","plain","plain_q05","plain_q95","s"')
    assert len(rows) == 1 + 3 * 2, "three dyads that vote, in two years"
    few = run("agreement", "-o", "one.json", "--state", "Kazakhstan", "--with", "RUS", "--index", "kappa",
              "--where", "year(date) = 2022", "--replicates", "0")  # fmt: skip
    assert "4 of 8 roll calls chosen" in few.stderr
    assert "Too few roll calls" in few.stderr
    (row,) = json.loads((tmp_path / "one.json").read_text())
    assert (row["state_a"], row["state_b"], row["roll_calls"]) == ("KAZ", "RUS", 4)
    assert set(row) == {"state_a", "state_b", "period", "roll_calls", "kappa"}
    moved = json.loads(
        run("positions", "--state", "KAZ", "--pole", "RUS", "--since", "2022-02-24", "--json", "-o", "p.csv").stdout
    )
    assert moved["before"] == ["2020"]
    assert moved["total"]["mean"] == pytest.approx(moved["own"]["mean"] + moved["pole_part"]["mean"], abs=1e-3)
    assert len(moved["own_shift"]["mean"]) == 1
    printed = run("positions", "--state", "KAZ", "--pole", "USA", "--since", "2022-02-24", "--dims", "2").stdout
    assert "Kazakhstan moved, dimension 2" in printed
    assert "Who moved: " in printed
    (tmp_path / "mine.txt").write_text("A/RES/75/1\nA/RES/99/9\n")
    listed = run("positions", "-o", "l.parquet", "--list", "mine.txt")
    assert "1 of the list's names are no roll call here: A/RES/99/9" in listed.stderr


def test_pages_of_one_file_are_explained_under_their_names(run: Run, tmp_path: Path) -> None:
    text = "Kazakhstan condemned Russia on 3 March 2022."
    rows = [{"url": f"https://example.org/{k}", "date": "2022-03-03", "body": text} for k in (1, 2)]
    (tmp_path / "news.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    told = run("read", "--explain", str(tmp_path / "news.jsonl")).stdout.splitlines()
    assert [line for line in told if line.startswith("http")] == ["https://example.org/1", "https://example.org/2"]
    outcomes = json.loads(run("read", "--explain", str(tmp_path / "news.jsonl"), "--json").stdout)
    assert [(o["page"], o["text"]) for o in outcomes] == [(row["url"], text) for row in rows]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["positions"], 2, "name a file"),
        (["positions", "--state", "KAZ"], 2, "go together"),
        (["positions", "--state", "KAZ", "--since", "2022-01-01", "--pole", "mars"], 2, "there is no pole 'mars'"),
        (["positions", "-o", "p.csv", "--issue", "xx"], 2, "no issue 'xx'"),
        (["positions", "-o", "p.csv", "--where", "colour = 1"], 2, "cannot be evaluated"),
        (["agreement", "-o", "a.csv", "--list", "absent.txt"], 2, "cannot be read"),
        (["agreement", "-o", "a.csv", "--state", "Atlantis"], 2, "not a state"),
        (["agreement", "-o", "a.csv", "--important"], 1, "no roll call"),
        (["agreement", "-o", "a.csv", "--from", "2024-01-01"], 1, "no such votes"),
        (["agreement", "-o", "a.docx"], 2, "not a format"),
    ],
)
def test_a_choice_that_cannot_be_made_is_explained(
    run: Run, votes: Path, arguments: list[str], status: int, message: str
) -> None:
    run("load", "votes", votes)
    assert message in run(*arguments, expect=status).stderr
