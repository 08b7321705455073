"""Exposure: the share of a partner, or of a pole's members, in a state's flows; by publisher, never summed over them.

Where publishers disagree, the disagreement is the interval. A yearly figure says little about a month: `monthly` gives
the span between the neighbouring years instead of a point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of a group of partners by publisher and year, 0 to 1; NaN where a publisher has no total for the year."""

    values: Floats

    def middle(self) -> Floats:
        """The median over publishers of each year; NaN where none has the year."""
        return _over_publishers(self.values, np.nanmedian)

    def low(self) -> Floats:
        """The lowest share that a publisher gives for each year."""
        return _over_publishers(self.values, np.nanmin)

    def high(self) -> Floats:
        """The highest share that a publisher gives for each year."""
        return _over_publishers(self.values, np.nanmax)


def _over_publishers(values: Floats, function: object) -> Floats:
    out = np.full(values.shape[1], np.nan)
    known = np.isfinite(values).any(axis=0)
    if known.any():
        out[known] = function(values[:, known], axis=0)  # type: ignore[operator]
    return out


def shares(flows: Floats, members: Bools, world: Floats | None = None) -> Shares:
    """Return the share of a group of partners in a state's flows.

    Parameters
    ----------
    flows
        (publishers, years, partners) values in one unit; NaN where not observed, 0 where published as zero.
    members
        (partners,) whether a partner belongs to the group.
    world
        (publishers, years) published totals over all partners; NaN or None where a publisher gives none, and then
        the sum over its partners is the total.

    Returns
    -------
    (publishers, years) shares; NaN where the publisher has no partner at all in the year, or a total of zero.
    """
    observed = np.isfinite(flows)
    known = np.where(observed, flows, 0.0)
    total = known.sum(axis=2)
    if world is not None:
        # A published total smaller than the partners it should contain is no total; the sum stands then.
        total = np.where(np.isfinite(world) & (world >= total), world, total)
    group = known[:, :, members].sum(axis=2)
    usable = observed.any(axis=2) & (total > 0)
    return Shares(np.where(usable, group / np.where(usable, total, 1.0), np.nan))


def monthly(middle: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return for each month of the years the interval that the yearly figures leave for it.

    A month may lie anywhere between its own year's figure and those of the years before and after, whichever are
    observed; where its own year is not observed the month is NaN.

    Parameters
    ----------
    middle, low, high
        (years,) yearly figures with their disagreement.

    Returns
    -------
    (12 x years,) lower and upper ends.
    """
    padded_low = np.concatenate(([np.nan], low, [np.nan]))
    padded_high = np.concatenate(([np.nan], high, [np.nan]))
    lowest = np.fmin(np.fmin(padded_low[:-2], padded_low[1:-1]), padded_low[2:])
    highest = np.fmax(np.fmax(padded_high[:-2], padded_high[1:-1]), padded_high[2:])
    unseen = ~np.isfinite(middle)
    lowest[unseen] = np.nan
    highest[unseen] = np.nan
    return np.repeat(lowest, 12), np.repeat(highest, 12)
