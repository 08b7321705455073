"""The registry's dated memberships into the archive: which state belonged to which organisation, and since when.

They are ties of the channel `treaties`: a full membership under the indicator 'member', an observer's or associate's
seat under its own name, so that it is never counted as membership. A membership that ended keeps its last day.
Where a source gives less than a day, the days on which the state may have been a member are 'not_observed'.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from poleward.actors import DaysInForce, Membership, Registry, load_registry
from poleward.archive import Archive
from poleward.errors import Skips
from poleward.intake.source_rows import note_source

LAYOUT = "memberships"
NAME = "the registry's memberships"
_ONE_DAY = dt.timedelta(days=1)


@dataclass
class MembershipReport:
    """What a loading did: rows of the registry, ties added, and what was left out and why."""

    rows_read: int = 0
    ties_added: int = 0
    skips: Skips = field(default_factory=Skips)

    def lines(self) -> list[str]:
        """Return the report as lines fit to print."""
        return [f"{self.rows_read} memberships read, {self.ties_added} ties added.", *self.skips.lines()]


def load_memberships(archive: Archive, registry: Registry | None = None) -> MembershipReport:
    """Store the registry's memberships as ties; the same registry a second time adds nothing.

    A registry whose memberships differ from those stored replaces them, in one transaction.

    Parameters
    ----------
    archive
        A writable archive.
    registry
        The package's own by default.
    """
    registry = registry or load_registry()
    report = MembershipReport(rows_read=len(registry.memberships))
    ties = tie_rows(registry, report.skips)
    source_id = hashlib.sha256(json.dumps(ties, default=str, sort_keys=True).encode()).hexdigest()
    if archive.rows("SELECT 1 FROM sources WHERE source_id = ?", [source_id]):
        return report
    with archive.transaction():
        for old in archive.rows("SELECT source_id FROM sources WHERE layout = ?", [LAYOUT]):
            for table in ("ties", "skips", "sources"):
                archive.connection.execute(f"DELETE FROM {table} WHERE source_id = ?", [old["source_id"]])
        report.ties_added = archive.append("ties", [{**tie, "source_id": source_id} for tie in ties])
        note_source(
            archive, source_id=source_id, name=NAME, layout=LAYOUT, rows_read=report.rows_read,
            rows_added=report.ties_added, skips=report.skips,
            observed=(min((tie["date_earliest"] for tie in ties), default=None), None),
        )  # fmt: skip
    return report


def tie_rows(registry: Registry, skips: Skips) -> list[dict[str, Any]]:
    """Return the memberships as rows of `tables.TIES` but 'source_id', in a fixed order; what is left out is counted.

    Seats in the United Nations, regions, and memberships without a first day are left out.
    """
    kept = []
    for m in registry.memberships:
        if m.organisation == "UN":
            skips.add("a seat in the United Nations, which ties no state to a pole")
        elif m.organisation.islower():
            skips.add("a region, not an organisation")
        elif m.span.since is None:
            skips.add("no first day", f"{m.state} in {m.organisation}")
        else:
            kept.append(m)
    ties = []
    for m in sorted(kept, key=lambda m: (m.organisation, m.state, m.span.since or dt.date.min, m.status)):
        for status, span in _spells(m):
            ties.append({
                "state": m.state, "partner": m.organisation, "channel": "treaties", "indicator": m.status,
                "date_earliest": span.since, "date_latest": span.until and span.until - _ONE_DAY,
                "value": 1.0 if status == "observed" else None, "unit": "yes/no", "status": status, "reporter": None,
                "source": "; ".join(m.sources),
            })  # fmt: skip
    return ties


def _spells(m: Membership) -> Iterator[tuple[str, DaysInForce]]:
    """Yield the days of a membership that are certain, and those before and after on which it may have held."""
    if m.possible.since != m.span.since:
        yield "not_observed", DaysInForce(m.possible.since, m.span.since)
    yield "observed", m.span
    if m.possible.until != m.span.until:
        yield "not_observed", DaysInForce(m.span.until, m.possible.until)
