"""The votes channel: does a state vote more, or less, like a pole than before?

The number is the change in expected agreement on a fixed agenda (`measures.stance`): direction, interval, who moved,
since when and the level of every season are read off the same draws. What was observed in one window
(`measures.pole_agreement`) goes with the questions that were asked in it: it is the arithmetic of that window, and
never compared with another one's but beside the change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from poleward.archive import Archive
from poleward.channels import vote_stance, vote_trust, votes_path
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Described, Finding, NoPath, Options, Scale, WhatIf
from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Kind
from poleward.channels.paths.channel_path import ChannelPath
from poleward.channels.question import Direction, Question
from poleward.channels.say import ENGLISH, N_, Say, UntoldError
from poleward.channels.vote_questions import NewQuestions, new_questions
from poleward.channels.vote_record import VoteRecord, vote_record
from poleward.config import Pole
from poleward.errors import NothingFoundError, UnusableInputError
from poleward.measures.pole_agreement import bootstrap_mean, on_roll_calls
from poleward.measures.stance import stored_draws
from poleward.measures.stance.ranking import Move, Part
from poleward.periods import Window, parse_period

REPLICATES = 2000
"""So many that the ends of a 90 % interval rest on 100 replicates each."""
SEED = 20220224
"""Any number does: the same one gives the same bytes."""
MIN_ROLL_CALLS = 3
"""Fewer shared roll calls than this in a window are not enough evidence."""
METHOD = "agreement-2"
OBSERVED, EXPECTED = "agreement", "expected_agreement"
CAST = {
    "yes": N_("yes"), "no": N_("no"), "abstain": N_("abstained"), "not_voting": N_("did not vote"),
    "not_a_member": N_("not a member"), "not_observed": N_("not observed"),
}  # fmt: skip
"""Outcomes as they are called beside a state's name."""
OBSERVED_CHANGE = "observed_change_in_agreement"
MAX_REMOVED = 50
"""For this many roll calls, the largest parts first, the number without them is computed."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class VotesRead:
    """The votes of a question, and the reading that has those of all states.

    `shared` are the roll calls that both the state and a member of the pole voted on, before and since.
    """

    reading: Reading
    question: Question
    votes: VoteRecord
    shared: tuple[int, int]

    @property
    def enough(self) -> bool:
        """Whether they share enough roll calls to be compared."""
        return min(self.shared) >= MIN_ROLL_CALLS


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFacts:
    """What the sentences on votes are made of; pairs are before and since.

    Attributes
    ----------
    shared
        Roll calls that both the state and a member of the pole voted on.
    absences
        Roll calls on which the state did not vote though it could, and those on which it could.
    observed
        The first and last day with a roll call; None without one.
    move
        What changed; None where there is not enough to compare.
    unsettled
        Whether which way is not settled: a kind of votes, another number of dimensions or the same questions without a
        model point the other way, beyond their intervals (`move.against`).
    placebo
        In how many quiet spans a move was said to be at least as likely, and of how many; None where none is said.
    specifications
        Under how many choices the direction holds, and of how many: without a model, and in numbers of dimensions; None
        where none is said.
    new
        The roll calls since without a counterpart before; None where there is none.
    """

    shared: tuple[int, int]
    absences: tuple[tuple[int, int], tuple[int, int]]
    observed: tuple[dt.date, dt.date] | None
    contradicted: int
    move: Move | None = None
    unsettled: bool = False
    placebo: tuple[int, int] | None = None
    specifications: tuple[tuple[int, int], tuple[int, int]] | None = None
    new: NewQuestions | None = None


class Votes:
    """The votes channel."""

    key = "votes"
    kind: Kind = "stance"
    label = N_("expected agreement in votes")
    evidence: EvidenceKind = "roll_call"
    scale = Scale(level=OBSERVED, change="change_in_agreement", low=0.0, high=1.0, explained=("change_in_agreement",))

    def read(self, reading: Reading, question: Question) -> VotesRead:
        """Return the votes of the state and of the pole's members in both windows."""
        votes = vote_record(reading, question)
        before, after = (votes.within(window).shared for window in (question.before, question.after))
        return VotesRead(reading, question, votes, (before, after))

    def finding(self, record: VotesRead, *, brief: bool = False) -> Finding:
        """Return what the votes say; `brief` leaves out how far to trust it."""
        question = record.question
        before, after = record.votes.within(question.before), record.votes.within(question.after)
        days = [r.date for r in record.votes.roll_calls]
        facts = VoteFacts(
            shared=record.shared, absences=(before.absences, after.absences),
            observed=(days[0], days[-1]) if days else None, contradicted=record.votes.contradicted,
        )  # fmt: skip
        move = self._move(record)
        if move is None:
            return Finding(channel=self.key, facts=facts)
        facts = replace(facts, move=move, unsettled=move.unsettled)
        options = Options(move.up, move.down, move.same)
        direction, probability = vote_trust.said_of(move)
        if not brief:
            facts = _trusted(facts, record, move, direction, probability)
            facts = replace(facts, new=new_questions(record.reading, question))
        return Finding(
            channel=self.key, direction=direction, probability=probability, options=options,
            mover=None if move.mover == "neither" else move.mover, facts=facts,
            estimates=(*_changes(record, move, facts.shared), *self._seasons(record)),
        )  # fmt: skip

    def _move(self, record: VotesRead) -> Move | None:
        if not record.enough:
            return None  # before anything is fitted
        try:
            found = vote_stance.moves_about(record.reading, record.question)
        except (NothingFoundError, UnusableInputError):
            return None
        return next((m for m in found if m.state == record.question.state), None)

    def numbers(self, record: VotesRead, window: Window) -> list[Estimate]:
        """Return the agreement observed in a window; none where the state and the pole share no roll call."""
        part = record.votes.within(window)
        agree = _agreement(part)
        known = agree[np.isfinite(agree)]
        if not len(known):
            return []
        rng = np.random.default_rng([SEED, window.first.toordinal(), window.last.toordinal()])
        low, high = _interval(float(known.mean()), bootstrap_mean(known, REPLICATES, rng))
        return [
            Estimate(
                state=record.question.state, pole=record.question.pole.key, channel="votes", measure=OBSERVED,
                period=str(window), value=float(known.mean()), q05=low, q95=high, n=len(known), method=METHOD,
                evidence=_evidence(part, agree, 1),
            )
        ]  # fmt: skip

    def levels(self, record: VotesRead, windows: Sequence[Window]) -> list[Estimate | None]:
        """Return the agreement expected on the question's fixed agenda, over the seasons that lie in each window."""
        try:
            return vote_stance.levels_of(record.reading, record.question, EXPECTED, windows)
        except (NothingFoundError, UnusableInputError):
            return [None] * len(windows)

    def _seasons(self, record: VotesRead) -> list[Estimate]:
        found = self.levels(record, vote_stance.seasons_of(record.reading, record.question))
        return [level for level in found if level is not None]

    def path(self, record: VotesRead) -> ChannelPath | NoPath:
        """Return the path of expected agreement on the fixed agenda."""
        if not record.enough:
            return NoPath.of(UntoldError(N_("they voted together on too few roll calls before, or since.")))
        try:
            move = self._move(record)
            settled = move is None or not move.unsettled
            return votes_path.path(record.reading, record.question, record.votes, settled=settled)
        except (NothingFoundError, UnusableInputError) as error:
            return NoPath.of(error)

    def days(self, record: VotesRead) -> list[Window]:
        """Return the days on which the state voted."""
        voted = [r.date for r, code in zip(record.votes.roll_calls, record.votes.state, strict=True) if code >= 0]
        return [Window(day, day) for day in dict.fromkeys(voted)]

    def describe(
        self, archive: Archive, refs: Sequence[str], *, state: str, pole: Pole, say: Say = ENGLISH
    ) -> dict[str, Described]:
        """Return roll calls with the votes of the state and of the pole, and the tally."""
        if not refs:
            return {}
        rows = archive.rows(
            "SELECT r.roll_call_id, r.date, coalesce(r.symbol, r.roll_call_id) AS symbol, r.title, r.url, "
            "count(*) FILTER (v.vote = 'yes') AS yes, count(*) FILTER (v.vote = 'no') AS no, "
            "count(*) FILTER (v.vote = 'abstain') AS abstain, count(*) FILTER (v.vote = 'not_voting') AS absent, "
            "max(v.vote) FILTER (v.state = $state) AS own, "
            "histogram(v.vote) FILTER (list_contains($members, v.state)) AS poles "
            "FROM roll_calls r JOIN votes v USING (roll_call_id) "
            "WHERE list_contains($refs, r.roll_call_id) AND NOT v.contradicted GROUP BY ALL",
            {"state": state, "members": list(pole.states), "refs": list(refs)},
        )
        found, unknown = {}, "not_observed"
        for row in rows:
            cast, own = sorted(dict(row["poles"] or {}).items()), row["own"] or unknown
            theirs = ", ".join(
                say(CAST[vote]) if len(pole.states) == 1 else f"{n} {say(CAST[vote])}" for vote, n in cast
            )
            detail = say(
                "%(state)s: %(own)s; %(pole)s: %(theirs)s; all: %(yes)s yes, %(no)s no, %(abstain)s abstained, "
                "%(absent)s not voting",
                state=say.state(state), own=say(CAST[own]), pole=say.pole(pole), theirs=theirs or say(CAST[unknown]),
                yes=row["yes"], no=row["no"], abstain=row["abstain"], absent=row["absent"],
            )  # fmt: skip
            found[row["roll_call_id"]] = Described(
                str(row["date"]), f"{row['symbol']} {row['title'] or ''}".strip(), detail, row["url"] or row["symbol"]
            )
        return found

    def without(self, reading: Reading, estimate: Estimate, pole: Pole, refs: Sequence[str]) -> Mapping[str, WhatIf]:
        """Return the agreement of a window, or its observed change, without each of some roll calls."""
        if estimate.measure not in (OBSERVED, OBSERVED_CHANGE) or estimate.method != METHOD:
            return {}
        after = parse_period(estimate.period)
        before = parse_period(estimate.compared_with) if estimate.compared_with else None
        asked = Question(
            state=estimate.state, state_name=estimate.state, pole=pole, before=before or after, after=after
        )  # fmt: skip
        whole = vote_record(reading, asked)
        if before:
            whole = lasting(whole, before, after)
        spans = [_Span(whole.within(w)) for w in ([before, after] if before else [after])]
        if _difference([span.value(None) for span in spans]) != estimate.value:
            return {}
        least = MIN_ROLL_CALLS if before else 1
        return {
            ref: WhatIf(_difference([span.value(ref) if span.n(ref) >= least else None for span in spans]))
            for ref in refs[:MAX_REMOVED]
        }


