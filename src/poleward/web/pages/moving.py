"""Are they moving? One panel for each state on one axis: its path against the baseline, and where evidence is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from pydantic import Field

from poleward.answers.answer import Answer
from poleward.answers.curves import Curve, accounts_said, break_said, curve_of
from poleward.answers.paths import PathAnswer, paths
from poleward.answers.yearly import Years, evidence_days, yearly, years_with
from poleward.archive import Archive
from poleward.channels import KEYS, wording
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.paths import Tick
from poleward.channels.paths_wording import label_of, unit_of
from poleward.channels.question import Question
from poleward.errors import UnusableInputError
from poleward.periods import Window
from poleward.publishing.charts.axis import at
from poleward.publishing.charts.barcode import barcode
from poleward.publishing.charts.path import PathLinks, empty_panel, frame_of_curves, path_panel, tallest
from poleward.publishing.charts.series import Frame, Point, frame_of, panel
from poleward.publishing.show import pole_class
from poleward.publishing.tongue import Tongue
from poleward.web.pages.state import answer_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import MAX_STATES, Asked, Channel, keeping

Days = Mapping[str, list[Window]]
SIGNS = {"towards": "→", "away": "←", "no change": "=", "not enough evidence": "–"}


class Query(Asked):
    """The question, and which channel is drawn."""

    channel: Channel = Field("votes", description="the channel drawn")


def states_of(desk: Desk, asked: Asked) -> tuple[str, ...]:
    """Return the states that a question is about, the pole itself left out."""
    states = asked.states.split(",") if asked.states else desk.config.group(asked.group)
    pole = desk.config.pole(asked.pole, on=asked.since).states
    kept = [s for s in dict.fromkeys(states) if pole != (s,)]
    if not kept:
        raise UnusableInputError("no state is left to ask about.", todo="Name a state that is not the pole itself.")
    return tuple(kept[:MAX_STATES])


def answers_of(desk: Desk, archive: Archive, asked: Asked) -> list[Answer]:
    """Return the answer for each state, each computed once while the archive is unchanged."""
    return [answer_of(desk, archive, asked, state, asked.pole) for state in states_of(desk, asked)]


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("moving", asked), lambda: _moving(desk, asked))


def _moving(desk: Desk, asked: Query) -> Page:
    pole, tongue = desk.config.pole(asked.pole, on=asked.since), Tongue(asked.lang)
    css = pole_class(pole)
    with desk.door.read() as archive:
        answers = answers_of(desk, archive, asked)
        told = _paths(desk, archive, asked)
        reading = Reading(archive)
        held = [channel_of(f.channel) for f in answers[0].findings]
        strips = {a.question.state: evidence_days(reading, a.question, held) for a in answers}
        drawn = (
            _drawn_paths(told, answers, strips, asked, css, tongue)
            if told.paths
            else _drawn_years(reading, told, answers, asked, css, tongue)
        )
    panels, rows, frame = drawn
    for one in panels:
        one["drawing"] += barcode(frame, strips[one["state"]], one["name"], pole=css, tongue=tongue)
    return Page(
        title=tongue(
            "%(what)s by month, beside %(pole)s since %(day)s",
            what=_begun(tongue(channel_of(asked.channel).label)), pole=tongue.pole(pole), day=tongue.day(asked.since),
        ),
        answer=_tally([one["finding"].direction for one in panels], asked.channel, tongue),
        rows=rows,
        data={
            "answers": [a.to_json() for a in answers],
            "paths": [{"state": p.state, "channel": p.channel, **p.summary()} for p in told.paths],
            "skipped": [str(s) for s in told.skipped],
        },
        view={
            "panels": panels, "key": _key(told, answers[0].question, asked.channel, tongue), "signs": SIGNS,
            "choice": KEYS, "channels": [f.channel for f in answers[0].findings],
            "asked_about": [a.question.state for a in answers],
            "baseline_from": answers[0].question.before.first,
        },
        notes=tuple(dict.fromkeys(old.sentence(tongue) for one in answers for old in one.stale)),
    )  # fmt: skip


def _paths(desk: Desk, archive: Archive, asked: Query) -> PathAnswer:
    """Return the paths of the channel that is drawn."""
    return paths(
        archive, states_of(desk, asked), asked.pole, since=asked.since, config=desk.config, baseline=asked.baseline,
        until=asked.until, channels=(asked.channel,),
    )  # fmt: skip


def _tally(directions: list[str], channel: str, tongue: Tongue) -> str:
    """Return how many states moved which way, in one line."""
    counts = ", ".join(f"{n} {tongue(way)}" for way in SIGNS if (n := directions.count(way)))
    said = tongue.n(
        "In %(channel)s, of %(n)s state: %(counts)s", "In %(channel)s, of %(n)s states: %(counts)s", len(directions),
        channel=tongue(channel), counts=counts,
    )  # fmt: skip
    return _begun(said)


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def _key(told: PathAnswer, question: Question, channel: str, tongue: Tongue) -> str:
    """Return how the panels are to be read."""
    asked = tongue(
        "%(what)s with %(pole)s, up is towards it, relative to the baseline %(first)s to %(last)s (0 = as then).",
        what=_begun(tongue(channel_of(channel).label)), pole=tongue.pole(question.pole),
        first=tongue.day(question.before.first), last=tongue.day(question.before.last),
    )  # fmt: skip
    drawn = tongue("By year. Vertical lines: 90 %% intervals.")
    if told.paths:
        drawn = tongue(
            "Unit: %(unit)s. Line: median by month. Bands: 50, 80 and 95 %% of what may be. Below it triangles for the "
            "main events (hollow: against a break) and, lying on the time axis, when the path broke: above towards, "
            "below away.",
            unit=unit_of(told.paths[0], question, tongue),
        )  # fmt: skip
    rest = tongue("Hatched: not observed. Strips: where evidence exists, by channel. Every mark opens its evidence.")
    return f"{asked} {drawn} {rest}"


Drawn = tuple[list[dict[str, Any]], list[dict[str, Any]], Frame]
"""Panels, rows and the axes that they share."""


def _drawn_paths(
    told: PathAnswer, answers: list[Answer], strips: Mapping[str, Days], asked: Query, css: str, tongue: Tongue
) -> Drawn:
    """Return panels of paths; a state without one is hatched, with the reason."""
    curves = {p.state: curve_of(p, told.since) for p in told.paths}
    frame = frame_of_curves(list(curves.values()), at(str(asked.since)))
    scale = tallest(list(curves.values()))
    panels, rows = [], []
    for answer in answers:
        state = answer.question.state
        curve = curves.get(state)
        label = _label(answer.question, asked.channel, tongue)
        if curve is None:
            why = _why_not(told, state, tongue)
            drawing, notes = empty_panel(frame, why, label, pole=css, tongue=tongue), [_begun(why.rstrip("."))]
        else:
            links = _links(curve, answer.question, strips[state], asked, tongue)
            drawing = path_panel(frame, curve, links, scale, label, pole=css, tongue=tongue)
            notes = [accounts_said(curve.path, tongue)]
            rows += curve.rows(asked.pole)
            if curve.baseline is None:
                notes.append(tongue("Nothing was observed in the baseline: 0 is the scale's own"))
        breaks = _breaks(curve, answer.question, asked, tongue) if curve else []
        panels.append(_panel(answer, asked, drawing, notes, breaks, tongue))
    return panels, rows, frame


def _why_not(told: PathAnswer, state: str, tongue: Tongue) -> str:
    """Return why a state has no path."""
    return next((s.said(tongue) for s in told.skipped if s.state == state), tongue("nothing is known"))


def _label(question: Question, channel: str, tongue: Tongue) -> str:
    return tongue(
        "%(state)s: %(what)s with %(pole)s, relative to the baseline",
        **tongue.names(question), what=tongue(channel_of(channel).label),
    )  # fmt: skip


def _panel(
    answer: Answer, asked: Query, drawing: Markup, notes: list[str], breaks: list[dict[str, Any]], tongue: Tongue
) -> dict[str, Any]:
    """Return what the template needs of one state."""
    findings = [(f, wording.words(f, answer.question, tongue)) for f in answer.findings]
    return {
        "state": answer.question.state, "name": tongue.state(answer.question.state), "drawing": drawing, "notes": notes,
        "breaks": breaks, "finding": answer.finding(asked.channel),
        "findings": [(f, _begun(tongue(f.channel)), said) for f, said in findings],
        "headline": wording.headline(answer.question, answer.findings, tongue),
    }  # fmt: skip


def _links(curve: Curve, question: Question, days: Days, asked: Query, tongue: Tongue) -> PathLinks:
    years = {year: _why(curve.path.state, asked, str(year)) for year in years_with(days.get(asked.channel, []))}
    return PathLinks(years, [(t, label_of(t, question, tongue), _tick_link(curve, t, asked)) for t in curve.path.ticks])


def _why(state: str, asked: Query, period: str) -> str:
    return keeping(f"/why?state={state}&pole={asked.pole}&channel={asked.channel}&period={period}", asked.lang)


def _why_break(state: str, asked: Query, estimate: str) -> str:
    days = {"since": asked.since, "baseline": asked.baseline, "until": asked.until}
    given = urlencode({name: str(day) for name, day in days.items() if day})
    address = f"/why?state={state}&pole={asked.pole}&channel={asked.channel}&{given}&estimate={estimate}"
    return keeping(address, asked.lang)


def _tick_link(curve: Curve, tick: Tick, asked: Query) -> str:
    """Return where a piece of evidence is told: the number of its month, or of its year for yearly figures."""
    return _why(curve.path.state, asked, tick.date[:4] if tick.kind == "tie" else tick.date[:7])


def _breaks(curve: Curve, question: Question, asked: Query, tongue: Tongue) -> list[dict[str, Any]]:
    """Return each break in words, with its evidence as links."""

    def evidence(ticks: Sequence[Tick]) -> list[tuple[str, str, str]]:
        return [
            (
                f"{tongue.period(t.date)} {label_of(t, question, tongue)}", tongue.with_sign(t.contribution, 2),
                _tick_link(curve, t, asked),
            )
            for t in ticks
        ]  # fmt: skip

    return [
        {
            "said": break_said(b, tongue), "href": _why_break(curve.path.state, asked, b.estimate),
            "evidence": evidence(b.evidence), "against": evidence(b.against),
        }
        for b in curve.path.breaks
    ]  # fmt: skip


def _points(question: Question, key: str, found: Years, lang: str) -> list[Point]:
    """Return the numbers of years relative to the baseline, each with its address."""
    baseline = found.baseline or 0.0
    points = []
    for year, e in found.years:
        period = str(year)
        if e is None or e.value is None:
            points.append(Point(period, at(period), None))
            continue
        low, high = (None if v is None else v - baseline for v in (e.q05, e.q95))
        href = keeping(f"/why?state={question.state}&pole={question.pole.key}&channel={key}&period={period}", lang)
        points.append(
            Point(period=period, at=at(period), value=e.value - baseline, low=low, high=high, n=e.n, href=href)
        )
    return points


def _drawn_years(
    reading: Reading, told: PathAnswer, answers: list[Answer], asked: Query, css: str, tongue: Tongue
) -> Drawn:
    """Return panels of numbers by year, where no state has a path; hatched, with the reason, where it has none."""
    series = {}
    for a in answers:
        found = yearly(reading, a.question, asked.channel)
        observed = any(e is not None for _, e in found.years)
        series[a.question.state] = (
            _points(a.question, asked.channel, found, asked.lang) if observed else [],
            found.baseline,
        )
    frame = frame_of([points for points, _ in series.values()], since=at(str(asked.since)), zero=0.0)
    panels, rows = [], []
    for answer in answers:
        state = answer.question.state
        points, baseline = series[state]
        label = _label(answer.question, asked.channel, tongue)
        if points:
            drawing = panel(frame, points, label, pole=css, tongue=tongue)
            notes = [] if baseline is not None else [tongue("Nothing was observed in the baseline")]
        else:
            why = _why_not(told, state, tongue)
            drawing, notes = empty_panel(frame, why, label, pole=css, tongue=tongue), [_begun(why.rstrip("."))]
        panels.append(_panel(answer, asked, drawing, notes, [], tongue))
        rows += [
            {
                "state": state, "pole": asked.pole, "channel": asked.channel, "period": p.period,
                "relative_to_baseline": p.value, "q05": p.low, "q95": p.high, "n": p.n, "baseline": baseline,
                "status": "observed" if p.value is not None else "not observed",
            }
            for p in points
        ]  # fmt: skip
    return panels, rows, frame


SCREEN = Screen("/moving", "", "moving.html.j2", Query, build, shares=True)

__all__ = ["SCREEN", "answers_of", "states_of"]
