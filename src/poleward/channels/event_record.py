"""Other coders' events between a state and a pole, and what was read of the days around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.engines.event_counts import TYPES
from poleward.periods import Window


@dataclass(frozen=True, slots=True)
class Cell:
    """An event: its day, its type, its id, and whether the state acts or the pole does."""

    day: dt.date
    by_state: bool
    kind: str
    event_id: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """The scored events between a state and a pole.

    Attributes
    ----------
    events
        In order of date.
    unscored
        Days of events whose code has no PLOVER type: counted, in no balance.
    coders
        Whose events they are; empty where the archive has none of any state.
    read
        Days of which any coder's rows were read, with the number of rows.
    """

    question: Question
    events: tuple[Cell, ...]
    unscored: tuple[dt.date, ...]
    coders: tuple[str, ...]
    read: Mapping[dt.date, int]

    def within(self, window: Window, *, by_state: bool = True, verbal: bool | None = None) -> list[Cell]:
        """Return the events of a window in one direction, of words, deeds or both."""
        return [
            e for e in self.events
            if e.by_state is by_state and e.day in window and (verbal is None or TYPES.verbal[e.kind] is verbal)
        ]  # fmt: skip


def event_record(reading: Reading, question: Question) -> EventRecord:
    """Return the events between a state and a pole's members and organisations in a question's windows."""
    window, archive = question.whole, reading.archive
    coders = reading.once(
        "event coders",
        lambda: tuple(r["coder"] for r in archive.rows("SELECT DISTINCT coder FROM event_volume ORDER BY coder")),
    )
    if not coders:
        return EventRecord(question, (), (), (), {})
    volume = reading.once(
        ("event volume", window),
        lambda: {
            row["date"]: row["n"]
            for row in archive.rows(
                "SELECT date, sum(rows)::BIGINT AS n FROM event_volume WHERE date BETWEEN ? AND ? GROUP BY 1",
                [window.first, window.last],
            )
        },
    )
    rows = archive.rows(
        "SELECT event_id, date, actor = $state AS by_state, coalesce(event_type, family) AS kind FROM events"
        " WHERE date BETWEEN $first AND $last AND ((actor = $state AND list_contains($partners, recipient))"
        " OR (recipient = $state AND list_contains($partners, actor))) ORDER BY date, event_id",
        {"state": question.state, "partners": list(question.partners), "first": window.first, "last": window.last},
    )
    return EventRecord(
        question=question,
        events=tuple(
            Cell(r["date"], r["by_state"], r["kind"], r["event_id"]) for r in rows if r["kind"] in TYPES.score
        ),
        unscored=tuple(r["date"] for r in rows if r["kind"] not in TYPES.score),
        coders=coders,
        read=volume,
    )
