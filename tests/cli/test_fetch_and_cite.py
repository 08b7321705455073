"""`poleward fetch` asks no server without a key, loads what it fetched; `poleward cite` names what is behind it."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from poleward.archive import Archive
from tests.answers.conftest import document, statement
from tests.event_samples import gdelt
from tests.fetching.servers import Server, serving, whole
from tests.records import ties_samples as samples

TABLE = """
[sources.packed]
kind = "treaties"
title = "Alliances, packed"
publisher = "Correlates of War"
page = "https://example.org/page"
licence = "free"
works = ["cow-alliances"]
address = "{base}/alliances.zip"
members = ["alliance*.csv"]

[sources.daily]
kind = "events"
title = "A day of events"
publisher = "GDELT"
page = "https://example.org/page"
licence = "free"
works = ["gdelt"]
address = "{base}/{{at}}.export.CSV.zip"
at = "[0-9]{{8}}"
at_example = "20220302"

[sources.broken]
kind = "treaties"
title = "A page"
publisher = "Nobody"
page = "https://example.org/page"
licence = "free"
works = []
address = "{base}/missing.csv"
"""


def run(*arguments: str | Path, cwd: Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "poleward", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=600)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == expect, done.stderr + done.stdout
    return done


def fetch(server: Server, cwd: Path, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    (cwd / "own.toml").write_text(TABLE.format(base=server.base))
    options = ["--sources", "own.toml", "--cache", "cache", "--allow-loopback"]
    return run("fetch", *arguments, *options, cwd=cwd, expect=expect)


@pytest.fixture
def packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("v4/alliance_by_dyad.csv", samples.COW_ALLIANCES)
        zipped.writestr("v4/notes.txt", "notes")
    return buffer.getvalue()


def test_fetch_load_and_cite(tmp_path: Path, packed: bytes) -> None:
    with serving(whole(packed)) as server:
        listed = fetch(server, tmp_path, "treaties").stdout
        assert f"{server.base}/alliances.zip" in listed
        assert "Terms: free." in listed
        assert server.requests == []
        done = fetch(server, tmp_path, "treaties", "packed", "--load", "--into", "copies")
        again = fetch(server, tmp_path, "treaties", "packed", "--json")
    assert done.stdout.strip() == str(Path("cache/packed/alliances.zip"))
    for words in ("Terms: free.", f"fetching {server.base}/alliances.zip", "SHA-256", "8 values new"):
        assert words in done.stderr
    assert (tmp_path / "copies" / "alliances.zip").read_bytes() == packed
    assert json.loads(again.stdout)[0]["status"] == "cached"
    assert len(server.requests) == 1
    cited = run("cite", cwd=tmp_path).stdout
    assert "Gibler, Douglas M. (2009). International Military Alliances" in cited
    assert "The poleward authors" in cited
    assert run("cite", "--bibtex", cwd=tmp_path).stdout.startswith("@book{cow-alliances,")
    found = json.loads(run("cite", "--json", cwd=tmp_path).stdout)
    assert [r["id"] for r in found["references"]] == ["cow-alliances", "poleward"]
    assert found["references"][0]["issued"] == {"date-parts": [[2009]]}


def test_a_day_of_events_goes_into_the_archive_as_it_came(tmp_path: Path) -> None:
    rows = "".join("\t".join(gdelt(n, "20220302", "RUS", "UKR", "190")) + "\n" for n in (1, 2))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("20220302.export.CSV", rows)
    with serving(whole(buffer.getvalue())) as server:
        fetch(server, tmp_path, "events", "daily", "--at", "20220302", "--load")
        fetch(server, tmp_path, "events", "daily", "--at", "20220302", "--load")
    assert [path for path, _ in server.requests] == ["/20220302.export.CSV.zip"]
    with Archive.open(tmp_path / "poleward.duckdb") as archive:
        assert archive.count("events") > 0
    assert "Leetaru, Kalev and Schrodt, Philip A. (2013)" in run("cite", cwd=tmp_path).stdout


def test_fetch_says_what_is_wrong(tmp_path: Path) -> None:
    with serving(lambda h: h.answer(b"", 404)) as server:
        for arguments, words in (
            (["treaties", "broken"], "no longer there (status 404)"),
            (["treaties", "nothing"], "there is no source 'nothing'"),
            (["treaties", "atop"], "has to be downloaded by hand"),
            (["events", "gdelt1"], "Say which, for example --at 20220302"),
            (["treaties", "broken", "--file", "x"], "Leave --file out"),
            (["treaties", "broken", "packed", "--at", "1"], "go with one KEY"),
            (["--list", "treaties", "broken"], "--list takes no KEY"),
        ):
            done = fetch(server, tmp_path, *arguments, expect=2)
            assert words in done.stderr
            assert done.stdout == ""
    assert [path for path, _ in server.requests] == ["/missing.csv"]
    assert not (tmp_path / "poleward.duckdb").exists()


def test_without_the_hidden_flag_this_machine_is_out_of_reach(tmp_path: Path) -> None:
    with serving(whole(b"x")) as server:
        (tmp_path / "own.toml").write_text(TABLE.format(base=server.base))
        done = run("fetch", "treaties", "broken", "--sources", "own.toml", "--cache", "c", cwd=tmp_path, expect=2)
    assert "not https" in done.stderr
    assert server.requests == []


def test_the_whole_list(tmp_path: Path) -> None:
    listed = json.loads(run("fetch", "--list", "--json", cwd=tmp_path).stdout)
    assert {s["kind"] for s in listed} == {"votes", "trade", "arms", "treaties", "events"}
    assert "votes undl" in run("fetch", "--list", cwd=tmp_path).stdout


def test_an_estimate_is_cited_with_its_pages_and_publishers(tmp_path: Path) -> None:
    path = tmp_path / "poleward.duckdb"
    with Archive.open(path, write=True) as archive:
        estimate = {
            "estimate_id": "abc1", "state": "KAZ", "pole": "moscow", "channel": "trade", "measure": "share",
            "period": "2021", "value": 0.3, "q05": None, "q95": None, "probability": None, "n": 2, "method": "x",
                "compared_with": None,
        }  # fmt: skip
        archive.append("estimates", [estimate, estimate | {"estimate_id": "abc2"}])
        first, last = dt.date(2022, 3, 1), dt.date(2022, 3, 31)
        dates = {"published_earliest": first, "published_latest": last}
        archive.append("documents", [document("d" * 64, title="Two sign", url="https://example.org/p", **dates)])
        archive.append("statements", [statement("st1", "d" * 64, first, "words")])
        common = {"estimate_id": "abc1", "weight": 1.0, "contribution": 1.0}
        ref = "trade:KGZ:RUS:exports:2021-01-01:UN Comtrade"
        archive.append("evidence", [common | {"kind": "statement", "ref": "st1"}, common | {"kind": "tie", "ref": ref}])
    run("load", "trade", samples.write(tmp_path, "comtrade-api"), cwd=tmp_path)
    with Archive.open(path, write=True) as archive:
        archive.connection.execute("UPDATE ties SET date_earliest = '2021-01-01', date_latest = '2021-12-31'")
    found = json.loads(run("cite", "abc1", "--json", cwd=tmp_path).stdout)
    assert [r["id"] for r in found["references"]] == ["comtrade", "poleward", "d" * 16]
    assert found["references"][2]["issued"] == {"date-parts": [[2022, 3]]}
    assert "“Two sign” (2022-03). https://example.org/p." in run("cite", "abc1", cwd=tmp_path).stdout
    assert "several numbers" in run("cite", "abc", cwd=tmp_path, expect=2).stderr
    assert "no number with this id" in run("cite", "zzz", cwd=tmp_path, expect=2).stderr
    assert "nothing is stored" in run("cite", "abc2", cwd=tmp_path, expect=1).stderr


def test_cite_without_an_archive(tmp_path: Path) -> None:
    assert "no archive here" in run("cite", cwd=tmp_path, expect=2).stderr
