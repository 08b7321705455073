"""The table of `why` is the number, and says beforehand what the number will be without an item."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poleward import config
from poleward.answers.judge import judge
from poleward.answers.why import Arithmetic, Line, explain, in_words
from poleward.archive import Archive
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate
from poleward.channels.question import Question
from poleward.periods import Window

from .conftest import SINCE, document, roll_call, sign, statement, vote

ROUNDING = 1e-12
"""What adding in another order may change."""
NOW = dt.datetime(2025, 1, 1, 12)
POLES = config.load()
MOSCOW = POLES.pole("moscow")
BASELINE = dt.date(2019, 1, 1)
YEAR = Window(dt.date(2022, 1, 1), dt.date(2022, 12, 31))

cast_ = st.sampled_from(["yes", "no", "abstain", "not_voting"])
rolls = st.lists(st.tuples(cast_, cast_), min_size=6, max_size=14)
said = st.lists(
    st.tuples(
        st.integers(0, 700),  # day from the beginning of 2021: both spans
        st.sampled_from([1, -1]),
        st.sampled_from(["words", "deeds"]),
        st.sampled_from(["AID", "ACCUSE"]),
        st.sampled_from(["s1", "s2", "s3", "s4"]),  # stories: what tells of one act counts once
    ),
    max_size=40,
)


def filled(folder: str, cast: list[tuple[str, str]], told: list[tuple[int, int, str, str, str]]) -> Archive:
    archive = Archive.open(Path(folder) / "a.duckdb", write=True)
    days = [SINCE + dt.timedelta(days=30 * (i - len(cast) // 2)) for i in range(len(cast))]
    archive.append("roll_calls", [roll_call(f"R{i:02d}", day) for i, day in enumerate(days)])
    rows = [
        vote(f"R{i:02d}", state, v)
        for i, pair in enumerate(cast)
        for state, v in zip(("KAZ", "RUS"), pair, strict=True)
    ]
    archive.append("votes", [*rows, *(vote(f"R{i:02d}", "USA", "yes") for i in range(len(cast)))])
    archive.append("documents", [document(s) for s in ("s1", "s2", "s3", "s4")])
    items: list[dict[str, Any]] = []
    signs: list[dict[str, Any]] = []
    for n, (day, lean, channel, kind, story) in enumerate(told):
        name = f"x{n:03d}"
        on = dt.date(2021, 1, 1) + dt.timedelta(days=day)
        items.append(statement(name, story, on, channel, event_type=kind))
        signs.append(sign(name, lean))
    archive.append("statements", items)
    archive.append("signs", signs)
    return archive


def numbers(archive: Archive) -> list[Estimate]:
    """Every number with evidence that asking gives for votes, words and deeds: of the change, and of the year 2022."""
    before = Window(BASELINE, SINCE - dt.timedelta(days=1))
    asked = Question(
        state="KAZ", state_name="Kazakhstan", pole=MOSCOW, before=before, after=Window(SINCE, YEAR.last)
    )  # fmt: skip
    reading = Reading(archive)
    found: list[Estimate] = []
    for key in ("votes", "words", "deeds"):
        one = channel_of(key)
        finding = one.finding(one.read(reading, asked), brief=True)
        assert finding is not None
        found += [e for e in finding.estimates if e.measure.startswith("change_")]
        found += one.numbers(one.read(reading, asked.on(YEAR)), YEAR)
    return [e for e in found if e.evidence]


def same_number(found: list[Estimate], asked: Estimate) -> float | None:
    match = [e for e in found if (e.channel, e.measure, e.period) == (asked.channel, asked.measure, asked.period)]
    return match[0].value if match else None


def explained(archive: Archive) -> list[Arithmetic]:
    return [explain(Reading(archive), e, MOSCOW) for e in numbers(archive)]


def take_away(archive: Archive, line: Line) -> None:
    if line.kind == "statement":
        judge(archive, line.ref, "not_about_this", author="a", at=NOW)
    else:
        archive.connection.execute("DELETE FROM votes WHERE roll_call_id = ? AND state = 'KAZ'", [line.ref])


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(rolls, said, st.data())
def test_the_number_without_an_item_is_what_the_table_said(
    cast: list[tuple[str, str]], told: list[tuple[int, int, str, str, str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder, filled(folder, cast, told) as archive:
        tables = [a for a in explained(archive) if a.lines and a.lines[0].without is not None]
        if not tables:
            return
        table = data.draw(st.sampled_from(tables))
        line = data.draw(st.sampled_from(table.lines))
        turn = line.kind == "statement" and data.draw(st.booleans())
        if turn:
            judge(archive, line.ref, "wrong_sign", author="a", at=NOW)
        else:
            take_away(archive, line)
        expected = line.turned if turn else line.without
        assert same_number(numbers(archive), table.estimate) == pytest.approx(expected, abs=ROUNDING)


def test_the_parts_and_the_remainder_sum_to_the_number(archive: Archive) -> None:
    checked = 0
    for a in explained(archive):
        assert sum(line.contribution for line in a.lines) + a.remainder == pytest.approx(a.estimate.value)
        assert all(line.sign * line.contribution >= 0 for line in a.lines)
        assert a.to_json()["sum_of_items"] + a.remainder == pytest.approx(a.estimate.value)
        checked += len(a.lines)
    assert checked > 40


def test_taking_the_top_item_away_changes_the_number_as_said(archive: Archive) -> None:
    table = next(a for a in explained(archive) if a.estimate.measure == "change_in_balance")
    top = table.lines[0]
    assert top.without is not None
    assert top.without != table.estimate.value
    take_away(archive, top)
    assert same_number(numbers(archive), table.estimate) == top.without


def test_an_estimate_of_an_older_state_of_the_archive_says_nothing_of_removals(archive: Archive) -> None:
    table = next(a for a in explained(archive) if a.estimate.measure == "change_in_balance")
    take_away(archive, table.lines[0])
    assert all(line.without is None for line in explain(Reading(archive), table.estimate, MOSCOW).lines)


def test_a_number_is_told_as_a_value_as_a_range_or_as_not_known():
    def estimate(value: float | None, low: float | None, high: float | None) -> Estimate:
        return Estimate(
            state="KAZ", pole="moscow", channel="trade", measure="share", period="2022", value=value, q05=low, q95=high,
            n=0, method="m",
        )  # fmt: skip

    assert in_words(estimate(-0.12345, -0.2, 0.0)) == "-0.123"
    assert in_words(estimate(None, 0.1, 0.25)) == "between 0.100 and 0.250"
    assert in_words(estimate(None, None, None)) == "not enough evidence"
