"""The compiled kernels agree with the plain NumPy reference."""

from __future__ import annotations

import numpy as np
import pytest

from poleward.measures.positions.item_terms import curvature, value_at
from poleward.measures.positions.layout import Layout
from poleward.measures.positions.walk import cell_terms
from poleward.measures.testing import reference
from poleward.measures.testing.simulated_votes import simulate

PB, PC, RIDGE = 0.5, 0.1, 0.01


@pytest.fixture(scope="module", params=[1, 2])
def case(request: pytest.FixtureRequest) -> tuple[Layout, np.ndarray, np.ndarray, np.ndarray]:
    dims = request.param
    simulated = simulate(25, 4, 12, dims=dims, absence=0.15, seed=5)
    layout = simulated.layout()
    rng = np.random.default_rng(2)
    theta = rng.standard_normal((layout.cells, dims))
    weight = rng.uniform(0.05, 0.5, (layout.cells, 3))
    item = simulated.item_truth[layout.item_source].copy()
    return layout, theta, item, weight


def slopes(function, x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Central differences of a function of a vector."""
    out = np.empty(len(x))
    for k in range(len(x)):
        move = np.zeros(len(x))
        move[k] = step
        out[k] = (function(x + move) - function(x - move)) / (2 * step)
    return out


def test_roll_call_posterior_and_gradient(case: tuple[Layout, np.ndarray, np.ndarray, np.ndarray]) -> None:
    layout, theta, item, weight = case
    dims = theta.shape[1]
    work = np.empty((11, 200))
    for j in range(0, layout.items, 5):
        kind = layout.kind[j]
        prior = PB * np.eye(dims)
        cell = layout.item_cell[layout.item_segment[j, 0] : layout.item_segment[j, 3]]
        prior += RIDGE * theta[cell].T @ theta[cell]
        segment = layout.item_segment[j]

        def plain(row: np.ndarray, j: int = j) -> float:
            return reference.item_log_posterior(layout, j, row, theta, weight, PB, PC, RIDGE)

        args = (segment, layout.item_cell, theta, np.zeros(len(layout.item_cell)), weight)
        value = value_at(*args, item[j], item[j, dims], item[j, dims + 1], prior, PC, False, work)
        assert value == pytest.approx(plain(item[j]), rel=1e-6)

        whole = kind in (0, 3)
        x = np.empty(dims + 2)
        x[:dims] = item[j, :dims]
        loose = 0.0
        if whole:
            x[dims], x[dims + 1] = item[j, dims], np.log(item[j, dims + 1] - item[j, dims])
        else:
            x[dims], loose = (item[j, dims + 1], item[j, dims]) if kind == 1 else item[j, dims:]
        n = dims + 2 if whole else dims + 1
        gradient, precision = np.empty(dims + 2), np.empty((dims + 2, dims + 2))
        curvature(*args, x, loose, kind, prior, PC, work, gradient, precision)

        def free(z: np.ndarray, kind: int = kind, whole: bool = whole, loose: float = loose, plain=plain) -> float:
            row = np.empty(dims + 2)
            row[:dims] = z[:dims]
            if whole:
                row[dims:] = z[dims], z[dims] + np.exp(z[dims + 1])
                return plain(row) + z[dims + 1]
            row[dims:] = (loose, z[dims]) if kind == 1 else (z[dims], loose)
            return plain(row)

        assert np.allclose(gradient[:n], slopes(free, x[:n]), atol=1e-3, rtol=1e-4)
        assert np.linalg.eigvalsh(np.tril(precision[:n, :n]) + np.tril(precision[:n, :n], -1).T).min() > 0


def test_cell_likelihood_gradient_and_curvature(
    case: tuple[Layout, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    layout, theta, item, weight = case
    dims = theta.shape[1]
    work, gradient, precision = np.empty((11, 200)), np.empty(dims), np.empty((dims, dims))
    for c in range(0, layout.cells, 7):
        value = cell_terms(
            layout.cell_segment[c],
            layout.cell_item,
            item,
            np.zeros(len(layout.cell_item)),
            weight[c],
            RIDGE,
            theta[c],
            work,
            gradient,
            precision,
        )

        def plain(x: np.ndarray, c: int = c) -> float:
            return reference.cell_log_likelihood(layout, c, item, x, weight[c], RIDGE)

        assert value == pytest.approx(plain(theta[c]), rel=1e-6)
        assert np.allclose(gradient, slopes(plain, theta[c]), atol=1e-3, rtol=1e-4)


def test_curvature_of_votes_cast_is_exact(case: tuple[Layout, np.ndarray, np.ndarray, np.ndarray]) -> None:
    layout, theta, item, weight = case
    dims = theta.shape[1]
    work, gradient, precision = np.empty((11, 200)), np.empty(dims), np.empty((dims, dims))
    nothing = np.zeros(len(layout.cell_item))
    c = int(np.flatnonzero(np.diff(layout.cell_segment[:, 3:], axis=1)[:, 0] == 0)[0])

    def slope(x: np.ndarray) -> np.ndarray:
        cell_terms(
            layout.cell_segment[c], layout.cell_item, item, nothing, weight[c], RIDGE, x, work, gradient, precision
        )
        return gradient.copy()

    slope(theta[c])
    stiff = precision.copy()
    for d in range(dims):
        move = np.zeros(dims)
        move[d] = 1e-4
        numeric = -(slope(theta[c] + move) - slope(theta[c] - move)) / 2e-4
        assert np.allclose(stiff[d], numeric, rtol=1e-2, atol=1e-3)
