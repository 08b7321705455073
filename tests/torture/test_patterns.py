"""No regular expression of the source is worse than linear on the texts that it is asked of."""

from __future__ import annotations

import pytest

from tests.torture.patterns import patterns, worst

WHOLE = {2_000: 0.05, 10_000: 0.25, 100_000: 2.0}
"""Length of a text to the processor time that it may take; 100 kB is what a page or cell can bring."""
SHORT = {300: 0.02, 900: 0.1}
"""A sentence has at most 900 characters (`coding.sentences.MAX_UNIT`)."""
CUT = {"^(?-i:[A-ZÀ-ÝА-ЯЁ]", r"\s+[|–—·»-]\s+"}
"""Asked of the first 120 characters of a page, and of titles without blanks in a row."""


def test_every_pattern_is_linear_in_what_it_is_asked_of() -> None:
    whole, short = patterns()
    assert len(whole) > 100
    slow = []
    for found, sizes in ((whole, WHOLE), (short, SHORT)):
        for (pattern, flags), methods in found.items():
            text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
            cut = {120: 0.02} if any(text.startswith(c) for c in CUT) else sizes
            if bad := worst(pattern, flags, methods, cut):
                slow.append((text[:80], bad))
    assert not slow, slow


@pytest.mark.parametrize("bad", [r"[.!?]+x$", r"(a+)+b", r"\s*:?\s*y"])
def test_the_texts_find_a_pattern_that_is_worse(bad: str) -> None:
    assert worst(bad, 0, {"search"}, {25: 0.5, 2_000: 0.02, 10_000: 0.1, 40_000: 0.4})
