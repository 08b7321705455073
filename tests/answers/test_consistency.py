"""No two sentences or fields of an answer about votes disagree, for any state, pole and date of a small record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from poleward.archive import Archive
from poleward.channels.channel import Finding, Options
from poleward.channels.question import Question
from poleward.config import Config
from poleward.evaluation.consistency import check_votes, disagreements
from tests.answers.conftest import roll_call, vote

MEMBERS = ("RUS", "USA", "DEU", "KAZ", "TKM", "MLI", "HUN")
LEAN = dict(zip(MEMBERS, (2.0, -2.0, -1.6, 0.8, 0.9, -0.6, -1.2), strict=True))
NO_ROW = "no row in the table of all members"
DAYS = (dt.date(2022, 2, 24), dt.date(2024, 12, 3))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Eight years of questions, some of which come back; Mali turns round, Russia drifts, others come or go."""
    rng = np.random.default_rng(2)
    beta = rng.choice([-1.5, 1.5], 10)
    calls, votes = [], []
    for year in range(2018, 2026):
        for q in range(10):
            name = f"A/RES/{year}/{q}"
            bridge = f"b-{q}" if q < 6 and (q, year) != (3, 2022) else None
            calls.append(roll_call(name, dt.date(year, 12, 1 + q), bridge=bridge, session=str(year - 1945)))
            for state in MEMBERS:
                if (state == "TKM" and year < 2023) or (state == "HUN" and year > 2021) or rng.random() < 0.05:
                    continue
                place = LEAN[state] + 0.3 * (year - 2018) * (state == "RUS") + 2.6 * (state == "MLI" and year >= 2022)
                u = beta[q] * place + rng.standard_normal()
                votes.append(vote(name, state, "no" if u < -0.4 else "yes" if u > 0.4 else "abstain"))
    with Archive.open(tmp_path_factory.mktemp("consistent") / "votes.duckdb", write=True) as archive:
        archive.append("roll_calls", calls)
        archive.append("votes", votes)
        yield archive


def test_no_two_things_said_disagree(record: Archive, poles: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poleward.channels.votes.REPLICATES", 60)  # of the intervals of what was observed
    asked = list(check_votes(record, MEMBERS, ["moscow", "west"], DAYS, config=poles))
    assert len(asked) == len(DAYS) * (2 * len(MEMBERS) - 1)  # a pole of one state is not asked about itself
    assert {(q.state, q.pole.key, str(q.since)): said for q, said in asked if said} == {}


def test_what_disagrees_is_found(record: Archive, poles: Config) -> None:
    question, finding = _one(record, poles)
    options = finding.options
    assert options is not None
    assert finding.direction == "towards"
    turned = Options(options.away, options.towards, options.same)
    change = next(e for e in finding.estimates if e.measure == "change_in_agreement")
    others = tuple(e for e in finding.estimates if e is not change)
    for wrong in (
        replace(finding, direction="away"),
        replace(finding, options=turned),
        replace(finding, mover=None),
        replace(finding, sentence=finding.sentence.replace("more like", "less like")),
        replace(finding, sentence=finding.sentence.replace("(+", "(-")),
        replace(finding, estimates=(replace(change, value=-1.0), *others)),
        replace(finding, estimates=(replace(change, evidence=change.evidence[1:]), *others)),
    ):
        assert set(disagreements(wrong, question)) - {NO_ROW}
    assert disagreements(finding, question) == [NO_ROW]


def _one(record: Archive, poles: Config) -> tuple[Question, Finding]:
    from poleward.answers.ask import ask

    answer = ask(record, "MLI", "moscow", DAYS[0], config=poles)
    return answer.question, answer.finding("votes")
