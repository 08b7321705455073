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

from poleward.coding.classifier.encoder import MARKERS, EventNet
from poleward.coding.classifier.views import ACTOR, RECIPIENT

OPSET = 17
EXAMPLE_LENGTHS = (12, 9)


class Pair(nn.Module):  # type: ignore[misc]
    """Both views' nets in one graph over one table of words, and the head of the modes on the marked view."""

    def __init__(self, marked: EventNet, masked: EventNet, modes: nn.Linear) -> None:
        super().__init__()
        self.marked, self.masked, self.modes = marked, masked, modes
        scale = marked.words.weight.detach().abs().amax(dim=1, keepdim=True) / 127.0
        self.register_buffer("scale", scale)
        self.register_buffer("words", torch.round(marked.words.weight.detach() / scale).to(torch.int8))

    def look_up(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the words' embeddings from their int8 table, one scale a word."""
        return self.words[ids].float() * self.scale[ids]

    def forward(self, marked: torch.Tensor, masked: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the types' probabilities, averaged over the views, and the modes' logits."""
        seen = _pooled(self.marked, self.look_up(marked), marked)
        hidden = _pooled(self.masked, self.look_up(masked), masked)
        both = (torch.softmax(self.marked.types(seen), 1) + torch.softmax(self.masked.types(hidden), 1)) / 2
        return both, self.modes(seen)


def _pooled(net: EventNet, x: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Return what `EventNet.pooled` does, for one unpadded sentence, from its words' embeddings `x`."""
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
    return torch.cat([x.mean(1), *ends], dim=1)


def write_model(folder: Path, pair: Pair) -> None:
    """Write the quantised model.onnx. Weights are int8, activations are quantised as they come (dynamically)."""
    pair.eval()
    examples = tuple(torch.randint(1000, 20_000, (1, n)) for n in EXAMPLE_LENGTHS)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            pair, examples, str(full), input_names=["marked", "masked"], output_names=["types", "modes"],
            dynamic_axes={"marked": {1: "m"}, "masked": {1: "n"}}, opset_version=OPSET, dynamo=False,
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
