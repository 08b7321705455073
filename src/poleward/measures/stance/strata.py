"""The change of agreement by kind of vote: whole drafts, paragraphs, amendments, failed drafts; without a model.

A kind is a stratum: where more paragraphs are voted on than before, mean agreement over all roll calls changes though
nobody did. The kinds are enumerated in `data/specifications.toml`. The interval is a Bayesian bootstrap over titles
and, for roll calls without one, days (Rubin 1981).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from poleward.measures.positions.layout import Floats
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
    found = {}
    for stratum in table["strata"]:
        here = usable & np.isin(kind, stratum["kinds"])
        spans = [here & mask for mask in masks]
        if min(int(span.sum()) for span in spans) >= least:
            since, before = (_means(agreement, cluster, span, k) for k, span in ((1, spans[1]), (0, spans[0])))
            change = float(agreement[spans[1]].mean() - agreement[spans[0]].mean())
            drawn = since - before
            found[stratum["name"]] = np.asarray(drawn - drawn.mean() + change)
    return found


@lru_cache(maxsize=4)
def _weights(clusters_in_all: int, seed: int) -> Floats:
    """Return (replicates, clusters) weights: the same for every state, so that states can be compared."""
    return np.random.default_rng(seed).standard_exponential((REPLICATES, clusters_in_all))


def _means(agreement: Floats, cluster: np.ndarray[tuple[int], np.dtype[np.int64]], span: Bools, seed: int) -> Floats:
    """Return (replicates) mean agreement over the roll calls of a span."""
    n = int(cluster.max()) + 1
    total = np.bincount(cluster[span], weights=agreement[span], minlength=n)
    count = np.bincount(cluster[span], minlength=n)
    there = np.flatnonzero(count)
    weight = _weights(n, seed)[:, there]
    return np.asarray(np.einsum("rc,c->r", weight, total[there]) / np.einsum("rc,c->r", weight, count[there]))
