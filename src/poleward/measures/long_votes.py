"""A table of votes in long form, checked and turned into indices: what positions and agreement both start from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from poleward.errors import UnusableInputError
from poleward.outcomes import CODES, NOT_A_MEMBER

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Period = Literal["session", "year", "quarter", "month"]
PERIODS = ("session", "year", "quarter", "month")
DAYS_PER_YEAR = 365.25
"""Of the Julian calendar's mean year."""
FEW_ROLL_CALLS = 10
"""A period with fewer roll calls than this is named in a note."""
MAX_NAMED = 6
"""Periods that a note names one by one: our choice."""


class LongVotes:
    """A table of votes, checked and turned into indices.

    Attributes
    ----------
    states, items, periods
        names; items are roll calls or, where bridged, 'bridge ' and the group's name.
    calls
        names of the roll calls themselves.
    state, item, call, outcome, period
        (votes) indices into them, and outcome codes.
    period_time
        (periods) mean date of the period's roll calls, in years.
    dropped
        rows left out, by reason.
    """

    def __init__(self, votes: Any, period: Period, *, bridges: bool = True) -> None:
        table = _arrow(votes)
        need = ["state", "roll_call", "outcome", *(["session"] if period == "session" else ["date"])]
        missing = [name for name in need if name not in table.column_names]
        if missing:
            raise UnusableInputError(
                f"The votes have no column {', '.join(missing)}.",
                where=f"columns {', '.join(table.column_names)}",
                todo=f"Name the columns {', '.join(need)}.",
            )
        if table.num_rows == 0:
            raise UnusableInputError("The table of votes is empty.")
        _refuse_nulls(table, need)
        self.dropped: dict[str, int] = {}
        self.notes: list[str] = []
        outcome = _outcomes(table["outcome"])
        state, self.states = _codes(table["state"])
        call, calls = _codes(table["roll_call"])
        keep = outcome != NOT_A_MEMBER
        self._drop("not a member", int((~keep).sum()))
        dated = "date" in table.column_names
        when = _call_values(call, _days(table["date"]), len(calls), "date") if dated else None
        keep &= self._settle(state, call, outcome, keep, len(calls))
        if not keep.any():
            raise UnusableInputError(
                "No usable vote is left.", where="; ".join(f"{n} {reason}" for reason, n in self.dropped.items())
            )
        if period == "session":
            number = _call_values(call, _numbers(table["session"], "session"), len(calls), "session")
            kinds, per_call = np.unique(number, return_inverse=True)
            self.periods = tuple(f"{value:g}" for value in kinds)
            time = when / DAYS_PER_YEAR if when is not None else number
        else:
            assert when is not None  # noqa: S101 - a required column
            self.periods, per_call = _calendar(when, period)
            time = when / DAYS_PER_YEAR
        voted = np.bincount(call[keep], minlength=len(calls)) > 0
        self.period_time = _means(per_call[voted], time[voted], len(self.periods))
        own = (np.arange(len(calls), dtype=np.int64), calls)
        group, self.items = _bridged(table, call, calls) if bridges else own
        self.state, self.outcome = state[keep], outcome[keep].astype(np.int8)
        self.call, self.calls = call[keep], calls
        self.item, self.period = group[self.call], per_call[self.call].astype(np.int64)

    def _drop(self, reason: str, n: int) -> None:
        if n:
            self.dropped[reason] = self.dropped.get(reason, 0) + n

    def _settle(
        self, state: Ints, call: Ints, outcome: Ints, keep: npt.NDArray[np.bool_], calls: int
    ) -> npt.NDArray[np.bool_]:
        """Return which rows to keep: one of identical rows, none of contradictory ones."""
        code = np.where(keep, state * calls + call, -1)
        order = np.lexsort((outcome, code))
        same = np.concatenate([[False], code[order][1:] == code[order][:-1]]) & keep[order]
        if not same.any():
            return np.ones_like(keep)
        differs = same & np.concatenate([[False], outcome[order][1:] != outcome[order][:-1]])
        bad = np.isin(code, code[order][differs]) & keep
        repeated = np.zeros_like(keep)
        repeated[order] = same
        self._drop("contradictory vote: a state with two outcomes on one roll call", int(bad.sum()))
        self._drop("duplicate vote", int((repeated & ~bad).sum()))
        return ~(bad | repeated)


