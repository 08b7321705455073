"""Stance year by year against the baseline: what is drawn of a channel for which no path can be told."""

from __future__ import annotations

from collections.abc import Sequence

from poleward.answers.model import Answer
from poleward.archive import Archive
from poleward.channels import statements as text
from poleward.channels import votes
from poleward.channels.model import Estimate, Question
from poleward.channels.signed import SignedStatement, VoteRecord, signed_statements, vote_record
from poleward.coding import sign_error
from poleward.config import Pole
from poleward.periods import Window, parse_period
from poleward.web.axis import at
from poleward.web.charts.series import Point

CHANNELS = ("votes", "words", "deeds")


def yearly(archive: Archive, answer: Answer, pole: Pole, channel: str) -> tuple[list[Point], float | None]:
    """Return a state's points relative to its baseline, and the baseline; None where nothing was observed in it."""
    question = answer.question
    first, last = question.before.first.year, question.after.last.year
    if channel == "votes":
        record = vote_record(archive, question.state, pole, Window(question.before.first, question.after.last))
        found = {e.period[:4]: e for e in _yearly_agreement(answer, question, record)}
        base = votes.period_estimates(_over(question, question.before), record)
        last = min(last, max((r.date.year for r in record.roll_calls), default=last))
    else:
        statements = signed_statements(archive, question.state, pole)
        found = {
            str(year): e
            for year in range(first, last + 1)
            for e in _balance(question, channel, statements, parse_period(str(year)))
        }
        base = _balance(question, channel, statements, question.before)
        last = max((int(year) for year in found), default=last)
    baseline = base[0].value if base else None
    return [
        _point(question, channel, str(y), found.get(str(y)), baseline or 0.0) for y in range(first, last + 1)
    ], baseline


def _over(question: Question, window: Window) -> Question:
    return Question(question.state, question.pole, window, window)


def _yearly_agreement(answer: Answer, question: Question, record: VoteRecord) -> list[Estimate]:
    given = [e for e in answer.finding("votes").estimates if e.measure == "agreement"]
    return given or [e for e in votes.yearly(question, record) if e.measure == "agreement"]


def _balance(question: Question, channel: str, statements: Sequence[SignedStatement], window: Window) -> list[Estimate]:
    return text.period_estimates(_over(question, window), channel, statements, sign_error())


def _point(question: Question, channel: str, period: str, estimate: Estimate | None, baseline: float) -> Point:
    href = f"/why?state={question.state}&pole={question.pole}&channel={channel}&period={period}"
    if estimate is None or estimate.value is None:
        return Point(period, at(period), None)
    low, high = (None if v is None else v - baseline for v in (estimate.q05, estimate.q95))
    return Point(period, at(period), estimate.value - baseline, low, high, estimate.n, href)
