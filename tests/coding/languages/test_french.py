"""French sentences are put into English words and order, and read by the same parser and grammar."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.coding import Coder, load_coder
from poleward.coding.languages.french import Name, english_of
from poleward.coding.languages.french.words import function_words, rows, verb_forms
from poleward.coding.languages.inflecting import inflected
from tests.coding.cases import cases, document, faults

ROWS = cases("french.tsv")


@pytest.fixture(scope="module")
def grammar_alone() -> Coder:
    shipped = load_coder()
    return Coder(shipped.registry, shipped.nlp, shipped.lexicon, shipped.classifier)


@pytest.mark.parametrize("case", ROWS, ids=[f"{r['state']}-{r['target']}: {r['sentence'][:60]}" for r in ROWS])
def test_a_french_sentence_is_read_as_a_careful_reader_does(grammar_alone: Coder, case: dict[str, str]) -> None:
    assert faults(grammar_alone, case, "fr") == []


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Le gouvernement n'a pas octroyé de permis.", "The government did not grant permit."),
        ("Elle ne reconnaît plus ce calendrier.", "She does not recognise this calendar."),
        ("L'ambassadeur avait été convoqué.", "The ambassador had been summoned."),
        ("Trente-cinq pays se sont abstenus.", "Thirty-five countries abstained."),
        ("Il a accusé les soldats de protéger le pouvoir.", "He accused the soldiers of protecting the power."),
        ("Les autorités ont mis vendredi fin à leur coopération.", "The authorities ended their cooperation."),
        ("« La décision est injuste », a-t-il déclaré.", '"the decision is unjust", he said.'),
        ("Le groupe s'était vu offrir une mine.", "The group had been offered a mine."),
        ("Il y a une raison de refuser cela.", "There is a reason to refuse that."),
        ("Ils ont reçu des armes et signé un accord.", "They received weapons and signed an agreement."),
        ("En dénonçant cela, le roi va quitter le pays.", "Denouncing that, the king will leave the country."),
    ],
)  # fmt: skip
def test_a_sentence_in_english(french: str, english: str) -> None:
    assert english_of(french).text == english


def test_names_keep_their_places_when_words_change_order() -> None:
    text = "Le soutien russe au Mali inquiète la France."
    names = [
        Name(11, 16, "Russian", adjective=True), Name(20, 24, "Mali"), Name(37, 43, "France"),
    ]  # fmt: skip
    english = english_of(text, names)
    assert english.text == "The Russian support for Mali worries France."
    assert len(english.offsets) == len(english.text)
    for name in names:
        a, b = english.places[name.start, name.end]
        assert english.text[a:b] == name.english
        assert (english.offsets[a], english.offsets[b - 1]) == (name.start, name.end - 1)


def test_evidence_is_in_the_pages_own_words(grammar_alone: Coder) -> None:
    text = "Hier, la position russe a été critiquée par le ministre malien."
    (found,) = grammar_alone.code(replace(document(text), language="fr"))
    assert (found.actor, found.recipient) == ("MLI", "RUS")
    assert text[found.start_at : found.end_at] in text
    assert "critiquée" in text[found.start_at : found.end_at]


@pytest.mark.parametrize(
    ("form", "infinitive", "tense"),
    [
        ("rejettera", "rejeter", "future"), ("exigeait", "exiger", "imperfect"), ("annonça", "annoncer", "past"),
        ("soutiennent", "soutenir", "present"), ("reconnaît", "reconnaître", "present"),
        ("fournissent", "fournir", "present"), ("appuie", "appuyer", "present"),
        ("suspendrait", "suspendre", "conditional"), ("rappelle", "rappeler", "present"),
    ],
)  # fmt: skip
def test_forms_of_verbs(form: str, infinitive: str, tense: str) -> None:
    found = verb_forms()[form]
    assert (found.infinitive, found.tense) == (infinitive, tense)


@pytest.mark.parametrize(
    ("verb", "how", "form"),
    [("ban", "ing", "banning"), ("deny", "s", "denies"), ("take part in", "past", "took part in"),
     ("write", "participle", "written"), ("put pressure on", "ing", "putting pressure on"), ("lie", "ing", "lying"),
     ("agree", "ing", "agreeing"), ("join", "base", "join")],
)  # fmt: skip
def test_english_verbs_inflected(verb: str, how: str, form: str) -> None:
    assert inflected(verb, how) == form


def test_every_row_of_the_word_list_can_be_reached() -> None:
    assert len({(row.french, row.kind) for row in rows()}) == len(rows())
    assert {row.kind for row in rows()} == set("admnpcrvx")
    assert all(row.english or row.kind == "x" for row in rows())
    assert not [
        row.french
        for row in rows()
        if row.kind == "v" and row.french.split()[-1] in function_words() and " " not in row.french
    ]


@given(st.text(alphabet="aàâdeéèlmnnorstu' ’«»,.-ABC1", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_put_into_words(text: str) -> None:
    english = english_of(text)
    assert len(english.offsets) == len(english.text)
    assert all(0 <= at < len(text) for at in english.offsets)
