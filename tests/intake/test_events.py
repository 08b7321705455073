"""Loading event data: each file once and whole, one event for many reports, the same events in any order of loading."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.archive import Archive
from poleward.cli import cli
from poleward.errors import UnusableInputError
from poleward.intake.collapsed import FIRST_REPORT, NO_PLACE, SAME_ARTICLE, SAME_PLACE, reports_of
from poleward.intake.event_rows import REPEATED
from poleward.intake.events import load_events, make_events
from tests.event_samples import ICEWS, POLECAT, gdelt, icews, polecat, write

KYIV = "Kyiv, Kyyiv, Misto, Ukraine"
LVIV = "Lviv, L'vivs'ka Oblast', Ukraine"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a.duckdb", write=True) as opened:
        yield opened


def events(archive: Archive) -> list[dict[str, Any]]:
    return archive.rows("SELECT * FROM events ORDER BY date, event_id")


def attack(n: int, day: str, **values: Any) -> list[str]:
    return gdelt(n, day, "RUS", "UKR", "195", **({"place": KYIV, "goldstein": "-10.0"} | values))


def test_one_story_in_many_outlets_is_one_event(archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.CSV", [attack(n, "20220310", mentions=n) for n in range(1, 6)])
    report = load_events(archive, [tmp_path / "a.CSV"])
    (event,) = events(archive)
    assert (event["reports"], event["articles"], event["mentions"]) == (5, 5, 15)
    assert (event["event_type"], event["mode"], event["cameo"]) == ("ASSAULT", "heavy-weapons", "195")
    assert (event["goldstein"], event["plover_score"]) == (-10.0, -9.0)
    assert (report.reports, report.events, report.reports_in_events) == (5, 1, 5)


def test_one_article_coded_with_several_places_is_one_event(archive: Archive, tmp_path: Path) -> None:
    url = "https://news.example/one"
    rows = [
        attack(1, "20220310", url=url, place="Ukraine", kind=1),
        attack(2, "20220310", url=url, place=LVIV),
        attack(3, "20220310", url=url),
        attack(4, "20220310"),
    ]
    write(tmp_path / "a.CSV", rows)
    load_events(archive, [tmp_path / "a.CSV"])
    (event,) = events(archive)
    assert (event["reports"], event["articles"], event["place_key"]) == (4, 2, "c:kyiv")
    assert sorted(r["why"] for r in reports_of(archive, [event["event_id"]])[event["event_id"]]) == [
        "first report", "same article", "same article", "same place, near day",
    ]  # fmt: skip


def test_the_next_day_is_the_same_event_and_two_days_later_another(archive: Archive, tmp_path: Path) -> None:
    days = ["20220310", "20220311", "20220312", "20220313", "20220316"]
    write(tmp_path / "a.CSV", [attack(n, day) for n, day in enumerate(days)])
    load_events(archive, [tmp_path / "a.CSV"])
    assert [(e["date"].day, e["date_latest"].day, e["reports"]) for e in events(archive)] == [
        (10, 11, 2), (12, 13, 2), (16, 16, 1),
    ]  # fmt: skip


def test_without_a_place_only_the_same_day_and_code_are_one_event(archive: Archive, tmp_path: Path) -> None:
    url = "https://news.example/one"
    rows = [
        attack(1, "20220310", place=""),
        attack(2, "20220310", place=""),
        attack(3, "20220311", place=""),
        gdelt(4, "20220310", "RUS", "UKR", "193", place=""),
        # One article tells of two kinds of attack: one report, of the kind that comes first.
        gdelt(5, "20220310", "RUS", "UKR", "193", place="", url=url),
        gdelt(6, "20220310", "RUS", "UKR", "195", place="", url=url),
        attack(7, "20220310"),
        attack(8, "20220311"),
    ]
    report = load_events(archive, [write(tmp_path / "a.CSV", rows)])
    found = events(archive)
    assert sorted((e["date"].day, e["place_key"] or "", e["reports"]) for e in found) == [
        (10, "", 2), (10, "", 3), (10, "c:kyiv", 2), (11, "", 1),
    ]  # fmt: skip
    assert report.merged == {SAME_ARTICLE: 1, SAME_PLACE: 1, NO_PLACE: 2}
    assert "2 reports are no event of their own: no place named, same day and code." in report.lines()
    reasons = Counter(r["why"] for e in found for r in reports_of(archive, [e["event_id"]])[e["event_id"]])
    assert reasons == {FIRST_REPORT: 4, **report.merged}


def test_what_differs_in_dyad_direction_type_or_place_is_not_one_event(archive: Archive, tmp_path: Path) -> None:
    rows = [
        attack(1, "20220310"),
        attack(2, "20220310", place=LVIV),
        gdelt(3, "20220310", "UKR", "RUS", "195", place=KYIV),
        gdelt(4, "20220310", "RUS", "POL", "195", place=KYIV),
        gdelt(5, "20220310", "RUS", "UKR", "112", place=KYIV),
        gdelt(6, "20220310", "RUS", "UKR", "010", place=KYIV),
    ]
    write(tmp_path / "a.CSV", rows)
    load_events(archive, [tmp_path / "a.CSV"])
    assert sorted((e["actor"], e["recipient"], e["family"], e["place_key"]) for e in events(archive)) == [
        ("RUS", "POL", "ASSAULT", "c:kyiv"), ("RUS", "UKR", "ACCUSE", "c:kyiv"), ("RUS", "UKR", "ASSAULT", "c:kyiv"),
        ("RUS", "UKR", "ASSAULT", "c:lviv"), ("RUS", "UKR", "CAMEO 01", "c:kyiv"), ("UKR", "RUS", "ASSAULT", "c:kyiv"),
    ]  # fmt: skip


def test_other_coders_of_the_same_event_are_joined(archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "g.CSV", [gdelt(1, "20180601", "KAZ", "RUS", "0831", place="Almaty, Almaty, Kazakhstan")])
    row = icews(
        Event_ID=5, Event_Date="2018-06-01", Source_Country="Kazakhstan", Target_Country="Russian Federation",
        CAMEO_Code="084", Intensity="7", Story_ID=1, City="Almaty", Country="Kazakhstan",
    )  # fmt: skip
    write(tmp_path / "i.tab", [row], ICEWS)
    row = polecat(
        Event_ID="P1", Event_Date="2018-06-02", Event_Type="CONCEDE", Intensity="2", Actor_Country="KAZ",
        Recipient_Country="RUS", City="Almaty",
    )  # fmt: skip
    write(tmp_path / "p.txt", [row], POLECAT)
    load_events(archive, [tmp_path])
    (event,) = events(archive)
    assert event["coder"] == "gdelt2+icews+polecat"
    # CONCEDE and RETREAT are one family; the event has no single type, and the mean of the two scores.
    assert (event["family"], event["event_type"], event["cameo"]) == ("YIELD", None, "08")
    assert event["plover_score"] == 6.0
    assert (event["goldstein"], event["intensity"]) == (1.0, 4.5)


def test_mentions_give_age_and_confidence_and_join_places(archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.export.CSV", [attack(1, "20220310"), attack(2, "20220310", place=LVIV)])
    load_events(archive, [tmp_path / "a.export.CSV"])
    assert archive.count("events") == 2

    def mention(event: int, day: str, url: str, confidence: int) -> list[str]:
        return [
            str(event),
            "20220310000000",
            f"{day}000000",
            "1",
            "n.example",
            url,
            *[""] * 5,
            str(confidence),
            *[""] * 4,
        ]

    rows = [
        mention(1, "20220310", "https://n.example/x", 40),
        mention(2, "20220311", "https://n.example/x", 60),
        mention(2, "20220312", "https://n.example/y", 20),
    ]
    write(tmp_path / "a.mentions.CSV", rows)
    report = load_events(archive, [tmp_path / "a.mentions.CSV"])
    assert report.mentions == 3
    (event,) = events(archive)
    assert event["reports"] == 2
    assert event["place_key"] == "c:kyiv"
    assert event["confidence"] == 0.6
    assert event["mention_age"] == 1.0
    assert {r["row_id"] for r in reports_of(archive, [event["event_id"]])[event["event_id"]]} == {"1", "2"}


def test_row_ids_that_repeat_are_not_taken_for_repeated_rows(archive: Archive, tmp_path: Path) -> None:
    base = {"Event_ID": 7, "Event_Date": "2018-06-01", "Source_Country": "Kazakhstan", "CAMEO_Code": "042"}
    rows = [
        icews(**base, Target_Country="Japan"),
        icews(**base, Target_Country="China"),
        icews(**base, Target_Country="China"),
    ]
    write(tmp_path / "i.tab", rows, ICEWS)
    report = load_events(archive, [tmp_path / "i.tab"])
    assert report.reports == 2
    assert report.skips.counts == {REPEATED: 1}
    assert {e["recipient"]: e["reports"] for e in events(archive)} == {"JPN": 1, "CHN": 1}


def test_loading_again_adds_nothing_and_a_mended_file_only_what_is_new(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.CSV", [attack(1, "20220310"), attack(2, "20220310")[:30], attack(3, "20220311")])
    first = load_events(archive, [path])
    assert (first.reports, first.skips.total) == (2, 1)
    again = load_events(archive, [path])
    assert (again.files, again.files_known, again.reports) == (0, 1, 0)
    write(path, [attack(1, "20220310"), attack(2, "20220310"), attack(3, "20220311")])
    mended = load_events(archive, [path])
    assert mended.reports == 1
    assert mended.skips.counts == {REPEATED: 2}
    assert [e["reports"] for e in events(archive)] == [3]
    assert archive.rows("SELECT sum(rows)::BIGINT AS n FROM event_volume") == [{"n": 3}]


def test_a_file_that_fails_leaves_the_archive_and_the_other_files_are_loaded(archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.CSV", [attack(1, "20220310")])
    (tmp_path / "b.CSV").write_text("<html>404</html>")
    write(tmp_path / "c.CSV", [attack(2, "20220310")])
    with pytest.raises(UnusableInputError, match="web page"):
        load_events(archive, [tmp_path / "b.CSV"])
    assert archive.count("sources") == archive.count("event_reports") == 0
    report = load_events(archive, [tmp_path])
    assert report.files == 2
    assert len(report.failed) == 1
    assert [e["reports"] for e in events(archive)] == [2]


def test_a_load_cut_off_before_the_events_were_made_is_completed(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.CSV", [attack(1, "20220310")])
    load_events(archive, [path])
    archive.connection.execute("DELETE FROM events")
    archive.connection.execute("INSERT INTO event_pending VALUES ('RUS', 'UKR')")
    load_events(archive, [path])
    assert archive.count("events") == 1
    assert archive.count("event_pending") == 0
    assert make_events(archive) == 0


days = st.dates(dt.date(2022, 3, 1), dt.date(2022, 3, 9)).map(lambda d: d.strftime("%Y%m%d"))
rows_of_events = st.lists(
    st.tuples(days, st.sampled_from(["RUS", "UKR"]), st.sampled_from(["195", "193", "0831", "084", "042"]),
              st.sampled_from([KYIV, LVIV, ""]), st.integers(1, 4)),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows_of_events, st.integers(0, 2**16))
def test_the_order_and_the_files_of_the_reports_make_no_difference(
    tmp_path: Path, drawn: list[tuple[str, str, str, str, int]], seed: int
) -> None:
    rows = [
        gdelt(n, day, actor, "POL", code, place=place, url=f"https://n.example/{story}")
        for n, (day, actor, code, place, story) in enumerate(drawn)
    ]
    found = []
    for i, parts in enumerate(([rows], [rows[::2], rows[1::2]], [rows[seed % len(rows) :], rows[: seed % len(rows)]])):
        path = tmp_path / f"{seed}-{i}.duckdb"
        path.unlink(missing_ok=True)
        with Archive.open(path, write=True) as archive:
            for j, part in enumerate(parts):
                if part:
                    load_events(archive, [write(tmp_path / f"{i}{j}.CSV", part)])
            found.append(events(archive))
            assert sum(e["reports"] for e in found[-1]) == len(rows)
            for event in found[-1] if i == 1 else ():
                assert len(reports_of(archive, [event["event_id"]])[event["event_id"]]) == event["reports"]
        path.unlink()
    assert found[0] == found[1] == found[2]


def test_the_command_line_says_what_was_left_out_and_where(tmp_path: Path) -> None:
    write(tmp_path / "a.CSV", [attack(1, "20220310"), attack(2, "20220310")[:60]])
    (tmp_path / "b.CSV").write_text("<html>404</html>")
    run = CliRunner().invoke(
        cli, ["--archive", str(tmp_path / "x.duckdb"), "load", "events", str(tmp_path / "*.CSV")], standalone_mode=False
    )
    assert "1 skipped: fewer than 61 columns (first: a.CSV line 2)" in run.output
    assert "Not used:" in run.output
    assert run.return_value == 2


def test_loading_and_balancing_load_no_pandas(tmp_path: Path) -> None:
    write(tmp_path / "e.CSV", [gdelt(1), gdelt(2, recipient="")])
    code = (
        "import sys\n"
        "from poleward.archive import Archive\n"
        "from poleward.engines.event_counts import event_balances\n"
        "from poleward.intake.events import load_events\n"
        "with Archive.open('a.duckdb', write=True) as archive:\n"
        "    load_events(archive, ['e.CSV'])\n"
        "    assert event_balances(archive).num_rows == 1\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600, cwd=tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal of POSIX systems")
def test_a_load_that_is_killed_leaves_whole_files_only(tmp_path: Path) -> None:
    for f in range(40):
        write(tmp_path / f"{f:02}.CSV", [attack(f * 1000 + n, "20220310") for n in range(300)])
    program = (
        "import os, signal, sys; from poleward.archive import Archive;"
        "from poleward.intake import events; events.GROUP_FILES = 5; load_events = events.load_events\n"
        "said = 0\n"
        "def progress(text):\n"
        "    global said; said += 1\n"
        "    if said == 8: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with Archive.open(sys.argv[1], write=True) as a: load_events(a, [sys.argv[2]], progress=progress)"
    )
    path = tmp_path / "k.duckdb"
    killed = subprocess.run([sys.executable, "-c", program, str(path), str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(path, write=True) as archive:
        loaded = archive.count("sources")
        assert 0 < loaded < 40
        assert loaded % 5 == 0
        assert archive.count("event_reports") == loaded * 300
        load_events(archive, [tmp_path])
        assert archive.count("event_reports") == 40 * 300
        assert [e["reports"] for e in events(archive)] == [40 * 300]
