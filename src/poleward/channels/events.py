"""Other coders' events: the balance of what a state does and says to a pole, before and since, and of what it meets.

The balance is that of `poleward.measures.event_balance`: a mean score, so that more news of the same mix moves nothing.
What a state does to the pole is its stance; what the pole does to it tells who moved. Rows that an archive does not
have are "not observed"; days that were read without any event between the two are "none".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from poleward.archive import Archive
from poleward.channels import events_path
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Finding, NoPath, Options, Scale, WhatIf, main_numbers
from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Kind
from poleward.channels.event_record import Cell, EventRecord, event_record
from poleward.channels.likelihood import decide
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say
from poleward.config import Pole
from poleward.engines.event_counts import TYPES
from poleward.errors import NothingFoundError
from poleward.intake.collapsed import reports_of
from poleward.measures.event_balance import PRIOR_EVENTS, EventBalanceChange, balance, change
from poleward.periods import Window

METHOD = "event-balance-1"
MIN_EVENTS = 3
"""Fewer scored events than this in a span are not enough evidence."""
MOST_ITEMS = 50_000
"""Estimates of more events name them by month and type; a shorter period names each."""
MAX_REPORTS = 3
"""So many reports of an event are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What the sentences on events are made of; pairs are before and since.

    Attributes
    ----------
    events
        Scored events of the state to the pole.
    since, earlier
        Balances since (that of all, of words, of deeds, of the pole's own acts, as far as there are any), and before.
    by_year
        Balances of calendar years.
    days
        Days of which anything was read.
    rows, coders, unscored
        Rows read, whose, and how many events have a code without a PLOVER type.
    pole_change, pole_events
        The change of the pole's own acts to the state, and how many there are; None where too few.
    """

    events: tuple[int, int]
    days: tuple[int, int]
    rows: int
    coders: tuple[str, ...]
    unscored: int
    by_year: tuple[Estimate, ...] = ()
    since: tuple[Estimate, ...] = ()
    earlier: Estimate | None = None
    pole_change: EventBalanceChange | None = None
    pole_events: tuple[int, int] = (0, 0)


class Events:
    """The channel of other coders' events."""

    key = "events"
    kind: Kind = "stance"
    label = N_("balance of other coders' events")
    evidence: EvidenceKind = "event"
    scale = Scale(
        level="balance", change="change_in_balance", low=-10.0, high=10.0, explained=("change_in_balance", "balance")
    )

    def read(self, reading: Reading, question: Question) -> EventRecord:
        """Return the events between the state and the pole in both windows."""
        return event_record(reading, question)

    def finding(self, record: EventRecord, *, brief: bool = False) -> Finding | None:
        """Return what other coders' events say; None where the archive has none of any state."""
        del brief
        if not record.coders:
            return None
        question = record.question
        before, after = record.within(question.before), record.within(question.after)
        by_year = tuple(_yearly(record))
        counts, days = (len(before), len(after)), _days_read(record)
        facts = EventFacts(
            events=counts, days=days, rows=sum(record.read.values()), coders=record.coders,
            unscored=len(record.unscored), by_year=by_year,
        )  # fmt: skip
        if len(after) < MIN_EVENTS:
            return Finding(channel=self.key, facts=facts, estimates=by_year)
        since = tuple(self.numbers(record, question.after))
        if len(before) < MIN_EVENTS:
            return Finding(channel=self.key, facts=replace(facts, since=since), estimates=(*since, *by_year))
        earlier = _estimate(question, "balance", str(question.before), before)
        moved = change(_counts(before), _counts(after), TYPES.scores)
        options = Options(moved.p_up, moved.p_down, moved.p_same)
        direction, probability = decide(*options)
        estimate = Estimate(
            state=question.state, pole=question.pole.key, channel=self.key, measure="change_in_balance",
            period=str(question.after), value=moved.mean, q05=moved.q05, q95=moved.q95, probability=probability,
            n=sum(counts), method=METHOD, compared_with=str(question.before),
            evidence=(*_evidence(after, 1), *_evidence(before, -1)),
        )  # fmt: skip
        theirs, n = _pole_change(record) if direction != "not enough evidence" else (None, (0, 0))
        return Finding(
            channel=self.key, direction=direction, probability=probability, options=options,
            facts=replace(facts, since=since, earlier=earlier, pole_change=theirs, pole_events=n),
            estimates=(estimate, *since, earlier, *by_year),
        )  # fmt: skip

    def levels(self, record: EventRecord, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return the balance of each window."""
        return main_numbers(self, record, windows)

    def numbers(self, record: EventRecord, window: Window) -> list[Estimate]:
        """Return the balances of a window: the state's, its words and deeds apart, and the pole's."""
        parts = (
            ("balance", record.within(window)),
            ("balance_of_words", record.within(window, verbal=True)),
            ("balance_of_deeds", record.within(window, verbal=False)),
            ("balance_of_pole", record.within(window, by_state=False)),
        )
        return [_estimate(record.question, name, str(window), events) for name, events in parts if events]

    def path(self, record: EventRecord) -> ChannelPath | NoPath:
        """Return the path of the balance; without a reason where the archive has no events of any state."""
        if not record.coders:
            return NoPath()
        try:
            return events_path.path(record)
        except NothingFoundError as error:
            return NoPath.of(error)

    def days(self, record: EventRecord) -> list[Window]:
        """Return the days on which there are events, in either direction."""
        found = sorted({*(e.day for e in record.events), *record.unscored})
        return [Window(day, day) for day in found]

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return events by id (or cells by month, type and direction)."""
        del state, pole
        if not refs:
            return {}
        rows = archive.rows(
            "SELECT event_id, date, date_latest, actor, recipient, coalesce(event_type, family) AS kind, cameo, place,"
            " reports, articles, plover_score, coder FROM events WHERE list_contains(?, event_id)",
            [list(refs)],
        )
        reports = reports_of(archive, [row["event_id"] for row in rows])
        found = {row["event_id"]: _described(row, reports.get(row["event_id"], []), say) for row in rows}
        for ref in refs:
            if ref.count(":") == 2:
                month, kind, side = ref.split(":")
                what = say(N_("%(kind)s by the state") if side == "by" else N_("%(kind)s by the pole"), kind=kind)
                where = say("'poleward why --period %(month)s' names each", month=month)
                found[ref] = Described(month, what, say("many events"), where)
        return found

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return nothing: a mean without one of its events is not computed."""
        del reading, estimate, pole, refs
        return {}


def _counts(events: Sequence[Cell]) -> list[int]:
    """Return how many events there are of each type, in the order of the scale."""
    found = dict.fromkeys(TYPES.names, 0)
    for event in events:
        found[event.kind] += 1
    return list(found.values())


def _evidence(events: Sequence[Cell], sign: int) -> list[Evidence]:
    """Return the events with their part of the balance: the prior pulls to 0 and adds nothing."""
    weight = len(events) + PRIOR_EVENTS
    if len(events) <= MOST_ITEMS:
        return [Evidence("event", e.event_id, 1.0, sign * TYPES.score[e.kind] / weight) for e in events]
    cells: dict[tuple[str, str, str], int] = {}
    for e in events:
        key = (e.day.strftime("%Y-%m"), e.kind, "by" if e.by_state else "to")
        cells[key] = cells.get(key, 0) + 1
    return [
        Evidence("event", ":".join(key), float(n), sign * n * TYPES.score[key[1]] / weight)
        for key, n in sorted(cells.items())
    ]


def _estimate(question: Question, measure: str, period: str, events: Sequence[Cell]) -> Estimate:
    """Return a balance as an estimate; without enough events it has no value, only the width of not knowing."""
    found = balance([_counts(events)], TYPES.scores)
    enough = len(events) >= MIN_EVENTS
    return Estimate(
        state=question.state, pole=question.pole.key, channel="events", measure=measure, period=period,
        value=float(found.mean[0]) if enough else None, q05=float(found.q05[0]), q95=float(found.q95[0]),
        n=len(events), method=METHOD, evidence=tuple(_evidence(events, 1) if enough else ()),
    )  # fmt: skip


def _yearly(record: EventRecord) -> list[Estimate]:
    """Return the state's balance of each calendar year of the two windows of which anything was read."""
    spans = [Window(dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in sorted({day.year for day in record.read})]
    return [
        _estimate(record.question, "balance_of_year", f"{s.first.year:04}", record.within(s)) for s in spans
    ]  # fmt: skip


def _days_read(record: EventRecord) -> tuple[int, int]:
    before, after = (
        sum(day in window for day in record.read) for window in (record.question.before, record.question.after)
    )
    return before, after


def _pole_change(record: EventRecord) -> tuple[EventBalanceChange | None, tuple[int, int]]:
    """Return how the pole's own acts to the state changed, and how many there are; None where too few."""
    before, after = (record.within(w, by_state=False) for w in (record.question.before, record.question.after))
    n = (len(before), len(after))
    return (change(_counts(before), _counts(after), TYPES.scores) if min(n) >= MIN_EVENTS else None), n


def _described(row: dict[str, object], reports: Sequence[dict[str, object]], say: Say) -> Described:
    days = str(row["date"]) if row["date"] == row["date_latest"] else f"{row['date']}/{row['date_latest']}"
    code = f" (CAMEO {row['cameo']})" if row["cameo"] else ""
    place = f", {row['place']}" if row["place"] else ""
    what = say("%(kind)s by %(actor)s to %(recipient)s", kind=f"{row['kind']}{code}", actor=row["actor"],
               recipient=row["recipient"]) + place  # fmt: skip
    detail = say(
        "score %(score)s; %(coder)s; %(reports)s reports in %(articles)s articles",
        score=say.with_sign(float(str(row["plover_score"])), 1), coder=row["coder"], reports=row["reports"],
        articles=row["articles"],
    )  # fmt: skip
    shown = [
        f"{r['source']} row {r['row_id']}" + (f", {r['article']}" if r["article"] else "") + f" ({r['why']})"
        for r in reports[:MAX_REPORTS]
    ]
    if len(reports) > MAX_REPORTS:
        shown.append(say("%(n)s more", n=len(reports) - MAX_REPORTS))
    return Described(days, what, detail, "; ".join(shown))
