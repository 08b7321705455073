"""The verbs check, why, snapshot and verify on the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from poleward.answers.snapshot import NUMBERS
from poleward.cli import main

PAGE = """Uzbekistan moves closer to Moscow

TASHKENT, 3 May 2023. Uzbekistan left the CSTO in 2012. Uzbekistan is a member of the CSTO.
"""


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    lines = ["undl_id,resolution,date,iso3,vote"]
    for n in range(8):
        year, session = (2020, 75) if n < 4 else (2022, 77)
        for state, vote in (("KAZ", "A" if n < 4 else "Y"), ("RUS", "N"), ("USA", "Y"), ("UZB", "X")):
            lines.append(f"{1000 + n},A/RES/{session}/{n + 1},{year}-10-0{n + 1},{state},{vote}")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_check_writes_text_json_html_and_claim_review(
    tmp_path: Path, votes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "a.duckdb"
    assert run("load", "votes", votes, "--archive", archive) == 0
    page, html, review = tmp_path / "p.txt", tmp_path / "c.html", tmp_path / "c.json"
    page.write_text(PAGE, encoding="utf-8")
    capsys.readouterr()
    assert run("check", page, "--archive", archive, "--json", "--html", html, "--claim-review", review) == 1
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert [(c["kind"], c["verdict"]) for c in claims] == [
        ("headline", "not decidable"), ("membership", "supported"), ("membership", "contradicted"),
    ]  # fmt: skip
    assert [PAGE[c["start"] : c["end"]] for c in claims[1:]] == [c["exact"] for c in claims[1:]]
    assert "Uzbekistan left the CSTO" in html.read_text(encoding="utf-8")
    assert len(json.loads(review.read_text(encoding="utf-8"))) == 3
    assert run("check", page, "--archive", archive) == 1
    assert "SUPPORTED  “Uzbekistan left the CSTO in 2012”" in capsys.readouterr().out
    page.write_text("Rain\n\nIt rained in Almaty.\n", encoding="utf-8")
    assert run("check", page, "--archive", archive) == 1
    assert "No claim" in capsys.readouterr().err
    assert run("check", page, "--archive", archive, "--html", tmp_path / "no" / "c.html") == 2


def test_a_snapshot_is_verified_and_tampering_shown(
    tmp_path: Path, votes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, frozen = tmp_path / "a.duckdb", tmp_path / "s.zip"
    run("load", "votes", votes, "--archive", archive)
    asked = ("--states", "KAZ", "--pole", "moscow", "--until", "2022-12-31")
    assert run("snapshot", "-o", frozen, *asked, "--archive", archive) == 0
    capsys.readouterr()
    assert run("verify", frozen) == 0
    assert "follow from the snapshot" in capsys.readouterr().out
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(frozen) as whole, zipfile.ZipFile(changed, "w") as out:
        for name in whole.namelist():
            entry = whole.read(name)
            out.writestr(name, entry.replace(b'"headline": "', b'"headline": "Not so: ') if name == NUMBERS else entry)
    assert run("verify", changed) == 1
    assert "Not so: " in capsys.readouterr().out
    data = bytearray(frozen.read_bytes())
    at = data.find(b'"headline"')
    data[at + 14] ^= 1
    frozen.write_bytes(bytes(data))
    assert run("verify", frozen) == 2  # the ZIP's own checksum speaks first
    assert run("verify", tmp_path / "absent.zip") == 2
    assert run("snapshot", "-o", frozen, "--pole", "mars", "--archive", archive) == 2


def test_why_prints_the_top_items_and_sums_the_rest(
    tmp_path: Path, votes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "a.duckdb"
    run("load", "votes", votes, "--archive", archive)
    capsys.readouterr()
    assert run("why", "KAZ", "--period", "2020", "--top", "1", "--archive", archive) == 0
    text = capsys.readouterr().out
    assert "without" in text
    assert "3 further items" in text
    assert "Kazakhstan: abstained; Moscow: no" in text
