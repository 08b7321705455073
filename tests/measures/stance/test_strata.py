"""Kinds of votes apart, and what points the other way than the answer."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.stance.posterior import Record
from poleward.measures.stance.ranking import Beside, Part, opposed
from poleward.measures.stance.strata import changes_by_kind

CALLS = 40


@pytest.fixture(scope="module")
def record() -> Record:
    """Return twenty roll calls before and twenty since: every second one on a paragraph, three on amendments."""
    kind = tuple("amendment" if k in (3, 23, 33) else ("resolution", "paragraph")[k % 2] for k in range(CALLS))
    votes = np.zeros((CALLS, 2), dtype=np.int8)
    day = 730_000 + 30 * np.arange(CALLS)
    return Record(("A", "P"), tuple(map(str, range(CALLS))), votes, day, np.full(CALLS, -1), kind)


def test_each_kind_has_its_own_change(record: Record) -> None:
    since = np.arange(CALLS) >= 20
    whole = np.array([kind == "resolution" for kind in record.kind])
    agreement = np.where(since, np.where(whole, 0.9, 0.2), 0.5)
    found = changes_by_kind(record, agreement, (~since, since))
    assert set(found) == {"whole drafts"}, "nine paragraphs are too few to tell, as are amendments"
    kinds = tuple("paragraph" if kind == "amendment" else kind for kind in record.kind)
    both = changes_by_kind(Record(*_fields(record), kinds), agreement, (~since, since))
    assert both["whole drafts"].mean() == pytest.approx(0.4)
    assert both["paragraphs"].mean() == pytest.approx(-0.3)
    assert np.quantile(both["paragraphs"], 0.95) < 0 < np.quantile(both["whole drafts"], 0.05)


def test_nothing_is_told_apart_where_kinds_are_not_known(record: Record) -> None:
    since = np.arange(CALLS) >= 20
    assert changes_by_kind(Record(*_fields(record)), np.ones(CALLS), (~since, since)) == {}


@pytest.mark.parametrize(
    ("up", "down", "named"),
    [(0.9, 0.0, ["falls"]), (0.0, 0.9, ["rises"]), (0.3, 0.3, []), (0.5, 0.1, [])],
)
def test_only_a_likely_direction_is_contradicted_and_only_beyond_an_interval(
    up: float, down: float, named: list[str]
) -> None:
    others = [
        Beside("falls", Part(-0.05, -0.09, -0.01)), Beside("falls a little", Part(-0.05, -0.09, 0.01)),
        Beside("rises", Part(0.05, 0.01, 0.09)), Beside("rises a little", Part(0.05, -0.01, 0.09)),
    ]  # fmt: skip
    assert [one.name for one in opposed(up, down, others)] == named


def _fields(record: Record) -> tuple[object, ...]:
    return record.states, record.roll_calls, record.votes, record.day, record.title
