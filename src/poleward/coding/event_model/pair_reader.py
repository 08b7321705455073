"""The pair reader at run time: between two actors of a sentence, is there a tie, of which type, lean and direction?

Three transformer layers of its own over the states of the event model's lower layers (`sentence_states`), in which
the places of the two and of all others are marked. A pair has no order: who acts is an answer. Trained on text of
our own alone (`poleward.training.pair_reader`, training/pairs).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.runtime import SHIPPED, load_classifier
from poleward.coding.event_model.sentence_states import SentenceEncoder, Span
from poleward.errors import UnusableInputError

STATUSES = ("done", "announced", "demanded", "alleged", "hypothetical", "negated", "background", "view")
HEADS = ("types", "leans", "statuses", "directions")
LEANS = 3
"""Classes of the lean: none, closer, more distant."""

SIGN = (0, 1, -1)
"""The sign of each class of the lean."""

FIRST, SECOND, OTHER = 1, 2, 3
"""Marks of tokens: of the actor that comes first, of the second, of any other."""

WINDOW = 96
"""Tokens that the pair reader sees, with the first one of the text: those around the two places nearest one another."""
NEAR_ENDS = 8
"""Tokens of room that a window around both places leaves beside them; farther apart, each place has its own half."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairQuestion:
    """Two actors of a text, each by all of its places (characters), and the places of all others."""

    first: tuple[Span, ...]
    second: tuple[Span, ...]
    others: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PairReading:
    """What is heard of a pair: the likeliest type (None: no relation), probabilities of leans, statuses and direction.

    `first_acts` is the probability that the first of the two acts on the second, not the other way round;
    `type_probability` is that of the type.
    """

    type: str | None
    leans: Floats
    statuses: Floats
    first_acts: float
    type_probability: float = 0.0

    @property
    def status(self) -> str:
        """The likeliest status."""
        return STATUSES[int(self.statuses.argmax())]


NOTHING = PairReading(None, np.array([1.0, 0.0, 0.0]), np.full(len(STATUSES), 1 / len(STATUSES)), 0.5)
"""The reading of a pair that lies beyond what is read of a text."""


class PairReader:
    """Reads pairs of actors.

    Parameters
    ----------
    encoder
        Gives the states of a text.
    model
        Content of a file that `poleward.training.pair_reader` wrote.

    Raises
    ------
    UnusableInputError
        It is no such content.
    """

    def __init__(self, encoder: SentenceEncoder, model: bytes) -> None:
        self.encoder = encoder
        self.version = f"pairs-{hashlib.sha256(model).hexdigest()[:12]}"
        self._session = encoder.model.open_session(model)
        if {o.name for o in self._session.get_outputs()} != set(HEADS):
            raise UnusableInputError("this is no pair reader.")

    def read(self, text: str, questions: Sequence[PairQuestion]) -> list[PairReading]:
        """Return what is heard of each pair of a text, in order; each pair's own, whatever stands beside it."""
        if not questions:
            return []
        states, tokens = self.encoder.states(text)
        return [self._reading(states, kinds_of(tokens, q)) for q in questions]

    def _reading(self, states: npt.NDArray[np.float32], kinds: npt.NDArray[np.int64]) -> PairReading:
        if not (kinds == FIRST).any() or not (kinds == SECOND).any():
            return NOTHING
        seen = window_of(kinds)
        types, leans, statuses, directions = (
            row[0].astype(np.float64)
            for row in self._session.run(list(HEADS), {"states": states[None, seen], "kinds": kinds[None, seen]})
        )
        best = self.encoder.model.types[int(types.argmax())]
        sure = float(types.max())
        return PairReading(None if best == "NONE" else best, leans, statuses, float(directions[0]), sure)


def kinds_of(tokens: Sequence[Span], question: PairQuestion) -> npt.NDArray[np.int64]:
    """Return the mark of each token, with an end token on either side; 0 for what is nobody's place."""
    out = np.zeros(len(tokens) + 2, dtype=np.int64)
    starts = np.array([a for a, _ in tokens], dtype=np.int64)
    ends = np.array([b for _, b in tokens], dtype=np.int64)
    for places, kind in ((question.others, OTHER), (question.first, FIRST), (question.second, SECOND)):
        for start, end in places:
            out[1:-1][(starts < end) & (start < ends)] = kind
    return out


def window_of(kinds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers of the tokens that the pair reader sees, at most `WINDOW`."""
    n, room = len(kinds), WINDOW - 1
    if n <= WINDOW:
        return np.arange(n)
    one, other = np.flatnonzero(kinds == FIRST), np.flatnonzero(kinds == SECOND)
    i, j = divmod(int(np.abs(one[:, None] - other[None, :]).argmin()), len(other))
    low, high = sorted((int(one[i]), int(other[j])))
    if high - low < room - NEAR_ENDS:
        start = min(max(1, (low + high) // 2 - room // 2), n - room)
        return np.concatenate([[0], np.arange(start, start + room)])
    half = room // 2
    first = min(max(1, low - half // 2), n - 2 * half)
    second = min(max(high - half // 2, first + half), n - half)
    return np.concatenate([[0], np.arange(first, first + half), np.arange(second, second + half)])


@cache
def load_pair_reader(path: Path = SHIPPED / "pair_reader.onnx") -> PairReader:
    """Return the shipped pair reader, made once."""
    try:
        return PairReader(SentenceEncoder(load_classifier()), path.read_bytes())
    except OSError as error:
        raise UnusableInputError(f"cannot be read: {error.strerror}.", where=str(path)) from None
