"""One reader of delimited files: every published layout in every dialect gives the same rows, with the right lines."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from poleward.actors import load_registry
from poleward.errors import Skips
from poleward.records.delimited import EMPTY_ROW, HEADER_AGAIN, look, read_rows
from poleward.records.headers import plain_name
from poleward.records.numbers import agreed, decimals_of, plain_number
from poleward.records.ties import read as read_ties
from poleward.records.votes import read as read_votes
from tests import vote_samples
from tests.records import ties_samples as samples


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def text(rows: list[list[str]], separator: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def with_separator(mark: str) -> Callable[[str], bytes]:
    return lambda table: text(cells(table), mark).encode()


def decimal_commas(table: str) -> bytes:
    """As a spreadsheet of a land with decimal commas saves it: only cells that are numbers are written anew."""
    rows = cells(table)
    for row in rows[1:]:
        for i, cell in enumerate(row):
            whole, dot, part = cell.partition(".")
            if dot and part.isdecimal() and whole.isdecimal():
                row[i] = f"{whole},{part}"
    return text(rows, ";").encode()


def renamed(write: Callable[[str], str]) -> Callable[[str], bytes]:
    def rename(table: str) -> bytes:
        head, *rows = cells(table)
        return text([[write(name) for name in head], *rows]).encode()

    return rename


def every_row(change: Callable[[list[str]], list[str]]) -> Callable[[str], bytes]:
    return lambda table: text([change(row) for row in cells(table)]).encode()


def quoted_line_break(table: str) -> bytes:
    """A note column whose cells run over two lines."""
    head, *rows = cells(table)
    return text([[*head, "a note"], *([*row, "one\ntwo"] for row in rows)]).encode()


def stray_quotes(table: str) -> bytes:
    """A note column with an inch mark in one row."""
    head, *rows = (line for line in text(cells(table)).splitlines())
    lines = [f"{head},a note", *(f'{row},3" gun' if i % 2 else f"{row},none" for i, row in enumerate(rows))]
    return "\n".join(lines).encode()


NOTES = 'Note 1, with a comma\n"Quoted note 2"\n\nGenerated: 3 March 2024\n'
DIALECTS: dict[str, Callable[[str], bytes]] = {
    "byte-order mark": lambda t: b"\xef\xbb\xbf" + t.encode(),
    "UTF-16": lambda t: t.encode("utf-16"),
    "UTF-16 without a mark": lambda t: t.encode("utf-16-le"),
    "semicolons": with_separator(";"),
    "tabs": with_separator("\t"),
    "bars": with_separator("|"),
    "decimal commas": decimal_commas,
    "Windows line ends": lambda t: t.replace("\n", "\r\n").encode(),
    "old Macintosh line ends": lambda t: t.replace("\n", "\r").encode(),
    "notes before the header": lambda t: (NOTES + t).encode(),
    "Excel's first line": lambda t: b"sep=;\n" + with_separator(";")(t),
    "a separator too many in every line": lambda t: t.replace("\n", ",\n").encode(),
    "a separator too many in the rows": lambda t: t.replace("\n", ",\n").replace(",\n", "\n", 1).encode(),
    "a separator too many in the header": lambda t: t.replace("\n", ",\n", 1).encode(),
    "blank lines": lambda t: t.replace("\n", "\n\n").encode(),
    "rows of separators": lambda t: (t + "," * t.split("\n", 1)[0].count(",") + "\n").encode(),
    "the header again": lambda t: (t + t.split("\n", 1)[0] + "\n").encode(),
    "capitals": renamed(str.upper),
    "blanks as underscores": renamed(lambda name: name.replace(" ", "_").lower()),
    "blanks as dots, as R writes them": renamed(
        lambda name: "".join(c if c.isalnum() else "." for c in (f"X{name}" if name[:1].isdigit() else name))
    ),
    "all cells quoted": lambda t: "".join(
        ",".join(f'"{cell}"' for cell in row) + "\n" for row in cells(t)
    ).encode(),
    "a column of row numbers": every_row(lambda row: ["", *row]),
    "line breaks in quotes": quoted_line_break,
    "an inch mark": stray_quotes,
    "gzip": lambda t: gzip.compress(t.encode()),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ties_are_the_same_in_every_dialect(tmp_path: Path, dialect: str) -> None:
    registry = load_registry()
    for layout, (kind, table) in samples.SAMPLES.items():
        if table.split("\n", 1)[0].endswith(","):  # has a trailing separator of its own
            continue
        plain = samples.write(tmp_path, layout)
        expected = read_ties(plain, kind, registry)
        if "\n\n" in table and dialect != "UTF-16":  # has notes of its own
            continue
        other = DIALECTS[dialect](table)
        path = tmp_path / "other.csv"
        path.write_bytes(other)
        found = read_ties(path, kind, registry)
        same = [c for c in expected.ties.column_names if c != "source_id"]
        assert found.layout == expected.layout
        assert found.ties.select(same).to_pylist() == expected.ties.select(same).to_pylist(), layout
        beside = {EMPTY_ROW, HEADER_AGAIN}
        assert {r: n for r, n in found.skips.counts.items() if r not in beside} == expected.skips.counts, layout


@pytest.mark.parametrize("dialect", [d for d in DIALECTS if d != "decimal commas"])
def test_votes_are_the_same_in_every_dialect(tmp_path: Path, dialect: str) -> None:
    registry = load_registry()
    samples_of = {
        "undl": vote_samples.undl(tmp_path / "undl.csv", ballots=vote_samples.BALLOTS[:2]),
        "voeten": vote_samples.voeten(tmp_path / "voeten.csv", vote_samples.BALLOTS[:2]),
    }
    for name, plain in samples_of.items():
        expected = read_votes([plain], registry)
        path = tmp_path / "other.csv"
        path.write_bytes(DIALECTS[dialect](plain.read_text(encoding="utf-8")))
        assert read_votes([path], registry).cells.to_pylist() == expected.cells.to_pylist(), name


def test_the_line_of_a_row_is_the_file_s(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        b'note\n\nname,text,n\na,"one\ntwo",1\n\n,,\nb,x\nc,y,3,\nname,text,n\nd,5" gun,4\ne,"z,5\nf,w,6\n'
    )
    file = look(path, lambda names: {"name", "text"} <= names)
    skips = Skips()
    rows = read_rows(file, ["name", "text", "n"], skips)
    codes, values = rows.codes("name")
    assert [(values[c], int(line)) for c, line in zip(codes, rows.line, strict=True)] == [
        ("a", 4), ("c", 9), ("d", 11), ("e", 12), ("f", 13),
    ]  # fmt: skip
    texts, words = rows.codes("text")
    assert [words[c] for c in texts] == ["one two", "y", '5" gun', "z", "w"]
    assert skips.examples == {
        "not 3 fields, as the header has": ["t.csv line 8: 2"],
        EMPTY_ROW: ["t.csv line 7"],
        HEADER_AGAIN: ["t.csv line 10"],
    }


@pytest.mark.parametrize(
    ("column", "separator", "values"),
    [
        (["7019400000,5", "9.8e9", "8 246 000 000", "2,777,000,000"], ";", [7019400000.5, 9.8e9, 8246e6, 2777e6]),
        (["1.234.567,8", "1.234", "0,5"], "\t", [1234567.8, 1234, 0.5]),
        (["1,234,567", "5,678"], ";", [1234567, 5678]),
        (["1,234.5", "5,678"], "\t", [1234.5, 5678]),
        (["14.000", "12.25"], ";", [14, 12.25]),
        (["14.000", "1.250.000"], ";", [14000, 1250000]),
        (["14'000", "1’250’000.5"], ";", [14000, 1250000.5]),
        (["1,234", "5,67"], ";", [1.234, 5.67]),
        (["1,234,567.5", "12"], ",", [1234567.5, 12]),
        (["..", "", "NA", "-", ".", "n.a.", "#N/A", "<NA>", "—"], ";", [None] * 9),
    ],
)
def test_numbers_by_the_column_they_stand_in(column: list[str], separator: str, values: list[float | None]) -> None:
    decimals = decimals_of(column, separator)
    assert [plain_number(text, decimals=decimals) for text in column] == values


@pytest.mark.parametrize("cells", [["14.000", "7"], ["14,000", "7"], ["14.000", "5,250"]])
def test_a_mark_before_three_digits_everywhere_is_no_number(cells: list[str]) -> None:
    decimals = decimals_of(cells, ";")
    assert decimals == "unsure"
    assert plain_number(cells[0], decimals=decimals) != plain_number(cells[0], decimals=decimals)  # NaN
    # Another column of the file may tell.
    assert agreed({"a": decimals, "b": decimals_of(["0,5"], ";")})["a"] == "comma"
    assert agreed({"a": decimals, "b": decimals_of(["0.5"], ";")})["a"] == "point"


def test_a_table_of_thousands_by_points_is_told_and_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    names = "Classification;Year;Period;Trade Flow;Trade Flow Code;Reporter ISO;Partner ISO;Commodity Code"
    table = f"{names};Trade Value (US$)\nH5;2019;2019;Import;1;KAZ;RUS;TOTAL;14.000\n"
    path.write_text(table)
    found = read_ties(path, "trade", load_registry())
    assert found.ties.num_rows == 0
    assert "can be read two ways" in next(iter(found.skips.counts))
    # A package that writes 2019.0 has told that its points part decimals.
    path.write_text(table.replace("2019", "2019.0"))
    assert read_ties(path, "trade", load_registry()).ties["value"].to_pylist() == [14.0]


def test_what_r_and_pandas_write_for_nothing_is_no_state(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    head = "iso3_supplier,supplier,iso3_recipient,recipient,year,tiv_mln\n"
    path.write_text(head + "NA,unknown supplier(s),KAZ,Kazakhstan,2015,1\nRUS,Russia,NAM,Namibia,2015.0,2\n")
    found = read_ties(path, "arms", load_registry())
    assert [(t["state"], t["partner"]) for t in found.ties.to_pylist()] == [("NAM", "RUS")]


def write_table(rows: list[list[str]], separator: str, *, quote: bool) -> str:
    """As R's `write.table`: the header lacks the name of the rows' numbers, and texts are quoted, numbers not."""
    head, *rows = rows

    def cell(text: str) -> str:
        return f'"{text}"' if text and quote and not text.replace(".", "").isdecimal() else text

    lines = [separator.join(map(cell, head))]
    mark = '"' if quote else ""
    lines += [separator.join([f"{mark}{n}{mark}", *map(cell, row)]) for n, row in enumerate(rows, start=1)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("quote", [True, False])
@pytest.mark.parametrize("empty", [False, True], ids=["", "its last column empty"])
def test_rows_that_begin_with_their_number_as_r_writes_them(tmp_path: Path, empty: bool, quote: bool) -> None:
    registry = load_registry()
    for layout, (kind, table) in samples.SAMPLES.items():
        if layout.startswith(("imf-dots", "sipri-values")):  # a separator too many of its own; notes
            continue
        head, *rows = cells(table)
        expected = read_ties(samples.write(tmp_path, layout), kind, registry)
        if empty:
            head, rows = [*head, "remark"], [[*row, ""] for row in rows]
        path = tmp_path / "other.csv"
        path.write_text(write_table([head, *rows], "\t", quote=quote))
        found = read_ties(path, kind, registry)
        assert found.ties.drop(["source_id"]) == expected.ties.drop(["source_id"]), layout
        assert found.skips.counts == expected.skips.counts


@pytest.mark.parametrize("text", ["inf", "nan(1)", "1e999", "1,2", "1,23,456", "٣", "1_000", "5 %", "--1", "9" * 80])
def test_what_is_no_finite_number_is_none(text: str) -> None:
    value = plain_number(text)
    assert value is not None
    assert value != value


def test_one_name_in_all_its_spellings() -> None:
    spellings = ["Reporter ISO", "reporter_iso", "reporterISO", "Reporter.ISO", "REPORTER-ISO", " reporter iso "]
    assert {plain_name(name) for name in spellings} == {"reporteriso"}
