"""The same questions before and since: a comparison without a model.

For every title asked in both spans, and voted on by both, the mean agreement since less that before; then the mean
over titles, each with equal weight. The interval is a Bayesian bootstrap over titles (Rubin 1981): a title, not a
roll call, is the witness.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.products import product
from poleward.measures.stance.agenda import Bools

REPLICATES = 2000
"""So many that the ends of a 90 % interval rest on 100 replicates each."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Agreement on the same titles before and since.

    Attributes
    ----------
    title
        (titles) indices.
    before, since
        (titles) mean agreement.
    drawn
        (replicates) mean change under the bootstrap.
    """

    title: Ints
    before: Floats
    since: Floats
    drawn: Floats

    @property
    def change(self) -> float:
        """Mean over titles of since less before."""
        return float((self.since - self.before).mean())


@lru_cache(maxsize=4)
def _weights(replicates: int, titles: int, seed: int) -> Floats:
    """Return (replicates, titles) weights: the same for every state, so that states can be compared."""
    return np.random.default_rng(seed).standard_exponential((replicates, titles))


def same_questions(
    agreement: Floats, title: Ints, masks: tuple[Bools, Bools], *, replicates: int = REPLICATES, seed: int = 1
) -> Panel | None:
    """Return the comparison of titles asked in both spans; None where there is none.

    Parameters
    ----------
    agreement
        (roll calls) agreement, NaN where there is none.
    title
        (roll calls) index of the recurring title, or -1.
    masks
        which roll calls lie in each span.
    """
    found = title_means(agreement, title, masks)
    if found is None:
        return None
    both, before, since = found
    weight = _weights(replicates, int(title.max(initial=-1)) + 1, seed)
    change = np.zeros((weight.shape[1], 2))
    change[both] = np.stack([since - before, np.ones(len(both))], axis=1)
    total = product(weight, change)
    return Panel(both, before, since, total[:, 0] / total[:, 1])


def title_means(agreement: Floats, title: Ints, masks: tuple[Bools, Bools]) -> tuple[Ints, Floats, Floats] | None:
    """Return the titles asked in both spans, and mean agreement on each before and since; None where there is none."""
    n = int(title.max(initial=-1)) + 1
    usable = np.isfinite(agreement) & (title >= 0)
    means, counts = [], []
    for mask in masks:
        here = usable & mask
        count = np.bincount(title[here], minlength=n)
        means.append(np.bincount(title[here], weights=agreement[here], minlength=n) / np.maximum(count, 1))
        counts.append(count)
    both = np.flatnonzero((counts[0] > 0) & (counts[1] > 0))
    return (both, means[0][both], means[1][both]) if len(both) else None
