"""Breaks of many states as one table: what `poleward shifts` writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from poleward.actors import load_registry
from poleward.answers.ask import keep
from poleward.answers.paths import path_of
from poleward.answers.questions import first_observed, last_observed, question
from poleward.archive import Archive
from poleward.channels import KEYS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import NoPath
from poleward.channels.estimate import Estimate
from poleward.channels.paths import ChannelPath
from poleward.channels.vote_shifts import VoteShift, vote_shifts
from poleward.config import Config
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.stance.shifts import MORE_LIKELY_THAN_NOT
from poleward.outcomes import CAST
from poleward.periods import Window, month_days, month_label, month_number

SCHEMA = pa.schema(
    [
        ("state", pa.string()), ("pole", pa.string()), ("channel", pa.string()), ("observed_from", pa.string()),
        ("observed_to", pa.string()), ("observations", pa.int32()), ("no_change", pa.float64()),
        ("gradual", pa.float64()), ("broke", pa.float64()), ("no_change_without_data", pa.float64()),
        ("first", pa.string()), ("month", pa.string()), ("last", pa.string()), ("direction", pa.string()),
        ("probability", pa.float64()), ("size", pa.float64()), ("who_moved", pa.string()), ("passed", pa.bool_()),
        ("lasts", pa.bool_()), ("estimate_id", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Which months and channels are looked at; the days as in `ask`."""

    since: dt.date | None = None
    baseline: dt.date | None = None
    until: dt.date | None = None
    channels: tuple[str, ...] = KEYS


def states_with_votes(archive: Archive) -> tuple[str, ...]:
    """Return the states of which the archive knows a vote or a statement, in the order of their codes."""
    rows = archive.rows(
        "SELECT DISTINCT state FROM (SELECT state FROM votes UNION ALL SELECT state FROM signs) ORDER BY state"
    )
    known = load_registry().states
    return tuple(row["state"] for row in rows if row["state"] in known)


def shifts(
    archive: Archive,
    states: Sequence[str],
    poles: Sequence[str],
    *,
    config: Config,
    since: dt.date | None = None,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
    channels: Sequence[str] = KEYS,
    advance: Callable[[int], None] = lambda n: None,
) -> pa.Table:
    """Return the breaks of states with respect to poles, channel by channel.

    Columns: state, pole, channel; observed_from, observed_to ('YYYY-MM') and observations; no_change, gradual and
    broke, the probabilities of the three accounts of the months from `since` on (they sum to 1), and what no_change
    would be without any data; first, month, last (5, 50 and 95 % of when a break came), direction, probability,
    size (in the unit of the channel, positive towards the pole), who_moved, passed, lasts and the estimate's id for
    `poleward why`. One row for each break that is at least likely, and each shift of votes more likely than not; a path
    without one has one row in which these are NULL. A channel that cannot be drawn has no row.

    Parameters
    ----------
    states
        ISO3 codes or names; a state that is the pole itself is left out.
    since, baseline, until
        As in `ask`. Without `since`, all months count: the baseline is the first day observed, unless given. Votes are
        then about no one date: their rows are the shifts of the state itself, session by session
        (`channels.vote_shifts`), and the three accounts are NULL.
    advance
        Told of every state and pole that is done.

    Raises
    ------
    UnusableInputError, NothingFoundError
        The question cannot be asked, or nothing could be drawn.
    """
    asked = Scope(since, baseline, until, tuple(channels))
    found = by_state(archive, states, poles, asked, config=config, advance=advance)
    return table_of([rows for _, rows in found], poles)


def table_of(rows: Iterable[Sequence[dict[str, Any]]], poles: Sequence[str]) -> pa.Table:
    """Return the rows of states as a table, pole by pole.

    Raises
    ------
    NothingFoundError
        There is no row.
    """
    told = [row for of_state in rows for row in of_state]
    if not told:
        raise NothingFoundError("no path can be drawn for these states.", todo="Load roll calls or read pages first.")
    place = {pole: k for k, pole in enumerate(poles)}
    return pa.Table.from_pylist(sorted(told, key=lambda row: place[row["pole"]]), schema=SCHEMA)


