"""Loading roll calls: one roll call and one vote however many sources state it, and nothing half done."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.intake.votes import load_votes
from poleward.intake.votes_report import LoadReport
from tests import vote_samples as sample


def load(archive: Archive, *paths: Path) -> LoadReport:
    return load_votes(archive, paths)


def sources(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return the same assembly in every layout."""
    folder.mkdir(exist_ok=True)
    return {
        "bulk": (sample.undl(folder / "bulk.csv"),),
        "two files": sample.two_file(folder),
        "voeten": (sample.voeten(folder / "voeten.csv.gz"),),
        "unvotes": sample.unvotes(folder),
    }


def test_one_source(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load(archive, sample.undl(tmp_path / "bulk.csv"))
        cells = len(sample.expected())
        assert (report.roll_calls_new, report.votes_new) == (4, cells)
        assert (report.totals_checked, report.totals_differ) == (4, 0)
        assert archive.count("votes") == cells
        assert archive.rows("SELECT DISTINCT sources FROM votes") == [{"sources": ["undl"]}]
        (bridge,) = archive.rows("SELECT list(roll_call_id) AS ids FROM roll_calls WHERE bridge IS NOT NULL")
        assert sorted(bridge["ids"]) == ["A/RES/68/901", "A/RES/69/902"]
        (source,) = archive.rows("SELECT * FROM sources")
        assert (source["layout"], source["rows_read"]) == ("undl-2026", cells)
        json.dumps(report.to_dict())
        assert any("4 new" in line for line in report.lines())


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    paths = list(itertools.chain(*sources(tmp_path).values()))
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        load(archive, *paths)
        before = {t: archive.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in ("roll_calls", "votes", "sources")}
        report = load(archive, *paths)
        assert (report.roll_calls_new, report.votes_new, report.votes_confirmed) == (0, 0, 0)
        assert {t: archive.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in before} == before


@pytest.mark.parametrize("order", list(itertools.permutations(["bulk", "two files", "voeten", "unvotes"])))
def test_sources_in_any_order_become_the_same_roll_calls(tmp_path: Path, order: tuple[str, ...]) -> None:
    files = sources(tmp_path)
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        reports = [load(archive, *files[name]) for name in order]
        rolls = archive.rows("SELECT * FROM roll_calls ORDER BY rcid")
        assert [r["roll_call_id"] for r in rolls] == [
            "A/RES/68/901", "A/RES/69/902", "A/RES/69/903", "A/RES/50/904B", "rcid-6105",
        ]  # fmt: skip
        assert [r["date"] for r in rolls[:4]] == [b.day for b in sample.BALLOTS]  # the exact day wins
        assert [r["undl_id"] for r in rolls] == ["900001", "900002", "900003", "900004", None]
        assert [r["kind"] for r in rolls] == ["resolution"] * 4 + ["paragraph"]
        assert rolls[2]["issues"] == ["hr", "ru"]
        assert [r["yes"] for r in rolls[:4]] == [b.total("Y") for b in sample.BALLOTS]
        votes = archive.rows("SELECT state, vote, sources, contradicted FROM votes WHERE roll_call_id = 'A/RES/68/901'")
        assert len(votes) == len(sample.STATES)
        assert {tuple(v["sources"]) for v in votes if v["vote"] != "not_voting"} == {("undl", "unvotes", "voeten")}
        assert not any(v["contradicted"] for v in votes)
        assert sum(r.votes_new for r in reports) == archive.count("votes")


def test_a_contradiction_is_kept_as_two_rows_and_reported(tmp_path: Path) -> None:
    first = sample.BALLOTS[0]
    i = list(sample.STATES).index("KAZ")
    other = {"Y": "N"}.get(first.votes[i], "Y")
    changed = replace(first, votes=first.votes[:i] + other + first.votes[i + 1 :])
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        load(archive, sample.undl(tmp_path / "bulk.csv"))
        report = load(archive, sample.voeten(tmp_path / "v.csv", (changed, *sample.BALLOTS[1:])))
        assert report.votes_contradicted == 1
        assert any("A/RES/68/901, KAZ" in sentence for sentence in report.conflicts)
        rows = archive.rows("SELECT * FROM votes WHERE contradicted ORDER BY vote")
        assert {(r["vote"], tuple(r["sources"])) for r in rows} == {
            (sample.OUTCOMES[first.votes[i]], ("undl",)), (sample.OUTCOMES[other], ("voeten",)),
        }  # fmt: skip


def test_totals_that_differ_from_the_votes_are_reported(tmp_path: Path) -> None:
    path = sample.undl(tmp_path / "bulk.csv", ballots=sample.BALLOTS[:1])
    right = f"{sample.BALLOTS[0].total('Y')}.0"
    path.write_text(path.read_text().replace(right, "99"))
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load(archive, path)
        assert (report.totals_checked, report.totals_differ) == (1, 1)
        assert "official totals 99-" in report.conflicts[0]


def test_a_number_given_twice_keeps_two_roll_calls_apart(tmp_path: Path) -> None:
    """The UN's table of resolutions gives some BSV numbers to resolutions of another session."""
    old = replace(sample.BALLOTS[3], rcid=6101, unres="R/50/904B")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        load(archive, *sample.two_file(tmp_path, sample.BALLOTS[:1]))
        report = load(archive, sample.voeten(tmp_path / "v.csv", (old,)))
        assert report.roll_calls_new == 1
        assert any("rcid 6101" in sentence for sentence in report.conflicts)
        assert archive.rows("SELECT roll_call_id FROM roll_calls WHERE rcid = 6101") == [
            {"roll_call_id": "A/RES/50/904B"}
        ]


def test_roll_calls_without_a_common_name_are_joined_by_day_and_votes(tmp_path: Path) -> None:
    votes = "YN" * 20
    states = ["AFG", "ALB", "ARG", "AUS", "AUT", "BEL", "BGR", "BOL", "BRA", "CAN", "CHL", "COL", "CRI", "CUB", "DNK",
              "DOM", "ECU", "EGY", "ETH", "FIN", "FRA", "GBR", "GRC", "GTM", "HND", "HTI", "HUN", "IND", "IRN", "IRQ",
              "ISL", "ISR", "ITA", "JOR", "LBR", "LBN", "LUX", "MEX", "NIC", "NLD"]  # fmt: skip
    numbers = [700, 339, 160, 900, 305, 211, 355, 145, 140, 20, 155, 100, 94, 40, 390, 42, 130, 651, 530, 375, 220, 200,
               350, 90, 91, 41, 310, 750, 630, 645, 395, 666, 325, 663, 450, 660, 212, 70, 93, 210]  # fmt: skip
    official: list[list[object]] = [[1, "A/RES/900(X)", "1955-11-03", s, v] for s, v in zip(states, votes, strict=True)]
    # The 3rd of November 1955 was a Thursday: the 5th day of the week, in BSV's files '11/5/1955'.
    bsv: list[list[object]] = [
        [449, 10, sample.NUMBERS[v], c, "11/5/1955", "R/10/435"] for c, v in zip(numbers, votes, strict=True)
    ]
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        load(archive, sample.write(tmp_path / "u.csv", "undl_id,resolution,date,iso3,vote", official))
        report = load(archive, sample.write(tmp_path / "v.csv", "rcid,session,vote,ccode,date,unres", bsv))
        assert report.joined == {"the date and the votes": 1}
        assert archive.rows("SELECT roll_call_id, rcid FROM roll_calls") == [
            {"roll_call_id": "A/RES/900(X)", "rcid": 449}
        ]


def test_tables_of_unvotes_one_after_the_other(tmp_path: Path) -> None:
    votes, calls, issues = sample.unvotes(tmp_path)
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        for path in (calls, votes, issues):
            load(archive, path)
        assert archive.count("roll_calls") == 5
        assert archive.count("votes") == len(sample.expected((*sample.BALLOTS, sample.PARAGRAPH), absent=False))
        assert archive.rows("SELECT issues FROM roll_calls WHERE rcid = 6104") == [{"issues": ["di"]}]


def test_one_unusable_file_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    good, bad = sample.undl(tmp_path / "good.csv"), tmp_path / "bad.csv"
    bad.write_text("undl_id,resolution,date,iso3,vote\n1,A/RES/68/900,2013-12-05,KAZ,maybe\n")
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        with pytest.raises(UnusableInputError):
            load(archive, good, bad)
        assert [archive.count(t) for t in ("roll_calls", "votes", "sources", "skips")] == [0, 0, 0, 0]


def test_skipped_rows_are_stored_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(
        "undl_id,resolution,date,iso3,vote\n1,A/RES/68/900,2013-12-05,KAZ,Y\n1,A/RES/68/900,2013-12-05,XQZ,Y\n"
    )
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load(archive, path)
        assert report.skips.total == 1
        (row,) = archive.rows("SELECT reason, n, examples FROM skips")
        assert row == {"reason": "unknown state 'XQZ'", "n": 1, "examples": ["v.csv line 3"]}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["KAZ", "RUS", "USA"]), st.sampled_from("YNAX")), min_size=1)
)
def test_any_rows_in_any_portions_give_the_same_votes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    header = "undl_id,resolution,date,iso3,vote"
    written: list[list[object]] = [[b, f"A/RES/70/{b}", "2015-12-05", state, vote] for b, state, vote in rows]
    half = len(written) // 2
    with Archive.open(folder / "whole.duckdb", write=True) as archive:
        load(archive, sample.write(folder / "whole.csv", header, written))
        whole = archive.rows("SELECT * FROM votes ORDER BY ALL")
    with Archive.open(folder / "parts.duckdb", write=True) as archive:
        for part in (written[:half], written[half:]):
            if part:
                load(archive, sample.write(folder / "part.csv", header, part))
        assert archive.rows("SELECT * FROM votes ORDER BY ALL") == whole
    assert len(whole) == len(set(rows))
    doubtful = {(b, s) for b, s, _ in rows if len({v for b2, s2, v in rows if (b2, s2) == (b, s)}) > 1}
    assert {(int(v["roll_call_id"].rsplit("/", 1)[1]), v["state"]) for v in whole if v["contradicted"]} == doubtful


