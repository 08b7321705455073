"""States as people ask for them: any usual name or code, and nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.actors import load_registry
from poleward.actors.asked import state_named, states_named
from poleward.errors import UnusableInputError


@pytest.mark.parametrize(
    ("given_as", "code"),
    [
        ("Kazakhstan", "KAZ"), ("kazakh", "KAZ"), ("Казахстан", "KAZ"), ("KZ", "KAZ"), ("kaz", "KAZ"),
        ("cow:705", "KAZ"), ("COW 705", "KAZ"), ("m49:398", "KAZ"), (398, "KAZ"), ("398", "KAZ"), ("iso2:KZ", "KAZ"),
        ("m49:004", "AFG"), ("Russian", "RUS"), (" the  Netherlands ", "NLD"), ("m49:840", "USA"), (2, "USA"),
        ("kyiv", "UKR"), ("Washington", "USA"), ("Москва", "RUS"), ("the Kremlin", "RUS"),
    ],
)  # fmt: skip
def test_names_demonyms_and_codes(given_as: str | int, code: str) -> None:
    assert state_named(given_as) == code


def test_a_number_of_two_systems_is_not_guessed() -> None:
    with pytest.raises(UnusableInputError) as caught:
        state_named(705)
    assert caught.value.message == (
        "705 is Kazakhstan by Correlates of War and Slovenia by UN M49. Write cow:705, m49:705 or an ISO3 code."
    )


@pytest.mark.parametrize(
    ("wrong", "meant"), [("Kazachstan", "KAZ"), ("Uzbekistn", "UZB"), ("Germny", "DEU"), ("Argentna", "ARG")]
)
def test_a_near_miss_is_asked_about(wrong: str, meant: str) -> None:
    with pytest.raises(UnusableInputError, match=rf"Did you mean .*\({meant}\)"):
        state_named(wrong)


def test_every_state_is_found_by_each_of_its_codes() -> None:
    registry = load_registry()
    for code in registry.states:
        assert states_named(f"iso3:{code}", registry) == (code,), code
    numbers = {row for row in range(1000) if states_named(f"m49:{row}", registry)}
    assert len(numbers) == 198


@given(st.one_of(st.text(max_size=30), st.integers(), st.none(), st.booleans(), st.text(min_size=300, max_size=2000)))
def test_nothing_breaks_it(anything: object) -> None:
    try:
        assert state_named(anything) in load_registry().states  # type: ignore[arg-type]
    except UnusableInputError as error:
        told = error.message
        assert len(told) < 400
