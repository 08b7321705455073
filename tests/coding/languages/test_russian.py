"""Russian sentences are brought into the same tree and read by the same grammar."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poleward.coding import Coder, load_coder
from poleward.coding.languages.russian import parse_russian
from poleward.coding.languages.russian.words import cases as cases_of
from poleward.coding.languages.russian.words import entries
from poleward.errors import UnusableInputError
from poleward.evaluation.attitudes import evaluate_attitudes
from tests.coding.cases import cases, document, faults

ROWS = cases("russian.tsv")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


@pytest.mark.parametrize("case", ROWS, ids=[f"{r['state']}-{r['target']}: {r['sentence'][:60]}" for r in ROWS])
def test_a_russian_sentence_is_read_as_a_careful_reader_does(coder: Coder, case: dict[str, str]) -> None:
    assert faults(coder, case, "ru") == []


def test_offsets_lead_to_the_russian_text(coder: Coder) -> None:
    text = "Шёл дождь. Литва поблагодарила Польшу 3 мая 2021 года. Больше ничего не произошло."
    (s,) = coder.code(replace(document(text), language="ru"))
    assert text[s.start_at : s.end_at] == s.exact
    assert s.trigger_start is not None
    assert text[s.trigger_start : s.trigger_end] == "поблагодарила"
    assert s.date_earliest is not None
    assert (s.date_earliest.isoformat(), s.actor_name) == ("2021-05-03", "Литва")


def test_cases_are_told_by_their_endings() -> None:
    assert cases_of("Литва", "литва") == {"n"}
    assert cases_of("Кремлем", "кремль") == {"i"}
    assert cases_of("Латвию", "латвия") == {"a"}
    assert "d" in cases_of("ОДКБ")


def test_every_gloss_of_a_verb_is_an_english_word_of_one_piece() -> None:
    assert all(" " not in e.gloss and e.gloss.isascii() for e in entries().values())
    assert len(entries()) > 600


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя АБВРТ,.«»—-:()!?1\u0301\u200b", max_size=160))
@settings(max_examples=60)
def test_any_text_gives_a_tree_whose_words_lie_in_it(text: str) -> None:
    tree = parse_russian(text, [], load_coder().lexicon)
    assert all(0 <= w.start <= w.end <= len(text) for w in tree.words)
    for word in tree.words:
        assert len(list(tree.ancestors(word.i))) <= len(tree)


HEADER = "sentence\tentity\tentity_tag\tentity_pos_start_rel\tentity_pos_end_rel\tlabel\n"


def test_attitudes_to_one_entity_are_scored_by_their_header(tmp_path, coder: Coder) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        HEADER + "Анна похвалила Ивана.\tИвана\tPERSON\t15\t20\t1\nАнна осудила Ивана.\tИвана\tPERSON\t13\t18\t-1\n"
        "Иван спал.\tИван\tPERSON\t0\t4\t0\n", encoding="utf-8",
    )  # fmt: skip
    scores = evaluate_attitudes(path, coder)
    assert (scores["macro_f1"], scores["sign_error"], scores["n"]) == (1.0, 0.0, 3)
    path.write_text(HEADER + "Иван спал.\tИван\tPERSON\t0\t40\t0\n", encoding="utf-8")
    with pytest.raises(UnusableInputError, match="line 2"):
        evaluate_attitudes(path, coder)
