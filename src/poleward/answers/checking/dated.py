"""Facts with a date: who took or left an office, held against dated offices; of others no record is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from poleward.actors import load_registry
from poleward.actors.people import Office, Person
from poleward.actors.states import DaysInForce
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, days, ruled
from poleward.channels.say import ENGLISH, Say
from poleward.coding.claims.dated import OfficeReading
from poleward.coding.page_claims import Placed

LISTED_SINCE = dt.date(2015, 1, 1)
"""Heads of state and of government of all members are listed from 2014 on: before it a gap says nothing."""


def check_office(claim: OfficeReading, place: Placed, say: Say = ENGLISH) -> CheckedClaim:
    """Return the claim that somebody took or left an office on days that the page names.

    It is contradicted only where the record names somebody else as the head for the whole time.
    """
    registry = load_registry()
    people = [p for p in registry.people.persons if p.name == claim.person]
    offices = [(p, o) for p in people for o in p.offices if claim.role in (None, o.role) and o.actor == claim.state]
    fitting = [(p, o) for p, o in offices if _fits(o, claim, place)]
    if fitting:
        return _checked(claim, place, "supported", fitting, say)
    others = _others(claim, place)
    return _checked(claim, place, "contradicted" if others else "not decidable", others or offices, say)


def _fits(office: Office, claim: OfficeReading, place: Placed) -> bool:
    """Whether an office began (or ended) on the days of a claim."""
    sure, possible = (_bound(span, claim) for span in (office.span, office.possible))
    day = sure or possible
    return day is not None and place.earliest is not None and place.latest is not None and (
        place.earliest <= day <= place.latest
    )  # fmt: skip


def _bound(span: DaysInForce, claim: OfficeReading) -> dt.date | None:
    return span.since if claim.taken else span.until


def _others(claim: OfficeReading, place: Placed) -> list[tuple[Person, Office]]:
    """Return who held the office at both ends of the claim's days, where that is one other person."""
    if claim.role is None or not claim.taken or place.earliest is None or place.latest is None:
        return []
    registry = load_registry()
    ends = [registry.heads(claim.state, claim.role, day) for day in (place.earliest, place.latest)]
    if place.earliest < LISTED_SINCE or ends[0] != ends[1] or len(ends[0]) != 1 or ends[0][0].name == claim.person:
        return []
    return [(ends[0][0], o) for o in ends[0][0].offices if o.role == claim.role and o.actor == claim.state]


def _checked(
    claim: OfficeReading, place: Placed, verdict: Verdict, found: Sequence[tuple[Person, Office]], say: Say
) -> CheckedClaim:
    told = " ".join(_held(p, o, say) for p, o in found)
    why = told or say("No dated office of %(person)s is held that fits.", person=claim.person)
    records = tuple(
        DecidingRecord(
            kind="office", ref=f"offices:{o.actor}:{o.role}:{p.name}:{o.span.since}", date=_days(o.span),
            what=_held(p, o, say), source="; ".join(o.sources),
        )
        for p, o in found
    )  # fmt: skip
    return CheckedClaim(
        kind="event", exact=place.exact, start_at=place.start_at, end_at=place.end_at, states=(claim.state,),
        verdict=verdict, why=ruled(verdict, "", why, say), records=records,
        values={"person": claim.person, "role": claim.role, "date": days(place.earliest, place.latest)},
    )  # fmt: skip


def _held(person: Person, office: Office, say: Say) -> str:
    """Return who held an office of which state, and when."""
    return say(
        "%(person)s in office (%(state)s): %(days)s.", person=person.name, state=say.state(office.actor),
        days=_days(office.span),
    )  # fmt: skip


def _days(span: DaysInForce) -> str:
    return days(span.since, span.until and span.until - dt.timedelta(days=1))


def not_on_record(states: tuple[str, ...], place: Placed, say: Say = ENGLISH) -> CheckedClaim:
    """Return what a page says to have happened on days that it names, of which no record is held."""
    span = days(place.earliest, place.latest)
    why = say("No record of what happened on %(days)s is held that tells of it.", days=span)
    return CheckedClaim(
        kind="event", exact=place.exact, start_at=place.start_at, end_at=place.end_at, states=states,
        verdict="not decidable", why=ruled("not decidable", "", why, say),
        values={"date": span},
    )  # fmt: skip
