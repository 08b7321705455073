"""How a distance to a pole changed between two spans, and who moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poleward.errors import UnusableInputError
from poleward.measures.positions.summary import Summary, summarise

Draws = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class DistanceChange:
    """How a state's distance to a pole changed between two spans, and who moved.

    In every draw total = own + pole: `own` is the state's part, `pole` the pole's, each averaged over the two orders in
    which the moves can be made (Shapley's decomposition), so that neither gets the interaction for itself. Positive
    values are increases in distance.

    Attributes
    ----------
    before, after
        the periods of the two spans.
    total, own, pole
        the change in distance and its parts; distances are Euclidean where there are several dimensions.
    own_shift, pole_shift
        (dims) how far the state and the pole themselves went along each dimension, whatever that did to the distance.
    passed
        probability that state and pole changed sides: the direction from one to the other turned by more than a right
        angle. Where it is large, a part of the change adds a move towards and a move away, which cancel: read the
        shifts instead.
    probability_away
        probability that the distance grew.
    samples
        (draws, 3) total, own, pole.
    """

    state: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    total: Summary
    own: Summary
    pole: Summary
    own_shift: Summary
    pole_shift: Summary
    passed: float
    probability_away: float
    samples: npt.NDArray[np.float32]


def change_between(
    state: str, spans: tuple[tuple[str, ...], tuple[str, ...]], own: tuple[Draws, Draws], pole: tuple[Draws, Draws]
) -> DistanceChange:
    """Return the change between two spans, from (draws, dims) of the state's and the pole's mean place in each."""
    (x0, x1), (p0, p1) = own, pole
    parts = decompose(x0, x1, p0, p1)
    total, by_state, by_pole = (summarise(parts[:, k]) for k in range(3))
    return DistanceChange(
        state=state,
        before=spans[0],
        after=spans[1],
        total=total,
        own=by_state,
        pole=by_pole,
        own_shift=summarise((x1 - x0).astype(np.float32)),
        pole_shift=summarise((p1 - p0).astype(np.float32)),
        passed=float((((x0 - p0) * (x1 - p1)).sum(axis=1) < 0).mean()),
        probability_away=float((parts[:, 0] > 0).mean()),
        samples=parts,
    )


def decompose(x0: Draws, x1: Draws, p0: Draws, p1: Draws) -> npt.NDArray[np.float32]:
    """Return (draws, 3): change in |x - p|, the part of x, the part of p. Arguments are (draws, dims)."""

    def apart(a: Draws, b: Draws) -> Draws:
        return np.asarray(np.linalg.norm(a - b, axis=1))

    start, end, only_x, only_p = apart(x0, p0), apart(x1, p1), apart(x1, p0), apart(x0, p1)
    own = 0.5 * ((only_x - start) + (end - only_p))
    pole = 0.5 * ((only_p - start) + (end - only_x))
    return np.stack([end - start, own, pole], axis=1).astype(np.float32)


def position_of(labels: Sequence[str], when: str, *, last: bool = False) -> int:
    """Return the index of the first label at or after `when` (with `last`: of the last one at or before it).

    A date falls into the period that contains it; a session number is compared as a number.
    """
    if when in labels:
        return labels.index(when)
    keys = [_sort_key(label) for label in labels]
    key = _sort_key(when)
    if last:
        return max((k for k, known in enumerate(keys) if known <= key), default=-1)
    within = [k for k, label in enumerate(labels) if _contains(label, when)]
    if within:
        return within[0]
    return next((k for k, known in enumerate(keys) if known >= key), len(labels))


def _sort_key(label: str) -> tuple[float, float]:
    """Return (year or session, month) of a label: '2022', '2022-Q1', '2022-04', '2022-04-07', '77'."""
    parts = label.split("-")
    try:
        year = float(parts[0])
        if len(parts) == 1:
            return year, 0.0
        return year, float(parts[1][1:]) * 3 - 2 if parts[1].startswith("Q") else float(parts[1])
    except ValueError:
        raise UnusableInputError(
            f"{label!r} is not a period.", todo="Write 2022, 2022-Q1, 2022-04 or 2022-04-07, or a session number."
        ) from None


def _contains(label: str, when: str) -> bool:
    """Whether a year, quarter or month contains a date or a shorter period."""
    (year, month), (own_year, own_month) = _sort_key(when), _sort_key(label)
    if year != own_year or month == 0.0:
        return False
    if own_month == 0.0:
        return True
    return own_month <= month < own_month + 3 if "Q" in label else own_month == month
