"""Who a sentence speaks of: names, pronouns, bare nouns, surnames, and whose alliance it is."""

from __future__ import annotations

import pytest

from poleward.actors import load_registry
from poleward.coding.grammar.parties import is_accredited
from poleward.coding.hearing.anchors import anchors_of, regions
from poleward.coding.sentences import split
from poleward.coding.tools import expand_group


def anchors(text: str, language: str = "en") -> list[list[tuple[str, str]]]:
    """(words, code) of each sentence's anchors."""
    sentences = split(text)
    found = anchors_of(text, sentences, load_registry().find(text, language=language), expand_group, language)
    return [[(text[a.start : a.end], a.code) for a in here] for here in found]


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Kenya signed a pact. It thanked China.", "It", "KEN"),
        ("Kenya signed a pact. The republic thanked China.", "The republic", "KEN"),
        ("Kenya signed a pact. In its first report, Chad thanked China.", "its", "TCD"),
        ("Chad left ECOWAS. The bloc regretted that.", "The bloc", "ECOWAS"),
        ("Slovak Prime Minister Robert Fico spoke. Later Fico met Orban.", "Fico", "SVK"),
        ("Moldovan President Maia Sandu spoke. She thanked France.", "She", "MDA"),
        ("Japan imposed sanctions on Russia over its invasion of Ukraine.", "its", "RUS"),
        ("Armenia boycotted a summit of the Russian-led alliance.", "Russian-led alliance", "CSTO"),
        ("Kenya and Nauru met after the tiny island nation left the forum.", "the tiny island nation", "NRU"),
        ("Uzbekistan and Japan met. The Central Asian republic sells gas.", "The Central Asian republic", "UZB"),
        ("The Greek ambassador was late. Japan called in Ambassador Anna Roe again.", "Ambassador", "GRC"),
        ("Japan's minister met his Indian colleague. The minister left for Tokyo.", "The minister", "JPN"),
    ],
)
def test_places_are_resolved(text: str, words: str, code: str) -> None:
    assert (words, code) in [a for here in anchors(text) for a in here]


@pytest.mark.parametrize(
    "text",
    [
        "It rained.",
        "The president of France spoke.",
        "Many Central Asian countries kept silent.",
        "The pro-Russian party lost.",
        "Reporters of the BBC were there.",
        "Japan spoke. The Balkan republic was silent.",
        "Kenya paid. The federal government was late.",
    ],
)
def test_nobody_is_invented(text: str) -> None:
    named = {words for here in anchors(text) for words, _ in here}
    assert not named & {"It", "The president", "Many Central Asian countries", "BBC"}
    assert not named & {"The Balkan republic", "The federal government"}


@pytest.mark.parametrize(
    "text", ["The only country of the EU that abstained is Hungary.", "NATO member Turkey bought gas from Iran."]
)
def test_a_body_that_only_tells_where_a_state_belongs_is_no_side(text: str) -> None:
    assert not {code for here in anchors(text) for _, code in here} & {"EU", "NATO"}
    assert {code for here in anchors("Kenya became a member of the EU.") for _, code in here} == {"KEN", "EU"}


def test_regions_hold_known_states() -> None:
    known = load_registry().states
    assert all(code in known for states in regions().values() for code in states)
    assert all(name == name.lower() for name in regions())


def test_surnames_of_nobody_are_no_anchors() -> None:
    assert anchors("Prices rose. Fico is a surname.") == [[], []]


def test_anchors_stand_where_they_say() -> None:
    text = "Kenya and Uganda met. They agreed. Its president thanked them."
    for here in anchors(text):
        for words, code in here:
            assert words in text
            assert code.isupper()


def test_a_states_ambassador_to_a_body_is_no_official_of_the_body() -> None:
    found = [is_accredited(m) for m in load_registry().find("The NATO ambassador met the EU ambassador.")]
    assert found == [True, False]
