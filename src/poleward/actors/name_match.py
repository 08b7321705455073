"""Do two names belong to one person? A score with its explanation, across scripts and spellings."""

from __future__ import annotations

from dataclasses import dataclass

from poleward.actors.fold import words_of
from poleward.actors.phones import sound_score

MAX_PARTS = 6
"""Parts of a name that are compared: a bound on time, for every part of one is held against every part of the other."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How well two names agree: `score` is 0 to 1, `parts` the pairs of words with their own scores, `how` in words."""

    score: float
    parts: tuple[tuple[str, str, float], ...]
    how: str


def names_match(a: str, b: str) -> NameMatch:
    """Compare two names of a person, in Latin or Cyrillic letters, given name or surname first.

    Each word of the shorter name is paired with the word of the longer that sounds most like it, each used once; the
    score is the mean of the pairs, lowered a little for words left over (patronymics), and no better than the worst
    pair by more than 0.15: one wrong part makes another person.
    """
    left = [w.surface for w in words_of(a)][:MAX_PARTS]
    right = [w.surface for w in words_of(b)][:MAX_PARTS]
    if not left or not right:
        return NameMatch(0.0, (), "an empty name")
    if len(left) > len(right):
        left, right = right, left
    scored = sorted(
        ((sound_score(x, y), -abs(i - j), i, j) for i, x in enumerate(left) for j, y in enumerate(right)), reverse=True
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    parts: list[tuple[str, str, float]] = []
    for score, _, i, j in scored:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            parts.append((left[i], right[j], round(score, 3)))
    values = [p[2] for p in parts]
    extra = len(right) - len(left)
    total = min(sum(values) / len(values), min(values) + 0.15) * (1.0 - 0.03 * extra)
    how = "; ".join(f"{x} ~ {y} {s:.2f}" for x, y, s in parts) + (f"; {extra} word(s) left over" if extra else "")
    return NameMatch(round(max(0.0, total), 3), tuple(parts), how)
