"""Where published numbers and recomputed ones differ, in words."""

from __future__ import annotations

import json
import math
from typing import Any

MAX_DIFFERENCES = 50
"""Differences that are told one by one: a bound on the length of a report."""
PRECISION = 1e-9
"""Numbers agree when they differ by less than this part of them: linear algebra on another number of threads, or on
another processor, adds in another order."""


def agrees(published: Any, computed: Any) -> bool:
    """Return whether two JSON values are the same, numbers to `PRECISION`."""
    if isinstance(published, dict) and isinstance(computed, dict):
        same_keys = published.keys() == computed.keys()
        return same_keys and all(agrees(value, computed[key]) for key, value in published.items())
    if isinstance(published, list) and isinstance(computed, list):
        pairs = zip(published, computed, strict=False)
        return len(published) == len(computed) and all(agrees(a, b) for a, b in pairs)
    if type(published) is float and type(computed) is float:
        return math.isclose(published, computed, rel_tol=PRECISION, abs_tol=PRECISION)
    return type(published) is type(computed) and bool(published == computed)


def differences(published: Any, computed: Any, place: str = "answers") -> list[str]:
    """Return where two JSON values differ, in words, the first `MAX_DIFFERENCES` of them."""
    if type(published) is not type(computed):
        return [f"{place}: published {_short(published)}, recomputed {_short(computed)}"]
    if isinstance(computed, dict):
        keys = sorted({*published, *computed})
        pairs = [(f"{place}.{k}", published.get(k), computed.get(k)) for k in keys]
    elif isinstance(computed, list):
        if len(published) != len(computed):
            return [f"{place}: {len(published)} published, {len(computed)} recomputed"]
        pairs = [(f"{place}[{i}]", a, b) for i, (a, b) in enumerate(zip(published, computed, strict=True))]
    else:
        return [] if agrees(published, computed) else [
            f"{place}: published {_short(published)}, recomputed {_short(computed)}"
        ]  # fmt: skip
    out: list[str] = []
    for name, a, b in pairs:
        if not agrees(a, b):
            out += differences(a, b, name)
        if len(out) >= MAX_DIFFERENCES:
            break
    # Bytes that differ though the values do not (other spacing or order of keys) are a difference too.
    return out[:MAX_DIFFERENCES] or (
        ["numbers.json is written otherwise, though its values agree"] if place == "answers" else []
    )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"
