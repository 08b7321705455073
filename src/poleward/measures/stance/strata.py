"""The change of agreement by kind of vote: whole drafts, paragraphs, amendments, failed drafts; without a model.

A kind is a stratum: where more paragraphs are voted on than before, mean agreement over all roll calls changes though
nobody did. The kinds are enumerated in `data/specifications.toml`. The interval is a Bayesian bootstrap over titles
and, for roll calls without one, days (Rubin 1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from poleward.measures.positions.layout import Floats, Ints
from poleward.measures.products import product
from poleward.measures.stance.agenda import Bools, clusters
from poleward.measures.stance.posterior import Record
from poleward.measures.stance.specifications import choices

REPLICATES = 1000
"""So many that the ends of a 90 % interval rest on fifty replicates each."""


def changes_by_kind(record: Record, agreement: Floats, masks: tuple[Bools, Bools]) -> dict[str, Floats]:
    """Return (replicates) the change of mean agreement on each kind of vote that both spans have enough of.

    Parameters
    ----------
    agreement
        (roll calls) agreement, NaN where there is none.
    masks
        which roll calls lie in each span.
    """
    table = choices()
    least, usable = table["least_roll_calls"], np.isfinite(agreement)
    if not record.kind:
        return {}
    kind = np.array(record.kind)
    cluster = clusters(record)
    strata = {one["name"]: usable & np.isin(kind, one["kinds"]) for one in table["strata"]}
    enough = {n: here for n, here in strata.items() if min(int((here & mask).sum()) for mask in masks) >= least}
    if not enough:
        return {}
    since, before = (
        _means(agreement, cluster, [here & mask for here in enough.values()], k)
        for k, mask in ((1, masks[1]), (0, masks[0]))
    )
    found = {}
    for k, (name, here) in enumerate(enough.items()):
        change = float(agreement[here & masks[1]].mean() - agreement[here & masks[0]].mean())
        drawn = since[:, k] - before[:, k]
        found[name] = np.asarray(drawn - drawn.mean() + change)
    return found


@lru_cache(maxsize=4)
def _weights(clusters_in_all: int, seed: int) -> Floats:
    """Return (replicates, clusters) weights: the same for every state, so that states can be compared."""
    return np.random.default_rng(seed).standard_exponential((REPLICATES, clusters_in_all))


def _means(agreement: Floats, cluster: Ints, spans: Sequence[Bools], seed: int) -> Floats:
    """Return (replicates, spans) mean agreement over the roll calls of each span."""
    n = int(cluster.max()) + 1
    total = [np.bincount(cluster[span], weights=agreement[span], minlength=n) for span in spans]
    count = [np.bincount(cluster[span], minlength=n) for span in spans]
    sums = product(_weights(n, seed), np.stack([*total, *count], axis=1).astype(np.float64))
    return np.asarray(sums[:, : len(spans)] / sums[:, len(spans) :])
