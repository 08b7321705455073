"""Coding: documents to statements, with an explicit sign grammar. See docs/coding.md."""

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
