"""Fits that an archive keeps, so that the next question need not wait for them: the newest few, of whatever votes.

One archive may be asked with and without the record that ships: the fits of both stay. What all states' moves beside a
pole were is kept in the same way, and counted apart, being small.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from poleward.archive import Archive

Made = TypeVar("Made")

MOST = 12
"""So many fits are kept, three for each span asked about: of twelve years they take 37, 11 and 10 MB, so that an
archive grows by at most some 240 MB."""
MOST_MOVES = 60
"""So many tables of moves are kept, 0.2 MB each."""
MOVES = "moves"
"""How the method of a table of moves ends."""


def kept_or_made(
    archive: Archive,
    fit_id: str,
    *,
    votes_hash: str,
    method: str,
    make: Callable[[], Made],
    written: Callable[[Made], bytes],
    read: Callable[[bytes], Made],
) -> Made:
    """Return what the archive keeps by this id; otherwise make it, and keep it where the archive is writable."""
    rows = archive.rows("SELECT data FROM fits WHERE fit_id = ?", [fit_id])
    if rows:
        return read(rows[0]["data"])
    made = make()
    if archive.writable:
        _keep(archive, {"fit_id": fit_id, "votes_hash": votes_hash, "method": method, "data": written(made)})
    return made


def holds(archive: Archive, fit_id: str) -> bool:
    """Return whether the archive keeps a fit by this id."""
    return bool(archive.rows("SELECT 1 FROM fits WHERE fit_id = ?", [fit_id]))


def _keep(archive: Archive, row: dict[str, str | bytes]) -> None:
    """Add a fit and drop the oldest beyond the bound of its kind."""
    small = str(row["method"]).endswith(MOVES)
    with archive.transaction():
        archive.connection.execute(
            "DELETE FROM fits WHERE ends_with(method, $moves) = $small AND rowid NOT IN (SELECT rowid FROM fits "
            "WHERE ends_with(method, $moves) = $small ORDER BY rowid DESC LIMIT $most)",
            {"moves": MOVES, "small": small, "most": (MOST_MOVES if small else MOST) - 1},
        )
        # As values of their own: in lists, as `insert` gives them, a fit of 38 MB takes a second.
        archive.connection.execute(
            "INSERT INTO fits BY NAME SELECT $fit_id AS fit_id, $votes_hash AS votes_hash, "
            "$method AS method, $data AS data",
            row,
        )
