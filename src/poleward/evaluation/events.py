"""Scores of the event coder on a labelled file: with the actors given, or blind, from the sentence alone.

The file has the columns sentence, marked_sentence (actor in <s>…</s>, recipient in <t>…</t>), gold_root and, for the
quad class, gold_penta. Two label sets are read: PLOVER's sixteen types, or fifteen with YIELD for CONCEDE and RETREAT.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.coding.event_model.marking import parse_marked
from poleward.coding.event_model.runtime import ABSTAIN_BELOW, LearnedClassifier, load_classifier, merge
from poleward.coding.statements import MaskedSentence
from poleward.errors import UnusableInputError
from poleward.evaluation.bounded import table

COLUMNS = ("marked_sentence", "gold_root")
QUAD = {
    "AGREE": "1", "CONSULT": "1", "SUPPORT": "1", "COOPERATE": "2", "AID": "2", "YIELD": "2", "CONCEDE": "2",
    "RETREAT": "2", "REQUEST": "3", "ACCUSE": "3", "REJECT": "3", "THREATEN": "3", "PROTEST": "4", "SANCTION": "4",
    "MOBILIZE": "4", "COERCE": "4", "ASSAULT": "4",
}  # fmt: skip
"""Verbal co-operation, material co-operation, verbal conflict, material conflict."""

BINS = 10
"""Of equal width; their number is our choice."""
THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""At which coverage and accuracy are told: our choice."""


@dataclass(frozen=True)
class Labelled:
    """A labelled sentence: what is given, the true type, and its quad class ('' where the file has none)."""

    sentence: MaskedSentence
    type: str
    quad: str


def evaluate_events(path: Path, blind: bool = False, classifier: LearnedClassifier | None = None) -> dict[str, Any]:
    """Score a labelled file.

    Parameters
    ----------
    path
        Tab-separated, see the module.
    blind
        The sentence alone is given; an answer is right when actor, recipient and type all are. A span is right when
        its syntactic head is the head of the labelled span, by the parse of the sentence; nothing else counts.
    classifier
        Another than the shipped one.

    Returns
    -------
    dict
        macro_f1, accuracy, n, quad_macro_f1, f1 by type, confusion (true, given), and with the actors given also
        halves (macro-F1 of those whose hash is even and of the others: one to look at, one to report), calibration
        (expected calibration error over ten bins of equal width, and the bins) and the abstention curve.

    Raises
    ------
    UnusableInputError
        The file is not such a file.
    """
    rows = read_labelled(path)
    model = classifier or load_classifier()
    labels = sorted({row.type for row in rows})
    if blind:
        return _blind(rows, labels, model)
    types, _ = model.scores([row.sentence for row in rows])
    merged = merge(types, model.types, labels)
    given = [labels[k] for k in merged.argmax(1)]
    true = [row.type for row in rows]
    confidence = merged.max(1)
    right = np.array([a == b for a, b in zip(true, given, strict=True)])
    return {
        **_scores(rows, given, [True] * len(rows)),
        "model": model.version,
        "halves": _halves(rows, given),
        "abstained_below_half": float((confidence < ABSTAIN_BELOW).mean()),
        "calibration": calibration(confidence, right),
        "abstention": abstention(confidence, right),
    }


