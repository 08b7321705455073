"""Which language a page is written in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from poleward.errors import needs_extra

with needs_extra("text"):
    from py3langid.langid import MODEL_FILE, LanguageIdentifier


UNDETERMINED = "und"
MIN_LETTERS = 20
"""Of fewer letters no language can be told: our choice."""
MIN_PROBABILITY = 0.8
"""A language less probable is told as undetermined: our choice."""

_SAMPLE = 1_500
"""Characters of which the language is told: a bound on time; a longer text says no more."""
_LETTER = re.compile(r"[^\W\d_]")


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    """Return the text's language as an ISO 639-1 code; 'und' when it is too short or the model is not sure.

    py3langid's naive Bayes over byte n-grams (Lui & Baldwin, ACL 2012); its wheel carries the model.
    """
    sample = text[:_SAMPLE]
    if len(_LETTER.findall(sample, 0, 10 * MIN_LETTERS)) < MIN_LETTERS:
        return UNDETERMINED
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else UNDETERMINED
