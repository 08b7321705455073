"""Names by sound across scripts, and their scores on the labelled pairs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.actors import evaluate_names, names_match
from poleward.actors.phones import distance, phones, skeletons
from poleward.errors import UnusableInputError


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nursultan Nazarbayev", "Нұрсұлтан Назарбаев"),
        ("Noursoultan Nazarbaïev", "Nursultan Nasarbajew"),
        ("Sooronbay Jeenbekov", "Сооронбай Жээнбеков"),
        ("Volodymyr Zelenskyy", "Wolodymyr Selenskyj"),
        ("Alexandre Loukachenko", "Александр Лукашенко"),
        ("Tokayev Kassym-Jomart", "Касым-Жомарт Токаев"),
        ("Emomalî Rahmon", "Эмомалӣ Раҳмон"),
        ("Vladimir Vladimirovich Putin", "Владимир Путин"),
    ],
)
def test_one_person_in_two_spellings(a: str, b: str) -> None:
    match = names_match(a, b)
    assert match.score >= 0.8, match
    assert "~" in match.how


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sergei Lavrov", "Sergei Shoigu"),
        ("Igor Ivanov", "Sergei Ivanov"),
        ("Askar Mamin", "Askar Akayev"),
        ("", "Ivan"),
    ],
)
def test_two_persons(a: str, b: str) -> None:
    assert names_match(a, b).score < 0.5


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_match_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0 <= names_match(a, b).score <= 1
    assert names_match(a, b).score == pytest.approx(names_match(b, a).score, abs=0.02)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя", max_size=20))
def test_a_word_is_nearest_to_itself(word: str) -> None:
    assert distance(phones(word), phones(word)) == 0
    assert 1 <= len(skeletons(word)) <= 8


@pytest.mark.shared
def test_recall_on_english_and_russian_names(shared: Path) -> None:
    scores = evaluate_names(shared / "data/labelled/names/wikidata_en_ru_names_train80.tsv.gz", sample=400)
    assert scores["n"] == 400
    assert float(scores["recall_at_1"]) >= 0.74
    assert float(scores["false_match_rate"]) <= 0.15


@pytest.mark.shared
def test_recall_on_spelling_variants(shared: Path) -> None:
    scores = evaluate_names(shared / "data/labelled/names/petrarch2_actor_variants_central_asia_rus_ukr.csv")
    assert float(scores["recall_at_1"]) >= 0.75
    assert float(scores["wrong_state_rate"]) <= 0.02


def test_a_file_that_is_no_list_of_names(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableInputError, match="no labelled file"):
        evaluate_names(path)
    with pytest.raises(UnusableInputError, match="cannot be read"):
        evaluate_names(tmp_path / "absent.csv")
