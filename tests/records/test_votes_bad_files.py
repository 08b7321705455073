"""Bad files: one clear message, or rows left out that are counted with a reason and a place."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.actors import Registry, load_registry
from poleward.errors import UnusableInputError
from poleward.records.votes import read
from tests import vote_samples as sample

HEADER = "undl_id,resolution,date,iso3,vote\n"
GOOD = "1,A/RES/68/900,2013-12-05,KAZ,Y\n"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


WHOLE_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n \n", "only blanks"),
    "header only": (HEADER.encode(), "no rows"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>ga_voting.csv</body></html>", "web page"),
    "json": (b'{"rows": []}', "JSON"),
    "latin-1": ((HEADER + GOOD + "1,A/RES/68/900,2013-12-05,C\xd4TE,Y\n").encode("latin-1"), "line 3 is not UTF-8"),
    "cut inside a letter": ((HEADER + GOOD).encode() + "é".encode()[:1], "middle of a letter"),
    "binary": (b"undl_id,resol\n\0\0\0\0", "not a text file"),
    "zip": (b"PK\x03\x04rest", "zip"),
    "other columns": (b"year,iso3,same,opposite\n2018,AFG,1,2\n", "its columns are year, iso3, same, opposite"),
    "a column twice": (b"undl_id,resolution,date,date,iso3,vote\n1,2,3,4,5,6\n", "more than once"),
    "enormous line": ((HEADER + GOOD).encode() + b"2," + b"x" * 300_000 + b"\n", "line 3 is longer than"),
    "enormous first line": (b"undl_id" * 100_000 + b"\n", "line 1 is longer than"),
    "nothing usable": ((HEADER + "1,A/RES/68/900,2013-12-05,KAZ,maybe\n").encode(), "unknown vote 'maybe'"),
    "columns shifted": ((HEADER + "A/RES/68/900,2013-12-05,KAZ,Y,1\n").encode(), "no row can be used"),
    "truncated gzip": (gzip.compress((HEADER + GOOD * 9999).encode())[:60], "cut off or damaged"),
    "gzip with wrong sum": (gzip.compress((HEADER + GOOD).encode())[:-6] + b"\0\0\0\0\0\0", "cut off or damaged"),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_that_cannot_be_used_gets_one_message(tmp_path: Path, registry: Registry, case: str) -> None:
    data, message = WHOLE_FILES[case]
    path = tmp_path / "votes.csv"
    path.write_bytes(data)
    with pytest.raises(UnusableInputError) as caught:
        read([path], registry)
    assert message in caught.value.message
    assert "votes.csv" in caught.value.message
    assert "\n" not in caught.value.message


def test_no_such_file_and_no_file_named(tmp_path: Path, registry: Registry) -> None:
    with pytest.raises(UnusableInputError, match="cannot be read"):
        read([tmp_path / "absent.csv"], registry)
    with pytest.raises(UnusableInputError, match="folder"):
        read([tmp_path], registry)
    with pytest.raises(UnusableInputError, match="no file"):
        read([], registry)


ROWS: dict[str, tuple[str, str, str]] = {
    "too few fields": ("1,A/RES/68/900,2013-12-05,KGZ\n", "not 5 fields, as the header has", "line 3"),
    "too many fields": ("1,A/RES/68/900,2013-12-05,KGZ,Y,Y\n", "not 5 fields, as the header has", "line 3"),
    "unknown vote": ("1,A/RES/68/900,2013-12-05,KGZ,Q\n", "unknown vote 'Q'", "line 3"),
    "no vote": ("1,A/RES/68/900,2013-12-05,KGZ,\n", "no vote given", "line 3"),
    "unknown state": ("1,A/RES/68/900,2013-12-05,XQZ,Y\n", "unknown state 'XQZ'", "line 3"),
    "the header again": (HEADER, "the header line again", "line 3"),
    "no such day": ("2,A/RES/68/901,2013-02-30,KGZ,Y\n", "a vote on a roll call whose date is not known", "line 3"),
    "no roll call": (",,2013-12-05,KGZ,Y\n", "a vote on a roll call that is not described", "line 3"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row_that_cannot_be_used_is_counted_with_its_place(tmp_path: Path, registry: Registry, case: str) -> None:
    row, reason, place = ROWS[case]
    path = tmp_path / "votes.csv"
    path.write_text(HEADER + GOOD + row + GOOD.replace("KAZ", "UZB"))
    records = read([path], registry)
    assert sorted(records.cells["state"].to_pylist()) == ["KAZ", "UZB"]
    assert records.skips.counts[reason] == 1
    assert place in records.skips.examples[reason][0]


def test_two_stray_quotation_marks_do_not_swallow_rows_in_silence(tmp_path: Path, registry: Registry) -> None:
    header = "undl_id,ms_code,ms_vote,date,resolution,title\n"
    row = "1,{},Y,2013-12-05,A/RES/68/900,{}\n"
    text = header + row.format("KAZ", "Lakes") + row.format("KGZ", '"Lakes') + row.format("TJK", "Lakes") * 500
    text += row.format("UZB", 'Lakes"') + row.format("TKM", "Lakes")
    path = tmp_path / "bulk.csv"
    path.write_text(text)
    records = read([path], registry)
    assert set(records.cells["state"].to_pylist()) == {"KAZ", "KGZ", "TJK", "UZB", "TKM"}
    assert records.cells.num_rows == 504
    assert records.skips.total == 0


def test_semicolons_tabs_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path, registry: Registry) -> None:
    for separator in ",;\t":
        path = tmp_path / "votes.csv"
        text = (HEADER + GOOD).replace(",", separator).replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read([path], registry).cells.num_rows == 1


def test_strangers_among_the_columns_do_not_matter(tmp_path: Path, registry: Registry) -> None:
    path = sample.voeten(tmp_path / "v.csv", sample.BALLOTS[:1])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f",{lines[0]},Countryname", *(f"{i},{line}," for i, line in enumerate(lines[1:]))]))
    assert read([path], registry).cells.num_rows == len(sample.STATES)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(junk=st.binary(max_size=400), at=st.integers(0, 10_000), cut=st.integers(0, 40))
def test_damaged_files_are_read_or_refused_but_never_crash(
    tmp_path: Path, registry: Registry, junk: bytes, at: int, cut: int
) -> None:
    whole = sample.undl(tmp_path / "whole.csv", ballots=sample.BALLOTS[:2]).read_bytes()
    at %= len(whole)
    path = tmp_path / "damaged.csv"
    path.write_bytes(whole[:at] + junk + whole[at + cut :])
    try:
        records = read([path], registry)
    except UnusableInputError as error:
        assert "damaged.csv" in error.message  # noqa: PT017  either outcome is right
    else:
        known = sample.expected(sample.BALLOTS[:2])
        assert records.cells.num_rows <= len(known) + junk.count(b"\n") + 1
