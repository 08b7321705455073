"""What a loading of roll calls did: roll calls joined, votes new, confirmed and contradicted, totals that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from poleward.errors import Skips

MAX_CONFLICTS = 200
"""Conflicts named one by one in a report; beyond it they are counted only."""


@dataclass
class LoadReport:
    """What a loading did.

    Attributes
    ----------
    joined
        How many roll calls were found to be known ones, by what.
    votes_new, votes_confirmed, votes_known, votes_contradicted
        Cells (state and roll call): stored for the first time; stored, and now also said by this source; nothing new;
        said otherwise by another row, now or before.
    votes_replaced
        Cells of the box that a file of the same publisher, as new or newer, says otherwise: the file's word counts.
    totals_checked, totals_differ
        Roll calls whose official totals were compared with the votes counted, and those that differ.
    conflicts
        What sources say differently about roll calls, and totals that differ: one sentence each, at most
        `MAX_CONFLICTS`; `conflicts_total` counts all.
    """

    layouts: list[str] = field(default_factory=list)
    rows_read: int = 0
    roll_calls_new: int = 0
    roll_calls_known: int = 0
    joined: Counter[str] = field(default_factory=Counter)
    votes_new: int = 0
    votes_confirmed: int = 0
    votes_known: int = 0
    votes_contradicted: int = 0
    votes_replaced: int = 0
    totals_checked: int = 0
    totals_differ: int = 0
    bridges: int = 0
    skips: Skips = field(default_factory=Skips)
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    conflicts_total: int = 0

    def add_conflicts(self, sentences: Sequence[str]) -> None:
        """Add conflicts, naming no more than `MAX_CONFLICTS` in all."""
        self.conflicts_total += len(sentences)
        self.conflicts += list(sentences)[: max(0, MAX_CONFLICTS - len(self.conflicts))]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, fit for JSON."""
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**plain, "joined": dict(self.joined), "skips": dict(self.skips.counts)}

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        found = [
            f"{self.rows_read} rows read ({', '.join(self.layouts)}).",
            f"Roll calls: {self.roll_calls_new} new, {self.roll_calls_known} known before.",
            *(f"  {n} joined by {how}." for how, n in sorted(self.joined.items())),
            f"Votes: {self.votes_new} new, {self.votes_confirmed} confirmed by another source, "
            f"{self.votes_known} known, {self.votes_contradicted} contradicted.",
        ]
        if self.votes_replaced:
            found.append(f"{self.votes_replaced} votes of the box are replaced by what the publisher's file says.")
        if self.totals_checked:
            found.append(
                f"Official totals: {self.totals_checked} compared with the votes counted, {self.totals_differ} differ."
            )
        found += self.notes + self.skips.lines()
        if self.conflicts_total:
            found.append(f"{self.conflicts_total} conflicts between or within sources; the first: {self.conflicts[0]}")
        return found
