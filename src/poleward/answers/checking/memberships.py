"""Claims about membership, held against dated memberships with their sources."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, combine, days, ruled
from poleward.archive import Archive
from poleward.channels.say import ENGLISH, N_, Say
from poleward.coding.claims.memberships import MembershipReading
from poleward.coding.page_claims import Placed

_NO_RECORD = N_("No record of the members of %(organisation)s is held.")
NEARLY = dt.timedelta(days=31)
"""A date at most this far from the one on record is imprecise, not wrong."""
ALLIANCES = ("NATO", "CSTO")
"""Alliances of common defence with dated members: who belongs to one is not neutral."""
_ONE_DAY = dt.timedelta(days=1)
_SEATS = frozenset({"member", "observer", "suspended"})
_SPANS = {
    ("member", False): N_("member since %(joined)s"), ("member", True): N_("member since %(joined)s until %(left)s"),
    ("observer", False): N_("observer since %(joined)s"),
    ("observer", True): N_("observer since %(joined)s until %(left)s"),
    ("suspended", False): N_("suspended since %(joined)s"),
    ("suspended", True): N_("suspended since %(joined)s until %(left)s"),
}  # fmt: skip
"""By status, and whether it ended."""
_RECORDED = {
    "member": N_("%(state)s, member of %(organisation)s"), "observer": N_("%(state)s, observer of %(organisation)s"),
    "suspended": N_("%(state)s, suspended from %(organisation)s"),
}  # fmt: skip
Days = tuple[dt.date, dt.date]
"""The first and the last day between which something happened; equal where the day is known."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One dated membership on record; `last` None while it is in force.

    `first` and `last` are certain days; `earliest` is before `first`, and `latest` after `last`, where a source gives
    less than a day.
    """

    state: str
    organisation: str
    status: str
    first: dt.date
    last: dt.date | None
    earliest: dt.date
    latest: dt.date | None
    source: str

    def meets(self, earliest: dt.date, latest: dt.date) -> bool:
        """Whether it is in force on any day of a span."""
        return self.first <= latest and (self.last is None or earliest <= self.last)

    def may_meet(self, earliest: dt.date, latest: dt.date) -> bool:
        """Whether it may be in force on any day of a span."""
        return self.earliest <= latest and (self.latest is None or earliest <= self.latest)

    @property
    def joined(self) -> Days:
        """The days on one of which the state joined."""
        return self.earliest, self.first

    @property
    def left(self) -> Days | None:
        """The days on one of which the state left; None while it is in force."""
        return (self.last + _ONE_DAY, self.latest + _ONE_DAY) if self.last and self.latest else None


def check_membership(
    archive: Archive, claim: MembershipReading, place: Placed, published: dt.date | None, say: Say = ENGLISH
) -> CheckedClaim:
    """Return one membership claim with its verdict; `published` is the last day on which the page can have appeared."""
    if claim.kind == "neutral":
        return _neutral(archive, claim, place, published, say)
    seats = _seats(archive, claim.organisation)
    if not seats:
        return _checked(claim, place, "not decidable", say(_NO_RECORD, organisation=claim.organisation))
    found = [_decide_state(claim, place, published, seats, state, say) for state in claim.states]
    verdict, more = _quantified(claim, place, published, seats, [v for v, _, _ in found], say)
    correction = "; ".join(dict.fromkeys(c for _, c, _ in found if c)) if verdict == "supported" else ""
    said = [text for _, _, text in found] + more
    used = [s for s in seats if s.state in claim.states]
    why = ruled(verdict, correction, " ".join(dict.fromkeys(said)), say)
    return _checked(claim, place, verdict, why, tuple(_record(s, say) for s in used), correction)


def _neutral(
    archive: Archive, claim: MembershipReading, place: Placed, published: dt.date | None, say: Say
) -> CheckedClaim:
    """Return a claim of neutrality: a member of a defence alliance is not neutral, but who is in none need not be."""
    on = dataclasses.replace(place, earliest=None, latest=None)
    own = [s for body in ALLIANCES for s in _seats(archive, body) if s.state in claim.states and s.status == "member"]
    held = [s for s in own if _holds(claim, on, published, [s], Seat.meets)]
    said = " ".join(_said(say.state(s.state), s.organisation, [s], say) for s in held)
    if held and not claim.negated:
        records = tuple(_record(s, say) for s in held)
        return _checked(claim, place, "contradicted", ruled("contradicted", "", said, say), records)
    told = say("No record of neutrality is held. %(said)s", said=said)
    return _checked(claim, place, "not decidable", ruled("not decidable", "", told.strip(), say))


def _checked(
    claim: MembershipReading, place: Placed, verdict: Verdict, why: str, records: tuple[DecidingRecord, ...] = (),
    correction: str = "",
) -> CheckedClaim:  # fmt: skip
    values = {"organisation": claim.organisation, "claimed": claim.kind, "quantifier": claim.quantifier}
    return CheckedClaim(
        kind="membership", exact=place.exact, start_at=place.start_at, end_at=place.end_at, states=claim.states,
        verdict=verdict, why=why, records=records, correction=correction, leans={}, values=values,
    )  # fmt: skip


def _seats(archive: Archive, organisation: str) -> list[Seat]:
    """Return the memberships on record: the archive's, or the registry's own where the archive has none."""
    rows = archive.rows(
        "SELECT DISTINCT t.state, t.indicator, t.date_earliest AS first, t.date_latest AS last, t.source,"
        " coalesce(b.date_earliest, t.date_earliest) AS earliest, coalesce(a.date_latest, t.date_latest) AS latest"
        " FROM ties t LEFT JOIN ties b ON b.status = 'not_observed' AND b.channel = t.channel AND b.state = t.state"
        " AND b.partner = t.partner AND b.indicator = t.indicator AND b.date_latest = t.date_earliest - 1"
        " LEFT JOIN ties a ON a.status = 'not_observed' AND a.channel = t.channel AND a.state = t.state"
        " AND a.partner = t.partner AND a.indicator = t.indicator AND a.date_earliest = t.date_latest + 1"
        " WHERE t.channel = 'treaties' AND t.indicator IN ('member', 'observer', 'suspended') AND t.status = 'observed'"
        " AND t.partner = ? ORDER BY t.state, t.date_earliest, t.indicator",
        [organisation],
    )
    if rows:
        return [
            Seat(
                state=r["state"], organisation=organisation, status=r["indicator"], first=r["first"], last=r["last"],
                earliest=r["earliest"], latest=r["latest"], source=r["source"]
            )
            for r in rows
        ]  # fmt: skip
    return [
        Seat(
            state=m.state, organisation=organisation, status=m.status, first=m.span.since,
            last=m.span.until and m.span.until - _ONE_DAY, earliest=m.possible.since or m.span.since,
            latest=m.possible.until and m.possible.until - _ONE_DAY, source="; ".join(m.sources),
        )
        for m in load_registry().memberships
        if m.organisation == organisation and m.span.since is not None and m.status in _SEATS
    ]  # fmt: skip


def _decide_state(
    claim: MembershipReading, place: Placed, published: dt.date | None, seats: Sequence[Seat], state: str, say: Say
) -> tuple[Verdict, str, str]:
    """Return the verdict for one state, its correction, and what the record says."""
    name = say.state(state)
    own = [s for s in seats if s.state == state]
    as_claimed = [s for s in own if s.status == claim.status]
    suspended = [s for s in own if s.status == "suspended"]
    said = _said(name, claim.organisation, own, say)
    if claim.kind == "is" and published is None and (place.earliest is None or place.since or place.until):
        return _at_any_time(claim, as_claimed), "", said
    if claim.kind == "is":
        holds = _holds(claim, place, published, as_claimed, Seat.meets)
        if not holds and _holds(claim, place, published, [*as_claimed, *suspended], Seat.may_meet):
            return "not decidable", "", said
        since = _since(claim, place, as_claimed, say) if holds and not claim.negated else None
        if since is not None:
            return since[0], since[1] and say("%(state)s since %(day)s", state=name, day=since[1]), said
        return ("supported" if holds != claim.negated else "contradicted"), "", said
    if claim.kind == "signed":
        return "not decidable", "", say("No record of treaties of accession is held. %(said)s", said=said)
    happened = [s.joined for s in (suspended if claim.kind == "suspend" else as_claimed)]
    if claim.kind in ("leave", "suspend"):
        happened = [*(happened if claim.kind == "suspend" else ()), *(s.left for s in own if s.left)]
        if claim.kind == "suspend" and _dated(happened, place, published, say)[0] == "contradicted":
            return "not decidable", "", say("A member that stays away is a member on every list. %(said)s", said=said)
    verdict, day = _dated(happened, place, published, say)
    if claim.negated:
        verdict = {"supported": "contradicted", "contradicted": "supported"}.get(verdict, verdict)  # type: ignore[assignment]
        return verdict, "", said
    return verdict, f"{name}: {day}" if day else "", said


def _at_any_time(claim: MembershipReading, seats: Sequence[Seat]) -> Verdict:
    """Return the verdict on a claim about the day of a page that nobody knows: only what never changed decides."""
    if not seats:
        return "supported" if claim.negated else "contradicted"
    now = any(s.last is None for s in seats)
    return "supported" if now and not claim.negated and not claim.past else "not decidable"


def _holds(
    claim: MembershipReading, place: Placed, published: dt.date | None, seats: Sequence[Seat],
    meets: Callable[[Seat, dt.date, dt.date], bool],
) -> bool:  # fmt: skip
    if place.earliest is not None and place.latest is not None and not (place.since or place.until):
        # A page of May 2022 that says 'in 2022' speaks of the time until May.
        return any(meets(s, place.earliest, place.latest) for s in seats)
    if claim.past:
        return any(published is None or meets(s, s.earliest, published) for s in seats)
    if published is None:
        return any(s.last is None for s in seats)
    return any(meets(s, published, published) for s in seats)


def _since(
    claim: MembershipReading, place: Placed, seats: Sequence[Seat], say: Say
) -> tuple[Verdict, str] | None:  # fmt: skip
    """Return the verdict on 'since …', with the day on record where the claim's is not exact."""
    if not place.since or place.earliest is None or place.latest is None:
        return None
    return _dated([s.joined for s in seats], place, None, say)


