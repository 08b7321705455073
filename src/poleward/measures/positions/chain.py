"""What both estimators share: the state of a chain, its start, and the draws that it leaves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from poleward.measures.positions.items import NO_HIGH, NO_LOW, NO_MIDDLE, update_items
from poleward.measures.positions.layout import Floats, Layout, even_chunks
from poleward.measures.positions.start import (
    by_cell,
    centred_outcomes,
    contrast_start,
    spectral_start,
    standardised,
)

CHUNKS_PER_THREAD = 8
"""Pieces of work: so many that no thread waits long for another; random numbers hang on none of it."""
STAGES = 8
"""Random streams per sweep: items, paths, moves, absence, …"""


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """How to run a chain.

    Attributes
    ----------
    dims
        dimensions, 1 to 3.
    warmup, draws
        sweeps thrown away and kept.
    seed
        the same seed and input give the same draws, whatever the number of threads.
    threads
        worker threads; None: one per available processor, at most 8.
    degrees
        degrees of freedom of the walk's Student-t steps; infinity makes them normal.
    above, below
        indices of two states: the first dimension is signed, and turned, so that `above` has the larger position.
    """

    dims: int = 1
    warmup: int = 40
    draws: int = 120
    seed: int = 1
    threads: int | None = None
    degrees: float = 4.0
    above: int | None = None
    below: int | None = None


@dataclass(slots=True)
class Draws:
    """A chain's output, on the standardised scale.

    Attributes
    ----------
    theta
        (draws, cells, dims).
    mean
        (cells, dims) posterior means.
    item
        (roll calls, dims + 2) posterior means of beta, t1, t2.
    tilt
        (draws, states, 2) log odds of absence against the would-be no and abstention, or None.
    innovation
        (states) posterior mean standard deviation of a year's step, as far as the estimator has one.
    acceptance
        share of accepted steps by kind of step.
    """

    theta: npt.NDArray[np.float32]
    mean: Floats
    item: Floats
    tilt: npt.NDArray[np.float32] | None = None
    innovation: Floats | None = None
    acceptance: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Chain:
    """The arrays that the kernels change in place.

    `item_offset` and `cell_offset` hold what a vote's utility has beside beta'theta, in the layout's two orders:
    nothing for positions, a habit for stance.
    """

    layout: Layout
    settings: ChainSettings
    run: Callable[[Callable[[int, int], None], list[tuple[int, int]]], None]
    theta: Floats
    item: Floats
    anchor: Floats
    weight: Floats
    item_offset: Floats
    cell_offset: Floats
    item_chunks: list[tuple[int, int]]
    state_chunks: list[tuple[int, int]]
    accepted_items: npt.NDArray[np.int64]
    accepted_cells: npt.NDArray[np.int64]

    def seed(self, sweep: int, stage: int) -> np.uint64:
        """Return the seed of one stage of one sweep."""
        return np.uint64((self.settings.seed * 0x1000003 + sweep * STAGES + stage) % 2**63)

    def items(
        self, sweep: int, *, draw: bool, beta_precision: float, cut_precision: float, bound: float, ridge: float = 0.0
    ) -> None:
        """Update every roll call."""
        layout = self.layout
        seed = self.seed(sweep, 0)

        def part(first: int, last: int) -> None:
            update_items(
                first,
                last,
                layout.item_segment,
                layout.item_cell,
                layout.kind,
                self.theta,
                self.item_offset,
                self.weight,
                self.item,
                self.anchor,
                beta_precision,
                cut_precision,
                ridge,
                bound,
                draw,
                seed,
                self.accepted_items,
            )

        self.run(part, self.item_chunks)


def thread_count(threads: int | None) -> int:
    """Return how many worker threads to use."""
    if threads is not None:
        return max(1, threads)
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        available = os.cpu_count() or 1
    return min(available, 8)


@contextmanager
def open_chain(layout: Layout, settings: ChainSettings) -> Iterator[Chain]:
    """Give a chain with its states not yet placed, with worker threads that end with the block."""
    workers = thread_count(settings.threads)
    with ThreadPoolExecutor(workers) as pool:

        def run(part: Callable[[int, int], None], chunks: list[tuple[int, int]]) -> None:
            for _ in pool.map(lambda chunk: part(*chunk), chunks):
                pass

        item = starting_items(layout, settings.dims)
        pieces = workers * CHUNKS_PER_THREAD
        chain = Chain(
            layout=layout,
            settings=settings,
            run=run,
            theta=np.zeros((layout.cells, settings.dims)),
            item=item,
            anchor=item.copy(),
            weight=np.ones((layout.cells, 3)),
            item_offset=np.zeros(len(layout.item_cell)),
            cell_offset=np.zeros(len(layout.cell_item)),
            item_chunks=even_chunks(layout.item_ptr, pieces),
            state_chunks=even_chunks(layout.cell_ptr[layout.state_ptr], pieces),
            accepted_items=np.zeros(layout.items, dtype=np.int64),
            accepted_cells=np.zeros(layout.cells, dtype=np.int64),
        )
        yield chain


def starting_items(layout: Layout, dims: int) -> Floats:
    """Return (roll calls, dims + 2) parameters that reproduce each roll call's tally with beta = 0."""
    share = (np.cumsum(layout.item_tally, axis=1) + 0.5) / (layout.item_tally.sum(axis=1)[:, None] + 1.5)
    item = np.zeros((layout.items, dims + 2))
    item[:, dims] = ndtri(share[:, 0])
    item[:, dims + 1] = ndtri(share[:, 1])
    item[layout.kind == NO_LOW, dims] = -5.0
    item[layout.kind == NO_HIGH, dims + 1] = 5.0
    narrow = layout.kind == NO_MIDDLE
    item[narrow, dims + 1] = item[narrow, dims] + 0.05
    return item


