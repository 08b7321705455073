"""The treaties channel: dated memberships of the organisations of a pole, and other obligations beside them.

Exposure is what ties a state to a pole, whatever it says; it is never added to stance. What no source covers is
"not observed", never zero.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from poleward.actors import load_registry
from poleward.archive import Archive
from poleward.channels import paths_wording
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Finding, NoPath, Scale, WhatIf, main_numbers
from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Kind
from poleward.channels.paths.assemble import first_month, months
from poleward.channels.paths.channel_path import Accounts, Band, ChannelPath, Entered, PathBreak, Tick
from poleward.channels.paths.pieces import METHOD as PATH_METHOD
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, N_, Say, UntoldError
from poleward.channels.ties_record import PublishedTie, describe_ties, described, spans, ties_of
from poleward.config import Pole
from poleward.errors import Skips
from poleward.intake.memberships import tie_rows
from poleward.periods import Window, month_days, month_labels, month_number

METHOD = "memberships-1"
RECORD_RIGHT = 0.99
"""Published memberships are taken to be right 99 times in 100."""


@dataclass(frozen=True, slots=True)
class MembershipSpan:
    """A state's membership of one of the pole's organisations; `last` None while it is in force."""

    state: str
    organisation: str
    first: dt.date
    last: dt.date | None
    source: str

    def on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def ref(self) -> str:
        """The tie's identity, as evidence rows name it."""
        return f"treaties:{self.state}:{self.organisation}:member:{self.first.isoformat()}:{self.source}"


