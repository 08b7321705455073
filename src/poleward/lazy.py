"""Names of a package that are imported when they are first used (PEP 562), so that asking loads only what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def attributes(package: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's `__getattr__` and `__dir__`.

    Parameters
    ----------
    package
        The package's `__name__`.
    names
        Name to the module of the package that holds it.

    Examples
    --------
    >>> get, names = attributes("poleward.measures", {"agreement": "agreement_dyads"})
    >>> get("agreement").__name__
    'agreement'
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{names[name]}"), name)

    return get, lambda: sorted(names)
