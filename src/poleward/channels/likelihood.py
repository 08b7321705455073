"""Words of likelihood: the terms of ICD 203, with the number beside them.

Source: Office of the Director of National Intelligence, Intelligence Community Directive 203, "Analytic Standards"
(2015), section D.6.e.2.a. The directive leaves 0-1 % and 99-100 % without a word; we use its outermost words there
and never say "certain".
"""

from __future__ import annotations

from poleward.channels.question import Direction
from poleward.measures.stance import ranking

_TERMS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
)


def likelihood(probability: float) -> str:
    """Return the ICD 203 term for a probability in [0, 1]."""
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not {probability}")
    return next((term for bound, term in _TERMS if probability < bound), "almost certain")


def likely(probability: float) -> str:
    """Return the ICD 203 term as it stands before a direction: "likely away", "almost certainly away"."""
    return likelihood(probability).replace("certain", "certainly")


def percent(probability: float) -> str:
    """Return a probability as a whole percentage, never rounding to 0 or 100 %."""
    if probability < 0.01:
        return "under 1 %"
    if probability > 0.99:
        return "over 99 %"
    return f"{probability:.0%}".replace("%", " %")


LIKELY = ranking.LIKELY
"""A direction is named only when it is at least "likely"."""


def decide(towards: float, away: float, same: float) -> tuple[Direction, float | None]:
    """Return the direction that is at least likely, with its probability; otherwise not enough evidence."""
    options: list[tuple[Direction, float]] = [("towards", towards), ("away", away), ("no change", same)]
    direction, probability = max(options, key=lambda option: option[1])
    return (direction, probability) if probability >= LIKELY else ("not enough evidence", None)
