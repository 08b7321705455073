"""Event files in every dialect give the same reports, with the lines of what was left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from poleward.actors import load_registry
from poleward.errors import Skips, UnusableInputError
from poleward.records.events import look, read
from poleward.records.events.faults import NO_DYAD
from poleward.records.events.reading import reader, staged_by
from tests.event_samples import ICEWS, POLECAT, gdelt, icews, polecat
from tests.records.test_dialects import DIALECTS

TABLE = ["GLOBALEVENTID", "SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode", "EventRootCode",
         "GoldsteinScale", "NumMentions", "ActionGeo_Type", "ActionGeo_FullName", "SOURCEURL"]  # fmt: skip
ROWS = {
    "gdelt2-table": [
        TABLE,
        ["1", "20220310", "KAZ", "RUS", "057", "05", "8.0", "12", "4", "Astana, Kazakhstan", "https://a.example/1"],
        ["2", "20220311", "KAZ", "", "190", "19", "-10.0", "3", "", "", "https://a.example/2"],
        ["3", "20220312", "UKR", "RUS", "190", "19", "-10.0", "3", "1", "Ukraine", "https://a.example/3"],
    ],
    "icews": [
        ICEWS,
        icews(Event_ID=1, Event_Date="2018-06-01", Source_Country="Moldova, Republic of", Target_Country="Russia",
              CAMEO_Code="042", Intensity="1.9", Story_ID=77, Sentence_Number=1, City="Chisinau", Country="Moldova"),
        icews(Event_ID=2, Event_Date="2018-06-02", Source_Country="Kazakhstan", Target_Country="Russia",
              CAMEO_Code="010", Intensity="0.5", Story_ID=78, Sentence_Number=2, Country="Kazakhstan"),
    ],
    "polecat": [
        POLECAT,
        polecat(Event_ID="A1", Event_Date="2022-03-10", Event_Type="COERCE", Event_Mode="arrest", Intensity="-5.5",
                Actor_Country="RUS", Recipient_Country="UKR", City="Kherson"),
        polecat(Event_ID="A2", Event_Date="2022-03-10", Event_Type="DEMAND", Actor_COW="705", Recipient_Country="RUS"),
    ],
}  # fmt: skip


def text(rows: list[list[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with reader(threads=1) as opened:
        yield opened


Staged = tuple[pa.Table, Skips, str]


def staged(connection: duckdb.DuckDBPyConnection, path: Path, data: bytes) -> Staged:
    path.write_bytes(data)
    with look(path) as file:
        (reading,) = read(connection, [file], load_registry())
        skips = reading.file.skips
        name = staged_by(file)[0]
        return connection.sql(f"SELECT * FROM staged_{name} ORDER BY row_id").to_arrow_table(), skips, file.layout.name


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("layout", ROWS)
def test_tables_with_a_header(connection: duckdb.DuckDBPyConnection, tmp_path: Path, layout: str, dialect: str) -> None:
    table = text(ROWS[layout])
    expected, skipped, name = staged(connection, tmp_path / "plain.csv", table.encode())
    assert name == layout
    assert len(expected) == 2
    found, skips, _ = staged(connection, tmp_path / "other.csv", DIALECTS[dialect](table))
    assert found.to_pylist() == expected.to_pylist()
    again = {"the header line again", "no date"}
    assert {r: n for r, n in skips.counts.items() if r not in again} == skipped.counts


@pytest.mark.parametrize(
    "dialect",
    ["byte-order mark", "UTF-16", "UTF-16 without a mark", "commas", "semicolons", "bars", "Windows line ends",
     "old Macintosh line ends", "blank lines", "gzip", "all cells quoted"],
)  # fmt: skip
def test_gdelt_without_a_header(connection: duckdb.DuckDBPyConnection, tmp_path: Path, dialect: str) -> None:
    rows = [gdelt(1), gdelt(2, recipient=""), gdelt(3, code="190", goldstein="-10.0")]
    plain = text(rows, "\t")
    expected, _, name = staged(connection, tmp_path / "plain.csv", plain.encode())
    table = text(rows)
    changed = {
        "commas": table.encode(), "semicolons": text(rows, ";").encode(), "bars": text(rows, "|").encode(),
        "all cells quoted": DIALECTS["all cells quoted"](table),
    }  # fmt: skip
    found, skips, other = staged(
        connection, tmp_path / "other.csv", changed[dialect] if dialect in changed else DIALECTS[dialect](plain)
    )
    assert (name, other) == ("gdelt2-export", "gdelt2-export")
    assert found.to_pylist() == expected.to_pylist()
    assert skips.counts == {NO_DYAD: 1}


def test_lines_are_counted_from_the_file_s_first(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    head, *rows = ROWS["gdelt2-table"]
    bad = [["4", "2022-13-45", *rows[0][2:]], ["5.02E+08", *rows[0][1:]], ["6", "20220310"]]
    data = "Exported by a colleague\n\n" + text([head, *rows, *bad])
    _, skips, _ = staged(connection, tmp_path / "t.csv", data.encode("utf-16"))
    assert skips.examples["not a date"] == ["t.csv line 7"]
    assert skips.examples["a row id that a spreadsheet has rounded"] == ["t.csv line 8"]
    assert skips.examples["fewer than 11 columns"] == ["t.csv line 9"]


def test_a_header_that_was_cut_off_is_no_layout(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = text([ROWS["gdelt2-table"][0]]).encode()
    with pytest.raises(UnusableInputError, match="no known layout"):
        staged(connection, tmp_path / "t.csv", data[:40])
    found, skips, _ = staged(connection, tmp_path / "t.csv", data)
    assert (found.num_rows, skips.total) == (0, 0)


CUT = (
    "GLOBALEVENTID,SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode,EventRootCode,GoldsteinScale,"
    "ActionGeo_FullName,SOURCEURL\n"
    "1001,20220310,KAZ,RUS,057,05,8.0,Astana,https://a.example/1\n1002,20220311,UKR,RUS,020,02,3.0,,\n"
)
WRITTEN: dict[str, Callable[[str], str]] = {
    "nothing as NA": lambda cell: cell or "NA",
    "nothing as NaN": lambda cell: cell or "NaN",
    "nothing as #N/A": lambda cell: cell or "#N/A",
    "nothing as a dash": lambda cell: cell or "–",
    "whole numbers with a decimal": lambda cell: f"{cell}.0" if cell in ("1001", "1002") else cell,
    "blanks around": lambda cell: f" {cell} ",
    "no-break blanks behind": lambda cell: f"{cell}\u00a0",
    "codes as formulas": lambda cell: f'"=""{cell}"""' if cell[:1] == "0" else cell,
    "codes behind apostrophes": lambda cell: f"'{cell}" if cell[:1] == "0" else cell,
}


@pytest.mark.parametrize("way", WRITTEN)
def test_cells_as_spreadsheets_and_packages_write_them(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, way: str
) -> None:
    head, *rows = CUT.splitlines()
    changed = [",".join(WRITTEN[way](cell) for cell in row.split(",")) for row in rows]
    found, skips, _ = staged(connection, tmp_path / "t.csv", "\n".join([head, *changed]).encode())
    expected, _, _ = staged(connection, tmp_path / "plain.csv", CUT.encode())
    assert found.to_pylist() == expected.to_pylist()
    assert skips.total == 0
