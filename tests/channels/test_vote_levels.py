"""Levels of the seasons: a season that asks other questions is no move, and they average to what an answer says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from poleward.answers.yearly import yearly
from poleward.archive import Archive
from poleward.channels import channel
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.channels.votes import EXPECTED, OBSERVED
from poleward.config import load
from poleward.periods import Window
from tests.answers.conftest import roll_call, vote
from tests.channels.test_truth import STATES

SINCE = dt.date(2021, 7, 1)
QUESTION = Question(
    state="KAZ", state_name="Kazakhstan", pole=load().pole("moscow"),
    before=Window(dt.date(2017, 1, 1), SINCE - dt.timedelta(days=1)), after=Window(SINCE, dt.date(2023, 12, 31)),
)  # fmt: skip


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Nobody moves. Kazakhstan votes with Russia on `together`, not on `apart`, which is asked more and more."""
    rng = np.random.default_rng(4)
    path: Path = tmp_path_factory.mktemp("levels") / "a.duckdb"
    calls, votes = [], []
    for year in range(2017, 2024):
        for k in range(16):
            matter = "apart" if k < 2 * (year - 2016) else "together"
            name = f"{year}-{k:02d}"
            calls.append(roll_call(name, dt.date(year, 1 + k % 12, 10), bridge=f"{matter} {k % 4}"))
            votes += [vote(name, "RUS", "no"), vote(name, "KAZ", "no" if matter == "together" else "yes")]
            votes += [
                vote(name, s, "yes" if (rng.random() < 0.9) == (i % 2 == 0) else "no") for i, s in enumerate(STATES)
            ]
    with Archive.open(path, write=True) as archive:
        archive.append("roll_calls", calls)
        archive.append("votes", votes)
    with Archive.open(path) as archive:
        yield Reading(archive)


def test_what_is_asked_swings_and_levels_do_not(reading: Reading) -> None:
    votes = channel("votes")
    record = votes.read(reading, QUESTION)
    years = [Window(dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in range(2017, 2024)]
    observed = [votes.numbers(record, year)[0].value or 0.0 for year in years]
    assert observed == pytest.approx([1 - 2 * (year.first.year - 2016) / 16 for year in years])
    found = yearly(reading, QUESTION, "votes")
    level = [e.value or 0.0 for _, e in found.years if e is not None]
    assert len(level) == 7
    assert max(level) - min(level) < 0.1
    assert found.baseline == pytest.approx(np.mean(level), abs=0.05)
    assert all(e.measure == EXPECTED and e.q05 <= e.value <= e.q95 for _, e in found.years)  # type: ignore[union-attr, operator]


def test_seasons_average_to_what_an_answer_says_and_it_says_no_other_level(reading: Reading) -> None:
    votes = channel("votes")
    finding = votes.finding(votes.read(reading, QUESTION), brief=True)
    assert finding is not None
    seasons = [e for e in finding.estimates if e.measure == EXPECTED]
    assert [e.period for e in seasons][4:6] == ["2021-01-01/2021-06-30", "2021-07-01/2021-12-31"]
    assert not [e for e in finding.estimates if e.measure == OBSERVED]
    for window, level in zip((QUESTION.before, QUESTION.after), finding.facts.move.level, strict=True):
        mine = [e for e in seasons if dt.date.fromisoformat(e.period[:10]) in window]
        days = [(dt.date.fromisoformat(e.period[11:]) - dt.date.fromisoformat(e.period[:10])).days + 1 for e in mine]
        assert np.average([e.value for e in mine], weights=days) == pytest.approx(level)  # type: ignore[type-var]


def test_a_season_without_a_vote_has_no_level(reading: Reading) -> None:
    votes = channel("votes")
    record = votes.read(reading, QUESTION)
    days = Window(dt.date(2030, 1, 1), dt.date(2030, 12, 31)), QUESTION.after
    none, level = votes.levels(record, days)
    assert none is None
    assert level is not None
    assert level.n == 6 + 2 * 16
    nobody = Question(state="PLW", state_name="Palau", pole=QUESTION.pole, before=QUESTION.before, after=QUESTION.after)
    assert votes.levels(votes.read(reading, nobody), days) == [None, None]
