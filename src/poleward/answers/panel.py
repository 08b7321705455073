"""The frame that a regression needs: one row for each state, pole and year, or for each dyad and year.

Rows are complete: what is not known is missing, and a status beside each measure says why. Numbers are those that
answers are made of: agreement on roll calls, positions from one joint estimate, stance from the posterior of answers,
shares of flows by publisher or the range that published shares leave, dated memberships.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from poleward.actors import Registry, load_registry
from poleward.actors.asked import codes_of
from poleward.answers.cite import cite_archive
from poleward.answers.panel_columns import DYAD_COLUMNS, MEASURES, POLE_COLUMNS, STATUSES, typed
from poleward.answers.panel_stance import levels_of, of_dyads, with_poles
from poleward.archive import Archive
from poleward.channels import FLOWS
from poleward.channels.archive_reading import Reading
from poleward.channels.flow_bounds import bounds_by_year
from poleward.channels.flows import Flows
from poleward.channels.ties_record import pivot, ties_of
from poleward.channels.vote_positions import estimate
from poleward.config import Config, Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.pole_agreement import agreement_with
from poleward.measures.positions import Positions
from poleward.outcomes import CAST, YES
from poleward.periods import Window
from poleward.results import described

Floats = npt.NDArray[np.float64]
MOST_ROWS = 5_000_000
"""A bound on memory: all dyads of today's members since 1946 make 1.5 million."""
Row = dict[str, Any]


def panel(
    archive: Archive, states: Sequence[str] | None, poles: Sequence[str], years: tuple[int, int] | None, *,
    config: Config, measures: Sequence[str] = MEASURES,
) -> pa.Table:  # fmt: skip
    """Return one row for each state, pole and year; columns say what they mean, and the whole its sources.

    Parameters
    ----------
    states
        ISO3 codes; None: every state that voted in these years.
    poles
        Names that `config` knows, an organisation with its members at the end of each year; a state is not compared
        with itself (status 'not_applicable').
    years
        First and last; None: from the first to the last roll call.
    measures
        Which of MEASURES; positions and stance take longest.

    Raises
    ------
    UnusableInputError
        No such measure, or more than 5,000,000 rows.
    NothingFoundError
        There is no vote in these years.
    """
    world = _world(archive, states, years, measures)
    _bounded(len(world.states) * len(poles) * len(world.years))
    reading = Reading(archive)
    flows = [c for c in FLOWS if c.key in measures]
    dated = {key: {year: _in_year(config, key, year) for year in world.years} for key in poles}
    stance = with_poles(levels_of(reading, world.years), world.states, dated) if "stance" in measures else {}
    rows: list[Row] = []
    for key, by_year in dated.items():
        agreement = {y: agreement_with(world.votes[y], world.columns(p.states)) for y, p in by_year.items()}
        near = _distances(world, by_year)
        share = {c.key: _shares(reading, world, by_year, c) for c in flows}
        for state in world.states:
            for year, pole in by_year.items():
                row = world.base(state, year) | _pole_codes(pole, world.registry)
                alone = pole.states == (state,)
                absent = "not_applicable" if alone else "not_observed"
                row |= _agreement(agreement[year], world.column.get(state), alone, row["un_member"])
                row |= near.get((state, year), {"position_status": absent})
                row |= stance.get((key, state, year), {"stance_status": absent})
                for channel, found in share.items():
                    row |= found.get((state, year), {f"{channel}_status": absent})
                if "memberships" in measures:
                    row |= _memberships(state, pole, year, world.registry)
                rows.append(row)
    return _described(archive, rows, POLE_COLUMNS, measures, f"States and poles by year, {world.span}")


