"""A pair reader from patterns and event sentences: texts, states of the shared layers, training, one file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from poleward.coding.event_model.marking import parse_marked
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError
from poleward.training.augment import Augmenter
from poleward.training.bystanders import with_bystanders
from poleward.training.loop import Say
from poleward.training.marked_sentences import TrainingSentence
from poleward.training.pair_net import to_onnx
from poleward.training.pair_reader import encode, train_pairs
from poleward.training.pair_text import Sample, Tie, compound, fill, read_patterns, unrelated, varied
from poleward.training.wrong_pairs import wrong_pairs

EPOCHS, EPOCHS_MORE = 3, 1
"""Of the shipped pair reader, and of one that goes on from another."""
FILE = "pair_reader.onnx"
# How many sentences of each kind are made: choices made by hand; what they give together is in docs/training.md.
FILLS = 4
COMPOUNDS = 1_500
EVENTS = 1_500
WRONG = 600
UNRELATED = 600
VARIED = 0.4
"""Share of the event sentences that get a further clause, an opening or an ending."""

# Types whose lean is closer, and classes of the lean as `LEANS` of pair_text.
FRIENDLY = frozenset({"AID", "AGREE", "COOPERATE", "CONSULT", "SUPPORT", "CONCEDE", "RETREAT"})
# Asking for aid or a meeting is closer, asking to yield or change is not.
REQUESTS = {"assist": 1, "meet": 1, "yield": 2, "change": 2}
AMBIGUOUS = frozenset({"", "withdraw", "resign"})
"""Modes of RETREAT that say nothing about a tie: troops may leave a friend or a foe."""


def lean_of(sentence: TrainingSentence) -> int:
    """Return the class of the lean that a sentence's event type has; -1 where the type does not tell."""
    if sentence.type == "NONE":
        return 0
    if sentence.type == "REQUEST":
        return REQUESTS.get(sentence.mode, -1)
    if sentence.type == "RETREAT" and sentence.mode in AMBIGUOUS:
        return -1
    return 1 if sentence.type in FRIENDLY else 2


def texts(
    events: Sequence[TrainingSentence], lines: Sequence[tuple[str, str, str]], nlp: Any, chance: random.Random
) -> list[Sample]:
    """Return the sentences that a pair reader is trained on; `lines` are patterns as `read_patterns` gives them."""
    told = [varied(sample, chance) for sample in fill(lines, FILLS, chance)]
    told += compound(lines, COMPOUNDS, chance)
    out = [*with_bystanders(told, chance), *unrelated(lines, UNRELATED, chance)]
    augmenter = Augmenter([s.marked for s in events], chance)
    for event in chance.sample(list(events), min(EVENTS, len(events))):
        masked = event.sentence
        if chance.random() < VARIED:
            masked = parse_marked(augmenter.vary(event.marked))
        out += _sample(masked, event.type, lean_of(event))
    wrong = wrong_pairs(chance.sample(list(events), min(2 * WRONG, len(events))), nlp, chance)
    for text in chance.sample(wrong, min(WRONG, len(wrong))):
        out += _sample(parse_marked(text), "NONE", 0)
    return out


def _sample(masked: MaskedSentence, type_: str, lean: int) -> list[Sample]:
    """Return an event sentence as a sample; none where an actor is missing."""
    if masked.actor is None or masked.recipient is None:
        return []
    ties = {} if type_ == "NONE" else {frozenset("AB"): Tie(type_, lean, -1, "A")}
    return [Sample(masked.text, {"A": [masked.actor], "B": [masked.recipient]}, ties)]


def starting_from(folder: Path) -> bytes:
    """Return the content of a folder's pair reader.

    Raises
    ------
    UnusableInputError
        The folder has none.
    """
    try:
        return (folder / FILE).read_bytes()
    except OSError as error:
        raise UnusableInputError(
            f"cannot be read: {error.strerror}.", where=str(folder / FILE), todo="Name a folder that has a pair reader."
        ) from None


def run(
    events: Sequence[TrainingSentence], patterns: Path, output: Path, nlp: Any, seed: int, epochs: int | None,
    say: Say, earlier: bytes | None = None,
) -> int:  # fmt: skip
    """Train a pair reader, from an earlier one where given, and write it; return how many pairs an epoch has."""
    epochs = epochs or (EPOCHS if earlier is None else EPOCHS_MORE)
    chance = random.Random(seed)  # noqa: S311
    text = encode(texts(events, read_patterns(patterns), nlp, chance), chance, say)
    (output / FILE).write_bytes(to_onnx(train_pairs(text, epochs, seed, say, earlier)))
    return len(text.rows)
