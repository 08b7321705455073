"""Fits that an archive keeps, so that the next question need not wait for them: the newest few, of whatever votes.

One archive may be asked with and without the record that ships: the fits of both stay.
"""

from __future__ import annotations

from poleward.archive import Archive

MOST = 12
"""So many fits are kept; one takes 8 MB, so that an archive grows by at most 100 MB."""


def kept(archive: Archive, fit_id: str) -> bytes | None:
    """Return a fit that the archive keeps, or None."""
    rows = archive.rows("SELECT data FROM fits WHERE fit_id = ?", [fit_id])
    return rows[0]["data"] if rows else None


def keep(archive: Archive, *, fit_id: str, votes_hash: str, method: str, data: bytes) -> None:
    """Add a fit and drop the oldest beyond `MOST`; an archive that cannot be written to is left as it is."""
    if not archive.writable:
        return
    with archive.transaction():
        archive.connection.execute(
            "DELETE FROM fits WHERE rowid NOT IN (SELECT rowid FROM fits ORDER BY rowid DESC LIMIT ?)", [MOST - 1]
        )
        archive.append("fits", [{"fit_id": fit_id, "votes_hash": votes_hash, "method": method, "data": data}])
