"""An event model trained anew in its upper layers alone, on the states of its lower ones, as they run (int8).

It starts from a model that was trained in full (`run`); sentences tagged as hard are seen oftener than others. The
lower layers do not change, so that a pair reader made for the one model serves the other.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from poleward.coding.event_model.marking import parse_marked
from poleward.coding.event_model.pruning import pruned
from poleward.coding.event_model.runtime import LearnedClassifier
from poleward.coding.event_model.sentence_states import LOWER_STATES
from poleward.coding.event_model.views import token_ids
from poleward.training.augment import Augmenter
from poleward.training.loop import BATCH, Say, batches, groups_of_upper, train_net
from poleward.training.marked_sentences import TYPES, TrainingSentence
from poleward.training.run import (
    LAYER_DECAY,
    SMOOTHING,
    WEIGHT_DECAY,
    WRONG,
    TrainingSettings,
    calibrate,
    class_weights,
    description_of,
    fit_head,
    padded,
)
from poleward.training.upper_layers import UpperNet, load_types, load_upper, with_upper
from poleward.training.wrong_pairs import wrong_pairs

# Choices made by hand; what they give together is in docs/training.md.
EPOCHS = 2
RATE = 1e-4
HEAD_FACTOR = 3.0
HARD_TIMES = 3
"""Variants of a hard sentence that an epoch sees."""
RUNS = 2
"""Runs, each with a seed of its own, of which the weights are averaged."""
OTHERS = 5_000
"""Other sentences that an epoch sees: enough that what is known is not forgotten."""

States = npt.NDArray[np.float32]


class LowerLayers:
    """Gives the token ids of a marked sentence and the states of a model's lower layers."""

    def __init__(self, model: LearnedClassifier) -> None:
        self.tokenizer = model.tokenizer
        self._session = model.open_session(pruned(model.content("model.onnx"), LOWER_STATES))

    def read(self, marked: str) -> tuple[list[int], States]:
        """Return ids and states (tokens, hidden)."""
        ids = token_ids(self.tokenizer, parse_marked(marked))
        return ids, self._session.run([LOWER_STATES], {"ids": np.asarray([ids], dtype=np.int64)})[0][0]


def refit(
    sentences: Sequence[TrainingSentence], start: Path, folder: Path, settings: TrainingSettings, nlp: Any, say: Say
) -> dict[str, Any]:
    """Train the upper layers of the model in `start` anew, write the new one into a folder, return its description."""
    torch.set_num_threads(1)  # sums in one order: the same input gives the same model
    torch.use_deterministic_algorithms(mode=True)
    begun = LearnedClassifier(start)
    lower = LowerLayers(begun)
    kept = [s for s in sentences if not s.held_out]
    seeds = range(settings.seed, settings.seed + RUNS)
    net = averaged([fit_upper(kept, begun, lower, replace(settings, seed=k), nlp, say) for k in seeds])
    known = {pair: k for k, pair in enumerate(begun.modes)}
    rows = [s for s in kept if (s.type, s.mode) in known]
    read = [lower.read(s.marked) for s in rows]
    with torch.no_grad():
        states = torch.cat([net.pooled(*batch_of(read[k : k + BATCH])) for k in range(0, len(read), BATCH)])
    head = fit_head(states, torch.tensor([known[s.type, s.mode] for s in rows]), len(known))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(with_upper(begun.content("model.onnx"), net, head))
    shutil.copyfile(start / "tokenizer.json", folder / "tokenizer.json")
    return calibrate(folder, description_of(sentences, begun.modes, settings) | {"start": begun.version}, sentences)


def fit_upper(
    kept: Sequence[TrainingSentence], begun: LearnedClassifier, lower: LowerLayers, settings: TrainingSettings,
    nlp: Any, say: Say,
) -> UpperNet:  # fmt: skip
    """Return upper layers fine-tuned on new variants in each epoch: all hard sentences, some others, wrong pairs."""
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311
    net = UpperNet(len(TYPES))
    load_upper(net.layers, begun.content("model.onnx"))
    load_types(net.types, begun.content("model.onnx"))
    hard = [(s.marked, TYPES.index(s.type)) for s in kept if s.hard] * HARD_TIMES
    others = [s for s in kept if not s.hard]
    shown = min(OTHERS, len(others))
    wanted = round(WRONG * (shown + len(hard)))
    # A sentence gives up to four wrong pairs; twice what an epoch needs leaves a choice.
    wrong = wrong_pairs(chance.sample(others, min(wanted, len(others))), nlp, chance)
    wanted = min(wanted, len(wrong))
    augmenter = Augmenter([s.marked for s in kept], chance)
    weights = class_weights([TYPES.index(s.type) for s in kept])
    read: list[tuple[list[int], States]] = []
    truth: list[int] = []

    def begin() -> list[list[int]]:
        rows = hard + [(s.marked, TYPES.index(s.type)) for s in chance.sample(others, shown)]
        rows += [(text, TYPES.index("NONE")) for text in chance.sample(wrong, wanted)]
        read[:] = [lower.read(augmenter.vary(text)) for text, _ in rows]
        truth[:] = [type_ for _, type_ in rows]
        return batches([len(ids) for ids, _ in read], chance)

    def loss_of(batch: Sequence[int]) -> torch.Tensor:
        states, ids, mask = batch_of([read[k] for k in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(states, ids, mask)
        right = torch.tensor([truth[k] for k in batch])
        return nn.functional.cross_entropy(logits.float(), right, weight=weights, label_smoothing=SMOOTHING)

    rows = len(hard) + shown + wanted
    groups = groups_of_upper(net, RATE, LAYER_DECAY, HEAD_FACTOR, WEIGHT_DECAY)
    train_net(net, groups, rows, settings.epochs, begin, loss_of, say)
    return net


def averaged(nets: Sequence[UpperNet]) -> UpperNet:
    """Return the net whose weights are the means of those of nets that were trained from one start.

    Source: Wortsman et al., Model soups, ICML 2022, section 2 (the uniform soup).
    """
    with torch.no_grad():
        for parameters in zip(*(net.parameters() for net in nets), strict=True):
            parameters[0].copy_(torch.stack(parameters).mean(dim=0))
    return nets[0]


def batch_of(read: Sequence[tuple[list[int], States]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return states (rows, longest, hidden), token ids and mask (rows, longest)."""
    ids, mask = padded([ids for ids, _ in read])
    states = torch.zeros(*ids.shape, read[0][1].shape[1])
    for k, (_, found) in enumerate(read):
        states[k, : len(found)] = torch.from_numpy(found)
    return states, ids, mask
