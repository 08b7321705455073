"""What each observation adds to the case for a break: the change of the log Bayes factor when it is left out."""

from __future__ import annotations

import numpy as np

from poleward.measures.paths.filtering import FLOOR, Ints, Observed, PathSettings, Smoothed, passing_kernel
from poleward.measures.paths.grid import Floats, Grid, Singles
from poleward.measures.products import product


def contributions(
    observed: Observed,
    grid: Grid,
    settings: PathSettings,
    first: int,
    last: int,
    column: Ints,
    terms: Singles,
    *,
    free: Smoothed,
    still: Smoothed,
) -> Floats:
    """Return (observations) how much each one supports a break in the months `first` to `last` of a single series.

    Leaving an observation y_i out multiplies the evidence of a hypothesis H by E[p(y_-i of its month | level) /
    p(y of its month | level)], taken over the level given all data and H. So the change of the log Bayes factor of
    "a break in the span" against "none" is exact, and costs no new pass over the data. Positive values support the
    break, in nats; they are those of leaving out one observation each and need not add up.

    Parameters
    ----------
    observed
        One series.
    column
        (observations) the column of `observed` that each belongs to.
    terms
        (observations, points) its log likelihood on the grid, as summed up in `observed`.
    free, still
        The series smoothed, and smoothed at the rates of `quiet`.
    """
    months = np.arange(observed.months)
    n = int(((months >= max(first, 1)) & (months <= last)).sum())
    share = min(float(np.exp(still.log_evidence[0] + n * np.log1p(-settings.rate) - free.log_evidence[0])), 1 - 1e-9)
    when = observed.when[column]
    calm = still.level[0, when].astype(np.float64)
    # What is left of the posterior when the part without a break is taken out.
    broken = np.maximum(free.level[0, when] - share * calm, 1e-12)
    broken /= broken.sum(axis=1, keepdims=True)
    ratio = _without(observed.log_likelihood[0], column, terms, passing_kernel(grid, settings))
    if observed.steady is not None and (steady := observed.steady[column]).any():
        calm_kernel = passing_kernel(grid, settings, steady=True)
        ratio[steady] = _without(observed.log_likelihood[0], column[steady], terms[steady], calm_kernel)
    return np.asarray(np.log((calm * ratio).sum(axis=1)) - np.log((broken * ratio).sum(axis=1)))


def quiet(months: int, settings: PathSettings, first: int, last: int) -> Floats:
    """Return (months) the chance of a break in each, none in the months `first` to `last`."""
    at = np.arange(months)
    return np.where((at >= first) & (at <= last), 0.0, settings.rate)


def _without(log_likelihood: Singles, column: Ints, terms: Singles, passing: Singles) -> Floats:
    """Return (observations, points) a month's likelihood without the observation over that with it, up to a factor."""
    whole = log_likelihood[column]
    rest = whole - terms
    top, rest_top = whole.max(axis=1, keepdims=True), rest.max(axis=1, keepdims=True)
    with_it = np.maximum(product(np.exp(whole - top), passing.T), FLOOR)
    without = np.maximum(product(np.exp(rest - rest_top), passing.T), FLOOR)
    return np.asarray(without / with_it, dtype=np.float64)
