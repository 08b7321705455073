"""Score name matching on labelled pairs: how often the right name comes first, and how often a wrong one is taken."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from poleward.actors.fold import fold, words_of
from poleward.actors.name_match import names_match
from poleward.actors.phones import distance, phones, skeletons, spelled_phones
from poleward.errors import UnusableInputError
from poleward.evaluation.bounded import table

if TYPE_CHECKING:
    from poleward.actors.registry import Registry

ACCEPT, MARGIN = 0.95, 0.04
"""A name is taken from this score on, when the next is worse by the margin; docs/actors.md shows other choices."""
SPELLING = 0.02
"""Weight of plain edits of the unreduced letters (doubled consonants, soft signs) beside the sound."""


CLEAR = 0.93
"""From this score on, names whose consonants differ are not looked at."""
SHORT_LIST = 100
"""How many names of the fewest edits are weighed by sound."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The name that sounds most like another: its score, 0 to 1, and by how much the next one is worse."""

    name: str | None
    score: float
    margin: float

    @property
    def taken(self) -> bool:
        """Whether it is near and clear enough to be taken for the same name."""
        return self.score >= ACCEPT and self.margin >= MARGIN


class NameIndex:
    """Names to look up by sound."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(set(names))
        self._phones = [phones(name) for name in self.names]
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._near: dict[str, set[int]] = defaultdict(set)
        for n, name in enumerate(self.names):
            for key in skeletons(name):
                self._exact[key].add(n)
                for shorter in _one_less(key):
                    self._near[shorter].add(n)

    def best(self, name: str, without: str | None = None) -> Nearest:
        """Return the name that sounds most like this one; `without` is taken to be absent."""
        keys = skeletons(name)
        found = {n for key in keys for n in self._exact.get(key, ())}
        best = self._nearest(name, found, without)
        if best.score >= CLEAR:
            return best
        wider = {n for key in keys for n in self._near.get(key, ())}
        for key in keys:
            for shorter in _one_less(key):
                wider |= self._exact.get(shorter, set())
                if len(key) >= 4:
                    wider |= self._near.get(shorter, set())
        return self._nearest(name, wider | found, without)

    def _nearest(self, name: str, candidates: set[int], without: str | None) -> Nearest:
        sound, spelled = phones(name), spelled_phones(name)
        chosen = {n: self._phones[n] for n in sorted(candidates) if self.names[n] != without}
        close = process.extract(sound, chosen, scorer=Levenshtein.distance, limit=SHORT_LIST)
        weighed = sorted(
            (
                distance(sound, self._phones[n])
                + SPELLING * Levenshtein.distance(spelled, spelled_phones(self.names[n])),
                n,
            )
            for _, _, n in close
        )
        if not weighed:
            return Nearest(None, 0.0, 0.0)
        scores = [max(0.0, 1.0 - 3.0 * d / ((len(sound) + len(self._phones[n])) or 1)) for d, n in weighed[:2]]
        return Nearest(self.names[weighed[0][1]], scores[0], scores[0] - (scores[1] if len(scores) > 1 else 0.0))


def _one_less(key: str) -> Iterator[str]:
    for i in range(len(key)):
        yield key[:i] + key[i + 1 :]


def evaluate_names(
    path: Path, *, registry: Registry | None = None, sample: int = 5000, seed: int = 0
) -> dict[str, float | int | str]:
    """Score name matching on a labelled file, recognised by its columns.

    Parameters
    ----------
    path
        A table of English-Russian single names (`en`, `ru`; tab-separated, gzipped or not): each English name is
        looked up among all Russian names of the file. Or of actors' spelling variants (`country`, `head`,
        `surface_variant`; comma-separated): each variant is looked up among the main names, and in the registry.
    registry
        The registry, for the variants; loaded when not given.
    sample
        How many pairs are looked up, drawn with `seed`; 0 for all. The names to choose from are always all.

    Returns
    -------
    dict
        `n`, `recall_at_1`, `false_match_rate` (how often another name is taken when the right one is not there), and
        the task's own figures.
    """
    rows = [row for _, row in table(path, quoted=False)]
    if rows and {"en", "ru"} <= rows[0].keys():
        return _english_russian(rows, sample, seed)
    if rows and {"country", "head", "surface_variant"} <= rows[0].keys():
        return _variants(rows, registry, sample, seed)
    raise UnusableInputError(
        "This is no labelled file of names.",
        where=str(path),
        todo="It needs columns en and ru, or head and surface_variant.",
    )


def _draw(items: list[str], sample: int, seed: int) -> list[str]:
    return random.Random(seed).sample(items, sample) if 0 < sample < len(items) else items  # noqa: S311 - a sample


def _english_russian(rows: list[dict[str, str]], sample: int, seed: int) -> dict[str, float | int | str]:
    right: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["en"] and row["ru"]:
            right[row["en"]].add(row["ru"])
    index = NameIndex(ru for names in right.values() for ru in names)
    asked = _draw(sorted(right), sample, seed)
    first = taken = right_taken = wrong = 0
    for en in asked:
        nearest = index.best(en)
        first += nearest.name in right[en]
        taken += nearest.taken
        right_taken += nearest.taken and nearest.name in right[en]
        if len(right[en]) == 1:
            wrong += index.best(en, without=next(iter(right[en]))).taken
    alone = sum(len(right[en]) == 1 for en in asked)
    return {
        "task": "english-russian",
        "n": len(asked),
        "names": len(index.names),
        "recall_at_1": round(first / len(asked), 4),
        "false_match_rate": round(wrong / max(1, alone), 4),
        "precision_when_taken": round(right_taken / max(1, taken), 4),
        "recall_when_taken": round(right_taken / len(asked), 4),
        "threshold": ACCEPT,
    }


def _variants(
    rows: list[dict[str, str]], registry: Registry | None, sample: int, seed: int
) -> dict[str, float | int | str]:
    if registry is None:
        from poleward.actors.registry import load_registry

        registry = load_registry()
    states = [(registry.resolve(_capitals(r["surface_variant"])).code, r["country"]) for r in rows]
    state_rows = sum(found == right for found, right in states)
    wrong_state = sum(found is not None and found != right for found, right in states)
    heads = sorted({r["head"] for r in rows})
    spelled = [
        r for r in rows if r["surface_variant"] != r["head"] and len(words_of(r["head"])) > 1 and r["head"] in heads
    ]
    spelled = [r for r in spelled if len(words_of(r["surface_variant"])) > 1]
    by_key: dict[str, set[str]] = defaultdict(set)
    for head in heads:
        for word in words_of(head):
            for key in skeletons(word.surface):
                by_key[key].add(head)
    first = wrong = 0
    for row in spelled:
        scores = _ranked(row["surface_variant"], by_key)
        first += bool(scores) and scores[0][1] == row["head"]
        rest = [s for s in scores if s[1] != row["head"]]
        wrong += bool(rest) and rest[0][0] >= ACCEPT
    return {
        "task": "variants",
        "n": len(spelled),
        "recall_at_1": round(first / max(1, len(spelled)), 4),
        "false_match_rate": round(wrong / max(1, len(spelled)), 4),
        "n_state": len(rows),
        "state_recall_at_1": round(state_rows / len(rows), 4),
        "wrong_state_rate": round(wrong_state / len(rows), 4),
        "threshold": ACCEPT,
    }


def _ranked(name: str, by_key: dict[str, set[str]]) -> list[tuple[float, str]]:
    near = {head for word in words_of(name) for key in skeletons(word.surface) for head in by_key.get(key, ())}
    return sorted(((names_match(name, head).score, head) for head in near), key=lambda pair: (-pair[0], pair[1]))


def _capitals(name: str) -> str:
    return " ".join(part.capitalize() for part in name.split()) if fold(name) else name
