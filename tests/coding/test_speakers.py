"""Quotation marks and attributions: who says what, and the chain that holds a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.coding import load_coder
from poleward.coding.reader import Reader
from poleward.coding.speakers import chain, quotations
from poleward.evaluation.quotes import attribute
from tests.coding.cases import document


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("He said “yes” and left.", ["“yes”"]),
        ('"One," he said, "two."', ['"One,"', '"two."']),
        ("Son mot: «jamais».", ["«jamais»"]),
        ("“Open to the end\nNext line.", ["“Open to the end"]),
        ("No marks, it's said.", []),
    ],
)
def test_quotations_are_found(text: str, quotes: list[str]) -> None:
    assert [text[a:b] for a, b in quotations(text)] == quotes


@given(st.text(alphabet="ab “”\"«»'\n", max_size=200))
def test_quotations_never_cross_a_paragraph(text: str) -> None:
    for a, b in quotations(text):
        assert 0 <= a < b <= len(text)
        assert "\n" not in text[a:b]


def _said(text: str) -> list[tuple[str, str]]:
    return [
        (text[slice(*a.source)], " | ".join(text[x:y] for x, y in a.contents))
        for a in attribute(load_coder(), text)
        if a.source
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("The minister said that rain would fall.", "The minister", "that rain would fall"),
        ("Rain would fall, the minister said.", "the minister", "Rain would fall"),
        ("“Rain will fall. It will be cold,” said Ann Lee.", "Ann Lee", "“Rain will fall. It will be cold,”"),
        ("According to the ministry, rain fell in Lima.", "the ministry", "rain fell in Lima"),
        ("Rain fell in Lima, according to the ministry.", "the ministry", "Rain fell in Lima"),
        ("The ministry's claim that rain fell was false.", "The ministry", "that rain fell"),
        ("Ann Lee promised to build a bridge.", "Ann Lee", "to build a bridge"),
    ],
)
def test_source_and_content_are_found(text: str, source: str, content: str) -> None:
    assert (source, content) in _said(text)


def test_a_promise_is_no_speech() -> None:
    text = "Ann Lee promised to build a bridge."
    said = attribute(load_coder(), text)
    assert chain(said, range(len(said)), text.index("bridge")) == []


def test_a_source_whose_words_are_all_stops_breaks_nothing() -> None:
    text = "Kenya's minister said that it would wait."
    voices = Reader(load_coder(), document(text)).voices
    assert voices.who, "somebody speaks here"
    assert voices._resolve("," * len(text)).keys() == voices.who.keys()
