"""What published shares say where no publisher has the flows themselves: a share, or only that it is at most so much.

A source that names a state's first partners with their shares of its exports and of its imports bounds every other
partner (`tables.ANY_OTHER`). A pole's share is then an interval: what its named members have, plus what the others may
have. A first partner that a source names no more may have fallen, or the flow is withheld (Belarus publishes none with
Russia since 2022): such a year is not observed. Bounds are bounds: two of them give no direction, and a bound and a
figure only where they do not meet.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from poleward.channels.estimate import Estimate, Evidence
from poleward.channels.question import Direction, Question
from poleward.channels.ties_record import PublishedTie
from poleward.tables import ANY_OTHER

METHOD = "share-bounds-1"
INDICATORS = {"export_share": "exports", "import_share": "imports"}
_HALF_PERCENT, _TWENTIETH = 0.005, 0.0005
"""How far a share printed in whole percent, or with one decimal, can be from the true one."""
GREAT, FALL, LOOK_BACK = 0.2, 3.0, 5
"""A member whose last named share, of at most so many years ago, was so great and is now at most its so-maniest part
would have to have collapsed at once: that a source no longer names it is then no bound."""


@dataclass(frozen=True, slots=True)
class Between:
    """A share known to lie between two values, 0 to 1."""

    low: float
    high: float

    @property
    def bound_only(self) -> bool:
        """Whether nothing but an upper bound is known."""
        return self.low <= 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A pole's shares in a state's exports and imports in the years before and since, and the mean of the two.

    Attributes
    ----------
    publisher
        Who published the shares.
    years
        Years before and since that have both exports and imports.
    flows
        (before, since) of 'exports' and of 'imports'.
    before, since
        The mean of the share of exports and the share of imports.
    evidence
        Shares of the pole's members, and the bounds for those that are not named.
    """

    publisher: str
    years: tuple[tuple[int, ...], tuple[int, ...]]
    flows: dict[str, tuple[Between, Between]]
    before: Between
    since: Between
    evidence: tuple[Evidence, ...]

    @property
    def two_bounds(self) -> bool:
        """Whether nothing but upper bounds are known, before and since."""
        return self.before.bound_only and self.since.bound_only

    @property
    def change(self) -> Between:
        """The least and the greatest change that the two leave."""
        return Between(self.since.low - self.before.high, self.since.high - self.before.low)


def bounds_of(ties: Sequence[PublishedTie], question: Question, years_before: int) -> Bounds | None:
    """Return what published shares leave for the pole's share; None where a span has no year with both flows.

    Parameters
    ----------
    ties
        The state's ties of the channel, of any indicator.
    years_before
        How many full years before the date count as before.
    """
    rows, both = _published(ties, question.members)
    since = question.since
    first = since.year + (since > dt.date(since.year, 7, 1))
    before = tuple(y for y in both if max(question.before.first.year, first - years_before) <= y < first)
    after = tuple(y for y in both if first <= y <= question.after.last.year)
    if not before or not after:
        return None
    flows = {
        flow: (
            _mean([share_of_pole(rows[flow, y], question.members) for y in before]),
            _mean([share_of_pole(rows[flow, y], question.members) for y in after]),
        )
        for flow in INDICATORS.values()
    }
    used = [t for flow in INDICATORS.values() for y in (*before, *after) for t in rows[flow, y]]
    return Bounds(
        publisher=used[-1].source.split(",")[0], years=(before, after), flows=flows,
        before=_mean([both_ways[0] for both_ways in flows.values()]),
        since=_mean([both_ways[1] for both_ways in flows.values()]),
        evidence=_evidence(used, question, before, after),
    )  # fmt: skip


def bounds_by_year(ties: Sequence[PublishedTie], members: Collection[str]) -> dict[int, Between]:
    """Return the mean of the shares of exports and of imports that published shares leave, where a year has both."""
    rows, both = _published(ties, members)
    return {y: _mean([share_of_pole(rows[flow, y], members) for flow in INDICATORS.values()]) for y in both}


