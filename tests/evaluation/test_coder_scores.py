"""Scores on labelled files: floors only rise; and what a user's own unusable file meets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from poleward.coding import load_coder, sign_error
from poleward.coding.accuracy import measured
from poleward.coding.tools import RULES_VERSION
from poleward.errors import UnusableInputError
from poleward.evaluation.attitudes import evaluate_attitudes, unmark
from poleward.evaluation.quotes import attribute, evaluate_quotes

QUOTES_SHA = "7958d724582d16a17270d8e88ab34c692f35a1e90ad274594f283ad104598384"
RUSSIAN_SHA = "ba679a2d49204ecfeaed1819a58a477535e1e908fe46c6c3951e5ab318a074f6"
ATTITUDES_SHA = "e4bd17fd9f419acd034912de9bfc746a7e400d84496e6082cd18e30b4cedface"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.shared
@pytest.mark.slow
def test_quotes_do_not_get_worse(shared: Path) -> None:
    path = shared / "data" / "labelled" / "quotes" / "polnear_dev.jsonl.gz"
    assert digest(path) == QUOTES_SHA
    scores = evaluate_quotes(path)
    assert scores["n"] == 2320
    assert scores["macro_f1"] >= 0.62
    assert scores["source"]["exact"]["f1"] >= 0.545
    assert scores["content"]["partial"]["precision"] >= 0.86


@pytest.mark.shared
@pytest.mark.slow
def test_attitudes_do_not_get_worse(shared: Path) -> None:
    path = shared / "data" / "labelled" / "attitudes" / "dse_valid.tsv"
    assert digest(path) == ATTITUDES_SHA
    scores = evaluate_attitudes(path)
    assert scores["n"] == 1461
    assert scores["macro_f1"] >= 0.37
    assert scores["sign_error"] <= 0.035
    assert scores["confusion"] == measured()["confusion"], (
        "store the matrix anew: src/poleward/coding/data/sign_errors.json"
    )


@pytest.mark.shared
@pytest.mark.slow
def test_russian_attitudes_do_not_get_worse(shared: Path) -> None:
    path = shared / "data" / "labelled" / "attitudes" / "rusentne_train_data.csv.gz"
    assert digest(path) == RUSSIAN_SHA
    scores = evaluate_attitudes(path)
    assert scores["n"] == 6637
    assert scores["macro_f1"] >= 0.07
    assert scores["sign_error"] <= 0.2


def test_the_sign_error_is_that_of_this_coder_and_not_below_what_was_measured() -> None:
    stored = measured()
    assert stored["coder"] == f"grammar-{RULES_VERSION}"
    assert stored["turned"] / stored["signed"] < sign_error() < 0.5
    assert sum(map(sum, stored["confusion"])) == 1461


def test_attributions_of_a_text_have_offsets_into_it() -> None:
    text = 'Peru will wait.\n"We agree," said Anna Berg, an analyst. According to Chile, it rained in Lima on Monday.'
    first, second = attribute(load_coder(), text)
    assert first.source is not None
    assert first.cue is not None
    assert text[slice(*first.source)] == "Anna Berg, an analyst"
    assert text[slice(*first.cue)] == "said"
    assert [text[a:b] for a, b in first.contents] == ['"We agree,"']
    assert second.source is not None
    assert text[slice(*second.source)] == "Chile"


def test_marks_are_taken_out_of_a_sentence() -> None:
    marked = unmark("[Peru] praised [Chile]s president.")
    assert marked is not None
    assert marked.text == "Peru praised Chiles president."
    assert [marked.text[slice(*s)] for s in (marked.first, marked.second)] == ["Peru", "Chile"]
    assert unmark("Peru praised Chile.") is None


def test_a_perfect_file_scores_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("[Peru] praised [Chile].\tPeru\tChile\t1\n[Chad] was attacked by [Niger].\tChad\tNiger\t4\n")
    assert evaluate_attitudes(path)["accuracy"] == 1.0


@pytest.mark.parametrize("content", ["{", json.dumps({"text": "x"}), "[]"])
def test_an_unusable_quotes_file_is_explained(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content + "\n")
    with pytest.raises(UnusableInputError, match="line 1"):
        evaluate_quotes(path)


def test_an_unusable_attitudes_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("head\n[a] b [c]\ta\tc\t7\n")
    with pytest.raises(UnusableInputError, match="line 2"):
        evaluate_attitudes(path)
    with pytest.raises(UnusableInputError, match="cannot be read"):
        evaluate_attitudes(tmp_path / "none.tsv")
