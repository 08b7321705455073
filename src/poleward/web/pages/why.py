"""Why do you say so? The arithmetic of one number, and the sentences, roll calls and records that it adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from poleward.answers.ask import ask
from poleward.answers.happenings import TOLD, Told, YearTold, by_year, judged, told, unjudged
from poleward.answers.why import Arithmetic, explain, folded, in_words, main_measure, why
from poleward.archive import Archive
from poleward.channels.archive_reading import Reading
from poleward.channels.estimate import Estimate
from poleward.channels.phrases import chained
from poleward.channels.question import Question
from poleward.channels.say import N_, Say
from poleward.channels.votes import OBSERVED
from poleward.config import Pole
from poleward.defaults import POLE, SINCE, STATE
from poleward.errors import NothingFoundError
from poleward.periods import Window, parse_period
from poleward.publishing.charts.axis import at, years_of
from poleward.publishing.charts.series import Point, frame_of, panel
from poleward.publishing.charts.waterfall import Step, waterfall
from poleward.publishing.rendering import joined
from poleward.publishing.show import pole_class
from poleward.publishing.tongue import Tongue
from poleward.web.highlight import highlight
from poleward.web.screen import Desk, Page, Screen
from poleward.web.state import Channel, Day, Language, PoleName, StateCode, keeping

MAX_STEPS = 14
"""Parts drawn one by one; the others are drawn as one."""
MAX_CARDS = 200
"""Statements shown one by one: a bound on the length of a page."""
DIGITS = 3
"""Of parts: enough that a sum of hundreds of them can be followed."""
MEASURES = {
    "agreement": N_("agreement"), "change_in_agreement": N_("change in agreement"),
    "observed_change_in_agreement": N_("observed change in agreement"), "balance": N_("balance"),
    "change_in_balance": N_("change in balance"), "share": N_("share"), "share_range": N_("range of the share"),
    "change_in_share": N_("change in share"), "change_in_share_range": N_("range of the change in share"),
    "memberships": N_("memberships"),
    "change_in_memberships": N_("change in memberships"),
}  # fmt: skip
"""Measures as they are called; others by their own names, '_' as a space."""
ITEMS: dict[str, Callable[[Say, int], str]] = {
    "statement": lambda say, n: say.n("one statement", "%(n)s statements", n),
    "roll_call": lambda say, n: say.n("one roll call", "%(n)s roll calls", n),
    "tie": lambda say, n: say.n("one published figure", "%(n)s published figures", n),
    "event": lambda say, n: say.n("one event", "%(n)s events", n),
}
"""How so many items of a kind are told."""
VERDICTS = {
    "wrong_actor": N_("Wrong actor"), "wrong_sign": N_("Wrong sign"), "duplicate": N_("Duplicate"),
    "not_about_this": N_("Not about this"),
}  # fmt: skip
MOST_QUOTED = 120
"""Characters of the largest part that the sentence quotes."""
BORNE = 2
"""Digits of the number itself: its interval bears no more."""
UNSIGNED = (OBSERVED, "share")
MARKS = (N_("negated"), N_("future"), N_("hypothetical"), N_("historical"))


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
    lang: Language = Field("en", description="language of the interface")


def build(desk: Desk, asked: Query) -> Page:
    """Return the screen."""
    return desk.door.kept(("why", asked), lambda: _explained(desk, asked))


def _explained(desk: Desk, asked: Query) -> Page:
    pole = desk.config.pole(asked.pole, on=parse_period(asked.period).first if asked.period else asked.since)
    words, tongue = asked.channel in TOLD, Tongue(asked.lang)
    with desk.door.read() as archive:
        reading = Reading(archive)
        arithmetic = _arithmetic(archive, desk, asked, pole, tongue)
        estimate = arithmetic.estimate
        cards, marks, points, without = [], [], [], None
        if words:
            cards = _cards(told(reading, estimate, pole), tongue)
            marks = judged(archive, asked.state)
            window = parse_period(asked.period) if asked.period else Window(asked.since, asked.since)
            question = Question(
                state=asked.state, state_name=desk.name(asked.state), pole=pole, before=window, after=window
            )  # fmt: skip
            points = _curve(asked, by_year(reading, question, asked.channel))
            # Where the number is a change between windows, there is no such number beside it.
            without = unjudged(reading, question, asked.channel) if marks and asked.period else None
    called = {"state": tongue.state(asked.state), "pole": tongue.pole(pole), "channel": tongue(asked.channel)}
    records = [line for line in arithmetic.lines if line.kind != "statement"]
    drawn = Markup("")
    if len(years_of(points)) > 1:
        frame = frame_of([points], zero=0.0)
        label = tongue("Balance by year (%(channel)s), %(state)s and %(pole)s", **called)
        drawn = panel(frame, points, label, pole=pole_class(pole), tongue=tongue)
    return Page(
        _title(estimate, called, tongue),
        sentence(arithmetic, tongue),
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
            "period_said": _period(estimate.period, tongue), "arithmetic": arithmetic, "cards": cards[:MAX_CARDS],
            "more": max(0, len(cards) - MAX_CARDS), "largest": _largest(arithmetic, tongue), "records": records,
            "judged": marks, "without": without, "curve": drawn, "verdicts": VERDICTS,
            "waterfall": waterfall(
                _steps(arithmetic, cards, tongue), estimate.value or 0.0, pole=pole_class(pole), tongue=tongue
            ),
        },
    )  # fmt: skip


def _shown(told: str, estimate: Estimate) -> str:
    """Return a number as it is shown: an agreement or a share is never negative and has no sign."""
    return told.lstrip("+") if estimate.measure in UNSIGNED else told


def _title(estimate: Estimate, called: dict[str, str], tongue: Tongue) -> str:
    """Return what the number is and what it is; a share or an agreement has no sign."""
    name = MEASURES.get(estimate.measure, estimate.measure.replace("_", " "))
    number = _shown(in_words(estimate, tongue, BORNE), estimate)
    if estimate.channel in TOLD:
        return tongue(
            "%(state)s's %(measure)s of %(channel)s towards %(pole)s: %(number)s", **called, measure=tongue(name),
            number=number,
        )  # fmt: skip
    fields = {key: called[key] for key in ("state", "pole")}
    return tongue("%(state)s's %(measure)s with %(pole)s: %(number)s", **fields, measure=tongue(name), number=number)


def _period(period: str, tongue: Tongue) -> str:
    """Return a whole year's interval as the year."""
    first, _, last = period.partition("/")
    whole = first[4:] == "-01-01" and last == f"{first[:4]}-12-31"
    return first[:4] if whole else tongue.period(period)


