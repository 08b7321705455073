"""The learned event type at run time: ONNX Runtime and tokenizers, no torch, the same answer whatever stands beside it.

One sentence is run at a time and unpadded: dynamic quantisation scales activations over the whole batch, so in a
batch a sentence's scores would change with its neighbours. One thread, so that sums are always taken in one order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.views import load_tokenizer, token_ids
from poleward.coding.event_model.words import WordModel, mix
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError, needs_extra

SHIPPED = Path(__file__).parent / "data"
FILES = ("model.onnx", "words.npz", "tokenizer.json", "model.json")
ABSTAIN_BELOW = 0.5
"""A type less likely than this is not given."""

YIELD = ("CONCEDE", "RETREAT")
"""PLOVER 2017 has them apart, later codebooks as one (YIELD): what matters for confidence is their sum."""


class LearnedClassifier:
    """Gives the PLOVER type of the event between two marked actors. Files are read at the first use.

    Parameters
    ----------
    folder
        Holds the `FILES`, as `poleward train` writes them.

    Raises
    ------
    UnusableInputError
        A file is missing, or it is not what the description says.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise self._unusable(f"{', '.join(missing)} missing")
        try:
            described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self.types: tuple[str, ...] = tuple(described["types"])
            self.modes: tuple[tuple[str, str], ...] = tuple((str(t), str(m)) for t, m in described["modes"])
            self.temperature = float(described["temperature"])
            self.version = str(described["version"])
            self.words_weight = float(described["words_weight"])
            self._digests = {name: str(described["sha256"][name]) for name in FILES[:2]}
        except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
            raise self._unusable(f"model.json is not a model's description ({error})") from None
        if "NONE" not in self.types or not 0.05 <= self.temperature <= 20:
            raise self._unusable("model.json has no NONE, or no usable temperature")

    def _unusable(self, what: str) -> UnusableInputError:
        return UnusableInputError(
            f"this is no event model: {what}.", where=str(self.folder),
            todo="Make one with `poleward train`, or use the shipped model.",
        )  # fmt: skip

    @cached_property
    def _session(self) -> Any:
        return self.open_session(self.content("model.onnx"))

    def open_session(self, data: bytes) -> Any:
        """Return a session of an ONNX model with one thread.

        Raises
        ------
        UnusableInputError
            It is none.
        """
        with needs_extra("text"):
            import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no common base of its errors
            raise self._unusable(f"model.onnx cannot be loaded ({type(error).__name__})") from None

    @cached_property
    def words(self) -> WordModel:
        """The model of the words alone."""
        try:
            return WordModel.read(self.content("words.npz"))
        except ValueError as error:
            raise self._unusable(f"words.npz holds {error}") from None

    def content(self, name: str) -> bytes:
        """Return the content of one of the files, which must be the one that the description names."""
        data = (self.folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != self._digests[name]:
            raise self._unusable(f"{name} is not the one that model.json describes")
        return data

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer of the encoder."""
        return load_tokenizer(self.folder / "tokenizer.json")

    def scores(self, masked: Sequence[MaskedSentence]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the types' calibrated probabilities (sentences, types) and the modes' logits (sentences, modes)."""
        net, modes = self.net_scores(masked)
        return mix(net, self.words.log_probabilities(masked), self.words_weight, self.temperature), modes

    def net_scores(self, masked: Sequence[MaskedSentence]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the same of the encoder alone, before calibration."""
        types = np.zeros((len(masked), len(self.types)))
        modes = np.zeros((len(masked), len(self.modes)))
        for row, sentence in enumerate(masked):
            ids = np.asarray([token_ids(self.tokenizer, sentence)], dtype=np.int64)
            probability, logits = self._session.run(["types", "modes"], {"ids": ids})
            types[row], modes[row] = probability[0], logits[0]
        return types, modes

    def classify(self, masked: Sequence[MaskedSentence]) -> list[tuple[str | None, str | None, float]]:
        """Return (type, mode, confidence) of each sentence; type None where no event runs or it is too unsure.

        The confidence is the probability of the likeliest type, CONCEDE and RETREAT taken as one.
        """
        return [self._answer(p, m) for p, m in zip(*self.scores(masked), strict=True)]

    def _answer(
        self, types: npt.NDArray[np.float64], modes: npt.NDArray[np.float64]
    ) -> tuple[str | None, str | None, float]:
        merged = dict(zip(self.types, types.tolist(), strict=True))
        sides = {t: merged[t] for t in YIELD if t in merged}
        if sides:
            merged = {t: p for t, p in merged.items() if t not in sides} | {"YIELD": sum(sides.values())}
        best = max(merged, key=lambda t: merged[t])
        confidence = merged[best]
        if best == "NONE" or confidence < ABSTAIN_BELOW:
            return None, None, confidence
        type_ = max(sides, key=lambda t: sides[t]) if best == "YIELD" else best
        return type_, self._mode(type_, modes), confidence

    def _mode(self, type_: str, logits: npt.NDArray[np.float64]) -> str | None:
        of_type = [(logits[k], mode) for k, (t, mode) in enumerate(self.modes) if t == type_]
        return (max(of_type)[1] or None) if of_type else None


@cache
def load_classifier(folder: Path | None = None) -> LearnedClassifier:
    """Return the classifier of a folder, or the shipped one; each is made once."""
    return LearnedClassifier(folder or SHIPPED)


def merge(types: npt.NDArray[np.float64], names: Sequence[str], labels: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return probabilities (sentences, labels): NONE dropped, CONCEDE and RETREAT added where the labels have YIELD."""
    out = np.zeros((len(types), len(labels)))
    for k, name in enumerate(names):
        label = "YIELD" if name in YIELD and "YIELD" in labels else name
        if label in labels:
            out[:, labels.index(label)] += types[:, k]
    result: npt.NDArray[np.float64] = out / out.sum(1, keepdims=True).clip(min=1e-12)
    return result
