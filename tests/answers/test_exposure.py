"""Exposure in the answers: the partner's figures beside the state's, months as ranges, and why there is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from poleward.answers.ask import ask
from poleward.answers.why import why
from poleward.archive import Archive
from poleward.channels.channel import Finding
from poleward.config import Config
from poleward.errors import NothingFoundError
from poleward.periods import Window

from .conftest import SINCE

UNTIL = dt.date(2023, 12, 31)


def tie(state: str, partner: str, indicator: str, year: int, value: float, source: str = "Own", **more: Any) -> Any:
    return {
        "state": state, "partner": partner, "channel": "trade", "indicator": indicator,
        "date_earliest": dt.date(year, 1, 1), "date_latest": dt.date(year, 12, 31), "value": value, "unit": "USD",
        "status": "observed" if value else "zero", "reporter": state, "source_id": source, "source": source,
    } | more  # fmt: skip


def flows(*years: int) -> list[Any]:
    """Of 4 billion a year, 1 billion goes to Russia in 2020 and 0.2 billion more in each later year."""
    return [
        tie("KAZ", partner, "exports", year, value * 1e9)
        for year in years
        for partner, value in (("RUS", 1 + 0.2 * (year - 2020)), ("CHN", 3 - 0.2 * (year - 2020)))
    ]


def trade(archive: Archive, poles: Config, rows: list[Any]) -> Finding:
    archive.append("ties", rows)
    return ask(archive, "KAZ", "moscow", SINCE, config=poles, until=UNTIL).finding("trade")


def test_the_partner_s_figures_stand_beside_and_fill_nothing(archive: Archive, poles: Config) -> None:
    mirror = [tie("RUS", "KAZ", "imports", y, 9e8, "Customs") for y in (2019, 2021)]
    again = [tie("KAZ", "RUS", "re_exports", 2023, 4e8)]
    found = trade(archive, poles, [*flows(2020, 2021, 2022, 2023), *mirror, *again])
    assert "from 28 % (2020-2021) to 38 % (2022-2023)" in found.sentence
    assert "exports of 2021: 1.20 billion USD by Own, 0.90 billion USD by Customs" in found.beside
    assert "exports that only Customs has: 2019 0.90 billion USD" in found.beside
    assert "Of the exports to Moscow, 13 % are flagged as re-exports" in found.unknown


def test_a_month_has_a_range_and_a_year_a_value(archive: Archive, poles: Config) -> None:
    archive.append("ties", flows(2020, 2021, 2022))
    month = why(archive, "KAZ", "moscow", Window(dt.date(2021, 4, 1), dt.date(2021, 4, 30)), config=poles)
    (range_,) = [a for a in month if a.estimate.channel == "trade"]
    assert (range_.estimate.measure, range_.estimate.value) == ("share_range", None)
    assert (range_.estimate.q05, range_.estimate.q95) == (0.25, 0.35)
    assert [line.date for line in range_.lines] == ["2021-01-01/2021-12-31"]
    year = why(archive, "KAZ", "moscow", Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31)), config=poles)
    (share,) = [a for a in year if a.estimate.channel == "trade"]
    assert share.estimate.value == 0.3
    assert sum(line.contribution for line in share.lines) == 0.3


def test_zero_is_not_unobserved(archive: Archive, poles: Config) -> None:
    others = [tie("KAZ", "CHN", "exports", y, 1e9) for y in (2020, 2021, 2022, 2023)]
    found = trade(archive, poles, others)
    assert "no source has a row for Kazakhstan and Moscow: not observed, which is not zero" in found.sentence
    zeros = [tie("KAZ", "RUS", "exports", y, 0.0) for y in (2020, 2021, 2022, 2023)]
    assert "zero is published for every year (2020-2023)" in trade(archive, poles, zeros).sentence


def test_a_source_that_ends_says_so_and_not_a_member_is_said(archive: Archive, poles: Config) -> None:
    treaties = {"channel": "treaties", "unit": "yes/no", "reporter": None}
    archive.append(
        "ties",
        [
            tie("KAZ", "RUS", "defence", 2018, 1.0, "ATOP", **treaties),
            tie("KAZ", "RUS", "offence", 2018, 0.0, "ATOP", **treaties),
            tie("KAZ", "CSTO", "member", 1994, 1.0, "List", **treaties) | {"date_latest": None},
        ],
    )
    found = ask(archive, "KAZ", "moscow", SINCE, config=poles, until=UNTIL).finding("treaties")
    assert "member of: CSTO. Not a member on 2023-12-31: EAEU." in found.sentence
    assert "ATOP, 2018: defence with RUS; offence none; later is not observed." in found.unknown


def with_the_world(year: int, russia: float | None, china: float = 1e9) -> list[Any]:
    """Of 10 billion each way a year, what goes to Russia; None: the publisher has no figure."""
    rows = [("WLD", 1e10), ("CHN", china)] + ([] if russia is None else [("RUS", russia)])
    return [tie("KAZ", partner, way, year, value) for partner, value in rows for way in ("exports", "imports")]


def test_a_year_without_the_poles_figure_is_not_observed(archive: Archive, poles: Config) -> None:
    rows = [row for y in range(2016, 2022) for row in with_the_world(y, 4e9)]
    gone = [row for y in (2022, 2023) for row in with_the_world(y, None)]
    found = trade(archive, poles, rows + gone)
    assert found.direction == "not enough evidence"
    assert "observed in 2016-2021, but no publisher has years both before and since 2022-02-24" in found.sentence
    year = why(archive, "KAZ", "moscow", Window(dt.date(2021, 1, 1), dt.date(2021, 12, 31)), config=poles)
    assert [a.estimate.value for a in year if a.estimate.channel == "trade"] == [0.4]
    with pytest.raises(NothingFoundError):
        why(archive, "KAZ", "moscow", Window(dt.date(2023, 1, 1), dt.date(2023, 12, 31)), config=poles)


def test_a_hole_in_the_series_is_named(archive: Archive, poles: Config) -> None:
    rows = [row for y in range(2016, 2024) for row in with_the_world(y, None if y in (2019, 2023) else 4e9)]
    found = trade(archive, poles, rows)
    assert "Own has no figure with Moscow for 2019, 2023: not observed, which is not zero" in found.unknown
    assert "from 40 %" in found.sentence
    assert "to 40 %" in found.sentence


def test_a_published_zero_is_observed(archive: Archive, poles: Config) -> None:
    rows = [row for y in range(2016, 2024) for row in with_the_world(y, 4e9 if y < 2022 else 0.0)]
    assert trade(archive, poles, rows).direction == "away"


def test_one_of_two_directions_missing_is_not_half_the_share(archive: Archive, poles: Config) -> None:
    rows = [row for y in range(2016, 2024) for row in with_the_world(y, 4e9)]
    rows = [
        r
        for r in rows
        if not (r["partner"] == "RUS" and r["indicator"] == "imports" and r["date_earliest"].year > 2021)
    ]
    assert trade(archive, poles, rows).direction == "not enough evidence"


def test_a_small_member_missing_leaves_the_wests_share_observed(archive: Archive, poles: Config) -> None:
    def year(y: int) -> list[Any]:
        parts = [("WLD", 1e10), ("DEU", 3e9), ("USA", 2e9), *([("MLT", 1e7)] if y < 2022 else [])]
        return [tie("KAZ", partner, "exports", y, value) for partner, value in parts]

    archive.append("ties", [row for y in range(2016, 2024) for row in year(y)])
    found = ask(archive, "KAZ", "west", SINCE, config=poles, until=UNTIL).finding("trade")
    assert found.direction == "no change"


def test_two_points_give_no_direction(archive: Archive, poles: Config) -> None:
    found = trade(archive, poles, flows(2021, 2022))
    assert found.direction == "not enough evidence"
    assert "from 30 % (2021) to 35 % (2022)" in found.sentence, "the figures are shown all the same"
    assert "two points, which give no direction" in found.unknown


def test_three_points_may_give_one(archive: Archive, poles: Config) -> None:
    found = trade(archive, poles, flows(2020, 2021, 2022))
    assert found.direction == "towards"
    assert "two points" not in found.unknown
