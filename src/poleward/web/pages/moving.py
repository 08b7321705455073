"""Are they moving? One panel for each state on one axis: stance by year against the baseline, and where evidence is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup
from pydantic import Field

from poleward.answers import text, votes
from poleward.answers.ask import ask
from poleward.answers.evidence import SignedStatement, VoteRecord, signed_statements, vote_record
from poleward.answers.model import Answer, Estimate, Question, Window
from poleward.answers.periods import parse_period
from poleward.archive import Archive
from poleward.coding import sign_error
from poleward.config import Pole
from poleward.errors import UnusableInputError
from poleward.web.charts.barcode import barcode
from poleward.web.charts.series import Frame, Point, frame_of, panel
from poleward.web.pages.why import pole_class
from poleward.web.periods import at
from poleward.web.screen import Desk, Page, Screen
from poleward.web.show import percent
from poleward.web.state import MAX_STATES, Asked

SIGNS = {"towards": "→", "away": "←", "no change": "=", "not enough evidence": "–"}
WORDS_FOR = {
    "votes": "agreement in votes",
    "words": "balance of words",
    "deeds": "balance of deeds",
}


class Query(Asked):
    """The question, and which channel is drawn."""

    channel: Literal["votes", "words", "deeds"] = Field("votes", description="the channel drawn")


def states_of(desk: Desk, asked: Asked) -> tuple[str, ...]:
    """Return the states that a question is about, the pole itself left out."""
    states = asked.states.split(",") if asked.states else desk.config.group(asked.group)
    pole = desk.config.pole(asked.pole).states
    kept = [s for s in dict.fromkeys(states) if pole != (s,)]
    if not kept:
        raise UnusableInputError("no state is left to ask about.", todo="Name a state that is not the pole itself.")
    return tuple(kept[:MAX_STATES])


def answers_of(desk: Desk, archive: Archive, asked: Asked, pole: str | None = None) -> list[Answer]:
    """Return the answer for each state, each computed once while the archive is unchanged."""
    key = pole or asked.pole

    def one(state: str) -> Answer:
        def make() -> Answer:
            return ask(archive, state, key, asked.since, config=desk.config, baseline=asked.baseline, until=asked.until)

        return desk.door.kept(("ask", state, key, asked.since, asked.baseline, asked.until), make)

    return [one(state) for state in states_of(desk, asked)]


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("moving", asked), lambda: _moving(desk, asked))


def _moving(desk: Desk, asked: Query) -> Page:
    pole = desk.config.pole(asked.pole)
    with desk.door.read() as archive:
        answers = answers_of(desk, archive, asked)
        series = {a.question.state: _series(archive, a, pole, asked) for a in answers}
        strips = {a.question.state: evidence_days(archive, a.question.state, pole, a.question) for a in answers}
    since = at(str(asked.since))
    frame = frame_of([points for points, _ in series.values()], since=since, zero=0.0)
    panels = [
        {
            "answer": answer,
            "drawing": _panel(answer, series[answer.question.state][0], strips[answer.question.state], frame, asked),
            "baseline": series[answer.question.state][1],
            "finding": answer.finding(asked.channel),
        }
        for answer in answers
    ]
    return Page(
        f"Are they moving towards {pole.label}, or away, since {asked.since}?",
        " ".join(_verdict(a, asked.channel) for a in answers),
        [
            {
                "state": state, "pole": asked.pole, "channel": asked.channel, "period": p.period,
                "relative_to_baseline": p.value, "q05": p.low, "q95": p.high, "n": p.n,
                "baseline": baseline, "status": "observed" if p.value is not None else "not observed",
            }
            for state, (points, baseline) in series.items()
            for p in points
        ],
        {"answers": [a.to_json() for a in answers]},
        {
            "panels": panels, "what": WORDS_FOR[asked.channel], "pole": pole, "signs": SIGNS,
            "channels": [f.channel for f in answers[0].findings], "poles": list(desk.config.poles.values()),
            "groups": list(desk.config.groups),
            "known": {s.code: s.name for s in desk.registry.states.values()},
        },
    )  # fmt: skip


def _verdict(answer: Answer, channel: str) -> str:
    finding = answer.finding(channel)
    sure = f" (P = {percent(finding.probability)})" if finding.probability is not None else ""
    return f"{answer.state_name}: {finding.direction} in {channel}{sure}."


def _series(archive: Archive, answer: Answer, pole: Pole, asked: Query) -> tuple[list[Point], float | None]:
    """Return a state's points relative to its baseline, and the baseline; None where nothing was observed in it."""
    question = answer.question
    first, last = question.before.first.year, question.after.last.year
    if asked.channel == "votes":
        record = vote_record(archive, question.state, pole, Window(question.before.first, question.after.last))
        found = {e.period[:4]: e for e in _yearly_agreement(answer, question, record)}
        base = votes.period_estimates(_over(question, question.before), record)
        last = min(last, max((r.date.year for r in record.roll_calls), default=last))
    else:
        statements = signed_statements(archive, question.state, pole)
        found = {
            str(year): e
            for year in range(first, last + 1)
            for e in _balance(question, asked.channel, statements, parse_period(str(year)))
        }
        base = _balance(question, asked.channel, statements, question.before)
        last = max((int(year) for year in found), default=last)
    baseline = base[0].value if base else None
    return [
        _point(asked, question.state, str(y), found.get(str(y)), baseline or 0.0) for y in range(first, last + 1)
    ], baseline


