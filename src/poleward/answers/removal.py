"""What a number would be without one of its items, or with the item's sign turned: computed, never approximated.

Taking a statement away is what the judgement 'not about this' does, turning its sign what 'wrong sign' does; so the
table of `why` says beforehand what asking again will give. A roll call can only be taken away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from poleward.archive import Archive
from poleward.channels import statements as text
from poleward.channels import votes
from poleward.channels.model import Estimate
from poleward.channels.signed import (
    SignedStatement,
    VoteRecord,
    group_of,
    happenings,
    placed,
    signed_statements,
    vote_record,
)
from poleward.coding import sign_error
from poleward.config import Pole
from poleward.measures import balance
from poleward.measures.agreement import indices, pair_tables
from poleward.periods import Window, parse_period

MAX_ITEMS = 50
"""For this many items, the largest first, the number without them is computed."""
_INDEX = {label: name for name, label in votes.LABELS.items()}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The number without an item, and with the item's sign turned; None where there would be no such number."""

    without: float | None = None
    turned: float | None = None


def what_if(archive: Archive, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
    """Return what an estimate would be without each of some items.

    Empty where the measure has no such arithmetic, or where the archive has changed since the estimate was made.
    """
    if estimate.value is None or not refs:
        return {}
    measure = estimate.measure
    if estimate.method == text.METHOD and measure in ("balance", "change_in_balance"):
        return _statements(archive, estimate, pole, refs[:MAX_ITEMS])
    if estimate.method == votes.METHOD and measure.removeprefix("change_in_") == votes.LABELS["plain"]:
        return _roll_calls(archive, estimate, pole, refs[:MAX_ITEMS])
    if measure == "change_in_memberships":
        parts = {item.ref: item.contribution for item in estimate.items}
        return {ref: WhatIf(estimate.value - parts[ref]) for ref in refs[:MAX_ITEMS]}
    return {}


def _before(estimate: Estimate, after: Window, first_days: Mapping[str, dt.date]) -> Window | None:
    """Return the span before, as far as the estimate's items reach back; None where it compares nothing."""
    if not estimate.measure.startswith("change_in_"):
        return None
    earlier = [day for item in estimate.items if (day := first_days.get(item.ref)) is not None and day < after.first]
    last = after.first - dt.timedelta(days=1)
    return Window(min(earlier, default=last), last)


Counts = tuple[int, int]


class _Balance:
    """The balance of one channel, with the statements of its spans in their groups."""

    def __init__(self, windows: Sequence[Window], statements: Sequence[SignedStatement]) -> None:
        self.groups: list[dict[tuple[str | None, ...], list[SignedStatement]]] = []
        self.counts: list[Counts] = []
        self.place: dict[str, tuple[int, SignedStatement]] = {}
        for n, window in enumerate(windows):
            groups: dict[tuple[str | None, ...], list[SignedStatement]] = {}
            for s in statements:
                if placed(s, window):
                    groups.setdefault(group_of(s), []).append(s)
                    self.place[s.statement_id] = (n, s)
            self.groups.append(groups)
            found = [h for group in groups.values() for h in happenings(group)]
            self.counts.append((sum(h.lean > 0 for h in found), sum(h.lean < 0 for h in found)))

    def with_change(self, s: SignedStatement, n: int, *, turned: bool) -> list[Counts]:
        """Return the counts of each span without a statement of span `n`, or with its sign turned."""
        toward, away = self.counts[n]
        group = self.groups[n][group_of(s)]
        less = len(happenings([t for t in group if t is not s])) - len(happenings(group))
        toward, away = _add(toward, away, s.lean, less)
        if turned:
            other = replace(s, lean=-s.lean)
            beside = self.groups[n].get(group_of(other), [])
            toward, away = _add(toward, away, other.lean, len(happenings([*beside, other])) - len(happenings(beside)))
        return [*self.counts[:n], (toward, away), *self.counts[n + 1 :]]


def _add(toward: int, away: int, lean: int, n: int) -> Counts:
    return (toward + n, away) if lean > 0 else (toward, away + n)


def _balance_of(counts: Sequence[Counts], *, change: bool) -> float | None:
    """Return the number that `answers.text` makes of the counts, the span asked about last."""
    if change:
        if min(sum(c) for c in counts) < text.MIN_HAPPENINGS:
            return None
        return balance.change(counts[0], counts[1], sign_error()).interval.mean
    return balance.balance(*counts[-1], sign_error()).mean if sum(counts[-1]) else None


def _statements(archive: Archive, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
    own = [s for s in signed_statements(archive, estimate.state, pole) if s.channel == estimate.channel]
    after = parse_period(estimate.period)
    before = _before(estimate, after, {s.statement_id: s.date_earliest for s in own if s.date_earliest})
    change = before is not None
    made = _Balance([before, after] if before else [after], own)
    if _balance_of(made.counts, change=change) != estimate.value:
        return {}
    out = {}
    for ref in refs:
        if ref in made.place:
            n, s = made.place[ref]
            values = [_balance_of(made.with_change(s, n, turned=turned), change=change) for turned in (False, True)]
            out[ref] = WhatIf(*values)
    return out


def _roll_calls(archive: Archive, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
    after = parse_period(estimate.period)
    dates = {
        row["roll_call_id"]: row["date"]
        for row in archive.rows(
            "SELECT roll_call_id, date FROM roll_calls WHERE list_contains(?, roll_call_id)",
            [[item.ref for item in estimate.items]],
        )
    }
    before = _before(estimate, after, dates)
    whole = vote_record(archive, estimate.state, pole, Window(before.first if before else after.first, after.last))
    sides = [_Side(whole.within(w)) for w in ([before, after] if before else [after])]
    if _difference([side.value(None) for side in sides]) != estimate.value:
        return {}
    least = votes.MIN_ROLL_CALLS if before else 1
    out = {}
    for ref in refs:
        values = [side.value(ref) if side.n(ref) >= least else None for side in sides]
        out[ref] = WhatIf(_difference(values))
    return out


def _difference(values: Sequence[float | None]) -> float | None:
    if any(v is None for v in values):
        return None
    return (values[-1] or 0.0) - (values[0] or 0.0) if len(values) == 2 else values[-1]


class _Side:
    """The agreement of one span, with the table of each roll call."""

    def __init__(self, record: VoteRecord) -> None:
        self.tables = pair_tables(record.state, record.pole)
        self.total = self.tables.sum(axis=0)
        self.line = {r.roll_call_id: i for i, r in enumerate(record.roll_calls)}
        self.shared = (record.state >= 0) & (record.pole >= 0).any(axis=1)

    def n(self, ref: str) -> int:
        """Return how many shared roll calls there are without `ref`."""
        return int(self.shared.sum()) - int(ref in self.line and self.shared[self.line[ref]])

    def value(self, ref: str | None) -> float | None:
        """Return the agreement without the roll call `ref`; None where nothing is shared."""
        tables = self.total - self.tables[self.line[ref]] if ref in self.line else self.total
        plain = indices(tables).plain
        known = np.isfinite(plain)
        # The same sum as in `votes`, so that the numbers are the same to the last bit.
        return float(np.where(known, plain, 0).sum() / known.sum()) if known.any() else None
