"""Claims about trade shares, main partners and dependence, held against published flows.

Each publisher's figures are taken by themselves, never added; where publishers disagree the verdict is mixed.
A share is the partner's part of the state's own total as the publisher gives it, or of the sum over all partners.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.answers.checking.checked_claim import CheckedClaim, DecidingRecord, Verdict, combine, ruled
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
_BODIES = {"EU": N_("the European Union"), "WEST": N_("the West")}
_INDICATORS = {
    "imports": ("imports",), "exports": ("exports",), "trade": ("imports", "exports"), "arms": ("tiv",),
}  # fmt: skip
_SHARES = {
    "imports": N_("%(partner)s had %(percent)s %% of %(state)s's imports in %(year)s, rank %(rank)s (%(source)s)"),
    "exports": N_("%(partner)s had %(percent)s %% of %(state)s's exports in %(year)s, rank %(rank)s (%(source)s)"),
    "trade": N_("%(partner)s had %(percent)s %% of %(state)s's trade in %(year)s, rank %(rank)s (%(source)s)"),
    "arms": N_("%(partner)s had %(percent)s %% of %(state)s's arms imports in %(year)s, rank %(rank)s (%(source)s)"),
}  # fmt: skip
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


@dataclass(frozen=True, slots=True)
class Share:
    """One publisher's figure for one year: the partner's share in per cent, its rank among states, and the leader."""

    state: str
    partner: str
    flow: str
    year: int
    percent: float
    rank: int
    leader: str
    source: str
    value: float
    total: float
    unit: str

    def said(self, say: Say) -> str:
        """Return the figure in words."""
        rank = f"{self.rank}"
        if self.rank > 1:
            rank = say("%(rank)s (first: %(leader)s)", rank=rank, leader=_name(self.leader, say))
        return say(
            _SHARES[self.flow], partner=_name(self.partner, say), percent=say.number(self.percent, 1),
            state=say.state(self.state), year=self.year, rank=rank, source=self.source,
        )  # fmt: skip

    def record(self, say: Say) -> DecidingRecord:
        """Return it as a record that decides a claim."""
        return DecidingRecord(
            kind="trade", ref=f"{self.flow}:{self.state}:{self.partner}:{self.year}:{self.source}", date=str(self.year),
            what=self.said(say), source=self.source,
            values={
                "share": round(self.percent, 2), "rank": self.rank, "value": self.value, "total": self.total,
                "unit": self.unit,
            },
        )  # fmt: skip


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
    if claim.goods and verdict != "not decidable":
        verdict = "not decidable"
        said.insert(
            0, say("The archive holds no trade by commodity (%(goods)s); the whole is beside it.", goods=claim.goods)
        )
    correction = "; ".join(dict.fromkeys(corrections)) if verdict == "supported" else ""
    kind = "dependence" if claim.kind == "dependence" else "trade"
    return CheckedClaim(
        kind=kind, exact=place.exact, start_at=place.start_at, end_at=place.end_at, states=claim.states,
        verdict=verdict, why=ruled(verdict, correction, " ".join(said), say),
        records=tuple(s.record(say) for s in used), correction=correction, leans={},
        values={"partner": claim.partner, "flow": claim.flow, "claimed": claim.kind, "share": claim.share},
    )  # fmt: skip


def _decide(claim: TradeReading, figures: Sequence[Share], say: Say) -> tuple[Verdict, str]:
    """Return what figures of one kind (in order of years) say of a claim, and how they correct it."""
    last = figures[-1]
    correction = ""
    if claim.kind == "rank":
        verdict: Verdict = "supported" if last.rank == claim.rank else "contradicted"
    elif claim.kind == "dependence":
        if last.percent >= DEPENDENT or last.rank == 1:
            verdict = "supported"
        else:
            verdict = "contradicted" if last.percent < INDEPENDENT and last.rank > 3 else "mixed"
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


def _share(claimed: float | None, hedge: str, figure: Share, say: Say) -> tuple[Verdict, str]:
    if claimed is None:
        return "not decidable", ""
    true = figure.percent
    if hedge in ("more than", "over", "at least", "upwards of"):
        return ("supported" if true >= claimed - 0.5 else "contradicted"), ""
    if hedge in ("less than", "under", "fewer than", "no more than", "up to", "barely"):
        return ("supported" if true <= claimed + 0.5 else "contradicted"), ""
    gap = abs(true - claimed)
    if gap <= (LOOSE if hedge and hedge not in ("only", "just") else EXACT):
        return "supported", ""
    if gap > LOOSE:
        return "contradicted", ""
    return "supported", say("%(percent)s %% in %(year)s", percent=say.number(true, 1), year=figure.year)


def _trend(claim: TradeReading, figures: Sequence[Share], say: Say) -> tuple[Verdict, str]:
    """Return the verdict on 'fell from A to B': the direction, and each number that is stated."""
    if len(figures) < 2:
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
    for share in _shares(archive, state, claim.partner, claim.flow, config):
        own.setdefault(share.source, []).append(share)
    if claim.kind == "trend":
        return _ends(claim, own)
    years = _years(place)
    if years:
        return [kept for shares in own.values() if (kept := [s for s in shares if s.year in years])]
    newest = []
    for shares in own.values():
        # A year that was not over when the page appeared cannot have been known.
        known = [s for s in shares if published is None or dt.date(s.year, 12, 31) <= published]
        newest += known[-1:]
    reach = max((s.year for s in newest), default=0)
    if published is not None and published.year - reach > STALE:
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


def _shares(archive: Archive, state: str, partner: str, flow: str, config: Config) -> list[Share]:
    """Return a partner's share of a state's flows for each publisher and year in which both are on record."""
    rows = archive.rows(
        "SELECT source, year(date_earliest) AS year, partner, sum(value) AS value, count(DISTINCT indicator) AS n, "
        "any_value(unit) AS unit FROM ties WHERE channel = ? AND state = ? AND list_contains(?, indicator) "
        "AND value IS NOT NULL AND date_latest - date_earliest > 300 AND (reporter IS NULL OR reporter = state) "
        "GROUP BY ALL ORDER BY source, year, partner",
        ["arms" if flow == "arms" else "trade", state, list(_INDICATORS[flow])],
    )
    by_year: dict[tuple[str, int], dict[str, tuple[float, int]]] = {}
    units = {row["source"]: row["unit"] for row in rows}
    for row in rows:
        # The world's total of a publisher may stand under a name of its own ('… [sum of partners]').
        source = row["source"].removesuffix(" [sum of partners]")
        by_year.setdefault((source, row["year"]), {})[row["partner"]] = (row["value"], row["n"])
    registry = load_registry()
    out = []
    for (source, year), flows in sorted(by_year.items()):
        members = _members(partner, dt.date(year, 7, 1), config)
        direct = {partner} & set(flows)
        group = direct or (members & set(flows))
        total = flows["WLD"][0] if "WLD" in flows else sum(v for p, (v, _) in flows.items() if p in registry.states)
        value = sum(flows[p][0] for p in group)
        need = len(_INDICATORS[flow])
        if not group or total <= 0 or max(flows[p][1] for p in group) < need or _n(flows) < need:
            continue
        others = {p: v for p, (v, _) in flows.items() if p in registry.states and p not in members | {partner}}
        rank = 1 + sum(v > value for v in others.values())
        leader = partner if rank == 1 else max(others, key=lambda p: (others[p], p))
        out.append(
            Share(
                state=state, partner=partner, flow=flow, year=year, percent=100 * value / total, rank=rank,
                leader=leader, source=source, value=value, total=total, unit=units.get(source, "USD"),
            )
        )  # fmt: skip
    return out


def _n(flows: dict[str, tuple[float, int]]) -> int:
    return flows["WLD"][1] if "WLD" in flows else max(n for _, n in flows.values())


def _members(partner: str, on: dt.date, config: Config) -> set[str]:
    """Return the states that a partner stands for: itself, an organisation's members, or those of a pole's region."""
    if known := set(load_registry().expand(partner, on)):
        return known
    region = next((p for p in config.poles.values() if partner in p.organisations), None)
    return set(region.states) if region else {partner}


def _name(code: str, say: Say) -> str:
    """Return what a partner is called: a state, or a body that claims are told about."""
    return say(_BODIES[code]) if code in _BODIES else say.state(code)