def dyad_panel(
    archive: Archive, states: Sequence[str] | None, years: tuple[int, int] | None, *,
    measures: Sequence[str] = MEASURES,
) -> pa.Table:  # fmt: skip
    """Return one row for each pair of states (state_a < state_b) and year; parameters are those of `panel`."""
    world = _world(archive, states, years, measures)
    pairs = list(combinations(world.states, 2))
    if not pairs:
        raise UnusableInputError("a dyad needs two states.", todo="Name at least two.")
    _bounded(len(pairs) * len(world.years))
    place, reading = _places(world), Reading(archive)
    share = {
        c.key: {s: _shares(reading, world, dict.fromkeys(world.years, Pole(s, s, (s,))), c) for s in world.states}
        for c in FLOWS if c.key in measures
    }  # fmt: skip
    stance = of_dyads(levels_of(reading, world.years), pairs, world.years) if "stance" in measures else {}
    rows: list[Row] = []
    for year in world.years:
        with_state = {s: agreement_with(world.votes[year], world.columns((s,))) for s in world.states}
        for a, b in pairs:
            one, two = world.base(a, year), world.base(b, year)
            row: Row = {f"{name}_a": one[name] for name in ("state", "cow", "state_name", "un_member")}
            row |= {f"{name}_b": two[name] for name in ("state", "cow", "state_name", "un_member")} | {"year": year}
            row |= _agreement(with_state[b], world.column.get(a), False, one["un_member"] and two["un_member"])
            row |= _apart(place, a, b, year)
            row |= stance.get((a, b, year), {"stance_status": "not_observed"})
            for channel, found in share.items():
                for side, state, other in (("a", a, b), ("b", b, a)):
                    told = found[other].get((state, year), {f"{channel}_status": "not_observed"})
                    for part in ("share", "share_low", "share_high"):
                        row[f"{channel}_{part}_{side}"] = told.get(f"{channel}_{part}")
                    row[f"{channel}_status_{side}"] = told[f"{channel}_status"]
            if "memberships" in measures:
                day = dt.date(year, 12, 31)
                row["joint_memberships"] = len(
                    {m.organisation for m in world.registry.memberships_of(a, day)}
                    & {m.organisation for m in world.registry.memberships_of(b, day)}
                )
            rows.append(row)
    return _described(archive, rows, DYAD_COLUMNS, measures, f"Dyads by year, {world.span}")


@dataclass(frozen=True, slots=True)
class _World:
    """What all rows are made from: states and years asked about, and every state's votes and positions in them."""

    states: tuple[str, ...]
    years: tuple[int, ...]
    column: Mapping[str, int]
    votes: Mapping[int, Floats]
    positions: Positions | None
    registry: Registry

    @property
    def span(self) -> str:
        """First and last year."""
        return f"{self.years[0]} to {self.years[-1]}"

    def columns(self, states: Sequence[str]) -> list[int]:
        """Return the columns of the states that voted."""
        return [self.column[s] for s in states if s in self.column]

    def base(self, state: str, year: int) -> Row:
        """Return a state's codes, the year, and whether it was a member of the United Nations at its end."""
        code, cow, name = codes_of(state, self.registry)
        member = self.registry.is_un_member(state, dt.date(year, 12, 31))
        return {"state": code, "cow": cow, "state_name": name, "year": year, "un_member": member}


def _world(
    archive: Archive, states: Sequence[str] | None, years: tuple[int, int] | None, measures: Sequence[str]
) -> _World:
    if unknown := [m for m in measures if m not in MEASURES]:
        raise UnusableInputError(f"there is no measure '{unknown[0]}'.", todo=f"Choose from {', '.join(MEASURES)}.")
    first, last = years or (1, 9999)
    rows = archive.query(
        "SELECT v.state, v.roll_call_id AS roll_call, year(r.date) AS year, v.vote FROM votes v "
        "JOIN roll_calls r USING (roll_call_id) WHERE NOT v.contradicted AND v.vote IN ('yes', 'no', 'abstain') "
        "AND year(r.date) BETWEEN ? AND ? ORDER BY r.date, v.roll_call_id, v.state",
        [first, last],
    )
    if rows.num_rows == 0:
        raise NothingFoundError(
            "no vote of these years is in the archive.", todo="Choose other years, or load roll calls."
        )
    voters = sorted(pc.unique(rows["state"]).to_pylist())
    registry = load_registry()
    asked = tuple(s for s in (voters if states is None else states) if s in registry.states)
    seen = np.asarray(rows["year"])
    span = tuple(range(*((int(seen.min()), int(seen.max()) + 1) if years is None else (first, last + 1))))
    found = None
    if "positions" in measures:
        found = estimate(Reading(archive), Window(dt.date(span[0], 1, 1), dt.date(span[-1], 12, 31)))
    columns = {state: k for k, state in enumerate(voters)}
    return _World(asked, span, columns, {y: _matrix(rows, seen == y, voters) for y in span}, found, registry)