def read_labelled(path: Path) -> list[Labelled]:
    """Read a labelled file; see the module for its columns."""
    todo = "It needs the columns marked_sentence and gold_root, separated by tabs."
    rows = []
    for n, row in table(path, COLUMNS):
        type_ = row["gold_root"]
        if type_ not in QUAD:
            raise UnusableInputError(f"'{type_[:40]}' is no event type.", where=f"{path}, row {n}", todo=todo)
        rows.append(Labelled(parse_marked(row["marked_sentence"]), type_, row.get("gold_penta", "")))
    if not rows:
        raise UnusableInputError("holds no row.", where=str(path), todo=todo)
    return rows


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, as the quality gate pins it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _scores(rows: Sequence[Labelled], given: Sequence[str], spans: Sequence[bool]) -> dict[str, Any]:
    """Return the scores of answers; one that is not right counts against its type and against the true one.

    `spans` says whether actor and recipient are the labelled ones.
    """
    true = [row.type for row in rows]
    right = [s and t == g for s, t, g in zip(spans, true, given, strict=True)]
    labels = sorted(set(true))
    by_type = {label: f1(label, true, given, right) for label in labels}
    quad_of = {row.type: row.quad for row in rows if row.quad} or QUAD
    quads, quads_given = [quad_of[t] for t in true], [quad_of.get(g, "") for g in given]
    quads_right = [a == b and s for a, b, s in zip(quads, quads_given, spans, strict=True)]
    confusion: dict[str, dict[str, int]] = {label: {} for label in labels}
    for t, g in zip(true, given, strict=True):
        confusion[t][g] = confusion[t].get(g, 0) + 1
    return {
        "macro_f1": float(np.mean(list(by_type.values()))),
        "accuracy": float(np.mean(right)),
        "n": len(rows),
        "quad_macro_f1": float(np.mean([f1(q, quads, quads_given, quads_right) for q in sorted(set(quads))])),
        "f1": by_type,
        "confusion": confusion,
    }


def _halves(rows: Sequence[Labelled], given: Sequence[str]) -> list[float]:
    """Return the macro-F1 of the sentences whose hash is even, and of the others; 0 for an empty half."""
    out = []
    for half in range(2):
        here = [k for k, row in enumerate(rows) if half_of(row.sentence.text) == half]
        found = _scores([rows[k] for k in here], [given[k] for k in here], [True] * len(here)) if here else {}
        out.append(float(found.get("macro_f1", 0.0)))
    return out


def half_of(text: str) -> int:
    """Return 0 or 1 by the hash of a sentence: errors are looked at in half 0 alone."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 2


def f1(label: str, true: Sequence[str], given: Sequence[str], right: Sequence[bool]) -> float:
    """Return the F1 of one label."""
    hits = sum(r and t == label for t, r in zip(true, right, strict=True))
    found, wanted = sum(g == label for g in given), sum(t == label for t in true)
    return 2 * hits / (found + wanted) if found + wanted else 0.0


def calibration(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return the expected calibration error and its bins: from, n, mean confidence, share right."""
    index = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins = []
    for k in range(BINS):
        here = index == k
        if here.any():
            bins.append({
                "from": k / BINS, "n": int(here.sum()), "confidence": float(confidence[here].mean()),
                "accuracy": float(right[here].mean()),
            })  # fmt: skip
    error = sum(b["n"] * abs(b["confidence"] - b["accuracy"]) for b in bins) / len(confidence)
    return {"ece": float(error), "bins": bins}


def abstention(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return, for each threshold, the share of answers kept and their accuracy."""
    out = []
    for threshold in THRESHOLDS:
        kept = confidence >= threshold
        accuracy = float(right[kept].mean()) if kept.any() else float("nan")
        out.append({"below": threshold, "kept": float(kept.mean()), "accuracy": accuracy})
    return [row for row in out if row["kept"] > 0]


def _blind(rows: Sequence[Labelled], labels: Sequence[str], model: LearnedClassifier) -> dict[str, Any]:
    from poleward.coding.event_model.pairs import head_of, load_ranker, read_event
    from poleward.coding.languages.english import load_language

    ranker = load_ranker()
    given, spans = [], []
    for row, parsed in zip(rows, load_language().pipe([r.sentence.text for r in rows], batch_size=64), strict=True):
        event = read_event(parsed, model, ranker, labels)
        given.append(event.type if event is not None else "NONE")
        same = event is not None and all(
            head is not None and span is not None and head == head_of(parsed, span)
            for head, span in ((event.actor, row.sentence.actor), (event.recipient, row.sentence.recipient))
        )
        spans.append(same)
    return _scores(rows, given, spans) | {"model": model.version, "both_spans": float(np.mean(spans))}
