"""Time the actors room: load, first use of a language, and sentences per second and core.

Run: python benchmarks/actors_find.py [FILE]   (FILE: one sentence a line; else sentences of our own)
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

OWN = [
    "Kazakh Foreign Minister Mukhtar Tleuberdi told the OSCE that Astana would keep its ties with Moscow.",
    "Uzbek farmers blocked the road to Samarkand while police watched, a local official said on Tuesday.",
    "The European Union and the United States condemned the decision of the Russian court.",
    "It rained for most of the week, and the harvest in the north was late.",
    "Kyrgyz President Sadyr Japarov and Tajikistan's Emomali Rahmon agreed to reopen the border crossings.",
    "Shares of the company fell by four per cent after the central bank raised its rate.",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    file = parser.parse_args().file
    sentences = file.read_text(encoding="utf-8").splitlines() if file else OWN * 500

    started = time.perf_counter()
    from poleward.actors import load_registry

    imported = time.perf_counter()
    registry = load_registry()
    loaded = time.perf_counter()
    registry.find("x")
    english = time.perf_counter()
    registry.find("это")
    russian = time.perf_counter()
    print(f"import {imported - started:.2f} s, load {loaded - imported:.2f} s", end=", ")
    print(f"first English text {english - loaded:.2f} s, first Russian text {russian - english:.2f} s")
    for attempt in ("first pass", "second pass"):
        started = time.process_time()
        n = sum(len(registry.find(sentence)) for sentence in sentences)
        spent = time.process_time() - started
        rate = len(sentences) / spent
        print(f"{attempt}: {rate:,.0f} sentences/s of processor time, {n / len(sentences):.2f} mentions a sentence")


if __name__ == "__main__":
    main()
