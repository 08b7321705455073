"""Breaks with the pieces of evidence that carry them, and the numbers that are stored with all of their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from poleward.channels.estimate import Estimate, Evidence, EvidenceKind, Mover
from poleward.channels.paths.channel_path import Accounts, PathBreak, Tick, TickFacts, Whose
from poleward.channels.paths.series import Series
from poleward.channels.question import Question
from poleward.measures.paths import Break
from poleward.measures.paths.grid import Floats
from poleward.periods import month_label

METHOD = "paths-1"
MAIN = 5
"""So many pieces of evidence, the weightiest, are named for a break, and at most as many against it."""
WORTH_NAMING = 0.02
"""Pieces that add less than this, in nats, are not named."""
AROUND = 12
"""Months before and after the range of a break's date in which the evidence knows no other break."""
WIDELY = 2.0
"""One side moved where its acts carry this many times the evidence of the other's."""


@dataclass(frozen=True)
class Observation:
    """One observation: what it is, when, whose, and the rows of the archive that it was made of, with weights."""

    kind: EvidenceKind
    ref: str
    date: str
    label: str
    whose: Whose
    rows: tuple[tuple[str, float], ...] = ()
    facts: TickFacts | None = None

    def evidence(self, contribution: float) -> list[Evidence]:
        """Return the rows as evidence that share a contribution."""
        return [Evidence(self.kind, ref, w, contribution * w) for ref, w in (self.rows or ((self.ref, 1.0),))]

    def tick(self, contribution: float) -> Tick:
        """Return it as named evidence."""
        return Tick(
            kind=self.kind,
            ref=self.ref,
            date=self.date,
            label=self.label,
            whose=self.whose,
            contribution=round(contribution, 3),
            facts=self.facts,
        )


@dataclass(frozen=True)
class SeriesQuestion:
    """What a series is asked: the question, the channel, the first month of the series, and the months asked about."""

    question: Question
    channel: str
    first: int
    span: tuple[int, int]

    def about(self, first: int) -> SeriesQuestion:
        """Return the question about the months from another first one on."""
        return replace(self, span=(max(1, first), max(1, first, self.span[1])))

    def month(self, index: int) -> str:
        """Return 'YYYY-MM' of a month index."""
        return month_label(self.first + index)

    def period(self, span: tuple[int, int]) -> str:
        """Return 'YYYY-MM/YYYY-MM' of the first and last month of a span."""
        return f"{self.month(span[0])}/{self.month(span[1])}"


def number(asked: SeriesQuestion, measure: str, series: Series, pieces: Sequence[Observation], span: tuple[int, int],
           probability: float) -> tuple[Estimate, Floats]:  # fmt: skip
    """Return the log Bayes factor of a break in some months, with all evidence, and each observation's support.

    An item's contribution is by how much the number falls when that observation alone is left out.
    """
    support = series.support(*span)
    evidence = tuple(e for piece, part in zip(pieces, support, strict=True) for e in piece.evidence(float(part)))
    found = Estimate(
        state=asked.question.state, pole=asked.question.pole.key, channel=asked.channel, measure=measure,
        period=asked.period(span), value=series.log_bayes_factor(*span), probability=round(probability, 5),
        n=len(pieces), method=METHOD, evidence=evidence,
    )  # fmt: skip
    return found, support


def still_number(asked: SeriesQuestion, accounts: Accounts, n: int) -> Estimate:
    """Return the probability of no change in the months asked about, as a number of its own."""
    return Estimate(
        state=asked.question.state, pole=asked.question.pole.key, channel=asked.channel,
        measure="probability_of_no_change", period=asked.period(asked.span), value=accounts.no_change,
        probability=accounts.no_change, n=n, method=METHOD,
    )  # fmt: skip


def main_pieces(pieces: Sequence[Observation], support: Floats) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """Return the pieces that carry most, and those that speak against, weightiest first."""
    order = np.argsort(-support, kind="stable")
    best = [pieces[i].tick(float(support[i])) for i in order[:MAIN] if support[i] >= WORTH_NAMING]
    worst = [pieces[i].tick(float(support[i])) for i in order[::-1][:MAIN] if support[i] <= -WORTH_NAMING]
    return tuple(best), tuple(worst)


def who_of(pieces: Sequence[Observation], support: Floats) -> Mover:
    """Return whose acts carry a break that is told by statements."""
    shares: dict[Whose, float] = {"state": 0.0, "pole": 0.0, "other": 0.0}
    for piece, part in zip(pieces, support, strict=True):
        shares[piece.whose] += max(0.0, float(part))
    own, theirs = shares["state"], shares["pole"]
    if shares["other"] > own + theirs:
        return "others"
    return "state" if own >= WIDELY * theirs else "pole" if theirs >= WIDELY * own else "both"


def told(
    asked: SeriesQuestion, measure: str, series: Series, pieces: Sequence[Observation], found: Break, *, size: float,
    who: Mover | None, passed: bool = False,
) -> tuple[PathBreak, Estimate]:  # fmt: skip
    """Return a break with its evidence and the number behind it.

    Parameters
    ----------
    size
        Of the move in the unit of the path, positive towards the pole.
    who
        Who moved; None where that is to be read from whose acts carry it.
    passed
        Whether the one that moved passed the other.
    """
    # Against a break just outside the range of its own date the evidence would be that of the date alone.
    around = max(1, found.first - AROUND), min(series.span_seen[1], found.last + AROUND)
    estimate, support = number(asked, measure, series, pieces, around, found.probability)
    evidence, against = main_pieces(pieces, support)
    first, month, last = (asked.month(i) for i in (found.first, found.month, found.last))
    found_break = PathBreak(
        first=first, month=month, last=last, direction="towards" if size > 0 else "away",
        probability=round(found.probability, 4), size=round(size, 4), who=who or who_of(pieces, support),
        lasts=found.lasts, passed=passed, evidence=evidence, against=against, estimate=estimate.estimate_id,
    )  # fmt: skip
    return found_break, estimate


def joined(one: PathBreak, two: PathBreak) -> PathBreak:
    """Return a break that both sides share: the surer one dates it, and their evidence is put together."""
    surer = max(one, two, key=lambda b: b.probability)
    evidence = sorted((*one.evidence, *two.evidence), key=lambda t: (-t.contribution, t.ref))[:MAIN]
    against = sorted((*one.against, *two.against), key=lambda t: (t.contribution, t.ref))[:MAIN]
    return PathBreak(
        first=min(one.first, two.first), month=surer.month, last=max(one.last, two.last), direction=one.direction,
        probability=round(1 - (1 - one.probability) * (1 - two.probability), 4), size=round(one.size + two.size, 4),
        who="both", lasts=one.lasts and two.lasts, passed=one.passed or two.passed, evidence=tuple(evidence),
        against=tuple(against), estimate=surer.estimate,
    )  # fmt: skip


def overlap(one: PathBreak, two: PathBreak) -> bool:
    """Whether two breaks go the same way and may have come at the same time."""
    return one.direction == two.direction and one.first <= two.last and two.first <= one.last


def by_date(breaks: Sequence[PathBreak]) -> tuple[PathBreak, ...]:
    """Return breaks in order of time."""
    return tuple(sorted(breaks, key=lambda b: (b.month, b.direction, b.who)))