def _matrix(rows: pa.Table, chosen: npt.NDArray[np.bool_], voters: Sequence[str]) -> Floats:
    """Return (roll calls, voters) votes of some rows."""
    some = rows.filter(pa.array(chosen))
    calls = some["roll_call"].combine_chunks().dictionary_encode()
    matrix = np.full((len(calls.dictionary), len(voters)), np.nan)
    code = np.asarray(pc.index_in(some["vote"], pa.array(list(CAST))))
    column = np.asarray(pc.index_in(some["state"], pa.array(voters)))
    matrix[np.asarray(calls.indices), column] = code / YES  # no 0, abstention 0.5, yes 1
    return matrix


def _pole_codes(pole: Pole, registry: Registry) -> Row:
    alone = pole.states[0] if len(pole.states) == 1 else None
    cow = registry.states[alone].cow if alone in registry.states else None
    return {"pole": pole.key, "pole_label": pole.label, "pole_state": alone, "pole_cow": cow}


def _agreement(found: Any, column: int | None, alone: bool, member: bool) -> Row:
    if alone:
        return {"agreement_status": "not_applicable", "roll_calls": None}
    if column is None or not found.shared[column]:
        return {"agreement_status": "not_observed" if member else "not_a_member", "roll_calls": 0}
    return {
        "agreement": float(found.value[column]), "agreement_sd": float(found.sd[column]),
        "roll_calls": int(found.shared[column]), "agreement_status": "observed",
    }  # fmt: skip


def _places(world: _World) -> dict[tuple[str, int], npt.NDArray[np.float32]]:
    """Return the draws of every state's position by year, (draws, dims)."""
    found = world.positions
    if found is None:
        return {}
    cells = zip(found.cell_state, found.cell_period, strict=True)
    return {(found.states[s], int(found.periods[t])): found.samples[:, c] for c, (s, t) in enumerate(cells)}


def _distances(world: _World, by_year: Mapping[int, Pole]) -> dict[tuple[str, int], Row]:
    """Return where state and pole stand and how far apart, by state and year; a state is not its own pole's member."""
    place = _places(world)
    out: dict[tuple[str, int], Row] = {}
    for year, pole in by_year.items():
        there = {m: place[m, year] for m in pole.states if (m, year) in place}
        whole = np.sum(list(there.values()), axis=0) if there else None
        for state in world.states:
            own = place.get((state, year))
            others = len(there) - (state in there)
            if own is None or whole is None or not others:
                continue
            centre = np.asarray((whole - there[state] if state in there else whole) / others)
            apart = np.linalg.norm(own - centre, axis=1)
            out[state, year] = {
                "position": float(own[:, 0].mean()), "position_sd": float(own[:, 0].std(ddof=1)),
                "pole_position": float(centre[:, 0].mean()), "pole_position_sd": float(centre[:, 0].std(ddof=1)),
                **_spread(apart), "position_status": "observed",
            }  # fmt: skip
    return out


def _apart(place: Mapping[tuple[str, int], npt.NDArray[np.float32]], a: str, b: str, year: int) -> Row:
    one, two = place.get((a, year)), place.get((b, year))
    if one is None or two is None:
        return {"position_status": "not_observed"}
    own = {"position_a": float(one[:, 0].mean()), "position_b": float(two[:, 0].mean())}
    return {**own, **_spread(np.linalg.norm(one - two, axis=1)), "position_status": "observed"}


