"""Names of a package that are imported when they are first used (PEP 562), so that asking loads only what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from importlib import import_module
from typing import Any

from poleward.errors import needs_extra


def attributes(
    package: str, names: Mapping[str, str], *, extra: str = ""
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's `__getattr__` and `__dir__`.

    Parameters
    ----------
    package
        The package's `__name__`.
    names
        Name to the module of the package that holds it.
    extra
        The extra whose packages the modules need: a missing one is then named in one line (`MissingExtraError`).

    Examples
    --------
    >>> get, names = attributes("poleward.measures", {"agreement": "agreement_dyads"})
    >>> get("agreement").__name__
    'agreement'
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        with needs_extra(extra) if extra else nullcontext():
            return getattr(import_module(f"{package}.{names[name]}"), name)

    return get, lambda: sorted(names)
