"""The shares of first trade partners: the table, its bounds, and the ties they become."""

from __future__ import annotations

import datetime as dt
import doctest
from collections import defaultdict
from pathlib import Path

import pytest
from scripts import build_trade_shares

import poleward.box.trade
from poleward import box
from poleward.actors import Registry, load_registry
from poleward.archive import Archive
from poleward.intake.trade_shares import load_trade_shares
from poleward.tables import ANY_OTHER, TIE_STATUSES


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China 14.1%, France 10.8%, US 4.9% (2014)", (2014, (("CHN", "14.1"), ("FRA", "10.8"), ("USA", "4.9")), 4.95)),
        ("China 53%, Senegal 11% (2022) note: top five export partners", (2022, (("CHN", "53"), ("SEN", "11")), 11.5)),
        ("China 96% (2019)", (2019, (("CHN", "96"),), 4.5)),
        ("Trinidad & Tobago 39%, Curacao 5% (2015)", (2015, (("TTO", "39"), ("-", "5")), 5.5)),
        ("Bahamas, The 26% (2017)", (2017, (("BHS", "26"),), 26.5)),
        ("China 60%, Japan 60% (2014)", None), ("China 60%", None), ("Europe 30%, Asia 20% (2014)", None), ("", None),
        ("NA", None), ("%" * 9000, None),
    ],
)  # fmt: skip
def test_a_list_of_partners_is_read_and_the_others_are_bounded(
    registry: Registry, text: str, expected: tuple[int, tuple[tuple[str, str], ...], float] | None
) -> None:
    found = build_trade_shares.shares_of(text, registry)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found[:2] == expected[:2]
        assert found[2] == pytest.approx(expected[2])


def test_every_member_has_shares_of_recent_years(registry: Registry) -> None:
    rows = box.trade_shares().to_pylist()
    states = {row["state"] for row in rows if row["date_earliest"].year >= 2022}
    assert (
        len(registry.members(dt.date(2025, 1, 1)) - states) <= 2
    )  # Liechtenstein and Monaco trade within a customs union
    assert {row["status"] for row in rows} == {"observed", "at_most"} <= set(TIE_STATUSES)
    tried = doctest.testmod(poleward.box.trade)
    assert (tried.attempted > 0, tried.failed) == (True, 0)


def test_no_partner_named_is_below_what_every_other_has_at_most() -> None:
    flows: dict[tuple[str, str, dt.date], list[dict[str, object]]] = defaultdict(list)
    for row in box.trade_shares().to_pylist():
        flows[row["state"], row["indicator"], row["date_earliest"]].append(row)
        assert 0.0 <= row["value"] <= 1.0
        assert row["unit"] == "share"
    for key, rows in flows.items():
        (bound,) = [r["value"] for r in rows if r["partner"] == ANY_OTHER]
        named = [r["value"] for r in rows if r["status"] == "observed"]
        assert bound <= min(named, default=1.0) + 0.005 + 1e-9, key
        assert sum(named) <= 1.0 + 0.005 * len(named), key


def test_the_shares_become_ties_once(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.duckdb", write=True) as archive:
        added = load_trade_shares(archive)
        assert added == box.trade_shares().num_rows == archive.count("ties")
        assert load_trade_shares(archive) == 0
        rows = archive.rows("SELECT * FROM ties WHERE state = 'BRA' AND date_earliest = '2023-01-01' AND value > 0.2")
        assert {(r["partner"], r["indicator"], r["status"], r["value"]) for r in rows} == {
            ("CHN", "export_share", "observed", 0.30), ("CHN", "import_share", "observed", 0.23),
        }  # fmt: skip
        archive.connection.execute("UPDATE sources SET source_id = 'old'")
        archive.connection.execute("UPDATE ties SET source_id = 'old'")
        assert load_trade_shares(archive) == added == archive.count("ties")


@pytest.mark.shared
def test_the_table_is_what_the_script_makes(registry: Registry, shared: Path) -> None:
    rows = build_trade_shares.table(registry, shared / "data/factbook/factbook_vintages_2014_2026.jsonl.gz")
    assert build_trade_shares.packed(build_trade_shares.text(rows)) == build_trade_shares.TABLE.read_bytes()
