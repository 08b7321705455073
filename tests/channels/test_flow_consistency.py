"""Trade and arms say one thing: direction, chances, number, evidence, path and break come from one posterior."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from poleward.actors import load_registry
from poleward.answers.ask import finding_of
from poleward.answers.questions import question
from poleward.archive import Archive
from poleward.channels import FLOWS
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Finding
from poleward.channels.question import Question
from poleward.config import load
from poleward.evaluation.flow_consistency import disagreements
from poleward.intake.trade_shares import load_trade_shares

SINCE = dt.date(2022, 2, 24)
UNIT = {"exports": "USD", "imports": "USD", "tiv": "TIV million"}
SHARES = ("ARM", "BLR", "EGY", "FJI", "HUN", "KAZ", "SRB", "TUR")
"""States asked about on the shares that ship."""


def rows_of(state: str, indicator: str, source: str, year: int, values: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {
            "state": state, "partner": partner, "channel": "arms" if indicator == "tiv" else "trade",
            "indicator": indicator, "date_earliest": dt.date(year, 1, 1), "date_latest": dt.date(year, 12, 31),
            "value": value, "unit": UNIT[indicator], "status": "observed" if value else "zero", "reporter": None,
            "source_id": source, "source": source,
        }
        for partner, value in values.items()
    ]  # fmt: skip


def invented(state: str, seed: int) -> list[dict[str, Any]]:
    """Return flows of a state: a share that drifts, jumps or stays, years without a cell, one publisher or two."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for indicators, size in ((("exports", "imports"), 1e10), (("tiv",), 10 ** rng.uniform(0.5, 3))):
        level = rng.uniform(0.0, 0.9)
        turns, by = int(rng.integers(2014, 2025)), rng.choice([0.0, 0.03, -0.05, 0.2, -0.3, -0.8])
        for source in ("One", "Two")[: int(rng.integers(1, 3))]:
            bias = rng.normal(0, 0.02)
            for year in range(int(rng.integers(2012, 2016)), 2025):
                share = np.clip(level + bias + by * (year >= turns) + rng.normal(0, 0.02), 0, 1)
                whole = size * rng.lognormal(0, 0.3 if size == 1e10 else 1.2)
                values = {"RUS": round(whole * share, 3), "CHN": round(whole * (1 - share), 3)}
                if len(indicators) == 1:  # arms: only what is delivered has a row
                    values = {partner: value for partner, value in values.items() if value > 0}
                elif rng.random() < 0.15:  # trade: no figure with the pole is not zero
                    del values["RUS"]
                for indicator in indicators:
                    rows += rows_of(state, indicator, source, year, values)
    return rows


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(Path(tmp_path_factory.mktemp("flows")) / "a.duckdb", write=True) as made:
        load_trade_shares(made)
        states = sorted(load_registry().members(dt.date(2025, 1, 1)) - {"RUS", "CHN", *SHARES})[:18]
        made.append("ties", [row for k, state in enumerate(states) for row in invented(state, k)])
        yield made


def asked_of(archive: Archive, state: str, pole: str, since: dt.date = SINCE) -> Question:
    return question(archive, state, pole, since, config=load(), registry=load_registry())


def findings(archive: Archive) -> Iterator[tuple[Question, Finding]]:
    reading = Reading(archive)
    invented_for = [r["state"] for r in archive.rows("SELECT DISTINCT state FROM ties WHERE source = 'One' ORDER BY 1")]
    for state in (*invented_for, *SHARES):
        for pole, since in (("moscow", SINCE), ("beijing", dt.date(2019, 7, 1)), ("west", SINCE)):
            asked = asked_of(archive, state, pole, since)
            for flow in FLOWS:
                found = finding_of(reading, flow, asked)
                assert found is not None
                yield asked, found


@pytest.fixture(scope="module")
def told(archive: Archive) -> list[tuple[Question, Finding]]:
    return list(findings(archive))


def test_no_answer_about_a_flow_says_two_things(told: list[tuple[Question, Finding]]) -> None:
    wrong = [(asked.state, asked.pole.key, found.channel, said)
             for asked, found in told if (said := disagreements(found, asked))]  # fmt: skip
    assert wrong == []
    said = {(found.channel, found.direction) for _, found in told}
    for channel in ("trade", "arms"):
        assert {(channel, way) for way in ("towards", "away", "no change", "not enough evidence")} <= said
    assert any(found.path is not None and found.path.breaks for _, found in told)
    assert any(found.facts.bounds is not None for _, found in told)
    assert any(found.facts.unseen for _, found in told), "a year without the pole's cell is named"


def test_what_is_tampered_with_is_found(told: list[tuple[Question, Finding]]) -> None:
    asked, found = next((a, f) for a, f in told if f.direction == "away" and f.path is not None and f.path.breaks)
    assert found.probability is not None
    assert found.options is not None
    assert found.path is not None
    (change, *others) = found.estimates
    assert change.value is not None
    wrong = (
        replace(found, direction="towards"),
        replace(found, direction="not enough evidence", probability=None),
        replace(found, probability=found.probability - 0.1),
        replace(found, options=found.options._replace(same=found.options.same + 0.1)),
        replace(found, path=replace(found.path, accounts=replace(found.path.accounts, no_change=0.8))),
        replace(found, estimates=(replace(change, value=-change.value), *others)),
        replace(found, estimates=(replace(change, evidence=change.evidence[1:]), *others)),
        replace(found, sentence=""),
        replace(found, facts=replace(found.facts, high=0.3)),
        replace(found, options=None),
    )
    assert disagreements(found, asked) == []
    assert [disagreements(one, asked) != [] for one in wrong] == [True] * len(wrong)


def test_a_fall_that_stays_is_a_break_of_that_size(archive: Archive) -> None:
    """Forty points of trade that are gone in 2022 and 2023 are no year gone astray."""
    rows = [
        row
        for year in range(2014, 2024)
        for way in ("exports", "imports")
        for row in rows_of("FSM", way, "Own", year, {"RUS": 0.0 if year > 2021 else 4e9, "CHN": 6e9})
    ]
    archive.append("ties", rows)
    asked = asked_of(archive, "FSM", "moscow")
    found = finding_of(Reading(archive), FLOWS[0], asked)
    assert found is not None
    assert found.direction == "away"
    assert found.probability is not None
    assert found.probability > 0.95
    assert found.path is not None
    (one,) = found.path.breaks
    assert (one.direction, one.lasts, one.first >= "2021-08", one.last <= "2022-07") == ("away", True, True, True)
    assert one.size == pytest.approx(-0.4, abs=0.03)
