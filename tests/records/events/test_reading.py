"""Every published layout is recognised by its columns and read into the same reports; what is broken is counted."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.errors import Skips, UnusableInputError
from poleward.records.events import expand, look, read
from poleward.records.events.faults import NO_DYAD, SAME_SIDE
from tests.event_samples import ICEWS, POLECAT, gdelt, icews, phoenix, polecat, write


def reports(path: Path) -> tuple[list[dict[str, Any]], Skips, str]:
    """The staged reports of a file, what was left out, and the layout."""
    with duckdb.connect() as connection, look(path) as file:
        (reading,) = read(connection, [file], load_registry())
        skips = reading.file.skips
        table = "staged_mentions" if file.layout.mentions else "staged_reports"
        rows = connection.sql(f"SELECT * FROM {table} ORDER BY row_id").to_arrow_table().to_pylist()
        return rows, skips, file.layout.name


def test_gdelt_2_export(tmp_path: Path) -> None:
    rows, skips, layout = reports(write(tmp_path / "a.export.CSV", [gdelt(1), gdelt(2, code="163", goldstein="-8.0")]))
    assert layout == "gdelt2-export"
    assert [(r["actor"], r["recipient"], r["event_type"], r["mode"]) for r in rows] == [
        ("KAZ", "RUS", "CONSULT", None), ("KAZ", "RUS", "COERCE", "restrict"),
    ]  # fmt: skip
    assert rows[1]["goldstein"] == -8.0
    assert rows[0]["place_key"] == "c:astana"
    assert str(rows[0]["date"]) == "2022-03-10"
    assert skips.total == 0


@pytest.mark.parametrize("width", [57, 58])
def test_gdelt_1_with_and_without_the_address(tmp_path: Path, width: int) -> None:
    rows, skips, layout = reports(write(tmp_path / "a.csv", [gdelt(1, width=width), gdelt(2, width=width)]))
    assert layout == "gdelt1"
    assert len(rows) == 2
    assert (rows[0]["article"] is None) == (width == 57)
    assert skips.total == 0


def test_actors_that_are_organisations_regions_or_nobody(tmp_path: Path) -> None:
    rows, skips, _ = reports(
        write(
            tmp_path / "a.csv",
            [
                gdelt(1, actor="", group="NAT"),
                gdelt(2, actor="AFR"),
                gdelt(3, recipient=""),
                gdelt(4, recipient="KAZ"),
                gdelt(5, actor="ROM"),
            ],
        )
    )
    assert [(r["row_id"], r["actor"]) for r in rows] == [("1", "NATO"), ("5", "ROU")]
    assert skips.counts == {NO_DYAD: 2, SAME_SIDE: 1}


def test_icews_names_states_in_words(tmp_path: Path) -> None:
    row = icews(
        Event_ID=9, Event_Date="2018-06-01", Source_Country="Moldova, Republic of", Target_Country="Russian Federation",
        CAMEO_Code="042", Intensity="1.9", Story_ID=77, City="NA", Province="NA", Country="Moldova",
    )  # fmt: skip
    rows, _, layout = reports(write(tmp_path / "i.tab", [row], ICEWS))
    assert layout == "icews"
    assert (rows[0]["actor"], rows[0]["recipient"], rows[0]["event_type"]) == ("MDA", "RUS", "CONSULT")
    assert (rows[0]["intensity"], rows[0]["goldstein"]) == (1.9, None)
    assert (rows[0]["place_key"], rows[0]["article"]) == ("s:moldova", "icews:77")


def test_polecat_has_plover_types_of_its_own(tmp_path: Path) -> None:
    rows, skips, layout = reports(
        write(
            tmp_path / "p.txt",
            [
                polecat(Event_ID="A1", Event_Date="2022-03-10", Event_Type="COERCE", Event_Mode="arrest",
                        Intensity="-5", Actor_Country="RUS", Recipient_Country="UKR", City="Kherson"),
                polecat(Event_ID="A2", Event_Date="2022-03-10", Event_Type="DEMAND", Actor_COW="705",
                        Recipient_Country="RUS"),
                polecat(Event_ID="A3", Event_Date="2022-03-10", Event_Type="MAKE PEACE", Actor_Country="KAZ",
                        Recipient_Country="RUS"),
            ],
            POLECAT,
        )
    )  # fmt: skip
    assert layout == "polecat"
    assert [(r["actor"], r["event_type"], r["mode"], r["cameo"]) for r in rows] == [
        ("RUS", "COERCE", "arrest", None), ("KAZ", "REQUEST", None, None),
    ]  # fmt: skip
    assert skips.counts == {"not an event code": 1}
    assert skips.examples["not an event code"] == ["p.txt line 4"]


def test_phoenix(tmp_path: Path) -> None:
    rows, _, layout = reports(write(tmp_path / "x.txt", [phoenix("7_1", "20160301", "KAZ", "EEC", "057", "Brussels")]))
    assert layout == "phoenix"
    assert (rows[0]["recipient"], rows[0]["event_type"], rows[0]["place_key"]) == ("EU", "SUPPORT", "c:brussels")


def test_mentions(tmp_path: Path) -> None:
    row = ["5", "20220310120000", "20220312120000", "1", "news.example", "https://news.example/a"]
    rows, _, layout = reports(write(tmp_path / "m.CSV", [[*row, "3", "", "", "", "1", "60", "900", "-1.2", "", ""]]))
    assert layout == "gdelt2-mentions"
    assert (rows[0]["row_id"], str(rows[0]["date"]), rows[0]["confidence"]) == ("5", "2022-03-12", 0.6)


def test_a_table_cut_from_gdelt_is_told_by_its_names(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text(
        "GLOBALEVENTID,SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode,GoldsteinScale,NumMentions\n"
        '1,20220310,"KAZ",RUS,057,8.0,12\n'
    )
    rows, _, layout = reports(path)
    assert layout == "gdelt2-table"
    assert (rows[0]["actor"], rows[0]["mentions"], rows[0]["goldstein"]) == ("KAZ", 12, 8.0)


def test_packed_files_folders_and_globs(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.csv", [gdelt(1)])
    (tmp_path / "more").mkdir()
    with gzip.open(tmp_path / "more/b.csv.gz", "wb") as packed:
        packed.write(plain.read_bytes())
    with zipfile.ZipFile(tmp_path / "more/c.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "c.export.CSV")
    assert len(expand([tmp_path])) == 3
    assert [p.name for p in expand([tmp_path / "more" / "*.zip", tmp_path / "more"])] == [
        "c.export.CSV.zip",
        "b.csv.gz",
    ]
    for path in expand([tmp_path]):
        rows, _, _ = reports(path)
        assert len(rows) == 1
    with pytest.raises(UnusableInputError, match="no such file"):
        expand([tmp_path / "absent*.csv"])


def test_broken_rows_are_counted_with_file_and_line(tmp_path: Path) -> None:
    sound = ["\t".join(gdelt(n)) for n in range(20)]
    lines = [line.encode() for line in sound]
    lines[2] = lines[2][: len(lines[2]) // 4]
    lines[4] = b"\t".join(lines[4].split(b"\t")[:60])
    lines[6] += b"\textra"
    lines[8] = lines[8].replace(b"Astana, Astana", "Astaná".encode("latin-1"))
    lines[10] = lines[10].replace(b"20220310", b"00000310")
    lines[12] = lines[12].replace(b"20220310", b"20223410")
    lines[14] = lines[14].replace(b"\t040\t", b"\t---\t")
    lines[16] = b""
    path = tmp_path / "broken.CSV"
    path.write_bytes(b"\n".join(lines))
    rows, skips, layout = reports(path)
    assert layout == "gdelt2-export"
    assert len(rows) == 12
    assert skips.counts == {
        "fewer than 61 columns": 2, "62 columns, not 61": 1, "not UTF-8 text": 1, "a date of the year 0": 1,
        "not a date": 1, "not an event code": 1,
    }  # fmt: skip
    assert skips.examples["fewer than 61 columns"] == ["broken.CSV line 3", "broken.CSV line 5"]
    assert skips.examples["62 columns, not 61"] == ["broken.CSV line 7"]
    assert skips.examples["not UTF-8 text"] == ["broken.CSV line 9"]
    assert skips.examples["a date of the year 0"] == ["broken.CSV line 11"]
    assert skips.examples["not a date"] == ["broken.CSV line 13"]
    assert skips.examples["not an event code"] == ["broken.CSV line 15"]


def test_a_half_row_of_gdelt_1_is_told_from_one_without_address(tmp_path: Path) -> None:
    rows = [gdelt(n, width=57) for n in range(5)]
    rows[3] = rows[3][:40]
    found, skips, _ = reports(write(tmp_path / "a.csv", rows))
    assert len(found) == 4
    assert skips.examples == {"fewer than 57 columns": ["a.csv line 4"]}


def test_a_header_that_comes_again_is_no_row(tmp_path: Path) -> None:
    row = icews(
        Event_ID=9, Event_Date="2018-06-01", Source_Country="Kazakhstan", Target_Country="Japan", CAMEO_Code="040"
    )
    rows, skips, _ = reports(write(tmp_path / "i.tab", [row, ICEWS, row], ICEWS))
    assert len(rows) == 2
    assert skips.counts == {"the header line again": 1}
    assert skips.examples["the header line again"] == ["i.tab line 3"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n \n", "no line of text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b'{"error": "not found"}', "JSON"),
        ("a\tb".encode("utf-16"), "no known layout"),
        (b"a,b,c\n1,2,3\n", "no known layout"),
        (b"\n".join(b"\t".join([b"1", b"20220310"] + [b""] * 58) for _ in range(5)), "60 columns, where GDELT has 61"),
        (b"PK\x03\x04 cut off", "cut off or damaged"),
        (b"\x1f\x8b\x08 cut off", "cut off or damaged"),
        (b"x" * (20 << 20), "line without end"),
    ],
)
def test_files_that_are_no_event_data_are_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableInputError, match=why):
        reports(path)


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", b"0" * (64 << 20))
    else:
        path.write_bytes(gzip.compress(b"0" * (64 << 20)))
    with pytest.raises(UnusableInputError, match="unpacks to more than"):
        reports(path)


def test_a_zip_of_several_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(UnusableInputError, match="2 files"):
        reports(path)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.binary(max_size=80).filter(lambda b: b"\n" not in b and b"\r" not in b), min_size=1, max_size=5))
def test_no_garbage_among_sound_rows_is_lost_or_breaks_them(tmp_path: Path, garbage: list[bytes]) -> None:
    sound = ["\t".join(gdelt(n)).encode() for n in range(10)]
    path = tmp_path / "mixed.CSV"
    path.write_bytes(b"\n".join([*sound[:5], *garbage, *sound[5:]]) + b"\n")
    rows, skips, _ = reports(path)
    assert len(rows) == 10
    assert skips.total == sum(1 for line in garbage if line.strip(b"\t"))


@pytest.mark.shared
def test_the_published_samples(shared: Path) -> None:
    folder = shared / "data/events"
    expected = {
        "gdelt1_events_sample.tsv": ("gdelt1", 100),
        "gdelt2_native_20150218_events.sample.tsv": ("gdelt2-export", 100),
        "gdelt2_native_20150218_eventsT.sample.tsv": ("gdelt2-export", 100),
        "gdelt2_export_20201113_15_central_asia_and_poles.export.CSV": ("gdelt2-export", 471),
        "icews_events.2018.sample.tab": ("icews", 3705),
        "gdelt2_reduced_20220301_central_asia.csv": ("gdelt2-table", 315),
        "gdelt2_mentions_20170701_1636rows.csv": ("gdelt2-mentions-table", None),
        "gdelt2_native_20150218_mentionsT.sample.tsv": ("gdelt2-mentions", 100),
    }
    for name, (layout, rows) in expected.items():
        with duckdb.connect() as connection, look(folder / name) as file:
            (reading,) = read(connection, [file], load_registry())
            skips = reading.file.skips
        assert reading.file.layout.name == layout
        if rows:
            assert reading.rows == rows
            assert set(skips.counts) <= {NO_DYAD, SAME_SIDE}
