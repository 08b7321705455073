"""Balances of an archive's events by dyad and period."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from poleward.archive import Archive
from poleward.engines.event_counts import event_balances
from poleward.errors import UnusableInputError
from poleward.intake.events import load_events
from tests.event_samples import gdelt, write


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("balances")
    rows = [
        gdelt(1, "20220228", "RUS", "UKR", "112"),
        gdelt(2, "20220301", "RUS", "UKR", "195", place="Kyiv, Ukraine"),
        gdelt(3, "20220301", "RUS", "UKR", "195", place="Kyiv, Ukraine"),
        gdelt(4, "20220306", "RUS", "UKR", "036"),
        gdelt(5, "20220307", "RUS", "UKR", "010"),
        gdelt(6, "20220307", "KAZ", "RUS", "057"),
        gdelt(7, "20220307", "", "RUS", "057"),
    ]
    with Archive.open(folder / "a.duckdb", write=True) as made:
        load_events(made, [write(folder / "a.CSV", rows)])
    with Archive.open(folder / "a.duckdb") as opened:
        yield opened


def test_months_weeks_and_days_of_a_dyad(archive: Archive) -> None:
    def periods(period: str) -> list[tuple[str, int]]:
        rows = event_balances(archive, period, actor="RUS", recipient="UKR").to_pylist()
        return [(row["period"], row["events"]) for row in rows]

    assert periods("month") == [("2022-02", 1), ("2022-03", 3)]
    assert periods("week") == [("2022-W09", 3), ("2022-W10", 1)]
    assert periods("day") == [("2022-02-28", 1), ("2022-03-01", 1), ("2022-03-06", 1), ("2022-03-07", 1)]


def test_a_row_says_on_what_it_rests(archive: Archive) -> None:
    row = event_balances(archive, "month", actor="RUS").to_pylist()[-1]
    assert (row["events"], row["reports"], row["unscored"], row["volume"]) == (3, 4, 1, 6)
    # Scores 4 (AGREE) and -9 (ASSAULT), and one event's weight of prior.
    assert row["mean"] == pytest.approx(-5 / 3)
    assert row["verbal_mean"] == pytest.approx(2.0)
    assert row["material_mean"] == pytest.approx(-4.5)
    assert row["q05"] < row["mean"] < row["q95"]


def test_what_has_no_score_has_no_balance(archive: Archive) -> None:
    row = event_balances(archive, "day", actor="RUS").to_pylist()[-1]
    assert (row["events"], row["unscored"], row["mean"]) == (1, 1, None)
    assert row["q95"] - row["q05"] > 19


@pytest.mark.parametrize("bad", [{"period": "hour"}, {"actor": "RUS' OR 1=1 --"}])
def test_what_cannot_be_asked_is_refused(archive: Archive, bad: dict[str, str]) -> None:
    with pytest.raises(UnusableInputError):
        event_balances(archive, **bad)
