"""A small parliament with questions that come back, fitted once."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.stance.posterior import Record, Stance, fit

STATES, YEARS, TITLES, OTHERS = 24, 6, 10, 8
FIRST_DAY = 736330  # 1 January 2017


def parliament(seed: int = 3) -> Record:
    """Return six years of votes by 24 states in two camps: ten questions every year, and eight others."""
    rng = np.random.default_rng(seed)
    place = rng.standard_normal((STATES, 2)) + np.where(np.arange(STATES) < 12, 1.0, -1.0)[:, None] * [1.0, 0.0]
    beta = rng.standard_normal((TITLES, 2)) * 1.5
    habit = rng.standard_normal((STATES, TITLES))
    votes, day, title = [], [], []
    for year in range(YEARS):
        spot = place.copy()
        spot[0] -= [0.5 * year, 0.0]
        for q in range(TITLES + OTHERS):
            own = beta[q] if q < TITLES else rng.standard_normal(2) * 1.5
            u = spot @ own + (habit[:, q] if q < TITLES else 0.0) + rng.standard_normal(STATES)
            row = (u > -0.5).astype(np.int8) + (u > 0.2)
            row[rng.random(STATES) < 0.05] = -1
            votes.append(row.astype(np.int8))
            day.append(FIRST_DAY + 365 * year + 300 + 4 * q)
            title.append(q if q < TITLES else -1)
    names = ("USA", "RUS", *(f"S{k:02d}" for k in range(2, STATES)))
    calls = tuple(f"R{k:03d}" for k in range(len(votes)))
    return Record(names, calls, np.array(votes), np.array(day), np.array(title))


@pytest.fixture(scope="package")
def record() -> Record:
    return parliament()


@pytest.fixture(scope="package")
def stance(record: Record) -> Stance:
    return fit(record, dims=2, warmup=30, draws=60, threads=1)
