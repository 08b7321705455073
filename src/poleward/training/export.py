"""From trained nets to the files that the runtime reads: an int8 ONNX model, the tokenizer and a description."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from poleward.coding.event_model.views import ACTOR, RECIPIENT
from poleward.training.encoder import MARKERS, EventNet

OPSET = 17
"""Of ONNX: our choice."""
EXAMPLE_LENGTH = 12
"""Tokens of the sentence that is traced; any length can be asked of the model."""


class Exported(nn.Module):  # type: ignore[misc]
    """A net and the head of its modes for one unpadded sentence, with its words as an int8 table."""

    def __init__(self, net: EventNet, modes: nn.Linear) -> None:
        super().__init__()
        self.net, self.modes = net, modes
        words = net.words.weight.detach()
        scale = words.abs().amax(dim=1, keepdim=True) / 127.0
        self.register_buffer("scale", scale)
        self.register_buffer("words", torch.round(words / scale).to(torch.int8))

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the types' probabilities and the modes' logits of token ids (1, tokens)."""
        net = self.net
        x = self.words[ids].float() * self.scale[ids]
        for k, marker in enumerate(MARKERS):
            x = x + (ids == marker).unsqueeze(-1).float() * net.markers[k]
        places = torch.cumsum(torch.ones_like(ids), 1) - 1
        x = net.norm(x + net.positions(places) + net.kinds.weight[0])
        none = torch.zeros(1, 1, 1, 1)
        for layer in net.layers:
            x = layer(x, none)
        ends = []
        for marker in (ACTOR, RECIPIENT):
            here = (ids == marker).float().unsqueeze(-1)
            ends.append((x * here).sum(1) / here.sum(1).clamp(min=1.0))
        pooled = torch.cat([x.mean(1), *ends], dim=1)
        return torch.softmax(net.types(pooled), 1), self.modes(pooled)


def write_model(folder: Path, exported: Exported) -> None:
    """Write the quantised model.onnx. Weights are int8, activations are quantised as they come (dynamically)."""
    exported.eval()
    example = torch.randint(1000, 20_000, (1, EXAMPLE_LENGTH))
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            exported, (example,), str(full), input_names=["ids"], output_names=["types", "modes"],
            dynamic_axes={"ids": {1: "n"}}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        small = Path(scratch) / "small.onnx"
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
        model = onnx.load(small)
    # Doc strings and the producer's version hold paths and chance; without them the same weights give the same bytes.
    model.producer_name, model.producer_version, model.doc_string = "poleward", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))


def write_description(folder: Path, description: dict[str, Any]) -> None:
    """Write model.json."""
    text = json.dumps(description, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "model.json").write_text(text, encoding="utf-8")