def lasting(record: VoteRecord, *windows: Window) -> VoteRecord:
    """Return a record of the members that voted in each window alone, for they stand for the pole; of all if none."""
    stayed = np.all([(record.within(w).pole >= 0).any(axis=0) for w in windows], axis=0)
    if not stayed.any():
        return record
    members = tuple(m for m, there in zip(record.members, stayed, strict=True) if there)
    return replace(record, members=members, pole=record.pole[:, stayed])


def _agreement(record: VoteRecord) -> Floats:
    """Return (roll calls) agreement; NaN where the state or all members did not vote."""
    return on_roll_calls(record.state, record.pole)


def _evidence(record: VoteRecord, agree: Floats, sign: int) -> tuple[Evidence, ...]:
    share = sign / max(int(np.isfinite(agree).sum()), 1)
    return tuple(
        Evidence("roll_call", roll_call.roll_call_id, 1.0, share * float(part))
        for roll_call, part in zip(record.roll_calls, agree, strict=True)
        if np.isfinite(part)
    )


def _trusted(
    facts: VoteFacts, record: VotesRead, move: Move, direction: Direction, probability: float | None
) -> VoteFacts:
    """Return the facts with the placebo's and the specifications' shares, where a direction is said."""
    if probability is None:
        return facts
    curve = vote_trust.specifications_of(record.reading, record.question)
    quiet = vote_trust.placebo() if direction in ("towards", "away") else None
    return replace(
        facts,
        specifications=vote_trust.shares(curve, move, direction),
        placebo=None if quiet is None else (quiet.at_least(probability), quiet.asks),
    )


