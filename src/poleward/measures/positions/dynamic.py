"""Estimator 'dynamic': an ordinal item-response model whose states walk in continuous time with heavy-tailed steps.

For a vote by state i in period t on roll call j,
    u = beta_j' theta_it,   P(no, abstain, yes) by thresholds t1_j < t2_j (see `numerics`),
    theta_it = r theta_i,t-1 + sqrt(1 - r^2) e,   e ~ N(0, I),   r^2 = exp(-sigma_i^2 * years between * m_it),
    m_it ~ inverse gamma(v/2, v/2),   sigma_i^2 ~ inverse gamma(2, 2 s^2),   s^2 ~ gamma(1, rate 10),
    beta_j ~ N(0, b^2 I),   t1_j, t2_j ~ N(0, c^2) in order,   b^2, c^2 ~ inverse gamma(1, 1).
For short gaps this is the random walk of Martin & Quinn (2002), with a step size per state as in BSV, true gaps between
periods, and Student-t steps with v degrees of freedom (a scale mixture: Lange, Little & Taylor 1989), so that a break
is not smoothed away. Unlike a random walk it leaves every position N(0, I) beforehand, in every period: the scale of
each period is tied to the same population of states, which is what makes periods comparable, and a bloc that votes
alone is not carried off to infinity. Absences follow `absence`. Every draw is standardised afterwards; no state is an
anchor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poleward.measures.positions.absence import SPREAD, update_absence
from poleward.measures.positions.chain import Chain, ChainSettings, Draws, Recorder, open_chain, place_states
from poleward.measures.positions.layout import Floats, Ints, Layout
from poleward.measures.positions.moves import move_periods
from poleward.measures.positions.walk import BLOCK, update_paths
from poleward.outcomes import NOT_VOTING

CUT_LIMIT = 12.0
"""Thresholds beyond this have no effect in double precision; their prior does the work long before."""
RIDGE = 0.0025
"""Prior precision of every vote's utility: standard deviation 20, beyond which no vote is that certain."""
CLIMB = 6
"""Newton sweeps before the first draw."""
MOVES_PER_SWEEP = 24
"""Periods tried by `moves` in one sweep, where there are more."""
STEP_SHAPE = 2.0
"""Shape of the inverse gamma prior of a state's step variance: weak, a state with few votes takes the common size."""
FIRST_STEP_VARIANCE = 0.05
"""Where the walk starts; the warm-up forgets it."""


@dataclass(slots=True)
class Walk:
    """The walk's hyperparameters: common and own step variances, and the mixing weights of the t-distribution."""

    common: float
    own: Floats
    mixing: Floats
    tie: Floats
    carry: Floats


@dataclass(slots=True)
class Absence:
    """The absence model's parameters and the counts that it needs."""

    ptr: Ints
    item: Ints
    level: Floats
    tilt: Floats
    centre: Floats


def fit_dynamic(layout: Layout, settings: ChainSettings) -> Draws:
    """Return draws from the posterior. Absences in the layout are modelled; without any, they play no part."""
    with open_chain(layout, settings) as chain:
        place_states(chain)
        return _sample(chain)


def _sample(chain: Chain) -> Draws:
    layout, settings = chain.layout, chain.settings
    rng = np.random.default_rng(settings.seed)
    walk = start_walk(chain)
    absence = _start_absence(chain) if layout.absences else None
    beta_variance, cut_variance = 1.0, 6.0
    for _ in range(2):
        update_chain_items(chain, 0, False, beta_variance, cut_variance)
    for _ in range(CLIMB):
        update_chain_items(chain, 0, False, beta_variance, cut_variance)
        update_chain_paths(chain, walk, 0, draw=False)
    chain.anchor[:] = chain.item

    periods = PeriodMoves.of(chain)
    recorder = Recorder.empty(layout, settings)
    tilts = np.empty((settings.draws, layout.states, 2), dtype=np.float32)
    innovation = np.zeros(layout.states)
    for sweep in range(settings.warmup + settings.draws):
        update_chain_items(chain, sweep, True, beta_variance, cut_variance)
        update_chain_paths(chain, walk, sweep, draw=True)
        draw_walk(chain, walk, rng)
        beta_variance, cut_variance = draw_item_variances(chain, rng)
        periods.move(walk, rng, sweep, beta_variance, cut_variance)
        if absence is not None:
            _absences(chain, absence, sweep, rng)
        if sweep >= settings.warmup:
            if absence is not None:
                tilts[recorder.kept] = absence.tilt
            innovation += np.sqrt(walk.own)
            recorder.add(chain.theta, chain.item)
    sweeps = settings.warmup + settings.draws
    draws = recorder.finish(
        {
            "roll calls": float(chain.accepted_items.mean() / sweeps),
            "positions": float(chain.accepted_cells.mean() / sweeps),
            "periods": periods.rate(sweeps),
        }
    )
    draws.tilt = tilts if absence is not None else None
    draws.innovation = innovation / settings.draws
    return draws


