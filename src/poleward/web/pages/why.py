"""Why do you say so? The arithmetic of one number, and the sentences, roll calls and records that it adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from poleward.answers.ask import ask
from poleward.answers.happenings import TOLD, Told, YearTold, by_year, days_of, judged, told, unjudged
from poleward.answers.why import Arithmetic, explain, folded, in_words, main_measure, why
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.question import Question
from poleward.config import Pole
from poleward.defaults import POLE, SINCE, STATE
from poleward.errors import NothingFoundError
from poleward.periods import Window, parse_period
from poleward.publishing.charts.axis import at, years_of
from poleward.publishing.charts.series import Point, frame_of, panel
from poleward.publishing.charts.waterfall import Step, waterfall
from poleward.publishing.show import number, pole_class
from poleward.publishing.tongue import Tongue
from poleward.tables import JUDGEMENTS
from poleward.web.highlight import highlight
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Channel, Day, PoleName, StateCode

MAX_STEPS = 14
"""Parts drawn one by one; the others are drawn as one."""
MAX_CARDS = 200
"""Statements shown one by one: a bound on the length of a page."""


class Query(BaseModel):
    """Which number: of a period, or of the answer to a question where no period is given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: StateCode = Field(STATE, description="the state")
    pole: PoleName = Field(POLE, description="the pole")
    channel: Channel = Field("votes", description="the channel")
    measure: str | None = Field(None, pattern="^[a-z_]{1,40}$", description="the measure [the channel's main one]")
    period: str | None = Field(
        None, pattern="^[0-9]{4}[-0-9Q/]{0,17}$", description="2022, 2022-Q1, 2022-04 or FIRST/LAST"
    )
    estimate: str | None = Field(None, pattern="^[0-9a-f]{8,24}$", description="the id of a number of that answer")
    since: Day = Field(SINCE, description="as in the question")
    baseline: Day | None = Field(None, description="as in the question")
    until: Day | None = Field(None, description="as in the question")


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("why", asked), lambda: _explained(desk, asked))


def _explained(desk: Desk, asked: Query) -> Page:
    pole = desk.config.pole(asked.pole, on=parse_period(asked.period).first if asked.period else asked.since)
    words = asked.channel in TOLD
    with desk.door.read() as archive:
        reading = Reading(archive)
        arithmetic = _arithmetic(archive, desk, asked, pole)
        estimate = arithmetic.estimate
        cards, marks, points, without = [], [], [], None
        if words:
            cards = _cards(told(reading, estimate, pole))
            marks = judged(archive, asked.state)
            window = parse_period(asked.period) if asked.period else Window(asked.since, asked.since)
            question = Question(
                state=asked.state, state_name=desk.name(asked.state), pole=pole, before=window, after=window
            )  # fmt: skip
            points = _curve(asked, by_year(reading, question, asked.channel))
            # Where the number is a change between windows, there is no such number beside it.
            without = unjudged(reading, question, asked.channel) if marks and asked.period else None
    name = desk.name(asked.state)
    what = estimate.measure.replace("_", " ") + (f" of {asked.channel}" if words else "")
    to = "towards" if words else "with"
    records = [line for line in arithmetic.lines if line.kind != "statement"]
    drawn = Markup("")
    if len(years_of(points)) > 1:
        frame = frame_of([points], zero=0.0)
        label = f"Balance of {asked.channel} by year, {name} and {pole.label}"
        drawn = panel(frame, points, label, pole=pole_class(pole), tongue=Tongue())
    return Page(
        f"{name}'s {what} {to} {pole.label}: {in_words(estimate)}",
        sentence(arithmetic),
        [
            {
                "kind": line.kind, "ref": line.ref, "date": line.date, "what": line.what, "detail": line.detail,
                "where": line.where, "weight": line.weight, "contribution": line.contribution,
            }
            for line in arithmetic.lines
        ],
        {
            "arithmetic": {k: v for k, v in arithmetic.to_json().items() if k != "items"},
            "without_judgements": without.value if without else None,
            "judgements": marks,
        },
        {
            "period_said": _period(estimate.period), "arithmetic": arithmetic, "cards": cards[:MAX_CARDS],
            "more": max(0, len(cards) - MAX_CARDS),
            "records": records, "judged": marks, "without": without, "curve": drawn, "verdicts": JUDGEMENTS,
            "waterfall": waterfall(_steps(arithmetic, cards), estimate.value or 0.0, pole=pole_class(pole)),
        },
    )  # fmt: skip


def _period(period: str) -> str:
    """Return a whole year's interval as the year."""
    first, _, last = period.partition("/")
    return first[:4] if first[4:] == "-01-01" and last == f"{first[:4]}-12-31" else period.replace("/", " to ")