@dataclass(frozen=True, slots=True)
class MembershipsRead:
    """The ties by treaty of a state, and whether any source speaks of memberships of the pole's organisations."""

    question: Question
    ties: tuple[PublishedTie, ...]
    covered: bool

    def unsure(self, day: dt.date) -> set[str]:
        """Return the pole's organisations of which no source says whether the state was a member on a day."""
        return {
            t.partner
            for t in self.ties
            if t.indicator == "member" and t.status == "not_observed" and t.partner in self.question.pole.organisations
            and t.date_earliest <= day and (t.date_latest is None or day <= t.date_latest)
        }  # fmt: skip

    @property
    def memberships(self) -> list[MembershipSpan]:
        """The state's observed memberships of the pole's organisations."""
        found = {
            (t.partner, t.date_earliest, t.date_latest, t.source)
            for t in self.ties
            if t.indicator == "member" and t.status == "observed" and t.partner in self.question.pole.organisations
        }
        ordered = sorted(found, key=lambda m: (m[0], m[1], m[2] or dt.date.max, m[3]))
        return [MembershipSpan(self.question.state, *one) for one in ordered]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one source last had of one kind of tie: with which members of the pole, how many at most, and in what."""

    source: str
    indicator: str
    year: int
    partners: tuple[str, ...]
    highest: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipFacts:
    """What the sentences on treaties are made of: organisations joined, left, and those it is a member of at the end.

    One that was joined and left again since the date is in both.
    `covered` is False where no source speaks of memberships of the pole's organisations; `unsure` are those of which
    none says whether the state was a member on the first day or the last.
    """

    covered: bool
    obligations: tuple[Obligation, ...]
    unsure: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()


class Memberships:
    """The treaties channel."""

    key = "treaties"
    kind: Kind = "exposure"
    label = N_("treaties in force")
    evidence: EvidenceKind = "tie"
    scale = Scale(
        level="memberships", change="change_in_memberships", low=0.0, high=1.0, explained=("change_in_memberships",)
    )  # fmt: skip

    def read(self, reading: Reading, question: Question) -> MembershipsRead:
        """Return the state's ties by treaty."""
        organisations = question.pole.organisations
        covered = bool(organisations) and reading.once(
            ("memberships covered", organisations),
            lambda: reading.archive.rows(
                "SELECT count(*) AS n FROM ties WHERE indicator = 'member' AND list_contains(?, partner)",
                [list(organisations)],
            )[0]["n"] > 0,
        )  # fmt: skip
        ties = ties_of(reading, question.state, self.key)
        if organisations and not covered:  # the registry's memberships hold in any archive
            own = tuple(t for t in _shipped() if t.state == question.state)
            return MembershipsRead(question, (*ties, *own), any(t.partner in organisations for t in _shipped()))
        return MembershipsRead(question, ties, covered)

    def finding(self, record: MembershipsRead, *, brief: bool = False) -> Finding:
        """Return what the membership record says."""
        del brief
        question = record.question
        if not question.pole.organisations:
            return Finding(channel=self.key, facts=MembershipFacts(covered=False, obligations=()))
        facts = MembershipFacts(covered=record.covered, obligations=_obligations(record))
        if not record.covered:
            return Finding(channel=self.key, facts=facts)
        found = record.memberships
        eve = question.since - dt.timedelta(days=1)
        unsure = record.unsure(eve) | record.unsure(question.after.last)
        before = [m for m in found if m.on(eve)]
        after = [m for m in found if m.on(question.after.last)]
        gained = [m for m in after if m not in before and m.organisation not in unsure]
        lost = [m for m in before if m not in after and m.organisation not in unsure]
        passed = [
            m for m in found
            if eve < m.first and m.last is not None and m.last < question.after.last and m.organisation not in unsure
        ]  # fmt: skip
        change = len(gained) - len(lost)
        evidence = tuple(
            Evidence("tie", m.ref, 1.0, part)
            for which, part in ((gained, 1.0), (lost, -1.0), (passed, 0.0)) for m in which
        )  # fmt: skip
        estimate = Estimate(
            state=question.state, pole=question.pole.key, channel=self.key, measure="change_in_memberships",
            period=str(question.after), value=float(change), n=len(before) + len(gained) + len(passed), method=METHOD,
            compared_with=str(question.before), evidence=evidence,
        )  # fmt: skip
        joined, left, member_of = (
            tuple(dict.fromkeys(m.organisation for m in some)) for some in ((*gained, *passed), (*lost, *passed), after)
        )
        return Finding(
            channel=self.key, direction="towards" if change > 0 else "away" if change < 0 else "no change",
            mover="state" if joined or left else None,
            facts=replace(facts, joined=joined, left=left, member_of=member_of, unsure=tuple(sorted(unsure))),
            estimates=(estimate,),
        )  # fmt: skip

    def levels(self, record: MembershipsRead, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return nothing of each window: a membership is a fact."""
        return main_numbers(self, record, windows)

    def numbers(self, record: MembershipsRead, window: Window) -> list[Estimate]:
        """Return nothing: a membership is a fact, no number of a window."""
        del record, window
        return []

    def path(self, record: MembershipsRead) -> ChannelPath | NoPath:
        """Return the path of memberships in the pole's organisations; no reason where the pole has none."""
        if not record.question.pole.organisations:
            return NoPath()
        if not record.covered:
            return NoPath.of(UntoldError(N_("no membership record is in the archive.")))
        return _path(record.question, record.memberships)

    def days(self, record: MembershipsRead) -> list[Window]:
        """Return the spans of ties with the pole."""
        return spans(record.ties, record.question)

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return memberships as published."""
        del state, pole
        return {**described((t for t in _shipped() if t.ref in set(refs)), say), **describe_ties(archive, refs, say)}

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return the change without each of some memberships."""
        del reading, pole
        if estimate.measure != self.scale.change or estimate.value is None:
            return {}
        parts = {e.ref: e.contribution for e in estimate.evidence}
        return {ref: WhatIf(estimate.value - parts[ref]) for ref in refs}


@cache
def _shipped() -> tuple[PublishedTie, ...]:
    """Return the registry's memberships as ties, for an archive that has none of its own."""
    rows = tie_rows(load_registry(), Skips())
    return tuple(
        PublishedTie(
            ref=":".join((
                row["channel"], row["state"], row["partner"], row["indicator"], row["date_earliest"].isoformat(),
                row["source"],
            )), **row,
        )
        for row in rows
    )  # fmt: skip


def _obligations(record: MembershipsRead) -> tuple[Obligation, ...]:
    """Return what alliances, organisations in common and visits each source last had for the state and the pole."""
    question = record.question
    groups: dict[tuple[str, str], list[PublishedTie]] = {}
    for t in record.ties:
        if t.indicator != "member" and t.partner in question.pole.states and t.date_earliest <= question.after.last:
            groups.setdefault((t.source, t.indicator), []).append(t)
    out = []
    for (source, indicator), ties in sorted(groups.items()):
        last = max(t.date_earliest for t in ties)
        latest = [t for t in ties if t.date_earliest == last]
        values = [t.value for t in latest if t.value is not None]
        partners = tuple(sorted(t.partner for t in latest if t.value is not None and t.value > 0))
        out.append(
            Obligation(
                source=source,
                indicator=indicator,
                year=last.year,
                partners=partners,
                highest=max(values, default=None),
                unit=latest[0].unit,
            )
        )
    return tuple(out)


def _path(question: Question, found: Sequence[MembershipSpan]) -> ChannelPath:
    organisations = question.pole.organisations
    first, n = first_month(question), months(question)
    names, ends = month_labels(first, n), _last_days(first, n, question.after.last)
    held = np.zeros(n, dtype=np.int64)
    for m in found:
        held[bisect_left(ends, m.first) : None if m.last is None else bisect_right(ends, m.last)] += 1
    share = held / len(organisations)
    flat = tuple(round(float(s), 4) for s in share)
    step = np.diff(share, prepend=share[0])
    since = min(max(month_number(question.since) - first, 0), n - 1)
    wrong = round(1 - RECORD_RIGHT, 2)
    still, broke = (wrong, RECORD_RIGHT) if share[-1] != share[max(since - 1, 0)] else (RECORD_RIGHT, wrong)
    estimate = Estimate(
        state=question.state, pole=question.pole.key, channel="treaties", measure="memberships",
        period=f"{names[since]}/{names[-1]}", value=float(held[-1]), n=len(found), method=PATH_METHOD,
        evidence=tuple(Evidence("tie", m.ref, 1.0, 1.0) for m in found if m.on(ends[-1])),
    )  # fmt: skip
    breaks = tuple(
        _joined_or_left(names[i], float(step[i]), found, ends[i - 1], ends[i], question, estimate.estimate_id)
        for i in range(1, n)
        if step[i]
    )
    return ChannelPath(
        state=question.state, channel="treaties", kind="exposure", unit=paths_wording.memberships(organisations),
        nearer="up", observations=len(found), months=names,
        level=Band(median=flat, low50=flat, high50=flat, low80=flat, high80=flat, low95=flat, high95=flat), own=None,
        pole=None, towards=tuple(np.where(step > 0, RECORD_RIGHT, 0.0).tolist()),
        away=tuple(np.where(step < 0, RECORD_RIGHT, 0.0).tolist()),
        since=names[since], accounts=Accounts(still, 0.0, broke, (0.5, 0.0, 0.5)), own_accounts=None,
        pole_accounts=None, seen=(names[0], names[-1]), breaks=breaks, estimates=(estimate,),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _last_days(first: int, n: int, last: dt.date) -> tuple[dt.date, ...]:
    """Return the last days of months in a row, none after `last`."""
    return tuple(min(month_days(first + i).last, last) for i in range(n))


def _joined_or_left(
    month: str,
    step: float,
    found: Sequence[MembershipSpan],
    before: dt.date,
    after: dt.date,
    question: Question,
    estimate: str,
) -> PathBreak:
    part = round(math.log(RECORD_RIGHT / (1 - RECORD_RIGHT)), 3)
    ticks = tuple(
        Tick(
            kind="tie",
            ref=m.ref,
            date=str(m.first if facts.joined else m.last),
            label=paths_wording.label(facts, question),
            whose="state",
            contribution=part,
            facts=facts,
        )
        for m in found
        if m.on(before) != m.on(after)
        for facts in [Entered(m.on(after), m.organisation, m.source)]
    )
    return PathBreak(
        first=month, month=month, last=month, direction="towards" if step > 0 else "away", probability=RECORD_RIGHT,
        size=round(step, 4), who="state", lasts=True, passed=False, evidence=ticks, against=(), estimate=estimate,
    )  # fmt: skip
