"""Another assembly: a parliament of 650 members and 2,000 divisions, made up, fits in seconds."""

from __future__ import annotations

import time

import numpy as np
import polars as pl

from poleward.measures.positions import positions


def parliament(members: int = 650, divisions: int = 2000, seed: int = 1) -> tuple[pl.DataFrame, np.ndarray]:
    """Three parties with whips and rebels over four years; a third of the members is away from any division."""
    rng = np.random.default_rng(seed)
    party = rng.choice(3, members, p=[0.5, 0.4, 0.1])
    stand = np.array([1.0, -1.0, -0.2])[party] + rng.normal(0.0, 0.35, members)
    slope, middle = rng.normal(0.0, 2.0, divisions), rng.normal(0.0, 1.0, divisions)
    aye = slope * stand[:, None] + rng.standard_normal((members, divisions)) > middle
    voted = rng.random((members, divisions)) > 0.35
    member, division = np.nonzero(voted)
    day = np.datetime64("2020-01-01") + (np.arange(divisions) * 1460 // divisions).astype("timedelta64[D]")
    frame = pl.DataFrame(
        {
            "state": np.char.mod("M%03d", member),
            "roll_call": np.char.mod("D%04d", division),
            "date": day[division],
            "outcome": np.where(aye[voted], "yes", "no"),
        }
    )
    return frame, stand


def test_a_parliament_fits_in_seconds() -> None:
    votes, stand = parliament()
    assert len(votes) > 800_000
    order = np.argsort(stand)
    pair = (f"M{order[-1]:03d}", f"M{order[0]:03d}")
    positions(votes.head(5000), draws=2, warmup=1, positive=None)
    start = time.process_time()
    found = positions(votes, positive=pair, draws=30, warmup=15)
    assert time.process_time() - start < 60
    assert found.periods == ("2020", "2021", "2022", "2023")
    mean = np.array([found.path(f"M{k:03d}").summary.mean.mean() for k in range(len(stand))])
    assert np.corrcoef(mean, stand)[0, 1] > 0.97
