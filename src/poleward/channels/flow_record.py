"""What the publishers of a flow and its partners have: rows, why there is no share, mirrored figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from poleward.channels.flow_years import Publisher, publishers, quoted, yearly
from poleward.channels.flows_path import Change, SharePath
from poleward.channels.question import Question
from poleward.channels.ties_record import PublishedTie
from poleward.measures.paths import PathSettings
from poleward.periods import Window

MIRROR = {"imports": "exports", "exports": "imports"}
"""What a partner calls a flow."""


@dataclass(frozen=True, eq=False)
class TiesRead:
    """The ties of one channel of a state, what its partners say of the same flows, and what is computed of them once.

    Attributes
    ----------
    known
        The yearly flows of the years that are observed.
    settings, one_decision, listed
        How yearly shares move, how well they are known, and what no row means; see `channels.flows.Flows`.
    """

    question: Question
    own: tuple[PublishedTie, ...]
    theirs: tuple[PublishedTie, ...]
    known: tuple[PublishedTie, ...]
    settings: PathSettings
    one_decision: float | None
    listed: bool

    @cached_property
    def publishers(self) -> list[Publisher]:
        """Those that have years both before and since."""
        return publishers(self.known, self.question, listed=self.listed)

    @cached_property
    def posterior(self) -> SharePath:
        """What the years of the publisher quoted say of the pole's share by month."""
        name = quoted(self.publishers).name if self.publishers else None
        years = yearly(self.known, self.question, name, self.one_decision)
        return SharePath.of(self.question, years, self.settings)

    @cached_property
    def change(self) -> Change | None:
        """How the share changed; None where no publisher has years both before and since."""
        if not self.publishers:
            return None
        return Change.of(self.posterior, quoted(self.publishers), self.publishers)


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there is no share: how many rows there are with the pole, whether all are zero, and the years they cover."""

    rows: int
    zero: bool
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class MirrorFigure:
    """A flow of a year as the state's publisher has it (None: not at all) and as the partner's has it, in USD."""

    indicator: str
    year: int
    own: float | None
    theirs: float
    publisher: str


def silence_of(record: TiesRead) -> Silence:
    """Return why there is no share: nothing published, zero published, or no years on one side of the date."""
    partners = {*record.question.pole.states, *record.question.pole.organisations}
    rows = [
        t for t in record.own
        if t.partner in partners and t.yearly and t.value is not None
        and t.date_earliest <= record.question.after.last
    ]  # fmt: skip
    years = [t.year for t in rows]
    zero = bool(rows) and all(t.status == "zero" for t in rows)
    return Silence(len(rows), zero, min(years, default=None), max(years, default=None))


def mirror_of(record: TiesRead, source: str) -> tuple[MirrorFigure, ...]:
    """Return what the pole's members report of the same flows: all years that both or only the partners have."""
    question = record.question
    span = range(question.before.first.year, question.after.last.year + 1)
    mine: dict[tuple[str, int], float] = {}
    for t in record.own:
        if (
            t.source == source
            and t.partner in question.pole.states
            and t.yearly
            and t.year in span
            and t.value is not None
        ):
            mine[t.indicator, t.year] = mine.get((t.indicator, t.year), 0.0) + t.value
    theirs: dict[tuple[str, int, str], float] = {}
    for t in record.theirs:
        if t.state in question.pole.states and t.yearly and t.year in span and t.value is not None:
            key = (MIRROR[t.indicator], t.year, t.source)
            theirs[key] = theirs.get(key, 0.0) + t.value
    return tuple(
        MirrorFigure(indicator, year, mine.get((indicator, year)), value, publisher)
        for (indicator, year, publisher), value in sorted(theirs.items())
    )


def re_exports_of(record: TiesRead, source: str) -> float | None:
    """Return which share of the exports to the pole since the date a publisher flags as re-exports."""
    question, total = record.question, {"re_exports": 0.0, "exports": 0.0}
    flagged = False
    window = Window(dt.date(question.since.year, 1, 1), question.after.last)
    for t in record.own:
        ours = t.source == source and t.partner in question.pole.states and t.yearly and t.date_earliest in window
        if ours and t.indicator in total and t.value is not None:
            total[t.indicator] += t.value
            flagged |= t.indicator == "re_exports"
    return total["re_exports"] / total["exports"] if flagged and total["exports"] else None