LOADER = """
import sys
from pathlib import Path
from poleward.archive import Archive
from poleward.intake.votes import load_votes
with Archive.open(sys.argv[1], write=True) as archive:
    print("open", flush=True)
    load_votes(archive, [Path(p) for p in sys.argv[2:]], progress=lambda text: print(text, flush=True))
print("done", flush=True)
"""


@pytest.mark.parametrize("moment", ["open", "reading", "storing", "later"])
def test_a_killed_load_leaves_the_archive_whole_and_can_be_run_again(tmp_path: Path, moment: str) -> None:
    archive_path = tmp_path / "a.duckdb"
    with Archive.open(archive_path, write=True) as archive:
        load(archive, sample.undl(tmp_path / "before.csv", ballots=sample.BALLOTS[:1]))
        before = archive.rows("SELECT * FROM votes ORDER BY ALL")
    states = list(sample.STATES)
    many: list[list[object]] = [
        [f"8{n:05d}", f"A/RES/{47 + n // 900}/{n % 900 + 1}", "2001-12-05", state, "YNA"[(n + i) % 3]]
        for n in range(4000)
        for i, state in enumerate(states)
    ]
    path = sample.write(tmp_path / "many.csv", "undl_id,resolution,date,iso3,vote", many)
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER, str(archive_path), str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(moment) or (moment == "later" and line.startswith("storing")):
            break
    if moment == "later":
        time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    with Archive.open(archive_path, write=True) as archive:
        now = archive.rows("SELECT * FROM votes ORDER BY ALL")
        assert now == before or len(now) == len(before) + len(many)  # nothing of it, or all of it
        load(archive, path)
        assert archive.count("votes") == len(before) + len(many)
        assert archive.count("roll_calls") == 4001
