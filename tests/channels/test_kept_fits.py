"""Fits that an archive keeps: those of two sets of votes side by side, the newest few, nothing in a read-only one."""

from __future__ import annotations

from pathlib import Path

from poleward.archive import Archive
from poleward.channels.kept_fits import MOST, MOVES, keep, kept


def test_fits_of_two_sets_of_votes_stay_and_the_oldest_go(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with Archive.open(path, write=True) as archive:
        for n in range(MOST + 2):
            keep(archive, fit_id=f"fit {n}", votes_hash=f"votes {n % 2}", method="m", data=bytes([n]))
        assert [n for n in range(MOST + 2) if kept(archive, f"fit {n}") is None] == [0, 1]
        assert kept(archive, "fit 2") == b"\x02"
        assert kept(archive, "fit 3") == b"\x03"
        for n in range(MOST):
            keep(archive, fit_id=f"moves {n}", votes_hash="votes 0", method=f"m {MOVES}", data=b"small")
        assert kept(archive, "fit 2") == b"\x02", "tables of moves push no fit out"
        assert kept(archive, "moves 0") == b"small"
    with Archive.open(path) as archive:
        keep(archive, fit_id="another", votes_hash="votes 0", method="m", data=b"")
        assert kept(archive, "another") is None
        assert kept(archive, f"fit {MOST + 1}") == bytes([MOST + 1])
