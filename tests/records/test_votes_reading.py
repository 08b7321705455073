"""Every published layout of roll calls is read into the same form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from poleward.actors import Registry, load_registry
from poleward.errors import UnusableInputError
from poleward.records.votes import VoteRecords, file_sets, read, read_set
from tests import vote_samples as sample


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def cells(records: VoteRecords) -> set[tuple[int, str, str]]:
    rows = records.cells.to_pylist()
    return {(row["roll"], row["state"], row["vote"]) for row in rows}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize("name", ["bulk.csv", "bulk.csv.gz"])
def test_the_undl_bulk_file_of_each_year(tmp_path: Path, registry: Registry, year: int, name: str) -> None:
    records = read([sample.undl(tmp_path / name, year)], registry)
    assert records.layout == ("undl-2026" if year == 2026 else "undl-2025")
    assert cells(records) == sample.expected()
    assert records.skips.total == 0
    first = records.roll_calls[0]
    assert (first.roll_call_id, first.symbol, first.session) == ("A/RES/68/901", "A/RES/68/901", "68")
    assert first.title == "Sample question of the lakes"
    assert (first.date, first.adopted, first.undl_id) == (date(2013, 12, 5), True, "900001")
    assert first.yes == sample.BALLOTS[0].total("Y")
    assert records.roll_calls[2].issues == {"ru"}
    assert records.roll_calls[3].symbol == "A/RES/50/904B"


def test_the_column_names_of_the_first_bulk_file(tmp_path: Path, registry: Registry) -> None:
    """The description of the file of 2024 names the columns in the plural and has the way of adoption."""
    path = sample.write(
        tmp_path / "first.csv",
        "undl_id,ms_codes,ms_names,ms_votes,resolutions,title,modality,date,yes,no",
        [
            [1, "KAZ", "KAZAKHSTAN", "NV", "A/RES/78/900", "One", "vote", "2023-12-01", 1, 0],
            [1, "UZB", "UZBEKISTAN", "Y", "A/RES/78/900", "One", "vote", "2023-12-01", 1, 0],
            [2, "UZB", "UZBEKISTAN", "X", "A/RES/78/901", "Two", "without vote", "2023-12-01", "", ""],
        ],
    )
    records = read([path], registry)
    assert records.layout == "undl-2024"
    assert cells(records) == {(0, "KAZ", "not_voting"), (0, "UZB", "yes")}
    assert dict(records.skips.counts) == {"adopted without a vote: no roll call": 1}


def test_the_two_files_together_and_alone(tmp_path: Path, registry: Registry) -> None:
    votes, resolutions = sample.two_file(tmp_path)
    both = read([resolutions, votes], registry)
    assert cells(both) == sample.expected(absent=False)
    assert [r.rcid for r in both.roll_calls] == [6101, 6102, 6103, 6104]
    assert both.roll_calls[3].issues == {"di"}
    alone = read([votes], registry)
    assert cells(alone) == cells(both)
    assert alone.roll_calls[0].title is None
    described = read([resolutions], registry)
    assert described.cells.num_rows == 0
    assert len(described.roll_calls) == 4


def test_numbers_of_states_that_a_package_wrote_with_a_decimal(tmp_path: Path, registry: Registry) -> None:
    plain = sample.voeten(tmp_path / "voeten.csv")
    head, *rows = plain.read_text(encoding="utf-8").splitlines()
    at = head.split(",").index("ccode")
    other = tmp_path / "other.csv"
    cells = [row.split(",") for row in rows]
    other.write_text("\n".join([head, *(",".join([*c[:at], f"{c[at]}.0", *c[at + 1 :]]) for c in cells)]))
    assert read([other], registry).cells.to_pylist() == read([plain], registry).cells.to_pylist()


def test_voetens_numbers(tmp_path: Path, registry: Registry) -> None:
    records = read([sample.voeten(tmp_path / "voeten.csv")], registry)
    assert cells(records) == sample.expected()
    assert [r.roll_call_id for r in records.roll_calls] == [
        "A/RES/68/901", "A/RES/69/902", "A/RES/69/903", "A/RES/50/904B",
    ]  # fmt: skip
    assert [r.exact for r in records.roll_calls] == [True, True, True, False]
    assert any("right to the month only" in note for note in records.notes)


def test_code_nine_and_an_absence_before_admission_are_not_a_member(tmp_path: Path, registry: Registry) -> None:
    header = "rcid,session,vote,ccode,date,unres"
    rows: list[list[object]] = [
        [1, 45, 9, 705, "12/20/1990", "R/45/900"],  # Kazakhstan was admitted on 2 March 1992
        [1, 45, 8, 704, "12/20/1990", "R/45/900"],  # Uzbekistan too
        [1, 45, 8, 2, "12/20/1990", "R/45/900"],
        [1, 45, 3, 365, "12/20/1990", "R/45/900"],  # the Soviet Union's seat
    ]
    records = read([sample.write(tmp_path / "v.csv", header, rows)], registry)
    assert cells(records) == {
        (0, "KAZ", "not_a_member"), (0, "UZB", "not_a_member"), (0, "USA", "not_voting"), (0, "RUS", "no"),
    }  # fmt: skip


def test_unvotes_three_tables(tmp_path: Path, registry: Registry) -> None:
    paths = sample.unvotes(tmp_path)
    ballots = (*sample.BALLOTS, sample.PARAGRAPH)
    records = read(paths, registry)
    assert cells(records) == {(i, s, v) for i, s, v in sample.expected(ballots, absent=False)}
    assert {r.rcid: r.kind for r in records.roll_calls}[6105] == "paragraph"
    assert records.roll_calls[-1].roll_call_id == "rcid-6105"
    assert records.roll_calls[2].issues == {"hr", "ru"}
    without_issues = read(paths[:2], registry)
    assert cells(without_issues) == cells(records)
    assert len(read(paths[1:2], registry).roll_calls) == 5


def test_namibia_is_not_a_missing_value(tmp_path: Path, registry: Registry) -> None:
    records = read(sample.unvotes(tmp_path), registry)
    assert "NAM" in records.cells["state"].unique().to_pylist()  # codespell:ignore nam


@pytest.mark.parametrize("index", [0, 2])
def test_votes_or_issues_of_unvotes_alone_state_no_dates(tmp_path: Path, registry: Registry, index: int) -> None:
    path = sample.unvotes(tmp_path)[index]
    with pytest.raises(UnusableInputError, match="date is not known"):
        read([path], registry)
    known = {b.rcid: (b.session, b.day) for b in sample.BALLOTS}
    records = read_set(file_sets([path])[0], registry, known)
    assert {r.rcid for r in records.roll_calls} <= set(known)


def test_the_key_resolutions_have_two_sources(tmp_path: Path, registry: Registry) -> None:
    rows: list[list[object]] = [
        ["A/RES/68/262", "2014-03-27", "KAZ", "A", "A"],
        ["A/RES/68/262", "2014-03-27", "UZB", "A", ""],
        ["A/RES/68/262", "2014-03-27", "TKM", "X", "Y"],
    ]
    records = read([sample.write(tmp_path / "k.csv", "resolution,date,iso3,vote,vote_voeten", rows)], registry)
    said = {(r["state"], r["vote"], r["source"]) for r in records.cells.to_pylist()}
    assert said == {
        ("KAZ", "abstain", "undl"), ("KAZ", "abstain", "voeten"), ("UZB", "abstain", "undl"),
        ("TKM", "not_voting", "undl"), ("TKM", "yes", "voeten"),
    }  # fmt: skip
    assert records.roll_calls[0].issues == {"ru"}


def test_chinas_seat_before_1971_was_another_voter(tmp_path: Path, registry: Registry) -> None:
    rows: list[list[object]] = [
        [1, "A/RES/1900(XVIII)", "1963-11-01", "CHN", "Y"],
        [2, "A/RES/3900(XXX)", "1975-11-01", "CHN", "Y"],
    ]
    records = read([sample.write(tmp_path / "c.csv", "undl_id,resolution,date,iso3,vote", rows)], registry)
    assert cells(records) == {(0, "TWN", "yes"), (1, "CHN", "yes")}


def test_files_of_two_data_sets_are_two_sets(tmp_path: Path, registry: Registry) -> None:
    paths = [sample.voeten(tmp_path / "v.csv"), *sample.two_file(tmp_path)]
    sets = file_sets([*paths, paths[0]])
    assert [s.label for s in sets] == ["voeten", "undl-two-file"]
    with pytest.raises(UnusableInputError, match="2 data sets"):
        read(paths, registry)


def test_only_beyond_doubt_is_a_vote_judged_adopted(tmp_path: Path, registry: Registry) -> None:
    rows: list[list[object]] = []
    states = [number for number, _, _ in sample.STATES.values()]
    for rcid, yes, no in ((1, 5, 5), (2, 10, 5), (3, 6, 5)):
        votes = ["1"] * yes + ["3"] * no
        rows += [[rcid, 60, v, c, "12/1/2005", f"R/60/90{rcid}"] for v, c in zip(votes, states, strict=False)]
    records = read([sample.write(tmp_path / "v.csv", "rcid,session,vote,ccode,date,unres", rows)], registry)
    assert [r.adopted for r in records.roll_calls] == [False, True, None]
