"""The fast samplers draw from the right posterior: plain Gibbs on a small problem, coverage on simulated truth."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.positions import ChainSettings, fit_bsv, fit_dynamic
from poleward.measures.positions import dynamic as dynamic_module
from poleward.measures.positions.start import standardised
from poleward.measures.positions.summary import quantiles
from poleward.measures.testing import reference
from poleward.measures.testing.simulated_votes import Simulated, simulate, truth_on_scale

STEP, BETA, CUT = 0.1, 2.0, 4.0


def pair_of(simulated: Simulated) -> dict[str, int]:
    """The founders that stand furthest apart on average, as the pair that signs the first dimension."""
    mean = simulated.position[:, :, 0].mean(axis=1)
    return {"above": int(np.nanargmax(mean)), "below": int(np.nanargmin(mean))}


def test_agrees_with_a_plain_gibbs_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = simulate(12, 3, 10, absence=0.0, founders=1.0, seed=11)
    layout = simulated.layout(absences=False)
    start_theta = simulated.position[layout.cell_state, layout.cell_period]
    start_item = simulated.item_truth[layout.item_source]
    drawn, items = reference.gibbs(
        layout,
        warmup=200,
        draws=2000,
        seed=1,
        ridge=dynamic_module.RIDGE,
        step_variance=STEP,
        beta_variance=BETA,
        cut_variance=CUT,
        theta=start_theta,
        item=start_item,
    )
    # The same model: variances held, steps normal.
    monkeypatch.setattr(dynamic_module, "FIRST_STEP_VARIANCE", STEP)
    monkeypatch.setattr(dynamic_module, "draw_walk", lambda *_: None)
    monkeypatch.setattr(dynamic_module, "draw_item_variances", lambda *_: (BETA, CUT))
    fast = fit_dynamic(layout, ChainSettings(warmup=100, draws=1500, seed=3, **pair_of(simulated)))

    plain = np.empty((len(drawn), layout.cells))
    for k, theta in enumerate(drawn):
        mean, spread = standardised(layout, theta)
        plain[k] = (theta[:, 0] - mean[0]) / spread[0]
    if np.corrcoef(plain.mean(axis=0), fast.mean[:, 0])[0, 1] < 0:
        plain *= -1
        items[:, :, 0] *= -1
    sd = plain.std(axis=0)
    gap = (fast.theta[:, :, 0].mean(axis=0) - plain.mean(axis=0)) / sd
    assert np.abs(gap).max() < 0.35
    assert np.sqrt((gap**2).mean()) < 0.12
    ratio = fast.theta[:, :, 0].std(axis=0) / sd
    assert np.abs(np.log(ratio)).max() < 0.25
    assert np.exp(np.log(ratio).mean()) == pytest.approx(1.0, abs=0.05)


def coverage(samples: np.ndarray, truth: np.ndarray, level: float) -> float:
    low, high = quantiles(samples, ((1 - level) / 2, (1 + level) / 2))
    return float(((low <= truth) & (truth <= high)).mean())


def test_intervals_of_positions_and_changes_cover_the_truth() -> None:
    inside: dict[tuple[str, float], list[float]] = {}
    for seed in range(4):
        simulated = simulate(40, 12, 25, breaks=4, seed=seed)
        layout = simulated.layout()
        truth = truth_on_scale(layout, simulated)[:, 0]
        draws = fit_dynamic(layout, ChainSettings(warmup=60, draws=150, **pair_of(simulated)))
        later = np.flatnonzero(layout.before >= 0)
        samples = draws.theta[:, :, 0]
        for level in (0.5, 0.8, 0.9):
            inside.setdefault(("positions", level), []).append(coverage(samples, truth, level))
            change = samples[:, later] - samples[:, layout.before[later]]
            true_change = truth[later] - truth[layout.before[later]]
            inside.setdefault(("changes", level), []).append(coverage(change, true_change, level))
    for (_, level), found in inside.items():
        assert np.mean(found) == pytest.approx(level, abs=0.07)


def test_a_break_is_found_and_not_smoothed_away() -> None:
    simulated = simulate(40, 20, 40, breaks=4, break_size=1.5, step=0.05, founders=1.0, absence=0.02, seed=4)
    layout = simulated.layout()
    truth = truth_on_scale(layout, simulated)[:, 0]
    pair = pair_of(simulated)
    draws = fit_dynamic(layout, ChainSettings(warmup=40, draws=80, **pair))
    stiff = fit_dynamic(layout, ChainSettings(warmup=40, draws=80, degrees=float("inf"), **pair))
    error = {}
    for name, result in (("heavy", draws), ("normal", stiff)):
        missed = []
        for state, period in simulated.breaks:
            at = int(np.flatnonzero((layout.cell_state == state) & (layout.cell_period == period))[0])
            estimated = result.mean[at, 0] - result.mean[at - 1, 0]
            missed.append(abs(estimated - (truth[at] - truth[at - 1])))
            calm = np.abs(np.diff(result.mean[layout.cell_state == state, 0]))
            assert abs(estimated) > 4 * np.median(calm)
        error[name] = np.mean(missed)
    assert error["heavy"] < error["normal"]


def test_same_seed_same_bytes_whatever_the_threads() -> None:
    layout = simulate(30, 5, 15, seed=2).layout()
    bare = simulate(30, 5, 15, seed=2).layout(absences=False, empty_cells=False)
    for fit, votes in ((fit_dynamic, layout), (fit_bsv, bare)):
        one = fit(votes, ChainSettings(warmup=5, draws=10, seed=9, threads=1, above=0, below=1))
        three = fit(votes, ChainSettings(warmup=5, draws=10, seed=9, threads=3, above=0, below=1))
        other = fit(votes, ChainSettings(warmup=5, draws=10, seed=10, threads=1, above=0, below=1))
        assert one.theta.tobytes() == three.theta.tobytes()
        assert one.mean.tobytes() == three.mean.tobytes()
        assert one.theta.tobytes() != other.theta.tobytes()


def test_soft_absence_is_told_from_ignorable_absence() -> None:
    found = {}
    for name, tilt in (("soft", 2.0), ("ignorable", 0.0)):
        simulated = simulate(40, 8, 40, absence=0.1, soft_no=tilt, founders=1.0, seed=6)
        layout = simulated.layout()
        draws = fit_dynamic(layout, ChainSettings(warmup=40, draws=100, **pair_of(simulated)))
        assert draws.tilt is not None
        found[name] = draws.tilt[:, :, 0].mean()
        assert abs(draws.tilt[:, :, 1].mean()) < 0.3
    assert found["soft"] == pytest.approx(2.0, abs=0.5)
    assert found["ignorable"] == pytest.approx(0.0, abs=0.3)


def test_two_dimensions_are_recovered_up_to_a_rotation() -> None:
    simulated = simulate(50, 6, 60, dims=2, founders=1.0, step=0.1, seed=8)
    layout = simulated.layout()
    draws = fit_dynamic(layout, ChainSettings(dims=2, warmup=60, draws=80, **pair_of(simulated)))
    true = simulated.position[layout.cell_state, layout.cell_period]
    true = true - true.mean(axis=0)
    design = np.column_stack([draws.mean, np.ones(layout.cells)])
    fitted = design @ np.linalg.lstsq(design, true, rcond=None)[0]
    share = 1 - ((true - fitted) ** 2).sum(axis=0) / (true**2).sum(axis=0)
    assert share.min() > 0.9
    pair = pair_of(simulated)
    above = draws.mean[layout.cell_state == pair["above"]].mean(axis=0)
    below = draws.mean[layout.cell_state == pair["below"]].mean(axis=0)
    assert above[0] > below[0]
    assert abs(above[1] - below[1]) < 0.2 * (above[0] - below[0])


def test_bsv_recovers_positions() -> None:
    simulated = simulate(40, 12, 40, absence=0.05, founders=1.0, seed=3)
    layout = simulated.layout(absences=False, empty_cells=False)
    truth = truth_on_scale(layout, simulated)[:, 0]
    draws = fit_bsv(layout, ChainSettings(warmup=25, draws=75, **pair_of(simulated)))
    assert np.corrcoef(draws.mean[:, 0], truth)[0, 1] > 0.97
    assert abs(draws.mean.mean()) < 1e-6
    assert draws.mean.std() == pytest.approx(1.0, abs=0.05)
