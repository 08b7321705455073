"""The door to the archive: many readers at once, or one short write; and what was computed is kept while it holds.

The file is open only while somebody reads, so that `poleward read` and `poleward load` can write to it meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from poleward.archive import Archive
from poleward.errors import ArchiveBusyError
from poleward.kept import Kept

Value = TypeVar("Value")
PATIENCE = 20.0
"""Seconds to wait for readers to end before a write, and for a write to end before a reading."""
KEPT = 256
"""Results kept in memory."""


class Door:
    """Opens one archive for the threads of the server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._changed = threading.Condition()
        self._shared: Archive | None = None
        self._readers = 0
        self._writers = 0
        self._kept = Kept(KEPT)

    @contextmanager
    def read(self) -> Iterator[Archive]:
        """Lend the archive for reading; any number of threads may read at once.

        Raises
        ------
        ArchiveBusyError
            A write does not end, or another process is writing.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._writers == 0, PATIENCE):
                raise ArchiveBusyError("a judgement is being written.", todo="Try again in a moment.")
            if self._shared is None:
                self._shared = Archive.open(self.path, write=False)
            self._readers += 1
            lent = Archive(self._shared.connection.cursor(), self.path, writable=False)
        try:
            yield lent
        finally:
            lent.close()
            with self._changed:
                self._readers -= 1
                if self._readers == 0 and self._shared is not None:
                    self._shared.close()
                    self._shared = None
                self._changed.notify_all()

    @contextmanager
    def write(self) -> Iterator[Archive]:
        """Lend the archive for one short write, once those who read have ended.

        Raises
        ------
        ArchiveBusyError
            The readings do not end, or another process uses the file.
        """
        with self._changed:
            self._writers += 1
            try:
                if not self._changed.wait_for(lambda: self._readers == 0, PATIENCE):
                    raise ArchiveBusyError("the archive is being read.", todo="Try again in a moment.")
                with Archive.open(self.path, write=True) as archive:
                    yield archive
            finally:
                self._writers -= 1
                self._changed.notify_all()

    def stamp(self) -> tuple[int, ...]:
        """Return what changes when the file changes."""
        marks: list[int] = []
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            try:
                found = path.stat()
            except OSError:
                continue
            marks += [found.st_mtime_ns, found.st_size]
        return tuple(marks)

    def kept(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what `make` returned for this key and this state of the archive; made once when many ask at once."""
        return self._kept.get((key, self.stamp()), make)
