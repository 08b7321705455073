"""One table by suffix: what is written is read back by the programs that people use, with labels and types."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from poleward.errors import UnusableInputError
from poleward.results import described
from poleward.results.writing import FORMATS, write_table, write_tables

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", '=HYPERLINK("http://x","y")', "https://x.org"]
TABLE = described(
    pa.table(
        {
            "state": pa.array(["KAZ", "UZB", None]),
            "status": pa.array(["observed", "not_a_member", "observed"]).dictionary_encode(),
            "value": pa.array([0.5, None, -1.25]),
            "n": pa.array([3, None, 7], pa.int64()),
            "day": pa.array([dt.date(2022, 2, 24), None, dt.date(1946, 1, 10)]),
            "lasts": pa.array([True, None, False]),
            "sources": pa.array([["a", "б"], [], None], pa.list_(pa.string())),
        }
    ),
    {"state": "ISO3 code", "value": "agreement; missing: not observed"},
    title="A small table",
    sources=["UN Digital Library"],
    notes=["Made for a test."],
)


def test_every_format_writes_all_rows(tmp_path: Path) -> None:
    for suffix in FORMATS:
        path = tmp_path / f"table{suffix}"
        assert write_table(TABLE, path) == 3
        assert path.stat().st_size > 0
        first = path.read_bytes()
        write_table(TABLE, path)
        assert path.read_bytes() == first, f"the same rows give the same bytes: {suffix}"


def test_stata_has_labels_dates_and_missing(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "t.dta")
    frame, meta = pyreadstat.read_dta(str(tmp_path / "t.dta"))
    assert meta.column_names_to_labels["state"] == "ISO3 code"
    assert meta.file_label == "A small table"
    assert meta.variable_value_labels["status"] == {1: "observed", 2: "not_a_member"}
    assert meta.variable_value_labels["lasts"] == {0: "no", 1: "yes"}
    assert frame["status"].tolist() == [1, 2, 1]
    assert frame["day"][0] == dt.date(2022, 2, 24)
    assert pd.isna(frame["value"][1])
    assert pd.isna(frame["n"][1])
    assert pd.isna(frame["lasts"][1])
    assert frame["sources"].tolist() == ['["a", "б"]', "[]", ""]
    again = pd.read_stata(tmp_path / "t.dta")
    assert list(again["status"]) == ["observed", "not_a_member", "observed"]


def test_stata_takes_names_that_are_not_its_own_and_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    long = "a" * 40
    names = ["1st", "if", long + "x", long + "y", "with space", "ü"]
    write_table(pa.table({name: [1] for name in names}), tmp_path / "n.dta")
    _, meta = pyreadstat.read_dta(str(tmp_path / "n.dta"))
    assert len(set(meta.column_names)) == len(names)
    assert meta.column_names[:2] == ["_1st", "_if"]
    with pytest.raises(UnusableInputError, match="3000 bytes"):
        write_table(pa.table({"text": ["x" * 3000]}), tmp_path / "long.dta")
    with pytest.raises(UnusableInputError, match="numbers that Stata cannot"):
        write_table(pa.table({"n": [2**60]}), tmp_path / "big.dta")
    assert not (tmp_path / "long.dta").exists()


def test_a_workbook_has_no_formula_and_no_link(tmp_path: Path) -> None:
    write_table(pa.table({"=name": FORMULAS, "n": list(range(len(FORMULAS)))}), tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheets = {n: book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/")}
        relations = [n for n in book.namelist() if "_rels" in n and "worksheets" in n]
    assert not relations
    assert all("<f>" not in text and "hyperlink" not in text for text in sheets.values())
    assert "=HYPERLINK" in sheets["xl/worksheets/sheet1.xml"]


def test_sqlite_opens_in_datasette_with_its_metadata(tmp_path: Path) -> None:
    from datasette.app import Datasette

    write_tables({"panel": TABLE, "odd name": TABLE}, tmp_path / "out.db")
    told = json.loads((tmp_path / "out.metadata.json").read_text())
    datasette = Datasette([str(tmp_path / "out.db")], metadata=told)

    async def ask() -> tuple[int, dict[str, object], str]:
        await datasette.invoke_startup()
        rows = await datasette.client.get("/out/panel.json?_shape=array")
        page = await datasette.client.get("/out/panel")
        return rows.status_code, {"rows": rows.json()}, page.text

    with ThreadPoolExecutor(1) as beside:  # a browser's loop may run in this thread
        status, found, page = beside.submit(lambda: asyncio.run(ask())).result()
    assert status == 200
    first = found["rows"][0]  # type: ignore[index]
    assert first["state"] == "KAZ"
    assert first["day"] == "2022-02-24"
    assert first["lasts"] == 1
    assert first["status"] == "observed"
    assert json.loads(first["sources"]) == ["a", "б"]
    assert "UN Digital Library" in page
    assert "ISO3 code" in page
    with sqlite3.connect(tmp_path / "out.db") as connection:
        assert connection.execute('SELECT count(*) FROM "odd name"').fetchone() == (3,)
    connection.close()


def test_parquet_keeps_what_columns_mean(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "t.parquet")
    field = pq.read_schema(tmp_path / "t.parquet").field("state")
    assert field.metadata[b"doc"] == b"ISO3 code"


def test_only_a_regular_file_is_replaced_and_a_bad_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    target = tmp_path / "precious"
    target.write_text("kept")
    (tmp_path / "link.csv").symlink_to(target)
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("folder.csv", "link.csv", "pipe.csv"):
        with pytest.raises(UnusableInputError, match="not a regular file"):
            write_table(TABLE, tmp_path / name)
    assert target.read_text() == "kept"
    with pytest.raises(UnusableInputError, match=r"'\.doc' is not a format"):
        write_table(TABLE, tmp_path / "t.doc")
    with pytest.raises(UnusableInputError, match="cannot be written"):
        write_table(TABLE, tmp_path / "absent" / "t.csv")
    with pytest.raises(UnusableInputError, match="holds one table, not 2"):
        write_tables({"a": TABLE, "b": TABLE}, tmp_path / "t.csv")


def test_no_text_of_a_csv_is_a_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(pa.table({"text": ["=1+1", "+7", "-x", "@a", "plain", "a=b"], "n": [-1, 2, 3, 4, 5, 6]}), path)
    assert path.read_text().splitlines()[1:] == [
        "\"'=1+1\",-1", "\"'+7\",2", "\"'-x\",3", "\"'@a\",4", '"plain",5', '"a=b",6',
    ]  # fmt: skip
