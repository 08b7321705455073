"""From documents to statements: split, parse, read, sign, date, attribute. One object, used for any number of pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from poleward.actors import Registry, load_registry
from poleward.coding.claims.votes import VoteClaim
from poleward.coding.event_model import load_classifier
from poleward.coding.event_model.pair_reader import PairReader, load_pair_reader
from poleward.coding.grammar.lexicon import Lexicon, load_lexicon
from poleward.coding.hearing.hear import hear
from poleward.coding.languages.english import load_language
from poleward.coding.reader import Reader
from poleward.coding.statements import EventClassifier, Statement
from poleward.coding.tools import Tools
from poleward.pages.document import Document

CODED_LANGUAGES = frozenset({"en", "fr", "ru", "und"})
"""Languages that are read; 'und' as English."""


class Coder(Tools):
    """Codes documents. Deterministic: a document's statements do not depend on the documents beside it.

    Parameters
    ----------
    registry, nlp, lexicon, classifier
        See `Tools`.
    ear
        What hears ties that the grammar does not read; None: the grammar alone.
    """

    def __init__(
        self,
        registry: Registry,
        nlp: Any,
        lexicon: Lexicon,
        classifier: EventClassifier | None = None,
        ear: PairReader | None = None,
    ) -> None:
        super().__init__(registry, nlp, lexicon, classifier)
        self.ear = ear
        if ear is not None:
            self.version += f"+{ear.version}"

    def code(self, document: Document) -> list[Statement]:
        """Return the statements of one document, in order of their evidence.

        A document in a language that is not coded gives none; see `CODED_LANGUAGES`.
        """
        if document.language not in CODED_LANGUAGES:
            return []
        reader = Reader(self, document)
        statements = reader.statements()
        return hear(reader, statements, self.ear) if self.ear is not None else statements

    def code_many(self, documents: Iterable[Document]) -> list[list[Statement]]:
        """Return the statements of each document, in the order given."""
        return [self.code(document) for document in documents]

    def vote_claims(self, document: Document) -> list[VoteClaim]:
        """Return the claims about roll calls that a document makes, in order."""
        return Reader(self, document).claims() if document.language in CODED_LANGUAGES else []


@cache
def _shipped() -> Coder:
    return Coder(load_registry(), load_language(), load_lexicon(), load_classifier(), load_pair_reader())


def load_coder(registry: Registry | None = None, classifier: EventClassifier | None = None) -> Coder:
    """Return a coder with the shipped word lists, and the shipped event model unless another is given.

    That with nothing given is made once.
    """
    if registry is None and classifier is None:
        return _shipped()
    return Coder(
        registry or load_registry(),
        load_language(),
        load_lexicon(),
        classifier or load_classifier(),
        load_pair_reader(),
    )
