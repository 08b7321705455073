"""Coding: documents to statements, with an explicit sign grammar. See docs/coding.md."""

from typing import TYPE_CHECKING

from poleward.lazy import attributes

if TYPE_CHECKING:
    from poleward.coding.accuracy import sign_error
    from poleward.coding.claims.votes import VoteClaim
    from poleward.coding.coder import Coder, load_coder
    from poleward.coding.statements import EventClassifier, MaskedSentence, Sign, Speaker, Statement

__all__ = [
    "Coder",
    "EventClassifier",
    "MaskedSentence",
    "Sign",
    "Speaker",
    "Statement",
    "VoteClaim",
    "load_coder",
    "sign_error",
]

__getattr__, __dir__ = attributes(
    __name__,
    {
        "Coder": "coder", "load_coder": "coder", "EventClassifier": "statements", "MaskedSentence": "statements",
        "Sign": "statements", "Speaker": "statements", "Statement": "statements", "VoteClaim": "claims.votes",
        "sign_error": "accuracy",
    },
)  # fmt: skip
