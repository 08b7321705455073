"""Word lists of other languages: a word, its kind, its English, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def read_words(name: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield the rows of a list in `coding/data`; the pairs of the last column are those of 'key=value,…', '-' none."""
    text = resources.files("poleward.coding").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for line in lines[1:]:
        word, kind, english, pairs = line.split("\t")
        yield word, kind, english, {} if pairs == "-" else dict(pair.split("=") for pair in pairs.split(","))