def place_states(chain: Chain) -> None:
    """Set the starting positions: the pair's axis first, then the main axes of what it leaves unexplained."""
    layout, settings = chain.layout, chain.settings
    first = None
    if settings.above is not None and settings.below is not None:
        first = contrast_start(layout, settings.above, settings.below)
    if first is None:
        first = spectral_start(layout, centred_outcomes(layout), 1)[:, 0]
    chain.theta[:, 0] = first
    mean, spread = standardised(layout, chain.theta)
    chain.theta[:, 0] = (chain.theta[:, 0] - mean[0]) / spread[0]
    if settings.dims > 1:
        for _ in range(3):
            chain.items(0, draw=False, beta_precision=1.0, cut_precision=0.04, bound=12.0)
        rest = spectral_start(layout, _residuals(chain), settings.dims - 1)
        spread = rest.std(axis=0)
        chain.theta[:, 1:] = 0.5 * rest / np.where(spread > 1e-9, spread, 1.0)
        for d in range(1, settings.dims):
            # A loading of exactly zero would be a saddle point of the next Newton step.
            chain.item[:, d] = 0.1


def _residuals(chain: Chain) -> Floats:
    """Return each vote's outcome minus its expectation under the chain's present values."""
    cell, item, outcome = by_cell(chain.layout)
    dims = chain.settings.dims
    row = chain.item[item]
    u = np.einsum("vd,vd->v", row[:, :dims], chain.theta[cell])
    return np.asarray(outcome - (ndtr(u - row[:, dims]) + ndtr(u - row[:, dims + 1])))


def orientation(layout: Layout, settings: ChainSettings, theta: Floats) -> Floats:
    """Return the rotation (dims, dims) that puts the named pair's axis first and the rest by spread.

    The first axis points from `below` to `above`, averaged over the periods that both have; without a pair, or where
    they coincide, it is the axis of greatest spread. Further axes are principal, each with the sign that makes the
    largest position positive.
    """
    dims = theta.shape[1]
    axis = np.zeros(dims)
    if settings.above is not None and settings.below is not None:
        spots = {
            who: dict(zip(layout.cell_period[own], theta[own], strict=True))
            for who, own in (
                ("above", layout.cell_state == settings.above),
                ("below", layout.cell_state == settings.below),
            )
        }
        both = spots["above"].keys() & spots["below"].keys()
        for period in sorted(both):
            axis = axis + spots["above"][period] - spots["below"][period]
    centred = theta - theta.mean(axis=0)
    named = bool(np.linalg.norm(axis) > 1e-9)
    if not named:
        axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    basis = [axis / np.linalg.norm(axis)]
    if dims > 1:
        rest = centred - np.outer(centred @ basis[0], basis[0])
        vectors = np.linalg.eigh(rest.T @ rest)[1][:, ::-1]
        for k in range(dims - 1):
            vector = vectors[:, k]
            for known in basis:
                vector = vector - (vector @ known) * known
            basis.append(vector / np.linalg.norm(vector))
    rotation = np.array(basis)
    turned = centred @ rotation.T
    for d in range(1 if named else 0, dims):
        if turned[np.abs(turned[:, d]).argmax(), d] < 0:
            rotation[d] *= -1
    return rotation


@dataclass(slots=True)
class Recorder:
    """Collects draws on a common scale: mean 0 over all states and periods with votes, first dimension's spread 1."""

    layout: Layout
    settings: ChainSettings
    theta: npt.NDArray[np.float32]
    item: Floats
    smooth: Floats
    kept: int = 0
    reference: Floats | None = None

    @classmethod
    def empty(cls, layout: Layout, settings: ChainSettings) -> Recorder:
        """Return a recorder with room for the settings' draws."""
        dims = settings.dims
        return cls(
            layout,
            settings,
            np.empty((settings.draws, layout.cells, dims), dtype=np.float32),
            np.zeros((layout.items, dims + 2)),
            np.zeros((layout.cells, dims)),
        )

    def add(self, theta: Floats, item: Floats, smooth: Floats | None = None) -> None:
        """Turn, centre and scale one draw, and keep it; `smooth` is averaged into the mean instead of the draw."""
        dims = self.settings.dims
        if self.reference is None:
            rotation = orientation(self.layout, self.settings, theta)
        else:
            left, _, right = np.linalg.svd(self.reference.T @ (theta - theta.mean(axis=0)))
            rotation = left @ right
        turned = theta @ rotation.T
        if self.reference is None:
            self.reference = turned - turned.mean(axis=0)
        mean, spread = standardised(self.layout, turned)
        scale = spread[0]
        self.theta[self.kept] = (turned - mean) / scale
        if smooth is None:
            self.smooth += (turned - mean) / scale
        else:
            own, own_spread = standardised(self.layout, smooth)
            self.smooth += (smooth - own) / own_spread
        beta = item[:, :dims] @ rotation.T
        self.item[:, :dims] += beta * scale
        self.item[:, dims:] += item[:, dims:] - (beta @ mean)[:, None]
        self.kept += 1

    def finish(self, acceptance: dict[str, float]) -> Draws:
        """Return the draws in their final orientation, on the scale of their posterior mean."""
        n = max(self.kept, 1)
        mean = self.smooth / n
        item = self.item / n
        dims = self.settings.dims
        rotation = orientation(self.layout, self.settings, mean)
        theta = self.theta
        if not np.allclose(rotation, np.eye(dims)):
            theta = np.asarray(theta @ rotation.T.astype(np.float32))
            mean = mean @ rotation.T
            item[:, :dims] = item[:, :dims] @ rotation.T
        return Draws(theta, mean, item, acceptance=acceptance)