def _arithmetic(archive: Archive, desk: Desk, asked: Query, pole: Pole, say: Say) -> Arithmetic:
    measure = asked.measure or main_measure(asked.channel)
    if asked.period is not None:
        found = why(archive, asked.state, asked.pole, parse_period(asked.period), config=desk.config, say=say)
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
            return explain(Reading(archive), wanted[0], pole, say)
    raise NothingFoundError(
        "there is no such number in %(channel)s for %(state)s and %(pole)s.", todo="Choose a longer period.",
        channel=asked.channel, state=asked.state, pole=pole.label,
    )  # fmt: skip


def sentence(arithmetic: Arithmetic, say: Say) -> str:
    """Return the arithmetic in one sentence."""
    e, lines = arithmetic.estimate, arithmetic.lines
    kinds = [kind for kind in ITEMS if any(line.kind == kind for line in lines)]
    parts = [ITEMS[kind](say, sum(line.kind == kind for line in lines)) for kind in kinds]
    items = joined(parts, say) if parts else say("no single items")
    said = [say("%(number)s = the sum of %(items)s", number=_shown(in_words(e, say, BORNE), e), items=items)]
    if e.value is not None and e.q05 is not None and e.q95 is not None:
        low, high = (_shown(say.with_sign(v, BORNE), e) for v in (e.q05, e.q95))
        said.append(say("90 %% interval %(low)s to %(high)s", low=low, high=high))
    if arithmetic.added and arithmetic.taken_away:
        added, taken = say.with_sign(arithmetic.added, BORNE), say.with_sign(arithmetic.taken_away, BORNE)
        said.append(say("%(added)s from those that add, %(taken)s from those that take away", added=added, taken=taken))
    if arithmetic.remainder:
        said.append(
            say("%(rest)s from the prior and the coder's error", rest=say.with_sign(arithmetic.remainder, BORNE))
        )
    return chained(said, say).rstrip(".") + "."


