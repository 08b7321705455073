"""Names by sound across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.actors import names_match
from poleward.actors.phones import distance, phones, skeletons


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
