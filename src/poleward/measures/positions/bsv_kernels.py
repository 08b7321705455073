"""Position updates of Bailey, Strezhnev & Voeten's sampler, without its slow data augmentation.

Three habits of their sampler set the published scale, and are kept:

* the prior of a session's position is centred on the conditional mean of the session before (for a state's first
  session: of its second); later sessions do not feed back;
* the thresholds are flat within +-7, which reins in steep roll calls on which nobody voted no;
* positions are set to mean 0 and standard deviation 1 after every sweep, and nothing else is. With latent utilities
  held, this pulls each position inwards in proportion to its complete-data precision, sum(beta^2) + 1/v. Here that
  pull is a force of its own (`pull` and `push`), whose size the fit finds as the multiplier of the constraint.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from poleward.measures.positions._jit import Array, Index, kernel
from poleward.measures.positions.numerics import key_of, log_outcome, normal, uniform
from poleward.measures.positions.walk import cell_terms, most_votes


@kernel
def update_bsv_paths(
    first_state: int,
    last_state: int,
    cell_segment: Index,
    state_ptr: Index,
    before: Index,
    cell_item: Index,
    item: Array,
    variance: Array,
    pull: float,
    push: float,
    bound: float,
    draw: bool,
    seed: np.uint64,
    theta: Array,
    centre: Array,
    smooth: Array,
    complete: Array,
    accepted: Index,
) -> None:
    """Draw positions forward in time. `centre` is the conditional mean on which the next session is centred.

    `before[c]` is the cell whose centre is the prior mean of c, or -1 (prior mean 0); `variance` the prior variance;
    `smooth` receives the conditional mean given the roll calls (less noisy than the draw); `complete` sum(beta^2) +
    1 / variance.
    """
    work = np.empty((11, most_votes(state_ptr[first_state], state_ptr[last_state], cell_segment)))
    ones = np.ones(3)
    nothing = np.zeros(len(cell_item))
    spot = np.empty(1)
    gradient = np.empty(1)
    precision = np.empty((1, 1))
    for s in range(first_state, last_state):
        for c in range(state_ptr[s], state_ptr[s + 1]):
            lag = centre[before[c]] if before[c] >= 0 else 0.0
            tie = 1.0 / variance[c]
            x = theta[c, 0]
            value = cell_terms(
                cell_segment[c], cell_item, item, nothing, ones, 0.0, theta[c], work, gradient, precision
            )
            complete[c] = tie
            for o in range(cell_segment[c, 0], cell_segment[c, 4]):
                complete[c] += item[cell_item[o], 0] ** 2
            inward = pull * complete[c]
            outward = push * complete[c]
            value += -0.5 * tie * (x - lag) ** 2 - 0.5 * inward * x * x + outward * x
            bend = precision[0, 0] + tie + inward
            mode = x + (gradient[0] - tie * (x - lag) - inward * x + outward) / bend
            if not draw:
                theta[c, 0] = min(max(mode, max(x - 0.5, -bound)), min(x + 0.5, bound))
                centre[c] = theta[c, 0]
                continue
            key = key_of(seed, c)
            z = normal(key, 0)
            new = mode + z / math.sqrt(bend)
            spot[0] = new
            new_value = cell_terms(
                cell_segment[c], cell_item, item, nothing, ones, 0.0, spot, work, gradient, precision
            )
            new_value += -0.5 * tie * (new - lag) ** 2 - 0.5 * inward * new * new + outward * new
            new_bend = precision[0, 0] + tie + inward
            new_mode = new + (gradient[0] - tie * (new - lag) - inward * new + outward) / new_bend
            ratio = new_value - value
            ratio += 0.5 * math.log(new_bend / bend) - 0.5 * new_bend * (x - new_mode) ** 2 + 0.5 * z * z
            smooth[c] = 0.5 * (mode + new_mode)
            if abs(new) < bound and math.log(uniform(key, 9)) < ratio:
                theta[c, 0] = new
                accepted[c] += 1
                mode = new_mode
                bend = new_bend
            # Their lag is the mean given the latent utilities: the draw without its last noise, 1/complete.
            share = math.sqrt(max(0.0, 1.0 - bend / (complete[c] + inward)))
            centre[c] = mode + share * (theta[c, 0] - mode)


@kernel
def _loose_change(
    first: int,
    last: int,
    cell_item: Index,
    kind: Index,
    item: Array,
    x: float,
    new: float,
    scale: float,
    shift: float,
) -> float:
    """Return the change in log likelihood of a cell's abstentions whose loose threshold stays where it is."""
    change = 0.0
    for o in range(first, last):
        j = cell_item[o]
        if kind[j] == 3 or kind[j] == 0:
            continue
        beta = item[j, 0] / scale
        t1 = item[j, 1] + (0.0 if kind[j] == 1 else beta * shift)
        t2 = item[j, 2] + (0.0 if kind[j] == 2 else beta * shift)
        if t2 <= t1:
            return -1e300
        change += log_outcome(1, t1, t2, beta * new)
        change -= log_outcome(1, item[j, 1], item[j, 2], item[j, 0] * x)
    return change


