"""All sentences of findings, made last and from fields alone: nothing reads them back.

Each channel's own are in its `*_wording`, what they share in `phrases`, the words of likelihood in `likelihood`. A page
in another language tells the same finding again, by `words` in its own tongue; what only the command line prints (an
answer in brief, the overall stance) is English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import singledispatch

from poleward.channels import (
    events_wording,
    flows_wording,
    memberships_wording,
    paths_wording,
    statements_wording,
    votes_wording,
)
from poleward.channels.channel import Finding, Options, Scale
from poleward.channels.estimate import Estimate
from poleward.channels.likelihood import likelihood, likely, percent
from poleward.channels.phrases import Words, chained, interval, titled, undecided
from poleward.channels.question import Direction, Question
from poleward.channels.say import ENGLISH, Say
from poleward.channels.votes import VoteFacts

MOST = 0.5
"""A whole that holds under a smaller share of all weightings is said to rest on its weights."""
SPARKS = "▁▂▃▄▅▆▇█"
SPARK_POINTS = 12
"""Little bars of a spark: our choice, so that a line fits a terminal."""
SPARK_SHARE = 0.25
"""A spark spans at least this share of a scale, so that a move of two points does not look like a landslide."""


def told(finding: Finding, question: Question, say: Say = ENGLISH) -> Finding:
    """Return a finding with its sentences; the first begins with the channel's name."""
    said = words(finding, question, say)
    sentence = say("%(channel)s: %(said)s", channel=say(titled(finding)), said=said.sentence)
    return replace(finding, **said._replace(sentence=sentence)._asdict())


def words(finding: Finding, question: Question, say: Say = ENGLISH) -> Words:
    """Return a finding in words."""
    said = in_words(finding.facts, finding, question, say)
    if finding.path is None:
        return said
    when = paths_wording.since_when(finding.path, question, say)
    return said._replace(when=when, rests_on=paths_wording.rests_on(finding.path, question, say))


@singledispatch
def in_words(facts: object, finding: Finding, question: Question, say: Say) -> Words:
    """Return a finding in words without those of its path, by the kind of its facts."""
    raise TypeError(f"no wording for {type(facts).__name__}")


def headline(question: Question, findings: Sequence[Finding], say: Say = ENGLISH) -> str:
    """Return the answer in one line: the channels by direction and how likely it is, those that do not tell last."""
    alike: dict[str, list[str]] = {}
    for finding in findings:
        if finding.direction != "not enough evidence":
            way = say(finding.direction)
            if finding.probability is not None:
                way = say("%(likely)s %(account)s", likely=say(likely(finding.probability)), account=way)
            alike.setdefault(way, []).append(say(finding.channel))
    silent = [say(f.channel) for f in findings if f.direction == "not enough evidence"]
    if silent:
        alike[say("not enough evidence")] = silent
    said = [say("%(way)s in %(channels)s", way=way, channels=", ".join(told)) for way, told in alike.items()]
    return say(
        "%(state)s and %(pole)s since %(since)s: %(said)s.",
        **say.names(question), since=say.day(question.since), said=chained(said, say),
    )  # fmt: skip


def in_brief(finding: Finding, question: Question, scale: Scale) -> str:
    """Return a finding in one short line: spark of the path, direction, how likely, its numbers, who moved."""
    spark = f"{sparkline(finding.path.level.median, scale.width)} " if finding.path else ""
    told: str = finding.direction
    if finding.probability is not None:
        told += f", {likelihood(finding.probability)} ({percent(finding.probability)})"
    if isinstance(finding.facts, VoteFacts) and finding.facts.unsettled:
        told = votes_wording.UNSETTLED
    return "; ".join([f"{finding.channel:<9}{spark}{told}", *numbers_in_brief(finding.facts, finding, question)])


@singledispatch
def numbers_in_brief(facts: object, finding: Finding, question: Question) -> list[str]:
    """Return the numbers of a finding in a few words each, by the kind of its facts."""
    raise TypeError(f"no wording for {type(facts).__name__}")


for _channel in (votes_wording, statements_wording, events_wording, flows_wording, memberships_wording):
    in_words.register(_channel.in_words)
    numbers_in_brief.register(_channel.numbers_in_brief)


def sparkline(values: Sequence[float], width: float) -> str:
    """Return numbers as a row of at most twelve little bars on a stretch of a scale of this width."""
    n = min(SPARK_POINTS, len(values))
    shown = [values[round(k * (len(values) - 1) / max(n - 1, 1))] for k in range(n)]
    middle, span = (max(shown) + min(shown)) / 2, max(max(shown) - min(shown), SPARK_SHARE * width)
    low = middle - span / 2
    return "".join(SPARKS[min(7, int(8 * (v - low) / span))] for v in shown)


def overall_in_words(
    *, direction: Direction, probability: float | None, options: Options, estimate: Estimate,
    weights: Mapping[str, float], holds_under: float, question: Question,
) -> str:  # fmt: skip
    """Return the overall stance in a sentence; `holds_under` is a share of all weightings of the channels."""
    weighted = ", ".join(f"{c} {percent(w)}" for c, w in weights.items())
    number = interval(estimate, 2)
    if probability is None:
        told = undecided(options, ENGLISH)
        return f"Overall stance: not enough evidence to tell ({told}; {number}; weights: {weighted})."
    name, label = question.state_name, question.pole.label
    said = {
        "towards": f"{name} moved towards {label}",
        "away": f"{name} moved away from {label}",
        "no change": f"{name} stands to {label} about as before",
    }[direction]
    # All and none are exact, and said so.
    held = {1.0: "all", 0.0: "no"}.get(holds_under, f"{percent(holds_under)} of all")
    trust = (
        f"this holds under {held} weightings of these channels"
        if holds_under >= MOST
        else f"that rests on these weights: it holds under {held} weightings of these channels"
    )
    return (
        f"Overall stance: {likelihood(probability)} ({percent(probability)}) that {said} ({number}; weights: "
        f"{weighted}); {trust}."
    )