def by_state(
    archive: Archive,
    states: Sequence[str],
    poles: Sequence[str],
    asked: Scope,
    *,
    config: Config,
    advance: Callable[[int], None] = lambda n: None,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each state with its rows as soon as they are there; see `shifts`.

    A pole's key in a row is as it was named in `poles`.
    """
    chosen = [channel_of(key) for key in asked.channels]
    begin = asked.baseline if asked.baseline or asked.since else first_observed(archive)
    after = asked.since or _next_month(begin or first_observed(archive))
    registry = load_registry()
    reading = Reading(archive)
    end = asked.until or last_observed(archive)
    votes = None
    if asked.since is None and "votes" in asked.channels:
        chosen = [channel for channel in chosen if channel.key != "votes"]
        votes = _Votes.of(reading, poles, config, begin, asked.until)
    # State by state, so that what a state's own path is made of serves for every pole.
    for state in states:
        rows: list[dict[str, Any]] = []
        estimates: list[Estimate] = []
        for pole in dict.fromkeys(poles):
            asked_pole = config.pole(pole, on=after)
            if asked_pole.states != (registry.state(state),):
                one = question(archive, state, pole, after, config=config, registry=registry, baseline=begin, until=end)
                if votes is not None:
                    told, numbers = votes.rows(one.state, pole)
                    rows += told
                    estimates += numbers
                for channel in chosen:
                    if not isinstance(path := path_of(reading, channel, one), NoPath):
                        rows += _rows(path, pole)
                        estimates += path.estimates
            advance(1)
        if archive.writable and estimates:
            keep(archive, estimates)
        yield state, rows


@dataclass(frozen=True)
class _Votes:
    """The shifts in votes to be named, by pole and state, and where each state's votes are."""

    shifts: Mapping[tuple[str, str], Sequence[VoteShift]]
    observed: Mapping[str, dict[str, Any]]

    @classmethod
    def of(
        cls, reading: Reading, poles: Sequence[str], config: Config, begin: dt.date | None, until: dt.date | None
    ) -> _Votes | None:
        """Return them for a whole record; None where there are no votes, or none that divide the states."""
        days = reading.archive.rows("SELECT min(date) AS first, max(date) AS last FROM roll_calls")[0]
        if days["first"] is None:
            return None
        first, last = max(days["first"], begin or days["first"]), min(days["last"], until or days["last"])
        if first >= last:
            return None
        # Undated, so that members are taken as of each session.
        asked = {name: config.poles.get(config.pole(name).key) or config.pole(name) for name in poles}
        try:
            found = vote_shifts(reading, Window(first, last), list({p.key: p for p in asked.values()}.values()))
        except (NothingFoundError, UnusableInputError):
            return None
        rows = reading.archive.rows(
            "SELECT v.state, strftime(min(r.date), '%Y-%m') AS observed_from, strftime(max(r.date), '%Y-%m') AS "
            "observed_to, count(DISTINCT v.roll_call_id) AS observations FROM votes v JOIN roll_calls r "
            "USING (roll_call_id) WHERE list_contains(?, v.vote) AND NOT v.contradicted AND r.date BETWEEN ? AND ? "
            "GROUP BY v.state",
            [list(CAST), first, last],
        )
        named = defaultdict(list)
        for name, pole in asked.items():
            for shift in found.get(pole.key, ()):
                if shift.settled and shift.probability >= MORE_LIKELY_THAN_NOT:
                    named[name, shift.state].append(shift)
        return cls(named, {r.pop("state"): r for r in rows})

    def rows(self, state: str, pole: str) -> tuple[list[dict[str, Any]], list[Estimate]]:
        """Return a state's rows, and its numbers with their evidence."""
        if state not in self.observed:
            return [], []
        shared = {"state": state, "pole": pole, "channel": "votes", **self.observed[state]}
        mine = self.shifts.get((pole, state), ())
        numbers = [shift.estimate(pole) for shift in mine]
        rows = [
            shared | {
                "first": month_label(s.first), "month": month_label(s.month), "last": month_label(s.last),
                "direction": "towards" if s.towards else "away", "probability": round(s.probability, 5),
                "size": round(s.move.own.mean, 4), "who_moved": "state", "lasts": True,
                "estimate_id": number.estimate_id,
            }
            for s, number in zip(mine, numbers, strict=True)
        ]  # fmt: skip
        return rows or [shared], numbers


def _rows(path: ChannelPath, pole: str) -> Iterator[dict[str, Any]]:
    shared = {
        "state": path.state, "pole": pole, "channel": path.channel, "observed_from": path.seen[0],
        "observed_to": path.seen[1], "observations": path.observations, "no_change": path.accounts.no_change,
        "gradual": path.accounts.gradual, "broke": path.accounts.broke,
        "no_change_without_data": path.accounts.prior[0] if path.accounts.prior else None,
    }  # fmt: skip
    for b in path.breaks:
        yield shared | {
            "first": b.first, "month": b.month, "last": b.last, "direction": b.direction, "probability": b.probability,
            "size": b.size, "who_moved": b.who, "passed": b.passed, "lasts": b.lasts, "estimate_id": b.estimate,
        }  # fmt: skip
    if not path.breaks:
        yield shared


def _next_month(day: dt.date) -> dt.date:
    return month_days(month_number(day) + 1).first
