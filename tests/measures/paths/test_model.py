"""The break model against a reference that writes every set of breaks out, and on paths whose truth is known."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from poleward.measures.paths import (
    Grid,
    Observed,
    PathSettings,
    contributions,
    find_breaks,
    log_evidence,
    mean_path,
    quiet,
    share_terms,
    sign_terms,
    smooth,
    weigh,
)
from poleward.measures.paths.filtering import passing_kernel
from poleward.measures.paths.grid import jump_kernels, starting_weights, walk_kernel

Floats = npt.NDArray[np.float64]
SMALL = Grid(-1.0, 1.0, 7)
MOVES = PathSettings(walk=0.2, jump=0.8, rate=0.1, flicker=0.1, stray=0.1, start_sd=1.0)
WIDE = Grid(-3.0, 3.0, 121)
SIGNS = PathSettings(walk=0.03, jump=0.6, rate=0.0075, flicker=0.0, start_sd=1.0)


def observed_at(grid: Grid, when: list[int], levels: list[float], sd: float, months: int) -> Observed:
    """Return one series, seen in some months with a normal error."""
    terms = share_terms(np.array(levels), np.full(len(levels), sd), grid)
    return Observed(months, np.array(when, dtype=np.int64), terms[None])


def written_out(observed: Observed, grid: Grid, settings: PathSettings) -> tuple[float, Floats, Floats]:
    """Return the log evidence, and P(a rise), P(a fall) by month: every sequence of steps, rises and falls in turn."""
    walk = walk_kernel(grid, settings.walk).astype(float)
    up, down = (k.astype(float) for k in jump_kernels(grid, settings.jump))
    passing = passing_kernel(grid, settings).astype(float)
    chance = {
        int(t): passing @ np.exp(c.astype(float))
        for t, c in zip(observed.when, observed.log_likelihood[0], strict=True)
    }
    start = starting_weights(grid, settings.start_mean, settings.start_sd).astype(float)
    whole, rises, falls = 0.0, np.zeros(observed.months), np.zeros(observed.months)
    moves = ((1 - settings.rate, walk), (settings.rate, up), (settings.rate, down))
    for sequence in itertools.product(range(3), repeat=observed.months - 1):
        weights = start * chance.get(0, 1.0)
        for t, kind in enumerate(sequence, start=1):
            prior, kernel = moves[kind]
            weights = prior * (weights @ kernel) * chance.get(t, 1.0)
        total = float(weights.sum())
        whole += total
        for t, kind in enumerate(sequence, start=1):
            rises[t] += total * (kind == 1)
            falls[t] += total * (kind == 2)
    return float(np.log(whole)), rises / whole, falls / whole


@pytest.mark.parametrize(
    ("when", "levels"), [([0, 2, 3, 6], [0.3, 0.2, -0.6, -0.5]), ([1, 5], [-0.9, 0.9]), ([4], [0.0])]
)
def test_filtering_and_smoothing_are_exact(when: list[int], levels: list[float]) -> None:
    seen = observed_at(SMALL, when, levels, 0.3, 7)
    evidence, rises, falls = written_out(seen, SMALL, MOVES)
    found = smooth(seen, SMALL, MOVES)
    assert found.log_evidence[0] == pytest.approx(evidence, abs=1e-4)
    assert log_evidence(seen, SMALL, MOVES)[0] == pytest.approx(evidence, abs=1e-4)
    np.testing.assert_allclose(found.up[0], rises, atol=1e-4)
    np.testing.assert_allclose(found.down[0], falls, atol=1e-4)
    np.testing.assert_allclose(found.level[0].sum(axis=1), 1.0, atol=1e-5)


def test_a_silent_month_says_nothing() -> None:
    seen = observed_at(SMALL, [0, 3, 6], [0.5, 0.5, -0.5], 0.3, 7)
    more = Observed(7, np.array([0, 2, 3, 6]), np.insert(seen.log_likelihood, 1, 0.0, axis=1))
    one, two = smooth(seen, SMALL, MOVES), smooth(more, SMALL, MOVES)
    np.testing.assert_allclose(one.up, two.up, atol=1e-6)
    np.testing.assert_allclose(one.level, two.level, atol=1e-6)


def test_series_do_not_touch_one_another() -> None:
    a = observed_at(SMALL, [0, 3, 6], [0.5, 0.5, -0.5], 0.3, 7)
    b = observed_at(SMALL, [0, 3, 6], [-0.5, -0.4, -0.5], 0.3, 7)
    both = smooth(Observed(7, a.when, np.concatenate([a.log_likelihood, b.log_likelihood])), SMALL, MOVES)
    for i, one in enumerate((a, b)):
        np.testing.assert_allclose(both.level[i], smooth(one, SMALL, MOVES).level[0], atol=1e-6)


def test_what_an_observation_adds_is_the_change_when_it_is_left_out() -> None:
    grid, rng = SMALL, np.random.default_rng(3)
    column = np.array([0, 0, 1, 2, 2, 2, 3])
    terms = share_terms(rng.normal([0.6, 0.5, 0.4, -0.5, -0.4, -0.7, -0.6], 0.1), np.full(7, 0.4), grid)
    when, first, last = np.array([0, 2, 4, 6]), 3, 5
    rates = np.array([0.0 if first <= t <= last else MOVES.rate for t in range(7)])

    def seen(keep: Floats) -> Observed:
        total = np.zeros((1, 4, grid.points), dtype=np.float32)
        np.add.at(total[0], column[keep], terms[keep])
        return Observed(7, when, total)

    def factor(some: Observed) -> float:
        still = log_evidence(some, grid, MOVES, rates)[0]
        free = log_evidence(some, grid, MOVES)[0]
        stay = (last - first + 1) * np.log1p(-MOVES.rate)
        return float(free + np.log(-np.expm1(still + stay - free)) - np.log(-np.expm1(stay)) - still)

    whole = np.arange(7)
    assert quiet(7, MOVES, first, last).tolist() == rates.tolist()
    free, still = (smooth(seen(whole), grid, MOVES, given) for given in (None, rates))
    found = contributions(seen(whole), grid, MOVES, first, last, column, terms, free=free, still=still)
    expected = [factor(seen(whole)) - factor(seen(np.delete(whole, i))) for i in whole]
    np.testing.assert_allclose(found, expected, atol=2e-3)


def told(shares: Floats, seed: int, error: float = 0.1, n: int = 4) -> Observed:
    """Return signs, some a month, drawn with a share that speaks for closer and a coder that errs."""
    rng = np.random.default_rng(seed)
    seen = (1 - error) * shares + error * (1 - shares)
    towards = rng.random((len(shares), n)) < seen[:, None]
    total = sign_terms(towards.ravel().astype(float), error, WIDE).reshape(len(shares), n, -1).sum(axis=1)
    return Observed(len(shares), np.arange(len(shares)), total[None])


def breaks_of(observed: Observed) -> list[tuple[int, int, int, int, bool]]:
    found = smooth(observed, WIDE, SIGNS)
    seen = np.zeros((1, observed.months), dtype=np.bool_)
    seen[0, observed.when] = True
    return [(b.first, b.month, b.last, b.sign, b.lasts) for b in find_breaks(found, mean_path(found, WIDE), seen, 0.55)]


@pytest.mark.parametrize(("before", "after", "sign"), [(0.85, 0.15, -1), (0.15, 0.85, 1)])
def test_a_break_is_found_where_it_is_and_the_way_it_goes(before: float, after: float, sign: int) -> None:
    shares = np.where(np.arange(96) < 60, before, after)
    hits = 0
    for seed in range(12):
        found = breaks_of(told(shares, seed))
        assert all(b[3] == sign for b in found), "no break goes the wrong way"
        hits += any(b[0] - 1 <= 60 <= b[2] + 1 and b[4] for b in found)
    assert hits >= 10


def test_where_nothing_changes_breaks_are_rare() -> None:
    alarms = [breaks_of(told(np.full(96, share), seed)) for share in (0.2, 0.5, 0.8) for seed in range(10)]
    assert sum(bool(a) for a in alarms) <= 2


def test_the_three_accounts_tell_the_three_truths() -> None:
    months = np.arange(96)
    truths = {
        "no_change": np.full(96, 0.7),
        "broke": np.where(months < 60, 0.85, 0.15),
        "gradual": 0.85 - 0.7 * np.clip((months - 48) / 47, 0, 1),
    }
    for name, shares in truths.items():
        found = [weigh(told(shares, seed, n=12), WIDE, replace(SIGNS, rate=0.01), 48, 95) for seed in range(6)]
        odds = {k: float(np.mean([getattr(w, k)[0] for w in found])) for k in truths}
        assert max(odds, key=lambda k: odds[k]) == name, odds
        assert sum(odds.values()) == pytest.approx(1.0, abs=1e-6)


def test_a_move_that_passes_does_not_last() -> None:
    shares = np.full(120, 0.8)
    shares[60:70] = 0.05
    found = breaks_of(told(shares, 1, n=10))
    assert found
    assert not found[0][4]
