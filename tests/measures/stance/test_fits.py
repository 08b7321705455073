"""Several posteriors of one record, fitted side by side, are those that each fit gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.stance.compiling import invented
from poleward.measures.stance.posterior import FitSettings, fit, fits

SETTINGS = [FitSettings(3, 2, 4), FitSettings(1, 2, 3)]


def test_side_by_side_gives_what_each_alone_gives() -> None:
    record = invented()
    for wanted, found in zip(SETTINGS, fits(record, SETTINGS), strict=True):
        alone = fit(record, dims=wanted.dims, warmup=wanted.warmup, draws=wanted.draws, threads=1)
        for name in ("theta", "item", "habit", "habit_size", "habit_step"):
            assert np.array_equal(getattr(alone.draws, name), getattr(found.draws, name))


def test_progress_is_of_all_of_them_and_never_goes_back() -> None:
    told: list[tuple[int, int]] = []
    fits(invented(), SETTINGS, progress=lambda done, of: told.append((done, of)))
    assert {of for _, of in told} == {11}
    done = [sweeps for sweeps, _ in told]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == 11


def test_who_stops_one_stops_all() -> None:
    told = []

    def stop(done: int, _: int) -> None:
        told.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fits(invented(), [FitSettings(1, 2, 1000), FitSettings(2, 2, 1000)], progress=stop)
    assert max(told) < 100
