"""The ties of a state, read once for all channels that rest on them: flows of goods and arms, memberships, treaties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say
from poleward.config import Pole
from poleward.measures.exposure import Bools, Floats, Shares, shares
from poleward.periods import Window
from poleward.tables import ANY_OTHER

WORLD = "WLD"
"""The partner that stands for all."""
WHOLE_YEAR = 300
"""A value that covers more days than this is a yearly one."""
TIE_REF = "concat_ws(':', channel, state, partner, indicator, date_earliest, source)"
"""How evidence names a tie."""

EVERY_OTHER = N_("every partner not named")
INDICATORS = (
    N_("exports"), N_("imports"), N_("export share"), N_("import share"), N_("member"), N_("participant"),
    N_("suspended"), N_("tiv"), N_("tiv register"), N_("leader visits"), N_("TIV million"), N_("count"),
)  # fmt: skip
"""What is published of pairs, '_' as a space, and the units of it, where `memberships_wording` has none."""


@dataclass(frozen=True, slots=True)
class PublishedTie:
    """A published tie as read: columns of `tables.TIES`, and its id as evidence names it."""

    ref: str
    channel: str
    state: str
    partner: str
    indicator: str
    date_earliest: dt.date
    date_latest: dt.date | None
    value: float | None
    unit: str
    status: str
    reporter: str | None
    source: str

    @property
    def year(self) -> int:
        """The year that it begins in."""
        return self.date_earliest.year

    @property
    def yearly(self) -> bool:
        """Whether it is the state's own word on a whole year."""
        own = (self.reporter or self.state) == self.state
        return own and self.date_latest is not None and (self.date_latest - self.date_earliest).days > WHOLE_YEAR


def ties_of(reading: Reading, state: str, channel: str, *, mirrored: bool = False) -> tuple[PublishedTie, ...]:
    """Return a state's ties of one channel; `mirrored`: what its partners say of their exports to and imports from it.

    They are in order of publisher, day, partner and indicator.
    """
    held = reading.once(("ties", state), lambda: _all(reading.archive, state), large=True)
    return tuple(held.get((channel, not mirrored), ()))


def _all(archive: Archive, state: str) -> dict[tuple[str, bool], list[PublishedTie]]:
    """Return all ties of a state by channel, and whether they are its own word."""
    rows = archive.rows(
        f"SELECT {TIE_REF} AS ref, channel, state, partner, indicator, date_earliest, date_latest, value, unit, status,"
        " reporter, source, state = $state AS own FROM ties"
        " WHERE state = $state OR (partner = $state AND indicator IN ('imports', 'exports'))"
        " ORDER BY source, date_earliest, partner, indicator, date_latest, state, reporter",
        {"state": state},
    )
    held: dict[tuple[str, bool], list[PublishedTie]] = {}
    for row in rows:
        held.setdefault((row["channel"], row.pop("own")), []).append(PublishedTie(**row))
    return held


def describe_ties(archive: Archive, refs: Sequence[str], say: Say = ENGLISH) -> dict[str, Described]:
    """Return ties as published, by id."""
    if not refs:
        return {}
    rows = archive.rows(
        f"SELECT {TIE_REF} AS ref, channel, state, partner, indicator, date_earliest, date_latest, value, unit, status,"
        f" reporter, source FROM ties WHERE list_contains(?, {TIE_REF})",
        [list(refs)],
    )
    return described((PublishedTie(**row) for row in rows), say)


def described(ties: Iterable[PublishedTie], say: Say = ENGLISH) -> dict[str, Described]:
    """Return ties in words, by id."""
    return {
        t.ref: Described(
            _days(t.date_earliest, t.date_latest or say("in force")),
            f"{say(t.indicator.replace('_', ' '))}, "
            f"{say(EVERY_OTHER) if t.partner == ANY_OTHER else say.state(t.partner)}",
            _value(t, say),
            t.source,
        )
        for t in ties
    }


def _value(t: PublishedTie, say: Say) -> str:
    """Return a tie's value with its unit; a bound as a bound."""
    if t.value is None or t.unit == "yes/no":
        return ""
    if t.unit == "share":
        said = say("%(percent)s %%", percent=say.number(100 * t.value, 1))
    else:
        said = f"{say.number(t.value, 2)} {say(t.unit)}"
    return say("at most %(value)s", value=said) if t.status == "at_most" else said


def _days(first: object, last: object) -> str:
    return f"{first}" if first == last else f"{first}/{last}"


@dataclass(frozen=True, slots=True, eq=False)
class Pivot:
    """Flows by publisher, column of time and partner, and a pole's share of them.

    Attributes
    ----------
    partners
        In the order of the last axis of `cells`; the world is not one of them.
    members
        (partners) whether one belongs to the pole.
    cells
        (publishers, columns, partners) values; NaN where nothing is published.
    shares
        (publishers, columns) shares of the pole.
    """

    partners: tuple[str, ...]
    members: Bools
    cells: Floats
    shares: Shares


def pivot(ties: Sequence[PublishedTie], publishers: Sequence[str], columns: dict[int, int], pole: Pole) -> Pivot:
    """Return yearly flows side by side.

    Parameters
    ----------
    columns
        Year to column; years that are not in it are left out, years of one column are added up.
    """
    kept = [t for t in ties if t.year in columns and t.value is not None]
    partners = tuple(sorted({t.partner for t in ties} - {WORLD})) or (WORLD,)
    row, column = ({name: i for i, name in enumerate(names)} for names in (publishers, partners))
    shape = (len(publishers), max(columns.values(), default=-1) + 1)
    cells, world = np.full((*shape, len(partners)), np.nan), np.full(shape, np.nan)
    for t in kept:
        at = (row[t.source], columns[t.year])
        if t.partner == WORLD:
            world[at] = np.nan_to_num(world[at]) + t.value
        else:
            cell = (*at, column[t.partner])
            cells[cell] = np.nan_to_num(cells[cell]) + t.value
    members = np.array([p in pole.states or p in pole.organisations for p in partners])
    return Pivot(partners, members, cells, shares(cells, members, world))


def spans(ties: Sequence[PublishedTie], question: Question) -> list[Window]:
    """Return the spans, within a question's windows, of what is published with the pole; each once."""
    whole, partners = question.whole, {*question.pole.states, *question.pole.organisations}
    found = [
        Window(max(t.date_earliest, whole.first), min(t.date_latest or whole.last, whole.last))
        for t in ties
        if t.partner in partners and t.status in ("observed", "zero") and t.date_earliest <= whole.last
        and (t.date_latest or whole.last) >= whole.first
    ]  # fmt: skip
    return sorted(dict.fromkeys(found), key=lambda w: (w.first, w.last))