@kernel
def move_bsv_periods(
    cells: Index,
    period_ptr: Index,
    items: Index,
    item_period_ptr: Index,
    pinned: npt.NDArray[np.bool_],
    before: Index,
    cell_segment: Index,
    cell_item: Index,
    kind: Index,
    variance: Array,
    complete: Array,
    pull: float,
    push: float,
    bound: float,
    cut_bound: float,
    seed: np.uint64,
    theta: Array,
    centre: Array,
    item: Array,
    anchor: Array,
) -> None:
    """Try one shift and one stretch of every session with its roll calls, in order of time; see `moves`.

    Sessions that share a roll call with another (`pinned`) are left alone.
    """
    for t in range(period_ptr.shape[0] - 1):
        if pinned[t]:
            continue
        for move in range(2):
            key = key_of(seed, 2 * t + move)
            scale = 1.0
            shift = 0.0
            gain = 0.0
            stiff = 0.0
            force = 0.0
            squares = 0.0
            for k in range(item_period_ptr[t], item_period_ptr[t + 1]):
                squares += item[items[k], 0] ** 2
            for k in range(period_ptr[t], period_ptr[t + 1]):
                c = cells[k]
                lag = centre[before[c]] if before[c] >= 0 else 0.0
                hold = 1.0 / variance[c] + pull * complete[c]
                if move == 0:
                    stiff += hold
                    force += (lag - theta[c, 0]) / variance[c]
                    force += complete[c] * (push - pull * theta[c, 0])
                else:
                    stiff += hold * theta[c, 0] ** 2
            if stiff <= 0.0:
                continue
            if move == 0:
                shift = force / stiff + normal(key, 0) / math.sqrt(stiff)
            else:
                step = 1.5 * normal(key, 0) / math.sqrt(max(stiff + 2.0 * squares, 1.0))
                scale = math.exp(step)
                n_cells = period_ptr[t + 1] - period_ptr[t]
                n_items = item_period_ptr[t + 1] - item_period_ptr[t]
                gain = (n_cells - n_items) * step - 0.5 * squares * (1.0 / (scale * scale) - 1.0)
                for k in range(period_ptr[t], period_ptr[t + 1]):
                    c = cells[k]
                    lag = centre[before[c]] if before[c] >= 0 else 0.0
                    x = theta[c, 0]
                    gain -= 0.5 * ((scale * x - lag) ** 2 - (x - lag) ** 2) / variance[c]
                    gain -= 0.5 * pull * complete[c] * x * x * (scale * scale - 1.0)
                    gain += push * complete[c] * x * (scale - 1.0)
            outside = False
            for k in range(period_ptr[t], period_ptr[t + 1]):
                outside = outside or abs(scale * theta[cells[k], 0] + shift) > bound
            for k in range(item_period_ptr[t], item_period_ptr[t + 1]):
                j = items[k]
                slide = item[j, 0] / scale * shift
                outside = outside or (kind[j] != 1 and abs(item[j, 1] + slide) > cut_bound)
                outside = outside or (kind[j] != 2 and abs(item[j, 2] + slide) > cut_bound)
            if outside:
                continue
            for k in range(period_ptr[t], period_ptr[t + 1]):
                c = cells[k]
                x = theta[c, 0]
                gain += _loose_change(
                    cell_segment[c, 1],
                    cell_segment[c, 2],
                    cell_item,
                    kind,
                    item,
                    x,
                    scale * x + shift,
                    scale,
                    shift,
                )
            if math.log(uniform(key, 9)) >= gain:
                continue
            for k in range(period_ptr[t], period_ptr[t + 1]):
                c = cells[k]
                theta[c, 0] = scale * theta[c, 0] + shift
                centre[c] = scale * centre[c] + shift
            for k in range(item_period_ptr[t], item_period_ptr[t + 1]):
                j = items[k]
                item[j, 0] /= scale
                anchor[j, 0] /= scale
                for place in range(1, 3):
                    if kind[j] != place:
                        item[j, place] += item[j, 0] * shift
                        anchor[j, place] += anchor[j, 0] * shift
