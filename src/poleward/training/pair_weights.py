"""The weights of the pair ranker, from the training sentences: a conditional logit over the pairs of each sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from poleward.coding.event_model.pairs import features, head_of, pairs
from poleward.training.marked_sentences import TrainingSentence, digest

# Choices made by hand: how often a feature is seen at least, the penalty on weights, the most steps of the search.
RAREST_FEATURE = 4
PENALTY = 1.0
ROUNDS = 120


def train_pairs(sentences: Sequence[TrainingSentence], nlp: Any, path: Path) -> dict[str, Any]:
    """Fit the weights on the sentences that tell an event, write them, and return how many sentences were used.

    A sentence whose actor or recipient is no phrase of its parse is left out; so are those kept for calibration.
    """
    kept = [s for s in sentences if s.type != "NONE" and not s.held_out]
    rows: list[list[str]] = []
    groups: list[int] = []
    gold: list[int] = []
    for n, (sentence, parsed) in enumerate(zip(kept, nlp.pipe([s.sentence.text for s in kept]), strict=True)):
        actor, recipient = sentence.sentence.actor, sentence.sentence.recipient
        if actor is None or recipient is None:
            continue
        wanted = head_of(parsed, actor), head_of(parsed, recipient)
        found = pairs(parsed)
        right = [k for k, (a, b) in enumerate(found) if (a.head, b.head) == wanted]
        if not right:
            continue
        gold.append(len(rows) + right[0])
        rows += [list(features(parsed, *pair)) for pair in found]
        groups += [n] * len(found)
    weights = _fit(rows, np.array(groups), np.array(gold))
    path.write_text(
        json.dumps({"training_sha256": digest(sentences), "weights": weights}, sort_keys=True, indent=0) + "\n",
        encoding="utf-8",
    )
    return {"pairs_sentences": len(gold), "pairs_features": len(weights)}


def _fit(rows: Sequence[Sequence[str]], groups: npt.NDArray[np.int_], gold: npt.NDArray[np.int_]) -> dict[str, float]:
    counts = Counter(f for row in gold for f in rows[row])
    counts.update(f for row in rows for f in row)
    names = sorted(f for f, n in counts.items() if n >= RAREST_FEATURE)
    known = {f: k for k, f in enumerate(names)}
    columns = [[known[f] for f in row if f in known] for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(c) for c in columns])])
    flat = np.array([c for row in columns for c in row])
    x = csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), len(names)))
    starts_of = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(np.append(starts_of, len(groups)))

    def loss(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        score = x @ w
        score -= np.repeat(np.maximum.reduceat(score, starts_of), sizes)
        share = np.exp(score)
        total = np.add.reduceat(share, starts_of)
        share /= np.repeat(total, sizes)
        value = np.log(total).sum() - score[gold].sum() + PENALTY * (w @ w) / 2
        residual = share
        residual[gold] -= 1.0
        return float(value), x.T @ residual + PENALTY * w

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return {f: round(float(v), 4) for f, v in zip(names, found.x, strict=True) if abs(v) >= 0.005}
