"""Pages that readers pasted or dropped: kept in memory for as long as the server runs, so that they have an address."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

MAX_PAGES = 64
"""Pasted pages that are kept: a bound on memory."""
MAX_BYTES = 32_000_000
"""All pages together; the oldest go first."""


class PageMemory:
    """A bounded store of bytes by their SHA-256."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, data: bytes) -> str:
        """Keep a page and return its digest."""
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            self._pages[digest] = data
            self._pages.move_to_end(digest)
            while len(self._pages) > MAX_PAGES or sum(map(len, self._pages.values())) > MAX_BYTES:
                self._pages.popitem(last=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return a page, or None where it was never here or has been dropped."""
        with self._lock:
            return self._pages.get(digest)
