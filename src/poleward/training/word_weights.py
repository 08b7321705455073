"""The weights of `words`, from the training sentences: multinomial logistic regression with a quadratic penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from poleward.coding.event_model.words import WordModel, features
from poleward.training.marked_sentences import TYPES, TrainingSentence

RAREST = 4
"""Sentences that a feature is in, at least."""
# Choices made by hand: the penalty on weights, the most steps of the search.
PENALTY = 0.1
ROUNDS = 100

Floats = npt.NDArray[np.float64]


def train_words(sentences: Sequence[TrainingSentence]) -> WordModel:
    """Return the model of the sentences that are not held out, its weights rounded to 8 bits."""
    kept = [s for s in sentences if not s.held_out]
    seen = [sorted(features(s.sentence)) for s in kept]
    counts = Counter(f for row in seen for f in row)
    names = sorted(f for f, n in counts.items() if n >= RAREST)
    known = {f: k for k, f in enumerate(names)}
    rows = [[known[f] for f in row if f in known] for row in seen]
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = np.array([k for row in rows for k in row], dtype=np.int64)
    x = csr_matrix((values, columns, starts), shape=(len(rows), len(names)))
    found, bias = _fit(x, np.array([TYPES.index(s.type) for s in kept]))
    scale = float(np.abs(found).max()) / 127
    weights = np.round(found / scale).astype(np.int8)
    used = np.flatnonzero(weights.any(axis=1))
    return WordModel([names[k] for k in used], weights[used], scale, bias)


def _fit(x: csr_matrix, truth: npt.NDArray[np.int_]) -> tuple[Floats, Floats]:
    """Return weights (features, types) and bias (types) with the least penalised log loss; the bias is free."""
    n, k = x.shape[1], len(TYPES)
    wanted = np.zeros((x.shape[0], k))
    wanted[np.arange(x.shape[0]), truth] = 1.0

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[: n * k].reshape(n, k), flat[n * k :]
        logits = x @ weights + bias
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        residual = np.exp(logits) - wanted
        slope = np.concatenate([(x.T @ residual + PENALTY * weights).ravel(), residual.sum(axis=0)])
        return float(-(logits * wanted).sum() + PENALTY / 2 * (weights**2).sum()), slope

    found = minimize(loss, np.zeros(n * k + k), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return found.x[: n * k].reshape(n, k), found.x[n * k :]
