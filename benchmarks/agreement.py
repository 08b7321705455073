"""All dyads of all years by matrix products, against one pair at a time (what users' R scripts do).

Run: .venv/bin/python benchmarks/agreement.py
Prints the seconds of both for one simulated year, their ratio, and the seconds for 79 years of 193 states.
"""

from __future__ import annotations

import time

import numpy as np

from poleward.measures.agreement import all_dyads, disagreement_weights

STATES, ROLL_CALLS, YEARS = 193, 90, 79


def pair_at_a_time(outcomes: np.ndarray) -> np.ndarray:
    """The same four indices with one NumPy call per pair."""
    weights = disagreement_weights("linear")
    out = np.full((outcomes.shape[1], outcomes.shape[1], 4), np.nan)
    for i in range(outcomes.shape[1]):
        for j in range(outcomes.shape[1]):
            both = (outcomes[:, i] >= 0) & (outcomes[:, j] >= 0)
            x, y = outcomes[both, i], outcomes[both, j]
            if not len(x):
                continue
            observed = weights[x, y].mean()
            p, q = np.bincount(x, minlength=3) / len(x), np.bincount(y, minlength=3) / len(y)
            m = (p + q) / 2
            by_pi, by_kappa = m @ weights @ m, p @ weights @ q
            out[i, j] = (
                1 - observed,
                1 - 2 * observed,
                1 - observed / by_pi if by_pi else np.nan,
                1 - observed / by_kappa if by_kappa else np.nan,
            )
    return out


def main() -> None:
    """Time both and print the ratio."""
    rng = np.random.default_rng(1)
    years = [rng.integers(-1, 3, size=(ROLL_CALLS, STATES)).astype(np.int8) for _ in range(YEARS)]
    start = time.perf_counter()
    slow = pair_at_a_time(years[0])
    pairwise = time.perf_counter() - start
    start = time.perf_counter()
    fast = all_dyads(years[0])
    once = time.perf_counter() - start
    np.testing.assert_allclose(np.stack([fast.plain, fast.s, fast.pi, fast.kappa], axis=-1), slow, atol=1e-9)
    start = time.perf_counter()
    for outcomes in years:
        all_dyads(outcomes)
    every = time.perf_counter() - start
    print(f"one year of {STATES} states and {ROLL_CALLS} roll calls:")
    print(f"pair by pair {pairwise:.2f} s, matrix products {once:.3f} s")
    print(f"ratio: {pairwise / once:.0f} times faster")
    print(f"{YEARS} years of all {STATES * (STATES - 1) // 2} dyads: {every:.2f} s")


if __name__ == "__main__":
    main()
