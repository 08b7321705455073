"""Agreement of every state with a pole on the roll calls of a period, with its standard deviation in closed form.

A state's agreement with a member is the mean of 1 - |difference| over the roll calls that both voted on, an abstention
half-way between yes and no; with the pole, the mean over the members with which it shares a roll call. The standard
deviation is that of the Bayesian bootstrap of `agreement.bootstrap_pairs`: one further roll call on which every pair of
votes is equally likely has a weight too, so that a few roll calls that agree are not certainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
UNKNOWN = 5 / 9
"""Mean agreement of two votes when every pair of yes, no and abstention is equally likely."""


@dataclass(frozen=True, slots=True)
class PoleAgreement:
    """Agreement with a pole, one entry a state.

    Attributes
    ----------
    value
        0 to 1; NaN where the state shares no roll call with a member.
    sd
        Standard deviation under the Bayesian bootstrap over roll calls (Rubin 1981), linearised where the pole has
        several members; NaN where there is no value.
    shared
        Roll calls on which the state and at least one member voted.
    """

    value: Floats
    sd: Floats
    shared: npt.NDArray[np.int64]


def agreement_with(votes: Floats, members: Sequence[int]) -> PoleAgreement:
    """Return every state's agreement with the mean of some states; a state is never its own member.

    Parameters
    ----------
    votes
        (roll calls, states): 0 no, 0.5 abstention, 1 yes, NaN where no vote was cast.
    members
        Columns of the pole's members.
    """
    calls, states = votes.shape
    total, count = np.zeros(states), np.zeros(states)
    influence, further = np.zeros((calls, states)), np.zeros(states)
    together = np.zeros((calls, states), dtype=bool)
    for member in members:
        alike = 1.0 - np.abs(votes - votes[:, [member]])
        alike[:, member] = np.nan
        known = np.isfinite(alike)
        n = known.sum(axis=0)
        some = n > 0
        mean = np.where(some, np.where(known, alike, 0.0).sum(axis=0) / np.maximum(n, 1), 0.0)
        total += mean
        count += some
        # How far a roll call's weight moves the mean with this member: its distance from the mean, by its share.
        centre = (n * mean + UNKNOWN) / (n + 1)
        influence += np.where(known, alike - centre, 0.0) / (n + 1)
        further += np.where(some, UNKNOWN - centre, 0.0) / (n + 1)
        together |= known
    shared = together.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(count > 0, total / count, np.nan)
        variance = ((influence**2).sum(axis=0) + further**2) / count**2 * (shared + 1) / (shared + 2)
    return PoleAgreement(value, np.where(count > 0, np.sqrt(variance), np.nan), shared)
