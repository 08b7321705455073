"""Flow channels such as trade and arms: which share of a state's flows goes to and comes from a pole, before and since.

Each publisher's figures are taken by themselves; the one that covers most years is quoted and the others give the
range. A share can rise because the whole shrank: it says how exposed a state is, not what it wants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from poleward.archive import Archive
from poleward.channels import flow_bounds, flows_path
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Finding, NoPath, Scale, WhatIf, main_numbers
from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Kind
from poleward.channels.flow_record import MirrorFigure, Silence, TiesRead, mirror_of, re_exports_of, silence_of
from poleward.channels.flow_years import YEARS_BEFORE, quoted
from poleward.channels.flows_path import SAME_WITHIN, Change
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say, UntoldError
from poleward.channels.ties_record import PublishedTie, describe_ties, pivot, spans, ties_of
from poleward.config import Pole
from poleward.errors import NothingFoundError
from poleward.measures.exposure import Floats, monthly
from poleward.measures.paths import PathSettings
from poleward.measures.stance.ranking import Part
from poleward.periods import Window

METHOD, YEAR_METHOD = "share-2", "share-of-year-1"
COVERED = 0.9
"""A year is observed where the members that a publisher has then usually make at least this much of the pole's flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """What the sentences on a flow are made of.

    Attributes
    ----------
    observed_to
        The last day of any row of the state; None where there is no row at all.
    silence
        Why there is no share; None where there is one.
    publisher, years, share
        The publisher quoted, its years before and since, and the pole's share in them as published.
    publishers, low, high
        How many publishers have both spans, and the range of their changes.
    change
        Of the level, beside what passes with a year; None where there are two points.
    unsettled
        Whether a publisher's figures changed the other way than what is likely.
    two_points
        Whether the publisher quoted has one year on each side of the date, and no more.
    unseen
        Years of the publisher quoted in which the pole's part is not observed.
    one_sided
        Years left out because only one direction of the flow is published.
    mirror
        The partners' own figures.
    re_exports
        The share of exports to the pole that is flagged as re-exports; None where the source flags none.
    mirrored
        Whether partners report the same flow at all.
    bounds
        What published shares leave for the pole's share, where no publisher has the flows themselves.
    """

    what: str
    observed_to: dt.date | None
    silence: Silence | None = None
    publisher: str = ""
    years: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    share: tuple[float, float] = (0.0, 0.0)
    publishers: int = 0
    low: float = 0.0
    high: float = 0.0
    change: Part | None = None
    unsettled: bool = False
    two_points: bool = False
    mirrored: bool = False
    unseen: tuple[int, ...] = ()
    one_sided: tuple[int, ...] = ()
    mirror: tuple[MirrorFigure, ...] = ()
    re_exports: float | None = None
    bounds: flow_bounds.Bounds | None = None


SHARES = Scale(level="share", change="change_in_share", low=0.0, high=1.0, explained=("change_in_share",))


def _bounds(record: TiesRead) -> flow_bounds.Bounds | None:
    """Return what published shares leave for the pole's, where no publisher has the flows on both sides of the date."""
    return None if record.change is not None else flow_bounds.bounds_of(record.own, record.question, YEARS_BEFORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The channel of one kind of flow.

    Attributes
    ----------
    indicators
        Of `tables.TIES`, added up.
    what
        The flow in words, as in "Moscow's share of Kazakhstan's …".
    unit
        What the path counts.
    settings
        How its yearly shares move.
    one_decision
        Where deliveries are few: of how much of a year one decision is taken to be; None: a year's share is as known.
    mirrored
        Whether partners report the same flow, as exports and imports.
    listed
        Whether publishers list every partner with a value, so that a pair without a row is zero; otherwise it is not
        observed.
    """

    key: str
    label: str
    indicators: tuple[str, ...]
    what: str
    unit: str
    settings: PathSettings
    one_decision: float | None = None
    mirrored: bool = False
    listed: bool = False
    kind: Kind = "exposure"
    evidence: EvidenceKind = "tie"
    scale: Scale = SHARES

    def read(self, reading: Reading, question: Question) -> TiesRead:
        """Return the state's ties of this channel."""
        theirs = ties_of(reading, question.state, self.key, mirrored=True) if self.mirrored else ()
        own = ties_of(reading, question.state, self.key)
        known = tuple(self.observed(own, question.pole))
        return TiesRead(
            question=question, own=own, theirs=theirs, known=known, settings=self.settings,
            one_decision=self.one_decision, listed=self.listed,
        )  # fmt: skip

    def finding(self, record: TiesRead, *, brief: bool = False) -> Finding:
        """Return what the flows say: which way their level changed, by the posterior that the path is drawn from."""
        del brief
        question, change = record.question, record.change
        facts = FlowFacts(
            what=self.what, observed_to=max((t.date_latest for t in record.own if t.date_latest), default=None)
        )
        if not record.own:
            return Finding(channel=self.key, facts=facts)
        bounds = _bounds(record)
        if bounds is not None:
            return Finding(
                channel=self.key, direction=flow_bounds.direction(bounds, SAME_WITHIN),
                facts=replace(facts, bounds=bounds),
                estimates=(flow_bounds.estimate(bounds, question, self.key),),
            )  # fmt: skip
        if change is None:
            return Finding(channel=self.key, facts=replace(facts, silence=silence_of(record)))
        return Finding(
            channel=self.key, direction=change.direction, probability=change.probability,
            options=None if change.two_points else change.options, facts=self._facts(facts, record, change),
            estimates=(change.estimate(question, self.key, record.posterior.years, METHOD),),
        )  # fmt: skip

    def _facts(self, facts: FlowFacts, record: TiesRead, change: Change) -> FlowFacts:
        """Return what the sentences are made of where the change is known."""
        found, one = record.publishers, quoted(record.publishers)
        facts = replace(
            facts, publisher=one.name, years=one.years, share=one.share, publishers=len(found),
            low=min(p.change for p in found), high=max(p.change for p in found), unsettled=change.unsettled,
            two_points=change.two_points, change=None if change.two_points else Part.of(change.change),
            unseen=self._unseen(record, one.name),
        )  # fmt: skip
        if self.mirrored:
            facts = replace(
                facts, mirrored=True, one_sided=self._one_sided(record, one.name), mirror=mirror_of(record, one.name),
                re_exports=re_exports_of(record, one.name),
            )  # fmt: skip
        return facts

    def levels(self, record: TiesRead, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return the pole's share of each window."""
        return main_numbers(self, record, windows)

    def numbers(self, record: TiesRead, window: Window) -> list[Estimate]:
        """Return the pole's share in a window.

        Whole years give the middle of the publishers, and their range as interval. Months and days have no value of
        their own: the estimate is the interval that the year and its neighbours leave for them.
        """
        question = record.question
        years = list(range(window.first.year - 1, window.last.year + 2))
        rows = [t for t in record.known if t.year in years]
        if not rows:
            return []
        sources = sorted({t.source for t in rows})
        values = pivot(rows, sources, {year: i for i, year in enumerate(years)}, question.pole).shares
        found = values.middle(), values.low(), values.high()
        whole = window == Window(dt.date(window.first.year, 1, 1), dt.date(window.last.year, 12, 31))
        at = years.index(window.first.year)
        known = bool(np.isfinite(values.values[:, at]).any())
        evidence = _year_evidence(rows, sources, values.values[:, at], question.pole, years[at]) if known else ()
        if whole and window.first.year == window.last.year:
            if not known:
                return []
            value, low, high = (float(one[at]) for one in found)
            return [self._share(question, window, value, low, high, evidence)]
        lows, highs = monthly(*found)
        first = 12 + window.first.month - 1
        last = 12 * (window.last.year - years[0]) + window.last.month
        if not np.isfinite(lows[first:last]).any():
            return []
        low, high = float(np.nanmin(lows[first:last])), float(np.nanmax(highs[first:last]))
        # The flows of the year stand behind the range, and are no part of a value.
        beside = tuple(replace(e, contribution=0.0) for e in evidence)
        return [self._share(question, window, None, low, high, beside)]

    def path(self, record: TiesRead) -> ChannelPath | NoPath:
        """Return the path of yearly shares."""
        if _bounds(record) is not None:
            return NoPath.of(UntoldError(N_("of the shares bounds alone are published, and no line is drawn of them.")))
        try:
            return flows_path.path(record.posterior, record.change, self.key, self.unit)
        except NothingFoundError as error:
            return NoPath.of(error)

    def days(self, record: TiesRead) -> list[Window]:
        """Return the spans of published values with the pole."""
        return spans(record.own, record.question)

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return published values."""
        del state, pole
        return describe_ties(archive, refs, say)

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return nothing: a share without one of its flows is not computed."""
        del reading, estimate, pole, refs
        return {}

    def _yearly(self, ties: Sequence[PublishedTie]) -> list[PublishedTie]:
        return [t for t in ties if t.indicator in self.indicators and t.value is not None and t.yearly]

    def complete(self, ties: Sequence[PublishedTie]) -> list[PublishedTie]:
        """Return the yearly values of the years that a publisher has in full.

        A year for which a publisher has exports alone, or imports alone, while it has both of other years, is left
        out: its shares are not those of the other years.
        """
        rows = self._yearly(ties)
        seen: dict[tuple[str, int], set[str]] = {}
        usual: dict[str, set[str]] = {}
        for t in rows:
            seen.setdefault((t.source, t.year), set()).add(t.indicator)
            usual.setdefault(t.source, set()).add(t.indicator)
        return [t for t in rows if seen[t.source, t.year] == usual[t.source]]

    def observed(self, ties: Sequence[PublishedTie], pole: Pole) -> list[PublishedTie]:
        """Return the yearly values of the years in which a publisher has the pole's part of the flow.

        A pair without a row, or whose value is missing, is not zero: a year counts where the members of the pole that
        the publisher has then usually make most of its flow with the pole, exports and imports each.
        """
        rows = self.complete(ties)
        if self.listed:
            return rows
        members = {*pole.states, *pole.organisations}
        values: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
        for t in rows:
            if t.partner in members:
                by_year = values.setdefault((t.source, t.indicator), {}).setdefault(t.partner, {})
                by_year[t.year] = by_year.get(t.year, 0.0) + (t.value or 0.0)
        known: dict[tuple[str, int], bool] = {}
        for (source, _), by_partner in values.items():
            usual = {partner: float(np.median(list(by_year.values()))) for partner, by_year in by_partner.items()}
            for year in {t.year for t in rows if t.source == source}:
                there = [usual[partner] for partner, by_year in by_partner.items() if year in by_year]
                enough = bool(there) and sum(there) >= COVERED * sum(usual.values())
                known[source, year] = known.get((source, year), True) and enough
        return [t for t in rows if known.get((t.source, t.year), False)]

    def _one_sided(self, record: TiesRead, source: str) -> tuple[int, ...]:
        """Return the years that are left out because a publisher has only a part of the flow then."""
        mine = [t for t in self._yearly(record.own) if t.source == source]
        kept = {t.year for t in self.complete(record.own) if t.source == source}
        return tuple(sorted({t.year for t in mine} - kept))

    def _unseen(self, record: TiesRead, source: str) -> tuple[int, ...]:
        """Return the years of a publisher, within the question, that it has in full but for the pole's part."""
        span = range(record.question.before.first.year, record.question.after.last.year + 1)
        whole = {t.year for t in self.complete(record.own) if t.source == source and t.year in span}
        kept = {t.year for t in record.known if t.source == source}
        return tuple(sorted(whole - kept))

    def _share(
        self, question: Question, window: Window, value: float | None, low: float, high: float,
        evidence: tuple[Evidence, ...],
    ) -> Estimate:  # fmt: skip
        return Estimate(
            state=question.state, pole=question.pole.key, channel=self.key,
            measure="share" if value is not None else "share_range", period=str(window), value=value, q05=low,
            q95=high, n=len(evidence), method=YEAR_METHOD, evidence=evidence,
        )  # fmt: skip


def _year_evidence(
    rows: Sequence[PublishedTie], sources: Sequence[str], by_source: Floats, pole: Pole, year: int
) -> tuple[Evidence, ...]:
    """Return the flows with the pole of the publisher whose share is the middle one, with their part of it."""
    middle = np.nanmedian(by_source)
    source = sources[int(np.nanargmin(np.abs(by_source - middle)))]
    group = [
        t for t in rows
        if t.source == source and t.year == year and t.value
        and (t.partner in pole.states or t.partner in pole.organisations)
    ]  # fmt: skip
    total = sum(t.value or 0.0 for t in group)
    share = float(by_source[sources.index(source)])
    return tuple(Evidence("tie", t.ref, 1.0, share * (t.value or 0.0) / total) for t in group)
