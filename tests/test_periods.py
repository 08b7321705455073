"""Months as numbers, labels and days: one arithmetic for every room."""

from __future__ import annotations

import calendar
import datetime as dt
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward import periods
from poleward.errors import UnusableInputError
from poleward.periods import Window, month_days, month_label, month_labels, month_number, parse_period, plus_months

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DAYS)
def test_a_day_lies_in_the_month_of_its_number(day: dt.date) -> None:
    window = month_days(month_number(day))
    assert day in window
    assert window == parse_period(month_label(month_number(day)))
    assert window.last.day == calendar.monthrange(day.year, day.month)[1]


@given(DAYS, st.integers(-500, 500))
def test_months_added_are_months_apart(day: dt.date, n: int) -> None:
    moved = plus_months(day, n)
    assert month_number(moved) - month_number(day) == n
    assert moved.day == day.day or moved == month_days(month_number(moved)).last


def test_labels_run_over_the_end_of_the_year() -> None:
    assert month_labels(month_number(dt.date(2021, 11, 30)), 3) == ("2021-11", "2021-12", "2022-01")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
        ("2022-Q4", dt.date(2022, 10, 1), dt.date(2022, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2022-02-24", dt.date(2022, 2, 24), dt.date(2022, 2, 24)),
        ("2022-02-24/2022-Q2", dt.date(2022, 2, 24), dt.date(2022, 6, 30)),
    ],
)
def test_periods_as_people_write_them(text: str, first: dt.date, last: dt.date) -> None:
    assert parse_period(text) == Window(first, last)


@pytest.mark.parametrize("text", ["", "22", "2022-13", "2022-Q5", "2022-02-30", "2023/2022", "2022-2", "twelve"])
def test_what_is_no_period_is_said(text: str) -> None:
    with pytest.raises(UnusableInputError, match="period"):
        parse_period(text)


def test_the_examples_run() -> None:
    assert doctest.testmod(periods).failed == 0
