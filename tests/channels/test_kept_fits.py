"""Fits that an archive keeps: those of two sets of votes side by side, the newest few, nothing in a read-only one."""

from __future__ import annotations

from pathlib import Path

from poleward.archive import Archive
from poleward.channels.kept_fits import MOST, MOVES, kept_or_made


def ask(archive: Archive, fit_id: str, data: bytes, votes_hash: str = "votes 0", method: str = "m") -> bytes:
    """Return what the archive keeps by this id, or the data, kept from now on."""
    return kept_or_made(
        archive, fit_id, votes_hash=votes_hash, method=method, make=lambda: data, written=bytes, read=bytes
    )


def kept(archive: Archive, fit_id: str) -> bool:
    return bool(archive.rows("SELECT 1 FROM fits WHERE fit_id = ?", [fit_id]))


def test_fits_of_two_sets_of_votes_stay_and_the_oldest_go(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with Archive.open(path, write=True) as archive:
        for n in range(MOST + 2):
            assert ask(archive, f"fit {n}", bytes([n]), votes_hash=f"votes {n % 2}") == bytes([n])
        assert [n for n in range(MOST + 2) if not kept(archive, f"fit {n}")] == [0, 1]
        assert ask(archive, "fit 2", b"other") == b"\x02"
        assert ask(archive, "fit 3", b"other") == b"\x03"
        for n in range(MOST):
            ask(archive, f"moves {n}", b"small", method=f"m {MOVES}")
        assert kept(archive, "fit 2"), "tables of moves push no fit out"
        assert ask(archive, "moves 0", b"other") == b"small"
    with Archive.open(path) as archive:
        assert ask(archive, "another", b"made") == b"made"
        assert not kept(archive, "another"), "a read-only archive is left as it is"
        assert ask(archive, f"fit {MOST + 1}", b"other") == bytes([MOST + 1])