def _over(question: Question, window: Window) -> Question:
    return Question(question.state, question.pole, window, window)


def _yearly_agreement(answer: Answer, question: Question, record: VoteRecord) -> list[Estimate]:
    given = [e for e in answer.finding("votes").estimates if e.measure == "agreement"]
    return given or [e for e in votes.yearly(question, record) if e.measure == "agreement"]


def _balance(question: Question, channel: str, statements: Sequence[SignedStatement], window: Window) -> list[Estimate]:
    return text.period_estimates(_over(question, window), channel, statements, sign_error())


def _point(asked: Query, state: str, period: str, estimate: Estimate | None, baseline: float) -> Point:
    href = f"/why?state={state}&pole={asked.pole}&channel={asked.channel}&period={period}"
    if estimate is None or estimate.value is None:
        return Point(period, at(period), None)
    low, high = (None if v is None else v - baseline for v in (estimate.q05, estimate.q95))
    return Point(period, at(period), estimate.value - baseline, low, high, estimate.n, href)


Days = dict[str, list[tuple[dt.date, dt.date]]]


def evidence_days(archive: Archive, state: str, pole: Pole, question: Question) -> Days:
    """Return, by channel, the days or spans on which a state's record holds evidence."""
    first, last = question.before.first, question.after.last
    days: Days = {channel: [] for channel in ("votes", "words", "deeds", "trade", "arms", "treaties")}
    for row in archive.rows(
        "SELECT DISTINCT r.date FROM votes v JOIN roll_calls r USING (roll_call_id) WHERE v.state = ? "
        "AND v.vote IN ('yes', 'no', 'abstain') AND r.date BETWEEN ? AND ? ORDER BY r.date",
        [state, first, last],
    ):
        days["votes"].append((row["date"], row["date"]))
    for s in signed_statements(archive, state, pole):
        if s.date_earliest and s.date_latest and first <= s.date_earliest and s.date_latest <= last:
            days[s.channel].append((s.date_earliest, s.date_latest))
    for row in archive.rows(
        "SELECT DISTINCT channel, date_earliest AS a, coalesce(date_latest, ?) AS b FROM ties WHERE state = ? "
        "AND list_contains(?, partner) AND status IN ('observed', 'zero') AND date_earliest <= ? ORDER BY ALL",
        [last, state, [*pole.states, *pole.organisations], last],
    ):
        if row["b"] >= first:
            days[row["channel"]].append((max(row["a"], first), min(row["b"], last)))
    return days


def _panel(answer: Answer, points: Sequence[Point], days: Days, frame: Frame, asked: Query) -> Markup:
    label = f"{answer.state_name}: {WORDS_FOR[asked.channel]} with {answer.pole_label}, relative to the baseline"
    css = pole_class(asked.pole)
    return panel(frame, points, label, pole=css) + barcode(frame, days, answer.state_name, pole=css)


SCREEN = Screen("/moving", "Are they moving?", "moving.html.j2", Query, build, shares=True)

__all__ = ["SCREEN", "answers_of", "evidence_days", "states_of"]
