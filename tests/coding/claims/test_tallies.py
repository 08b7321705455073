"""Numbers of votes, in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.coding.claims.forms import forms_of
from poleward.coding.claims.tallies import number

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ENGLISH = forms_of("en").numbers  # type: ignore[union-attr]


def spelt(n: int, *, joint: str = "-") -> str:
    """Return a number below 200 in words; the reference for `number`."""
    if n >= 100:
        return "a hundred" if n == 100 else f"a hundred and {spelt(n - 100)}"
    if n < 20:
        return SMALL[n]
    return TENS[n // 10 - 2] + (f"{joint}{SMALL[n % 10]}" if n % 10 else "")


@given(st.integers(0, 193))
def test_a_number_is_read_back_from_its_words(n: int) -> None:
    assert number(spelt(n), ENGLISH) == number(str(n), ENGLISH) == n
    assert number(spelt(n, joint=" ").title(), ENGLISH) == n
    assert number(spelt(n).replace("a hundred", "one hundred"), ENGLISH) == n


@pytest.mark.parametrize(("words", "n"), [("no", 0), ("one hundred and one", 101), ("193", 193)])
def test_other_ways_to_say_it(words: str, n: int) -> None:
    assert number(words, ENGLISH) == n
