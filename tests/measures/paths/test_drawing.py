"""Drawn paths agree with the exact posterior, and know what single months do not."""

from __future__ import annotations

import numpy as np

from poleward.measures.paths import Grid, Observed, PathSettings, draw_paths, share_terms, smooth

GRID = Grid(0.0, 1.0, 101)
SETTINGS = PathSettings(walk=0.006, jump=0.08, rate=0.006, flicker=0.02, start_mean=0.3, start_sd=0.4)


def observed(shares: list[float]) -> Observed:
    when = 6 + 12 * np.arange(len(shares))
    terms = share_terms(np.array(shares), np.full(len(shares), 0.01), GRID)
    return Observed(12 * len(shares), when, terms[None])


def test_draws_have_the_levels_and_the_jumps_of_the_exact_posterior() -> None:
    given = observed([0.4, 0.41, 0.4, 0.39, 0.25, 0.26, 0.24])
    exact = smooth(given, GRID, SETTINGS)
    drawn = draw_paths(given, GRID, SETTINGS, 8000)
    assert np.abs(drawn.level.mean(axis=0) - exact.level[0] @ GRID.levels).max() < 0.004
    spread = np.sqrt(exact.level[0] @ GRID.levels**2 - (exact.level[0] @ GRID.levels) ** 2)
    assert np.abs(drawn.level.std(axis=0) - spread).max() < 0.005
    assert np.abs(drawn.jumped.mean(axis=0) - exact.broke[0]).max() < 0.015
    assert not drawn.jumped[:, 0].any(), "nothing led to the first month"


def test_draws_move_together() -> None:
    """Neighbouring months of one draw differ by far less than their own spread allows, unless a jump lies between."""
    drawn = draw_paths(observed([0.5]), GRID, SETTINGS, 2000)
    steps = np.diff(drawn.level, axis=1)
    quiet = ~drawn.jumped[:, 1:]
    assert np.abs(steps[quiet]).max() <= GRID.step + 1e-9
    assert drawn.level[:, 0].std() > 0.02


def test_the_same_series_gives_the_same_draws() -> None:
    given = observed([0.4, 0.3, 0.5])
    one, two = (draw_paths(given, GRID, SETTINGS, 50) for _ in range(2))
    assert (one.level == two.level).all()
    assert (one.jumped == two.jumped).all()
