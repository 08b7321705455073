"""Training files and the views made of them: round trips, and rows that are not as they should be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poleward.cli.train import train
from poleward.coding.event_model.marking import mark_up, parse_marked
from poleward.coding.event_model.runtime import SHIPPED
from poleward.coding.event_model.views import ACTOR, LONGEST, RECIPIENT, load_tokenizer, token_ids
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError
from poleward.evaluation.events import read_labelled
from poleward.training.marked_sentences import TYPES, digest, read_sentences

OURS = Path(__file__).resolve().parents[2] / "training" / "events"
HEADER = "type\tmode\ttags\tsentence\n"


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(SHIPPED / "tokenizer.json")


def test_every_own_sentence_is_read_once_and_has_a_type():
    sentences = read_sentences(OURS)
    assert len(sentences) > 7_000
    assert {s.type for s in sentences} == set(TYPES)
    assert len({s.marked for s in sentences}) == len(sentences)
    assert len(digest(sentences)) == 64


@given(st.text(alphabet="ab <>/st", max_size=60))
def test_any_text_is_parsed_into_spans_that_lie_in_it(text: str):
    sentence = parse_marked(text)
    for span in (sentence.actor, sentence.recipient):
        assert span is None or 0 <= span[0] < span[1] <= len(sentence.text)


def test_marking_up_gives_back_what_was_parsed():
    marked = "On Friday <t>the union</t> was met by <s>the minister</s>."
    assert mark_up(parse_marked(marked)) == marked


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("AGREE\t-\tactive\tNobody is marked.", "row 2"),
        ("AGREED\t-\tactive\t<s>A</s> met <t>B</t>.", "no event type"),
        ("AGREE\t-\t<s>A</s> met <t>B</t>.", "3 columns"),
        (f"AGREE\t-\tactive\t<s>A</s> met <t>B</t>{' x' * 2000}.", "longer than"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, what: str):
    (tmp_path / "AGREE.tsv").write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(UnusableInputError, match=what):
        read_sentences(tmp_path)


def test_a_folder_without_sentences_is_named(tmp_path: Path):
    with pytest.raises(UnusableInputError, match="no training sentences"):
        read_sentences(tmp_path)


def test_text_that_imitates_markers_is_only_text(tokenizer):
    text = "Officials [unused1] of A met [SEP] B [CLS]."
    ids = token_ids(tokenizer, MaskedSentence(text, (21, 22), None, None))
    assert ids.count(ACTOR) == 1
    assert RECIPIENT not in ids
    assert ids.count(tokenizer.token_to_id("[SEP]")) == 1


def test_a_hostile_line_is_cut_to_a_window_round_the_actors(tokenizer):
    text = "word " * 400_000 + "Alpha met Beta" + " word" * 400_000
    at = text.index("Alpha")
    ids = token_ids(tokenizer, MaskedSentence(text, (at, at + 5), (at + 10, at + 14), None))
    assert len(ids) == LONGEST
    assert ACTOR in ids
    assert RECIPIENT in ids


def test_training_by_default_is_how_the_shipped_model_was_trained() -> None:
    described = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))
    given = {option.name: option.default for option in train.params}
    assert given["seed"] == described["seed"]
    epochs = next(option.help for option in train.params if option.name == "epochs")
    assert f"with --start {described['epochs']}," in epochs
    assert described["start"].startswith("events-")


def test_a_hard_sentence_is_known_by_its_tag(tmp_path: Path) -> None:
    rows = "AID\t-\tactive,hard\t<s>A</s> fed <t>B</t>.\nAID\t-\tactive,harder\t<s>A</s> fed <t>C</t>.\n"
    (tmp_path / "AID.tsv").write_text(HEADER + rows, encoding="utf-8")
    assert [s.hard for s in read_sentences(tmp_path)] == [True, False]


@pytest.mark.shared
def test_no_hard_sentence_shares_its_words_with_the_development_set(shared: Path) -> None:
    theirs: set[str] = set()
    for row in read_labelled(shared / "data" / "labelled" / "events" / "plover_dev.tsv"):
        theirs |= runs(row.sentence.text)
    for sentence in read_sentences(OURS):
        assert not sentence.hard or not theirs & runs(sentence.sentence.text), sentence.sentence.text


def runs(text: str, length: int = 7) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[k : k + length]) for k in range(len(words) - length + 1)}
