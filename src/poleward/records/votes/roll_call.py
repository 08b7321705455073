"""What one data set of roll calls says, in one form for all publishers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from poleward.errors import Skips
from poleward.records.votes.layouts import Family, FileSet
from poleward.records.votes.state_codes import StateResolver

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass
class RollCall:
    """A roll call as one data set has it; the fields are columns of `tables.ROLL_CALLS`, and:

    `key` its number in the source; `exact` whether the date is right to the day, not only to the month; `date` is None
    where the source states none; `own_title` whether the title is a subject of ours, which gives way to a publisher's.
    """

    key: str
    symbol: str | None = None
    session: str | None = None
    date: date | None = None
    exact: bool = True
    title: str | None = None
    kind: str = "resolution"
    adopted: bool | None = None
    important: bool | None = None
    issues: set[str] = field(default_factory=set)
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    not_voting: int | None = None
    undl_id: str | None = None
    rcid: int | None = None
    url: str | None = None
    roll_call_id: str = ""
    own_title: bool = False


@dataclass(frozen=True)
class VoteRecords:
    """What one data set says.

    Attributes
    ----------
    roll_calls
        In the order in which the source has them.
    cells
        Arrow table: `roll` (index into `roll_calls`), `state` (ISO3), `vote` (one of `outcomes.OUTCOMES`), `source`
        (family of the data set). One row for each row of the source that could be used.
    layout
        Name of the layout; `sources` are (SHA-256, file name, rows) of the files.
    notes
        What a user should know, one sentence each.
    """

    roll_calls: list[RollCall]
    cells: pa.Table
    family: Family
    layout: str
    sources: tuple[tuple[str, str, int], ...]
    rows_read: int
    skips: Skips
    notes: tuple[str, ...]

    @property
    def observed(self) -> tuple[date | None, date | None]:
        """The first and the last day of the roll calls."""
        days = [r.date for r in self.roll_calls if r.date]
        return (min(days), max(days)) if days else (None, None)


@dataclass
class Work:
    """What the steps of reading one data set share; `rolls` are the roll calls so far, by number in the source."""

    files: FileSet
    resolver: StateResolver
    skips: Skips = field(default_factory=Skips)
    notes: list[str] = field(default_factory=list)
    rows_of_file: dict[str, int] = field(default_factory=dict)
    rolls: dict[str, RollCall] = field(default_factory=dict)

    @property
    def family(self) -> Family:
        """Who publishes it."""
        return self.files.family