def _spread(draws: npt.NDArray[Any]) -> Row:
    low, high = np.quantile(draws, [0.05, 0.95])
    return {
        "distance": float(draws.mean()), "distance_sd": float(draws.std(ddof=1)), "distance_q05": float(low),
        "distance_q95": float(high),
    }  # fmt: skip


def _shares(
    reading: Reading, world: _World, by_year: Mapping[int, Pole], channel: Flows
) -> dict[tuple[str, int], Row]:  # fmt: skip
    """Return the pole's share of each state's flows by year: the middle publisher's, the lowest and the highest.

    In a year without a publisher of the flows themselves, published shares of the first partners give a range.
    """
    out: dict[tuple[str, int], Row] = {}
    key, columns = channel.key, {year: k for k, year in enumerate(world.years)}
    for state in world.states:
        ties = ties_of(reading, state, key)
        for pole in dict.fromkeys(by_year.values()):
            if pole.states != (state,):
                out |= {
                    (state, year): {
                        f"{key}_share_low": found.low, f"{key}_share_high": found.high, f"{key}_status": "bounded",
                    }
                    for year, found in bounds_by_year(ties, [m for m in pole.states if m != state]).items()
                    if by_year.get(year) == pole
                }  # fmt: skip
        flows = channel.complete(ties)
        sources = sorted({t.source for t in flows})
        for pole in dict.fromkeys(by_year.values()) if sources else ():
            if pole.states == (state,):
                continue
            found = pivot(flows, sources, columns, pole).shares
            sides: list[Floats] = [found.middle(), found.low(), found.high()]
            for k, year in enumerate(world.years):
                if by_year[year] == pole and np.isfinite(sides[0][k].item()):
                    middle, low, high = (float(side[k]) for side in sides)
                    out[state, year] = {
                        f"{key}_share": middle, f"{key}_share_low": low, f"{key}_share_high": high,
                        f"{key}_status": "zero" if high == 0 else "observed",
                    }  # fmt: skip
    return out


def _in_year(config: Config, key: str, year: int) -> Pole:
    """Return a pole with its members at the end of a year; without any where there were none."""
    try:
        return config.pole(key, on=dt.date(year, 12, 31))
    except UnusableInputError:
        return Pole(key, key, ())


def _memberships(state: str, pole: Pole, year: int, registry: Registry) -> Row:
    if not pole.organisations:
        return {"memberships_status": "not_applicable"}
    day = dt.date(year, 12, 31)
    own = [o for o in pole.organisations if state in registry.members_of(o, day)]
    return {"memberships": len(own), "member_of": ";".join(own), "memberships_status": "observed"}


def _bounded(rows: int) -> None:
    if rows > MOST_ROWS:
        raise UnusableInputError(
            f"that would be {rows:,} rows; {MOST_ROWS:,} are possible.", todo="Name fewer states, poles or years."
        )


def _described(
    archive: Archive, rows: list[Row], columns: Mapping[str, tuple[pa.DataType, str]], measures: Sequence[str],
    title: str,
) -> pa.Table:  # fmt: skip
    """Return rows as a table that says what its columns mean and what to cite."""
    kept = {name: told for name, told in columns.items() if typed(name) is None or typed(name) in measures}
    arrays = []
    for name, (kind, _) in kept.items():
        values = [row.get(name) for row in rows]
        if kind == STATUSES:
            used = pa.array([v or "not_observed" for v in values]).dictionary_encode()
            arrays.append(used)
        else:
            arrays.append(pa.array(values, type=kind))
    try:
        sources = cite_archive(archive).lines()
    except NothingFoundError:
        sources = []
    meanings = {name: meaning for name, (_, meaning) in kept.items()}
    notes = ["Missing is typed: each measure has a status column that says why it is missing."]
    return described(
        pa.table(arrays, names=list(kept)), meanings, title=title, sources=[s for s in sources if s], notes=notes
    )
