"""Are they moving? One panel for each state on one axis: its path against the baseline, and where evidence is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from pydantic import Field

from poleward.answers.answer import Answer
from poleward.answers.curves import Curve, accounts_said, break_said, curve_of
from poleward.answers.paths import PathAnswer, paths
from poleward.answers.yearly import Years, evidence_days, yearly, years_with
from poleward.archive import Archive
from poleward.channels import KEYS
from poleward.channels import channel as channel_of
from poleward.channels.archive_reading import Reading
from poleward.channels.channel import Question
from poleward.channels.paths import Tick
from poleward.errors import UnusableInputError
from poleward.periods import Window
from poleward.publishing.charts.axis import at
from poleward.publishing.charts.barcode import barcode
from poleward.publishing.charts.path import PathLinks, empty_panel, frame_of_curves, path_panel, tallest
from poleward.publishing.charts.series import Frame, Point, frame_of, panel
from poleward.publishing.show import pole_class
from poleward.web.pages.state import answer_of
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import MAX_STATES, Asked, Channel

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
    pole = desk.config.pole(asked.pole, on=asked.since)
    css = pole_class(pole)
    with desk.door.read() as archive:
        answers = answers_of(desk, archive, asked)
        told = _paths(desk, archive, asked)
        reading = Reading(archive)
        held = [channel_of(f.channel) for f in answers[0].findings]
        strips = {a.question.state: evidence_days(reading, a.question, held) for a in answers}
        drawn = (
            _drawn_paths(told, answers, strips, asked, css)
            if told.paths
            else _drawn_years(reading, answers, asked, css)
        )
    panels, rows, frame = drawn
    for one in panels:
        name, days = one["answer"].state_name, strips[one["answer"].question.state]
        one["drawing"] += barcode(frame, days, name, pole=css)
    what = channel_of(asked.channel).label
    return Page(
        title=f"{what.capitalize()} by month, beside {pole.label} since {asked.since:%-d %B %Y}",
        answer=_tally([one["finding"].direction for one in panels], asked.channel),
        rows=rows,
        data={
            "answers": [a.to_json() for a in answers],
            "paths": [{"state": p.state, "channel": p.channel, **p.summary()} for p in told.paths],
            "skipped": [str(s) for s in told.skipped],
        },
        view={
            "panels": panels, "what": what, "pole": pole, "signs": SIGNS,
            "unit": told.paths[0].unit if told.paths else "", "choice": KEYS,
            "channels": [f.channel for f in answers[0].findings], "poles": list(desk.config.poles.values()),
            "asked_about": [a.question.state for a in answers],
            "baseline_from": answers[0].question.before.first,
        },
        notes=tuple(dict.fromkeys(note for one in answers for note in one.notes)),
    )  # fmt: skip


def _paths(desk: Desk, archive: Archive, asked: Query) -> PathAnswer:
    """Return the paths of the channel that is drawn."""
    return paths(
        archive, states_of(desk, asked), asked.pole, since=asked.since, config=desk.config, baseline=asked.baseline,
        until=asked.until, channels=(asked.channel,),
    )  # fmt: skip


def _tally(directions: list[str], channel: str) -> str:
    """Return how many states moved which way, in one line."""
    counts = [f"{n} {way}" for way in SIGNS if (n := directions.count(way))]
    return f"In {channel}, of {len(directions)} state{'s' if len(directions) > 1 else ''}: {', '.join(counts)}"


Drawn = tuple[list[dict[str, Any]], list[dict[str, Any]], Frame]
"""Panels, rows and the axes that they share."""


def _drawn_paths(told: PathAnswer, answers: list[Answer], strips: Mapping[str, Days], asked: Query, css: str) -> Drawn:
    """Return panels of paths; a state without one is hatched, with the reason."""
    what = channel_of(asked.channel).label
    curves = {p.state: curve_of(p, told.since) for p in told.paths}
    frame = frame_of_curves(list(curves.values()), at(str(asked.since)))
    scale = tallest(list(curves.values()))
    panels, rows = [], []
    for answer in answers:
        state = answer.question.state
        curve = curves.get(state)
        label = f"{answer.state_name}: {what} with {told.pole_label}, relative to the baseline"
        if curve is None:
            why = next((str(s) for s in told.skipped if s.state == state), "nothing is known")
            drawing, notes = empty_panel(frame, why, label, pole=css), [why.rstrip(".")]
        else:
            links = _links(curve, strips[state], asked)
            drawing = path_panel(frame, curve, links, scale, label, pole=css)
            notes = [accounts_said(curve.path)]
            rows += curve.rows(asked.pole)
        panels.append(
            {
                "answer": answer, "drawing": drawing, "finding": answer.finding(asked.channel), "curve": curve,
                "notes": notes, "baseline": curve.baseline if curve else None,
                "breaks": _breaks(curve, asked) if curve else [],
            }
        )  # fmt: skip
    return panels, rows, frame


def _links(curve: Curve, days: Days, asked: Query) -> PathLinks:
    years = {year: _why(curve.path.state, asked, str(year)) for year in years_with(days.get(asked.channel, []))}
    return PathLinks(years, [(tick, _tick_link(curve, tick, asked)) for tick in curve.path.ticks])


def _why(state: str, asked: Query, period: str) -> str:
    return f"/why?state={state}&pole={asked.pole}&channel={asked.channel}&period={period}"


def _why_break(state: str, asked: Query, estimate: str) -> str:
    days = {"since": asked.since, "baseline": asked.baseline, "until": asked.until}
    given = urlencode({name: str(day) for name, day in days.items() if day})
    return f"/why?state={state}&pole={asked.pole}&channel={asked.channel}&{given}&estimate={estimate}"


def _tick_link(curve: Curve, tick: Tick, asked: Query) -> str:
    """Return where a piece of evidence is told: the number of its month, or of its year for yearly figures."""
    return _why(curve.path.state, asked, tick.date[:4] if tick.kind == "tie" else tick.date[:7])


def _breaks(curve: Curve, asked: Query) -> list[dict[str, Any]]:
    """Return each break in words, with its evidence as links."""
    return [
        {
            "said": break_said(b),
            "href": _why_break(curve.path.state, asked, b.estimate),
            "evidence": [(t, _tick_link(curve, t, asked)) for t in b.evidence],
            "against": [(t, _tick_link(curve, t, asked)) for t in b.against],
        }
        for b in curve.path.breaks
    ]


def _points(question: Question, key: str, found: Years) -> list[Point]:
    """Return the numbers of years relative to the baseline, each with its address."""
    baseline = found.baseline or 0.0
    points = []
    for year, e in found.years:
        period = str(year)
        if e is None or e.value is None:
            points.append(Point(period, at(period), None))
            continue
        low, high = (None if v is None else v - baseline for v in (e.q05, e.q95))
        href = f"/why?state={question.state}&pole={question.pole.key}&channel={key}&period={period}"
        points.append(
            Point(period=period, at=at(period), value=e.value - baseline, low=low, high=high, n=e.n, href=href)
        )
    return points


def _drawn_years(reading: Reading, answers: list[Answer], asked: Query, css: str) -> Drawn:
    """Return panels of numbers by year, where no state has a path; hatched where a channel has no such numbers."""
    series = {}
    for a in answers:
        found = yearly(reading, a.question, asked.channel)
        observed = any(e is not None for _, e in found.years)
        series[a.question.state] = (_points(a.question, asked.channel, found) if observed else [], found.baseline)
    what = channel_of(asked.channel).label
    frame = frame_of([points for points, _ in series.values()], since=at(str(asked.since)), zero=0.0)
    panels, rows = [], []
    for answer in answers:
        state = answer.question.state
        points, baseline = series[state]
        label = f"{answer.state_name}: {what} with {answer.pole_label}, relative to the baseline"
        drawing: Markup = panel(frame, points, label, pole=css) if points else empty_panel(frame, "", label, pole=css)
        notes = [] if baseline is not None else ["Nothing was observed in the baseline"]
        panels.append(
            {
                "answer": answer, "drawing": drawing, "finding": answer.finding(asked.channel), "curve": None,
                "notes": notes, "baseline": baseline, "breaks": [],
            }
        )  # fmt: skip
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
