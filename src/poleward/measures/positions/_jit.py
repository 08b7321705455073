"""Compile numba kernels, kept on disk where a cache folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba

Array: TypeAlias = Any
Index: TypeAlias = Any
"""Arrays of numbers and of indices inside kernels: numba infers their types, and their docstrings state shapes."""
FLAGS: dict[str, Any] = {"error_model": "numpy", "fastmath": {"nsz", "arcp", "contract", "afn", "reassoc"}}
"""Sums may be reordered, so that loops use vector instructions; infinities and NaN keep their meaning."""

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """Return `function` compiled without the interpreter lock, so that threads run it side by side.

    The machine code is cached beside the source or in the user's cache folder. Where neither can be written
    (a read-only image without a home), numba raises at decoration; the kernel then compiles on first use.
    """
    try:
        compiled = numba.njit(nogil=True, cache=True, **FLAGS)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True, **FLAGS)(function)
    return cast(F, compiled)
