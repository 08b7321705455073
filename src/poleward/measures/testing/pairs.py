"""Agreement of one voter with others pair by pair, and its bootstrap roll call by roll call: slow, short, independent.

Tests hold the matrix products and the closed forms of production to it.
"""

from __future__ import annotations

import numpy as np

from poleward.measures.agreement import CATEGORIES, Agreement, Floats, Outcomes, Weighting, indices, one_hot
from poleward.measures.products import product


def pair_tables(first: Outcomes, others: Outcomes) -> Floats:
    """Return (items, others, 3, 3) tables, one per roll call, of one voter (items,) with others (items, others)."""
    return one_hot(first)[:, None, :, None] * one_hot(others)[:, :, None, :]


def bootstrap_pairs(tables: Floats, weighting: Weighting, replicates: int, rng: np.random.Generator) -> Agreement:
    """Return the indices of Bayesian bootstrap replicates over roll calls.

    Each replicate weights the roll calls with independent exponential draws (Rubin 1981, "The Bayesian Bootstrap",
    Annals of Statistics 9). One further roll call on which every pair of outcomes is equally likely is drawn with them:
    it keeps the interval from closing when two voters agreed on the few roll calls there are.

    Parameters
    ----------
    tables
        (items, others, 3, 3) as `pair_tables` makes them.
    weighting
        How an abstention counts.
    replicates
        How many resamples of the roll calls.
    rng
        Source of randomness.

    Returns
    -------
    Arrays of (replicates, others); NaN for a voter that shares no roll call.
    """
    items, others = tables.shape[:2]
    drawn = product(rng.standard_exponential((replicates, items)), tables.reshape(items, others * CATEGORIES**2))
    drawn = drawn.reshape(replicates, others, CATEGORIES, CATEGORIES)
    shared = drawn.sum(axis=(-2, -1), keepdims=True) > 0
    unknown = rng.standard_exponential((replicates, 1, 1, 1)) / CATEGORIES**2
    return indices(drawn + np.where(shared, unknown, 0.0), weighting)
