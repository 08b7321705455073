"""Training the pair reader: a small network on the encoder's states, on text of our own alone.

Text: the fillings of our patterns (`patterns`), the event sentences with the lean of their type, and wrong pairs of
these. Settings are chosen by cross-validation over patterns: all fillings of a pattern are on one side.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from poleward.coding.event_model.pair_reader import HEADS, LEANS, STATUSES
from poleward.training.marked_sentences import TYPES

# Choices made by hand; what they give together is in docs/training.md.
INNER = 192
DROPOUT = 0.4
NOISE = 0.1
EPOCHS = 14
BATCH = 128
RATE = 1e-3
DECAY = 0.02
SMOOTHING = 0.05
WEIGHTS = {"types": 0.5, "leans": 1.0, "statuses": 0.3}
INT8 = 127.0
"""The largest whole number of eight bits with a sign."""
SIZES = dict(zip(HEADS, (len(TYPES), LEANS, len(STATUSES)), strict=True))


@dataclass(frozen=True)
class Labels:
    """Classes (rows) of each head; -1 unknown."""

    types: npt.NDArray[np.int64]
    leans: npt.NDArray[np.int64]
    statuses: npt.NDArray[np.int64]


class PairNet(nn.Module):  # type: ignore[misc]
    """One hidden layer and three heads."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, INNER)
        self.drop_in, self.drop = nn.Dropout(DROPOUT / 2), nn.Dropout(DROPOUT)
        self.heads = nn.ModuleDict({name: nn.Linear(INNER, n) for name, n in SIZES.items()})

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the logits of each head from standardised features (rows, width)."""
        inner = self.drop(torch.relu(self.first(self.drop_in(x))))
        return {name: head(inner) for name, head in self.heads.items()}


def train_pairs(
    features: npt.NDArray[np.float16], labels: Labels, seed: int = 1, epochs: int = EPOCHS
) -> dict[str, npt.NDArray[Any]]:
    """Return the weights of a net trained on features (rows, width), int8 where they are many."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    sample = features[:: max(1, len(features) // 4000)].astype(np.float32)
    mean, spread = sample.mean(0), sample.std(0) + 0.05
    net = PairNet(features.shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    truth = {name: torch.from_numpy(getattr(labels, name)) for name in HEADS}
    steps, step = epochs * -(-len(features) // BATCH), 0
    for _ in range(epochs):
        order = chance.permutation(len(features))
        for k in range(0, len(order), BATCH):
            rows = np.sort(order[k : k + BATCH])
            x = torch.from_numpy((features[rows].astype(np.float32) - mean) / spread)
            x = x + NOISE * torch.randn_like(x)
            out = net(x)
            loss = torch.zeros(())
            for name, weight in WEIGHTS.items():
                target = truth[name][rows]
                if bool((target >= 0).any()):
                    loss = loss + weight * nn.functional.cross_entropy(
                        out[name], target, ignore_index=-1, label_smoothing=SMOOTHING
                    )
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - step / steps)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
    return _arrays(net, mean, spread)


def _arrays(net: PairNet, mean: npt.NDArray[Any], spread: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    first = net.first.weight.detach().numpy().T
    scale = np.abs(first).max(0) / INT8
    out: dict[str, npt.NDArray[Any]] = {
        "mean": mean.astype(np.float16), "spread": spread.astype(np.float16),
        "first": np.round(first / scale).astype(np.int8), "first_scale": scale.astype(np.float32),
        "first_bias": net.first.bias.detach().numpy(), "temperatures": np.ones(len(HEADS)),
    }  # fmt: skip
    for name, head in net.heads.items():
        out[name] = head.weight.detach().numpy().T.astype(np.float32)
        out[f"{name}_bias"] = head.bias.detach().numpy()
    return out


def pack(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """Return the content of a file that the runtime reads; its version is the hash of the weights."""
    digest = hashlib.sha256(b"".join(arrays[k].tobytes() for k in sorted(arrays))).hexdigest()[:12]
    file = io.BytesIO()
    np.savez_compressed(file, **arrays, version=np.array(f"pairs-{digest}"))  # type: ignore[arg-type]
    return file.getvalue()
