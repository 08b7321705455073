"""What was computed once is kept, within bounds, for as long as it is asked for: the one cache of all rooms.

Examples
--------
>>> squares = Kept(2)
>>> squares.get(3, lambda: 9)
9
>>> squares.get(3, lambda: 0)  # made once
9
>>> len(squares)
1
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Kept:
    """Values by key, at most `most` of them, those asked for longest ago going first; safe under threads.

    A key is held as long as its value, so that an object that is part of a key cannot be replaced by another one of the
    same identity meanwhile. Where several threads ask for the same key at once, one makes the value and the others
    wait; what fails is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._values

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made by `make` where it is not kept.

        Raises
        ------
        Exception
            Whatever `make` raises.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: Value = self._values[key]
                return found
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    found = self._values[key]
                    return found  # noqa: RET504  the name carries the type
            try:
                made = make()
                with self._lock:
                    self._values[key] = made
                    while len(self._values) > self._most:
                        self._values.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def clear(self) -> None:
        """Let all values go."""
        with self._lock:
            self._values.clear()
