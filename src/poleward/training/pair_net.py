"""The pair reader's own layers, in torch, and their export. Only for training; the runtime reads the ONNX file.

They start from the event model's upper layers, taken back from its int8 weights: what an event is between two marked
actors is known there already.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from poleward.coding.event_model.pair_reader import FIRST, HEADS, LEANS, OTHER, SECOND, STATUSES
from poleward.coding.event_model.sentence_states import LOWER
from poleward.training.encoder import HIDDEN, LAYERS, Layer
from poleward.training.export import OPSET
from poleward.training.marked_sentences import TYPES
from poleward.training.upper_layers import held_in, load_upper, put_into, weight_in

# Choices made by hand; what they give together is in docs/training.md.
INNER = 256
DROPOUT = 0.3
MARK_SPREAD = 0.1
SIZES = dict(zip(HEADS, (len(TYPES), LEANS, len(STATUSES), 2), strict=True))
FAR_BELOW = 1e4
"""Added to what must not be seen: any number far beyond all states does."""


class PairNet(nn.Module):  # type: ignore[misc]
    """Marks on the states of a sentence, the upper layers, pooling at both actors, over all and between, four heads."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = nn.Parameter(torch.randn(OTHER + 1, HIDDEN) * MARK_SPREAD)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - LOWER))
        self.first = nn.Linear(5 * HIDDEN, INNER)
        self.drop = nn.Dropout(DROPOUT)
        self.heads = nn.ModuleDict({name: nn.Linear(INNER, n) for name, n in SIZES.items()})

    def forward(self, states: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the logits of each head from states (batch, tokens, hidden), marks and mask (batch, tokens)."""
        one, two, others = ((kinds == k).unsqueeze(-1).float() for k in (FIRST, SECOND, OTHER))
        x = states + one * self.marks[FIRST] + two * self.marks[SECOND] + others * self.marks[OTHER]
        bias = (1.0 - mask)[:, None, None, :] * -FAR_BELOW
        for layer in self.layers:
            x = layer(x, bias)
        x = x.float()
        seen = mask.unsqueeze(-1)
        begun = (torch.cumsum(one, 1) > 0).float()
        to_come = (torch.flip(torch.cumsum(torch.flip(two, [1]), 1), [1]) > 0).float()
        between = begun * to_come * (1 - one) * (1 - two)
        strongest = (x * between - (1 - between) * FAR_BELOW).amax(1) * (between.sum(1) > 0).float()
        pooled = [(x * w).sum(1) / w.sum(1).clamp(min=1.0) for w in (seen, one, two)]
        inner = self.drop(torch.relu(self.first(torch.cat([*pooled, x[:, 0], strongest], 1))))
        return {name: head(inner) for name, head in self.heads.items()}


def load_earlier(net: PairNet, pair_reader: bytes) -> None:
    """Fill all of a net from a file that `to_onnx` wrote: training goes on from there."""
    load_upper(net.layers, pair_reader, below=0)
    held = held_in(pair_reader)
    for name, parameter in net.named_parameters():
        whole = f"net.{name}"
        if name.startswith(("first", "heads")):
            put_into(parameter, held[whole] if whole in held else weight_in(held, f"{whole}_Transposed"))
    marks = sorted((n for n in held if n.startswith("onnx::Mul_")), key=lambda name: int(name.rsplit("_", 1)[1]))
    put_into(net.marks[FIRST : OTHER + 1], np.stack([held[name] for name in marks]))


class _Exported(nn.Module):  # type: ignore[misc]
    """A net for one unpadded sentence and pair, with probabilities."""

    def __init__(self, net: PairNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, states: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return each head's probabilities (1, classes) from states (1, tokens, hidden) and marks (1, tokens)."""
        logits = self.net(states, kinds, torch.ones_like(kinds).float())
        return tuple(torch.softmax(logits[name], 1) for name in HEADS)


def to_onnx(net: PairNet) -> bytes:
    """Return the content of the file that the runtime reads, weights int8; the same weights give the same bytes."""
    net.eval()
    kinds = torch.zeros(1, 12, dtype=torch.long)
    kinds[0, 3], kinds[0, 8] = FIRST, SECOND
    with tempfile.TemporaryDirectory() as scratch:
        full, small = Path(scratch) / "full.onnx", Path(scratch) / "small.onnx"
        torch.onnx.export(
            _Exported(net), (torch.randn(1, 12, HIDDEN), kinds), str(full), input_names=["states", "kinds"],
            output_names=list(HEADS), dynamic_axes={"states": {1: "n"}, "kinds": {1: "n"}}, opset_version=OPSET,
            dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
        model = onnx.load(small)
    model.producer_name, model.producer_version, model.doc_string = "poleward", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    out: bytes = model.SerializeToString(deterministic=True)
    return out
