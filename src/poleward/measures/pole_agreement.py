"""Observed agreement with a pole: on a roll call the mean over the members that voted, then the mean over roll calls.

Agreement on a roll call is 1 - |difference| with no 0, abstain 1/2, yes 1. Its spread is that of the Bayesian
bootstrap over roll calls (Rubin 1981, "The Bayesian Bootstrap", Annals of Statistics 9), with one further roll call on
which every pair of votes is equally likely, so that a few roll calls that agree are not certainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.measures.agreement import Outcomes
from poleward.measures.products import product

Floats = npt.NDArray[np.float64]
UNKNOWN = 5 / 9
"""Mean agreement of two votes when every pair of yes, no and abstention is equally likely."""


def on_roll_calls(own: Outcomes, theirs: Outcomes, *, half: bool = True) -> Floats:
    """Return (roll calls) agreement with the members that voted; NaN where the state or all members did not.

    Parameters
    ----------
    own, theirs
        (roll calls) and (roll calls, members): 0 no, 1 abstain, 2 yes, less than 0 anything else.
    half
        Without it an abstention is no half-way house: votes agree when they are the same.
    """
    mine, others = own.astype(np.float64), theirs.astype(np.float64)
    both = (others >= 0) & (mine >= 0)[:, None]
    apart = np.abs(mine[:, None] - others)
    agree = np.where(both, 1.0 - apart / 2.0 if half else (apart == 0).astype(np.float64), 0.0)
    n = both.sum(axis=1)
    return np.where(n > 0, agree.sum(axis=1) / np.maximum(n, 1), np.nan)


def bootstrap_mean(agreement: Floats, replicates: int, rng: np.random.Generator) -> Floats:
    """Return (replicates) means of agreement on roll calls (roll calls, none of them NaN) under the bootstrap."""
    weight = rng.standard_exponential((replicates, len(agreement) + 1))
    total = product(weight, np.append(agreement, UNKNOWN)[:, None])[:, 0]
    return np.asarray(total / weight.sum(axis=1))


@dataclass(frozen=True, slots=True)
class PoleAgreement:
    """Agreement with a pole, one entry a state.

    Attributes
    ----------
    value
        0 to 1; NaN where the state shares no roll call with a member.
    sd
        Standard deviation under the bootstrap, in closed form; NaN where there is no value.
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
    total, count = np.zeros(votes.shape), np.zeros(votes.shape, dtype=np.int64)
    for member in members:
        alike = 1.0 - np.abs(votes - votes[:, [member]])
        alike[:, member] = np.nan
        known = np.isfinite(alike)
        total += np.where(known, alike, 0.0)
        count += known
    together = count > 0
    agree = total / np.maximum(count, 1)
    shared = together.sum(axis=0)
    mean = agree.sum(axis=0) / np.maximum(shared, 1)
    centre = (shared * mean + UNKNOWN) / (shared + 1)
    squares = (np.where(together, agree - centre, 0.0) ** 2).sum(axis=0) + (UNKNOWN - centre) ** 2
    sd = np.sqrt(squares / ((shared + 1) * (shared + 2)))
    some = shared > 0
    return PoleAgreement(np.where(some, mean, np.nan), np.where(some, sd, np.nan), shared)
