"""Sentences coded per second on one core, against the dependency parse alone, in documents and one by one.

Run: OMP_NUM_THREADS=1 .venv/bin/python benchmarks/coding.py [--json]
The text is the test sentences of tests/coding/data, in documents of 40 sentences.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from poleward.coding import Coder, load_coder
from poleward.coding.sentences import Unit
from poleward.pages.document import Document

DATA = Path(__file__).parents[1] / "tests" / "coding" / "data"
PER_DOCUMENT = 40
ROUNDS = 5


def sentences() -> list[str]:
    found: list[str] = []
    for name in ("statements.tsv", "hard.tsv"):
        with (DATA / name).open(encoding="utf-8") as file:
            rows = csv.DictReader((x for x in file if not x.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [row["sentence"] for row in rows]
    return list(dict.fromkeys(found))


def document(text: str) -> Document:
    return Document(
        doc_id="0" * 64, source="benchmark", url=None, layout="text", title=None, text=text, language="en",
        published_earliest=None, published_latest=None, published_how="", story_id="0" * 64, reader="benchmark",
    )  # fmt: skip


def parse_only(coder: Coder, texts: list[str]) -> None:
    for at in range(0, len(texts), PER_DOCUMENT):
        units = [Unit(t, tuple(range(len(t))), 0) for t in texts[at : at + PER_DOCUMENT]]
        list(coder.nlp.pipe([u.text for u in units], batch_size=128))


def in_documents(coder: Coder, texts: list[str]) -> None:
    for at in range(0, len(texts), PER_DOCUMENT):
        coder.code(document("\n".join(texts[at : at + PER_DOCUMENT])))


def one_by_one(coder: Coder, texts: list[str]) -> None:
    for text in texts:
        coder.code(document(text))


def rate(work: Callable[[Coder, list[str]], None], coder: Coder, texts: list[str]) -> float:
    """The best of several rounds, in sentences per second of processor time."""
    work(coder, texts[:PER_DOCUMENT])
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        work(coder, texts)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def main() -> None:
    coder, texts = load_coder(), sentences()
    figures = {
        "sentences": len(texts),
        "parse_only_per_second": round(rate(parse_only, coder, texts)),
        "coded_per_second_in_documents": round(rate(in_documents, coder, texts)),
        "coded_per_second_one_by_one": round(rate(one_by_one, coder, texts)),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "coder": coder.version,
    }
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:32} {value}")


if __name__ == "__main__":
    main()
