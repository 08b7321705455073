"""Numbers of votes, in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.coding.claims.tallies import _SMALL, _TENS, number


def spelt(n: int, *, joint: str = "-") -> str:
    """Return a number below 200 in words; the reference for `number`."""
    if n >= 100:
        return "a hundred" if n == 100 else f"a hundred and {spelt(n - 100)}"
    if n < 20:
        return _SMALL[n]
    return _TENS[n // 10 - 2] + (f"{joint}{_SMALL[n % 10]}" if n % 10 else "")


@given(st.integers(0, 193))
def test_a_number_is_read_back_from_its_words(n: int) -> None:
    assert number(spelt(n)) == number(str(n)) == n
    assert number(spelt(n, joint=" ").title()) == n
    assert number(spelt(n).replace("a hundred", "one hundred")) == n


@pytest.mark.parametrize(("words", "n"), [("no", 0), ("one hundred and one", 101), ("193", 193)])
def test_other_ways_to_say_it(words: str, n: int) -> None:
    assert number(words) == n