def _changes(record: VotesRead, move: Move, shared: tuple[int, int]) -> list[Estimate]:
    """Return the change, whose evidence sums to it, its parts, and beside it what was observed."""
    question = record.question
    n = sum(shared)

    def number(measure: str, part: Part, method: str = stored_draws.METHOD, **more: Any) -> Estimate:
        return Estimate(
            state=question.state, pole=question.pole.key, channel="votes", measure=measure,
            period=str(question.after), value=part.mean, q05=part.q05, q95=part.q95, method=method,
            compared_with=str(question.before), **{"n": n, **more},
        )  # fmt: skip

    stayed = lasting(record.votes, question.before, question.after)
    parts = [stayed.within(w) for w in (question.before, question.after)]
    agree = [_agreement(part) for part in parts]
    known = [one[np.isfinite(one)] for one in agree]
    rng = np.random.default_rng(SEED)
    drawn = [bootstrap_mean(one, REPLICATES, rng) for one in known]
    observed = float(known[1].mean()) - float(known[0].mean())
    low, high = _interval(observed, drawn[1] - drawn[0])
    found = [
        number("change_in_agreement", move.change, probability=max(move.up, move.down, move.same),
               evidence=vote_stance.evidence_of(record.reading, question)),
        number("own_move", move.own),
        number("pole_move", move.pole),
        number("agenda_part", move.agenda),
        number("misfit", Part(move.misfit, move.misfit, move.misfit)),
        number(OBSERVED_CHANGE, Part(observed, low, high), METHOD,
               evidence=(*_evidence(parts[1], agree[1], 1), *_evidence(parts[0], agree[0], -1))),
    ]  # fmt: skip
    if move.panel is not None:
        found.append(number("change_on_same_questions", move.panel.change, "same-questions-1", n=move.panel.titles))
    return found


def _interval(point: float, drawn: Floats) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles, widened to hold the estimate where that lies at the end of the scale."""
    low, high = (float(q) for q in np.quantile(drawn, [0.05, 0.95]))
    return min(low, point), max(high, point)


def _difference(values: Sequence[float | None]) -> float | None:
    if any(v is None for v in values):
        return None
    return (values[-1] or 0.0) - (values[0] or 0.0) if len(values) == 2 else values[-1]


class _Span:
    """The agreement of one span, roll call by roll call."""

    def __init__(self, record: VoteRecord) -> None:
        self.agree = _agreement(record)
        self.line = {r.roll_call_id: i for i, r in enumerate(record.roll_calls)}

    def _known(self, ref: str | None) -> Floats:
        kept = np.isfinite(self.agree)
        if ref in self.line:
            kept[self.line[ref]] = False
        return self.agree[kept]

    def n(self, ref: str) -> int:
        """Return how many shared roll calls there are without `ref`."""
        return len(self._known(ref))

    def value(self, ref: str | None) -> float | None:
        """Return the agreement without the roll call `ref`; None where nothing is shared."""
        known = self._known(ref)
        return float(known.mean()) if len(known) else None