def _largest(arithmetic: Arithmetic, say: Say) -> dict[str, str] | None:
    """Return the part that weighs most: what it is, in its own language, and its number."""
    if len(arithmetic.lines) < 2:
        return None
    line = arithmetic.lines[0]
    what = line.what if len(line.what) <= MOST_QUOTED else line.what[: MOST_QUOTED - 1].rstrip() + "…"
    return {"what": what, "part": say.with_sign(line.contribution, DIGITS), "language": "en"}


def _steps(arithmetic: Arithmetic, cards: list[dict[str, Any]], say: Say) -> list[Step]:
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
        shown.append(Step(say.n("one other", "%(n)s others together", len(others)), together))
    if rest:
        shown.append(Step(say("prior and coder's error"), rest))
    return shown


def _cards(found: Sequence[Told], say: Say) -> list[dict[str, Any]]:
    """Return one card for each happening: its statements, the surest first, with their words marked."""
    cards = []
    for one in found:
        first, (row, _) = one.happening.first, one.rows[0]
        cards.append(
            {
                "anchor": f"s{first.statement_id[:12]}",
                "label": " · ".join(
                    (_actor(row["actor_name"], row["actor"], say), (row["event_type"] or row["kind"]).lower())
                ),
                "date": _days(first.date_earliest, first.date_latest, say),
                "lean": first.lean,
                "contribution": one.contribution,
                "told": _counted(one, say),
                "statements": [_told(row, reason, say) for row, reason in one.rows],
            }
        )
    return cards


def _told(row: Mapping[str, Any], reason: str, say: Say) -> dict[str, Any]:
    return {
        "id": row["statement_id"],
        "doc_id": row["doc_id"],
        "title": row["title"] or say("untitled page"),
        "titled": bool(row["title"]),
        "language": row["language"],
        "source": row["url"] or row["source"],
        "place": say("characters %(first)s to %(last)s", first=row["start_at"], last=row["end_at"]),
        "pieces": highlight(row, reason),
        "prefix": row["prefix"],
        "suffix": row["suffix"],
        "speakers": [
            " ".join(filter(None, (s["name"], f"({s['role']})" if s["role"] else ""))) for s in row["speakers"]
        ],
        "days": _days(row["date_earliest"], row["date_latest"], say),
        "date_how": row["date_how"],
        "reason": reason,
        "confidence": row["confidence"],
        "act": " · ".join(filter(None, (row["actor"], (row["event_type"] or row["kind"]).lower(), row["recipient"]))),
        "marks": [say(mark) for mark in MARKS if row[mark]],
    }


def _counted(one: Told, say: Say) -> str:
    """Return on how many pages a happening is told, in how many stories."""
    pages = len({s.doc_id for s in one.happening.statements})
    stories = len({s.story_id for s in one.happening.statements})
    return say(
        "%(pages)s in %(stories)s, counted once", pages=say.n("one page", "%(n)s pages", pages),
        stories=say.n("one story", "%(n)s stories", stories),
    )  # fmt: skip


def _actor(name: str | None, code: str | None, say: Say) -> str:
    """Return who acts: by the state's name where it is one, else as the page calls them."""
    return say.state(code) if code and say.state(code) != code else name or code or "?"


def _days(first: dt.date | None, last: dt.date | None, say: Say) -> str:
    """Return the days of a statement in words."""
    if first is None or last is None:
        return say("no date")
    return say.day(first) if first == last else say.period(f"{first}/{last}")


def _curve(asked: Query, found: Sequence[YearTold]) -> list[Point]:
    """Return the balance of each year, with judgements and without."""
    points = []
    for one in found:
        e, period = one.balance, str(one.year)
        points.append(
            Point(
                period=period, at=at(period), value=e.value if e else None, low=e.q05 if e else None,
                high=e.q95 if e else None, n=e.n if e else 0,
                href=keeping(
                    f"/why?state={asked.state}&pole={asked.pole}&channel={asked.channel}&period={period}", asked.lang
                ),
                other=one.unjudged.value if one.unjudged else None,
            )
        )  # fmt: skip
    return points


SCREEN = Screen("/why", "", "why.html.j2", Query, build)
