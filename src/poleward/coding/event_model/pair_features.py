"""What the pair reader sees: the event model's inner states, pooled at the two marked actors and over the sentence.

The encoder is the event model's own: its file is read once more with three of its layers as outputs, which costs
nothing on disk. One sentence is run at a time (see `runtime`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.runtime import LearnedClassifier
from poleward.coding.event_model.views import ACTOR, ACTOR_END, RECIPIENT, RECIPIENT_END, token_ids
from poleward.coding.statements import MaskedSentence

LAYERS = (3, 4, 5)
"""Layers whose states are pooled, counted from 0; the last is 5."""

HIDDEN = 384
"""Numbers that the encoder gives a token: a fact of the model."""
WIDTH = len(LAYERS) * 5 * HIDDEN
_OUTPUT = "/layers.{}/outer_norm/LayerNormalization_output_0"
_GRAPH, _GRAPH_OUTPUT, _NAME, _TYPE = 7, 12, 1, 2
"""Field numbers of the ONNX format (onnx.proto3: ModelProto, GraphProto, ValueInfoProto)."""


def _field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field of a protocol buffer."""
    size, length = b"", len(content)
    while length > 0x7F:
        size += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return bytes((number << 3 | 2,)) + size + bytes((length,)) + content


def with_states(model: bytes) -> bytes:
    """Return an ONNX model with the states of `LAYERS` as further outputs.

    Protocol buffers that stand one behind the other are merged when they are read: outputs can be added at the end.
    """
    float_tensor = _field(1, b"\x08\x01")
    outputs = [_field(_NAME, _OUTPUT.format(k).encode()) + _field(_TYPE, float_tensor) for k in LAYERS]
    return model + _field(_GRAPH, b"".join(_field(_GRAPH_OUTPUT, o) for o in outputs))


class PairEncoder:
    """Gives the features of marked pairs; the session is opened at the first use."""

    def __init__(self, model: LearnedClassifier) -> None:
        self.model = model

    @cached_property
    def _session(self) -> Any:
        return self.model.open_session(with_states(self.model.content("model.onnx")))

    def features(self, masked: Sequence[MaskedSentence]) -> npt.NDArray[np.float32]:
        """Return (pairs, `WIDTH`): each pair's own, whatever stands beside it."""
        out = np.zeros((len(masked), WIDTH), dtype=np.float32)
        names = [_OUTPUT.format(k) for k in LAYERS]
        for row, sentence in enumerate(masked):
            ids = token_ids(self.model.tokenizer, sentence)
            states = self._session.run(names, {"ids": np.asarray([ids], dtype=np.int64)})
            places = [ids.index(m) if m in ids else 0 for m in (ACTOR, RECIPIENT, ACTOR_END, RECIPIENT_END)]
            out[row] = np.concatenate([np.concatenate([s[0].mean(0), *(s[0][p] for p in places)]) for s in states])
        return out
