"""What a monthly edition tells: where all members stand, which breaks stand out, and what is new since the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poleward.answers.drift import drift
from poleward.answers.questions import last_observed
from poleward.answers.roll_calls import held_since
from poleward.answers.shifts import shifts
from poleward.archive import Archive
from poleward.config import Config
from poleward.errors import NothingFoundError, UnusableInputError

SURE = 0.8
"""Breaks are looked for where a direction is at least so probable."""
MONTH = dt.timedelta(days=31)
"""How far a first edition looks back; a later one to the edition before it."""
FORMAT = 1
"""Raised when a file of an earlier version can no longer be compared."""
Stands = dict[str, dict[str, dict[str, Any]]]
"""By pole and state: change (0 to 1, negative is away), its interval q05 and q95, direction and probability."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition.

    Attributes
    ----------
    key
        Its month, 'YYYY-MM': that of the last day observed.
    since, observed_to
        The date that changes are counted from, and the last day observed.
    stands
        Where every member stands.
    breaks
        Rows state, pole, month, direction, probability, who_moved.
    roll_calls
        Those held after the edition before, or in the last 31 days observed where there is none before.
    pages
        How many pages, and statements in them, the archive holds.
    """

    key: str
    since: dt.date
    observed_to: dt.date
    stands: Stands
    breaks: tuple[dict[str, Any], ...]
    roll_calls: tuple[dict[str, Any], ...]
    pages: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "format": FORMAT, "key": self.key, "since": self.since.isoformat(),
            "observed_to": self.observed_to.isoformat(), "stands": self.stands, "breaks": list(self.breaks),
            "roll_calls": [{**call, "date": str(call["date"])} for call in self.roll_calls], "pages": dict(self.pages),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Edition:
        """Return an edition as it was written.

        Raises
        ------
        UnusableInputError
            It is not one.
        """
        try:
            calls = [{**call, "date": dt.date.fromisoformat(call["date"])} for call in data["roll_calls"]]
            return cls(
                str(data["key"]), dt.date.fromisoformat(data["since"]), dt.date.fromisoformat(data["observed_to"]),
                dict(data["stands"]), tuple(data["breaks"]), tuple(calls), dict(data["pages"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableInputError(f"not an edition of this version: {error}.") from None

    def same_as(self, other: Edition) -> bool:
        """Return whether nothing that an edition tells has changed; which roll calls were new then does not count."""
        mine, theirs = ({k: v for k, v in e.to_json().items() if k != "roll_calls"} for e in (self, other))
        return mine == theirs


def edition(
    archive: Archive, poles: Sequence[str], since: dt.date, *, config: Config, before: Edition | None = None
) -> Edition:
    """Return the edition that the archive gives now; `before` is the one that it follows.

    Raises
    ------
    UnusableInputError, NothingFoundError
        As `drift` does.
    """
    last = last_observed(archive)
    if last is None:
        raise NothingFoundError("the archive is empty.", todo="Fill it with 'poleward read' and 'poleward load'.")
    rows = drift(archive, poles, since, config=config).to_dict()["rows"]
    stands: Stands = {pole: {} for pole in dict.fromkeys(row["pole"] for row in rows)}
    for row in sorted(rows, key=lambda r: str(r["state"])):
        stands[row["pole"]][row["state"]] = {
            "change": round(row["change"], 6), "q05": round(row["q05"], 6), "q95": round(row["q95"], 6),
            "direction": row["direction"],
            "probability": None if row["probability"] is None else round(row["probability"], 6),
        }  # fmt: skip
    calls = held_since(archive, before.observed_to if before else last - MONTH, last)
    return Edition(
        key=f"{last:%Y-%m}", since=since, observed_to=last, stands=stands,
        breaks=tuple(_breaks(archive, stands, since, config)), roll_calls=tuple(calls),
        pages={"pages": archive.count("documents"), "statements": archive.count("statements")},
    )  # fmt: skip


def _breaks(archive: Archive, stands: Stands, since: dt.date, config: Config) -> list[dict[str, Any]]:
    """Return the breaks of votes since the date, of those members that surely moved."""
    found: list[dict[str, Any]] = []
    for pole, held in stands.items():
        moved = [
            state for state, one in held.items()
            if one["direction"] in ("towards", "away") and (one["probability"] or 0.0) >= SURE
        ]  # fmt: skip
        if not moved:
            continue
        table = shifts(archive, moved, [pole], config=config, since=since, channels=("votes",)).to_pylist()
        found += [
            {name: row[name] for name in ("state", "pole", "month", "direction", "who_moved")}
            | {"probability": round(row["probability"], 6)}
            for row in table
            if row["month"] is not None and row["last"] >= f"{since:%Y-%m}"
        ]
    return sorted(found, key=lambda b: (-b["probability"], b["state"], b["pole"]))
