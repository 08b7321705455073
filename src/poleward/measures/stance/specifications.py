"""Under how many defensible choices does a direction hold? The change of agreement without a model, under each.

A specification curve (Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4): the choices are enumerated in a data
file beforehand, every combination is computed, and none is left out for what it says. A choice that changes nothing for
a question (no roll call has the flag) gives the same number once more and is passed over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import numpy as np

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.stance.agenda import Bools, Spans
from poleward.measures.stance.compare import observed_agreement
from poleward.measures.stance.posterior import Record
from poleward.measures.stance.same_questions import title_means

YEAR = 365.25
"""Days."""


@dataclass(frozen=True, slots=True)
class Specification:
    """The change of agreement with a pole under one combination of choices, 0 to 1; negative is away.

    Attributes
    ----------
    roll_calls, average, abstention, years
        names of the choices.
    change
        agreement since less that before.
    n
        (2) how many roll calls or titles it rests on, before and since.
    """

    roll_calls: str
    average: str
    abstention: str
    years: str
    change: float
    n: tuple[int, int]


@cache
def choices() -> Mapping[str, Any]:
    """Return the choices that ship."""
    return tomllib.loads(resources.files("poleward.data").joinpath("specifications.toml").read_text(encoding="utf-8"))


def specifications(
    record: Record, issues: Sequence[frozenset[str]], state: int, members: Sequence[int], spans: Spans
) -> list[Specification]:
    """Return the change under every combination of choices that this record can answer, in the order of the file.

    Parameters
    ----------
    record
        votes that hold both spans.
    issues
        (roll calls) issue flags.
    state, members
        columns; the state itself is no member.
    spans
        the spans asked about; no choice reaches further back than the first.
    """
    table = choices()
    flags = by_title(record, issues)
    agree = {one["half"]: observed_agreement(record, state, members, half=one["half"]) for one in table["abstentions"]}
    found = []
    kept = _distinct([(one["name"], _chosen(flags, one)) for one in table["roll_calls"]])
    back = _distinct([
        (one["name"], record.day >= spans.since[0] - round(one["before"] * YEAR)) for one in table["years"]
    ])  # fmt: skip
    before, since = spans.masks(record.day)
    for (calls, chosen), average, abstention, (years, late) in product(
        kept, table["averages"], table["abstentions"], back
    ):
        masks = before & late & chosen, since & chosen
        least = table["least_titles" if average["over"] == "titles" else "least_roll_calls"]
        told = _change(agree[abstention["half"]], record.title, masks, over_titles=average["over"] == "titles")
        if told is not None and min(told[1]) >= least:
            found.append(Specification(calls, average["name"], abstention["name"], years, *told))
    return found


def by_title(record: Record, issues: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return (roll calls) flags, those of one title united: newer roll calls have none of their own."""
    united: dict[int, frozenset[str]] = {}
    for title, own in zip(record.title.tolist(), issues, strict=True):
        if title >= 0:
            united[title] = united.get(title, frozenset()) | own
    return [united.get(title, own) | own for title, own in zip(record.title.tolist(), issues, strict=True)]


def _distinct(masks: Sequence[tuple[str, Bools]]) -> list[tuple[str, Bools]]:
    """Return the choices that differ from all before them."""
    first: dict[bytes, tuple[str, Bools]] = {}
    for name, mask in masks:
        first.setdefault(mask.tobytes(), (name, mask))
    return list(first.values())


def _chosen(flags: Sequence[frozenset[str]], choice: Mapping[str, Any]) -> Bools:
    only, without = frozenset(choice.get("only", ())), frozenset(choice.get("without", ()))
    return np.array([(not only or bool(only & own)) and not without & own for own in flags], dtype=np.bool_)


def _change(
    agree: Floats, title: Ints, masks: tuple[Bools, Bools], *, over_titles: bool
) -> tuple[float, tuple[int, int]] | None:
    if not over_titles:
        usable = [np.isfinite(agree) & mask for mask in masks]
        n = int(usable[0].sum()), int(usable[1].sum())
        return (float(agree[usable[1]].mean() - agree[usable[0]].mean()), n) if min(n) else None
    told = title_means(agree, title, masks)
    return (float((told[2] - told[1]).mean()), (len(told[0]), len(told[0]))) if told is not None else None


def holds(found: Sequence[float], direction: str, within: float) -> tuple[int, int]:
    """Return under how many changes a direction holds, and of how many; 'no change': at most `within` either way."""
    change = np.array(found)
    said = {"towards": change > 0, "away": change < 0}.get(direction, np.abs(change) <= within)
    return int(said.sum()), len(found)