def _dated(happened: Sequence[Days], place: Placed, published: dt.date | None, say: Say) -> tuple[Verdict, str]:
    """Return whether one of the days on record is the claim's, and the day where the claim is a little off.

    Where the record has only an interval that reaches beyond the claim's, it decides nothing.
    """
    if not happened:
        return "contradicted", ""
    if place.earliest is None or place.latest is None:
        if published is None or min(last for _, last in happened) <= published:
            return "supported", ""
        return ("not decidable" if min(first for first, _ in happened) <= published else "contradicted"), ""
    if any(place.earliest <= first and last <= place.latest for first, last in happened):
        return "supported", ""
    earliest, latest = place.earliest - NEARLY, place.latest + NEARLY
    near = [first for first, last in happened if earliest <= first and last <= latest]
    if near:
        return "supported", say.day(near[0])
    met = any(earliest <= last and first <= latest for first, last in happened)
    return ("not decidable" if met else "contradicted"), ""


def _quantified(
    claim: MembershipReading,
    place: Placed,
    published: dt.date | None,
    seats: Sequence[Seat],
    each: list[Verdict],
    say: Say,
) -> tuple[Verdict, list[str]]:
    """Return the verdict on all states together, as the quantifier asks."""
    if claim.quantifier in ("some", "most"):
        needed = 1 if claim.quantifier == "some" else len(each) // 2 + 1
        return ("supported" if each.count("supported") >= needed else "contradicted"), []
    verdict = combine(each)
    if claim.quantifier == "only":
        others = sorted(set(claim.scope or {s.state for s in seats}) - set(claim.states))
        too = [s for s in others if _decide_state(claim, place, published, seats, s, say)[0] == "supported"]
        if too:
            names = ", ".join(map(say.state, too))
            return "contradicted", [say.n("So is %(states)s.", "So are %(states)s.", len(too), states=names)]
    return verdict, []


def _said(name: str, organisation: str, own: Sequence[Seat], say: Say) -> str:
    if not own:
        return say(
            "%(state)s is on no list of %(organisation)s's members or observers.", state=name, organisation=organisation
        )
    spans = ", ".join(
        say(_SPANS[s.status, bool(s.left)], joined=_day(s.joined, say), left=_day(s.left, say) if s.left else "")
        for s in own
    )
    return say("%(state)s in %(organisation)s: %(spans)s.", state=name, organisation=organisation, spans=spans)


def _day(days: Days, say: Say) -> str:
    """Return a day, or the interval in which it lies."""
    if days[0] == days[1]:
        return say.day(days[0])
    return say("some day between %(first)s and %(last)s", first=say.day(days[0]), last=say.day(days[1]))


def _record(seat: Seat, say: Say) -> DecidingRecord:
    what = say(_RECORDED[seat.status], state=say.state(seat.state), organisation=seat.organisation)
    return DecidingRecord(
        kind="membership", ref=f"treaties:{seat.state}:{seat.organisation}:{seat.status}:{seat.first}",
        date=days(seat.first, seat.last), what=what, source=seat.source,
        values={"state": seat.state, "organisation": seat.organisation, "status": seat.status},
    )  # fmt: skip
