"""Scores attributions (source, cue, content spans) on a labelled file in the layout of PolNeAR as JSON Lines.

Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News" (LREC 2018). One record a line:
`text` and `attributions`, each with Source, Cue and Content holding character `spans`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from poleward.coding.coder import Coder, load_coder
from poleward.coding.sentences import Unit, split, units_of
from poleward.coding.speakers import Attribution, Span, attributions
from poleward.errors import UnusableInputError
from poleward.evaluation.bounded import lines

PARTS = ("Source", "Cue", "Content")
MAX_TEXT = 200_000
"""Characters of one labelled text: a bound on time."""


def evaluate_quotes(path: Path, coder: Coder | None = None) -> dict[str, Any]:
    """Return precision, recall and F1 of source, cue and content spans, exact and partial.

    Exact: the set of spans of a part is the same. Partial: a predicted part earns the share of its characters that
    its best gold part covers (precision), a gold part the share that its best predicted part covers (recall).

    Returns
    -------
    dict
        `macro_f1` (mean of the parts' partial F1), `n` (gold attributions), `found`, and per part `exact` and
        `partial`, each with precision, recall and f1.

    Raises
    ------
    UnusableInputError
        The file cannot be read or a line is not a record of this layout.
    """
    coder = coder or load_coder()
    totals = {part: _Tally() for part in PARTS}
    gold_n = found_n = 0
    for text, gold in _records(path):
        found = attribute(coder, text)
        gold_n, found_n = gold_n + len(gold), found_n + len(found)
        for part in PARTS:
            totals[part].add([spans for a in found if (spans := _of(a, part))], [g[part] for g in gold if g[part]])
    scores = {part.lower(): tally.scores() for part, tally in totals.items()}
    mean = sum(s["partial"]["f1"] for s in scores.values()) / len(PARTS)
    return {
        "task": "quotes",
        "n": gold_n,
        "found": found_n,
        "macro_f1": round(mean, 4),
        "coder": coder.version,
        **scores,
    }


def attribute(coder: Coder, text: str) -> list[Attribution]:
    """Return the attributions of a plain text, one paragraph a line, with offsets into it."""
    units: list[Unit] = []
    at = number = 0
    for line in text.split("\n"):
        for start, end in split(line):
            units += [
                Unit(unit.text, tuple(o + at for o in unit.offsets), number, unit.aside)
                for unit in units_of(line, start, end, number)
            ]
            number += 1
        at += len(line) + 1
    return attributions(text, units, coder.parse(units), coder.lexicon)


def _of(a: Attribution, part: str) -> tuple[Span, ...]:
    if part == "Content":
        return a.contents
    span = a.source if part == "Source" else a.cue
    return (span,) if span is not None else ()


class _Tally:
    """Sums of what one part earned."""

    def __init__(self) -> None:
        self.same = self.predicted = self.gold = 0
        self.covered = self.recalled = 0.0

    def add(self, predicted: Sequence[tuple[Span, ...]], gold: Sequence[tuple[Span, ...]]) -> None:
        """Count one document."""
        self.predicted += len(predicted)
        self.gold += len(gold)
        self.same += len(set(predicted) & set(gold))
        self.covered += sum(max((_share(p, g) for g in gold), default=0.0) for p in predicted)
        self.recalled += sum(max((_share(g, p) for p in predicted), default=0.0) for g in gold)

    def scores(self) -> dict[str, dict[str, float]]:
        """Return exact and partial precision, recall and F1."""
        return {
            "exact": _scores(self.same, self.same, self.predicted, self.gold),
            "partial": _scores(self.covered, self.recalled, self.predicted, self.gold),
        }


def _scores(hits: float, found: float, predicted: int, gold: int) -> dict[str, float]:
    precision = hits / predicted if predicted else 0.0
    recall = found / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _share(spans: Sequence[Span], others: Sequence[Span]) -> float:
    """Return the share of the characters of `spans` that `others` cover."""
    length = sum(b - a for a, b in spans)
    common = sum(max(0, min(b, d) - max(a, c)) for a, b in spans for c, d in others)
    return common / length if length else 0.0


def _records(path: Path) -> Iterator[tuple[str, list[dict[str, tuple[Span, ...]]]]]:
    for number, line in enumerate(lines(path), 1):
        try:
            record = json.loads(line)
            text = str(record["text"])[:MAX_TEXT]
            gold = [_gold(a) for a in record["attributions"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnusableInputError(
                f"not a record with 'text' and 'attributions' ({error}).", where=f"{path}, line {number}"
            ) from None
        yield text, gold


def _gold(attribution: dict[str, Any]) -> dict[str, tuple[Span, ...]]:
    return {
        part: tuple(sorted((int(a), int(b)) for a, b in attribution.get(part, {}).get("spans", ()))) for part in PARTS
    }
