"""Plain NumPy versions of the kernels, and a plain Gibbs sampler of the dynamic model. Slow, short, and independent.

They say what the fast code must do: tests hold both together, and benchmarks time one against the other. The sampler
is Albert & Chib's (1993): it draws a latent utility for every vote, so that positions and roll calls have normal
conditionals; the thresholds are moved by Metropolis steps (Cowles 1996).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from poleward.errors import UnusableInputError
from poleward.measures.positions.chances import log_chances
from poleward.measures.positions.layout import Floats, Layout
from poleward.outcomes import NOT_VOTING

CUT_STEPS = 8
"""Metropolis steps of the thresholds per sweep."""


def item_log_posterior(
    layout: Layout,
    j: int,
    row: Floats,
    theta: Floats,
    weight: Floats,
    beta_precision: float,
    cut_precision: float,
    ridge: float,
) -> float:
    """Return the log posterior of roll call j's row = (beta, t1, t2) given the positions, without constants."""
    dims = theta.shape[1]
    votes = slice(layout.item_ptr[j], layout.item_ptr[j + 1])
    cell, outcome = layout.item_cell[votes], layout.item_outcome[votes]
    u = theta[cell] @ row[:dims]
    value = log_chances(outcome, row[dims], row[dims + 1], u, weight[cell]).sum()
    value -= 0.5 * ridge * (u[outcome != NOT_VOTING] ** 2).sum()
    value -= 0.5 * beta_precision * (row[:dims] ** 2).sum() + 0.5 * cut_precision * (row[dims:] ** 2).sum()
    return float(value)


def cell_log_likelihood(layout: Layout, c: int, item: Floats, theta: Floats, weight: Floats, ridge: float) -> float:
    """Return the log likelihood of cell c's votes at position theta (dims), the ridge included."""
    dims = len(theta)
    votes = slice(layout.cell_ptr[c], layout.cell_ptr[c + 1])
    row, outcome = item[layout.cell_item[votes]], layout.cell_outcome[votes]
    u = row[:, :dims] @ theta
    share = np.broadcast_to(weight, (len(u), 3))
    value = log_chances(outcome, row[:, dims], row[:, dims + 1], u, share).sum()
    return float(value - 0.5 * ridge * (u[outcome != NOT_VOTING] ** 2).sum())


def gibbs(
    layout: Layout,
    *,
    warmup: int,
    draws: int,
    seed: int,
    ridge: float,
    step_variance: float,
    beta_variance: float,
    cut_variance: float,
    theta: Floats,
    item: Floats,
) -> tuple[Floats, Floats]:
    """Return draws of theta (draws, cells, dims) and of item (draws, roll calls, dims + 2) at fixed variances.

    The walk has normal steps of `step_variance` a year; `theta` and `item` are the starting values. Absences must
    have been left out of the layout.
    """
    if layout.absences:
        raise UnusableInputError("The plain sampler takes no absences.", todo="Lay out the votes without them.")
    rng = np.random.default_rng(seed)
    theta, item = theta.copy(), item.copy()
    dims = theta.shape[1]
    cell, outcome = layout.item_cell.astype(np.int64), layout.item_outcome
    which = np.repeat(np.arange(layout.items), np.diff(layout.item_ptr))
    walk = [_walk_precision(layout, s, step_variance) for s in range(layout.states)]
    kept_theta = np.empty((draws, layout.cells, dims))
    kept_item = np.empty((draws, layout.items, dims + 2))
    for sweep in range(warmup + draws):
        u = np.einsum("vd,vd->v", item[which, :dims], theta[cell])
        _move_cuts(rng, layout, item, which, outcome, u, cut_variance)
        latent = _latent(rng, item[which, dims], item[which, dims + 1], outcome, u)
        theta_voted = theta[cell]
        stiff, pull = _normal_sums(theta_voted, latent, which, layout.items, ridge)
        item[:, :dims] = _normal_draws(rng, stiff + np.eye(dims) / beta_variance, pull)
        stiff, pull = _normal_sums(item[which, :dims], latent, cell, layout.cells, ridge)
        for s in range(layout.states):
            start, end = layout.state_ptr[s], layout.state_ptr[s + 1]
            n = end - start
            precision = np.asarray(np.kron(walk[s], np.eye(dims)), dtype=np.float64)
            for k in range(n):
                block = slice(k * dims, (k + 1) * dims)
                precision[block, block] += stiff[start + k]
            drawn = _normal_draws(rng, precision[None], pull[start:end].reshape(1, -1))
            theta[start:end] = drawn.reshape(n, dims)
        if sweep >= warmup:
            kept_theta[sweep - warmup], kept_item[sweep - warmup] = theta, item
    return kept_theta, kept_item


