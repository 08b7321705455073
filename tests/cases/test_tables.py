"""Tables as people really have them: each kind of trouble gives the right value, or a refusal that says why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.intake.events import EventLoadReport, load_events
from poleward.records.ties import TieRecords, read
from tests.event_samples import ICEWS, gdelt, icews, write

ATOP = (
    "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n"
    "705,365,2018,1,0,0,1,1\n705,365,2019,0,0,0,0,0\n705,2,2019,0,0,0,0,0\n"
)
VALUES = (
    '"TIV of arms exports {} Kazakhstan, 2018-2020"\n"A 0 is a value under half a million."\n\n'
    "{},2018,2019,2020,Total\nRussia,150,206,30,386\nTurkiye,0,,3,3\nTotal,150,206,33,389\n"
)
GDELT = "GLOBALEVENTID,SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode"


def ties(tmp_path: Path, text: str | Path, kind: str = "trade") -> TieRecords:
    path = text if isinstance(text, Path) else tmp_path / "t.csv"
    if isinstance(text, str):
        path.write_text(text, encoding="utf-8")
    return read(path, kind, load_registry())


def values(records: TieRecords) -> dict[tuple[str, str, str, int], float | None]:
    return {
        (t["state"], t["partner"], t["indicator"], t["date_earliest"].year): t["value"]
        for t in records.ties.to_pylist()
    }


def events(tmp_path: Path, path: Path | str) -> tuple[EventLoadReport, list[tuple[Any, ...]]]:
    if isinstance(path, str):
        (tmp_path / "e.csv").write_text(path, encoding="utf-8")
        path = tmp_path / "e.csv"
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load_events(archive, [path])
        rows = archive.rows("SELECT row_id, date, cameo, goldstein FROM event_reports ORDER BY row_id")
    return report, [tuple(row.values()) for row in rows]


def test_zeros_after_a_data_set_s_last_year_are_no_observations(tmp_path: Path) -> None:
    records = ties(tmp_path, ATOP, "treaties")
    assert {year for *_, year in values(records)} == {2018}
    assert records.skips.counts == {"a 0 after the data set's last year: not observed": 2}
    newer = ties(tmp_path, ATOP.replace("705,2,2019,0", "705,2,2019,1"), "treaties")
    assert values(newer)["KAZ", "RUS", "defence", 2019] == 0


@pytest.mark.parametrize(("way", "column"), [("to", "Supplier"), ("from", "Recipient")])
def test_sipri_s_table_of_values_names_one_side_in_its_note(tmp_path: Path, way: str, column: str) -> None:
    records = ties(tmp_path, VALUES.format(way, column), "arms")
    pair = ("KAZ", "RUS") if way == "to" else ("RUS", "KAZ")
    assert values(records)[(*pair, "tiv", 2019)] == 206
    assert len(values(records)) == 4
    assert sum(n for reason, n in records.skips.counts.items() if reason.startswith("written as 0")) == 1
    with pytest.raises(UnusableInputError, match="names one side in the note"):
        ties(tmp_path, VALUES.format(way, column).split("\n\n")[1], "arms")


@pytest.mark.parametrize("cell", ["..", "", "NA"])
def test_a_cell_without_a_value_is_not_observed_and_no_zero(tmp_path: Path, cell: str) -> None:
    head = "iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\n"
    records = ties(tmp_path, f"{head}BLR,RUS,2022,{cell},0,agency\n")
    assert [(t["value"], t["status"]) for t in records.ties.to_pylist()] == [(None, "not_observed"), (0, "zero")]


@pytest.mark.parametrize("cell", ["1e300", "inf", "999999999999999", "-1"])
def test_what_no_flow_can_be_is_no_value(tmp_path: Path, cell: str) -> None:
    head = "iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\n"
    records = ties(tmp_path, f"{head}BLR,RUS,2022,{cell},5,agency\nBLR,RUS,2099,1,1,agency\n")
    assert list(values(records).values()) == [5]
    assert records.skips.counts["a year that is still to come"] == 1
    assert records.skips.total == 2


def test_columns_as_comtradr_names_them(tmp_path: Path) -> None:
    text = (
        '"","ref_year","period","reporter_iso","flow_code","partner_iso","cmd_code","customs_code","primary_value"\n'
        '"1",2021,"2021","KAZ","X","RUS","TOTAL","C00",7019400000\n'
    )
    assert values(ties(tmp_path, text)) == {("KAZ", "RUS", "exports", 2021): 7019400000}


@pytest.mark.parametrize(
    ("beside", "rows", "codes"),
    [
        (",EventRootCode", ["40,4", "20,2", "20,20", "43.0,4.0", "0311,03"], ["040", "020", "20", "043", "0311"]),
        ("", ["40", "20", "190", "1823", "11"], ["040", "020", "190", "1823", "011"]),
        (",GoldsteinScale", ["20,3.0", "190,-10.0"], ["020", "190"]),
        (",GoldsteinScale", ["20,-10.0", "190,-10.0"], ["20", "190"]),
        ("", ["040", "190"], ["040", "190"]),
    ],
)
def test_codes_that_lost_their_leading_zero(tmp_path: Path, beside: str, rows: list[str], codes: list[str]) -> None:
    lines = [f"{i},20220310,KAZ,RUS,{row}" for i, row in enumerate(rows)]
    report, stored = events(tmp_path, "\n".join([GDELT + beside, *lines]) + "\n")
    assert [row[2] for row in stored] == codes
    assert report.restored == sum(
        code != row.split(",")[0].removesuffix(".0") for code, row in zip(codes, rows, strict=True)
    )


@pytest.mark.parametrize("rows", [["20", "190"], ["20,3.0", "20,-10.0"]])
def test_codes_of_which_nothing_tells_whether_they_lost_a_zero_are_refused(tmp_path: Path, rows: list[str]) -> None:
    head = GDELT + (",GoldsteinScale" if "," in rows[0] else "")
    lines = [f"{i},20220310,KAZ,RUS,{row}" for i, row in enumerate(rows)]
    with pytest.raises(UnusableInputError, match="lost their leading zeros"):
        events(tmp_path, "\n".join([head, *lines]) + "\n")


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e308", "11", "-10.5"])
def test_a_score_outside_its_scale_is_left_out_and_every_later_load_works(tmp_path: Path, value: str) -> None:
    path = write(tmp_path / "g.tsv", [gdelt(1, goldstein=value), gdelt(2, day="20220311", goldstein="4.0")])
    report, stored = events(tmp_path, path)
    assert [row[3] for row in stored] == [None, 4.0]
    (reason,) = report.skips.counts
    assert reason == "goldstein is no number from -10 to 10: left out of its row"
    assert report.skips.examples[reason] == ["g.tsv line 1"]
    again = write(tmp_path / "h.tsv", [gdelt(3)])
    assert events(tmp_path, again)[0].reports == 1


def test_a_day_to_come_and_one_long_after_its_row_are_no_days(tmp_path: Path) -> None:
    late = gdelt(2, day="20220601")
    late[59] = "20220310120000"
    path = write(tmp_path / "g.tsv", [gdelt(1, day="20990101"), late, gdelt(3)])
    report, stored = events(tmp_path, path)
    assert [row[0] for row in stored] == ["3"]
    assert report.skips.counts == {"a day that is still to come": 1, "a day after the row was written": 1}


def test_icews_without_codes_takes_the_type_from_the_words(tmp_path: Path) -> None:
    header = [name for name in ICEWS if name != "CAMEO Code"]
    rows = []
    for i, words in enumerate(["Make optimistic comment", "Consult", "fight with small arms and light weapons", "?"]):
        row = icews(Event_ID=i, Event_Date="170314", Source_Country="Kazakhstan", Event_Text=words, Intensity=1,
                    Target_Country="Russia", Story_ID=i, Sentence_Number=1)  # fmt: skip
        rows.append([cell for name, cell in zip(ICEWS, row, strict=True) if name != "CAMEO Code"])
    report, stored = events(tmp_path, write(tmp_path / "i.tab", rows, header))
    assert [(row[1], row[2]) for row in stored] == [(dt.date(2017, 3, 14), c) for c in ("013", "040", "193")]
    assert report.skips.counts == {"not an event code": 1}


def test_one_story_of_icews_under_a_second_day_is_one_report(tmp_path: Path) -> None:
    same = {"Source_Country": "Kazakhstan", "Event_Text": "Consult", "CAMEO_Code": "040", "Target_Country": "Russia",
            "Story_ID": 500, "Sentence_Number": 3, "Intensity": 1}  # fmt: skip
    rows = [icews(Event_ID=1, Event_Date="2014-01-01", **same), icews(Event_ID=2, Event_Date="2013-11-12", **same)]
    _, stored = events(tmp_path, write(tmp_path / "i.tab", rows, ICEWS))
    assert [row[1] for row in stored] == [dt.date(2013, 11, 12)]
    third = [icews(Event_ID=3, Event_Date="2015-05-05", **same)]
    assert events(tmp_path, write(tmp_path / "j.tab", third, ICEWS))[0].reports == 0


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (["14/03/2017", "04/03/2017"], ["2017-03-14", "2017-03-04"]),
        (["3/16/2017", "3/4/2017"], ["2017-03-16", "2017-03-04"]),
        (["3/4/2017"], []),
        (["14/03/2017", "3/16/2017", "3/4/2017"], ["2017-03-14", "2017-03-16"]),
    ],
)
def test_whether_the_day_or_the_month_comes_first_is_told_by_the_whole_file(
    tmp_path: Path, days: list[str], read_as: list[str]
) -> None:
    rows = [
        icews(Event_ID=i, Event_Date=day, Source_Country="Kazakhstan", Target_Country="Russia", CAMEO_Code="040",
              Story_ID=i, Sentence_Number=1)
        for i, day in enumerate(days)
    ]  # fmt: skip
    report, stored = events(tmp_path, write(tmp_path / "i.tab", rows, ICEWS))
    assert [row[1].isoformat() for row in stored] == read_as
    assert report.skips.total == len(days) - len(read_as)


def test_a_name_with_brackets_is_one_file_and_no_pattern(tmp_path: Path) -> None:
    write(tmp_path / "x1.tsv", [gdelt(1)])
    path = write(tmp_path / "x[1].tsv", [gdelt(2), gdelt(3)])
    (tmp_path / "year=2022").mkdir()
    other = write(tmp_path / "year=2022" / "y.tsv", [gdelt(4)])
    assert [row[0] for row in events(tmp_path, path)[1]] == ["2", "3"]
    assert events(tmp_path, other)[0].rows_read == 1


# --- the cases that others reported ---------------------------------------------------------------------------------

SHARED_TIES: dict[str, tuple[str, dict[tuple[str, str, str, int], float | None]]] = {
    "A04/import-export-values.csv": ("arms", {("KAZ", "RUS", "tiv", 2019): 206, ("KAZ", "ESP", "tiv", 2019): 25}),
    "A05/register.csv": ("arms", {("KAZ", "CHN", "tiv_register", 2015): None}),
    "A05/noquote.csv": ("arms", {
        ("BLR", "CHN", "tiv_register", 2015): 46.25, ("KAZ", "CHN", "tiv_register", 2015): None,
    }),
    "C01/atop.csv": ("treaties", {("KAZ", "RUS", "defence", 2018): 1}),
    "T01/comtradr.csv": ("trade", {("KAZ", "WLD", "exports", 2021): 60321000000}),
    "T02/TradeData_trailing.csv": ("trade", {("TUR", "KAZ", "exports", 2022): 1610000000}),
    "T02/TradeData_utf8.csv": ("trade", {("TUR", "CIV", "exports", 2022): 310000000}),
    "T02/TradeData_bom.csv": ("trade", {("TUR", "CIV", "exports", 2022): 310000000}),
    "T06/long.csv": ("trade", {
        ("KAZ", "RUS", "exports", 2021): 7019400000.5, ("KAZ", "RUS", "imports", 2021): 17600000000.25,
        ("KAZ", "CHN", "imports", 2021): 8246000000, ("KAZ", "UZB", "exports", 2021): 2777000000,
    }),
    "T08/long.csv": ("trade", {("BLR", "RUS", "exports", 2022): None, ("BLR", "RUS", "exports", 2021): 400}),
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_TIES)
def test_a_reported_table_of_ties(shared: Path, tmp_path: Path, name: str) -> None:
    kind, some = SHARED_TIES[name]
    found = values(ties(tmp_path, shared / "cases" / name, kind))
    assert {key: found.get(key) for key in some} == some
    if name.startswith("C01"):
        assert {year for *_, year in found} == {2017, 2018}


@pytest.mark.shared
def test_a_reported_register_has_its_notes_read_over(shared: Path, tmp_path: Path) -> None:
    register = ties(tmp_path, shared / "cases" / "A01" / "trade-register.csv", "arms")
    assert register.file.header.line == 12
    assert register.ties.num_rows > 0
    with pytest.raises(UnusableInputError, match="names one side in the note"):
        ties(tmp_path, shared / "cases" / "A04" / "wide.csv", "arms")
    with pytest.raises(UnusableInputError, match="not UTF-8"):
        ties(tmp_path, shared / "cases" / "T02" / "TradeData_cp1252.csv")


@pytest.mark.shared
def test_a_reported_table_with_codes_that_stand_for_no_one_state(shared: Path, tmp_path: Path) -> None:
    found = ties(tmp_path, shared / "cases" / "T03" / "api.csv")
    exports = {(partner, year): value for (_, partner, what, year), value in values(found).items() if what == "exports"}
    assert exports["TWN", 2021] == 111
    assert (exports["RUS", 1990], exports["DDR", 1989], exports["SRB", 2004], exports["COD", 1996]) == (
        120,
        121,
        116,
        135,
    )
    assert {partner for partner, _ in exports}.isdisjoint({"MAC", "BLX", "EUR"})
    unknown = {reason.rpartition(": ")[2] for reason in found.skips.counts if "not known" in reason}
    assert {"MAC", "BLX", "_X", "EUR"} <= unknown
    assert values(found)["KAZ", "RUS", "re_exports", 2021] == 129


@pytest.mark.shared
def test_a_table_of_our_own_that_is_no_trade_is_refused_with_its_columns(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="has these columns: sourceid, reason"):
        ties(tmp_path, shared / "cases" / "T03" / "skips.csv")


@pytest.mark.shared
def test_a_reported_table_of_parts_has_the_total_where_there_is_one(shared: Path, tmp_path: Path) -> None:
    found = ties(tmp_path, shared / "cases" / "T04" / "api.csv")
    assert values(found) == {("DEU", "KAZ", "exports", 2022): 1000}
    assert found.skips.counts == {"a part of a flow (by customs procedure, transport or second partner)": 6}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, Rep.", "KOR"), ("Korea, Dem. People's Rep.", "PRK"), ("Hong Kong, China", "HKG"),
        ("Gambia, The", "GMB"),
        ("Bolivia (Plur. State of)", "BOL"), ("Venezuela, Rep. Bolivariana de", "VEN"), ("Türkiye, Rep of", "TUR"),
        ("East Germany (GDR)", "DDR"), ("Russia (USSR)", "RUS"), ("China, P.R.: Mainland", "CHN"),
        ("China, P.R.: Hong Kong", "HKG"), ("Congo, Dem. Rep.", "COD"), ("Other Asia, nes", "TWN"),
    ],
)  # fmt: skip
def test_names_as_statistical_offices_write_them(name: str, code: str) -> None:
    assert load_registry().state(name) == code


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("E01/Events.2017.tab", ["013", "040"]),
        ("E01/dates_dmy.tab", ["040"] * 5),
        ("E02/icews.tab", ["040", "043"]),
        ("E05/bq.csv", ["040", "020", "190", "036", "0311", "010", "043"]),
    ],
)
def test_a_reported_table_of_events(shared: Path, tmp_path: Path, name: str, codes: list[str]) -> None:
    assert [row[2] for row in events(tmp_path, shared / "cases" / name)[1]] == codes