def _arrow(votes: Any) -> pa.Table:
    """Return any supported frame as an Arrow table."""
    try:
        frame = nw.from_native(votes)
    except TypeError:
        raise UnusableInputError(
            f"A {type(votes).__name__} is not a table of votes.",
            todo="Give a pandas, polars or Arrow table, or a DuckDB relation.",
        ) from None
    eager = frame.collect(backend="pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    try:
        return eager.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        why = "; ".join(str(part) for part in error.args)[:200]
        raise UnusableInputError(
            f"A column of the votes holds values of several kinds ({why}).", todo="Make each column one kind, or text."
        ) from None


def _refuse_nulls(table: pa.Table, need: Sequence[str]) -> None:
    """Refuse rows in which a needed column is null or blank; a blank is no name."""
    for name in need:
        column = table[name]
        empty = column.is_null().to_numpy()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            empty = empty | pc.equal(pc.utf8_trim_whitespace(column), "").fill_null(True).to_numpy()
        if empty.any():
            row = int(np.flatnonzero(empty)[0])
            raise UnusableInputError(
                f"{int(empty.sum())} rows have no {name}.", where=f"row {row + 1}", todo="Fill or remove them."
            )


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Return the index of each value among the sorted distinct values, and these as text."""
    encoded = pc.dictionary_encode(pc.cast(column, pa.string()).combine_chunks())
    names = encoded.dictionary.to_pylist()
    order = np.argsort(np.array(names, dtype=object), kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return rank[np.asarray(encoded.indices)], [names[k] for k in order]


def _outcomes(column: pa.ChunkedArray) -> Ints:
    """Return outcome codes."""
    codes, names = _codes(column)
    unknown = [name for name in names if name not in CODES]
    if unknown:
        first = names.index(unknown[0])
        n = int(np.isin(codes, [names.index(name) for name in unknown]).sum())
        raise UnusableInputError(
            f"{n} votes have an unknown outcome ({', '.join(repr(name) for name in unknown[:5])}).",
            where=f"row {int(np.flatnonzero(codes == first)[0]) + 1}",
            todo="Use 'yes', 'no', 'abstain', 'not_voting' or 'not_a_member'.",
        )
    return np.array([CODES[name] for name in names], dtype=np.int64)[codes]


def _days(column: pa.ChunkedArray) -> Floats:
    """Return dates as days since 1970."""
    try:
        days = pc.cast(pc.cast(column, pa.date32()), pa.int32())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnusableInputError(
            "A date cannot be read.", where=str(error)[:120], todo="Use dates, or text such as 2022-03-02."
        ) from None
    return np.asarray(days.to_numpy(), dtype=np.float64)


def _numbers(column: pa.ChunkedArray, name: str) -> Floats:
    try:
        return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnusableInputError(f"A {name} is not a number.", where=str(error)[:120]) from None


def _call_values(call: Ints, value: Floats, calls: int, name: str) -> Floats:
    """Return the value of each roll call; rows of one roll call must agree."""
    low, high = np.full(calls, np.inf), np.full(calls, -np.inf)
    np.minimum.at(low, call, value)
    np.maximum.at(high, call, value)
    if (low != high).any():
        raise UnusableInputError(
            f"{int((low != high).sum())} roll calls have more than one {name}.",
            where=f"roll call {int(np.flatnonzero(low != high)[0]) + 1} in sorted order",
            todo=f"Give each roll call one {name}.",
        )
    return low


def _calendar(days: Floats, period: Period) -> tuple[tuple[str, ...], Ints]:
    """Return ISO labels of the periods that have roll calls, and each roll call's period."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    width = {"year": 12, "quarter": 3, "month": 1}[period]
    kinds, index = np.unique(months // width, return_inverse=True)
    labels = []
    for kind in kinds:
        year, rest = divmod(int(kind) * width, 12)
        suffix = {"year": "", "quarter": f"-Q{rest // 3 + 1}", "month": f"-{rest + 1:02d}"}[period]
        labels.append(f"{year + 1970:04d}{suffix}")
    return tuple(labels), np.asarray(index, dtype=np.int64)


def _means(group: Ints, value: Floats, n: int) -> Floats:
    """Return the mean value by group, made to increase; a group without values takes its neighbours' middle."""
    count = np.bincount(group, minlength=n)
    mean = np.bincount(group, weights=value, minlength=n) / np.maximum(count, 1)
    seen = np.flatnonzero(count)
    filled = np.interp(np.arange(n), seen, mean[seen])
    return np.asarray(np.maximum.accumulate(filled))


def _bridged(table: pa.Table, call: Ints, calls: list[str]) -> tuple[Ints, list[str]]:
    """Return each roll call's item, and the items' names: itself, or its bridge group."""
    if "bridge" not in table.column_names:
        return np.arange(len(calls), dtype=np.int64), calls
    text = pc.fill_null(pc.cast(table["bridge"], pa.string()), "")
    codes, names = _codes(text)
    low = np.full(len(calls), len(names), dtype=np.int64)
    high = np.full(len(calls), -1, dtype=np.int64)
    np.minimum.at(low, call, codes)
    np.maximum.at(high, call, codes)
    if (low != high).any():
        raise UnusableInputError("A roll call belongs to more than one bridge group.", todo="Give each one at most.")
    labels = [f"bridge {names[g]}" if names[g] else own for g, own in zip(low, calls, strict=True)]
    items, index = np.unique(np.array(labels, dtype=object), return_inverse=True)
    return np.asarray(index, dtype=np.int64), [str(item) for item in items]


def thin_note(periods: Sequence[str], roll_calls: Ints) -> list[str]:
    """Return a warning that names the periods with few roll calls, or nothing."""
    thin = [k for k in range(len(periods)) if roll_calls[k] < FEW_ROLL_CALLS]
    if not thin:
        return []
    named = ", ".join(f"{periods[k]}: {roll_calls[k]}" for k in thin[:MAX_NAMED])
    more = " …" if len(thin) > MAX_NAMED else ""
    return [
        f"Too few roll calls to carry {len(thin)} of {len(periods)} periods (fewer than {FEW_ROLL_CALLS} each; "
        f"{named}{more}): read intervals, not values, there."
    ]


MOST_SESSIONS = 999
"""Labels up to this are numbers of sessions; later ones are years."""


def year_of(label: str) -> float:
    """Return the middle of a period ('2022', '2022-Q1', '2022-04') in years; a session's number as it is."""
    year, _, part = label.partition("-")
    if not part:
        return float(year) if int(year) <= MOST_SESSIONS else int(year) + 0.5
    return int(year) + (int(part[1:]) - 0.5) / 4 if part.startswith("Q") else int(year) + (int(part) - 0.5) / 12
