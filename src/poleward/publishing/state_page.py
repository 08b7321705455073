"""A state's page: one message, one chart, who moved, the questions that carry it, and what is not known.

From a portrait's fields to what the template draws; the app, the site and the report share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from poleward.answers.portrait import PoleTold, Portrait
from poleward.answers.vetoes import Veto
from poleward.channels import CHANNELS, wording
from poleward.channels.channel import Finding
from poleward.channels.estimate import Estimate
from poleward.channels.paths import ChannelPath
from poleward.channels.phrases import Words
from poleward.channels.say import N_
from poleward.channels.vote_questions import CastTogether, Recurring
from poleward.channels.votes import VoteFacts
from poleward.colours import colours_of
from poleward.measures.stance.ranking import Move
from poleward.publishing import design, state_words
from poleward.publishing.charts.choices import DrawnChoice, choices_chart
from poleward.publishing.charts.lines import DrawnLine, axes_of, lines_chart
from poleward.publishing.charts.pairs import DrawnPair, pairs_chart
from poleward.publishing.charts.strip import Member, strip_chart
from poleward.publishing.charts.sums import DrawnPart, sum_chart
from poleward.publishing.links import Links
from poleward.publishing.tongue import Tongue

PAIRS = 8
"""Questions drawn; the table beside them has more."""
TABLED = 10
"""Questions that the table of a page lists, those that changed most: our choice."""
NOT_OBSERVED = N_("not observed")
OUTCOMES = {
    "yes": N_("yes"), "no": N_("no"), "abstain": N_("abstained"), "not_voting": N_("did not vote"),
    "not_a_member": N_("not a member"), "not_observed": NOT_OBSERVED,
}  # fmt: skip


def state_view(told: Portrait, tongue: Tongue, links: Links) -> dict[str, Any]:
    """Return what the template of a state's page draws."""
    lead = told.lead
    question = lead.answer.question
    finding = next((f for f in lead.answer.findings if f.channel == "votes"), None)
    words = {f.channel: wording.words(f, question, tongue) for f in lead.answer.findings}
    colours = colours_of([(p.answer.question.pole.key, p.answer.question.pole.colour) for p in told.poles])
    colour = colours[question.pole.key]
    return {
        "story": told, "question": question, "colour": colour, "colours": colours,
        "called": tongue.names(question),
        "kicker": state_words.kicker(question, tongue), "title": state_words.title(finding, question, tongue),
        "sentence": state_words.sentence(finding, question, tongue),
        "lines": lines_drawing(told, tongue, links, colours),
        "whose": who_moved(lead, tongue, colour), "beside": [_beside(p, tongue, links, colours) for p in told.poles],
        "pairs": _pairs(lead, tongue, colour), "table": [_row(r, tongue, links) for r in lead.recurring[:TABLED]],
        "more": max(0, len(lead.recurring) - TABLED), "strip": _strip(told, tongue, links, colour),
        **_choices(lead, tongue, colour),
        "told": [_sentences(k, lines, tongue, _why_of(lead, k, links)) for k, lines in lead.told.items() if lines],
        "stance": _others(lead, words, "stance", tongue, links),
        "exposure": _others(lead, words, "exposure", tongue, links),
        "unknown": [(tongue(key.capitalize()), _sentence(said.unknown)) for key, said in words.items() if said.unknown],
        "sources": [(tongue(s.title), tongue.day(s.last)) for s in told.sources],
        "vetoes": [_veto(veto, tongue, links) for veto in told.vetoes],
        "why_change": _why(lead, "change_in_agreement", links),
        "why_observed": _why(lead, "observed_change_in_agreement", links),
        "story_notes": [one.sentence(tongue) for one in lead.answer.stale],
        "drift": links.drift(question.pole.key),
        "by_month": links.path(question, "votes"),
    }  # fmt: skip


def _why(told: PoleTold, measure: str, links: Links) -> str:
    estimate = _estimate(told, measure)
    return links.why(told.answer.question, estimate) if estimate else ""


def _why_of(told: PoleTold, key: str, links: Links) -> str:
    """Return where the first number of a channel that rests on evidence is explained; empty where none does."""
    numbers = (e for f in told.answer.findings if f.channel == key for e in f.estimates if e.evidence)
    return next((links.why(told.answer.question, e) for e in numbers), "")


def _estimate(told: PoleTold, measure: str) -> Estimate | None:
    found = (f.estimate(measure) for f in told.answer.findings if f.channel == "votes")
    return next((e for e in found if e is not None), None)


def lines_drawing(
    told: Portrait, tongue: Tongue, links: Links, colours: dict[str, str], *, height: float | None = None
) -> Markup:
    """Draw expected agreement with each pole over time; empty where there is no path."""
    lines = [
        line_of(
            p.path, tongue.pole(p.answer.question.pole), colours[p.answer.question.pole.key],
            links.state(told.state, p.answer.question.pole.key) if p is not told.lead else "",
        )
        for p in told.poles if p.path is not None
    ]  # fmt: skip
    if not lines:
        return Markup("")
    since = told.lead.answer.question.since
    axes = axes_of(lines, since.year + since.timetuple().tm_yday / 366, tongue.day(since))
    label = tongue("Expected agreement of %(state)s with each pole, of 100", state=tongue.state(told.state))
    return design.both(lambda width: lines_chart(lines, axes, label, width, height=height))


