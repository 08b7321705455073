"""Wrong pairs: never the labelled pair, always phrases of the sentence; and what `poleward train` says to bad input."""

from __future__ import annotations

import random
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from poleward.cli import cli
from poleward.coding.event_model.marking import parse_marked
from poleward.coding.languages.english import load_language
from poleward.training.marked_sentences import HEADER, TYPES, TrainingSentence
from poleward.training.wrong_pairs import wrong_pairs

TEXT = "<s>Police</s> arrested <t>two editors</t> in the capital after the ministry lost a lawsuit."


def sentence(type_: str, text: str = TEXT) -> TrainingSentence:
    return TrainingSentence(type_, "", parse_marked(text))


def test_no_wrong_pair_is_the_labelled_one():
    for seed in range(20):
        found = wrong_pairs([sentence("COERCE")], load_language(), random.Random(seed))
        assert found
        assert TEXT not in found
        for marked in found:
            wrong = parse_marked(marked)
            assert wrong.text == parse_marked(TEXT).text
            assert wrong.actor is not None
            assert wrong.recipient is not None
            assert wrong.actor != wrong.recipient


def test_a_mutual_event_is_not_turned_round():
    text = "<s>Norway</s> met <t>Iceland</t>."
    assert wrong_pairs([sentence("CONSULT", text)], load_language(), random.Random(1)) == []
    turned = wrong_pairs([sentence("ASSAULT", text)], load_language(), random.Random(1))
    assert set(turned) == {"<t>Norway</t> met <s>Iceland</s>."}


def test_train_names_the_types_without_a_sentence(tmp_path):
    (tmp_path / "AID.tsv").write_text("\t".join(HEADER) + "\nAID\t-\t\t<s>Peru</s> helped <t>Chile</t>.\n")
    result = CliRunner().invoke(cli, ["train", "--data", str(tmp_path), "-o", str(tmp_path / "model")])
    assert result.exit_code != 0
    assert "ASSAULT" in str(result.exception) + result.output
    assert not (tmp_path / "model").exists()


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_train_says_what_to_install(tmp_path):
    for type_ in TYPES:
        rows = "".join(f"{type_}\t-\t\t<s>Peru {n}</s> and <t>Chile {n}</t>.\n" for n in range(40))
        (tmp_path / f"{type_}.tsv").write_text("\t".join(HEADER) + "\n" + rows)
    result = CliRunner().invoke(cli, ["train", "--data", str(tmp_path), "-o", str(tmp_path / "model")])
    assert result.exit_code != 0
    assert "poleward[train]" in str(getattr(result.exception, "todo", "")) + str(result.exception) + result.output
