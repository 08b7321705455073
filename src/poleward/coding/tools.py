"""What every reader of a document shares: the registry, the parser, the word lists, a learned type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from poleward import config
from poleward.actors import Mention, Registry
from poleward.coding.grammar.lexicon import Lexicon
from poleward.coding.grammar.mending import mend
from poleward.coding.grammar.tree import Tree
from poleward.coding.languages.english import WORD_BY_WORD, lemmas_of, model_version
from poleward.coding.languages.russian import parse_russian
from poleward.coding.sentences import Unit
from poleward.coding.statements import OWN_CODER, EventClassifier

RULES_VERSION = "5"
PARSE_BATCH = 128
"""Units that the parser takes at once: a matter of speed and memory, not of results."""
PARSED_LANGUAGES = frozenset({"en", "fr", "ru"})


class Tools:
    """The shared means of coding.

    Parameters
    ----------
    registry
        Who is who.
    nlp
        spaCy's pipeline, as from `language.load_language`.
    lexicon
        The word lists.
    classifier
        A learned event type, which may overrule the lexicon's type, never a sign; None: the lexicon alone.
    """

    def __init__(
        self, registry: Registry, nlp: Any, lexicon: Lexicon, classifier: EventClassifier | None = None
    ) -> None:
        self.registry, self.nlp, self.lexicon, self.classifier = registry, nlp, lexicon, classifier
        self._lemma = lemmas_of(nlp)
        learned = f"+{classifier.version}" if classifier is not None else ""
        self.version = f"{OWN_CODER}{RULES_VERSION}+{model_version(nlp)}{learned}"

    def parse(
        self, units: Sequence[Unit], mentions: Sequence[Sequence[Mention]] = (), language: str = "en"
    ) -> list[Tree]:
        """Return the mended trees of units, in order; for Russian each unit's `mentions` must be given.

        French is parsed in English words (`reader.in_english_words`); its own words are only told apart.
        """
        if language == "fr":
            return [Tree.of_words(u.text) for u in units]
        if language == "ru":
            return [parse_russian(u.text, named, self.lexicon) for u, named in zip(units, mentions, strict=True)]
        docs = self.nlp.pipe([u.text for u in units], batch_size=PARSE_BATCH, disable=WORD_BY_WORD)
        return [mend(Tree.from_spacy(doc, self._lemma)) for doc in docs]


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    return dict(config.load().groups)


def expand_group(code: str) -> tuple[str, ...]:
    """Return the states of a group that the shipped configuration names; () for organisations and other codes."""
    return _groups().get(code, ())
