"""An answer that leans on a stale source says so, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from poleward import box
from poleward.answers.freshness import sources, stale
from poleward.archive import Archive
from poleward.fetching.sources import load_sources

LAST = date(2025, 12, 18)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a.duckdb", write=True) as opened:
        yield opened


def _source(archive: Archive, layout: str, last: date, source_id: str | None = None) -> None:
    archive.append(
        "sources",
        [
            {
                "source_id": source_id or f"{layout}{last}", "name": layout, "layout": layout, "rows_read": 1,
                "rows_added": 1, "version": "0", "observed_from": date(1946, 1, 1), "observed_to": last,
            }
        ],
    )  # fmt: skip


def test_the_box_is_named_by_its_publishers(archive: Archive) -> None:
    _source(archive, box.LAYOUT, LAST, box.digest())
    held = {f.key: f for f in sources(archive)}
    assert set(held) == {"undl", "bsv", "unvotes"}
    assert held["undl"].last == LAST
    assert all(f.good_for and f.mend for f in held.values())


def test_the_newest_source_of_a_channel_decides(archive: Archive) -> None:
    _source(archive, box.LAYOUT, LAST, box.digest())
    fresh = LAST + timedelta(days=150)
    assert stale(archive, ["votes", "trade"], fresh) == ()
    (old,) = stale(archive, ["votes"], fresh + timedelta(days=1))
    sentence = old.sentence(fresh + timedelta(days=1))
    assert "2025-12-18, 151 days before" in sentence
    assert "poleward update FILE" in sentence
    _source(archive, "undl-2026", LAST + timedelta(days=100))
    assert stale(archive, ["votes"], fresh + timedelta(days=1)) == ()


def test_a_source_that_can_be_fetched_names_the_command(archive: Archive) -> None:
    _source(archive, "baci", date(2020, 12, 31))
    (old,) = stale(archive, ["trade"], date(2026, 11, 30))
    assert "poleward fetch trade baci --again --load" in old.sentence(date(2026, 11, 30))
    assert stale(archive, ["votes"], date(2026, 11, 30)) == ()


def test_what_has_no_day_is_never_stale(archive: Archive) -> None:
    assert sources(archive) == ()
    assert stale(archive, ["votes", "words", "treaties"], date(2030, 1, 1)) == ()


def test_every_budget_is_of_a_source_that_is_known() -> None:
    import tomllib
    from importlib import resources

    rows = tomllib.loads(resources.files("poleward.data").joinpath("freshness.toml").read_text(encoding="utf-8"))
    assert set(rows) - {"pages"} <= set(load_sources().sources)
    assert all(set(row) == {"budget_days", "good_for"} and row["budget_days"] > 0 for row in rows.values())
