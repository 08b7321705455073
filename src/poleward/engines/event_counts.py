"""Balances of the events in an archive: counted by an engine, measured by `poleward.measures.event_balance`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from poleward.archive import Archive
from poleward.engines.engine import Engine
from poleward.engines.local import LocalEngine
from poleward.errors import UnusableInputError
from poleward.measures.event_balance import rate, split_balance
from poleward.records.events.cameo import YIELD, scale
from poleward.records.events.collapse import EVENTS_INPUT, cells_query

PERIODS = ("day", "week", "month")
_NUMBERS = {
    "day": "(date - DATE '1970-01-01')::INTEGER",
    "week": "(date_trunc('week', date)::DATE - DATE '1970-01-01')::INTEGER",
    "month": "(year(date) * 12 + month(date) - 1)::INTEGER",
}
"""The number of a date's period, as `cells_query` counts them, as SQL."""
_LABELS = {
    "day": "strftime(DATE '1970-01-01' + period_no::INTEGER, '%Y-%m-%d')",
    "week": "strftime(DATE '1970-01-01' + period_no::INTEGER, '%G-W%V')",
    "month": "printf('%04d-%02d', period_no // 12, period_no % 12 + 1)",
}
"""The name of a period, as SQL."""
_KIND = "kind_{}"
"""The column of the events of one of the scored types."""


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
    archive.connection.execute(f"CREATE OR REPLACE TEMP TABLE event_periods AS {_periods_query(period)}")
    found = _measured(archive)
    for name in ("event_cells", "event_periods"):
        archive.connection.execute(f"DROP TABLE {name}")
    return found


def _code(code: str) -> str:
    """Return an actor's code; it goes into a view, where values cannot be bound."""
    if not all(c.isalnum() or c in "+-" for c in code):
        raise UnusableInputError(f"{code!r} is no code of an actor.", todo="Name a state by ISO3, such as KAZ.")
    return code


def _periods_query(period: str) -> str:
    """Return the query of the counted cells, one row for each dyad and period, with a column for each scored type."""
    kinds = ", ".join(
        f"coalesce(sum(events) FILTER (event_type = '{name}'), 0)::BIGINT AS {_KIND.format(i)}"
        for i, name in enumerate(TYPES.names)
    )
    return (
        f"SELECT actor, recipient, {_LABELS[period]} AS period, sum(events)::BIGINT AS events,"
        " sum(reports)::BIGINT AS reports,"
        f" coalesce(sum(events) FILTER (event_type NOT IN {TYPES.names}), 0)::BIGINT AS unscored,"
        f" any_value(n) AS volume, {kinds} FROM event_cells LEFT JOIN"
        f" (SELECT {_NUMBERS[period]} AS period_no, sum(rows)::BIGINT AS n FROM event_volume GROUP BY 1)"
        " USING (period_no) GROUP BY actor, recipient, period_no ORDER BY actor, recipient, period_no"
    )


def _measured(archive: Archive) -> pa.Table:
    """Return the balances of the periods that were counted."""
    told = archive.query("SELECT actor, recipient, period, events, reports, unscored, volume FROM event_periods")
    kinds = [_KIND.format(i) for i in range(len(TYPES.names))]
    n = archive.columns(f"SELECT {', '.join(kinds)}, events, coalesce(volume, 0) AS volume FROM event_periods")
    counts = np.column_stack([n[kind] for kind in kinds])
    found = split_balance(counts, TYPES.scores, [TYPES.verbal[name] for name in TYPES.names])
    rates = rate(n["events"], n["volume"])
    numbers = {
        f"{prefix}{name}": getattr(part, name)
        for prefix, part in (("", found.all), ("verbal_", found.verbal), ("material_", found.material))
        for name in ("mean", "q05", "q95")
    } | {"rate": rates.mean, "rate_q05": rates.q05, "rate_q95": rates.q95}
    for name, values in numbers.items():
        told = told.append_column(name, _floats(values))
    return told


def _floats(values: npt.NDArray[np.float64]) -> pa.Array:
    """Return numbers as Arrow, NaN as NULL; Arrow's own way from NumPy loads pandas where that is installed."""
    there = np.packbits(~np.isnan(values), bitorder="little")
    buffers = [pa.py_buffer(there), pa.py_buffer(np.ascontiguousarray(values))]
    return pa.Array.from_buffers(pa.float64(), len(values), buffers)
