"""The network, in torch: a BERT encoder and two heads. Only for training; the runtime reads its ONNX export.

The encoder starts from all-MiniLM-L6-v2 (Apache-2.0; Wang et al., MiniLM, NeurIPS 2020; Reimers and Gurevych,
Sentence-BERT, EMNLP 2019). Word embeddings stay as they are, so that words that no training sentence holds keep
their place beside those that one does; the four markers learn an offset of their own.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import nn

from poleward.coding.event_model.views import ACTOR, ACTOR_END, RECIPIENT, RECIPIENT_END

MARKERS = (ACTOR, RECIPIENT, ACTOR_END, RECIPIENT_END)
MARKER_WORDS = ("he", "them", '"', "'")
"""Words whose embeddings the markers start from."""

# The shape of all-MiniLM-L6-v2, its dropout and epsilon, from its configuration; the heads' dropout is our choice.
HIDDEN, HEADS, LAYERS, INNER, POSITIONS, VOCABULARY = 384, 12, 6, 1536, 512, 30_522
DROPOUT = 0.1
HEAD_DROPOUT = 0.2
NORM_EPSILON = 1e-12


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer, normalised after each sum, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.mixed = nn.Linear(HIDDEN, HIDDEN)
        self.mixed_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.outer_norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the next states (batch, tokens, hidden); `bias` is added to the attention's logits."""
        batch, tokens = x.shape[0], x.shape[1]

        def heads(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, tokens, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(-1, -2) / math.sqrt(HIDDEN // HEADS) + bias
        weights = self.drop(torch.softmax(scores, dim=-1))
        mixed = (weights @ heads(self.value(x))).transpose(1, 2).reshape(batch, tokens, HIDDEN)
        x = self.mixed_norm(x + self.drop(self.mixed(mixed)))
        return self.outer_norm(x + self.drop(self.outer(nn.functional.gelu(self.inner(x)))))


class EventNet(nn.Module):  # type: ignore[misc]
    """Encoder, pooling (mean of all tokens, actor's marker, recipient's marker) and the type head."""

    def __init__(self, types: int) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.words.weight.requires_grad_(False)
        self.markers = nn.Parameter(torch.zeros(len(MARKERS), HIDDEN))
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.kinds = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.head_drop = nn.Dropout(HEAD_DROPOUT)
        self.types = nn.Linear(3 * HIDDEN, types)

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (batch, 3 × hidden) from token ids and their mask, both (batch, tokens)."""
        x = self.words(ids)
        for k, marker in enumerate(MARKERS):
            x = x + (ids == marker).unsqueeze(-1).float() * self.markers[k]
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(x + self.positions(places) + self.kinds.weight[0]))
        bias = (1.0 - mask.float())[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return pool(x, ids, mask)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits of the types (batch, types)."""
        return self.types(self.head_drop(self.pooled(ids, mask)))


def pool(x: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of all tokens and the states of both markers (batch, 3 × hidden)."""
    x = x.float()
    weights = mask.float().unsqueeze(-1)
    mean = (x * weights).sum(1) / weights.sum(1)
    ends = []
    for marker in (ACTOR, RECIPIENT):
        here = (ids == marker).float().unsqueeze(-1)
        ends.append((x * here).sum(1) / here.sum(1).clamp(min=1.0))
    return torch.cat([mean, *ends], dim=1)


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mixed": "attention.output.dense", "mixed_norm": "attention.output.LayerNorm", "inner": "intermediate.dense",
    "outer": "output.dense", "outer_norm": "output.LayerNorm",
}  # fmt: skip


def base_name(name: str) -> str | None:
    """Return the base model's name of a parameter of `EventNet`; None for markers and heads."""
    fixed = {"words": "word_embeddings", "positions": "position_embeddings", "kinds": "token_type_embeddings"}
    part, _, kind = name.rpartition(".")
    if part in fixed:
        return f"embeddings.{fixed[part]}.{kind}"
    if part == "norm":
        return f"embeddings.LayerNorm.{kind}"
    if part.startswith("layers."):
        _, number, inner = part.split(".")
        return f"encoder.layer.{number}.{_NAMES[inner]}.{kind}"
    return None


def load_base(net: EventNet, folder: Path) -> None:
    """Fill the encoder from the base model's model.safetensors and vocab.txt."""
    tensors = read_safetensors(folder / "model.safetensors")
    vocabulary = {w: n for n, w in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").split("\n"))}
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            base = base_name(name)
            if base is not None:
                parameter.copy_(torch.from_numpy(tensors[base]))
        for marker, word in zip(MARKERS, MARKER_WORDS, strict=True):
            net.words.weight[marker] = net.words.weight[vocabulary[word]]


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Return the float32 tensors of a safetensors file (a JSON header, then the bytes that it points to)."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    out = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        out[name] = np.frombuffer(data[8 + size + start : 8 + size + end], dtype="<f4").reshape(entry["shape"]).copy()
    return out
