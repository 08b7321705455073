"""Matrix products that give the same bytes however many threads BLAS may use.

Above about a quarter of a million multiplications (65,536 x 4 in OpenBLAS's `interface/gemm.c`) a product is cut
between threads, and where it is cut decides in which order sums are rounded. Products here are cut by us, always in
the same way, into pieces that one thread computes. That costs nothing: on a busy machine, threads that wait for one
another cost more than they give, and what is asked side by side runs side by side already.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

ONE_THREAD = 250_000
"""Multiplications up to which BLAS stays in the thread that calls it, with a margin."""


def product(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return left (..., rows, inner) @ right (inner, columns), of the wider of both types.

    Examples
    --------
    >>> product(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    inner, columns = right.shape
    if columns == 1:  # a matrix and a vector: BLAS would start threads far sooner, and einsum does without it
        return np.asarray(np.einsum("...i,ic->...c", left, right))
    if inner == 0:
        return np.zeros((*left.shape[:-1], columns), dtype=np.result_type(left, right))
    flat = np.ascontiguousarray(left).reshape(-1, inner)
    # A single row would be a product of a matrix and a vector, for which BLAS starts threads far sooner.
    rows = flat if len(flat) != 1 else np.repeat(flat, 2, axis=0)
    out = np.empty((len(rows), columns), dtype=np.result_type(left, right))
    wide = max(2, ONE_THREAD // (2 * inner))
    for start in range(0, columns, wide):
        first = max(0, min(start, columns - 2))  # nor a single column
        piece = np.ascontiguousarray(right[:, first : start + wide])
        out[:, first : start + wide] = _of_all_rows(rows, piece)
    return out[: len(flat)].reshape(*left.shape[:-1], columns)


def _of_all_rows(rows: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[Any]:
    many = max(2, ONE_THREAD // right.size)
    whole = len(rows) // many * many
    out = np.empty((len(rows), right.shape[1]), dtype=np.result_type(rows, right))
    if whole:
        blocks = rows[:whole].reshape(-1, many, rows.shape[1])
        out[:whole] = np.matmul(blocks, right).reshape(whole, -1)
    if whole < len(rows):
        rest = min(whole, max(len(rows) - 2, 0))
        out[rest:] = rows[rest:] @ right
    return out
