"""Three accounts of a span of months, weighed against one another: no change, gradual change, a break."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from poleward.measures.paths.filtering import Observed, PathSettings, log_evidence
from poleward.measures.paths.grid import Floats, Grid, Singles, jump_density

DRIFTS = 12
"""How many sizes of a gradual change are tried."""
WIDEST = 4.0
"""The largest of them, in scales of a jump."""


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """(series) posterior probabilities; they sum to 1."""

    no_change: Floats
    gradual: Floats
    broke: Floats


def weigh(observed: Observed, grid: Grid, settings: PathSettings, first: int, last: int) -> Hypotheses:
    """Return how likely no change, a gradual change or a break is in the months `first` to `last`.

    Outside the span breaks may come as ever. Within it: *no change* knows small steps alone; *gradual* adds a move,
    spread evenly over the span, whose total has the prior of a jump; *a break* has at least one jump. A break has the
    prior chance that the monthly rate gives it over the span, a gradual change half of that chance in what is left.

    Parameters
    ----------
    first, last
        Month indices, both included; a break in month t falls between the month before and t.
    """
    months = np.arange(observed.months)
    inside = (months >= first) & (months <= last)
    n = int(inside[1:].sum())
    quiet = np.where(inside, 0.0, settings.rate)
    # Without a break in the span; the chance that the prior gives to that is added below.
    still = log_evidence(observed, grid, settings, quiet)
    free = log_evidence(observed, grid, settings, np.full(observed.months, settings.rate))
    stay = n * np.log1p(-settings.rate)
    prior_broke = -np.expm1(stay)
    prior_gradual = 0.5 * prior_broke
    drift = _gradual(observed, grid, settings, quiet, first, last)
    with np.errstate(divide="ignore"):
        jumped = free + np.log(np.maximum(-np.expm1(np.minimum(still + stay - free, 0.0)), 0.0))
    logs = np.stack(
        [
            still + stay + np.log1p(-prior_gradual),
            drift + np.log(max(prior_gradual, 1e-300)),
            jumped + np.log1p(-prior_gradual),
        ]
    )
    weights = np.exp(logs - logs.max(axis=0))
    return Hypotheses(*(weights / weights.sum(axis=0)))


def _gradual(observed: Observed, grid: Grid, settings: PathSettings, quiet: Floats, first: int, last: int) -> Floats:
    """Return (series) the log evidence of an even drift over the span, its size summed out."""
    half = np.linspace(0, WIDEST * settings.jump, DRIFTS // 2 + 1)[1:]
    sizes = np.concatenate([-half[::-1], half])
    prior = jump_density(sizes, settings.jump)
    prior = prior / prior.sum()
    # The drift is known once its size is: taking it out of the data leaves a path without drift.
    progress = np.clip((observed.when - first + 1) / max(last - first + 1, 1), 0.0, 1.0)
    logs = np.stack(
        [
            log_evidence(
                replace(observed, log_likelihood=_shifted(observed.log_likelihood, grid, size * progress)),
                grid, settings, quiet,
            )
            for size in sizes
        ]
    )  # fmt: skip
    top = logs.max(axis=0)
    return np.asarray(top + np.log((prior[:, None] * np.exp(logs - top)).sum(axis=0)))


def _shifted(log_likelihood: Singles, grid: Grid, shift: Floats) -> Singles:
    """Return (series, columns, points): each column's likelihood of level + shift, read between the levels."""
    place = np.clip((np.arange(grid.points)[None, :] + shift[:, None] / grid.step), 0, grid.points - 1)
    low = np.minimum(place.astype(np.int64), grid.points - 2)
    part = (place - low).astype(np.float32)
    columns = np.arange(len(shift))[:, None]
    left, right = log_likelihood[:, columns, low], log_likelihood[:, columns, low + 1]
    return np.asarray(left + part * (right - left))
