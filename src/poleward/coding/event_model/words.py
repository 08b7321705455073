"""A second opinion on the event type from the words around the actor and the recipient, beside the encoder's.

A linear model over words, runs of words and their places before, between and after the two marked phrases. It is weak
alone, but errs on other sentences than the encoder does. Words lose their commonest endings; no parse is needed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.views import near
from poleward.coding.statements import MaskedSentence

ACTOR, RECIPIENT = "@actor", "@recipient"
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[0-9]+|[,;:\"“”]")
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s")
LEAST_STEM = 4
"""Letters that are left of a word when an ending is cut off: our choice."""
REACH = 3
"""Words on either side of a marked phrase that are features with their distance."""
FARTHEST = 12
"""Words apart from which on how far makes no difference."""

Floats = npt.NDArray[np.float64]


def stem(word: str) -> str:
    """Return a word in lower case without its commonest endings; '#' for a number."""
    word = word.lower()
    if word[0].isdecimal():
        return "#"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("e") and len(word) > LEAST_STEM else word


def features(sentence: MaskedSentence) -> set[str]:
    """Return what the model sees of a sentence; a hostile line is cut as the encoder cuts it."""
    sentence = near(sentence)
    found: set[str] = set()
    words: list[str] = []
    last = 0
    marked = ((sentence.actor, ACTOR), (sentence.recipient, RECIPIENT))
    for (start, end), role in sorted((span, role) for span, role in marked if span is not None):
        words += [stem(w) for w in _WORD.findall(sentence.text[last:start])]
        words.append(role)
        last = max(last, end)
        inside = [stem(w) for w in _WORD.findall(sentence.text[start:end])]
        found.update(f"in {role} {word}" for word in inside)
        found.update(f"head {role} {word}" for word in inside[-1:])
    words += [stem(w) for w in _WORD.findall(sentence.text[last:])]
    a, b = (words.index(role) if role in words else 0 for role in (ACTOR, RECIPIENT))
    return found | _runs(words, a, b) | _neighbours(words, (a, b))


def _runs(words: Sequence[str], a: int, b: int) -> set[str]:
    first, last = min(a, b), max(a, b)
    order = "actor first" if a < b else "actor last"
    found = {order, f"apart {min(last - first, FARTHEST)}"}
    for k, word in enumerate(words):
        place = "before" if k < first else "between" if k < last else "after"
        found |= {f"1 {word}", f"{place}, {order}: {word}"}
        if k + 1 < len(words):
            found.add(f"2 {word} {words[k + 1]}")
        if k + 2 < len(words):
            found |= {f"3 {word} {words[k + 1]} {words[k + 2]}", f"2 {word} _ {words[k + 2]}"}
    return found


def _neighbours(words: Sequence[str], marked: Iterable[int]) -> set[str]:
    return {
        f"at {words[k]} {d:+d} {words[k + d]}"
        for k in marked
        for d in range(-REACH, REACH + 1)
        if d and 0 <= k + d < len(words)
    }


class WordModel:
    """Log probabilities of the event types from the words alone.

    Parameters
    ----------
    names
        The features known, in order.
    weights
        (features, types), whole numbers of `scale`.
    bias
        (types).
    """

    def __init__(self, names: Sequence[str], weights: npt.NDArray[np.int8], scale: float, bias: Floats) -> None:
        self.names, self.weights, self.scale, self.bias = tuple(names), weights, scale, bias
        self._rows = {name: k for k, name in enumerate(self.names)}

    def log_probabilities(self, sentences: Sequence[MaskedSentence]) -> Floats:
        """Return (sentences, types); each sentence's own, whatever stands beside it."""
        return np.array([self._one(s) for s in sentences]).reshape(len(sentences), len(self.bias))

    def _one(self, sentence: MaskedSentence) -> Floats:
        known = [self._rows[f] for f in features(sentence) if f in self._rows]
        # Whole numbers add up to the same in any order.
        total = self.weights[known].sum(axis=0, dtype=np.int64) * (self.scale / np.sqrt(max(1, len(known)))) + self.bias
        total -= total.max()
        out: Floats = total - np.log(np.exp(total).sum())
        return out

    def to_bytes(self) -> bytes:
        """Return the content of a file that `read` takes; the same model gives the same bytes."""
        file = io.BytesIO()
        names = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        np.savez_compressed(file, names=names, weights=self.weights, scale=np.array(self.scale), bias=self.bias)
        return file.getvalue()

    @classmethod
    def read(cls, data: bytes) -> WordModel:
        """Return the model of a file's content.

        Raises
        ------
        ValueError
            It is no such file.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                names = held["names"].tobytes().decode().split("\n")
                weights, scale, bias = held["weights"], float(held["scale"]), held["bias"].astype(np.float64)
        except (OSError, EOFError, AttributeError, KeyError, ValueError, TypeError, BadZipFile) as error:
            raise ValueError(f"no weights of words ({type(error).__name__})") from None
        if weights.dtype != np.int8 or weights.shape != (len(names), len(bias)):
            raise ValueError("weights of words that do not fit their names")
        return cls(names, weights, scale, bias)


def mix(net: Floats, words: Floats, weight: float, temperature: float) -> Floats:
    """Return (sentences, types) probabilities in proportion to (net · words^weight)^(1 / temperature).

    A logarithmic opinion pool (Genest and Zidek 1986, Statistical Science 1, section 3), sharpened or flattened so
    that it is calibrated (Guo et al. 2017).

    Parameters
    ----------
    net
        (sentences, types) probabilities.
    words
        (sentences, types) log probabilities.
    """
    logits = (np.log(np.clip(net, 1e-12, 1.0)) + weight * words) / temperature
    powered = np.exp(logits - logits.max(axis=-1, keepdims=True))
    out: Floats = powered / powered.sum(axis=-1, keepdims=True)
    return out
