"""Other coders' events: the balance of what a state does and says to a pole, before and since, and of what it meets.

The balance is that of `poleward.measures.event_balance`: a mean score, so that more news of the same mix moves nothing.
What a state does to the pole is its stance; what the pole does to it tells who moved. Rows that an archive does not
have are "not observed"; days that were read without any event between the two are "none".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.archive import Archive
from poleward.channels.likelihood import decide, likelihood, percent, undecided
from poleward.channels.model import Direction, Estimate, Finding, Item, Question
from poleward.config import Pole
from poleward.engines.event_balance import TYPES
from poleward.measures.event_balance import PRIOR_EVENTS, Balance, balance, change
from poleward.periods import Window

METHOD = "event-balance-1"
MIN_EVENTS = 3
"""Fewer scored events than this in a span are not enough evidence."""
MOST_ITEMS = 50_000
"""Estimates of more events name them by month and type; a shorter period names each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Events of one day, direction and type: `by_state` says whether the state acts or the pole does."""

    day: dt.date
    by_state: bool
    kind: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Record:
    """The scored events between a state and a pole, and what was read of the days around them.

    Attributes
    ----------
    events
        In order of date.
    unscored
        Days of events whose code has no PLOVER type: counted, in no balance.
    coders
        Whose events they are.
    read
        Days of which any coder's rows were read, with the number of rows.
    """

    events: tuple[Cell, ...]
    unscored: tuple[dt.date, ...]
    coders: tuple[str, ...]
    read: dict[dt.date, int]

    def within(self, window: Window, *, by_state: bool = True, verbal: bool | None = None) -> list[Cell]:
        """Return the events of a window in one direction, of words, deeds or both."""
        return [
            e for e in self.events
            if e.by_state is by_state and e.day in window and (verbal is None or TYPES.verbal[e.kind] is verbal)
        ]  # fmt: skip


def record(archive: Archive, state: str, pole: Pole, window: Window) -> Record:
    """Return the events between a state and a pole's members and organisations in a window."""
    partners = [code for code in (*pole.states, *pole.organisations) if code != state]
    rows = archive.rows(
        "SELECT event_id, date, actor = $state AS by_state, coalesce(event_type, family) AS kind FROM events"
        " WHERE date BETWEEN $first AND $last AND ((actor = $state AND list_contains($partners, recipient))"
        " OR (recipient = $state AND list_contains($partners, actor))) ORDER BY date, event_id",
        {"state": state, "partners": partners, "first": window.first, "last": window.last},
    )
    scored = [Cell(r["date"], r["by_state"], r["kind"], r["event_id"]) for r in rows if r["kind"] in TYPES.score]
    volume = archive.rows(
        "SELECT date, sum(rows)::BIGINT AS n FROM event_volume WHERE date BETWEEN ? AND ? GROUP BY 1",
        [window.first, window.last],
    )
    coders = archive.rows("SELECT DISTINCT coder FROM event_volume ORDER BY coder")
    return Record(
        tuple(scored), tuple(r["date"] for r in rows if r["kind"] not in TYPES.score),
        tuple(r["coder"] for r in coders), {r["date"]: r["n"] for r in volume},
    )  # fmt: skip


def _counts(events: Sequence[Cell]) -> list[int]:
    """Return how many events there are of each type, in the order of the scale."""
    found = dict.fromkeys(TYPES.names, 0)
    for event in events:
        found[event.kind] += 1
    return list(found.values())


def _items(events: Sequence[Cell], sign: int) -> list[Item]:
    """Return the events with their part of the balance: the prior pulls to 0 and adds nothing."""
    weight = len(events) + PRIOR_EVENTS
    if len(events) <= MOST_ITEMS:
        return [Item("event", e.event_id, 1.0, sign * TYPES.score[e.kind] / weight) for e in events]
    cells: dict[tuple[str, str, str], int] = {}
    for e in events:
        key = (e.day.strftime("%Y-%m"), e.kind, "by" if e.by_state else "to")
        cells[key] = cells.get(key, 0) + 1
    return [
        Item("event", ":".join(key), float(n), sign * n * TYPES.score[key[1]] / weight)
        for key, n in sorted(cells.items())
    ]


