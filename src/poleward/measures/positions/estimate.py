"""From a table of votes in long form to positions: `positions(votes)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from poleward.errors import UnusableInputError
from poleward.measures.long_votes import PERIODS, Ints, LongVotes, Period, thin_note
from poleward.measures.positions.bsv import fit_bsv
from poleward.measures.positions.chain import ChainSettings, Draws
from poleward.measures.positions.dynamic import fit_dynamic
from poleward.measures.positions.ideal_points import AbsenceTable, Positions, absence_reading
from poleward.measures.positions.layout import Layout, lay_out
from poleward.measures.positions.summary import summarise
from poleward.outcomes import NOT_VOTING

MAX_DIMS = 3
"""A bound on time; docs/positions.md compares one and two."""
FEW_VOTES = 10
"""A state with fewer votes than this in a period is named in the notes."""
SWEEPS = {"bsv": (25, 75), "dynamic": (30, 90)}
"""Warm-up and kept sweeps by estimator; see docs/positions.md for how many are enough."""


def positions(
    votes: Any,
    *,
    estimator: Literal["dynamic", "bsv"] = "dynamic",
    period: Period = "year",
    dims: int = 1,
    absences: bool | None = None,
    positive: tuple[str, str] | None = ("USA", "RUS"),
    draws: int | None = None,
    warmup: int | None = None,
    degrees: float = 4.0,
    seed: int = 1,
    threads: int | None = None,
) -> Positions:
    """Estimate every state's position by period from roll-call votes.

    Parameters
    ----------
    votes
        Any frame (pandas, polars, Arrow, DuckDB relation) with one row per state and roll call and the columns
        `state`, `roll_call`, `date` (a date, or ISO 8601 text), `outcome` ('yes', 'no', 'abstain', 'not_voting';
        'not_a_member' rows are left out), and optionally `session` (a number) and `bridge` (roll calls with the same
        value are one roll call, taken again; empty: none). `date` may be missing when period='session'.
    estimator
        'dynamic' (see docs/positions.md), or 'bsv' to reproduce Bailey, Strezhnev & Voeten (2017).
    period
        the time step: 'session', 'year', 'quarter' or 'month'; years, quarters and months by the votes' true dates.
    dims
        dimensions, 1 to 3 ('bsv': 1).
    absences
        model 'not_voting' (the default of 'dynamic') or leave it out ('bsv').
    positive
        (above, below): the first dimension points from `below` to `above`. None, or a pair of which one never votes
        here: the first dimension is that of greatest spread.
    draws, warmup
        sweeps kept and thrown away; more give steadier quantiles, in proportion to the time.
    degrees
        degrees of freedom of the heavy-tailed steps of 'dynamic'; infinity makes them normal.
    seed
        same votes, settings and seed give the same bytes, whatever the number of threads.
    threads
        worker threads; None: one per processor, at most 8.

    Returns
    -------
    Positions
        with joint draws; `Positions.dropped` counts what was left out and why.

    Raises
    ------
    UnusableInputError
        for missing columns, unknown outcomes, empty cells, or votes that cannot tell the states apart.
    """
    _check_options(estimator, period, dims, draws, warmup, degrees)
    if absences is None:
        absences = estimator == "dynamic"
    if estimator == "bsv" and absences:
        raise UnusableInputError(
            "The estimator 'bsv' leaves absences out.", todo="Use estimator='dynamic' to model them."
        )
    table = LongVotes(votes, period)
    layout = lay_out(
        table.state,
        table.item,
        table.outcome,
        table.period,
        states=len(table.states),
        items=len(table.items),
        period_time=table.period_time,
        absences=absences,
        empty_cells=estimator == "dynamic",
    )
    notes = [*table.notes, *thin_note(table.periods, _divided(layout))]
    above, below = _pair(table.states, layout, positive, notes)
    usual_warmup, usual_draws = SWEEPS[estimator]
    settings = ChainSettings(
        dims=dims,
        warmup=usual_warmup if warmup is None else warmup,
        draws=usual_draws if draws is None else draws,
        seed=seed,
        threads=threads,
        degrees=degrees,
        above=above,
        below=below,
    )
    drawn = (fit_bsv if estimator == "bsv" else fit_dynamic)(layout, settings)
    thin = int(((layout.votes > 0) & (layout.votes < FEW_VOTES)).sum())
    if thin:
        notes.append(f"{thin} positions rest on fewer than {FEW_VOTES} votes: read their intervals.")
    silent = int((layout.votes == 0).sum())
    if silent:
        notes.append(f"{silent} positions rest on no vote of their own, only on the periods around them.")
    return _result(estimator, table, layout, drawn, notes)


def _divided(layout: Layout) -> Ints:
    """Return how many roll calls divide the states in each period."""
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    pairs = np.unique(layout.cell_period[cell] * layout.items + layout.cell_item)
    return np.bincount(pairs // layout.items, minlength=layout.periods)


def _result(estimator: str, table: LongVotes, layout: Layout, drawn: Draws, notes: list[str]) -> Positions:
    dims = drawn.mean.shape[1]
    used = np.unique(layout.cell_state)
    place = np.full(layout.states, -1)
    place[used] = np.arange(len(used))
    dropped = dict(table.dropped)
    for reason, n in layout.dropped.items():
        dropped[reason] = dropped.get(reason, 0) + n
    names = tuple(table.states[s] for s in used)
    return Positions(
        estimator=estimator,
        states=names,
        periods=table.periods,
        cell_state=place[layout.cell_state],
        cell_period=layout.cell_period,
        votes=layout.votes,
        mean=drawn.mean,
        samples=drawn.theta,
        roll_calls=tuple(table.items[j] for j in layout.item_source),
        discrimination=drawn.item[:, :dims],
        thresholds=drawn.item[:, dims:],
        innovation=None if drawn.innovation is None else drawn.innovation[used],
        absence=None if drawn.tilt is None else _absence_table(names, used, layout, drawn),
        dropped=dropped,
        notes=tuple(notes),
        acceptance=drawn.acceptance,
    )


def _absence_table(names: tuple[str, ...], used: Ints, layout: Layout, drawn: Draws) -> AbsenceTable:
    cell = np.repeat(np.arange(layout.cells), np.diff(layout.cell_ptr))
    away = layout.cell_outcome == NOT_VOTING
    absent = np.bincount(layout.cell_state[cell[away]], minlength=layout.states)[used]
    cast = np.bincount(layout.cell_state, weights=layout.votes, minlength=layout.states)[used]
    rows = np.flatnonzero(absent)
    assert drawn.tilt is not None  # noqa: S101 - the caller has looked
    tilt = drawn.tilt[:, used[rows]]
    no, abstain = summarise(tilt[:, :, 0]), summarise(tilt[:, :, 1])
    return AbsenceTable(
        tuple(names[r] for r in rows),
        cast[rows].astype(np.int64),
        absent[rows],
        no,
        abstain,
        absence_reading(no, abstain),
    )


def _check_options(
    estimator: str, period: str, dims: int, draws: int | None, warmup: int | None, degrees: float
) -> None:
    if estimator not in SWEEPS:
        raise UnusableInputError(f"There is no estimator {estimator!r}.", todo="Use 'dynamic' or 'bsv'.")
    if period not in PERIODS:
        raise UnusableInputError(f"There is no period {period!r}.", todo="Use 'session', 'year', 'quarter' or 'month'.")
    if not 1 <= dims <= MAX_DIMS:
        raise UnusableInputError(f"{dims} dimensions cannot be told apart.", todo="Use 1, 2 or 3.")
    if (draws is not None and draws < 1) or (warmup is not None and warmup < 0):
        raise UnusableInputError("At least one sweep must be kept, and none fewer than zero thrown away.")
    if not degrees > 0:
        raise UnusableInputError(f"{degrees} degrees of freedom are not possible.", todo="Use 4, or infinity.")


def _pair(
    states: Sequence[str], layout: Layout, positive: tuple[str, str] | None, notes: list[str]
) -> tuple[int | None, int | None]:
    """Return the indices of the pair that signs the first dimension, or None and a note."""
    if positive is None:
        return None, None
    if len(positive) != 2 or positive[0] == positive[1]:
        raise UnusableInputError(
            f"`positive` names {len(set(positive))} states.",
            todo="Give two: the one with the larger position first.",
        )
    votes = np.bincount(layout.cell_state, weights=layout.votes, minlength=layout.states)
    missing = [name for name in positive if name not in states or not votes[states.index(name)]]
    if missing:
        notes.append(
            f"{' and '.join(missing)} cast no vote here, so the direction of the first dimension is arbitrary: "
            "name two states with `positive` to fix it."
        )
        return None, None
    return states.index(positive[0]), states.index(positive[1])