def _arithmetic(archive: Archive, desk: Desk, asked: Query, pole: Pole) -> Arithmetic:
    measure = asked.measure or main_measure(asked.channel)
    if asked.period is not None:
        found = why(archive, asked.state, asked.pole, parse_period(asked.period), config=desk.config)
        fitting = [a for a in found if a.estimate.channel == asked.channel and measure in (None, a.estimate.measure)]
        if fitting:
            return fitting[0]
    else:
        answer = ask(
            archive,
            asked.state,
            asked.pole,
            asked.since,
            config=desk.config,
            baseline=asked.baseline,
            until=asked.until,
        )
        estimates = [e for f in answer.findings if f.channel == asked.channel for e in f.estimates]
        wanted = [e for e in estimates if asked.measure in (None, e.measure)]
        if asked.estimate:
            wanted = [e for e in estimates if e.estimate_id.startswith(asked.estimate)]
        if wanted:
            return explain(Reading(archive), wanted[0], pole)
    raise NothingFoundError(
        f"there is no such number in {asked.channel} for {asked.state} and {pole.label}.",
        todo="Choose a longer period.",
    )


def sentence(arithmetic: Arithmetic) -> str:
    """Return the arithmetic in one sentence."""
    e, lines = arithmetic.estimate, arithmetic.lines
    kinds = {"statement": "statements", "roll_call": "roll calls", "tie": "published figures", "event": "events"}
    parts = [f"{n} {word}" for kind, word in kinds.items() if (n := sum(x.kind == kind for x in lines))]
    said = f"{in_words(e)} = the sum of {' and '.join(parts) or 'no single items'}"
    if e.value is not None and e.q05 is not None and e.q95 is not None:
        said = f"{said} (90 % interval {number(e.q05)} to {number(e.q95)})"
    if arithmetic.added and arithmetic.taken_away:
        added, taken = number(arithmetic.added), number(arithmetic.taken_away)
        said += f": {added} from those that add, {taken} from those that take away"
    if arithmetic.remainder:
        said += f", {number(arithmetic.remainder)} from the prior and the coder's error"
    if lines:
        said += f"; the largest part, {number(lines[0].contribution, 3)}, is {lines[0].what[:120]}"
    return said.rstrip(".") + "."


def _steps(arithmetic: Arithmetic, cards: list[dict[str, Any]]) -> list[Step]:
    """Return the parts of the waterfall: stories or records, the small ones together, what is not evidence last."""
    if cards:
        steps = [Step(f"{c['date']} {c['label']}", c["contribution"], f"#{c['anchor']}") for c in cards]
    else:
        steps = [
            Step(f"{line.date} {line.what}", line.contribution, f"#r{i}")
            for i, line in enumerate(arithmetic.lines, 1)
            if line.contribution
        ]
    shown, others = steps[:MAX_STEPS], steps[MAX_STEPS:]
    together, rest = folded([s.value for s in steps], arithmetic.estimate.value, MAX_STEPS)
    if others:
        shown.append(Step(f"{len(others)} others together", together))
    if rest:
        shown.append(Step("prior and coder's error", rest))
    return shown


def _cards(found: Sequence[Told]) -> list[dict[str, Any]]:
    """Return one card for each happening: its statements, the surest first, with their words marked."""
    cards = []
    for one in found:
        first, (row, _) = one.happening.first, one.rows[0]
        cards.append(
            {
                "anchor": f"s{first.statement_id[:12]}",
                "label": f"{row['actor_name'] or row['actor'] or '?'} · {(row['event_type'] or row['kind']).lower()}",
                "date": days_of(first.date_earliest, first.date_latest),
                "lean": first.lean,
                "contribution": one.contribution,
                "stories": len({s.story_id for s in one.happening.statements}),
                "pages": len({s.doc_id for s in one.happening.statements}),
                "statements": [_told(row, reason) for row, reason in one.rows],
            }
        )
    return cards


def _told(row: Mapping[str, Any], reason: str) -> dict[str, Any]:
    return {
        "id": row["statement_id"],
        "doc_id": row["doc_id"],
        "title": row["title"] or "untitled page",
        "source": row["url"] or row["source"],
        "place": f"characters {row['start_at']} to {row['end_at']}",
        "pieces": highlight(row, reason),
        "prefix": row["prefix"],
        "suffix": row["suffix"],
        "speakers": [
            " ".join(filter(None, (s["name"], f"({s['role']})" if s["role"] else ""))) for s in row["speakers"]
        ],
        "days": days_of(row["date_earliest"], row["date_latest"]),
        "date_how": row["date_how"],
        "reason": reason,
        "confidence": row["confidence"],
        "act": " · ".join(filter(None, (row["actor"], (row["event_type"] or row["kind"]).lower(), row["recipient"]))),
        "marks": [w for w in ("negated", "future", "hypothetical", "historical") if row[w]],
    }


def _curve(asked: Query, found: Sequence[YearTold]) -> list[Point]:
    """Return the balance of each year, with judgements and without."""
    points = []
    for one in found:
        e, period = one.balance, str(one.year)
        points.append(
            Point(
                period=period, at=at(period), value=e.value if e else None, low=e.q05 if e else None,
                high=e.q95 if e else None, n=e.n if e else 0,
                href=f"/why?state={asked.state}&pole={asked.pole}&channel={asked.channel}&period={period}",
                other=one.unjudged.value if one.unjudged else None,
            )
        )  # fmt: skip
    return points


SCREEN = Screen("/why", "", "why.html.j2", Query, build)