def line_of(path: ChannelPath, name: str, colour: str, href: str = "") -> DrawnLine:
    """Return a path as a line in points of 100, from its first observed month to its last."""
    seen = [i for i, month in enumerate(path.months) if path.seen[0] <= month <= path.seen[1]]
    months = [path.months[i] for i in seen]
    at = [int(m[:4]) + (int(m[5:7]) - 0.5) / 12 for m in months]
    middle, low, high = (
        [100 * v[i] for i in seen] for v in (path.level.median, path.level.low80, path.level.high80)
    )  # fmt: skip
    kept = [k for k in range(len(seen)) if k in (0, len(seen) - 1) or not _flat(middle, low, k)]
    return DrawnLine(
        name, colour, at=[at[k] for k in kept], middle=[middle[k] for k in kept], low=[low[k] for k in kept],
        high=[high[k] for k in kept], href=href,
    )  # fmt: skip


def _flat(middle: Sequence[float], low: Sequence[float], k: int) -> bool:
    """Return whether a month is as the ones before and after it: pooled months need no point each."""
    return middle[k - 1] == middle[k] == middle[k + 1] and low[k - 1] == low[k] == low[k + 1]


def who_moved(told: PoleTold, tongue: Tongue, colour: str) -> Markup:
    """Draw the observed change as the sum of its parts; it closes in the digits shown."""
    move = told.move
    if move is None:
        return Markup("")
    called = tongue.names(told.answer.question)
    shown = [round(100 * part.mean, 1) for part in (move.own, move.pole, move.agenda)]
    observed = round(100 * move.observed[1], 1) - round(100 * move.observed[0], 1)

    def part(name: str, value: float, look: str, of: Any = None) -> DrawnPart:
        ends = (100 * of.q05, 100 * of.q95) if of else (None, None)
        between = f" ({tongue.signed(of.q05, 1)} … {tongue.signed(of.q95, 1)})" if of else ""
        return DrawnPart(name, value, f"{tongue.signed(value / 100, 1)}{between}", look, *ends)

    parts = [
        part(tongue("%(name)s's own move", name=called["state"]), shown[0], "own", move.own),
        part(tongue("%(name)s's own move", name=called["pole"]), shown[1], "poles", move.pole),
        part(tongue("Which questions were asked"), shown[2], "rest"),
        part(tongue("Not explained"), observed - sum(shown), "rest"),
    ]
    total = part(tongue("Observed change"), observed, "sum")
    label = tongue("Who moved: the observed change of agreement as a sum, in points of 100")
    return design.both(lambda width: sum_chart(parts, total, label, width, pole=colour))


def _beside(told: PoleTold, tongue: Tongue, links: Links, colours: dict[str, str]) -> dict[str, Any]:
    """Return one pole's line of the table of poles."""
    question, move = told.answer.question, told.move
    finding = next((f for f in told.answer.findings if f.channel == "votes"), None)
    row: dict[str, Any] = {
        "pole": tongue.pole(question.pole), "colour": colours[question.pole.key],
        "href": links.state(question.state, question.pole.key), "known": move is not None,
    }  # fmt: skip
    if move is None:
        return row
    after, change = round(100 * move.level[1]), round(100 * move.change.mean)
    sure = tongue.likely(finding.probability) if finding and finding.probability is not None else tongue("not settled")
    return row | {
        "before": after - change, "since": after, "change": tongue.signed(move.change.mean),
        "between": f"{tongue.signed(move.change.q05)} … {tongue.signed(move.change.q95)}",
        "own": tongue.signed(move.own.mean, 1), "poles": tongue.signed(move.pole.mean, 1),
        "way": tongue(_way(finding)), "sure": sure,
        "rank": move.rank, "of": move.of, "why": _why(told, "change_in_agreement", links),
    }  # fmt: skip


_SIGNS = {1: N_("towards"), 0: N_("as before"), -1: N_("away")}


def _way(finding: Finding | None) -> str:
    return _WAYS[finding.direction] if finding is not None else N_("cannot be told")


_WAYS = {
    "towards": N_("towards"), "away": N_("away"), "no change": N_("as before"),
    "not enough evidence": N_("cannot be told"),
}  # fmt: skip


def _pairs(told: PoleTold, tongue: Tongue, colour: str) -> Markup:
    """Draw the questions on which agreement changed most, observed, without a model."""
    moved = sorted(told.recurring, key=lambda r: (-abs(r.since - r.before), r.latest.roll_call_id))[:PAIRS]
    if not moved:
        return Markup("")
    pairs = [
        DrawnPair(
            r.latest.title or r.latest.symbol, r.before, r.since,
            tongue(
                "%(title)s: %(since)s of 100 since, %(before)s before", title=r.latest.title or r.latest.symbol,
                since=tongue.points(r.since), before=tongue.points(r.before),
            ),
        )
        for r in moved
    ]  # fmt: skip
    ends = (tongue("0: always opposed"), tongue("100: always alike"))
    label = tongue("The same questions before and since")
    return design.both(lambda width: pairs_chart(pairs, label, width, pole=colour, ends=ends))


