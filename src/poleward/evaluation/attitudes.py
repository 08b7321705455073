"""Scores directed attitudes between two marked entities: the outside check of the sign grammar.

The layout is that of Park, Pan and Joo, "Who Blames or Endorses Whom?" (Findings of ACL 2021): a sentence with two
entities in [brackets], p, q and a label: 0 neutral, 1 p→q positive, 2 q→p positive, 3 p→q negative, 4 q→p negative.
Nothing is trained on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poleward.coding.coder import Coder, load_coder
from poleward.coding.reader import read_marked
from poleward.errors import UnusableInputError
from poleward.evaluation.bounded import lines
from poleward.evaluation.entities import evaluate_entities

LABELS = ("neutral", "p→q positive", "q→p positive", "p→q negative", "q→p negative")
_MARKED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence without its brackets, with the spans of its two entities."""

    text: str
    first: tuple[int, int]
    second: tuple[int, int]


def evaluate_attitudes(path: Path, coder: Coder | None = None) -> dict[str, Any]:
    """Return macro-F1 over the five classes, accuracy and a confusion matrix (rows gold, columns predicted).

    A sentence in which the grammar gives no sign for the pair counts as neutral. `sign_error` is the share of wrong
    signs where the label is not neutral, the grammar gave a sign and the direction was right. A file with the header of
    `evaluate_entities` is scored there.

    Raises
    ------
    UnusableInputError
        The file cannot be read, or a line has not four cells with a label from 0 to 4.
    """
    coder = coder or load_coder()
    if _is_entities(path):
        return evaluate_entities(path, coder)
    confusion = [[0] * len(LABELS) for _ in LABELS]
    for marked, label in _rows(path):
        confusion[label][predict(coder, marked) if marked else 0] += 1
    n = sum(map(sum, confusion))
    f1 = {label: _f1(confusion, k) for k, label in enumerate(LABELS)}
    right = sum(confusion[k][k] for k in range(len(LABELS)))
    turned = confusion[1][3] + confusion[3][1] + confusion[2][4] + confusion[4][2]
    signed = sum(confusion[g][p] for g in (1, 3) for p in (1, 3)) + sum(confusion[g][p] for g in (2, 4) for p in (2, 4))
    return {
        "task": "attitudes",
        "n": n,
        "macro_f1": round(sum(f1.values()) / len(LABELS), 4),
        "accuracy": round(right / n, 4) if n else 0.0,
        "f1": f1,
        "sign_error": round(turned / signed, 4) if signed else 0.0,
        "signed": signed,
        "labels": list(LABELS),
        "confusion": confusion,
        "coder": coder.version,
    }


def _is_entities(path: Path) -> bool:
    """Whether a file's first line is the header of the Russian layout."""
    return next(lines(path), "").startswith("sentence\tentity\t")


def predict(coder: Coder, marked: MarkedSentence) -> int:
    """Return the label that the grammar gives to a marked sentence."""
    found: dict[int, float] = {}
    for actor_is_first, sign, confidence in read_marked(coder, marked.text, marked.first, marked.second):
        if sign:
            label = (1 if sign > 0 else 3) + (0 if actor_is_first else 1)
            found[label] = max(found.get(label, 0.0), confidence)
    return max(found, key=lambda k: (found[k], -k)) if found else 0


def _f1(confusion: list[list[int]], k: int) -> float:
    hits = confusion[k][k]
    gold, predicted = sum(confusion[k]), sum(row[k] for row in confusion)
    return round(2 * hits / (gold + predicted), 4) if gold + predicted else 0.0


def unmark(sentence: str) -> MarkedSentence | None:
    """Return a sentence without its brackets; None where it has not two marked entities."""
    spans: list[tuple[int, int]] = []
    parts: list[str] = []
    at = length = 0
    for match in _MARKED.finditer(sentence):
        before = sentence[at : match.start()]
        length += len(before)
        spans.append((length, length + len(match.group(1))))
        length += len(match.group(1))
        parts += [before, match.group(1)]
        at = match.end()
    parts.append(sentence[at:])
    return MarkedSentence("".join(parts), spans[0], spans[1]) if len(spans) >= 2 else None


def _rows(path: Path) -> Iterator[tuple[MarkedSentence | None, int]]:
    for number, line in enumerate(lines(path), 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != 4 or cells[3] not in {"0", "1", "2", "3", "4"}:
            if number == 1:
                continue  # a header
            raise UnusableInputError(
                "a row has not four cells with a label from 0 to 4.", where=f"{path}, line {number}"
            )
        yield unmark(cells[0]), int(cells[3])
