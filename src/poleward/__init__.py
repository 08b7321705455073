"""poleward answers: is a state moving towards or away from a pole, in what, by how much, since when, how sure?

The verbs are those of the project of the working folder; `open(path)` gives another project, `demo()` the bundled case.
Everything is imported when it is first used.

>>> import poleward as pw
>>> pw.demo().ask("Kazakhstan", "Moscow", since="2022-02-24")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poleward.version import __version__ as __version__

VERBS = (
    "agreement", "ask", "check", "code", "drift", "explain", "export", "load", "panel", "positions", "read", "report",
    "shifts", "why",
)  # fmt: skip
"""Methods of the project of the working folder, offered by the package."""
_OTHERS = {
    "Project": ("poleward.project", "Project"), "open": ("poleward.project", "open_project"),
    "demo": ("poleward.project", "demo"), "PolewardError": ("poleward.errors", "PolewardError"),
}  # fmt: skip

if TYPE_CHECKING:
    from poleward.errors import PolewardError as PolewardError
    from poleward.project import Project as Project
    from poleward.project import demo as demo
    from poleward.project import open_project as open  # noqa: A004, F401

    _here = Project("")
    agreement, ask, check, code, explain = _here.agreement, _here.ask, _here.check, _here.code, _here.explain
    drift = _here.drift
    export, load, panel, positions, read = _here.export, _here.load, _here.panel, _here.positions, _here.read
    report, shifts, why = _here.report, _here.shifts, _here.why


def __getattr__(name: str) -> Any:
    """Return a public name, imported now: PEP 562."""
    from importlib import import_module

    if name in VERBS:
        return getattr(_project(), name)
    if name in _OTHERS:
        room, own = _OTHERS[name]
        return getattr(import_module(room), own)
    raise AttributeError(f"module 'poleward' has no attribute '{name}'")


def _project() -> Project:
    """Return the project of the working folder, made once for each folder."""
    from poleward.project import here

    return here()


def __dir__() -> list[str]:
    return sorted([*VERBS, *_OTHERS, "__version__"])
