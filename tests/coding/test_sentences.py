"""Sentences and units keep their offsets, whatever the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.coding.sentences import MAX_UNIT, split, units_of

TEXT = st.text(alphabet="abc ABC.!?…\"“”'–—-,;1é\u00a0", max_size=300)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Smith met Dr. Jones. They left.", ["Mr. Smith met Dr. Jones.", "They left."]),
        ("The U.S. praised Norway. It rained.", ["The U.S. praised Norway.", "It rained."]),
        ("“We agree. We always did,” she said. He left.", ["“We agree.", "We always did,” she said.", "He left."]),
        ("J. R. Smith spoke on Jan. 5. Nobody came.", ["J. R. Smith spoke on Jan. 5.", "Nobody came."]),
        ("It ended. .", ["It ended."]),
        ("Prices rose by 3.5 percent. Why?", ["Prices rose by 3.5 percent.", "Why?"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split(text)] == sentences


@given(TEXT)
def test_sentences_are_in_order_and_lose_no_letter(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@given(TEXT)
@settings(max_examples=200)
def test_units_lead_back_to_their_characters(text: str) -> None:
    for unit in units_of(text, 0, len(text), 0):
        assert len(unit.text) == len(unit.offsets) <= MAX_UNIT
        assert list(unit.offsets) == sorted(unit.offsets)
        assert all(
            text[o] == c or (text[o].isspace() and c == " ") for c, o in zip(unit.text, unit.offsets, strict=True)
        )


@pytest.mark.parametrize("lead", ["date 2022-05-06 ", "Minsk 6.05.2022 ", "ASTANA, 6 May (Agency) - "])
def test_a_dateline_is_no_part_of_its_sentence(lead: str) -> None:
    text = f"{lead}Kenya has sent six lorries of flour to Chad."
    assert [u.text for u in units_of(text, 0, len(text), 0)] == [text.removeprefix(lead)]


def test_a_clause_between_dashes_becomes_a_unit_of_its_own() -> None:
    text = "Trade fell – the two states rely on one pipeline – and prices rose."
    main, aside = units_of(text, 0, len(text), 0)
    assert main.text == "Trade fell and prices rose."
    assert (aside.text, aside.aside) == ("the two states rely on one pipeline", True)


def test_a_very_long_sentence_is_cut() -> None:
    text = "word, " * 2_000
    units = units_of(text, 0, len(text), 0)
    assert max(len(u.text) for u in units) <= MAX_UNIT
    assert sum(u.text.count("word") for u in units) == 2_000
