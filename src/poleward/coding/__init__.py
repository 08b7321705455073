"""Coding: documents to statements, with an explicit sign grammar. See docs/coding.md."""

from poleward.coding.coder import Coder, load_coder
from poleward.coding.errors import sign_error
from poleward.coding.model import EventClassifier, MaskedSentence, Sign, Speaker, Statement
from poleward.coding.vote_claims import VoteClaim

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
