"""Training the pair reader on text of our own: the states of the shared layers once, the upper layers fine-tuned.

Settings are chosen by held-out patterns (all fillings of a pattern are on one side), never on marked pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from poleward.coding.event_model import load_classifier
from poleward.coding.event_model.pair_reader import FIRST, HEADS, SECOND, PairQuestion, kinds_of, window_of
from poleward.coding.event_model.sentence_states import HIDDEN, SentenceEncoder
from poleward.training.loop import Say, batches, groups_of_upper, train_net
from poleward.training.marked_sentences import TYPES
from poleward.training.pair_net import PairNet, load_earlier
from poleward.training.pair_text import Sample
from poleward.training.upper_layers import load_upper

# Choices made by hand; what they give together is in docs/training.md.
RATE = 1e-4
NEW_FACTOR = 10.0
"""How much faster than the upper layers the marks and heads learn, which start from nothing."""
KNOWN_FACTOR = 3.0
"""The same where they start from an earlier pair reader's."""
LAYER_DECAY = 0.9
DECAY = 0.01
SMOOTHING = 0.05
WEIGHTS = {"types": 0.4, "leans": 1.0, "statuses": 0.3, "directions": 0.4}
MOST_UNRELATED = 3
"""Pairs without a relation that are kept of a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pair: its sentence by number, the tokens that are seen, their marks, and the class of each head (-1 none)."""

    sentence: int
    seen: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    classes: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Encoded:
    """The states of each sentence and the pairs in them."""

    states: list[npt.NDArray[np.float16]]
    rows: list[Row]


def encode(samples: Sequence[Sample], chance: random.Random, say: Say) -> Encoded:
    """Return the states and pairs of sentences."""
    encoder = SentenceEncoder(load_classifier())
    out = Encoded([], [])
    for n, sample in enumerate(samples):
        states, tokens = encoder.states(sample.text)
        out.states.append(states.astype(np.float16))
        for question, classes in questions(sample, chance):
            kinds = kinds_of(tokens, question)
            if (kinds == FIRST).any() and (kinds == SECOND).any():
                seen = window_of(kinds)
                out.rows.append(Row(n, seen, kinds[seen], classes))
        if n % 2000 == 1999:
            say(f"encoded {n + 1} of {len(samples)} sentences")
    return out


def questions(sample: Sample, chance: random.Random) -> Iterator[tuple[PairQuestion, tuple[int, int, int, int]]]:
    """Yield the pairs of a sentence with their classes: all that are labelled, and some without a relation."""
    slots = sorted(sample.places)
    every = [(a, b) for k, a in enumerate(slots) for b in slots[k + 1 :]]
    related = [pair for pair in every if frozenset(pair) in sample.ties]
    others = [pair for pair in every if frozenset(pair) not in sample.ties]
    for pair in related + chance.sample(others, min(MOST_UNRELATED, len(others))):
        one, other = sorted(pair, key=lambda slot: min(sample.places[slot]))
        first, second = sample.places[one], sample.places[other]
        if any(a < d and c < b for a, b in first for c, d in second):
            continue
        rest = tuple(p for slot in slots if slot not in pair for p in sample.places[slot])
        tie = sample.ties.get(frozenset(pair))
        classes = (TYPES.index("NONE"), 0, -1, -1)
        if tie is not None:
            direction = -1 if tie.actor is None else int(tie.actor != one)
            classes = (TYPES.index(tie.type), tie.lean, tie.status, direction)
        yield PairQuestion(tuple(first), tuple(second), rest), classes


def train_pairs(text: Encoded, epochs: int, seed: int, say: Say, earlier: bytes | None = None) -> PairNet:
    """Return a net fine-tuned on encoded pairs; the same pairs, seed and versions of torch give the same net.

    It starts from `earlier`, the content of a pair reader's file, or else from the event model's upper layers.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311
    net = PairNet()
    if earlier is None:
        load_upper(net.layers, load_classifier().content("model.onnx"))
    else:
        load_earlier(net, earlier)

    def loss_of(batch: Sequence[int]) -> torch.Tensor:
        states, kinds, mask, classes = padded(text, batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = net(states, kinds, mask)
        loss = torch.zeros(())
        for k, name in enumerate(HEADS):
            if bool((classes[:, k] >= 0).any()):
                loss = loss + WEIGHTS[name] * nn.functional.cross_entropy(
                    out[name].float(), classes[:, k], ignore_index=-1, label_smoothing=SMOOTHING
                )
        return loss

    lengths = [len(row.seen) for row in text.rows]
    factor = NEW_FACTOR if earlier is None else KNOWN_FACTOR
    groups = groups_of_upper(net, RATE, LAYER_DECAY, factor, DECAY)
    train_net(net, groups, len(lengths), epochs, lambda: batches(lengths, chance), loss_of, say)
    return net


def padded(text: Encoded, batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return states (rows, longest, hidden), marks and mask (rows, longest) and classes (rows, heads)."""
    longest = max(len(text.rows[r].seen) for r in batch)
    states = np.zeros((len(batch), longest, HIDDEN), dtype=np.float32)
    kinds = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros((len(batch), longest), dtype=np.float32)
    for k, r in enumerate(batch):
        row = text.rows[r]
        states[k, : len(row.seen)] = text.states[row.sentence][row.seen]
        kinds[k, : len(row.seen)] = row.kinds
        mask[k, : len(row.seen)] = 1.0
    classes = np.array([text.rows[r].classes for r in batch])
    return torch.from_numpy(states), torch.from_numpy(kinds), torch.from_numpy(mask), torch.from_numpy(classes)
