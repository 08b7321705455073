"""The interface in three languages: all messages are translated; numbers, days and names are each language's own."""

from __future__ import annotations

import datetime as dt
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from poleward import config
from poleward.errors import UnusableInputError
from poleward.publishing.tongue import LANGUAGES, Tongue, catalogue

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [code for code in LANGUAGES if code != "en"]
FIELD = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts/messages.py"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_in_every_catalogue_and_no_other(script: dict[str, Any], language: str) -> None:
    assert len(script["messages"]()) > 150
    assert script["lacking"](language) == []
    assert script["gone"](language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_fields_of_its_message(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        asked = {field for one in ids for field in FIELD.findall(one)}
        for form in message.string if isinstance(message.string, tuple) else (message.string,):
            assert set(FIELD.findall(form)) <= asked | {"n"}, form
            assert asked - {"n"} <= set(FIELD.findall(form)), form
            form % dict.fromkeys(asked | {"n"}, "x")  # a stray per cent sign is an error


def test_days_numbers_and_names_are_each_languages_own() -> None:
    english, russian, french = (Tongue(code) for code in ("en", "ru", "fr"))
    day = dt.date(2022, 2, 24)
    assert (english.day(day), russian.day(day), french.day(day)) == (
        "24 February 2022", "24 февраля 2022\N{NARROW NO-BREAK SPACE}г.", "24 février 2022",
    )  # fmt: skip
    assert russian.month(day) == "февраль 2022"
    signed = [english.signed(-0.0449, 1), russian.signed(-0.0449, 1), french.signed(0.0449, 1)]
    assert signed == ["−4.5", "−4,5", "+4,5"]
    assert english.signed(0.0004, 1) == "0.0"
    assert (russian.state("KAZ"), french.state("HUN")) == ("Казахстан", "Hongrie")
    assert english.state("XKX-not") == "XKX-not"
    poles = config.load()
    assert (russian.pole(poles.pole("moscow")), french.pole(poles.pole("west"))) == ("Москва", "l'Occident")
    assert russian.pole(poles.pole("TUR")) == "Турция"


def test_plurals_follow_the_language() -> None:
    russian = Tongue("ru")
    said = [russian.n("One new page was read", "%(n)s new pages were read", n) for n in (1, 2, 5, 11, 21, 22)]
    assert said == [
        "прочитана 1 новая страница", "прочитаны 2 новые страницы", "прочитано 5 новых страниц",
        "прочитано 11 новых страниц", "прочитана 21 новая страница", "прочитаны 22 новые страницы",
    ]  # fmt: skip
    assert Tongue("fr").n("One new page was read", "%(n)s new pages were read", 0) == "0 nouvelle page lue"


def test_a_per_cent_sign_never_stands_alone_on_a_line() -> None:
    assert Tongue()("90 %% interval") == "90\N{NO-BREAK SPACE}% interval"
    assert Tongue().percent(0.004) == "under 1\N{NO-BREAK SPACE}%"


def test_a_language_without_an_interface_is_refused() -> None:
    with pytest.raises(UnusableInputError, match="no interface in 'de'"):
        Tongue("de")
