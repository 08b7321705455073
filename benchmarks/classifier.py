"""Sentences that the event classifier types per second on one core, against the dependency parse of the same sentences.

Run: OMP_NUM_THREADS=1 .venv/bin/python benchmarks/classifier.py [--json]
The text is the training sentences that are held out, with actor and recipient marked.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from poleward.coding.event_model import LearnedClassifier
from poleward.coding.event_model.pairs import load_ranker, read_event
from poleward.coding.languages.english import load_language
from poleward.training.marked_sentences import read_sentences

DATA = Path(__file__).parents[1] / "training" / "events"
MOST, ROUNDS = 500, 3


def rate(work: Callable[[], object], n: int) -> float:
    """The best of several rounds, in sentences per second of processor time."""
    work()
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = max(best, n / (time.process_time() - start))
    return best


def main() -> None:
    model, nlp, ranker = LearnedClassifier(), load_language(), load_ranker()
    masked = [s.sentence for s in read_sentences(DATA) if s.held_out][:MOST]
    texts = [m.text for m in masked]
    parsed = list(nlp.pipe(texts))
    labels = [t for t in model.types if t != "NONE"]
    rates = {
        "parse alone, batches of 128": rate(lambda: list(nlp.pipe(texts, batch_size=128)), len(texts)),
        "classifier, all at once": rate(lambda: model.classify(masked), len(texts)),
        "classifier, one by one": rate(lambda: [model.classify([m]) for m in masked], len(texts)),
        "blind: pairs ranked and read, after the parse": rate(
            lambda: [read_event(p, model, ranker, labels) for p in parsed], len(texts)
        ),
    }
    ratio = rates["classifier, all at once"] / rates["parse alone, batches of 128"]
    if "--json" in sys.argv:
        print(json.dumps({"sentences": len(texts), "per_second": rates, "ratio_to_parse": ratio}))
        return
    for name, value in rates.items():
        print(f"{name:<48}{value:10,.0f} sentences/s")
    print(f"{'ratio of the classifier to the parse':<48}{ratio:10.2f}")


if __name__ == "__main__":
    main()
