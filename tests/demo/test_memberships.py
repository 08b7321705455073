"""Dated memberships as ties of the archive."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.intake.memberships import load_memberships


def test_memberships_become_dated_ties_with_their_source(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        report = load_memberships(archive)
        observed = archive.rows("SELECT count(*) AS n FROM ties WHERE status = 'observed'")[0]["n"]
        assert report.rows_read == observed + report.skips.total
        rows = archive.rows("SELECT * FROM ties WHERE state = 'UZB' AND partner IN ('CSTO', 'EAEU')")
        csto = [r for r in rows if r["partner"] == "CSTO" and r["indicator"] == "member"]
        assert max(r["date_latest"] for r in csto) < dt.date(2014, 1, 1), "Uzbekistan left the CSTO in 2012"
        eaeu = [r for r in rows if r["partner"] == "EAEU"]
        assert [(r["indicator"], r["date_latest"]) for r in eaeu] == [("observer", None)], "observer, never a member"
        assert all(r["value"] == 1.0 and r["status"] == "observed" and r["reporter"] is None for r in rows)
        kuwait = archive.rows("SELECT * FROM ties WHERE partner = 'OAPEC' AND state = 'KWT' ORDER BY date_earliest")
        assert [(r["status"], r["value"]) for r in kuwait] == [("not_observed", None), ("observed", 1.0)]
        assert kuwait[0]["date_latest"] + dt.timedelta(days=1) == kuwait[1]["date_earliest"], "not a guessed day"
        assert archive.rows("SELECT count(*) AS n FROM ties WHERE source = ''")[0]["n"] == 0
        assert archive.rows("SELECT count(*) AS n FROM ties WHERE partner = 'UN' OR partner = lower(partner)")[0][
            "n"
        ] == 0  # fmt: skip


def test_a_second_loading_adds_nothing_and_a_changed_registry_replaces(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        added = load_memberships(archive).ties_added
        assert load_memberships(archive).ties_added == 0
        assert archive.count("ties") == added
        assert archive.count("sources") == 1
        fewer = copy.copy(load_registry())
        fewer.memberships = tuple(m for m in fewer.memberships if m.organisation == "CSTO")
        assert load_memberships(archive, fewer).ties_added == archive.count("ties") == 10
        assert archive.count("sources") == 1
