"""Agreement of two voters over roll calls: plain, S, Scott's pi and Cohen's kappa.

Everything starts from 3 x 3 tables that count how often one voter chose outcome a while the other chose b, with the
outcomes in order: no, abstain, yes. A roll call counts for a pair where both voted; absence is not an outcome here.

Sources: S. Signorino and J. Ritter (1999), "Tau-b or Not Tau-b", International Studies Quarterly 43 (S);
F. Häge (2011), "Choice or Circumstance?", Political Analysis 19 (chance correction: Scott's pi, Cohen's kappa).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from poleward.measures.products import product

Floats = npt.NDArray[np.float64]
Outcomes = npt.NDArray[np.int8]

CATEGORIES = 3
"""No, abstain, yes."""
Weighting = Literal["nominal", "linear", "squared"]


def disagreement_weights(weighting: Weighting) -> Floats:
    """Return the 3 x 3 disagreement weights, 0 on the diagonal and 1 between yes and no.

    'nominal' counts every difference as 1; 'linear' counts an abstention half-way; 'squared' a quarter of the way.
    """
    steps = np.abs(np.subtract.outer(np.arange(CATEGORIES), np.arange(CATEGORIES))) / (CATEGORIES - 1)
    if weighting == "nominal":
        return (steps > 0).astype(np.float64)
    return np.asarray(steps if weighting == "linear" else steps**2, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement indices of pairs; each array has the pairs' shape, NaN where the index is not defined.

    Attributes
    ----------
    n
        Roll calls (or their total weight) on which both voted.
    plain
        1 minus the mean disagreement, 0 to 1.
    s
        Signorino and Ritter's S, -1 to 1.
    pi
        Scott's pi: agreement beyond what the pair's pooled vote shares give by chance; undefined where these leave
        no room for disagreement (both always voted the same single outcome).
    kappa
        Cohen's kappa: the same with each voter's own shares.
    """

    n: Floats
    plain: Floats
    s: Floats
    pi: Floats
    kappa: Floats


def one_hot(outcomes: Outcomes) -> Floats:
    """Return indicators with a last axis of 3 for no, abstain, yes; all zero where absent."""
    return np.asarray(outcomes[..., None] == np.arange(CATEGORIES), dtype=np.float64)


def dyad_tables(outcomes: Outcomes, item_weights: Floats | None = None) -> Floats:
    """Return the tables of all dyads by matrix products.

    Parameters
    ----------
    outcomes
        (items, voters) outcome codes.
    item_weights
        (items,) weights or bootstrap multiplicities; None counts every roll call once.

    Returns
    -------
    (voters, voters, 3, 3) weighted counts; entry [i, j, a, b] is where i chose a and j chose b.
    """
    items, voters = outcomes.shape
    flat = one_hot(outcomes).reshape(items, voters * CATEGORIES)
    left = flat if item_weights is None else flat * item_weights[:, None]
    counts: Floats = product(left.T, flat)
    return np.asarray(counts.reshape(voters, CATEGORIES, voters, CATEGORIES).transpose(0, 2, 1, 3))


def indices(tables: Floats, weighting: Weighting = "linear") -> Agreement:
    """Return the agreement indices of tables with any leading shape and last axes (3, 3)."""
    weights = disagreement_weights(weighting)
    outcomes = range(CATEGORIES)
    # Nine arrays of the pairs' shape: sums over them are several times faster than over two short last axes.
    cell = [[tables[..., a, b].copy() for b in outcomes] for a in outcomes]
    rows = [sum(cell[a][1:], cell[a][0]) for a in outcomes]
    columns = [sum((cell[a][b] for a in outcomes[1:]), cell[0][b]) for b in outcomes]
    n = np.asarray(sum(rows[1:], rows[0]), dtype=np.float64)

    def apart(both: Callable[[int, int], Floats]) -> Floats:
        pairs = [(a, b) for a in outcomes for b in outcomes if weights[a, b]]
        return np.asarray(sum(weights[a, b] * both(a, b) for a, b in pairs))

    with np.errstate(invalid="ignore", divide="ignore"):
        observed = apart(lambda a, b: cell[a][b]) / n
        chance_pi = apart(lambda a, b: (rows[a] + columns[a]) * (rows[b] + columns[b])) / (4 * n * n)
        chance_kappa = apart(lambda a, b: rows[a] * columns[b]) / (n * n)
        pi = 1 - observed / np.where(chance_pi > 0, chance_pi, np.nan)
        kappa = 1 - observed / np.where(chance_kappa > 0, chance_kappa, np.nan)
    return Agreement(n, 1 - observed, 1 - 2 * observed, pi, kappa)


def all_dyads(outcomes: Outcomes, weighting: Weighting = "linear", item_weights: Floats | None = None) -> Agreement:
    """Return the agreement of all dyads, arrays of (voters, voters), from (items, voters) outcome codes."""
    return indices(dyad_tables(outcomes, item_weights), weighting)
