"""A small assembly that drifts: six years of eight questions that come back; Mali goes over to Moscow in 2022."""

from __future__ import annotations

import datetime as dt

import numpy as np

from poleward.archive import Archive
from tests.answers.conftest import roll_call, vote

MEMBERS = ("RUS", "USA", "DEU", "CHN", "KAZ", "UZB", "BRA", "IND", "ZAF", "MLI", "HUN", "TUR")
LEAN = (2.0, -2.0, -1.6, 1.5, 0.8, 0.9, 0.2, 0.6, 0.7, -0.6, -1.2, -0.3)


def fill(archive: Archive, *, last: int = 2025) -> None:
    """Put the assembly's roll calls and votes into an archive, those of the years from 2018 to `last`."""
    rng = np.random.default_rng(2)
    lean = dict(zip(MEMBERS, LEAN, strict=True))
    beta = rng.choice([-1.5, 1.5], 8)
    calls, votes = [], []
    for year in range(2018, last + 1):
        for q in range(8):
            name = f"A/RES/{year}/{q}"
            calls.append(roll_call(name, dt.date(year, 12, 1 + q), bridge=f"b-{q}", session=str(year - 1945)))
            for state in MEMBERS:
                place = 2.0 if state == "MLI" and year >= 2022 else lean[state]
                u = beta[q] * place + rng.standard_normal()
                votes.append(vote(name, state, "no" if u < -0.4 else "yes" if u > 0.4 else "abstain"))
    archive.append("roll_calls", calls)
    archive.append("votes", votes)
