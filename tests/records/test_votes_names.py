"""Symbols, sessions and dates in every publisher's way of writing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.records.votes.dates import day_is_exact, parse_dates, reads_two_ways
from poleward.records.votes.symbols import parse_session, parse_symbol, regular_session, session_of_special


@pytest.mark.parametrize(
    ("text", "symbol", "session", "kind"),
    [
        ("A/RES/68/262", "A/RES/68/262", "68", "resolution"),
        ("R/68/262", "A/RES/68/262", "68", "resolution"),
        ("A/RES/1514(XV)", "A/RES/1514(XV)", "15", "resolution"),
        ("A/RES/1514 (XV)", "A/RES/1514(XV)", "15", "resolution"),
        ("R/25/2625", "A/RES/2625(XXV)", "25", "resolution"),
        ("A/RES/377(V)[A]", "A/RES/377(V)A", "5", "resolution"),
        ("A/RES/3201(S-VI)", "A/RES/3201(S-VI)", "S-6", "resolution"),
        ("A/RES/1001(ES-I)", "A/RES/1001(ES-I)", "ES-1", "resolution"),
        ("A/RES/ES-11/1", "A/RES/ES-11/1", "ES-11", "resolution"),
        ("A/RES/S-10/2", "A/RES/S-10/2", "S-10", "resolution"),
        ("A/RES/78/183 B", "A/RES/78/183B", "78", "resolution"),
        ("A/RES/50/38[B-VII]", "A/RES/50/38B-VII", "50", "resolution"),
        ("R/50/38B/VII", "A/RES/50/38B-VII", "50", "resolution"),
        ("A/RES/61/128A-B", "A/RES/61/128A-B", "61", "resolution"),
        ("A/DEC/80/506", "A/DEC/80/506", "80", "decision"),
        ("R/1/1288", None, "1", "motion"),  # a page of the records, not a resolution
        ("R/16/2/1069B", None, "16", "motion"),
        ("ESS/2/79/E", None, "ES-2", "motion"),
        ("SS/5", None, "S-5", "motion"),
        ("GOAR/1/1288B", None, "1", "motion"),
        ("A/RES/79/XX", None, None, "motion"),
        ("A/RES/1514(XVV)", None, None, "motion"),
        ("", None, None, "motion"),
    ],
)
def test_symbols(text: str, symbol: str | None, session: str | None, kind: str) -> None:
    found = parse_symbol(text)
    assert (found.text, found.session, found.kind) == (symbol, session, kind)


@given(st.integers(31, 99), st.integers(1, 999), st.sampled_from(["", "A", "Z", "B-IV"]))
def test_both_publishers_name_one_resolution_alike(session: int, number: int, part: str) -> None:
    official = parse_symbol(f"A/RES/{session}/{number}{part}")
    assert official == parse_symbol(f"R/{session}/{number}{part.replace('-', '/')}")
    assert official == parse_symbol(f"A/RES/{session}/{number}[{part}]" if part else f"A/RES/{session}/{number}")
    assert official.text is not None
    assert parse_symbol(official.text) == official


@given(st.text(max_size=40))
def test_any_text_is_a_symbol_or_none(text: str) -> None:
    found = parse_symbol(text)
    if found.text is not None:
        assert parse_symbol(found.text) == found


@pytest.mark.parametrize(
    ("text", "session"),
    [("68", "68"), ("68.0", "68"), ("ES-10", "ES-10"), ("10emsp", "ES-10"), ("11th special session", "S-11"),
     ("10th emergency special session", "ES-10"), ("S-10", "S-10"), ("x", None), ("", None)],
)  # fmt: skip
def test_sessions(text: str, session: str | None) -> None:
    assert parse_session(text) == session


def test_days_fall_into_the_year_of_a_session() -> None:
    assert regular_session(date(1946, 1, 14)) == 1
    assert regular_session(date(1965, 2, 6)) == 19
    assert regular_session(date(2022, 3, 2)) == 76
    assert regular_session(date(2022, 10, 12)) == 77


def test_special_sessions_count_with_the_regular_session_that_bsv_name() -> None:
    assert session_of_special(date(1947, 5, 2)) == 2
    assert session_of_special(date(1956, 11, 4)) == 11
    assert session_of_special(date(1980, 7, 29)) == 34
    assert session_of_special(date(2022, 3, 2)) == 76


@given(st.dates(date(1946, 1, 1), date(2025, 12, 31)))
def test_every_way_of_writing_a_date(day: date) -> None:
    written = [
        day.isoformat(), f"{day}T00:00:00", f"{day} 00:00:00", day.strftime("%Y%m%d"),
        f"{day.month}/{day.day}/{day.year}", day.strftime("%d-%b-%Y"), day.strftime("%d %B %Y"),
    ]  # fmt: skip
    for text in written:
        assert parse_dates([text], usual=True) == [day]


def test_the_whole_column_tells_whether_the_day_or_the_month_comes_first() -> None:
    assert parse_dates(["3/4/1999", "12/25/1999"]) == [date(1999, 3, 4), date(1999, 12, 25)]
    assert parse_dates(["3/4/1999", "25/12/1999"], usual=True) == [date(1999, 4, 3), date(1999, 12, 25)]


def test_a_date_that_may_be_two_days_is_none_unless_its_publisher_has_a_way() -> None:
    assert parse_dates(["3/4/1999", "5/5/1999"]) == [None, date(1999, 5, 5)]
    assert parse_dates(["3/4/1999", "25/12/1999", "12/25/1999"], usual=True) == [
        None, date(1999, 12, 25), date(1999, 12, 25)
    ]  # fmt: skip
    assert parse_dates(["3/4/1999"], usual=True) == [date(1999, 3, 4)]
    assert [reads_two_ways(text) for text in ("3/4/1999", "5/5/1999", "25/12/1999", "soon")] == [True, *[False] * 3]


@given(st.lists(st.text(max_size=20), max_size=5))
def test_what_is_no_date_is_none(texts: list[str]) -> None:
    assert len(parse_dates(texts)) == len(texts)
    assert parse_dates(["1812-01-01", "2014-02-30", "99/99/2000", "soon", "2099-01-01"]) == [None] * 5


def test_old_dates_of_bsv_state_the_day_of_the_week() -> None:
    assert not day_is_exact(date(1992, 8, 3))
    assert day_is_exact(date(1997, 11, 25))
    assert day_is_exact(date(2014, 3, 5))
