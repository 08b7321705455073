"""Pages that take long: they are made in the background, and whoever asks meanwhile is told so at once."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")
MAKERS = 4
"""Pages made at the same time, each by a thread; the others wait for their turn."""
WAITING = 200
"""Pages begun and not fetched yet; beyond that those that were asked for longest ago are let go."""
LEFT = 30.0
"""Seconds after which a page that nobody asked for again is not made: a page that waits for it asks every second."""


@dataclass
class _Job(Generic[Value]):
    make: Callable[[], Value]
    asked: float
    future: Future[Value] = field(default_factory=Future)


class Ready(Generic[Value]):
    """What is being made, by what it answers."""

    def __init__(self) -> None:
        self._begun: dict[Hashable, _Job[Value]] = {}
        self._turn: deque[Hashable] = deque()
        self._makers = 0
        self._lock = threading.Lock()

    def within(self, seconds: float, key: Hashable, make: Callable[[], Value]) -> Value | None:
        """Return what `make` returns, or None where that takes longer; it goes on, and a later call fetches it.

        Raises
        ------
        Exception
            Whatever `make` raises.
        """
        with self._lock:
            job = self._begun.get(key)
            if job is None:
                job = self._begun[key] = _Job(make, time.monotonic())
                self._turn.append(key)
                self._let_go()
                if self._makers < MAKERS:
                    self._makers += 1
                    # A thread that ends with the process: nobody waits for a page when the server stops.
                    threading.Thread(target=self._work, daemon=True).start()
            job.asked = time.monotonic()
        try:
            return job.future.result(timeout=seconds)
        except CancelledError:
            return None
        except NotYetError:
            if job.future.done() and not job.future.cancelled():  # made in this very moment, or a time-out of its own
                return job.future.result()
            return None
        finally:
            if job.future.done():
                with self._lock:
                    if self._begun.get(key) is job:
                        del self._begun[key]

    def _let_go(self) -> None:
        """Forget the pages too many: one that is asked for again begins anew."""
        for key in sorted(self._begun, key=lambda k: self._begun[k].asked)[: max(0, len(self._begun) - WAITING)]:
            self._begun.pop(key).future.cancel()
        if len(self._turn) > 2 * WAITING:
            self._turn = deque(key for key in self._turn if key in self._begun)

    def _next(self) -> _Job[Value] | None:
        """Return whose turn it is; None: nothing waits, and the thread may end."""
        with self._lock:
            while self._turn:
                key = self._turn.popleft()
                job = self._begun.get(key)
                if job is None or job.future.running() or job.future.done():
                    continue
                if time.monotonic() - job.asked > LEFT:
                    self._begun.pop(key).future.cancel()
                elif job.future.set_running_or_notify_cancel():
                    return job
            self._makers -= 1
            return None

    def _work(self) -> None:
        while job := self._next():
            try:
                job.future.set_result(job.make())
            except BaseException as error:
                job.future.set_exception(error)