@dataclass(slots=True)
class PeriodMoves:
    """What moves of whole periods need, laid out once, and how many were accepted."""

    chain: Chain
    cells: Ints
    ptr: Ints
    items: Ints
    item_ptr: Ints
    bridging: Ints
    accepted: Ints

    @classmethod
    def of(cls, chain: Chain) -> PeriodMoves:
        """Return them for a chain."""
        layout = chain.layout
        cells = np.argsort(layout.cell_period, kind="stable")
        items = np.argsort(layout.first_period, kind="stable")
        edges = np.arange(layout.periods + 1)
        return cls(
            chain=chain,
            cells=cells,
            ptr=np.searchsorted(layout.cell_period[cells], edges),
            items=items,
            item_ptr=np.searchsorted(layout.first_period[items], edges),
            bridging=np.flatnonzero(layout.first_period < layout.last_period),
            accepted=np.zeros(3, dtype=np.int64),
        )

    def move(self, walk: Walk, rng: np.random.Generator, sweep: int, beta_variance: float, cut_variance: float) -> None:
        """Try moves from some of the periods on; see `moves`."""
        chain, layout = self.chain, self.chain.layout
        tried = np.arange(layout.periods)
        if layout.periods > MOVES_PER_SWEEP:
            tried = np.sort(rng.choice(layout.periods, MOVES_PER_SWEEP, replace=False))
        move_periods(
            tried,
            self.cells,
            self.ptr,
            layout.before,
            self.items,
            self.item_ptr,
            layout.first_period,
            layout.last_period,
            self.bridging,
            layout.item_ptr,
            layout.item_cell,
            layout.item_outcome,
            layout.cell_period,
            chain.weight,
            walk.tie,
            walk.carry,
            1.0 / beta_variance,
            1.0 / cut_variance,
            RIDGE,
            chain.theta,
            chain.item,
            chain.anchor,
            chain.seed(sweep, 2),
            self.accepted,
        )

    def rate(self, sweeps: int) -> float:
        """Return the share of accepted shifts and stretches."""
        tried = min(self.chain.layout.periods, MOVES_PER_SWEEP)
        return float(self.accepted[:2].mean() / (sweeps * tried))


def update_chain_items(chain: Chain, sweep: int, draw: bool, beta_variance: float, cut_variance: float) -> None:
    """Draw the parameters of every roll call, or without `draw` move them by a Newton step."""
    chain.items(
        sweep,
        draw=draw,
        beta_precision=1.0 / beta_variance,
        cut_precision=1.0 / cut_variance,
        bound=CUT_LIMIT,
        ridge=RIDGE,
    )


def update_chain_paths(chain: Chain, walk: Walk, sweep: int, *, draw: bool) -> None:
    """Draw the path of every state, or without `draw` move it by a Newton step."""
    layout = chain.layout
    seed = chain.seed(sweep, 1)

    def part(first: int, last: int) -> None:
        update_paths(
            first,
            last,
            layout.state_ptr,
            layout.cell_segment,
            layout.cell_item,
            chain.item,
            chain.cell_offset,
            chain.weight,
            RIDGE,
            walk.tie,
            walk.carry,
            chain.theta,
            BLOCK,
            draw,
            seed,
            chain.accepted_cells,
        )

    chain.run(part, chain.state_chunks)


def start_walk(chain: Chain) -> Walk:
    """Return the walk's hyperparameters at their start."""
    layout = chain.layout
    walk = Walk(
        FIRST_STEP_VARIANCE,
        np.full(layout.states, FIRST_STEP_VARIANCE),
        np.ones(layout.cells),
        np.ones(layout.cells),
        np.zeros(layout.cells),
    )
    _tie(layout, walk)
    return walk


def _tie(layout: Layout, walk: Walk) -> None:
    """Set what a position keeps of the earlier one, and the precision of its step; first positions are N(0, 1)."""
    spread = walk.own[layout.cell_state] * layout.cell_gap * walk.mixing
    walk.carry[:] = np.where(layout.before >= 0, np.exp(-0.5 * spread), 0.0)
    walk.tie[:] = np.where(layout.before >= 0, 1.0 / np.maximum(-np.expm1(-spread), 1e-8), 1.0)


