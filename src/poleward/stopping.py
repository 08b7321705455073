"""Ctrl-C, also while DuckDB works.

Python hears a signal when its own code runs again. A query whose work has gone to DuckDB's threads keeps the main
thread waiting until the query is done, so whoever asks to stop would wait for as long: a thread of ours hears of the
signal at once, and tells DuckDB's connections.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Protocol, TypeVar
from weakref import WeakSet


class Interruptible(Protocol):
    """What works for long outside Python's own code."""

    def interrupt(self) -> None:
        """End what is being done; nothing is done: no matter."""


Connection = TypeVar("Connection", bound=Interruptible)
_connections: WeakSet[Interruptible] = WeakSet()
_lock = threading.Lock()


def heeding(connection: Connection) -> Connection:
    """Return a connection of DuckDB whose query ends when the person asks to stop."""
    with _lock:
        _connections.add(connection)
    return connection


class Interruption:
    """Whether the person asked to stop: a library may swallow the exception and fail of something else later."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        """Take Ctrl-C as Python does, and remember it; a process told to ignore it goes on ignoring it."""
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return
        signal.signal(signal.SIGINT, self._stop)
        heard, told = os.pipe()
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        threading.Thread(target=_pass_on, args=(heard,), daemon=True).start()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        raise KeyboardInterrupt


def _pass_on(heard: int) -> None:
    """End the queries whenever the signal has come; Python writes the numbers of signals into the pipe."""
    while numbers := os.read(heard, 64):
        if signal.SIGINT in numbers:
            _interrupt_all()


def _interrupt_all() -> None:
    with _lock:
        connections = list(_connections)
    for connection in connections:
        with suppress(Exception):  # closed meanwhile
            connection.interrupt()
