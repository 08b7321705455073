"""The bundled case: Central Asia and the poles, 2014 to 2025, built offline from facts and dispatches of our own.

The room can be called as it is imported: `poleward.demo()` builds the case and returns it as a project.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from poleward.demo.build import Built, build

__all__ = ["Built", "build"]


class _Room(ModuleType):
    """The module, which is also the verb `demo` of the package."""

    def __call__(self, into: Path | str = "poleward-demo") -> Any:
        """Fill an archive with the bundled case and return it as a project; a second time it changes nothing."""
        from poleward import _demo

        return _demo(into)


sys.modules[__name__].__class__ = _Room
