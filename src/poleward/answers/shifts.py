"""Breaks of many states as one table: what `poleward shifts` writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from poleward.actors import load_registry
from poleward.answers.ask import keep
from poleward.answers.paths import path_of
from poleward.answers.questions import first_observed, question
from poleward.archive import Archive
from poleward.channels import KEYS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import NoPath
from poleward.channels.paths import ChannelPath
from poleward.config import Config
from poleward.errors import NothingFoundError
from poleward.periods import month_days, month_number

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
    `poleward why`. One row for each break that is at least likely; a path without one has one row in which these are
    NULL. A channel that cannot be drawn has no row.

    Parameters
    ----------
    states
        ISO3 codes or names; a state that is the pole itself is left out.
    since, baseline, until
        As in `ask`. Without `since`, all months count: the baseline is the first day observed, unless given.
    advance
        Told of every state and pole that is done.

    Raises
    ------
    UnusableInputError, NothingFoundError
        The question cannot be asked, or nothing could be drawn.
    """
    chosen = [channel_of(key) for key in channels]
    begin = baseline if baseline or since else first_observed(archive)
    after = since or _next_month(begin or first_observed(archive))
    registry = load_registry()
    reading = Reading(archive)
    rows: dict[str, list[dict[str, Any]]] = {pole: [] for pole in poles}
    # State by state, so that what a state's own path is made of serves for every pole.
    for state in states:
        for pole in rows:
            asked_pole = config.pole(pole, on=after)
            if asked_pole.states != (registry.state(state),):
                asked = question(
                    archive, state, pole, after, config=config, registry=registry, baseline=begin, until=until
                )
                for channel in chosen:
                    if not isinstance(path := path_of(reading, channel, asked), NoPath):
                        rows[pole] += _rows(path, asked_pole.key)
                        if archive.writable:
                            keep(archive, path.estimates)
            advance(1)
    told = [row for of_pole in rows.values() for row in of_pole]
    if not told:
        raise NothingFoundError("no path can be drawn for these states.", todo="Load roll calls or read pages first.")
    return pa.Table.from_pylist(told, schema=SCHEMA)


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
