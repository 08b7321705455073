"""How fast and in how much memory `poleward read` takes many pages, against the dependency parse alone.

Run: OMP_NUM_THREADS=1 .venv/bin/python benchmarks/read_pages.py [--pages N] [--json]
The pages are generated from templates of our own with a fixed seed: one JSON Lines file of news items of about 120
words. The verb is run as a user runs it, in a process of its own, so that the peak memory is the run's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STATES = [
    "Peru",
    "Chile",
    "Ghana",
    "Togo",
    "Norway",
    "Latvia",
    "Kazakhstan",
    "Uzbekistan",
    "Russia",
    "Ukraine",
    "Turkey",
]
ACTS = [
    "{a} signed an agreement on {thing} with {b} on {day}.",
    "{a} condemned the decision of {b} to suspend {thing}.",
    "The foreign minister of {a} said that {a} would not support sanctions against {b}.",
    "{a} sent {n} tons of {thing} to {b}, the ministry in {city} reported.",
    "{a} refused to recognise the results of the vote on {thing}.",
    '"We value our ties with {b}," the president of {a} said in {city}.',
    "Relations between {a} and {b} have improved since the talks on {thing} in {city}.",
]
FILLER = [
    "The road to {city} was closed by snow for {n} days, and lorries with {thing} waited at the pass.",
    "Prices of {thing} rose by {n} per cent in {city}, traders said, because of the frost.",
    "Some {n} guests came to {city} for the fair, where {thing} was shown by farmers of the valley.",
]
THINGS = ["grain", "water", "coal", "medicines", "rail freight", "cotton", "gas", "border trade", "fertiliser"]
SYLLABLES = ["ka", "ru", "ma", "to", "li", "be", "sho", "ny", "ta", "gor", "din", "pa", "vel", "ost"]
SENTENCES = 8


def page(number: int) -> dict[str, str]:
    """Return one news item; no two are copies."""
    dice = random.Random(number)  # noqa: S311
    city = "".join(dice.choices(SYLLABLES, k=3)).capitalize()
    lines = []
    for n in range(SENTENCES):
        a, b = dice.sample(STATES, 2)
        form = dice.choice(ACTS if n % 2 == 0 else FILLER)
        lines.append(form.format(a=a, b=b, city=city, thing=dice.choice(THINGS), n=dice.randint(2, 900), day="Tuesday"))
    day = dt.date(2022, 1, 1) + dt.timedelta(days=dice.randint(0, 900))
    return {"title": f"News from {city}, no. {number}", "text": "\n".join(lines), "date": day.isoformat()}


def parse_alone(texts: list[str]) -> float:
    """Pages a second of spaCy's parse, as the reader uses it."""
    from poleward.coding.languages.english import load_language

    nlp = load_language()
    lines = [line for text in texts for line in text.split("\n")]
    list(nlp.pipe(lines[:50]))
    start = time.process_time()
    list(nlp.pipe(lines, batch_size=128))
    return len(texts) / (time.process_time() - start)


def main() -> None:
    """Generate, read, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=10_000)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(page(n)) + "\n" for n in range(given.pages))
        archive = Path(folder) / "pages.duckdb"
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "poleward", "read", str(file), "--archive", str(archive)],
            check=True,
            stdout=subprocess.PIPE,
        )
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = archive.stat().st_size
    alone = parse_alone([page(n)["text"] for n in range(min(given.pages, 300))])
    rate = given.pages / (used.ru_utime + used.ru_stime)
    result = {
        "pages": given.pages,
        "seconds": round(wall, 1),
        "pages_per_processor_second": round(rate, 1),
        "parse_alone_pages_per_second": round(alone, 1),
        "share_of_the_parse": round(rate / alone, 2),
        "peak_memory_mb": round(used.ru_maxrss / 1024),
        "archive_mb": round(size / 1e6, 1),
    }
    if given.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<30} {value}")


if __name__ == "__main__":
    main()