def _estimate(question: Question, measure: str, period: str, events: Sequence[Cell]) -> Estimate:
    """Return a balance as an estimate; without enough events it has no value, only the width of not knowing."""
    found: Balance = balance([_counts(events)], TYPES.scores)
    enough = len(events) >= MIN_EVENTS
    return Estimate(
        question.state, question.pole, "events", measure, period, float(found.mean[0]) if enough else None,
        float(found.q05[0]), float(found.q95[0]), None, len(events), METHOD, tuple(_items(events, 1) if enough else ()),
    )  # fmt: skip


def period_estimates(question: Question, found: Record) -> list[Estimate]:
    """Return the balances of the question's last window: the state's, its words and deeds apart, and the pole's."""
    window = question.after
    parts = (
        ("balance", found.within(window)),
        ("balance_of_words", found.within(window, verbal=True)),
        ("balance_of_deeds", found.within(window, verbal=False)),
        ("balance_of_pole", found.within(window, by_state=False)),
    )
    return [_estimate(question, name, str(window), events) for name, events in parts if events]


def yearly(question: Question, found: Record) -> list[Estimate]:
    """Return the state's balance of each calendar year of the two windows of which anything was read."""
    years = sorted({day.year for day in found.read})
    spans = [Window(dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in years]
    return [_estimate(question, "balance_of_year", f"{s.first.year:04}", found.within(s)) for s in spans]


def finding(archive: Archive, question: Question, pole: Pole, state_name: str) -> Finding | None:
    """Return what other coders' events say; None where the archive has none of any state."""
    if not archive.count("event_volume"):
        return None
    found = record(archive, question.state, pole, Window(question.before.first, question.after.last))
    before, after = found.within(question.before), found.within(question.after)
    unknown = _unknown(question, found)
    by_year = yearly(question, found)
    if len(after) < MIN_EVENTS:
        why = f"{len(after)} since {question.since}, {len(before)} before"
        if not any(day in question.after for day in found.read):
            why = f"not observed: no file of the days since {question.since} is in the archive"
        return Finding(
            "events", "not enough evidence", None, f"Events: not enough evidence; {why}.", unknown=unknown,
            estimates=tuple(by_year),
        )  # fmt: skip
    since = period_estimates(question, found)
    tail = f"{_apart(since)} {_years(by_year)}".strip()
    if len(before) < MIN_EVENTS:
        first = since[0]
        sentence = (
            f"Events: the balance of what {state_name} does and says to {pole.label} is {_number(first)} since "
            f"{question.since} ({len(after)} events); too little before to speak of a change. {tail}"
        )
        return Finding(
            "events", "not enough evidence", None, sentence, unknown=unknown, estimates=(*since, *by_year)
        )  # fmt: skip
    earlier = _estimate(question, "balance", str(question.before), before)
    moved = change(_counts(before), _counts(after), TYPES.scores)
    options = (moved.p_up, moved.p_down, moved.p_same)
    direction, probability = decide(*options)
    estimate = Estimate(
        question.state, question.pole, "events", "change_in_balance", str(question.after), moved.mean, moved.q05,
        moved.q95, probability, len(before) + len(after), METHOD, (*_items(after, 1), *_items(before, -1)),
    )  # fmt: skip
    sentence = (
        f"Events: {_moved(direction, probability, options, state_name, pole.label)}: from {_number(earlier)} to "
        f"{_number(since[0])} on the scale from -10 to 10 (change {moved.mean:+.1f}, 90 % interval {moved.q05:+.1f} to "
        f"{moved.q95:+.1f}; {len(before)} events before, {len(after)} since). {tail}"
    )
    return Finding(
        "events", direction, probability, sentence, _who(question, found, pole, direction), "", unknown,
        (estimate, *since, earlier, *by_year),
    )  # fmt: skip


def _number(estimate: Estimate) -> str:
    if estimate.value is None:
        return "not enough evidence"
    return f"{estimate.value:+.1f} ({estimate.q05:+.1f} to {estimate.q95:+.1f})"


def _apart(estimates: Sequence[Estimate]) -> str:
    """Say words and deeds apart."""
    told = [
        f"{e.measure.rpartition('_')[2]} {_number(e)}"
        for e in estimates
        if e.measure in ("balance_of_words", "balance_of_deeds")
    ]
    return f"Since then {', '.join(told)}." if told else ""


def _years(estimates: Sequence[Estimate]) -> str:
    return f"By year: {', '.join(f'{e.period} {_number(e)}' for e in estimates)}." if estimates else ""


def _moved(
    direction: Direction,
    probability: float | None,
    options: tuple[float, float, float],
    state_name: str,
    pole_label: str,
) -> str:
    if probability is None:
        return f"not enough evidence to tell ({undecided(*options)})"
    sure = f"{likelihood(probability)} ({percent(probability)}) that other coders' events by {state_name}"
    return {
        "towards": f"{sure} became friendlier to {pole_label}",
        "away": f"{sure} became less friendly to {pole_label}",
        "no change": f"{sure} are about as friendly to {pole_label} as before",
    }[direction]


def _who(question: Question, found: Record, pole: Pole, direction: Direction) -> str:
    """Say how the pole's own acts changed beside the state's."""
    before = found.within(question.before, by_state=False)
    after = found.within(question.after, by_state=False)
    if direction == "not enough evidence" or min(len(before), len(after)) < MIN_EVENTS:
        return ""
    theirs = change(_counts(before), _counts(after), TYPES.scores)
    return (
        f"{pole.label}'s own acts and words to the state changed by {theirs.mean:+.1f} ({theirs.q05:+.1f} to "
        f"{theirs.q95:+.1f}; {len(before)} and {len(after)} events)."
    )


def _unknown(question: Question, found: Record) -> str:
    """Say how far the sources reach, what has no score, and what the interval leaves out."""
    days = [sum(day in window for day in found.read) for window in (question.before, question.after)]
    told = (
        f"Read ({', '.join(found.coders)}): {days[0]} days before and {days[1]} since, "
        f"{sum(found.read.values())} rows; other days are not observed."
    )
    if found.unscored:
        told += f" Left out: {len(found.unscored)} events whose code has no PLOVER type."
    return f"{told} The coders' own errors are not in the interval."


def describe(archive: Archive, refs: Sequence[str]) -> dict[str, tuple[str, str, str, str]]:
    """Return date, what, detail and where of events by id (or of cells by month, type and direction)."""
    from poleward.intake.collapsed import reports_of

    rows = archive.rows(
        "SELECT event_id, date, date_latest, actor, recipient, coalesce(event_type, family) AS kind, cameo, place,"
        " reports, articles, plover_score, coder FROM events WHERE list_contains(?, event_id)",
        [list(refs)],
    )
    reports = reports_of(archive, [row["event_id"] for row in rows])
    found = {row["event_id"]: _described(row, reports.get(row["event_id"], [])) for row in rows}
    for ref in refs:
        if ref.count(":") == 2:
            month, kind, side = ref.split(":")
            who = "the state" if side == "by" else "the pole"
            found[ref] = (month, f"{kind} by {who}", "many events", f"'poleward why --period {month}' names each")
    return found


def _described(row: dict[str, object], reports: Sequence[dict[str, object]]) -> tuple[str, str, str, str]:
    days = str(row["date"]) if row["date"] == row["date_latest"] else f"{row['date']}/{row['date_latest']}"
    code = f" (CAMEO {row['cameo']})" if row["cameo"] else ""
    place = f", {row['place']}" if row["place"] else ""
    what = f"{row['kind']}{code} by {row['actor']} to {row['recipient']}{place}"
    detail = f"score {row['plover_score']:+.1f}; {row['coder']}; {row['reports']} reports in {row['articles']} articles"
    shown = [
        f"{r['source']} row {r['row_id']}" + (f", {r['article']}" if r["article"] else "") + f" ({r['why']})"
        for r in reports[:3]
    ]
    more = f"; {len(reports) - 3} more" if len(reports) > 3 else ""
    return days, what, detail, "; ".join(shown) + more
