"""The words and deeds channels: do independent statements speak for a state moving towards a pole, or away?

The number is the change in balance (2 x share towards - 1) between the windows, from counts of independent
happenings, with the coder's sign error inside the interval and half of the prior on no change at all
(`poleward.measures.balance`). Where there is little or nothing before, there is no verdict: what a source prints is
friendly or unfriendly by habit, so that a lean alone is no news. The balance since is given as a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from poleward.archive import Archive
from poleward.channels import statements_path
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Finding, NoPath, Options, Place, Scale, WhatIf, main_numbers
from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Kind, Mover
from poleward.channels.likelihood import decide
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH, Say
from poleward.channels.signed import (
    Counted,
    Happening,
    SignedStatement,
    counted,
    error_of,
    group_of,
    happenings,
    placed,
    signed_statements,
)
from poleward.config import Pole
from poleward.errors import NothingFoundError
from poleward.measures import balance
from poleward.periods import Window, parse_period

MIN_HAPPENINGS = 3
"""Fewer independent happenings than this in a window are not enough evidence."""
METHOD = "balance-3"
MAX_REMOVED = 50
"""For this many statements, the largest parts first, the number without them is computed."""


@dataclass(frozen=True, slots=True)
class StatementsRead:
    """The signed statements of one channel on a question."""

    question: Question
    channel: str
    statements: tuple[SignedStatement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFacts:
    """What the sentences on words or deeds are made of.

    Attributes
    ----------
    since, before
        Happenings towards and away.
    neutral
        Neutral happenings since.
    by
        Happenings since by the state, by the pole, and by or according to others.
    left_out
        Statements left out, by reason.
    contrary
        How many happenings since go the other way, and the sentence of one of them.
    shuffled
        How often shuffled dates give as great a difference; None where nothing is compared.
    """

    since: tuple[int, int]
    before: tuple[int, int]
    neutral: int
    left_out: Mapping[str, int]
    by: tuple[int, int, int] = (0, 0, 0)
    contrary: tuple[int, str] = (0, "")
    shuffled: float | None = None


BALANCES = Scale(
    level="balance", change="change_in_balance", low=-1.0, high=1.0, explained=("change_in_balance", "balance")
)


@dataclass(frozen=True, slots=True)
class Statements:
    """The words channel, or the deeds channel."""

    key: str
    label: str
    kind: Kind = "stance"
    evidence: EvidenceKind = "statement"
    scale: Scale = BALANCES

    def read(self, reading: Reading, question: Question) -> StatementsRead:
        """Return the statements of this channel, judgements heeded."""
        return self.among(signed_statements(reading, question.state, question.pole), question)

    def among(self, statements: Sequence[SignedStatement], question: Question) -> StatementsRead:
        """Return those of some statements that are this channel's."""
        return StatementsRead(question, self.key, tuple(s for s in statements if s.channel == self.key))

    def finding(self, record: StatementsRead, *, brief: bool = False) -> Finding:
        """Return what the statements say."""
        del brief
        question = record.question
        before, after = (counted(record.statements, w) for w in (question.before, question.after))
        facts = StatementFacts(
            since=_counts(after), before=_counts(before), neutral=len(after.neutral), left_out=_left_out(before, after)
        )
        if sum(facts.since) < MIN_HAPPENINGS:
            return Finding(channel=self.key, facts=facts)
        since = self._balance(question, question.after, after)
        signed = (*after.towards, *after.away)
        by = _by(signed, question)
        if sum(facts.before) < MIN_HAPPENINGS:
            return Finding(channel=self.key, facts=replace(facts, by=by), estimates=(since,))
        earlier = self._balance(question, question.before, before)
        moved = balance.change(facts.before, facts.since, error_of([*before.leaning, *after.leaning]))
        options = Options(moved.p_up, moved.p_down, moved.p_same)
        direction, probability = decide(*options)
        change = Estimate(
            state=question.state, pole=question.pole.key, channel=self.key, measure="change_in_balance",
            period=str(question.after), value=moved.interval.mean, q05=moved.interval.q05, q95=moved.interval.q95,
            probability=probability, n=since.n + earlier.n, method=METHOD, compared_with=str(question.before),
            evidence=(*_evidence(after, 1), *_evidence(before, -1)),
        )  # fmt: skip
        against = after.towards if direction == "away" else after.away if direction == "towards" else ()
        return Finding(
            channel=self.key, direction=direction, probability=probability, options=options, mover=_mover(by),
            facts=replace(
                facts, by=by, contrary=_contrary(against),
                shuffled=balance.permutation_p(facts.before, facts.since),
            ),
            estimates=(change, since, earlier),
        )  # fmt: skip

    def levels(self, record: StatementsRead, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return the balance of each window."""
        return main_numbers(self, record, windows)

    def numbers(self, record: StatementsRead, window: Window) -> list[Estimate]:
        """Return the balance of a window; none where nothing signed falls into it."""
        part = counted(record.statements, window)
        return [self._balance(record.question, window, part)] if sum(_counts(part)) else []

    def path(self, record: StatementsRead) -> ChannelPath | NoPath:
        """Return the path of the balance."""
        try:
            return statements_path.path(record.question, self.key, record.statements)
        except NothingFoundError as error:
            return NoPath.of(error)

    def days(self, record: StatementsRead) -> list[Window]:
        """Return the days or spans of the statements that fall into the question's windows."""
        whole = record.question.whole
        return [
            Window(s.date_earliest, s.date_latest)
            for s in record.statements
            if s.date_earliest and s.date_latest and s.date_earliest in whole and s.date_latest in whole
        ]

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return statements as quoted, with the reasons of their signs and the place in their document."""
        del pole
        if not refs:
            return {}
        rows = archive.rows(
            "SELECT s.statement_id, s.date_earliest, s.date_latest, s.exact, s.start_at, s.end_at, d.source, "
            "string_agg(g.reason, '; ' ORDER BY g.target) AS reason "
            "FROM statements s JOIN documents d USING (doc_id) LEFT JOIN signs g ON g.statement_id = s.statement_id "
            "AND g.state = ? WHERE list_contains(?, s.statement_id) GROUP BY ALL",
            [state, list(refs)],
        )
        places = {row["statement_id"]: Place(row["source"], row["start_at"], row["end_at"]) for row in rows}
        return {
            row["statement_id"]: Described(
                _days(row["date_earliest"], row["date_latest"]),
                " ".join(row["exact"].split()),
                row["reason"] or "",
                places[row["statement_id"]].said(say),
                places[row["statement_id"]],
            )
            for row in rows
        }

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return the balance, or its change, without each of some statements, and with each one's sign turned.

        Taking a statement away is what the judgement 'not about this' does, turning its sign what 'wrong sign' does.
        """
        if estimate.method != METHOD or estimate.measure not in (self.scale.level, self.scale.change):
            return {}
        own = [s for s in signed_statements(reading, estimate.state, pole) if s.channel == self.key]
        change = estimate.compared_with is not None
        windows = [parse_period(text) for text in (estimate.compared_with, estimate.period) if text]
        made = _Balance(windows, own)
        if _balance_of(made.counts, made.error, change=change) != estimate.value:
            return {}
        out = {}
        for ref in refs[:MAX_REMOVED]:
            if ref in made.place:
                n, s = made.place[ref]
                values = [
                    _balance_of(made.with_change(s, n, turned=turned), made.error, change=change)
                    for turned in (False, True)
                ]
                out[ref] = WhatIf(*values)
        return out

    def _balance(self, question: Question, window: Window, part: Counted) -> Estimate:
        error = error_of(part.leaning)
        found = balance.balance(*_counts(part), error)
        return Estimate(
            state=question.state, pole=question.pole.key, channel=self.key, measure="balance", period=str(window),
            value=found.mean, q05=found.q05, q95=found.q95,
            probability=balance.probability_towards(*_counts(part), error), n=sum(_counts(part)), method=METHOD,
            evidence=tuple(_evidence(part, 1)),
        )  # fmt: skip


def _evidence(part: Counted, sign: int) -> list[Evidence]:
    """Return the statements of a window; each happening's part of towards minus away is shared by its reports."""
    n = len(part.towards) + len(part.away)
    return [
        Evidence("statement", s.statement_id, 1 / len(h.statements), sign * h.lean / (n * len(h.statements)))
        for h in (*part.towards, *part.away)
        for s in h.statements
    ]


def _counts(part: Counted) -> tuple[int, int]:
    return len(part.towards), len(part.away)


def _by(part: Sequence[Happening], question: Question) -> tuple[int, int, int]:
    """Return how many acts are the state's, the pole's, and others'."""
    own = sum(h.first.actor == question.state for h in part)
    poles = sum(h.first.actor in question.pole.states for h in part)
    return own, poles, len(part) - own - poles


def _mover(by: tuple[int, int, int]) -> Mover:
    """Return whose acts most of what is told since is."""
    own, poles, others = by
    if others > own + poles:
        return "others"
    return "both" if own == poles else "state" if own > poles else "pole"


def _left_out(before: Counted, after: Counted) -> dict[str, int]:
    merged = {r: before.left_out.get(r, 0) + after.left_out.get(r, 0) for r in before.left_out | after.left_out}
    # A statement without a date belongs to no window and is met in both.
    if "no date" in merged:
        merged["no date"] = after.left_out["no date"]
    return dict(sorted(merged.items()))


def _contrary(against: Sequence[Happening]) -> tuple[int, str]:
    if not against:
        return 0, ""
    shown = max(against, key=lambda h: (h.first.confidence, h.first.statement_id)).first
    return len(against), " ".join(shown.exact.split())


def _days(first: dt.date | None, last: dt.date | None) -> str:
    return f"{first}" if first == last else f"{first}/{last}"


Counts = tuple[int, int]


class _Balance:
    """The balance of one channel, with the statements of its spans in their groups."""

    def __init__(self, windows: Sequence[Window], statements: Sequence[SignedStatement]) -> None:
        self.groups: list[dict[tuple[str | None, ...], list[SignedStatement]]] = []
        self.counts: list[Counts] = []
        self.place: dict[str, tuple[int, SignedStatement]] = {}
        leaning: list[Happening] = []
        for n, window in enumerate(windows):
            groups: dict[tuple[str | None, ...], list[SignedStatement]] = {}
            for s in statements:
                if placed(s, window):
                    groups.setdefault(group_of(s), []).append(s)
                    self.place[s.statement_id] = (n, s)
            self.groups.append(groups)
            found = [h for group in groups.values() for h in happenings(group)]
            leaning += [h for h in found if h.lean]
            self.counts.append((sum(h.lean > 0 for h in found), sum(h.lean < 0 for h in found)))
        self.error = error_of(leaning)

    def with_change(self, s: SignedStatement, n: int, *, turned: bool) -> list[Counts]:
        """Return the counts of each span without a statement of span `n`, or with its sign turned."""
        towards, away = self.counts[n]
        group = self.groups[n][group_of(s)]
        less = len(happenings([t for t in group if t is not s])) - len(happenings(group))
        towards, away = _add(towards, away, s.lean, less)
        if turned:
            other = replace(s, lean=-s.lean)
            beside = self.groups[n].get(group_of(other), [])
            towards, away = _add(towards, away, other.lean, len(happenings([*beside, other])) - len(happenings(beside)))
        return [*self.counts[:n], (towards, away), *self.counts[n + 1 :]]


def _add(towards: int, away: int, lean: int, n: int) -> Counts:
    return (towards + n, away) if lean > 0 else (towards, away + n)


def _balance_of(counts: Sequence[Counts], error: float, *, change: bool) -> float | None:
    """Return the number that a finding makes of the counts, the span asked about last."""
    if change:
        if min(sum(c) for c in counts) < MIN_HAPPENINGS:
            return None
        return balance.change(counts[0], counts[1], error).interval.mean
    return balance.balance(*counts[-1], error).mean if sum(counts[-1]) else None
