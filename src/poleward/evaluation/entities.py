"""Scores the attitude to one marked entity of a Russian sentence: the outside check of the Russian grammar.

The layout is that of RuSentNE-2023 (Golubev, Rusnachenko, Loukachevitch, Dialogue 2023): tab-separated, with
`sentence`, `entity`, its first and last character, and `label` -1, 0 or 1. Nothing is trained on it. The labels also
hold the author's own tone, which the grammar does not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from poleward.coding.coder import Coder, load_coder
from poleward.coding.grammar.parties import ROLES
from poleward.coding.languages.russian.tokens import items_of
from poleward.coding.reader import marked, signs_of_marked
from poleward.errors import UnusableInputError
from poleward.evaluation.bounded import table

LABELS = (-1, 0, 1)
"""The sentiments of the labelled files: negative, neutral, positive."""
NAMES = ("negative", "neutral", "positive")
COLUMNS = ("sentence", "entity_pos_start_rel", "entity_pos_end_rel", "label")
ENTITY = "Q:Q"


def evaluate_entities(path: Path, coder: Coder | None = None) -> dict[str, Any]:
    """Return macro-F1 over positive and negative (the task's own), over all three, and a confusion matrix.

    A sentence without a sign towards the entity counts as neutral. `sign_error` is the share of wrong signs where the
    label is not neutral and the grammar gave a sign.

    Raises
    ------
    UnusableInputError
        The file cannot be read, or a row has not the columns of this layout.
    """
    coder = coder or load_coder()
    confusion = [[0] * 3 for _ in LABELS]
    for text, entity, label in _rows(path):
        confusion[LABELS.index(label)][LABELS.index(predict(coder, text, entity))] += 1
    f1 = [_f1(confusion, k) for k in range(3)]
    n = sum(map(sum, confusion))
    turned, right = confusion[0][2] + confusion[2][0], confusion[0][0] + confusion[2][2]
    return {
        "task": "attitudes",
        "n": n,
        "macro_f1": round((f1[0] + f1[2]) / 2, 4),
        "macro_f1_three": round(sum(f1) / 3, 4),
        "accuracy": round((right + confusion[1][1]) / n, 4) if n else 0.0,
        "f1": dict(zip(NAMES, (round(f, 4) for f in f1), strict=True)),
        "sign_error": round(turned / (turned + right), 4) if turned + right else 0.0,
        "signed": turned + right,
        "turned": turned,
        "labels": list(NAMES),
        "confusion": confusion,
        "coder": coder.version,
    }


def predict(coder: Coder, text: str, entity: tuple[int, int]) -> int:
    """Return the sign of what anybody in the sentence does or says towards the entity; 0 where nothing is found."""
    marks = [marked(text, *entity, ENTITY)]
    for item in items_of(text, marks):
        role = item.kind == "noun" and item.gloss in ROLES
        if item.kind == "noun" and (role or item.text[:1].isupper()):
            marks.append(marked(text, item.start, item.end, f"P:{len(marks)}"))
    found = [
        (confidence, sign)
        for state, target, sign, confidence in signs_of_marked(coder, text, marks, "ru")
        if sign and target == ENTITY != state
    ]
    return max(found)[1] if found else 0


def _f1(confusion: list[list[int]], k: int) -> float:
    gold, predicted = sum(confusion[k]), sum(row[k] for row in confusion)
    return 2 * confusion[k][k] / (gold + predicted) if gold + predicted else 0.0


def _rows(path: Path) -> Iterator[tuple[str, tuple[int, int], int]]:
    for number, row in table(path, COLUMNS):
        try:
            text, first, last, label = (row[name] for name in COLUMNS)
            entity, value = (int(first), int(last)), int(label)
        except ValueError:
            entity, value, text = (0, 0), 2, ""
        if value not in LABELS or not 0 <= entity[0] < entity[1] <= len(text):
            raise UnusableInputError(
                f"a row has not {', '.join(COLUMNS)} with a label from -1 to 1.", where=f"{path}, line {number}"
            )
        yield text, entity, value
