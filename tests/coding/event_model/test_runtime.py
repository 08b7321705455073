"""The shipped model: plain sentences, no influence of neighbours, files that are not a model, the gate of quality."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from poleward.coding.event_model import LearnedClassifier, load_classifier
from poleward.coding.event_model.marking import parse_marked
from poleward.coding.event_model.runtime import ABSTAIN_BELOW, FILES, SHIPPED
from poleward.errors import UnusableInputError
from poleward.evaluation.events import evaluate_events, file_digest
from poleward.training.marked_sentences import digest, read_sentences

DEV_DIGEST = "1c54842b3235badf5cbde6b6d798a09efd6513b0d24ca379b021e1f78ddd1052"
FLOORS = {"macro_f1": 0.885, "accuracy": 0.9, "quad_macro_f1": 0.95}
"""Only ever raised."""

UNSEEN_FLOOR = 0.85
"""Macro-F1 of the half whose errors were not looked at. Only ever raised."""

BLIND_FLOOR = 0.565
"""Sentence alone: actor span, recipient span and type all right. Only ever raised."""

MARKED = [
    "<s>Police</s> arrested <t>eleven opposition activists</t> outside the ministry on Monday.",
    "<s>The foreign minister</s> accused <t>the rebels</t> of breaking the truce.",
    "<s>Rebels</s> shelled <t>the port</t> for a third day, killing nine people.",
    "<s>The king</s> travelled to <t>Muscat</t> on Tuesday and held talks with the sultan there.",
]


def test_plain_sentences_get_their_types():
    answers = load_classifier().classify([parse_marked(m) for m in MARKED])
    assert [a[0] for a in answers] == ["COERCE", "ACCUSE", "ASSAULT", "CONSULT"]
    assert answers[0][1] == "arrest"
    assert all(ABSTAIN_BELOW <= a[2] <= 1 for a in answers)


def test_a_sentence_scores_the_same_whatever_stands_beside_it():
    model, sentences = LearnedClassifier(), [parse_marked(m) for m in MARKED]
    together, modes = model.scores(sentences)
    for k, sentence in enumerate(sentences):
        alone, mode = model.scores([sentence])
        assert alone.tobytes() == together[k : k + 1].tobytes()
        assert mode.tobytes() == modes[k : k + 1].tobytes()
    assert model.scores(sentences[::-1])[0][::-1].tobytes() == together.tobytes()


def test_the_runtime_needs_no_torch():
    code = (
        "import sys; from poleward.coding.event_model import load_classifier; "
        "from poleward.coding.event_model.marking import parse_marked; "
        f"load_classifier().classify([parse_marked({MARKED[0]!r})]); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # another test of this process may train


def test_nothing_to_read_and_no_actors_are_no_errors():
    model = load_classifier()
    assert model.classify([]) == []
    type_, _, confidence = model.classify([parse_marked("")])[0]
    assert 0 <= confidence <= 1
    assert type_ is None or confidence >= ABSTAIN_BELOW


def test_the_description_names_training_text_licence_and_seed():
    described = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))
    ours = Path(__file__).resolve().parents[3] / "training" / "events"
    assert described["training_sha256"] == digest(read_sentences(ours))
    assert described["licence"] == "Apache-2.0"
    assert isinstance(described["seed"], int)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str):
    for other in FILES:
        if other != name:
            shutil.copyfile(SHIPPED / other, tmp_path / other)
    with pytest.raises(UnusableInputError, match=name):
        LearnedClassifier(tmp_path)


@pytest.mark.parametrize("changed", FILES[:2])
def test_a_model_that_was_changed_is_refused(tmp_path: Path, changed: str):
    for name in FILES:
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    (tmp_path / changed).write_bytes(b"not a model")
    with pytest.raises(UnusableInputError, match="not the one"):
        LearnedClassifier(tmp_path).classify([parse_marked(MARKED[0])])


@pytest.mark.shared
def test_quality_does_not_fall(shared: Path):
    path = shared / "data" / "labelled" / "events" / "plover_dev.tsv"
    assert file_digest(path) == DEV_DIGEST
    scores = evaluate_events(path)
    for name, floor in FLOORS.items():
        assert scores[name] >= floor, name
    assert scores["halves"][1] >= UNSEEN_FLOOR
    assert scores["calibration"]["ece"] <= 0.12
    at_half = next(row for row in scores["abstention"] if row["below"] == ABSTAIN_BELOW)
    assert at_half["kept"] >= 0.8
    assert at_half["accuracy"] > scores["accuracy"]


@pytest.mark.long
@pytest.mark.shared
def test_quality_without_marked_actors_does_not_fall(shared: Path):
    path = shared / "data" / "labelled" / "events" / "plover_dev.tsv"
    assert file_digest(path) == DEV_DIGEST
    assert evaluate_events(path, blind=True)["macro_f1"] >= BLIND_FLOOR
