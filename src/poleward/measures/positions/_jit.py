"""Compile numba kernels, kept on disk where a cache folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numba

Array: TypeAlias = Any
Index: TypeAlias = Any
"""Arrays of numbers and of indices inside kernels: numba infers their types, and their docstrings state shapes."""
FLAGS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"nsz", "arcp", "contract", "afn", "reassoc"},
    "no_cfunc_wrapper": True,
}
"""Sums may be reordered, so that loops use vector instructions; infinities and NaN keep their meaning. No kernel is
called from C, and what is not compiled for that need not be waited for."""

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """Return `function` compiled without the interpreter lock, so that threads run it side by side.

    One whose name begins with an underscore can be called from other kernels alone. The machine code is cached beside
    the source or in the user's cache folder. Where neither can be written (a read-only image without a home), numba
    raises at decoration; the kernel then compiles on first use.
    """
    flags = {**FLAGS, "no_cpython_wrapper": function.__name__.startswith("_")}
    try:
        compiled = numba.njit(cache=True, **flags)(function)
    except RuntimeError:
        compiled = numba.njit(**flags)(function)
    return cast(F, compiled)


def to_be_compiled(compiled: Callable[..., object]) -> bool:
    """Return whether a kernel's machine code can be kept on disk and is not, or is older than its source."""
    dispatcher: Any = compiled
    folder = dispatcher.stats.cache_path
    if folder is None:
        return False
    source = Path(dispatcher.py_func.__code__.co_filename)
    kept = Path(folder).glob(f"{source.stem}.{dispatcher.py_func.__name__}-*.nbi")
    return not any(index.stat().st_mtime >= source.stat().st_mtime for index in kept)
