"""The model of the words: its features, its file, and how its opinion joins the encoder's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.coding.event_model.marking import parse_marked
from poleward.coding.event_model.words import WordModel, features, mix, stem
from poleward.training.marked_sentences import TYPES, TrainingSentence
from poleward.training.word_weights import train_words

ARRESTS = "<s>{} police</s> arrested <t>the {}</t> on Monday."
VISITS = "<s>{}'s minister</s> visited <t>the {}</t> on Monday."
PLACES = ("Riga", "Lima", "Accra", "Oslo", "Quito", "Dakar", "Hanoi", "Sofia", "Tunis", "Minsk", "Doha", "Cairo")
WHO = ("editors", "farmers", "clerks", "miners")


@pytest.fixture(scope="module")
def small() -> WordModel:
    rows = [("COERCE", ARRESTS), ("CONSULT", VISITS)]
    sentences = [
        TrainingSentence(type_, "", parse_marked(text.format(place, who)))
        for type_, text in rows
        for place in PLACES
        for who in WHO
    ]
    every = [TrainingSentence(t, "", parse_marked(f"<s>A</s> {t.lower()} <t>B</t> {n}.")) for t in TYPES for n in "xyz"]
    return train_words(sentences + every)


def test_words_lose_their_endings_and_numbers_their_value():
    assert [stem(w) for w in ("Arrested", "arrests", "arresting", "1,200"[:1], "visas", "sea")] == [
        "arrest", "arrest", "arrest", "#", "visas"[:-1], "sea",
    ]  # fmt: skip


def test_features_tell_places_and_runs_of_words():
    found = features(parse_marked("On Monday <s>Rebels</s> shelled <t>the port</t> again"))
    assert {"before, actor first: monday", "between, actor first: shell", "after, actor first: again"} <= found
    assert {"head @recipient port", "2 @actor shell", "at @recipient -1 shell", "apart 2", "actor first"} <= found
    assert "actor last" in features(parse_marked("<t>The port</t> was shelled by <s>rebels</s>"))


def test_unseen_places_get_the_type_of_their_verb(small: WordModel):
    texts = [ARRESTS.format("Vaduz", "bakers"), VISITS.format("Vaduz", "bakers")]
    best = small.log_probabilities([parse_marked(t) for t in texts]).argmax(axis=1)
    assert [TYPES[k] for k in best] == ["COERCE", "CONSULT"]


@given(st.text(max_size=300))
def test_any_text_gives_probabilities_of_its_own(small: WordModel, text: str):
    sentences = [parse_marked(text), parse_marked(VISITS.format("Vaduz", "bakers"))]
    together = small.log_probabilities(sentences)
    assert np.exp(together).sum(axis=1) == pytest.approx([1, 1])
    assert small.log_probabilities(sentences[:1]).tobytes() == together[:1].tobytes()


def test_a_very_long_line_is_cut(small: WordModel):
    long = parse_marked("war " * 2_000_000 + ARRESTS.format("Vaduz", "bakers"))
    assert len(features(long)) < 10_000
    assert TYPES[int(small.log_probabilities([long]).argmax())] == "COERCE"


def test_the_file_holds_the_model_byte_for_byte(small: WordModel):
    data = small.to_bytes()
    again = WordModel.read(data)
    assert again.to_bytes() == data
    sentence = [parse_marked(ARRESTS.format("Vaduz", "bakers"))]
    assert again.log_probabilities(sentence).tobytes() == small.log_probabilities(sentence).tobytes()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"\x93NUMPY" + bytes(20)])
def test_what_is_no_such_file_is_refused(data: bytes):
    with pytest.raises(ValueError, match="weights of words"):
        WordModel.read(data)


def test_mixing_follows_its_definition():
    net, words = np.array([[0.7, 0.2, 0.1]]), np.log(np.array([[0.2, 0.3, 0.5]]))
    for weight, temperature in ((0.0, 1.0), (0.5, 1.0), (0.3, 2.0)):
        plain = (net * np.exp(words) ** weight) ** (1 / temperature)
        assert mix(net, words, weight, temperature) == pytest.approx(plain / plain.sum())
    assert mix(net, words, 0.0, 1.0) == pytest.approx(net)