def _published(
    ties: Sequence[PublishedTie], members: Collection[str]
) -> tuple[dict[tuple[str, int], list[PublishedTie]], list[int]]:
    """Return the published shares by flow and year, and the years in which both flows are observed."""
    rows: dict[tuple[str, int], list[PublishedTie]] = defaultdict(list)
    for t in ties:
        if t.indicator in INDICATORS and t.unit == "share" and t.value is not None and t.yearly:
            rows[INDICATORS[t.indicator], t.year].append(t)
    seen = {key for key in rows if not withheld(rows, *key, members)}
    return rows, sorted({year for _, year in seen if ("exports", year) in seen and ("imports", year) in seen})


def withheld(rows: dict[tuple[str, int], list[PublishedTie]], flow: str, year: int, members: Collection[str]) -> bool:
    """Return whether a source names a great partner of the pole no more, so that its flow of a year is not observed."""
    most = next((t.value or 0.0 for t in rows[flow, year] if t.partner == ANY_OTHER), 1.0)
    for member in set(members) - {t.partner for t in rows[flow, year]}:
        named = [
            t.value or 0.0
            for before in range(year - LOOK_BACK, year)
            for t in rows.get((flow, before), ())
            if t.partner == member and t.status == "observed"
        ]
        if named and named[-1] >= max(GREAT, FALL * most):
            return True
    return False


def share_of_pole(ties: Sequence[PublishedTie], of: Collection[str]) -> Between:
    """Return the interval in which the pole's share of one flow of one year lies.

    Parameters
    ----------
    ties
        The shares of one flow and year: of partners that are named, and the bound for every other.
    of
        The pole's members, without the state itself.
    """
    members = set(of)
    named = {t.partner: t for t in ties if t.partner != ANY_OTHER}
    low = sum(_low(t) for p, t in named.items() if p in members)
    high = sum(_high(t) for p, t in named.items() if p in members)
    others = len(members - set(named))
    if others:
        most = next((t.value or 0.0 for t in ties if t.partner == ANY_OTHER), 1.0)
        left = 1.0 - sum(_low(t) for t in named.values())
        high += min(others * most, left)
    return Between(low, min(high, 1.0))


def direction(found: Bounds, same_within: float) -> Direction:
    """Return the direction of the change where the two intervals do not meet; two bounds give none."""
    change = found.change
    if found.two_bounds:
        return "not enough evidence"
    if change.low > same_within:
        return "towards"
    if change.high < -same_within:
        return "away"
    return "no change" if change.low >= -same_within and change.high <= same_within else "not enough evidence"


def estimate(found: Bounds, question: Question, channel: str) -> Estimate:
    """Return the range of the change; it has no value of its own."""
    return Estimate(
        state=question.state, pole=question.pole.key, channel=channel, measure="change_in_share_range",
        period=str(question.after), value=None, q05=found.change.low, q95=found.change.high, n=len(found.evidence),
        method=METHOD, compared_with=str(question.before), evidence=found.evidence,
    )  # fmt: skip


def _low(t: PublishedTie) -> float:
    return 0.0 if t.status == "at_most" else max(0.0, (t.value or 0.0) - _rounding(t.value or 0.0))


def _high(t: PublishedTie) -> float:
    return (t.value or 0.0) + (0.0 if t.status == "at_most" else _rounding(t.value or 0.0))


def _rounding(value: float) -> float:
    return _HALF_PERCENT if abs(100.0 * value - round(100.0 * value)) < 1e-6 else _TWENTIETH


def _mean(found: Sequence[Between]) -> Between:
    return Between(sum(b.low for b in found) / len(found), sum(b.high for b in found) / len(found))


def _evidence(
    used: Sequence[PublishedTie], question: Question, before: Sequence[int], after: Sequence[int]
) -> tuple[Evidence, ...]:
    """Return the members' shares with their part of the change of the mean, and the bounds for unnamed members."""
    members = set(question.members)
    named = {(t.indicator, t.year, t.partner) for t in used}
    out = []
    for t in used:
        unnamed = any((t.indicator, t.year, member) not in named for member in members)
        if t.partner in members and t.status == "observed":
            part = (t.value or 0.0) / (2 * len(after)) if t.year in after else -(t.value or 0.0) / (2 * len(before))
            out.append(Evidence("tie", t.ref, 1.0, part))
        elif t.status == "at_most" and (t.partner in members or (t.partner == ANY_OTHER and unnamed)):
            out.append(Evidence("tie", t.ref, 1.0, 0.0))
    return tuple(out)
