"""Sentences with the wrong two phrases marked: no event runs between them, which the classifier has to learn too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from poleward.coding.event_model.marking import mark_up
from poleward.coding.event_model.pairs import Phrase, head_of, phrases
from poleward.training.marked_sentences import TrainingSentence

MUTUAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "NONE"})
"""Types whose event may run both ways: a pair turned round is not wrong."""

MOST = 4
"""Wrong pairs kept of a sentence."""


def wrong_pairs(sentences: Sequence[TrainingSentence], nlp: Any, chance: random.Random) -> list[str]:
    """Return marked sentences in which actor, recipient or both are another phrase, or the two are exchanged.

    Pairs that share a word with the labelled actor or recipient in the same place are left out.
    """
    out: list[str] = []
    for sentence, parsed in zip(sentences, nlp.pipe([s.sentence.text for s in sentences]), strict=True):
        actor, recipient = sentence.sentence.actor, sentence.sentence.recipient
        if actor is None or recipient is None:
            continue
        gold = head_of(parsed, actor), head_of(parsed, recipient)
        others = [p.span for p in phrases(parsed) if p.head not in gold and not _touches(p, actor, recipient)]
        found = [(actor, other) for other in others] + [(other, recipient) for other in others]
        found += [(a, b) for a in others for b in others if a != b]
        if sentence.type not in MUTUAL:
            found += [(recipient, actor)] * 2
        for a, b in chance.sample(found, min(MOST, len(found))):
            out.append(mark_up(replace(sentence.sentence, actor=a, recipient=b)))
    return out


def _touches(phrase: Phrase, *spans: tuple[int, int]) -> bool:
    return any(phrase.span[0] < end and phrase.span[1] > start for start, end in spans)