def _row(asked: Recurring, tongue: Tongue, links: Links) -> dict[str, Any]:
    """Return one question of the table of votes: what state and pole did, then and now."""
    return {
        "title": asked.latest.title or asked.latest.symbol, "before": tongue.points(asked.before),
        "since": tongue.points(asked.since), "part": tongue.signed(asked.part, 2),
        "calls": [_call(one, tongue, links) for one in (asked.earlier, asked.latest)],
    }  # fmt: skip


def _call(one: CastTogether, tongue: Tongue, links: Links) -> dict[str, str]:
    votes = [(tongue(OUTCOMES[vote]), n) for vote, n in one.pole]
    alone = len(votes) == 1 and votes[0][1] == 1
    theirs = votes[0][0] if alone else ", ".join(f"{n} {word}" for word, n in votes)
    return {
        "symbol": one.symbol, "day": tongue.day(one.date), "state": tongue(OUTCOMES[one.state]),
        "pole": theirs or tongue(NOT_OBSERVED), "href": links.roll_call(one.roll_call_id, one.url),
    }  # fmt: skip


def _veto(veto: Veto, tongue: Tongue, links: Links) -> dict[str, str]:
    return {
        "symbol": veto.symbol, "day": tongue.day(veto.date), "topic": veto.topic,
        "members": ", ".join(tongue.state(member) for member in veto.members),
        "href": links.roll_call(veto.veto_id, veto.sources[-1]),
    }  # fmt: skip


def _choices(told: PoleTold, tongue: Tongue, colour: str) -> dict[str, Any]:
    """Return the specification curve and what it says; an empty drawing where there is none."""
    held = [
        DrawnChoice(100 * s.change, tuple(tongue(name) for name in (s.roll_calls, s.average, s.abstention, s.years)))
        for s in told.specifications
    ]
    counted = next((f.facts.specifications for f in told.answer.findings if isinstance(f.facts, VoteFacts)), None)
    if not held or counted is None:
        return {"curve": Markup(""), "choices_said": ""}
    (holds, of), _ = counted
    label = tongue("The change under every choice")
    return {
        "curve": design.both(lambda width: choices_chart(held, label, width, pole=colour)),
        "choices_said": tongue(
            "What is said holds under %(n)s of %(of)s choices of questions, years, averages and abstentions.",
            n=holds, of=of,
        ),
    }  # fmt: skip


def _strip(told: Portrait, tongue: Tongue, links: Links, colour: str) -> Markup:
    """Draw where the state stands among all members."""
    if len(told.ranked) < 2:
        return Markup("")
    pole = told.lead.answer.question.pole
    members = [_member(m, tongue, links, pole.key, marked=m.state == told.state) for m in told.ranked]
    called = tongue.pole(pole)
    ends = (tongue("← away from %(pole)s", pole=called), tongue("towards %(pole)s →", pole=called))
    label = tongue("The change of every member with %(pole)s, in points of 100", pole=called)
    return design.both(lambda width: strip_chart(members, label, width, pole=colour, ends=ends))


def _member(move: Move, tongue: Tongue, links: Links, pole: str, *, marked: bool) -> Member:
    name = tongue.state(move.state)
    said = f"{name} {tongue.signed(move.change.mean)}"
    return Member(name, 100 * move.change.mean, said, "" if marked else links.state(move.state, pole), marked)


def _sentences(key: str, lines: Sequence[Any], tongue: Tongue, why: str) -> dict[str, Any]:
    """Return the sentences that weigh most in a channel of words or deeds."""
    return {
        "name": tongue(key.capitalize()), "why": why,
        "lines": [
            {
                "what": line.what, "date": tongue.period(line.date),
                "where": line.place.said(tongue) if line.place else line.where,
                "way": tongue(_SIGNS[line.sign]),
            }
            for line in lines
        ],
    }  # fmt: skip


def _others(
    told: PoleTold, words: Mapping[str, Words], kind: str, tongue: Tongue, links: Links
) -> list[tuple[str, str, str]]:
    """Return the sentences of the other channels of a kind, votes apart, each with where its number is explained."""
    keys = [c.key for c in CHANNELS if c.kind == kind and c.key != "votes"]
    found = {f.channel: f for f in told.answer.findings}
    silent = kind == "stance" and not told.told
    return [
        (tongue(key.capitalize()), _sentence(words[key].sentence), _why_of(told, key, links))
        for key in keys
        if key in found and not (silent and found[key].direction == "not enough evidence")
    ]


def _sentence(said: str) -> str:
    """Return what is said as it begins a line."""
    return said[:1].upper() + said[1:]
