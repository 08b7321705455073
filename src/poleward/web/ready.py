"""Pages that take long: they are made in the background, and whoever asks meanwhile is told so at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from typing import Generic, TypeVar

Value = TypeVar("Value")
MAKERS = 4
"""Pages made at the same time; the others wait for their turn."""
WAITING = 200
"""Pages begun and not fetched yet; beyond that the oldest finished ones are let go."""


class Ready(Generic[Value]):
    """What is being made, by what it answers."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(MAKERS)
        self._begun: dict[Hashable, Future[Value]] = {}
        self._lock = threading.Lock()

    def within(self, seconds: float, key: Hashable, make: Callable[[], Value]) -> Value | None:
        """Return what `make` returns, or None where that takes longer; it goes on, and a later call fetches it.

        Raises
        ------
        Exception
            Whatever `make` raises.
        """
        with self._lock:
            future = self._begun.get(key)
            if future is None:
                future = self._begun[key] = Future()
                # A thread that ends with the process: nobody waits for a page when the server stops.
                threading.Thread(target=self._make, args=(future, make), daemon=True).start()
                for old in [k for k, f in self._begun.items() if f.done()][: max(0, len(self._begun) - WAITING)]:
                    del self._begun[old]
        try:
            return future.result(timeout=seconds)
        except NotYetError:
            if future.done():  # made in this very moment, or a time-out of its own
                return future.result()
            return None
        finally:
            if future.done():
                with self._lock:
                    self._begun.pop(key, None)

    def _make(self, future: Future[Value], make: Callable[[], Value]) -> None:
        with self._turns:
            try:
                future.set_result(make())
            except BaseException as error:
                future.set_exception(error)
