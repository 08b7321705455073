"""The treaties channel: dated memberships of the organisations of a pole.

Exposure is what ties a state to a pole, whatever it says; it is never added to stance. What no source covers is
"not observed", never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poleward.archive import Archive
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.config import Pole

METHOD = "memberships-1"


@dataclass(frozen=True, slots=True)
class Membership:
    """A state's membership of one of the pole's organisations; `last` None while it is in force."""

    state: str
    organisation: str
    first: dt.date
    last: dt.date | None
    source: str

    def on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def ref(self) -> str:
        """The tie's identity, as evidence rows name it."""
        return f"treaties:{self.state}:{self.organisation}:member:{self.first.isoformat()}:{self.source}"


def memberships(archive: Archive, state: str, pole: Pole) -> list[Membership]:
    """Return the state's observed memberships of the pole's organisations."""
    rows = archive.rows(
        "SELECT DISTINCT partner, date_earliest, date_latest, source FROM ties WHERE state = ? "
        "AND channel = 'treaties' AND indicator = 'member' AND status = 'observed' AND list_contains(?, partner) "
        "ORDER BY partner, date_earliest",
        [state, list(pole.organisations)],
    )
    return [Membership(state, r["partner"], r["date_earliest"], r["date_latest"], r["source"]) for r in rows]


def covered(archive: Archive, pole: Pole) -> bool:
    """Whether any source in the archive speaks of memberships of the pole's organisations."""
    found = archive.rows(
        "SELECT count(*) AS n FROM ties WHERE indicator = 'member' AND list_contains(?, partner)",
        [list(pole.organisations)],
    )
    return bool(found[0]["n"])


def _names(found: Sequence[Membership]) -> str:
    return ", ".join(m.organisation for m in found) or "none"


def treaties(archive: Archive, question: Question, pole: Pole, state_name: str) -> Finding:
    """Return what the membership record says."""
    if not pole.organisations:
        return _silent("treaties", f"Treaties: not applicable; {pole.label} has no organisation in the poles file.")
    others = obligations(archive, question, pole)
    if not covered(archive, pole):
        return _silent("treaties", "Treaties: not observed; no membership record is in the archive.", others)
    found = memberships(archive, question.state, pole)
    before = [m for m in found if m.on(question.since - dt.timedelta(days=1))]
    after = [m for m in found if m.on(question.after.last)]
    gained = [m for m in after if m not in before]
    lost = [m for m in before if m not in after]
    change = len(after) - len(before)
    direction: Direction = "towards" if change > 0 else "away" if change < 0 else "no change"
    moved = f"joined {_names(gained)}" if gained else ""
    moved += f"{' and ' if moved and lost else ''}left {_names(lost)}" if lost else ""
    sentence = (
        f"Treaties: on record, {state_name} {moved or 'neither joined nor left an organisation'} of {pole.label}'s "
        f"({', '.join(pole.organisations)}) since {question.since}; member of: {_names(after)}."
    )
    outside = [o for o in pole.organisations if o not in {m.organisation for m in after}]
    if outside:
        sentence += f" Not a member on {question.after.last}: {', '.join(outside)}."
    items = [Item("tie", m.ref, 1.0, 1.0) for m in gained] + [Item("tie", m.ref, 1.0, -1.0) for m in lost]
    estimate = Estimate(
        question.state, question.pole, "treaties", "change_in_memberships", str(question.after), float(change), None,
        None, None, len(before) + len(gained), METHOD, tuple(items),
    )  # fmt: skip
    unknown = f"A tie is not affection. {others}".strip()
    return Finding("treaties", direction, None, sentence, unknown=unknown, estimates=(estimate,))


def obligations(archive: Archive, question: Question, pole: Pole) -> str:
    """Return what alliances, organisations in common and visits each source last had for the state and the pole.

    A source that ends before the window does is named with its last year: later is not observed, not zero.
    """
    rows = archive.rows(
        "SELECT source, indicator, year(max(date_earliest)) AS year,"
        " list(partner ORDER BY partner) FILTER (value > 0) AS partners, max(value) AS highest, any_value(unit) AS unit"
        " FROM (SELECT * FROM ties WHERE channel = 'treaties' AND indicator <> 'member' AND state = $state"
        " AND list_contains($members, partner) AND date_earliest <= $last"
        " QUALIFY date_earliest = max(date_earliest) OVER (PARTITION BY source, indicator))"
        " GROUP BY source, indicator ORDER BY source, indicator",
        {"state": question.state, "members": list(pole.states), "last": question.after.last},
    )
    told = []
    for source in dict.fromkeys(row["source"] for row in rows):
        own = [row for row in rows if row["source"] == source]
        said = "; ".join(f"{row['indicator'].removeprefix('cow_').replace('_', ' ')} {_held(row)}" for row in own)
        reach = max(row["year"] for row in own)
        later = "; later is not observed" if reach < question.after.last.year else ""
        told.append(f"{source}, {reach}: {said}{later}.")
    return " ".join(told)


def _held(row: dict[str, Any]) -> str:
    """Say what a source has: with whom, how many, or none."""
    partners = row["partners"] or []
    if not partners:
        return "none"
    if row["unit"] == "count":
        return f"{row['highest']:.0f}" if len(partners) == 1 else f"up to {row['highest']:.0f} ({len(partners)} states)"
    return f"with {', '.join(partners)}"


def _silent(channel: str, sentence: str, unknown: str = "") -> Finding:
    return Finding(channel, "not enough evidence", None, sentence, unknown=unknown)
