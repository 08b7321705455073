"""Does an answer about a flow say two things? Its fields and sentence, held against one another.

All of it is read off one posterior, or is a bound; here that is checked from outside, on what is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from poleward.channels.channel import Finding, Options
from poleward.channels.estimate import Estimate
from poleward.channels.flows_path import SAME_WITHIN
from poleward.channels.question import Question
from poleward.channels.say import ENGLISH
from poleward.evaluation.direction import disagreements_of_direction

CLOSE = 1e-4
"""Numbers of paths are rounded to five places."""
SURE = 0.9
"""The central interval that is printed."""


def disagreements(finding: Finding, asked: Question) -> list[str]:
    """Return in what a finding on a flow contradicts itself."""
    if finding.facts.bounds is not None:
        return list(_bounds(finding))
    change = finding.estimate("change_in_share")
    if finding.options is None or change is None:
        return list(_nothing(finding))
    return [
        *disagreements_of_direction(finding, finding.options, CLOSE), *_number(finding, finding.options, change),
        *_path(finding, finding.options, change, asked), *_words(finding, change),
    ]  # fmt: skip


def _nothing(finding: Finding) -> Iterator[str]:
    if (finding.direction, finding.probability) != ("not enough evidence", None):
        yield "something is said without chances"
    if finding.path is not None:
        yield "a path since a date of which nothing is said"


def _bounds(finding: Finding) -> Iterator[str]:
    change = finding.facts.bounds.change
    fits = {
        "towards": change.low > SAME_WITHIN, "away": change.high < -SAME_WITHIN,
        "no change": max(-change.low, change.high) <= SAME_WITHIN,
    }  # fmt: skip
    if not fits.get(finding.direction, not any(fits.values()) or finding.facts.bounds.two_bounds):
        yield "the direction is not that of the bounds"
    if any(e.value is not None for e in finding.estimates):
        yield "a bound is a point"
    if finding.path is not None or finding.probability is not None:
        yield "a bound is drawn or has a chance"


def _number(finding: Finding, options: Options, change: Estimate) -> Iterator[str]:
    value, low, high = change.value or 0.0, change.q05 or 0.0, change.q95 or 0.0
    if change.probability != finding.probability:
        yield "the number has another probability"
    if not low <= value <= high:
        yield "the change lies outside its interval"
    if abs(sum(e.contribution for e in change.evidence) - value) > CLOSE:
        yield "the evidence does not sum to the change"
    outside = {"towards": low > SAME_WITHIN, "away": high < -SAME_WITHIN}
    for way, all_of_it in outside.items():
        if all_of_it and getattr(options, way) < SURE:
            yield "the interval is surer than the chance"
    sign = {"towards": 1, "away": -1}.get(finding.direction, 0)
    if sign * value < 0:
        yield "the change points the other way"
    if sign and min(sign * finding.facts.low, sign * finding.facts.high) < -SAME_WITHIN:
        yield "a publisher's figures point the other way"


def _path(finding: Finding, options: Options, change: Estimate, asked: Question) -> Iterator[str]:
    path = finding.path
    if path is None:
        return
    if abs(path.accounts.no_change - options.same) > CLOSE:
        yield "the path's chance of no change is not the answer's"
    if min(path.accounts.gradual, path.accounts.broke) < -CLOSE:
        yield "a chance below zero"
    months = path.months.index
    spans = [[months(f"{y}-07") for y in span] for span in finding.facts.years]
    low, high = ([[getattr(path.level, end)[k] for k in span] for span in spans] for end in ("low50", "high50"))
    if not min(low[1]) - max(high[0]) <= (change.value or 0.0) <= max(high[1]) - min(low[0]):
        yield "the path does not hold the change"
    if path.since > f"{asked.since:%Y-%m}":
        yield "the months counted begin after the date"
    for one in path.breaks:
        if one.last < path.since:
            continue
        chance = {"towards": options.towards, "away": options.away}[one.direction]
        if one.direction != finding.direction or one.probability > chance + CLOSE:
            yield "a break that the answer does not say"
        if (one.size > 0) != (one.direction == "towards") or not one.first <= one.month <= one.last:
            yield "a break that contradicts itself"


def _words(finding: Finding, change: Estimate) -> Iterator[str]:
    if f"changed by {ENGLISH.with_sign(100 * (change.value or 0.0))} points" not in finding.sentence:
        yield "the sentence names another change"
