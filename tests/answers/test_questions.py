"""The windows of a question end where the record ends: days to come stretch nothing."""

from __future__ import annotations

import datetime as dt

from poleward.actors import load_registry
from poleward.answers.questions import last_observed, question
from poleward.archive import Archive
from poleward.config import Config

from .conftest import SINCE, document, sign, statement

TODAY = dt.datetime.now(dt.UTC).date()


def asked_until(archive: Archive, poles: Config, until: dt.date | None = None) -> dt.date:
    found = question(archive, "KAZ", "moscow", SINCE, config=poles, registry=load_registry(), until=until)
    return found.after.last


def test_a_page_of_the_future_stretches_no_window(archive: Archive, poles: Config) -> None:
    before = asked_until(archive, poles)
    future = {"published_earliest": dt.date(2133, 1, 1), "published_latest": dt.date(2133, 1, 1)}
    archive.append("documents", [document("f", **future)])
    archive.append("statements", [statement("f", "f", dt.date(2133, 1, 1), "words")])
    archive.append("signs", [sign("f", 1)])
    assert asked_until(archive, poles) == before


def test_a_treaty_to_2030_stretches_no_window_beyond_its_page(archive: Archive, poles: Config) -> None:
    day = dt.date(2023, 8, 1)
    archive.append("documents", [document("t", published_earliest=day, published_latest=day)])
    ends = dt.date(2025, 12, 31)
    archive.append("statements", [statement("t", "t", dt.date(2025, 1, 1), "deeds", date_latest=ends)])
    archive.append("signs", [sign("t", 1)])
    assert last_observed(archive) == max(day, asked_until(archive, poles))
    assert asked_until(archive, poles) < ends


def test_the_end_asked_for_is_no_day_to_come(archive: Archive, poles: Config) -> None:
    assert asked_until(archive, poles, dt.date(2133, 1, 1)) == TODAY
    assert asked_until(archive, poles, dt.date(2023, 1, 1)) == dt.date(2023, 1, 1)


def test_an_archive_of_ties_alone_is_not_empty(archive: Archive) -> None:
    for table in ("roll_calls", "votes", "statements", "documents"):
        archive.connection.execute(f"DELETE FROM {table}")
    assert last_observed(archive) is None
    archive.append(
        "ties",
        [
            {
                "state": "KAZ", "partner": "CSTO", "channel": "treaties", "indicator": "member",
                "date_earliest": dt.date(2004, 1, 1), "date_latest": None, "value": 1.0, "unit": "yes/no",
                "status": "observed", "reporter": None, "source_id": "x", "source": "x",
            }
        ],
    )  # fmt: skip
    assert last_observed(archive) == dt.date(2004, 1, 1)