def _walk_precision(layout: Layout, s: int, step_variance: float) -> Floats:
    """Return the prior precision of a state's path: first N(0, 1), then the stationary walk of `dynamic`."""
    start, end = layout.state_ptr[s], layout.state_ptr[s + 1]
    n = end - start
    difference = np.eye(n)
    tie = np.ones(n)
    for k in range(1, n):
        spread = step_variance * layout.cell_gap[start + k]
        difference[k, k - 1] = -np.exp(-0.5 * spread)
        tie[k] = 1.0 / (1.0 - np.exp(-spread))
    return np.asarray(difference.T @ (tie[:, None] * difference))


def _normal_sums(x: Floats, y: Floats, group: np.ndarray, n: int, ridge: float) -> tuple[Floats, Floats]:
    """Return by group the sum of (1 + ridge) x x' and of x y: the regression of utilities on what they load on."""
    stiff = np.zeros((n, x.shape[1], x.shape[1]))
    pull = np.zeros((n, x.shape[1]))
    np.add.at(stiff, group, (1.0 + ridge) * x[:, :, None] * x[:, None, :])
    np.add.at(pull, group, x * y[:, None])
    return stiff, pull


def _normal_draws(rng: np.random.Generator, precision: Floats, pull: Floats) -> Floats:
    """Draw one vector from each N(precision^-1 pull, precision^-1)."""
    covariance = np.linalg.inv(precision)
    mean = np.einsum("nij,nj->ni", covariance, pull)
    noise = rng.standard_normal(pull.shape)
    return np.asarray(mean + np.einsum("nij,nj->ni", np.linalg.cholesky(covariance), noise))


def _latent(rng: np.random.Generator, t1: Floats, t2: Floats, outcome: np.ndarray, u: Floats) -> Floats:
    """Draw every vote's latent utility, N(u, 1) within its outcome's bounds."""
    low = np.select([outcome == 0, outcome == 1], [-np.inf, t1 - u], t2 - u)
    high = np.select([outcome == 0, outcome == 1], [t1 - u, t2 - u], np.inf)
    flip = low > 0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    a, b = ndtr(low), ndtr(high)
    z = ndtri(np.clip(a + rng.random(len(u)) * (b - a), 1e-300, 1 - 1e-16))
    return np.asarray(u + np.where(flip, -z, z))


def _move_cuts(
    rng: np.random.Generator,
    layout: Layout,
    item: Floats,
    which: np.ndarray,
    outcome: np.ndarray,
    u: Floats,
    cut_variance: float,
) -> None:
    """Move every roll call's thresholds by random-walk Metropolis, with the latent utilities integrated out."""
    dims = item.shape[1] - 2
    for attempt in range(CUT_STEPS):
        size = (0.1, 0.3, 1.0)[attempt % 3]
        old = item[:, dims:]
        new = old + size * rng.standard_normal(old.shape)
        valid = new[:, 0] < new[:, 1]
        new = np.where(valid[:, None], new, old)
        gain = np.bincount(
            which,
            weights=log_chances(outcome, new[which, 0], new[which, 1], u)
            - log_chances(outcome, old[which, 0], old[which, 1], u),
            minlength=layout.items,
        )
        gain += norm.logpdf(new, scale=np.sqrt(cut_variance)).sum(axis=1)
        gain -= norm.logpdf(old, scale=np.sqrt(cut_variance)).sum(axis=1)
        take = valid & (np.log(rng.random(layout.items)) < gain)
        item[take, dims:] = new[take]
