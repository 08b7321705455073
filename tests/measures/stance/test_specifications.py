"""The specification curve: every choice of the file, none for what it says, against a plain reference."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from poleward.measures.stance.agenda import Spans
from poleward.measures.stance.posterior import Record
from poleward.measures.stance.specifications import by_title, choices, holds, specifications
from tests.measures.stance.conftest import FIRST_DAY
from tests.measures.stance.test_compare import SPANS

CUT = FIRST_DAY + 365 * 4
LONG = Spans((FIRST_DAY - 2000, CUT - 1), (CUT, FIRST_DAY + 365 * 7))


def flags_of(record: Record) -> list[frozenset[str]]:
    """Return flags: titles in turn of the Middle East, Ukraine, disarmament and none; the last two years have none."""
    kinds = [frozenset({"me"}), frozenset({"ru"}), frozenset({"di", "nu"}), frozenset()]
    late = record.day >= FIRST_DAY + 365 * 4
    return [
        frozenset() if new or title < 0 else kinds[title % 4] for title, new in zip(record.title, late, strict=True)
    ]


def test_flags_of_a_title_reach_its_newer_roll_calls(record: Record) -> None:
    flags = by_title(record, flags_of(record))
    for title in range(4):
        own = {flags[k] for k in np.flatnonzero(record.title == title)}
        assert len(own) == 1
    assert all(not flags[k] for k in np.flatnonzero(record.title < 0))


def test_every_choice_is_computed_as_it_says(record: Record) -> None:
    flags = flags_of(record)
    found = specifications(record, flags, 0, [1, 5], LONG)
    united = by_title(record, flags)
    table = choices()
    named = {(s.roll_calls, s.average, s.abstention, s.years): s for s in found}
    assert len(named) == len(found) > 20
    before, since = LONG.masks(record.day)
    for calls, average, abstention, years in product(
        *(table[k] for k in ("roll_calls", "averages", "abstentions", "years"))
    ):
        key = (calls["name"], average["name"], abstention["name"], years["name"])
        if key not in named:
            continue
        per_title: dict[int, tuple[list[float], list[float]]] = {}
        for r in range(len(record.day)):
            own, theirs = record.votes[r, 0], [v for v in record.votes[r, [1, 5]] if v >= 0]
            early = record.day[r] < LONG.since[0] - round(365.25 * years["before"])
            if own < 0 or not theirs or early or not (before[r] or since[r]):
                continue
            if (calls.get("only") and not united[r] & set(calls["only"])) or united[r] & set(calls.get("without", ())):
                continue
            agree = np.mean([1 - abs(int(own) - int(v)) / 2 if abstention["half"] else float(own == v) for v in theirs])
            label = int(record.title[r]) if average["over"] == "titles" else 0
            if label >= 0:
                per_title.setdefault(label, ([], []))[int(since[r])].append(float(agree))
        changes = [np.mean(b) - np.mean(a) for a, b in per_title.values() if a and b]
        assert named[key].change == pytest.approx(np.mean(changes)), key


def test_a_choice_that_changes_nothing_counts_once(record: Record) -> None:
    without = specifications(record, [frozenset()] * len(record.day), 0, [1], LONG)
    assert {s.roll_calls for s in without} == {"all"}
    assert {s.years for s in specifications(record, [frozenset()] * len(record.day), 0, [1], SPANS)} == {
        "3 years before"
    }


def test_a_choice_with_too_little_is_passed_over(record: Record) -> None:
    few = record.title >= 4
    less = Record(record.states, record.roll_calls, np.where(few[:, None], -1, record.votes), record.day, record.title)
    found = specifications(less, [frozenset()] * len(record.day), 0, [1], LONG)
    assert {s.average for s in found} == {"every roll call"}


def test_a_direction_holds_where_the_change_has_its_sign() -> None:
    curve = [-0.05, -0.01, 0.02, 0.0]
    assert holds(curve, "away", 0.03) == (2, 4)
    assert holds(curve, "towards", 0.03) == (1, 4)
    assert holds(curve, "no change", 0.03) == (3, 4)
