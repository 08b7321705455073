"""A pair reader from patterns and event sentences: texts, features of the shipped encoder, training, one file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from poleward.coding.event_model import load_classifier
from poleward.coding.event_model.marking import mark_up, parse_marked
from poleward.coding.event_model.pair_features import WIDTH, PairEncoder
from poleward.coding.statements import MaskedSentence
from poleward.training.augment import Augmenter
from poleward.training.marked_sentences import TYPES, TrainingSentence
from poleward.training.pair_reader import Labels, pack, train_pairs
from poleward.training.pair_text import Pair, compound, fill, read_patterns
from poleward.training.wrong_pairs import wrong_pairs

# How many sentences of each kind are made: choices made by hand; what they give together is in docs/training.md.
FILLS = 12
COMPOUNDS = 1_400
EVENTS = 5_000
WRONG = 1_500
VARIED = 0.35
"""Share of the patterns' sentences that get a further clause, an opening or an ending."""

FRIENDLY = frozenset({"AID", "AGREE", "COOPERATE", "CONSULT", "SUPPORT", "CONCEDE", "RETREAT"})
# Classes of the lean, as `LEANS` of pair_text: asking for aid or a meeting is closer, asking to yield or change not.
REQUESTS = {"assist": 1, "meet": 1, "yield": 2, "change": 2}
AMBIGUOUS = frozenset({"", "withdraw", "resign"})
"""Modes of RETREAT that say nothing about a tie: troops may leave a friend or a foe."""

STEP = 250
"""Pairs encoded at once: a matter of memory and of how often progress is told."""


def lean_of(sentence: TrainingSentence) -> int:
    """Return the class of the lean that a sentence's event type has; -1 where the type does not tell."""
    if sentence.type == "NONE":
        return 0
    if sentence.type == "REQUEST":
        return REQUESTS.get(sentence.mode, -1)
    if sentence.type == "RETREAT" and sentence.mode in AMBIGUOUS:
        return -1
    return 1 if sentence.type in FRIENDLY else 2


def texts(events: Sequence[TrainingSentence], patterns: Path, nlp: Any, seed: int) -> list[Pair]:
    """Return the labelled pairs that a pair reader is trained on, in random order."""
    chance = random.Random(seed)  # noqa: S311
    augmenter = Augmenter([s.marked for s in events], chance)
    lines = read_patterns(patterns)
    out = [_varied(p, augmenter, chance) for p in fill(lines, FILLS, chance)]
    out += [pair for _, pair in compound(lines, COMPOUNDS, chance)]
    chosen = chance.sample(list(events), min(EVENTS, len(events)))
    out += [Pair(s.type, lean_of(s), -1, s.sentence) for s in chosen]
    wrong = wrong_pairs(chosen[: WRONG * 2], nlp, chance)
    out += [Pair("NONE", 0, -1, parse_marked(text)) for text in chance.sample(wrong, min(WRONG, len(wrong)))]
    chance.shuffle(out)
    return out


def _varied(pair: Pair, augmenter: Augmenter, chance: random.Random) -> Pair:
    if chance.random() >= VARIED or "|" in pair.sentence.text:
        return pair
    masked: MaskedSentence = parse_marked(augmenter.vary(mark_up(pair.sentence)))
    if masked.actor is None or masked.recipient is None:
        return pair
    return Pair(pair.type, pair.lean, pair.status, masked)


def run(
    events: Sequence[TrainingSentence], patterns: Path, output: Path, nlp: Any, seed: int, epochs: int,
    say: Callable[[str], None],
) -> int:  # fmt: skip
    """Train a pair reader and write it; return how many labelled pairs it has seen."""
    pairs = texts(events, patterns, nlp, seed)
    encoder = PairEncoder(load_classifier())
    features = np.zeros((len(pairs), WIDTH), dtype=np.float16)
    for k in range(0, len(pairs), STEP):
        features[k : k + STEP] = encoder.features([p.sentence for p in pairs[k : k + STEP]])
        say(f"encoded {min(k + STEP, len(pairs))} of {len(pairs)} pairs")
    labels = Labels(
        np.array([TYPES.index(p.type) for p in pairs]),
        np.array([p.lean for p in pairs]),
        np.array([p.status for p in pairs]),
    )
    (output / "pair_reader.npz").write_bytes(pack(train_pairs(features, labels, seed, epochs)))
    return len(pairs)
