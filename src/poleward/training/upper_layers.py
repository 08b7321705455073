"""The upper layers of an event model's file: taken out of it to be trained, and put back into it.

What lies below them stays as it is, byte for byte, and with it the pair reader, which reads the same lower layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from poleward.coding.event_model.sentence_states import LOWER
from poleward.training.encoder import HEAD_DROPOUT, HIDDEN, LAYERS, Layer, pool

_PARTS = ("query", "key", "value", "mixed", "inner", "outer")
"""Weights of a layer in the order in which the exported graph uses them."""
_NORMS = ("mixed_norm", "outer_norm")
_TYPES, _MODES = "net.types", "modes"
"""Names of the heads in the file."""
LARGEST = 127
"""Largest whole number of a weight."""


class UpperNet(nn.Module):  # type: ignore[misc]
    """The upper layers and the type head of an `EventNet`, on the states of the lower layers."""

    def __init__(self, types: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - LOWER))
        self.head_drop = nn.Dropout(HEAD_DROPOUT)
        self.types = nn.Linear(3 * HIDDEN, types)

    def pooled(self, states: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (batch, 3 × hidden) from states (batch, tokens, hidden), token ids and mask (batch, tokens)."""
        x, bias = states, (1.0 - mask.float())[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return pool(x, ids, mask)

    def forward(self, states: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits of the types (batch, types)."""
        return self.types(self.head_drop(self.pooled(states, ids, mask)))


def load_upper(layers: Sequence[Layer], model: bytes, below: int = LOWER) -> None:
    """Fill layers from those of a model's file with `below` others under them, taken back from its int8 weights."""
    held = held_in(model)
    for part, name in _products(layers, held, below):
        put_into(part.weight, weight_in(held, name))
    for parameter, name in _vectors(layers, below):
        put_into(parameter, held[name])


def held_in(model: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the numbers in a model's file by name."""
    return {i.name: numpy_helper.to_array(i) for i in onnx.load_model_from_string(model).graph.initializer}


def weight_in(held: dict[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    """Return a weight (out, in) from its int8 numbers."""
    weight: npt.NDArray[Any] = (held[f"{name}_quantized"].astype(np.float32) * held[f"{name}_scale"]).T
    return weight


def load_types(head: nn.Linear, event_model: bytes) -> None:
    """Fill a type head from an event model."""
    held = held_in(event_model)
    put_into(head.weight, weight_in(held, f"{_TYPES}.weight_Transposed"))
    put_into(head.bias, held[f"{_TYPES}.bias"])


def with_upper(event_model: bytes, net: UpperNet, modes: nn.Linear) -> bytes:
    """Return an event model's file with other upper layers and heads, int8; nothing else in it changes."""
    model = onnx.load_model_from_string(event_model)
    held = {i.name: i for i in model.graph.initializer}

    def put(name: str, values: npt.NDArray[Any]) -> None:
        held[name].CopyFrom(numpy_helper.from_array(values, name))

    heads = [(net.types, _TYPES), (modes, _MODES)]
    weights = [*_products(net.layers, held, LOWER), *((head, f"{name}.weight_Transposed") for head, name in heads)]
    for part, name in weights:
        weight = part.weight.detach().numpy().T
        scale = (np.abs(weight).max(axis=0) / LARGEST).astype(np.float32)
        put(f"{name}_scale", scale)
        put(f"{name}_quantized", np.round(weight / scale).astype(np.int8))
    for parameter, name in [*_vectors(net.layers, LOWER), *((head.bias, f"{name}.bias") for head, name in heads)]:
        put(name, parameter.detach().numpy())
    out: bytes = model.SerializeToString(deterministic=True)
    return out


def _products(layers: Sequence[Layer], held: dict[str, Any], below: int) -> Iterator[tuple[nn.Linear, str]]:
    """Yield each weight's place in the layers and the name of it in the file."""
    names = [n.removesuffix("_quantized") for n in held if n.startswith("onnx::MatMul") and n.endswith("_quantized")]
    names.sort(key=lambda name: int(name.rsplit("_", 1)[1]))
    parts = [getattr(layer, part) for layer in layers for part in _PARTS]
    yield from zip(parts, names[below * len(_PARTS) :], strict=True)


def _vectors(layers: Sequence[Layer], below: int) -> Iterator[tuple[nn.Parameter, str]]:
    """Yield each bias, and each norm's weight, with the name of it in the file."""
    for k, layer in enumerate(layers, below):
        for part in (*_PARTS, *_NORMS):
            yield getattr(layer, part).bias, f"net.layers.{k}.{part}.bias"
        for part in _NORMS:
            yield getattr(layer, part).weight, f"net.layers.{k}.{part}.weight"


def put_into(parameter: torch.Tensor, values: npt.NDArray[Any]) -> None:
    """Set a parameter's numbers."""
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.array(values, dtype=np.float32)))
