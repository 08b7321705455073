"""An article's claims, held against the record: supported, contradicted, mixed or not decidable.

Which record decides: roll calls and vetoes for claims about votes, dated memberships, published flows for trade and
dependence, other documents and other coders for dated events, and the measured verdict for what the headline claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from poleward import config as configuration
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, combine, each_by_itself
from poleward.answers.checking.dated import check_office, not_on_record
from poleward.answers.checking.events import check_events
from poleward.answers.checking.headline import check_headline
from poleward.answers.checking.memberships import check_membership
from poleward.answers.checking.roll_calls import PageRollCalls
from poleward.answers.checking.tallies import check_tally
from poleward.answers.checking.trade import check_trade
from poleward.answers.checking.vetoes import check_veto
from poleward.answers.checking.votes import check_claim
from poleward.archive import Archive
from poleward.channels.say import ENGLISH, Say
from poleward.coding import Coder, Statement
from poleward.coding.page_claims import Placed, read_claims
from poleward.coding.reader import ParsedPage
from poleward.config import Config
from poleward.pages import Document

__all__ = ["CheckedClaim", "DecidingRecord", "Verdict", "check", "check_claim", "combine"]


def check(
    archive: Archive,
    document: Document,
    coder: Coder,
    config: Config | None = None,
    page: ParsedPage | None = None,
    say: Say = ENGLISH,
) -> list[CheckedClaim]:
    """Return every claim of a page that a record can decide, with its verdict: the headline first, then as they stand.

    Parameters
    ----------
    archive
        Where the records are. The page itself need not be in it, and is never evidence for its own events.
    config
        The poles; the shipped ones unless given.
    page
        The document as parsed before, by one who wants more of it than its claims.
    say
        The language in which verdicts are told.
    """
    config = config or configuration.load()
    claims = read_claims(coder, document, page)
    published = document.published_latest or document.published_earliest
    calls = PageRollCalls(archive, (*claims.matters, *claims.tallies))
    found: list[CheckedClaim] = []
    for claim, scope in claims.votes:
        found += each_by_itself(claim, partial(check_claim, calls, scope=scope, config=config, say=say))
    found += [check_tally(calls, claim, say) for claim in claims.tallies]
    found += [check_veto(claim, say) for claim in claims.vetoes]
    for told, place in claims.memberships:
        found += each_by_itself(told, partial(check_membership, archive, place=place, published=published, say=say))
    found += [check_trade(archive, claim, place, published, config, say) for claim, place in claims.trade]
    # What has been read as a vote, a membership or a share is not checked once more as an event.
    events = [s for s in claims.events if _is_apart(s, found)]
    found += check_events(archive, events, say)
    found += [check_office(claim, place, say) for claim, place in claims.offices if _is_apart(place, found)]
    found += [not_on_record(states, place, say) for states, place in claims.dated if _is_apart(place, found)]
    found.sort(key=lambda c: (c.start_at, c.end_at, c.kind))
    if claims.headline is not None:
        movement, title = claims.headline
        head = check_headline(archive, document, movement, title, config, say)
        found = [head, *found] if head is not None else found
    return found


def _is_apart(place: Placed | Statement, found: Sequence[CheckedClaim]) -> bool:
    """Whether no claim that was found stands in the same words."""
    return not any(c.start_at < place.end_at and place.start_at < c.end_at for c in found)