def draw_walk(chain: Chain, walk: Walk, rng: np.random.Generator) -> None:
    """Draw the mixing weights, each state's step variance and the common one.

    The proposal is the full conditional of a plain random walk, which the mean-reverting one equals for short steps;
    Metropolis and Hastings mends the difference.
    """
    layout, dims, degrees = chain.layout, chain.settings.dims, chain.settings.degrees
    later = np.flatnonzero(layout.before >= 0)
    state = layout.cell_state[later]
    gap = layout.cell_gap[later]
    here, there = chain.theta[later], chain.theta[layout.before[later]]
    moved = ((here - there) ** 2).sum(axis=1)

    def excess(own: Floats, mixing: Floats) -> Floats:
        """Return the log density of the steps less that under a plain random walk."""
        spread = own[state] * gap * mixing
        variance = np.maximum(-np.expm1(-spread), 1e-8)
        miss = ((here - np.exp(-0.5 * spread)[:, None] * there) ** 2).sum(axis=1)
        plain = -0.5 * dims * np.log(spread) - 0.5 * moved / spread
        return np.asarray(-0.5 * dims * np.log(variance) - 0.5 * miss / variance - plain)

    now = walk.mixing[later]
    if np.isfinite(degrees):
        rate = 0.5 * (degrees + moved / (walk.own[state] * gap))
        then = rate / rng.gamma(0.5 * (degrees + dims), size=len(later))
        gain = excess(walk.own, then) - excess(walk.own, now)
        now = np.where(np.log(rng.random(len(later))) < gain, then, now)
        walk.mixing[later] = now
    scaled = np.bincount(state, weights=moved / (gap * now), minlength=layout.states)
    steps = np.bincount(state, minlength=layout.states)
    rate = STEP_SHAPE * walk.common + 0.5 * scaled
    own = np.clip(rate / rng.gamma(STEP_SHAPE + 0.5 * dims * steps), 1e-6, 1e3)
    excesses = excess(own, now) - excess(walk.own, now)
    total = np.bincount(state, weights=excesses, minlength=layout.states)
    walk.own[:] = np.where(np.log(rng.random(layout.states)) < total, own, walk.own)
    shape = 1.0 + STEP_SHAPE * layout.states
    walk.common = float(rng.gamma(shape) / (10.0 + STEP_SHAPE * (1.0 / walk.own).sum()))
    _tie(layout, walk)


def draw_item_variances(chain: Chain, rng: np.random.Generator) -> tuple[float, float]:
    """Draw the variances of beta and of the thresholds from their full conditionals."""
    dims = chain.settings.dims
    beta, cuts = chain.item[:, :dims], chain.item[:, dims:]
    drawn = [(1.0 + 0.5 * float((values**2).sum())) / rng.gamma(1.0 + 0.5 * values.size) for values in (beta, cuts)]
    return drawn[0], drawn[1]


def _start_absence(chain: Chain) -> Absence:
    """Return the absence model at ignorable absence, with the absences listed by cell."""
    layout = chain.layout
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    away = layout.cell_outcome == NOT_VOTING
    missed = np.bincount(cell[away], minlength=layout.cells)
    ptr = np.concatenate([[0], np.cumsum(missed)]).astype(np.int64)
    level: Floats = np.log((missed + 0.5) / (layout.votes + 0.5))
    chain.weight[:] = (1.0 / (1.0 + np.exp(-level)))[:, None]
    centre = np.full(layout.states, -2.0)
    return Absence(ptr, layout.cell_item[away].astype(np.int64), level, np.zeros((layout.states, 2)), centre)


def _absences(chain: Chain, absence: Absence, sweep: int, rng: np.random.Generator) -> None:
    """Draw the absence model's parameters and refresh the chances of absence."""
    layout = chain.layout
    n = np.diff(layout.state_ptr)
    total = np.bincount(layout.cell_state, weights=absence.level, minlength=layout.states)
    precision = n / SPREAD**2 + 0.25
    mean = (total / SPREAD**2 - 2.0 * 0.25) / precision
    absence.centre[:] = mean + rng.standard_normal(layout.states) / np.sqrt(precision)
    seed = chain.seed(sweep, 3)

    def part(first: int, last: int) -> None:
        update_absence(
            first,
            last,
            layout.state_ptr,
            absence.ptr,
            absence.item,
            layout.tally,
            chain.item,
            chain.theta,
            absence.centre,
            seed,
            absence.level,
            absence.tilt,
            chain.weight,
        )

    chain.run(part, chain.state_chunks)
