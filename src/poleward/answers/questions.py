"""The question before it is answered: which state and pole, and which windows of time are compared."""

from __future__ import annotations

import datetime as dt

from poleward.actors import Registry
from poleward.actors.asked import state_named
from poleward.archive import Archive
from poleward.channels.question import Question
from poleward.config import Config
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.periods import Window

BASELINE_YEARS = 8
"""How far the baseline reaches back from the date asked about, unless the question says otherwise."""


_LAST = """
SELECT max(day) AS day FROM (
    SELECT max(date) AS day FROM roll_calls WHERE date <= $today
    UNION ALL SELECT max(date) FROM event_volume WHERE date <= $today
    UNION ALL SELECT max(published_latest) FROM documents WHERE published_latest <= $today
    UNION ALL SELECT max(least(s.date_latest, coalesce(d.published_latest, s.date_latest)))
    FROM statements s JOIN documents d USING (doc_id) WHERE s.date_latest <= $today
)
"""
_LAST_TIE = """
SELECT max(coalesce(date_latest, date_earliest)) AS day FROM ties WHERE date_earliest <= $today AND value IS NOT NULL
"""


def last_observed(archive: Archive, today: dt.date | None = None) -> dt.date | None:
    """Return the last day that anything in the archive speaks of, or None when it is empty.

    A page speaks of no day after its own publication, and nothing speaks of a day after today: a treaty "to 2030" or a
    page dated in the future stretches no window. Published ties count only where there is nothing else: they name
    years, and memberships have no last day.

    Parameters
    ----------
    today
        Today, unless given.
    """
    now = today or dt.datetime.now(dt.UTC).date()
    day: dt.date | None = archive.rows(_LAST, {"today": now})[0]["day"]
    if day is None:
        last_tie: dt.date | None = archive.rows(_LAST_TIE, {"today": now})[0]["day"]
        day = min(last_tie, now) if last_tie else None
    return day


def first_observed(archive: Archive) -> dt.date:
    """Return the first day that a roll call, a statement or an event file of the archive speaks of.

    Raises
    ------
    NothingFoundError
        There is none.
    """
    rows = archive.rows(
        "SELECT min(day) AS day FROM (SELECT min(date) AS day FROM roll_calls "
        "UNION ALL SELECT min(date_earliest) FROM statements UNION ALL SELECT min(date) FROM event_volume)"
    )
    day: dt.date | None = rows[0]["day"]
    if day is None:
        raise NothingFoundError("the archive is empty.", todo="Fill it with 'poleward read' and 'poleward load'.")
    return day


def question(
    archive: Archive,
    state: str,
    pole: str,
    since: dt.date,
    *,
    config: Config,
    registry: Registry,
    baseline: dt.date | None = None,
    until: dt.date | None = None,
) -> Question:
    """Return the question with its windows, or say what cannot be asked."""
    code = state_named(state, registry)
    asked_pole = config.pole(pole, on=since)
    if asked_pole.states == (code,):
        raise UnusableInputError("%(state)s is the pole '%(pole)s' itself.", todo="Choose another pole.", state=code,
                                 pole=asked_pole.key)  # fmt: skip
    last = min(until, dt.datetime.now(dt.UTC).date()) if until else last_observed(archive)
    if last is None:
        raise NothingFoundError("the archive is empty.", todo="Fill it with 'poleward read' and 'poleward load'.")
    first = baseline or dt.date(since.year - BASELINE_YEARS, since.month, min(since.day, 28))
    if since > last and not until:
        raise NothingFoundError(
            "nothing is on record since %(since)s: the record reaches %(last)s.",
            todo="Ask about an earlier date, or take newer files ('poleward update', 'poleward read').",
            since=since, last=last,
        )  # fmt: skip
    if not first < since <= last:
        raise UnusableInputError(
            "the dates do not follow one another: baseline %(first)s, since %(since)s, until %(last)s.",
            todo="The baseline begins before --since, and --until lies behind it.",
            first=first, since=since, last=last,
        )  # fmt: skip
    return Question(
        state=code, state_name=registry.states[code].name, pole=asked_pole,
        before=Window(first, since - dt.timedelta(days=1)), after=Window(since, last),
    )  # fmt: skip
