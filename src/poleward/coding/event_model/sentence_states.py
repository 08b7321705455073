"""What the pair reader sees of a sentence: the states of the event model's lower layers, once for all of its pairs.

The file is the event model's own, cut at load (`pruning`): it costs nothing on disk. One text is run at a time and
unpadded (see `runtime`). Who is asked about is marked later, in the pair reader's own layers, so that a sentence with
many actors is read once here.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.pruning import pruned
from poleward.coding.event_model.runtime import LearnedClassifier

LOWER = 3
"""Layers of the event model that are shared; the pair reader has the rest of its own."""

HIDDEN = 384
"""Numbers that the encoder gives a token: a fact of the model."""
MOST_TOKENS = 400
"""Tokens of a text that are read; the encoder has 512 places."""

LOWER_STATES = f"/layers.{LOWER - 1}/outer_norm/LayerNormalization_output_0"
"""What the lower layers give, by its name in the event model's file."""

Span = tuple[int, int]


class SentenceEncoder:
    """Gives the states of a text's tokens; the session is opened at the first use."""

    def __init__(self, model: LearnedClassifier) -> None:
        self.model = model

    @cached_property
    def _session(self) -> Any:
        return self.model.open_session(pruned(self.model.content("model.onnx"), LOWER_STATES))

    def states(self, text: str) -> tuple[npt.NDArray[np.float32], list[Span]]:
        """Return the states (tokens, `HIDDEN`), an end token on either side, and the characters of each inner token."""
        tokenizer = self.model.tokenizer
        found = tokenizer.encode(text, add_special_tokens=False)
        ids = [tokenizer.token_to_id("[CLS]"), *found.ids[:MOST_TOKENS], tokenizer.token_to_id("[SEP]")]
        states = self._session.run([LOWER_STATES], {"ids": np.asarray([ids], dtype=np.int64)})[0][0]
        return states, [(int(a), int(b)) for a, b in found.offsets[:MOST_TOKENS]]
