"""The first filter of large event files changes nothing but the time: the same rows, counts and places come out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.records.events import look, read, sieve
from poleward.records.events.faults import NO_DYAD
from poleward.records.events.layouts import GDELT1, GDELT2, PHOENIX
from poleward.records.events.sieve import can_sift, sift
from tests.event_samples import gdelt, phoenix, write

ROW = gdelt(1)
ROW[28], ROW[59] = "04", "20220311120000"


def changed(**cells: str) -> str:
    """A sound row of GDELT 2.0 with other cells, by `c` and the number of the column."""
    row = list(ROW)
    for name, text in cells.items():
        row[int(name[1:])] = text
    return "\t".join(row)


ROWS = {
    "between two states": changed(),
    "one side without a code": changed(c17="", c18=""),
    "no side with a code": changed(c7="", c8="", c17="", c18=""),
    "a group where no state is": changed(c7="", c8="UNO"),
    "one state on both sides": changed(c17="KAZ", c7="KAZ"),
    "one unknown code on both sides": changed(c17="QQQ", c7="QQQ"),
    "small letters": changed(c17="kaz", c7="kaz"),
    "no day": changed(c17="", c1=""),
    "no day of the calendar": changed(c17="", c1="20220231"),
    "a day to come": changed(c17="", c1="20991231", c59="20991231120000"),
    "long after it was written": changed(c17="", c1="20220310", c59="20220101120000"),
    "a day after it was written": changed(c17="", c1="20220310", c59="20220309120000"),
    "the year 0": changed(c17="", c1="00000101"),
    "a day with dashes": changed(c17="", c1="2022-03-10"),
    "no row id": changed(c17="", c0=""),
    "no code": changed(c17="", c26="---"),
    "a code without its zero": changed(c17="", c26="20", c28="2"),
    "another root": changed(c17="", c26="190", c28="20"),
    "a code of letters": changed(c17="", c26="04x", c28="04"),
    "a root too high": changed(c17="", c26="210", c28="21"),
    "other letters": changed(c17="", c52="São Paulo, Brazil"),
    "one column more": changed(c17="") + "\tx",
    "half a row": "\t".join(ROW[:30]),
    "nothing": "",
    "the header": "GLOBALEVENTID\tSQLDATE",
}


def found(path: Path, sieve_from: int) -> tuple[list[Any], Any, dict[str, Any]]:
    with duckdb.connect() as connection, look(path, sieve_from) as file:
        (reading,) = read(connection, [file], load_registry())
        rows = connection.execute("SELECT * FROM staged_reports ORDER BY ALL").fetchall()
        volume = connection.execute("SELECT * FROM staged_volume ORDER BY ALL").fetchall()
        skips = reading.file.skips
        return rows, volume, {
            "rows": reading.rows, "observed": reading.observed, "counts": dict(skips.counts),
            "examples": {why: places for why, places in skips.examples.items() if places}, "id": file.source_id,
        }  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_kind_of_row_comes_out_the_same(tmp_path: Path, end: str) -> None:
    path = tmp_path / "e.CSV"
    lines = [row for text in ROWS.values() for row in (changed(), text, changed(c17=""))]
    path.write_bytes("".join(line + end for line in lines).encode())
    assert found(path, 0) == found(path, 2**40)


def test_lines_that_are_no_text_or_too_long_keep_their_numbers(tmp_path: Path) -> None:
    row, dropped, long = changed().encode(), changed(c17="").encode(), b"y" * 300_000
    path = tmp_path / "e.CSV"
    # The long line ends in what looks like a row, after a piece's end and before it.
    parts = [row] * 9 + [
        dropped,
        b"\xff" + row,
        b"\0" + dropped,
        long + b"\t" + dropped,
        row,
        b"z" * 2**21 + dropped,
        dropped,
    ]
    path.write_bytes(b"\n".join(parts))
    sifted = found(path, 0)
    assert sifted == found(path, 2**40)
    assert sifted[2]["examples"]["not UTF-8 text"] == ["e.CSV line 11"]


def test_a_file_of_no_dyads_at_all_is_counted_by_day(tmp_path: Path) -> None:
    path = tmp_path / "e.CSV"
    path.write_text("".join(changed(c17="", c1=f"202203{n:02}", c59="20220401000000") + "\n" for n in range(1, 32)))
    rows, volume, told = found(path, 0)
    assert (rows, len(volume), told["rows"]) == ([], 31, 31)
    assert found(path, 2**40) == (rows, volume, told)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_that_ends_in_an_empty_cell_is_half_a_row_where_it_is_cut_too(tmp_path: Path, end: str) -> None:
    path = tmp_path / "e.txt"
    whole = gdelt(1, width=58, recipient="")[:57]
    whole[28] = "04"
    path.write_bytes("".join("\t".join(row) + end for row in (whole, [*whole[:56], ""])).encode())
    told = found(path, 0)[2]
    assert told["counts"] == {"fewer than 57 columns": 1, NO_DYAD: 1}
    assert told == found(path, 2**40)[2]


@pytest.mark.parametrize("layout", [GDELT1, GDELT2, PHOENIX])
def test_other_layouts_without_header_are_sifted(tmp_path: Path, layout: Any) -> None:
    path = tmp_path / "e.txt"
    if layout is PHOENIX:
        rows = [phoenix("1", "20220310", "KAZ", "RUS", "040"), phoenix("2", "20220310", "KAZ", "", "040")]
    else:
        width = len(layout.columns)
        rows = [gdelt(1, width=width), gdelt(2, width=width, recipient="")]
        rows += [row[:57] for row in rows if layout is GDELT1]
    for row in rows:
        row[14 if layout is PHOENIX else 28] = "04"
    write(path, rows)
    assert can_sift(layout)
    with look(path, 0) as file:
        assert (file.sifted.counted, file.sifted.cut) == (len(rows) / 2, len(rows) / 2)
    assert found(path, 0) == found(path, 2**40)


@given(st.lists(st.sampled_from([*ROWS.values(), "x" * 40]), min_size=1, max_size=40), st.integers(5, 300))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_where_pieces_end_makes_no_difference(monkeypatch: pytest.MonkeyPatch, lines: list[str], piece: int) -> None:
    data = "\n".join(lines).encode()

    def sifted(size: int) -> tuple[bytes, bytes, object]:
        monkeypatch.setattr(sieve, "PIECE", size)
        rest, cut, given = io.BytesIO(), io.BytesIO(), bytearray()
        told = sift(io.BytesIO(data), rest, cut, GDELT2, given.extend)
        assert given == data
        return rest.getvalue(), cut.getvalue(), told

    assert sifted(piece) == sifted(2**20)


@pytest.mark.parametrize("ahead", [0, 1, 2, 99])
def test_what_was_digested_ahead_is_not_digested_again(monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    data, given = bytes(range(256)) * 9, bytearray()
    monkeypatch.setattr(sieve, "AHEAD", 700)

    def take(piece: memoryview) -> None:
        given.extend(piece)
        if len(given) >= ahead * 700:
            digest.stop.set()

    digest = sieve.Digest(take)
    if not ahead:
        digest.stop.set()
    digest.ahead(io.BytesIO(data))
    assert len(given) == min(ahead * 700, len(data))
    for at in range(0, len(data), 300):
        digest.piece(memoryview(data)[at : at + 300], at)
    assert given == data
