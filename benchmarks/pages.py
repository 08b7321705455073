"""How fast pages are read, dates found and stories clustered: `python benchmarks/pages.py [--documents N]`.

The pages are generated with a fixed seed; a tenth of the documents are copies with a tenth of their words changed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import time
from collections.abc import Callable

from poleward.pages import cluster_stories, find_dates, read_bytes
from poleward.pages.document import DateInterval

NAMES = [
    "Aktau",
    "Samarkand",
    "Osh",
    "Khujand",
    "Mary",
    "Gyumri",
    "Batumi",
    "Balti",
    "Brest",
    "Pavlodar",
    "Sarygamysh",
    "Orazbayev",
    "Saidov",
    "Ritter",
]
VERBS = [
    "said",
    "warned",
    "signed",
    "opened",
    "refused",
    "promised",
    "visited",
    "delivered",
    "measured",
    "planted",
    "repaired",
    "counted",
]
NOUNS = [
    "harbour",
    "valley",
    "canal",
    "bridge",
    "orchard",
    "school",
    "wagon",
    "turbine",
    "glacier",
    "library",
    "market",
    "dam",
    "archive",
    "clinic",
]


def article(rng: random.Random, sentences: int = 18) -> str:
    """Return a generated article: sentences of names, numbers and nouns, with a few dates."""
    vocabulary = [f"{rng.choice(NOUNS)}{rng.choice('aeiou')}{rng.choice('lmnrst')}" for _ in range(30)]
    lines = []
    for number in range(sentences):
        words = " ".join(rng.choices(vocabulary + NOUNS, k=12))
        when = f" on {rng.randint(1, 28)} March 2022" if number % 4 == 0 else ""
        lines.append(f"{rng.choice(NAMES)} {rng.choice(VERBS)}{when} that {rng.randint(11, 9999)} {words} came.")
    return "\n".join(lines)


def timed(label: str, n: int, work: Callable[[], object]) -> None:
    """Run the work once and print its rate."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{label}: {n} in {seconds:.2f} s, {n / seconds:,.0f} per second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311
    texts = [article(rng) for _ in range(options.documents)]
    for at in range(0, options.documents, 10):
        words = rng.choice(texts).split(" ")
        for _ in range(len(words) // 10):
            words[rng.randrange(len(words))] = rng.choice(NOUNS)
        texts[at] = " ".join(words)
    some = texts[:500]
    timed("text pages read", len(some), lambda: [next(read_bytes(t.encode(), "bench", layout="text")) for t in some])
    pages = [f"<html><body><article><h1>{t[:40]}</h1>" + "".join(f"<p>{p}</p>" for p in t.split("\n")) for t in some]
    html = [page.encode() for page in pages]
    timed("HTML pages read", len(html), lambda: [next(read_bytes(page, "bench", layout="html")) for page in html])
    sentences = [line for text in some[:200] for line in text.split("\n")]
    day = DateInterval(dt.date(2022, 5, 1), dt.date(2022, 5, 1))
    timed("sentences searched for dates", len(sentences), lambda: [find_dates(s, day) for s in sentences])
    rows = [
        {"doc_id": f"{i:06d}", "title": None, "text": t, "language": "en", "published_earliest": None}
        for i, t in enumerate(texts)
    ]
    stories: dict[str, str] = {}
    timed("documents clustered", len(rows), lambda: stories.update(cluster_stories(rows)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(set(stories.values()))} stories; peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
