"""Balances of the events in an archive: counted by an engine, measured by `poleward.measures.event_balance`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from poleward.archive import Archive
from poleward.engines.engine import Engine
from poleward.engines.local import LocalEngine
from poleward.errors import UnusableInputError
from poleward.measures.event_balance import Balance, rate, split_balance
from poleward.periods import month_label
from poleward.records.events.cameo import YIELD, scale
from poleward.records.events.collapse import EVENTS_INPUT, cells_query

PERIODS = ("day", "week", "month")
_EPOCH = date(1970, 1, 1)
"""Day 0 of the days that engines count."""


@dataclass(frozen=True)
class ScoredTypes:
    """The types that have a score: each PLOVER type, and YIELD for events of which reports differ within it."""

    score: Mapping[str, float]
    verbal: Mapping[str, bool]

    @property
    def names(self) -> tuple[str, ...]:
        """The types in a fixed order."""
        return tuple(self.score)

    @property
    def scores(self) -> list[float]:
        """The scores in that order."""
        return list(self.score.values())


def _scored_types() -> ScoredTypes:
    types = scale()
    score = {name: types[name].score for name in sorted(types)}
    verbal = {name: types[name].verbal for name in sorted(types)}
    # YIELD counts as words: the milder reading.
    return ScoredTypes(score | {YIELD: (score["CONCEDE"] + score["RETREAT"]) / 2}, verbal | {YIELD: True})


TYPES = _scored_types()


def event_balances(
    archive: Archive,
    period: str = "month",
    *,
    actor: str | None = None,
    recipient: str | None = None,
    engine: Engine | None = None,
) -> pa.Table:
    """Return the balance of events of directed dyads, one row for each period in which there are any.

    Parameters
    ----------
    period
        One of `PERIODS`; weeks begin on Monday.
    actor, recipient
        Codes to keep; all by default.

    Returns
    -------
    pa.Table
        actor, recipient, period (ISO 8601: '2022-03-10', '2022-W10', '2022-03'), events, reports, unscored (events
        without PLOVER type), volume (rows of the coders in the period, NULL: not known); mean, q05, q95 of all
        events, with the prefixes verbal_ and material_ of words and deeds (mean is NULL where there are none, and
        the interval the widest); rate, rate_q05, rate_q95 (events for each 10,000 rows of the volume). A period
        without a row has no events between the two in any file loaded: whether it was covered says `volume`.
    """
    if period not in PERIODS:
        raise UnusableInputError(f"no period is called {period!r}.", todo=f"Periods: {', '.join(PERIODS)}.")
    kept = "".join(
        f" {'AND' if i else 'WHERE'} {column} = '{_code(code)}'"
        for i, (column, code) in enumerate((c, v) for c, v in (("actor", actor), ("recipient", recipient)) if v)
    )
    store = "CREATE OR REPLACE TEMP TABLE event_cells AS SELECT * FROM result"
    (engine or LocalEngine()).aggregate(archive, cells_query(period), {"told": EVENTS_INPUT + kept}, store)
    cells = archive.query(
        "SELECT actor, recipient, period_no, event_type, events, reports FROM event_cells"
        " ORDER BY actor, recipient, period_no, event_type"
    )
    archive.connection.execute("DROP TABLE event_cells")
    return _measure(cells, period, _volume(archive, period))


def _code(code: str) -> str:
    """Return an actor's code; it goes into a view, where values cannot be bound."""
    if not all(c.isalnum() or c in "+-" for c in code):
        raise UnusableInputError(f"{code!r} is no code of an actor.", todo="Name a state by ISO3, such as KAZ.")
    return code


def _volume(archive: Archive, period: str) -> dict[int, int]:
    """Return how many rows the coders have in each period."""
    key = {
        "day": "(date - DATE '1970-01-01')::INTEGER",
        "week": "(date_trunc('week', date)::DATE - DATE '1970-01-01')::INTEGER",
        "month": "(year(date) * 12 + month(date) - 1)::INTEGER",
    }[period]
    rows = archive.rows(f"SELECT {key} AS period_no, sum(rows)::BIGINT AS n FROM event_volume GROUP BY 1")
    return {row["period_no"]: row["n"] for row in rows}


def _label(number: int, period: str) -> str:
    """Return the name of a period."""
    if period == "month":
        return month_label(number)
    day = _EPOCH + timedelta(days=number)
    if period == "day":
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _measure(cells: pa.Table, period: str, volume: dict[int, int]) -> pa.Table:
    """Return the balances of counted cells."""
    column = {name: i for i, name in enumerate(TYPES.names)}
    keys = list(zip(*(cells[name].to_pylist() for name in ("actor", "recipient", "period_no")), strict=True))
    rows = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    counts = np.zeros((len(rows), len(column)))
    unscored = np.zeros(len(rows), dtype=np.int64)
    reports = np.zeros(len(rows), dtype=np.int64)
    cell_types, events = cells["event_type"].to_pylist(), cells["events"].to_pylist()
    for key, name, n, told in zip(keys, cell_types, events, cells["reports"].to_pylist(), strict=True):
        row = rows[key]
        reports[row] += told
        if name in column:
            counts[row, column[name]] += n
        else:
            unscored[row] += n
    found = split_balance(counts, TYPES.scores, [TYPES.verbal[name] for name in TYPES.names])
    volumes = np.array([volume.get(key[2], 0) for key in rows])
    rates = rate(counts.sum(axis=1) + unscored, volumes)
    table: dict[str, pa.Array] = {
        "actor": pa.array([key[0] for key in rows], pa.string()),
        "recipient": pa.array([key[1] for key in rows], pa.string()),
        "period": pa.array([_label(key[2], period) for key in rows], pa.string()),
        "events": pa.array(found.all.events + unscored),
        "reports": pa.array(reports),
        "unscored": pa.array(unscored),
        "volume": pa.array(volumes, mask=volumes == 0),
    }
    for prefix, part in (("", found.all), ("verbal_", found.verbal), ("material_", found.material)):
        table |= _columns(prefix, part)
    for name, values in (("rate", rates.mean), ("rate_q05", rates.q05), ("rate_q95", rates.q95)):
        table[name] = pa.array(values, from_pandas=True)
    return pa.table(table)


def _columns(prefix: str, found: Balance) -> dict[str, pa.Array]:
    return {
        f"{prefix}mean": pa.array(found.mean, from_pandas=True),
        f"{prefix}q05": pa.array(found.q05),
        f"{prefix}q95": pa.array(found.q95),
    }
