"""Reading an archive for an answer: each table once, however many channels and states ask for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from poleward.archive import Archive
from poleward.kept import Kept
from poleward.tables import TABLES

Value = TypeVar("Value")
_DERIVED = frozenset({"estimates", "evidence", "fits"})
MOST, MOST_LARGE = 512, 8
"""Records kept in memory, and of these those that take tens of megabytes each."""
_KEPT, _LARGE = Kept(MOST), Kept(MOST_LARGE)


def stamp(archive: Archive) -> tuple[int, ...]:
    """Return numbers that change whenever what answers rest on changes: rows are added, judgements withdrawn."""
    counts = ", ".join(f"(SELECT count(*) FROM {t.name})" for t in TABLES if t.name not in _DERIVED)
    found = archive.connection.execute(f"SELECT {counts}, (SELECT count(withdrawn_at) FROM judgements)").fetchall()
    return tuple(int(n) for n in found[0])


class Reading:
    """An archive as it was when the reading began; what was read or computed then is used again.

    Make a new one for every answer: a reading does not see what is written after it began.
    """

    def __init__(self, archive: Archive, progress: Callable[[int, int], None] | None = None) -> None:
        """`progress` is called with sweeps done and to do while a posterior is estimated, which is rare and long."""
        self.archive, self.progress = archive, progress
        self.mark = (str(archive.path), *stamp(archive))

    def once(self, key: Hashable, make: Callable[[], Value], *, large: bool = False) -> Value:
        """Return what `make` returns, computed once for this key and this state of the archive.

        Of what is `large`, such as all votes of a span, less is kept.
        """
        return (_LARGE if large else _KEPT).get((self.mark, key), make)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return self.once(("count", table), lambda: self.archive.count(table))


def forget() -> None:
    """Let go what is kept in memory; what archives keep stays."""
    _KEPT.clear()
    _LARGE.clear()
