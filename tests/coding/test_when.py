"""When a statement is set: which of a sentence's dates is that of what it tells."""

from __future__ import annotations

import datetime as dt

import pytest

from poleward.coding.when import When, dates_in, going_on, when
from poleward.pages.document import DateInterval

PAGE = DateInterval(dt.date(2023, 6, 15), dt.date(2023, 6, 15))


def told(text: str, about: str, *, sure: bool = True, done: bool = False) -> When:
    at = text.index(about)
    return when(text, dates_in(text, PAGE, "en"), (0, len(text)), at, PAGE, sure=sure, done=done)


def days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def test_of_two_dates_none_is_chosen_where_nobody_knows_whose_they_are() -> None:
    text = "The republic left the bloc in 1999 and came back to it in 2006."
    sure, unsure = told(text, "left"), told(text, "bloc", sure=False)
    assert (sure.earliest, sure.latest) == days("1999-01-01", "1999-12-31")
    assert (unsure.earliest, unsure.latest) == days("1999-01-01", "2006-12-31")
    assert unsure.how.startswith("one of ")


def test_since_dates_the_thing_beside_it_and_not_the_act() -> None:
    text = "On Tuesday Malta told its partners of a bid that befits a member of the EU since 2004."
    act, member = told(text, "partners", sure=False), told(text, "EU", sure=False)
    assert (act.earliest, act.latest) == days("2023-06-13", "2023-06-13")
    assert (member.earliest, member.latest) == days("2004-01-01", "2023-06-15")


def test_an_aside_in_brackets_has_dates_of_its_own() -> None:
    aside = told("On Tuesday Chile recalled its envoy (see what we wrote in March).", "recalled")
    assert (aside.earliest, aside.latest) == days("2023-06-13", "2023-06-13")
    dated = told("Chile recalled its envoy (14 May 2020).", "recalled")
    assert (dated.earliest, dated.latest) == days("2020-05-14", "2020-05-14")


def test_what_is_done_is_not_of_a_day_to_come() -> None:
    text = "Chile has bought ships of Peru, and they will be shown next week."
    assert told(text, "bought").earliest == dt.date(2023, 6, 19)
    assert told(text, "bought", done=True).earliest == PAGE.earliest


@pytest.mark.parametrize("lead", ["For several years", "For decades", "In recent years", "Over the past few years"])
def test_for_years_is_no_day(lead: str) -> None:
    long = told(f"{lead} it had voted against it.", "voted")
    assert (long.earliest, long.latest) == (None, PAGE.latest)


def test_a_day_of_this_year_is_one_date() -> None:
    assert [d.how for d in dates_in("They met on 24 February this year.", PAGE, "en")][1:] == []


def test_a_sentence_that_goes_on_has_the_date_of_the_one_before() -> None:
    texts = ["In May Wang met Hun.", "He also promised help.", "Hun also gave thanks.", "It rained.", "He also slept."]
    dates = [dates_in(t, PAGE, "en") for t in texts]
    assert [going_on(texts, dates, k) for k in range(5)] == [0, 0, 0, 3, 4]
