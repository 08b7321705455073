"""evaluate placebo: what is quiet, what is shuffled, and how its shares are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poleward import config
from poleward.archive import Archive
from poleward.errors import UnusableInputError
from poleward.evaluation.placebo import Ask, evaluate_placebo, is_quiet, read_points, scores, shuffled
from poleward.measures.stance.posterior import Record
from tests.answers.conftest import roll_call, vote

MEMBERS = ("RUS", "USA", "DEU", "CHN", "KAZ", "BRA", "IND", "MLI")
LEAN = dict(zip(MEMBERS, (2.0, -2.0, -1.6, 1.5, 0.8, 0.2, 0.6, -0.6), strict=True))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Six years of eight questions that come back; Mali turns round in 2022, the rest stay."""
    rng = np.random.default_rng(2)
    beta = rng.choice([-1.5, 1.5], 8)
    calls, votes = [], []
    for year in range(2018, 2026):
        for q in range(8):
            name = f"A/RES/{year}/{q}"
            calls.append(roll_call(name, dt.date(year, 12, 1 + q), bridge=f"b-{q}", session=str(year - 1945)))
            for state in MEMBERS:
                u = beta[q] * (2.0 if state == "MLI" and year >= 2022 else LEAN[state]) + rng.standard_normal()
                votes.append(vote(name, state, "no" if u < -0.4 else "yes" if u > 0.4 else "abstain"))
    with Archive.open(tmp_path_factory.mktemp("placebo") / "votes.duckdb", write=True) as opened:
        opened.append("roll_calls", calls)
        opened.append("votes", votes)
        yield opened


def points_file(folder: Path) -> Path:
    """Write points: Mali's change in 2022 and China's stay."""
    rows = [
        f"{state},{year},{-LEAN[state] + (state == 'MLI' and year >= 2022) * -2.6:.2f}"
        for state in MEMBERS for year in range(2014, 2026)
    ]  # fmt: skip
    path = folder / "points.csv"
    path.write_text("iso3c,year,idealpointall\n" + "\n".join(rows) + "\nFRA,2020,NA\n")
    return path


def test_shares_are_of_quiet_spans_alone(archive: Archive, tmp_path: Path) -> None:
    found = evaluate_placebo(points_file(tmp_path), archive, config=config.load(), years=[2022], later=[2022])
    assert found["published"]["by_pole"].keys() == {"moscow", "west", "beijing"}
    assert found["published"]["by_pole"]["moscow"]["asks"] == 6  # all but Russia itself and Mali
    assert found["published"]["moved_at_0.80"] == 0
    assert found["published_with_titles"] == found["published"]
    assert found["shuffled"]["asks"] == 7 + 6 + 7
    assert found["shuffled"]["moved_at_0.80"] <= 0.1


def test_a_span_is_quiet_where_neither_the_state_nor_its_distance_changes() -> None:
    years = range(1980, 1992)
    still = dict.fromkeys(years, 0.5)
    gone = {y: 0.5 + 0.3 * (y >= 1988) for y in years}
    points = {"AAA": still, "BBB": still, "CCC": gone, "DDD": {1990: 0.5}}
    assert is_quiet(points, "AAA", ["BBB"], 1988)
    assert not is_quiet(points, "CCC", ["BBB"], 1988)
    assert not is_quiet(points, "AAA", ["CCC"], 1988)
    assert not is_quiet(points, "DDD", ["BBB"], 1988)


def test_shuffling_leaves_every_title_its_votes_and_days() -> None:
    rng = np.random.default_rng(4)
    votes = rng.integers(0, 3, (60, 5)).astype(np.int8)
    record = Record(("A", "B", "C", "D", "E"), tuple(map(str, range(60))), votes, np.arange(60), np.arange(60) % 6 - 1)
    mixed = shuffled(record, 7)
    assert (mixed.day == record.day).all()
    assert (mixed.title == record.title).all()
    for title in range(-1, 5):
        one, two = (sorted(map(tuple, r.votes[r.title == title].tolist())) for r in (record, mixed))
        assert one == two
    assert (mixed.votes[record.title == -1] == votes[record.title == -1]).all()
    assert (mixed.votes != votes).any()


def test_shares_count_what_they_say() -> None:
    ask = Ask("AAA", "moscow", dt.date(1990, 1, 1), 0.1, 0.2, -0.01, -0.05, 0.02, "state")
    asks = [ask, replace(ask, down=0.85, q95=-0.01, mover="pole"), replace(ask, up=0.96, q05=0.01, pole="west"), ask]
    found = scores(asks)
    assert (found["moved_at_0.80"], found["moved_at_0.95"], found["interval_excludes_0"]) == (0.5, 0.25, 0.5)
    assert found["moved_by"] == {"pole": 1, "state": 1}
    assert found["by_pole"]["west"]["moved_at_0.95"] == 1
    assert found["by_pole"]["moscow"]["asks"] == 3


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "iso3c,year,idealpointall\nKAZ,soon,1\n"])
def test_a_file_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(UnusableInputError):
        read_points(path)
