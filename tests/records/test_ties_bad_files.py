"""Broken and hostile files of ties: one clear message for the file, or a count with file and line for the row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.errors import PolewardError, UnusableInputError
from poleward.records.numbers import FIRST_YEAR, LAST_YEAR, plain_number, plain_year
from poleward.records.ties import TieRecords, read
from tests.records import ties_samples as samples


def load(path: Path, kind: str = "trade") -> TieRecords:
    return read(path, kind, load_registry())


def refused(path: Path, data: bytes, kind: str = "trade") -> str:
    path.write_bytes(data)
    with pytest.raises(UnusableInputError) as caught:
        load(path, kind)
    assert str(path) in caught.value.message or path.parent.name in caught.value.message
    assert "\n" not in caught.value.message
    return caught.value.message


def test_a_packed_file_that_is_cut_off(tmp_path: Path) -> None:
    packed = gzip.compress(samples.TRADE_LONG.encode() * 50)
    assert "cut off or damaged" in refused(tmp_path / "t.csv.gz", packed[:-20])
    assert "cut off or damaged" in refused(tmp_path / "t.csv.gz", packed[:40] + b"\0\0" + packed[42:])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "blanks"),
        (b"<!DOCTYPE html><html><body>503", "web page"),
        (samples.IMF_DOTS.replace("Status", "\u00c9tat").encode("latin-1"), "not UTF-8"),
        (b'{"data": []}', "JSON"),
        (b"PK\x03\x04rest", "zip"),
        (b"a,b\n1,2\n", "no published layout"),
        (samples.TRADE_LONG.splitlines()[0].encode(), "no rows"),
        (b"year,iso3_o,iso3_d,dist\n2015,KAZ,RUS,1\n", "without its trade flows"),
        (samples.SIPRI_TIV.encode(), "a table of arms, not of trade"),
        (samples.BACI.encode(), "list of state numbers is missing"),
        (b"year,year,iso3_o,iso3_d,tradeflow_baci\n2015,2015,KAZ,RUS,1\n", "more than once"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path / "t.csv", data)


def test_what_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnusableInputError):
            load(path)


def test_rows_that_cannot_be_used_are_counted_with_their_line(tmp_path: Path) -> None:
    text = samples.TRADE_LONG + (
        "iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\n"
        "KGZ,RUS,0,1,1,x\n"
        "KGZ,RUS,0000,1,1,x\n"
        "KGZ,RUS,2021.5,1,1,x\n"
        "KGZ,RUS,²⁰²¹,1,1,x\n"
        "KGZ,RUS,2020,1e999,1_000,x\n"
        "KGZ,RUS,2020,-5,five,x\n"
        "KGZ,Atlantis,2020,1,1,x\n"
        "KGZ,RUS,20\n"
        "KGZ,RUS,2020,1,1,x,y,z\n"
    )
    path = samples.write(tmp_path, "trade-long", text)
    records = load(path)
    assert records.ties.num_rows == 8  # six figures, and two empty cells that are not observed
    assert records.skips.counts == {
        "the header line again": 1,
        "year is not a year": 4,
        "exports_usd is not a number": 1,
        "imports_usd is not a number": 2,
        "exports_usd is below zero": 1,
        "partner or state not known: Atlantis": 1,
        "not 6 fields, as the header has": 2,
    }
    assert records.skips.examples["the header line again"] == ["trade-long.csv line 6"]
    assert records.skips.examples["partner or state not known: Atlantis"] == ["trade-long.csv line 13"]


def test_a_second_value_is_counted_and_a_repeated_row_is_nothing_new(tmp_path: Path) -> None:
    row = "KGZ,RUS,2021,393.5,1900,National committee\n"
    records = load(samples.write(tmp_path, "trade-long", samples.TRADE_LONG + row))
    assert records.skips.total == 0
    records = load(samples.write(tmp_path, "trade-long", samples.TRADE_LONG + row.replace("393.5", "7")))
    assert records.skips.counts == {"the file gives a second, different value; the first is kept": 1}
    assert 393.5 in records.ties["value"].to_pylist()
    assert 7 not in records.ties["value"].to_pylist()


ADDED_UP = ("baci", "sipri-register", "chinese-visits")
AGAIN = "a row that the file holds already: counted once"


@pytest.mark.parametrize("copies", [2, 3])
@pytest.mark.parametrize("header", [False, True], ids=["rows", "with the header"])
@pytest.mark.parametrize("layout", ADDED_UP)
def test_a_file_pasted_twice_counts_once(tmp_path: Path, layout: str, header: bool, copies: int) -> None:
    kind, table = samples.SAMPLES[layout]
    once = load(samples.write(tmp_path, layout), kind)
    head, rows = table.split("\n", 1)
    text = table + (f"{head}\n{rows}" if header else rows) * (copies - 1)
    found = load(samples.write(tmp_path, layout, text), kind)
    assert found.ties.drop(["source_id"]) == once.ties.drop(["source_id"])
    n = rows.count("\n")
    assert found.skips.counts[AGAIN] == n * (copies - 1)
    assert f"line {n + 2 + header}" in found.skips.examples[AGAIN][0]
    others = {r: count for r, count in found.skips.counts.items() if r not in (AGAIN, "the header line again")}
    assert others == once.skips.counts


def test_a_row_that_comes_again_counts_twice_only_where_it_can(tmp_path: Path) -> None:
    deal = samples.SIPRI_REGISTER.splitlines()[1]
    records = load(samples.write(tmp_path, "sipri-register", samples.SIPRI_REGISTER + deal + "\n"), "arms")
    assert records.skips.counts[AGAIN] == 1
    assert 20.0 in records.ties["value"].to_pylist()
    # Without the number of the deal two lines may be two deals, and two visits of a year be two visits.
    cut = "\n".join(line.split(",", 1)[1] for line in [*samples.SIPRI_REGISTER.splitlines(), deal]) + "\n"
    assert 32.25 in load(samples.write(tmp_path, "sipri-register", cut), "arms").ties["value"].to_pylist()
    visits = samples.write(tmp_path, "chinese-visits", samples.VISITS + "2014,Xi Jinping,President,Tajikistan,Asia\n")
    assert load(visits, "treaties").ties["value"].to_pylist() == [2.0, 2.0]
    pair = samples.VISITS.splitlines()[0] + "\n" + 2 * "2015,Xi Jinping,President,Russia,Europe\n"
    assert load(samples.write(tmp_path, "chinese-visits", pair), "treaties").ties["value"].to_pylist() == [2.0]


def test_a_second_value_of_one_product_is_counted_and_the_first_kept(tmp_path: Path) -> None:
    again = "2022,398,643,270900,99,100\n2022,398,643,100199,4.5,\n"
    records = load(samples.write(tmp_path, "baci", samples.BACI + again))
    assert records.skips.counts[AGAIN] == 1
    assert records.skips.counts["the file gives a second, different value; the first is kept"] == 1
    assert records.ties.drop(["source_id"]) == load(samples.write(tmp_path, "baci")).ties.drop(["source_id"])


@pytest.mark.parametrize("layout", ["trade-long", "cepii-gravity"])
def test_a_state_is_not_its_own_partner(tmp_path: Path, layout: str) -> None:
    row = {"trade-long": "KGZ,KGZ,2021,1,-5,x\n", "cepii-gravity": "2015,K,K,KAZ,KAZ,1,1,1,1,1,1\n"}[layout]
    before = load(samples.write(tmp_path, layout)).ties.num_rows
    records = load(samples.write(tmp_path, layout, samples.SAMPLES[layout][1] + row))
    assert records.ties.num_rows == before
    assert records.skips.counts["a state with itself (goods that came back)"] == 1


def test_an_alliance_is_yes_or_no(tmp_path: Path) -> None:
    records = load(samples.write(tmp_path, "atop", samples.ATOP.replace(",1.0,0.0,0.0", ",7,0.0,0.0")), "treaties")
    assert records.skips.counts == {"atop_defense is neither 0 nor 1": 1}


def test_many_unknown_names_do_not_fill_the_memory(tmp_path: Path) -> None:
    rows = "".join(f"KGZ,Nowhere{i},2021,1,1,x\n" for i in range(3_000))
    records = load(samples.write(tmp_path, "trade-long", samples.TRADE_LONG + rows))
    assert records.skips.total == 3_000
    assert len(records.skips.counts) < 600


@pytest.mark.parametrize("layout", ["baci", "cepii-gravity"])
def test_a_table_of_far_too_many_states_is_refused(tmp_path: Path, layout: str) -> None:
    line = {"baci": "2022,{0},{0},1,1,1\n", "cepii-gravity": "2015,X,X,S{0},S{0},1,1,1,1,1,1\n"}[layout]
    text = samples.SAMPLES[layout][1] + "".join(line.format(i) for i in range(2_500))
    path = samples.write(tmp_path, layout, text)
    with pytest.raises(UnusableInputError, match="more than 2000 different"):
        load(path)


def test_a_list_of_numbers_that_is_none(tmp_path: Path) -> None:
    path = samples.write(tmp_path, "baci")
    for text in ("", "a,b\n1,2\n", '"' + "x" * 200_000):
        (tmp_path / "country_codes_V1.csv").write_text(text)
        with pytest.raises(UnusableInputError, match="list of state numbers is missing"):
            load(path)


@given(st.text(max_size=12))
def test_a_number_is_never_guessed(text: str) -> None:
    value = plain_number(text)
    if value is not None and value == value:
        assert float("".join(text.split()).replace(",", "")) == value
        assert "_" not in text


@given(st.text(max_size=8))
def test_a_year_is_a_year_or_nothing(text: str) -> None:
    year = plain_year(text)
    assert year is None or FIRST_YEAR <= year <= LAST_YEAR


@pytest.mark.parametrize("layout", samples.SAMPLES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_damage_anywhere_is_a_message_or_a_count(tmp_path: Path, layout: str, data: st.DataObject) -> None:
    kind, text = samples.SAMPLES[layout]
    path = samples.write(tmp_path, layout)
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(st.sampled_from([b"", b",", b"\n", b'"', b"\t", b"9" * 30, b"-", b"\xff", b"0", b"\xc2\xb2"]))
        raw[at : at + data.draw(st.integers(0, 9))] = piece
        if not raw:
            break
    path.write_bytes(bytes(raw))
    try:
        records = load(path, kind)
    except PolewardError:
        return
    assert all(value is None or value >= 0 for value in records.ties["value"].to_pylist())
