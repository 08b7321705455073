"""Claims about trade shares, main partners and dependence, held against published flows.

Each publisher's figures are taken by themselves, never added; where publishers disagree the verdict is mixed.
A share is the partner's part of the state's own total as the publisher gives it, or of the sum over all partners.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from poleward.answers.checking.checked_claim import CheckedClaim, Verdict, combine, ruled
from poleward.answers.checking.trade_figures import Share, shares_of
from poleward.archive import Archive
from poleward.channels.say import ENGLISH, N_, Say
from poleward.coding.claims.trade import TradeReading
from poleward.coding.page_claims import Placed
from poleward.config import Config

EXACT = 2.0
"""Percentage points within which a stated share is right as it stands."""
LOOSE = 5.0
"""Percentage points within which 'about' is right, and a plain number is right as corrected."""
SAME = 0.5
"""Percentage points within which a share neither rose nor fell."""
STALE = 3
"""Years by which the newest figure may be older than the page."""
DEPENDENT, INDEPENDENT = 20.0, 10.0
"""A partner with at least the first share (per cent), or the largest share, is depended on; one under the second
share that is not among the three largest is not; between them the record is mixed."""
FIRST_FEW = 3
"""A partner among so many first ones is not said to be unimportant: our choice."""
DEBT = "debt"
"""What is owed is no trade."""
_NO_RECORD = {
    "trade": N_("The archive holds no trade record of %(state)s."),
    "arms": N_("The archive holds no arms record of %(state)s."),
}  # fmt: skip
_NOT_COVERED = {
    "trade": N_(
        "The archive's trade record of %(state)s (%(first)s to %(last)s) does not cover what the claim speaks of."
    ),
    "arms": N_(
        "The archive's arms record of %(state)s (%(first)s to %(last)s) does not cover what the claim speaks of."
    ),
}  # fmt: skip


def check_trade(
    archive: Archive, claim: TradeReading, place: Placed, published: dt.date | None, config: Config,
    say: Say = ENGLISH,
) -> CheckedClaim:  # fmt: skip
    """Return one claim about trade or dependence with its verdict."""
    verdicts: list[Verdict] = []
    corrections: list[str] = []
    said: list[str] = []
    used: list[Share] = []
    for state in claim.states:
        groups = _figures(archive, claim, place, published, state, config)
        found = [share for group in groups for share in group]
        used += found
        if not found:
            verdicts.append("not decidable")
            said.append(_missing(archive, claim, state, say))
            continue
        parts = [_decide(claim, group, say) for group in groups]
        verdicts.append(combine([v for v, _ in parts]))
        corrections += [c for _, c in parts if c]
        said += [f"{s.said(say)}." for s in found]
    verdict = combine(verdicts)
    if claim.goods:
        verdict = "not decidable"
        said.insert(0, _no_goods(claim.goods, say))
    correction = "; ".join(dict.fromkeys(corrections)) if verdict == "supported" else ""
    kind = "dependence" if claim.kind == "dependence" else "trade"
    return CheckedClaim(
        kind=kind, exact=place.exact, start_at=place.start_at, end_at=place.end_at, states=claim.states,
        verdict=verdict, why=ruled(verdict, correction, " ".join(said), say),
        records=tuple(s.record(say) for s in used), correction=correction, leans={},
        values={"partner": claim.partner, "flow": claim.flow, "claimed": claim.kind, "share": claim.share},
    )  # fmt: skip


def _no_goods(goods: str, say: Say) -> str:
    if goods.startswith(DEBT):
        return say("The archive holds no record of who owes what to whom.")
    return say("The archive holds no trade by commodity (%(goods)s); the whole is beside it.", goods=goods)


def _decide(claim: TradeReading, figures: Sequence[Share], say: Say) -> tuple[Verdict, str]:
    """Return what figures of one kind (in order of years) say of a claim, and how they correct it."""
    last = figures[-1]
    correction = ""
    if claim.kind == "rank":
        verdict = _ranked(claim.rank, last)
    elif claim.kind == "dependence":
        verdict = _depended(last)
    elif claim.kind == "trend":
        verdict, correction = _trend(claim, figures, say)
    else:
        verdict, correction = _share(claim.share, claim.hedge, last, say)
    if claim.negated:
        turned: dict[Verdict, Verdict] = {"supported": "contradicted", "contradicted": "supported"}
        return turned.get(verdict, verdict), ""
    if verdict == "supported" and claim.partner_words.lower() == "europe":
        correction = correction or say("“Europe” taken as the European Union")
    return verdict, correction


def _ranked(rank: int, figure: Share) -> Verdict:
    if figure.first == figure.last == rank:
        return "supported"
    return "not decidable" if figure.first <= rank <= figure.last else "contradicted"


def _depended(figure: Share) -> Verdict:
    if figure.low >= DEPENDENT or figure.last == 1:
        return "supported"
    if figure.high < INDEPENDENT and figure.first > FIRST_FEW:
        return "contradicted"
    return "mixed" if figure.exact else "not decidable"


def _share(claimed: float | None, hedge: str, figure: Share, say: Say) -> tuple[Verdict, str]:
    """Return the verdict on a stated share: within what is known, beyond it by too much, or not to be told."""
    if claimed is None:
        return "not decidable", ""
    if hedge in ("over", "at least"):
        claimed -= SAME
        return ("supported" if figure.low >= claimed else _beyond(figure.high < claimed)), ""
    if hedge in ("under", "at most"):
        claimed += SAME
        return ("supported" if figure.high <= claimed else _beyond(figure.low > claimed)), ""
    gap = max(figure.low - claimed, claimed - figure.high, 0.0)
    if not figure.exact:
        return _beyond(gap > LOOSE), ""
    if gap <= (LOOSE if hedge == "about" else EXACT):
        return "supported", ""
    if gap > LOOSE:
        return "contradicted", ""
    return "supported", say("%(percent)s %% in %(year)s", percent=say.number(figure.percent, 1), year=figure.year)


def _beyond(wrong: bool) -> Verdict:
    return "contradicted" if wrong else "not decidable"


def _trend(claim: TradeReading, figures: Sequence[Share], say: Say) -> tuple[Verdict, str]:
    """Return the verdict on 'fell from A to B': the direction, and each number that is stated."""
    if len(figures) < 2 or not (figures[0].exact and figures[-1].exact):
        return "not decidable", ""
    first, last = figures[0], figures[-1]
    moved = last.percent - first.percent
    if (moved > 0) != (claim.way == "up") or abs(moved) <= SAME:
        return "contradicted", ""
    parts: list[tuple[Verdict, str]] = [("supported", "")]
    if claim.share is not None:
        parts.append(_share(claim.share, claim.hedge, last, say))
    if claim.earlier is not None:
        parts.append(_share(claim.earlier, "", first, say))
    return combine([v for v, _ in parts]), "; ".join(c for _, c in parts if c)


def _figures(
    archive: Archive, claim: TradeReading, place: Placed, published: dt.date | None, state: str, config: Config
) -> list[list[Share]]:
    """Return the figures that a claim speaks of: a group for each publisher, in order of years."""
    own: dict[str, list[Share]] = {}
    for share in shares_of(archive, state, claim.partner, claim.flow, config):
        own.setdefault(share.publisher, []).append(share)
    if claim.kind == "trend":
        return _ends(claim, own)
    years = _years(place)
    if years:
        return [kept for shares in own.values() if (kept := [s for s in shares if s.year in years])]
    if published is None:
        return []  # nobody knows which year the page speaks of
    newest = []
    for shares in own.values():
        # A year that was not over when the page appeared cannot have been known.
        known = [s for s in shares if dt.date(s.year, 12, 31) <= published]
        newest += known[-1:]
    reach = max((s.year for s in newest), default=0)
    if published.year - reach > STALE:
        return []
    # A publisher that stops years before the others says nothing about now.
    return [[s] for s in newest if reach - s.year <= 1]


def _years(place: Placed) -> range:
    if place.earliest is None or place.latest is None or place.since or place.until:
        return range(0)
    first, last = place.earliest.year, place.latest.year
    return range(first, last + 1) if last - first <= 1 else range(0)


def _ends(claim: TradeReading, own: dict[str, list[Share]]) -> list[list[Share]]:
    """Return each publisher's figures at the two ends of a trend, named or as far as it reaches.

    Where no publisher has both of two named years, one that has the first stands beside one that has the last.
    """
    first, last = claim.years
    ones = {name: one[0] for name, s in own.items() if (one := [x for x in s if first in (None, x.year)])}
    twos = {name: two[-1] for name, s in own.items() if (two := [x for x in s if last in (None, x.year)])}
    both = [[ones[n], twos[n]] for n in sorted(set(ones) & set(twos)) if ones[n].year < twos[n].year]
    if not both and first and last and ones and twos:
        both = [[ones[min(ones)], twos[min(twos)]]]
    return both


def _missing(archive: Archive, claim: TradeReading, state: str, say: Say) -> str:
    channel = "arms" if claim.flow == "arms" else "trade"
    reach = archive.rows(
        "SELECT min(year(date_earliest)) AS first, max(year(date_earliest)) AS last FROM ties "
        "WHERE channel = ? AND state = ? AND value IS NOT NULL",
        [channel, state],
    )[0]
    if reach["first"] is None:
        return say(_NO_RECORD[channel], state=say.state(state))
    return say(_NOT_COVERED[channel], state=say.state(state), first=reach["first"], last=reach["last"])
