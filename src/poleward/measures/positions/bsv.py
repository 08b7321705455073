"""Estimator 'bsv': the model, identification and scale of Bailey, Strezhnev & Voeten (2017)."""

from __future__ import annotations

import numpy as np

from poleward.errors import UnusableInputError
from poleward.measures.positions.bsv_kernels import move_bsv_periods, update_bsv_paths
from poleward.measures.positions.chain import Chain, ChainSettings, Draws, Recorder, open_chain, place_states
from poleward.measures.positions.layout import Floats, Ints, Layout
from poleward.measures.positions.start import standardised

CUT_BOUND = 7.0
"""Thresholds are flat within +-7 (BSV's replication code)."""
POSITION_BOUND = 5.0
"""Positions are cut off at +-5 before they are standardised (the same)."""
SMOOTH = 0.5
"""BSV's smoothing: the walk's variance is this times the period's share of its and the earlier period's votes."""
CLIMB = 3
"""Newton sweeps before the first draw. Few: the joint mode lies far from the posterior's bulk."""
GAIN = 0.15
"""Step of the multiplier that holds mean and spread: large enough to settle within the warm-up."""


def fit_bsv(layout: Layout, settings: ChainSettings) -> Draws:
    """Return draws from BSV's model. Needs one dimension and a layout without absences and empty cells."""
    if settings.dims != 1:
        raise UnusableInputError("The estimator 'bsv' has one dimension.", todo="Use estimator='dynamic' for several.")
    with open_chain(layout, settings) as chain:
        place_states(chain)
        return _sample(chain)


def walk_variance(layout: Layout) -> tuple[Floats, Ints]:
    """Return (cells) the prior variance and the cell whose mean is the prior mean, as BSV's data organiser has them.

    A state's first session leans on its second; a state with one session only on zero.
    """
    n = layout.votes.astype(np.float64)
    lean = layout.before.copy()
    first = np.flatnonzero(lean < 0)
    last = layout.state_ptr[layout.cell_state[first] + 1] - 1
    lean[first] = np.where(last > first, first + 1, -1)
    share = np.where(lean >= 0, n / (n + n[lean]), 1.0)
    return SMOOTH * share, lean


def _sample(chain: Chain) -> Draws:
    layout, settings = chain.layout, chain.settings
    variance, lean = walk_variance(layout)
    centre = chain.theta[:, 0].copy()
    smooth = np.zeros(layout.cells)
    complete = np.zeros(layout.cells)
    pull = push = 0.0
    by_period = np.argsort(layout.cell_period, kind="stable")
    period_ptr = np.searchsorted(layout.cell_period[by_period], np.arange(layout.periods + 1))
    items = np.argsort(layout.first_period, kind="stable")
    item_ptr = np.searchsorted(layout.first_period[items], np.arange(layout.periods + 1))
    pinned = _pinned(layout)
    recorder = Recorder.empty(layout, settings)

    def paths(sweep: int, draw: bool) -> None:
        seed = chain.seed(sweep, 1)

        def part(first: int, last: int) -> None:
            update_bsv_paths(
                first,
                last,
                layout.cell_segment,
                layout.state_ptr,
                lean,
                layout.cell_item,
                chain.item,
                variance,
                pull,
                push,
                POSITION_BOUND,
                draw,
                seed,
                chain.theta,
                centre,
                smooth,
                complete,
                chain.accepted_cells,
            )

        chain.run(part, chain.state_chunks)

    def rescale() -> tuple[float, float]:
        mean, spread = standardised(layout, chain.theta)
        a, b = float(mean[0]), float(spread[0])
        chain.theta[:, 0] = (chain.theta[:, 0] - a) / b
        centre[:] = (centre - a) / b
        for table in (chain.item, chain.anchor):
            table[:, 1:] -= table[:, :1] * a
            table[:, 0] *= b
        np.clip(chain.item[:, 1:], -CUT_BOUND, CUT_BOUND, out=chain.item[:, 1:])
        chain.item[:, 2] = np.maximum(chain.item[:, 2], chain.item[:, 1] + 1e-6)
        return a, b

    for _ in range(2):
        chain.items(0, draw=False, beta_precision=1.0, cut_precision=0.0, bound=CUT_BOUND)
    for _ in range(CLIMB):
        chain.items(0, draw=False, beta_precision=1.0, cut_precision=0.0, bound=CUT_BOUND)
        paths(0, False)
        rescale()
    chain.anchor[:] = chain.item
    for sweep in range(settings.warmup + settings.draws):
        chain.items(sweep, draw=True, beta_precision=1.0, cut_precision=0.0, bound=CUT_BOUND)
        paths(sweep, True)
        estimate = smooth.copy()
        move_bsv_periods(
            by_period,
            period_ptr,
            items,
            item_ptr,
            pinned,
            lean,
            layout.cell_segment,
            layout.cell_item,
            layout.kind,
            variance,
            complete,
            pull,
            push,
            POSITION_BOUND,
            CUT_BOUND,
            chain.seed(sweep, 2),
            chain.theta,
            centre,
            chain.item,
            chain.anchor,
        )
        a, b = rescale()
        pull = min(max(pull + GAIN * float(np.log(b)), 0.0), 1.0)
        push = min(max(push - 0.5 * GAIN * a, -1.0), 1.0)
        if sweep >= settings.warmup:
            recorder.add(chain.theta, chain.item, estimate[:, None])
    sweeps = settings.warmup + settings.draws
    return recorder.finish(
        {
            "roll calls": float(chain.accepted_items.mean() / sweeps),
            "positions": float(chain.accepted_cells.mean() / sweeps),
        }
    )


def _pinned(layout: Layout) -> np.ndarray:
    """Return (periods) whether a period shares a roll call with another, which pins its scale."""
    pinned = np.zeros(layout.periods, dtype=np.bool_)
    for j in np.flatnonzero(layout.first_period < layout.last_period):
        cells = layout.item_cell[layout.item_ptr[j] : layout.item_ptr[j + 1]]
        pinned[np.unique(layout.cell_period[cells])] = True
    return pinned
