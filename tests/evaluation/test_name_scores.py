"""Names matched on the labelled pairs: floors only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from poleward.errors import UnusableInputError
from poleward.evaluation.names import evaluate_names


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
