"""Other coders' events in the answers: the balance before and since, what was not read, the way back to the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from poleward.answers.ask import ask
from poleward.answers.why import why, why_estimate
from poleward.archive import Archive
from poleward.config import Config
from poleward.intake.events import load_events
from poleward.periods import Window
from tests.event_samples import gdelt, write

SINCE = dt.date(2022, 2, 24)


def rows(year: int, code: str, goldstein: str, actor: str = "KAZ", recipient: str = "RUS") -> list[list[str]]:
    """Twelve events of a year, each reported twice."""
    return [
        gdelt(
            year * 1000 + int(code) * 40 + 2 * month + copy,
            f"{year}{month:02}05",
            actor,
            recipient,
            code,
            place="Moscow, Moskva, Russia",
            goldstein=goldstein,
            url=f"https://n.example/{actor}{year}-{code}-{month}-{copy}",
        )
        for month in range(1, 13)
        for copy in range(2)
    ]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Kazakhstan supports Russia in 2020 and 2021 and accuses it in 2022; Russia consults all along."""
    told = [*rows(2020, "057", "8.0"), *rows(2021, "057", "8.0"), *rows(2022, "112", "-2.0")]
    for year in (2020, 2021, 2022):
        told += rows(year, "040", "1.0", "RUS", "KAZ")
    with Archive.open(tmp_path / "a.duckdb", write=True) as opened:
        load_events(opened, [write(tmp_path / "a.CSV", told)])
        yield opened


def test_the_balance_before_and_since_by_year_and_who_moved(archive: Archive, poles: Config) -> None:
    found = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("events")
    assert found.direction == "away"
    assert found.probability is not None
    assert found.probability > 0.95
    assert "(change -4.8, 90 % interval" in found.sentence
    assert "Since then words -1.8" in found.sentence
    assert "By year: 2020 +3.2 (+1.9 to +4.5)" in found.sentence
    assert "Moscow's own acts and words to the state changed by" in found.who_moved
    assert "Read (gdelt2): 26 days before and 10 since" in found.unknown
    by_year = {e.period: e.n for e in found.estimates if e.measure == "balance_of_year"}
    assert by_year == {"2020": 12, "2021": 12, "2022": 12}
    for estimate in found.estimates:
        assert None in (estimate.value, estimate.q05) or estimate.q05 < estimate.value < estimate.q95


def test_a_number_leads_to_the_rows(archive: Archive, poles: Config) -> None:
    april = Window(dt.date(2022, 3, 1), dt.date(2022, 6, 30))
    arithmetic = {a.estimate.measure: a for a in why(archive, "KAZ", "moscow", april, config=poles)}
    assert set(arithmetic) == {"balance", "balance_of_words", "balance_of_pole"}
    line = arithmetic["balance"].lines[0]
    assert line.what == "ACCUSE (CAMEO 112) by KAZ to RUS, Moscow, Moskva, Russia"
    assert "2 reports in 2 articles" in line.detail
    assert "a.CSV row" in line.where
    assert "https://n.example/KAZ2022-112-" in line.where
    for found in arithmetic.values():
        assert sum(part.contribution for part in found.lines) == pytest.approx(found.estimate.value)
        assert found.remainder == 0
    stated = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("events").estimates[0]
    assert len(why_estimate(archive, stated.estimate_id, config=poles).lines) == stated.n


def test_not_read_and_none_are_told_apart(archive: Archive, poles: Config) -> None:
    unread = ask(archive, "KAZ", "moscow", dt.date(2023, 2, 1), config=poles, until=dt.date(2023, 12, 31))
    assert "not observed: no file of the days since 2023-02-01" in unread.finding("events").sentence
    none = ask(archive, "UZB", "moscow", SINCE, config=poles).finding("events")
    assert none.direction == "not enough evidence"
    assert "0 since 2022-02-24, 0 before" in none.sentence
    assert {(e.period, e.value, e.n) for e in none.estimates} == {(y, None, 0) for y in ("2020", "2021", "2022")}


def test_a_span_of_many_events_is_told_by_month_and_type(
    archive: Archive, poles: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("poleward.channels.events.MOST_ITEMS", 5)
    stated = ask(archive, "KAZ", "moscow", SINCE, config=poles).finding("events").estimates[0]
    told = why_estimate(archive, stated.estimate_id, config=poles)
    assert sum(line.contribution for line in told.lines) + told.remainder == pytest.approx(stated.value)
    assert ("2021-03", "SUPPORT by the state") in {(line.date, line.what) for line in told.lines}
    assert sum(line.weight for line in told.lines) == stated.n
