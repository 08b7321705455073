"""What publishers say of a partner's share in a state's trade: a figure of each year, or the bounds that one leaves.

A publisher of flows gives a share exactly: the partner's part of its own total, or of the sum over all partners. A
publisher of first partners' shares (the box's) gives them as printed, and bounds everyone whom it does not name. Of all
trade such shares only say that the partner's lies between its share of exports and its share of imports.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from poleward.actors import load_registry
from poleward.answers.checking.checked_claim import DecidingRecord
from poleward.archive import Archive
from poleward.channels.flow_bounds import INDICATORS, Between, share_of_pole, withheld
from poleward.channels.say import N_, Say
from poleward.channels.ties_record import WHOLE_YEAR, WORLD, PublishedTie
from poleward.config import Config
from poleward.tables import ANY_OTHER

FLOWS = {"imports": ("imports",), "exports": ("exports",), "trade": ("imports", "exports"), "arms": ("tiv",)}
_BODIES = {"EU": N_("the European Union"), "WEST": N_("the West")}
_SHARES = {
    "imports": N_("%(partner)s had %(percent)s %% of %(state)s's imports in %(year)s, rank %(rank)s (%(source)s)"),
    "exports": N_("%(partner)s had %(percent)s %% of %(state)s's exports in %(year)s, rank %(rank)s (%(source)s)"),
    "trade": N_("%(partner)s had %(percent)s %% of %(state)s's trade in %(year)s, rank %(rank)s (%(source)s)"),
    "arms": N_("%(partner)s had %(percent)s %% of %(state)s's arms imports in %(year)s, rank %(rank)s (%(source)s)"),
}  # fmt: skip
LAST = 999
"""The rank of a partner that may come after any number of others."""
WIDE = 4.0
"""Percentage points: bounds farther apart are no figure, only bounds. A share printed in whole per cent spans one."""


@dataclass(frozen=True, slots=True)
class Share:
    """One publisher's figure for one year: the partner's share in per cent and its rank among states, each as bounds.

    `leader` is a state that ranks before the partner, or the partner itself.
    """

    state: str
    partner: str
    flow: str
    year: int
    low: float
    high: float
    first: int
    last: int
    leader: str
    source: str

    @property
    def publisher(self) -> str:
        """Who publishes it, whatever the edition."""
        return self.source.split(",")[0]

    @property
    def exact(self) -> bool:
        """Whether it is a figure, and not only bounds."""
        return self.low > 0 and self.high - self.low <= WIDE

    @property
    def percent(self) -> float:
        """The figure; the middle of what rounding leaves."""
        return (self.low + self.high) / 2

    def said(self, say: Say) -> str:
        """Return the figure or its bounds in words."""
        low, high = say.number(self.low, 1), say.number(self.high, 1)
        percent = say.number(self.percent, 1) if self.exact else f"{low}-{high}" if self.low > 0 else f"≤ {high}"
        rank = f"{self.first}" if self.first == self.last else f"≥ {self.first}"
        if self.first > 1:
            rank = say("%(rank)s (first: %(leader)s)", rank=rank, leader=name_of(self.leader, say))
        return say(
            _SHARES[self.flow], partner=name_of(self.partner, say), percent=percent, state=say.state(self.state),
            year=self.year, rank=rank, source=self.source,
        )  # fmt: skip

    def record(self, say: Say) -> DecidingRecord:
        """Return it as a record that decides a claim."""
        return DecidingRecord(
            kind="trade", ref=f"{self.flow}:{self.state}:{self.partner}:{self.year}:{self.source}", date=str(self.year),
            what=self.said(say), source=self.source,
            values={
                "share": round(self.percent, 2) if self.exact else None, "share_from": round(self.low, 2),
                "share_to": round(self.high, 2), "rank": self.first if self.first == self.last else None,
            },
        )  # fmt: skip


def shares_of(archive: Archive, state: str, partner: str, flow: str, config: Config) -> list[Share]:
    """Return a partner's share of a state's flows for each publisher and year that has it, in order of both."""
    rows = archive.rows(
        "SELECT state, partner, channel, indicator, date_earliest, date_latest, value, unit, status, reporter, source"
        " FROM ties WHERE channel = ? AND state = ? AND value IS NOT NULL"
        f" AND date_latest - date_earliest > {WHOLE_YEAR} AND (reporter IS NULL OR reporter = state)"
        " ORDER BY source, date_earliest, partner, indicator",
        ["arms" if flow == "arms" else "trade", state],
    )
    ties = [PublishedTie(ref="", **row) for row in rows]
    found = [*_of_flows(ties, state, partner, flow, config), *_of_shares(ties, state, partner, flow, config)]
    return sorted(found, key=lambda s: (s.publisher, s.year, s.source))


def _of_flows(ties: Sequence[PublishedTie], state: str, partner: str, flow: str, config: Config) -> list[Share]:
    """Return the shares that follow from published flows."""
    by_year: dict[tuple[str, int], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for t in ties:
        if t.indicator in FLOWS[flow]:
            # The world's total of a publisher may stand under a name of its own ('… [sum of partners]').
            by_year[t.source.removesuffix(" [sum of partners]"), t.year][t.partner][t.indicator] = t.value or 0.0
    registry = load_registry()
    out = []
    for (source, year), flows in sorted(by_year.items()):
        members = members_of(partner, dt.date(year, 7, 1), config)
        values = {p: sum(parts.values()) for p, parts in flows.items()}
        total = values[WORLD] if WORLD in values else sum(v for p, v in values.items() if p in registry.states)
        group = {partner} & set(values) or (members & set(values))
        need = len(FLOWS[flow])
        kinds = len(flows[WORLD]) if WORLD in flows else max(map(len, flows.values()))
        if not group or total <= 0 or kinds < need or max(len(flows[p]) for p in group) < need:
            continue
        value = sum(values[p] for p in group)
        others = {p: v for p, v in values.items() if p in registry.states and p not in members | {partner}}
        rank = 1 + sum(v > value for v in others.values())
        out.append(
            Share(
                state=state, partner=partner, flow=flow, year=year, low=100 * value / total, high=100 * value / total,
                first=rank, last=rank, leader=partner if rank == 1 else max(others, key=lambda p: (others[p], p)),
                source=source,
            )
        )  # fmt: skip
    return out


def _of_shares(ties: Sequence[PublishedTie], state: str, partner: str, flow: str, config: Config) -> list[Share]:
    """Return what published shares of first partners say, where each flow of a year has them and none is withheld."""
    rows: dict[tuple[str, int], list[PublishedTie]] = defaultdict(list)
    for t in ties:
        if t.indicator in INDICATORS and t.unit == "share":
            rows[INDICATORS[t.indicator], t.year].append(t)
    out = []
    for year in sorted({year for _, year in rows}):
        flows = [rows.get((name, year), []) for name in FLOWS[flow]]
        members = members_of(partner, dt.date(year, 7, 1), config)
        if any(withheld(rows, name, year, members) for name in FLOWS[flow]) or not all(flows):
            continue
        own = [share_of_pole(one, members) for one in flows]
        first, last, leader = _rank(flows, own, members)
        out.append(
            Share(
                state=state, partner=partner, flow=flow, year=year, low=100 * min(b.low for b in own),
                high=100 * max(b.high for b in own), first=first, last=last, leader=leader or partner,
                source=flows[0][-1].source,
            )
        )  # fmt: skip
    return out


def _rank(
    flows: Sequence[Sequence[PublishedTie]], own: Sequence[Between], members: Collection[str]
) -> tuple[int, int, str | None]:
    """Return the first and the last rank that a partner can have in flows together, and a state that ranks before it.

    Another ranks before it for certain where it does in every flow, and possibly where it may in one.
    """
    names = {t.partner for one in flows for t in one if t.status == "observed"} - set(members)
    theirs: Mapping[str, list[Between]] = {p: [share_of_pole(one, {p}) for one in flows] for p in names}
    sure = {p for p, b in theirs.items() if all(x.low >= o.high - 1e-9 for x, o in zip(b, own, strict=True))}
    maybe = {p for p, b in theirs.items() if any(x.high > o.low + 1e-9 for x, o in zip(b, own, strict=True))}
    rest = [next((t.value or 0.0 for t in one if t.partner == ANY_OTHER), 1.0) for one in flows]
    open_ended = any(most > o.low for most, o in zip(rest, own, strict=True))
    leader = max(sure, key=lambda p: (sum(b.low for b in theirs[p]), p), default=None)
    return 1 + len(sure), LAST if open_ended else 1 + len(maybe), leader


def members_of(partner: str, on: dt.date, config: Config) -> set[str]:
    """Return the states that a partner stands for: itself, an organisation's members, or those of a pole's region."""
    if known := set(load_registry().expand(partner, on)):
        return known
    region = next((p for p in config.poles.values() if partner in p.organisations), None)
    return set(region.states) if region else {partner}


def name_of(code: str, say: Say) -> str:
    """Return the name of a state, or of a group as partners are named."""
    return say(_BODIES[code]) if code in _BODIES else say.state(code)
