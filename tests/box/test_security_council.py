"""Vetoes in the Security Council: each from two publishers, once, by permanent members; no archive holds them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from poleward import box
from poleward.answers import vetoes
from poleward.box import pack, security_council
from poleward.box.security_council import COMPLETE, HEADER, permanent_members, publishers, read_vetoes
from poleward.errors import UnusableInputError

FOUND = security_council.vetoes()
ROW = ("2024-03-22", "S/2024/239", "draft", "CHN RUS", "Gaza", "https://a.example/1 https://b.test/2")


def table(*rows: tuple[str, ...]) -> str:
    return "\n".join(["# a note", *("\t".join(r) for r in (HEADER, *rows))])


def test_each_was_cast_by_permanent_members_and_is_told_by_two_publishers() -> None:
    assert len(FOUND) >= 166
    for veto in FOUND:
        assert set(veto.members) <= set(permanent_members(veto.date)), veto
        assert len(publishers(veto.sources)) >= 2, veto


def test_none_is_there_twice_and_the_newest_is_first() -> None:
    assert len({v.veto_id for v in FOUND}) == len(FOUND)
    assert len({(v.date, v.topic, v.symbol) for v in FOUND}) == len(FOUND)
    assert [v.date for v in FOUND] == sorted((v.date for v in FOUND), reverse=True)


def test_known_ones() -> None:
    by_symbol = {v.symbol: (v.date.isoformat(), v.members) for v in FOUND}
    assert by_symbol["S/2022/155"] == ("2022-02-25", ("RUS",))
    assert by_symbol["S/2001/270"] == ("2001-03-27", ("USA",)), "one list has it on another day"
    assert by_symbol["S/18016/Rev.1"] == ("1986-04-21", ("FRA", "GBR", "USA"))
    drafts = [v for v in FOUND if v.kind == "draft" and COMPLETE[0] <= v.date <= COMPLETE[1]]
    assert Counter(v.date.year for v in drafts)[2017] == 6
    assert {m for v in drafts for m in v.members} == {"CHN", "RUS", "USA"}, "the others have cast none since 1989"


def test_who_was_permanent() -> None:
    assert "TWN" in permanent_members(dt.date(1971, 10, 24))
    assert "CHN" in permanent_members(dt.date(1971, 10, 25))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (0, "2024-02-30", "no day"), (0, "1945-12-31", "had not met"), (1, "A/RES/1", "no symbol"),
        (1, "", "no symbol"),
        (2, "motion", "neither"), (3, "DEU", "not permanent"), (3, "RUS CHN", "in order"), (3, "", "not permanent"),
        (4, "", "empty"), (4, "x" * 81, "longer"), (5, "https://a.example/1 https://www.a.example/2", "two publishers"),
        (5, "ftp://a.example/1 https://b.test/2", "two publishers"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_an_error_with_its_line(field: int, value: str, said: str) -> None:
    row = list(ROW)
    row[field] = value
    with pytest.raises(UnusableInputError, match=said) as told:
        read_vetoes(table(tuple(row)))
    assert told.value.where == "vetoes.tsv, line 3"


def test_a_wrong_table_is_an_error() -> None:
    older = ("2024-03-01", "S/2024/1", *ROW[2:])
    for text, said in (
        ("", "columns"), (table(ROW, ROW), "twice"), (table(older, ROW), "newer"), (table(ROW[:5]), "5 fields"),
    ):  # fmt: skip
        with pytest.raises(UnusableInputError, match=said):
            read_vetoes(text)


def test_amendments_have_a_name_of_their_own() -> None:
    two = [("2024-03-22", "", "amendment", "RUS", topic, ROW[5]) for topic in ("One", "Another")]
    assert [v.veto_id for v in read_vetoes(table(*two))] == ["veto-2024-03-22-1", "veto-2024-03-22-2"]


def test_who_cast_which_when() -> None:
    first, last = dt.date(2022, 1, 1), dt.date(2022, 12, 31)
    assert [v.symbol for v in vetoes.cast_by("CHN", first, last)] == ["S/2022/431"]
    assert vetoes.cast_by("DEU", first, last) == []
    assert vetoes.is_complete(first, last)
    assert not vetoes.is_complete(dt.date(1994, 12, 2), last)


def test_no_archive_holds_them() -> None:
    assert not [s for s in box.roll_calls()["symbol"].to_pylist() if s and s.startswith("S/")]
    assert "vetoes.tsv" not in pack.FILES
