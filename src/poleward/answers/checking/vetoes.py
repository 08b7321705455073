"""Claims about vetoes, held against the table of vetoes in the Security Council."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from poleward.actors import load_registry
from poleward.answers import vetoes
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, days, ruled
from poleward.answers.checking.roll_calls import RECENT, STEM, WRONG_DAY
from poleward.answers.vetoes import Veto
from poleward.channels.say import ENGLISH, Say
from poleward.coding.claims.vetoes import VetoClaim
from poleward.coding.claims.vote_subjects import keywords

ZONE = dt.timedelta(days=1)
"""The Council votes in New York: elsewhere it may be the next day."""
ONE_VOTE = dt.timedelta(days=3)
"""A claim whose days are no more than these apart means one vote, so that another one who cast it contradicts it."""
_SEVERAL = re.compile(
    r"\b(?:earlier|previous\w*|two|three|four|five|\w+th|times|resolutions|drafts|already|repeatedly|after|before|since)\b",
    re.IGNORECASE,
)
"""Words beside a day that is another vote's: such a claim is never contradicted by its day."""
_OF_NO_MATTER = {"amendment", "became", "resolution", "council", "security", "states"}
"""Words of topics and sentences that tell no matter from another."""


def check_veto(claim: VetoClaim, say: Say = ENGLISH) -> CheckedClaim:
    """Return a claim about a veto with its verdict; that the table has none decides nothing."""
    known = _by_symbol(claim) if claim.symbols else _by_days(claim)
    if not known:
        return _checked(claim, "not decidable", _nothing(claim, say), say)
    fits = [veto for veto in known if set(claim.states) <= set(veto.members)]
    if fits:
        return _checked(claim, "supported", _said(fits[0], say), say, fits[:1], _correction(claim, fits[0], say))
    first = known[0]
    if set(claim.states) & set(first.members):
        return _checked(claim, "mixed", _said(first, say), say, [first])
    if claim.symbols or (len(known) == 1 and _means_one(claim) and _shared(claim, first)):
        return _checked(claim, "contradicted", _said(first, say), say, [first])
    return _checked(claim, "not decidable", _nothing(claim, say), say)


def _by_symbol(claim: VetoClaim) -> list[Veto]:
    return [veto for symbol in claim.symbols if (veto := vetoes.named(symbol)) is not None]


def _by_days(claim: VetoClaim) -> list[Veto]:
    """Return the vetoes that a claim can mean by its days, or of the year before its page by its matter."""
    first, last = claim.date_earliest, claim.date_latest
    if first is not None and last is not None:
        near = _on_the_matter(claim, first - ZONE, last + ZONE)
        if near:
            return near
        far = _of(claim, _between(first - WRONG_DAY, last + WRONG_DAY))
        return far if len(far) == 1 else []
    if claim.published is None:
        return []
    return _of(claim, _between(claim.published - RECENT, claim.published))[:1]


def _on_the_matter(claim: VetoClaim, first: dt.date, last: dt.date) -> list[Veto]:
    """Return the vetoes between two days: those on the claim's matter where there are some, else all."""
    found = _between(first, last)
    return [veto for veto in found if _shared(claim, veto)] or found


def _of(claim: VetoClaim, found: Iterable[Veto]) -> list[Veto]:
    """Return the vetoes that the claim's states cast, on its matter."""
    return [veto for veto in found if set(claim.states) <= set(veto.members) and _shared(claim, veto)]


def _between(first: dt.date, last: dt.date) -> list[Veto]:
    return [veto for veto in vetoes.every() if first <= veto.date <= last]


def _means_one(claim: VetoClaim) -> bool:
    first, last = claim.date_earliest, claim.date_latest
    if first is None or last is None or _SEVERAL.search(claim.text):
        return False
    return last - first <= ONE_VOTE and vetoes.is_complete(first, last)


def _shared(claim: VetoClaim, veto: Veto) -> bool:
    """Whether claim and veto are on one matter: a word of the topic that is not the name of one who cast it."""
    names = load_registry().states
    own = {stem for code in (*claim.states, *veto.members) if code in names for stem in _stems(names[code].name)}
    topic = _stems(veto.topic) - own
    return bool(topic & _stems(claim.text)) or bool(topic & _stems(claim.context))


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in keywords(text) if len(word) >= STEM and word not in _OF_NO_MATTER}


def _correction(claim: VetoClaim, veto: Veto, say: Say) -> str:
    """Say the day where the claim is more than a time zone off."""
    first, last = claim.date_earliest, claim.date_latest
    off = first is not None and last is not None and not first - ZONE <= veto.date <= last + ZONE
    return say("the vote was on %(day)s", day=say.day(veto.date)) if off else ""


def _said(veto: Veto, say: Say) -> str:
    return say(
        "%(veto)s of %(day)s (%(topic)s): vetoed by %(states)s.", veto=veto.veto_id, day=say.day(veto.date),
        topic=veto.topic, states=_names(veto.members, say),
    )  # fmt: skip


def _nothing(claim: VetoClaim, say: Say) -> str:
    states = _names(claim.states, say)
    if claim.date_earliest is None:
        return say("The table of vetoes has none of %(states)s that fits the claim; it may lack it.", states=states)
    return say(
        "The table of vetoes has none of %(states)s, %(days)s, that fits the claim; it may lack it.", states=states,
        days=say.period(days(claim.date_earliest, claim.date_latest)),
    )  # fmt: skip


def _names(states: Sequence[str], say: Say) -> str:
    return ", ".join(map(say.state, states))


def _checked(
    claim: VetoClaim, verdict: Verdict, why: str, say: Say, found: Sequence[Veto] = (), correction: str = ""
) -> CheckedClaim:  # fmt: skip
    return CheckedClaim(
        kind="vote", exact=claim.exact, start_at=claim.start_at, end_at=claim.end_at, states=claim.states,
        verdict=verdict, why=ruled(verdict, correction, why, say),
        records=tuple(_record(veto, say) for veto in found), correction=correction,
        values={"quantifier": "each", "allowed": ["veto"], "about": found[0].topic if found else ""},
    )  # fmt: skip


def _record(veto: Veto, say: Say) -> DecidingRecord:
    return DecidingRecord(
        kind="veto", ref=veto.veto_id, date=veto.date.isoformat(),
        what=say("%(topic)s; vetoed by %(states)s", topic=veto.topic, states=_names(veto.members, say)),
        source=veto.sources[-1],
        values={
            "symbol": veto.symbol, "title": veto.topic, "vetoed_by": list(veto.members), "sources": list(veto.sources),
        },
    )  # fmt: skip
