"""Products that give the same bytes however many threads there are."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from poleward.measures.products import product

DIGEST = """
import hashlib
import numpy as np
from poleward.measures.testing.pairs import bootstrap_pairs, pair_tables
from poleward.measures.paths import Grid, Observed, PathSettings, mean_path, smooth
from poleward.measures.positions.summary import quantiles

rng = np.random.default_rng(1)
drawn = bootstrap_pairs(pair_tables(rng.integers(-1, 3, 300), rng.integers(-1, 3, (300, 40))), "linear", 2000, rng)
grid = Grid(-3.0, 3.0, 121)
seen = rng.normal(size=(12, 90, grid.points)).cumsum(axis=2).astype(np.float32)
path = smooth(Observed(90, np.arange(90), seen), grid, PathSettings(0.05, 0.5, 0.01, 0.1))
many = quantiles(rng.normal(size=(400, 3000)).astype(np.float32), (0.05, 0.5, 0.95))
digest = hashlib.sha256()
for array in (drawn.plain, drawn.kappa, path.level, path.up, path.size, mean_path(path, grid), many):
    digest.update(np.ascontiguousarray(array).tobytes())
print(digest.hexdigest())
"""


@pytest.mark.parametrize("shape", [(1, 5, 3), (7, 900, 40), (2000, 300, 18), (3, 400, 5000), (4, 3, 1), (5, 0, 2)])
def test_products_are_numpys(shape: tuple[int, int, int]) -> None:
    rows, inner, columns = shape
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(rows, inner)), rng.normal(size=(inner, columns))
    assert product(left, right) == pytest.approx(left @ right, rel=1e-9, abs=1e-9)


def test_products_of_stacks_keep_their_shape_and_type() -> None:
    left, right = np.ones((3, 4, 5), dtype=np.float32), np.ones((5, 6), dtype=np.float32)
    assert (product(left, right).shape, product(left, right).dtype) == ((3, 4, 6), np.float32)


def test_the_same_bytes_on_one_thread_and_on_eight() -> None:
    """In processes of their own, for BLAS asks only once how many threads it may use."""
    digests = []
    for threads in ("1", "8"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, threads)
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout)
    assert digests[0] == digests[1]
