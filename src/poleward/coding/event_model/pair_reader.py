"""The pair reader at run time: between two marked actors of a sentence, is there a relation, of which type and lean?

A small network over the states of the event model's encoder (`pair_features`), its weights int8. Trained on text of
our own alone (`pair_reader_training`, training/pairs).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.pair_features import WIDTH, PairEncoder
from poleward.coding.event_model.runtime import SHIPPED, load_classifier
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError

STATUSES = ("done", "announced", "demanded", "alleged", "hypothetical", "negated", "background", "view")
HEADS = ("types", "leans", "statuses")
LEANS = 3
"""Classes of the lean: none, closer, more distant."""

SIGN = (0, 1, -1)
"""The sign of each class of the lean."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairReading:
    """The likeliest type of an ordered pair (None: no relation), probabilities of its leans and statuses."""

    type: str | None
    leans: Floats
    statuses: Floats

    @property
    def status(self) -> str:
        """The likeliest status."""
        return STATUSES[int(self.statuses.argmax())]


class PairReader:
    """Reads marked pairs.

    Parameters
    ----------
    encoder
        Gives the features.
    weights
        Content of a file that `pack` made.

    Raises
    ------
    UnusableInputError
        It is no such content.
    """

    def __init__(self, encoder: PairEncoder, weights: bytes, where: str = "") -> None:
        self.encoder = encoder
        try:
            with np.load(io.BytesIO(weights), allow_pickle=False) as held:
                self._mean, self._spread = held["mean"].astype(np.float32), held["spread"].astype(np.float32)
                self._first = held["first"].astype(np.float32) * held["first_scale"].astype(np.float32)
                self._first_bias = held["first_bias"].astype(np.float32)
                self._heads = {
                    name: (held[name].astype(np.float32), held[f"{name}_bias"].astype(np.float32)) for name in HEADS
                }
                self.temperatures = held["temperatures"].astype(np.float64)
                self.version = str(held["version"])
        except (OSError, EOFError, KeyError, ValueError, TypeError, BadZipFile) as error:
            raise UnusableInputError(f"this is no pair reader ({type(error).__name__}).", where=where) from None
        sizes = dict(zip(HEADS, (len(encoder.model.types), LEANS, len(STATUSES)), strict=True))
        if self._first.shape[0] != WIDTH or any(self._heads[n][0].shape[1] != k for n, k in sizes.items()):
            raise UnusableInputError("the weights do not fit the encoder.", where=where)

    def read(self, masked: Sequence[MaskedSentence]) -> list[PairReading]:
        """Return what is heard of each marked pair, in order."""
        return [self._reading(row) for row in self.encoder.features(masked)]

    def _reading(self, features: npt.NDArray[np.float32]) -> PairReading:
        inner = np.maximum(((features - self._mean) / self._spread) @ self._first + self._first_bias, 0.0)
        found = [
            _softmax((inner @ weights + bias).astype(np.float64) / temperature)
            for (weights, bias), temperature in zip(self._heads.values(), self.temperatures, strict=True)
        ]
        best = self.encoder.model.types[int(found[0].argmax())]
        return PairReading(None if best == "NONE" else best, found[1], found[2])


def _softmax(logits: Floats) -> Floats:
    powered = np.exp(logits - logits.max())
    out: Floats = powered / powered.sum()
    return out


@cache
def load_pair_reader(path: Path = SHIPPED / "pair_reader.npz") -> PairReader:
    """Return the shipped pair reader, made once."""
    try:
        return PairReader(PairEncoder(load_classifier()), path.read_bytes(), str(path))
    except OSError as error:
        raise UnusableInputError(f"cannot be read: {error.strerror}.", where=str(path)) from None
