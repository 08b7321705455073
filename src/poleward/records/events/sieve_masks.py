"""Sixty-four bytes at once, inside compiled loops: which of them are separators, as the bits of one number.

Numba makes no vector instructions of a loop that tests bytes and gathers the answers as bits. LLVM, which it is built
on, does when it is told so, for every processor that numba runs on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WIDTH = 64
"""Bytes looked at together: as many as a number has bits."""
_VECTOR = ir.VectorType(ir.IntType(8), WIDTH)


def _inline(generating: Callable[..., Any]) -> Any:
    """Return what kernels call; the context that numba hands over for typing is no argument of theirs."""
    return intrinsic(generating)


def _compared(comparison: str, context: Any, builder: Any, signature: Any, given: Any) -> Any:
    """Return the bits that say how the signed bytes from a place in an array on compare with one."""
    text, at, byte = given
    data = context.make_array(signature.args[0])(context, builder, text).data
    bytes_ = builder.load(builder.bitcast(builder.gep(data, [at]), _VECTOR.as_pointer()), align=1)
    one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), byte, ir.Constant(ir.IntType(32), 0))
    all_ = builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH))
    return builder.bitcast(builder.icmp_signed(comparison, bytes_, all_), ir.IntType(WIDTH))


@_inline
def at_most(typing: Any, text: Any, at: Any, byte: Any) -> Any:
    """Return the bits of the `WIDTH` signed bytes from a place on that are at most so much."""
    return types.uint64(text, types.intp, types.int8), lambda *given: _compared("<=", *given)


@_inline
def equal(typing: Any, text: Any, at: Any, byte: Any) -> Any:
    """Return the bits of the `WIDTH` bytes from a place on that are this one."""
    return types.uint64(text, types.intp, types.int8), lambda *given: _compared("==", *given)


@_inline
def lowest(typing: Any, bits: Any) -> Any:
    """Return the place of the lowest bit that is set; of 0 there is none, and it must not be asked for."""
    return types.int64(types.uint64), lambda _, builder, __, given: builder.cttz(
        given[0], ir.Constant(ir.IntType(1), 1)
    )


@_inline
def how_many(typing: Any, bits: Any) -> Any:
    """Return how many bits are set."""
    return types.int64(types.uint64), lambda _, builder, __, given: builder.ctpop(given[0])
