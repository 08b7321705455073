"""How poles divide a state's closeness, and draws of what it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

Parts = tuple[float, ...]
"""By pole: how close, from 0 to 1."""
Q90_WIDTH = 3.29
"""How many standard deviations wide a central 90 % interval of a normal distribution is."""


def divided(closeness: Mapping[str, Parts], weights: Mapping[str, float]) -> Parts | None:
    """Return each pole's share of a state's closeness; None where no weighted channel was observed.

    Parameters
    ----------
    closeness
        By channel: how close to each pole, all in the same order of poles.
    weights
        By channel; a channel without one does not count.

    Examples
    --------
    >>> divided({"votes": (0.6, 0.2)}, {"votes": 1.0})
    (0.75, 0.25)
    """
    poles = len(next(iter(closeness.values()), ()))
    total = [0.0] * poles
    for channel, parts in closeness.items():
        for i, part in enumerate(parts):
            total[i] += weights.get(channel, 0.0) * part
    whole = sum(total)
    return tuple(part / whole for part in total) if whole > 0 else None


def drawn(
    closeness: Mapping[str, Parts], widths: Mapping[str, Sequence[float]], draws: int, seed: int
) -> list[dict[str, Parts]]:
    """Return draws of what a closeness may be.

    They are normal about each number with the spread of its 90 % interval, cut at the ends of the scale, each pole's
    apart: what is common to the poles is not in them.

    Parameters
    ----------
    widths
        By channel and pole: the width of the 90 % interval on the scale from 0 to 1.
    """
    rng = np.random.default_rng(seed)
    return [
        {
            channel: tuple(
                round(min(1.0, max(0.0, rng.normal(mean, width / Q90_WIDTH))), 4)
                for mean, width in zip(parts, widths[channel], strict=True)
            )
            for channel, parts in closeness.items()
        }
        for _ in range(draws)
    ]
